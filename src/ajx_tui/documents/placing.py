"""Placing the plain blocks: titles, headings, paragraphs, lists, signatures, heads, forms."""

from __future__ import annotations

from ajx_tui.documents import blocks as b
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow, Styled
from ajx_tui.documents.linebreak import break_lines
from ajx_tui.documents.numbers import chinese_date, heading_text
from ajx_tui.documents.page import BASELINE, BODY_SIZE, MM, PITCH, RED, Line, Text
from ajx_tui.documents.titles import balanced

TITLE_SIZE = 22.0
"""2号."""
_IMPRINT_SIZE, _IMPRINT_PITCH, _IMPRINT_LINES = 14.0, 22.0, 20
_MARK_LINES = 6  # of the 发文机关标志
NOTE_SIZE, NOTE_PITCH = 12.0, 18.0
FORM_PITCH = PITCH
_LEAST_FIELD = 0.12  # of a form line
_INDENT = 2 * BODY_SIZE
_HEADING_ROLES = {1: Role.HEITI, 2: Role.KAITI, 3: Role.FANGSONG, 4: Role.FANGSONG}


def place_title(flow: Flow, title: b.Title, level: int = 0) -> None:
    """公文标题, two lines below the red rule of a head, one blank line below it."""
    if flow.head_gap:
        flow.skip(2 * PITCH)
        flow.head_gap = False
    elif not flow.at_top:
        flow.skip(PITCH)
    face = flow.fonts[Role.XIAOBIAOSONG]
    text = flow.fonts.clean(title.text, flow.context(title.text))
    lines = balanced(text, face.widths, TITLE_SIZE, flow.page.block_width - 2 * TITLE_SIZE)
    flow.need(min(len(lines) + 2, 10) * PITCH)
    if title.bookmark:
        flow.bookmark(level, text)
    flow.centred(text, lines, Role.XIAOBIAOSONG, TITLE_SIZE)
    if title.subtitle:
        below = flow.fonts.clean(title.subtitle, flow.context(title.subtitle))
        kai = flow.fonts[Role.KAITI]
        flow.centred(below, balanced(below, kai.widths, BODY_SIZE, flow.page.block_width), Role.KAITI, BODY_SIZE)
    flow.skip(PITCH)


def place_heading(flow: Flow, heading: b.Heading, height: float = 0.0) -> None:
    """A heading; `height` is what it takes with the beginning of what follows, all on one page."""
    styled = _heading_styled(flow, heading)
    flow.need(min(max(height, heading_height(flow, heading) + PITCH), flow.page.block_height))
    flow.bookmark(heading.level, styled.text)
    flow.lines(styled, indent=_INDENT)


def _heading_styled(flow: Flow, heading: b.Heading) -> Styled:
    return flow.styled(heading_text(heading.level, heading.text, heading.number), _HEADING_ROLES[heading.level])


def heading_height(flow: Flow, heading: b.Heading) -> float:
    """The height of a heading alone; of a very long one, eight lines."""
    lines = flow.break_styled(_heading_styled(flow, heading), BODY_SIZE, flow.page.block_width, _INDENT)
    return min(len(lines), 8) * PITCH


def paragraph_height(flow: Flow, paragraph: b.Paragraph) -> float:
    """The height of a paragraph on one page."""
    styled = flow.styled(paragraph.text, Role.FANGSONG)
    return len(flow.break_styled(styled, BODY_SIZE, flow.page.block_width, _INDENT)) * PITCH


def paragraph_beginning(flow: Flow, paragraph: b.Paragraph, tail: float) -> float:
    """How much of a paragraph stays below its heading: a line, or all of a short one that moves with a signature."""
    height = paragraph_height(flow, paragraph) if tail else PITCH
    return height + tail if height <= 2 * PITCH and tail else PITCH


def place_paragraph(flow: Flow, paragraph: b.Paragraph, tail: float = 0.0) -> None:
    """Body text on the grid; `tail` is the height of the signature below that must not stand alone on a page."""
    indent = _INDENT if paragraph.indent and paragraph.align in (b.Align.AUTO, b.Align.LEFT) else 0.0
    flow.lines(flow.styled(paragraph.text, Role.FANGSONG), indent=indent, align=paragraph.align, tail=tail)


def place_recipient(flow: Flow, recipient: b.Recipient) -> None:
    """主送机关 with its full-width colon."""
    text = recipient.text.rstrip().rstrip(":：") + "："
    flow.lines(flow.styled(text, Role.FANGSONG))


def place_note(flow: Flow, note: b.Note) -> None:
    """A small remark; the next body line starts on the grid again."""
    flow.need(NOTE_PITCH)
    flow.lines(flow.styled(note.text, Role.FANGSONG), size=NOTE_SIZE, pitch=NOTE_PITCH)


def place_attachment_list(flow: Flow, listing: b.AttachmentList) -> None:
    """附件说明 (§7.3.4): one blank line below the text, items aligned at their first character."""
    flow.skip(PITCH)
    face = flow.fonts[Role.FANGSONG]
    lead = "附件："
    start = _INDENT + face.width(lead, BODY_SIZE)
    for index, item in enumerate(listing.items, 1):
        mark = f"{index}. " if len(listing.items) > 1 else ""
        styled = flow.styled(item, Role.FANGSONG)
        left = start + face.width(mark, BODY_SIZE)
        flow.need(PITCH)
        y = flow.y + PITCH / 2 + BASELINE * BODY_SIZE
        if index == 1:
            flow.text(_INDENT, y, Role.FANGSONG, BODY_SIZE, lead)
        flow.text(start, y, Role.FANGSONG, BODY_SIZE, mark)
        flow.lines(styled, left=left, right=BODY_SIZE)


def place_signature(flow: Flow, block: b.SignatureBlock, below: float = 0.0) -> None:
    """Units and date: the date four characters from the right where a seal goes, the units centred over it (§7.3.5).

    `below` is the height of what follows and stays on its page: 附注, lines to be signed.
    """
    face = flow.fonts[Role.FANGSONG]
    date = chinese_date(block.date)
    width, date_width = flow.page.block_width, face.width(date, BODY_SIZE)
    units = []
    for unit in block.units:
        text = flow.one_line(unit)
        lines = break_lines(text, face.widths, BODY_SIZE, width - 4 * BODY_SIZE)
        units += [text[start:end] for start, end in lines]
    height = (len(units) + 1) * PITCH + below
    flow.need(min(height, flow.page.block_height))
    spare = int((flow.room - height) / PITCH + 0.01)
    flow.skip(min(signature_gap(block), max(spare, 0)) * PITCH)
    widest = max((face.width(text, BODY_SIZE) for text in units), default=0.0)
    inset = (4 if block.seal else 2) * BODY_SIZE
    date_x = width - inset - date_width
    centre = date_x + date_width / 2
    if centre + widest / 2 > width - BODY_SIZE:
        centre = width - BODY_SIZE - widest / 2
        date_x = centre - date_width / 2
    for text in units:
        flow.need(PITCH)
        x = max(centre - face.width(text, BODY_SIZE) / 2, 0.0)
        flow.text(x, flow.y + PITCH / 2 + BASELINE * BODY_SIZE, Role.FANGSONG, BODY_SIZE, text)
        flow.advance(PITCH)
    flow.need(PITCH)
    flow.text(date_x, flow.y + PITCH / 2 + BASELINE * BODY_SIZE, Role.FANGSONG, BODY_SIZE, date)
    flow.advance(PITCH)


def signature_gap(block: b.SignatureBlock) -> int:
    """Empty lines above a signature: room for the seal to reach up, one line without."""
    return 3 if block.seal else 1


def place_head(flow: Flow, head: b.DocumentHead) -> None:
    """版头 (§7.2): mark in red 小标宋 35 mm below the upper edge, number two lines below, red rule 4 mm below that."""
    if not flow.at_top:
        flow.new_page()
    for index, line in enumerate(head.corner[:3]):
        role = Role.FANGSONG if index == 0 and line.isdigit() else Role.HEITI
        text = flow.fit(flow.one_line(line), role, BODY_SIZE, flow.page.block_width)
        flow.text(0, index * PITCH + PITCH / 2 + BASELINE * BODY_SIZE, role, BODY_SIZE, text)
    issuer = flow.one_line(head.issuer)
    face, width = flow.fonts[Role.XIAOBIAOSONG], flow.page.block_width
    size = min(42.0, max(16.0, width * 0.96 / max(face.width(issuer, 1.0), 1.0)))
    y = 35 * MM
    for start, end in break_lines(issuer, face.widths, size, width)[:_MARK_LINES]:
        x = (width - face.width(issuer[start:end], size)) / 2
        mark = Text(flow.page.left + x, flow.page.top + y + 0.88 * size, face, size, issuer[start:end], 0.0, RED)
        flow.page.marks.append(mark)
        y += size * 1.25
    y += 2 * PITCH
    _head_numbers(flow, head, y)
    y += PITCH + (4 * MM - (PITCH - BODY_SIZE) / 2)
    left, top = flow.page.left, flow.page.top
    flow.page.marks.append(Line(left, top + y, left + width, top + y, 1.5, RED))
    flow.y = y
    flow.advance(0)
    flow.snap()
    flow.head_gap = True


def _head_numbers(flow: Flow, head: b.DocumentHead, y: float) -> None:
    """发文字号 centred; upward documents: number left and 签发人 right, each one character from the edge."""
    face, kai = flow.fonts[Role.FANGSONG], flow.fonts[Role.KAITI]
    width, baseline = flow.page.block_width, y + PITCH / 2 + BASELINE * BODY_SIZE
    number = document_number(head.number) if head.number else ""
    room = width - 2 * BODY_SIZE if not head.signer else width * 0.55
    number = flow.fit(flow.one_line(number), Role.FANGSONG, BODY_SIZE, room)
    if not head.signer:
        flow.text((width - face.width(number, BODY_SIZE)) / 2, baseline, Role.FANGSONG, BODY_SIZE, number)
        return
    flow.text(BODY_SIZE, baseline, Role.FANGSONG, BODY_SIZE, number)
    label = "签发人："
    room = width - 3 * BODY_SIZE - face.width(number, BODY_SIZE) - face.width(label, BODY_SIZE)
    signer = flow.fit(flow.one_line(head.signer), Role.KAITI, BODY_SIZE, room)
    x = width - BODY_SIZE - kai.width(signer, BODY_SIZE) - face.width(label, BODY_SIZE)
    flow.text(x, baseline, Role.FANGSONG, BODY_SIZE, label)
    flow.text(x + face.width(label, BODY_SIZE), baseline, Role.KAITI, BODY_SIZE, signer)


def document_number(number: b.DocumentNumber) -> str:
    """代字〔year〕number号, with room where the number is still open."""
    return f"{number.code}〔{number.year}〕{number.number if number.number is not None else '　　'}号"


def place_imprint(flow: Flow, imprint: b.Imprint) -> None:
    """版记 (§7.4) at the foot of the last side: 4号仿宋 between rules, the outer ones thicker.

    Papers are printed on both sides (§6.2), so the last side is an even page; when the side before it stays empty,
    neither carries a number (§7.5).
    """
    size, pitch = _IMPRINT_SIZE, _IMPRINT_PITCH
    face, width = flow.fonts[Role.FANGSONG], flow.page.block_width
    copies, lines = _copies(flow, imprint)
    while len(lines) > _IMPRINT_LINES:  # more than a page can hold at its foot: the beginning flows as text
        early, lines = lines[:_IMPRINT_LINES], lines[_IMPRINT_LINES:]
        for start, end in early:
            flow.need(pitch)
            flow.text(size, flow.y + pitch / 2 + BASELINE * size, Role.FANGSONG, size, copies[start:end])
            flow.advance(pitch)
    height = (len(lines) + 1) * pitch + 8
    if flow.room < imprint_height(flow, imprint) and not flow.at_top:
        flow.new_page()
    if flow.page.number % 2:
        blank = flow.at_top
        flow.page.numbered = not blank
        flow.new_page()
        flow.page.numbered = not blank
    y = flow.page.block_height - height
    flow.rule(0, y, width, y, 0.99)
    y += 4
    for start, end in lines:
        flow.text(size, y + pitch / 2 + BASELINE * size, Role.FANGSONG, size, copies[start:end])
        y += pitch
    if lines:
        flow.rule(0, y, width, y, 0.71)
    date = chinese_date(imprint.date) + "印发"
    room = width - 3 * size - face.width(date, size)
    issuer = flow.fit(flow.one_line(imprint.issuer), Role.FANGSONG, size, room)
    baseline = y + pitch / 2 + BASELINE * size + 2
    flow.text(size, baseline, Role.FANGSONG, size, issuer)
    flow.text(width - size - face.width(date, size), baseline, Role.FANGSONG, size, date)
    flow.rule(0, flow.page.block_height, width, flow.page.block_height, 0.99)
    flow.y = flow.page.block_height


def imprint_height(flow: Flow, imprint: b.Imprint) -> float:
    """What 版记 takes at the foot of a page, with half a line above it."""
    return (min(len(_copies(flow, imprint)[1]), _IMPRINT_LINES) + 1) * _IMPRINT_PITCH + 8 + PITCH / 2


def _copies(flow: Flow, imprint: b.Imprint) -> tuple[str, list[tuple[int, int]]]:
    """抄送机关 and its lines."""
    copies = "抄送：" + "，".join(imprint.copies_to) + "。" if imprint.copies_to else ""
    copies = flow.fonts.clean(copies, flow.context(copies))
    widths, room = flow.fonts[Role.FANGSONG].widths, flow.page.block_width - 2 * _IMPRINT_SIZE
    return copies, break_lines(copies, widths, _IMPRINT_SIZE, room) if copies else []


def place_attachment(flow: Flow, attachment: b.Attachment, landscape: bool) -> None:
    """An attachment on a new page (§7.3.7): '附件1' flush left in 黑体 on line 1, the title centred on line 3."""
    if flow.at_top:
        flow.turn(landscape)
    else:
        flow.new_page(landscape=landscape)
    label = f"附件{attachment.number}" if attachment.number else "附件"
    flow.bookmark(0, f"{label} {attachment.title}" if attachment.title else label)
    flow.lines(flow.styled(label, Role.HEITI))
    if attachment.title:
        place_title(flow, b.Title(attachment.title, bookmark=False))


def place_form_line(flow: Flow, line: b.FormLine) -> None:
    """Labelled places side by side, each underlined to its end."""
    if not line.fields:
        return
    face, gap = flow.fonts[Role.FANGSONG], BODY_SIZE / 2
    least = max(sum(field.width for field in line.fields), 1.0) * _LEAST_FIELD
    total = sum(max(field.width, least) for field in line.fields)
    usable = flow.page.block_width - gap * (len(line.fields) - 1)
    cells, x = [], 0.0
    for field in line.fields:
        width = usable * max(field.width, least) / total
        label = flow.one_line(field.label)
        shown = break_lines(label, face.widths, BODY_SIZE, max(width * 0.55, BODY_SIZE))
        start = max((face.width(label[a:z], BODY_SIZE) for a, z in shown), default=0.0)
        value = flow.fonts.clean(field.value, flow.context(f"{field.label}{field.value}"))
        room = max(width - start - 4, BODY_SIZE)
        values = break_lines(value, face.widths, BODY_SIZE, room) if value else []
        cells.append((x, start, room, [label[a:z] for a, z in shown], [value[a:z] for a, z in values]))
        x += width + gap
    for row in range(max(max(len(labels), len(texts), 1) for *_, labels, texts in cells)):
        flow.need(FORM_PITCH)
        baseline = flow.y + FORM_PITCH / 2 + BASELINE * BODY_SIZE
        for x, start, room, labels, texts in cells:
            if row < len(labels):
                flow.text(x, baseline, Role.FANGSONG, BODY_SIZE, labels[row])
            if row < max(len(texts), 1):
                flow.rule(x + start + 2, baseline + 4, x + start + 2 + room, baseline + 4)
            if row < len(texts):
                flow.text(x + start + 4, baseline, Role.FANGSONG, BODY_SIZE, texts[row])
        flow.advance(FORM_PITCH)


def place_blank_lines(flow: Flow, block: b.BlankLines) -> None:
    """Ruled lines to write on."""
    if block.label:
        flow.need(2 * PITCH)
        flow.lines(flow.styled(block.label, Role.FANGSONG))
    for _ in range(max(block.count, 0)):
        flow.need(FORM_PITCH)
        y = flow.y + FORM_PITCH - 4
        flow.rule(0, y, flow.page.block_width, y)
        flow.advance(FORM_PITCH)
