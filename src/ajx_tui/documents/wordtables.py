"""Word tables: repeated header rows, grouped headers as merged cells, thin rules."""

from __future__ import annotations

from collections.abc import Iterator

from ajx_tui.documents import blocks as b
from ajx_tui.documents.columns import column_widths
from ajx_tui.documents.numbers import format_cell
from ajx_tui.documents.tables import NO_ROWS
from ajx_tui.documents.text import tidy
from ajx_tui.documents.titles import balanced
from ajx_tui.documents.wordxml import FANGSONG, HEITI, TWIPS, ParagraphFormat, border, paragraph, run

_NUMBERS = frozenset(b.NumberFormat) - {b.NumberFormat.TEXT}
_CHUNK = 500
_FIELD_GAP = 160
_CELL_PAD = 70
_TALL = 200  # characters; a row with a longer cell may break across pages


def table_xml(table: b.Table, width: int, *, noted: bool) -> Iterator[tuple[int, str]]:
    """The table in pieces (rows done, XML): opening with header, rows in chunks, end. `width` in twips.

    The first row stays with the header, the last with the row before it and with the note that follows (`noted`).
    """
    widths = [round(one) for one in column_widths(table, width, lambda text: _measure(text, table.size), 2 * _CELL_PAD)]
    yield 0, _opening(widths) + (_header(table, widths) if table.header else "")
    aligns = [_alignment(column) for column in table.columns]
    rows: list[str] = []
    done, last = 0, len(table.rows) - (table.total is None)
    for index, row in enumerate(table.rows):
        keep = index in (0, last - 1) or (noted and index == last)
        emphasised = index in table.subtotals
        rows.append(_row(table, row, widths, aligns, emphasised=emphasised, keep=keep))
        if len(rows) == _CHUNK:
            done += _CHUNK
            yield done, "".join(rows)
            rows = []
    if not table.rows:
        rows.append(_empty(table, widths))
    if table.total is not None:
        rows.append(_row(table, table.total, widths, aligns, emphasised=True, keep=noted))
    yield len(table.rows), "".join(rows) + "</w:tbl>"


def _measure(text: str, size: float) -> float:
    """About how wide a text is in twips, in whatever face the reader has."""
    return sum(0.66 if character < "\u0100" else 1.0 for character in text) * size * 20


def _opening(widths: list[int]) -> str:
    sides = "".join(border(side, 8) for side in ("top", "left", "bottom", "right"))
    inner = "".join(border(side, 4) for side in ("insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{sides}{inner}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{_CELL_PAD}" w:type="dxa"/><w:right w:w="{_CELL_PAD}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _alignment(column: b.Column) -> str:
    if column.align is b.Align.AUTO:
        return "right" if column.format in _NUMBERS else "left"
    return column.align.value


def _cell(width: int, content: str, *, span: int = 1, merge: str = "") -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if span > 1:
        properties += f'<w:gridSpan w:val="{span}"/>'
    properties += {"start": '<w:vMerge w:val="restart"/>', "go on": "<w:vMerge/>"}.get(merge, "")
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'


def _text(text: str, align: str, table: b.Table, *, bold: bool, keep: bool = False) -> str:
    form = ParagraphFormat("AjxCell", align, keep_next=keep)
    return paragraph(run(text, font=HEITI if bold else FANGSONG, size=table.size) if text else "", form)


def _row(table: b.Table, cells: object, widths: list[int], aligns: list[str], *, emphasised: bool, keep: bool) -> str:
    values = list(cells)[: len(widths)]  # type: ignore[call-overload]
    values += [""] * (len(widths) - len(values))
    parts, longest = [], 0
    for value, column, width, align in zip(values, table.columns, widths, aligns, strict=True):
        text = format_cell(value, column.format)
        longest = max(longest, len(text))
        parts.append(_cell(width, _text(text, align, table, bold=emphasised, keep=keep)))
    height = f'<w:trHeight w:val="{round(table.row_height * TWIPS)}"/>' if table.row_height else ""
    whole = "<w:cantSplit/>" if longest < _TALL else ""
    return f"<w:tr><w:trPr>{whole}{height}</w:trPr>{''.join(parts)}</w:tr>"


def _empty(table: b.Table, widths: list[int]) -> str:
    return f"<w:tr>{_cell(sum(widths), _text(NO_ROWS, 'center', table, bold=False), span=len(widths))}</w:tr>"


def _header(table: b.Table, widths: list[int]) -> str:
    """One header row, or two where columns share a group title; both repeat on every page."""
    columns = table.columns
    grouped = any(column.group for column in columns)
    first, second, at = [], [], 0

    def title(text: str, room: int) -> str:
        """A column title broken by sense, as in the PDF."""
        clean = tidy(text)
        sizes = {character: 600 if character < "\u0100" else 1000 for character in clean}
        lines = balanced(clean, sizes, table.size, room / 20 - _CELL_PAD / 10)
        return _text("\n".join(clean[a:z] for a, z in lines), "center", table, bold=True, keep=True)

    while at < len(columns):
        group, end = columns[at].group, at + 1
        while group and end < len(columns) and columns[end].group == group:
            end += 1
        if group:
            room = sum(widths[at:end])
            first.append(_cell(room, title(group, room), span=end - at))
        for column, width in zip(columns[at:end], widths[at:end], strict=True):
            text = title(column.title, width)
            if group:
                second.append(_cell(width, text))
            else:
                first.append(_cell(width, text, merge="start" if grouped else ""))
                second.append(_cell(width, paragraph("", ParagraphFormat("AjxCell")), merge="go on"))
        at = end
    opening = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    rows = f"{opening}{''.join(first)}</w:tr>"
    return rows + (f"{opening}{''.join(second)}</w:tr>" if grouped else "")


def form_line_xml(line: b.FormLine, width: int) -> str:
    """Labelled places: a table without rules whose value cells are underlined."""
    total = sum(max(field.width, 0.01) for field in line.fields)
    cells, widths = [], []
    for index, field in enumerate(line.fields):
        room = round(width * max(field.width, 0.01) / total)
        if index:
            widths.append(_FIELD_GAP)
            cells.append(_plain_cell(_FIELD_GAP, "", ""))
            room -= _FIELD_GAP
        label = min(len(field.label) * 320 + 120, room * 7 // 10) if field.label else 0
        if label:
            widths.append(label)
            cells.append(_plain_cell(label, run(field.label), ""))
        widths.append(room - label)
        cells.append(_plain_cell(room - label, run(field.value) if field.value else "", border("bottom", 4)))
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return f"{_bare_table(sum(widths))}<w:tblGrid>{grid}</w:tblGrid><w:tr>{''.join(cells)}</w:tr></w:tbl>"


def blank_lines_xml(count: int, width: int) -> str:
    """Ruled lines to write on."""
    row = f"<w:tr>{_plain_cell(width, '', border('bottom', 4))}</w:tr>"
    return f'{_bare_table(width)}<w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{row * count}</w:tbl>'


def _bare_table(width: int) -> str:
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )


def _plain_cell(width: int, content: str, rule: str) -> str:
    borders = f"<w:tcBorders>{rule}</w:tcBorders>" if rule else ""
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}<w:vAlign w:val="bottom"/></w:tcPr>'
    return f"<w:tc>{properties}{paragraph(content)}</w:tc>"
