"""Pieces of WordprocessingML: runs, paragraphs, tables as text, parsed once per block.

Text is tidied and escaped here and nowhere else, so that no record can break the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ajx_tui.documents.blocks import RichText, Run
from ajx_tui.documents.text import tidy

TWIPS = 1440 / 25.4
"""Twips per millimetre."""
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:c="{C}" xmlns:wps="{WPS}"'

FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG = "仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"
CHARACTER = 320
"""Width of a 3号 character in twips."""


def words(text: str) -> str:
    """Tidied, escaped character data."""
    return escape(tidy(text))


def attribute(text: str) -> str:
    """A tidied, quoted attribute value."""
    return quoteattr(tidy(text).replace("\n", " "))


def run(text: str, *, font: str = "", size: float = 0.0, colour: str = "", boxed: bool = False) -> str:
    """A run; newlines become line breaks. `size` in points, `colour` as RRGGBB."""
    properties = ""
    if font:
        properties += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    if colour:
        properties += f'<w:color w:val="{colour}"/>'
    if size:
        properties += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    if boxed:
        properties += f'<w:bdr w:val="single" w:sz="6" w:space="0" w:color="{colour or "000000"}"/>'
    parts = words(text).split("\n")
    body = "<w:br/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in parts)
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{body}</w:r>"


def rich(text: RichText, *, size: float = 0.0) -> str:
    """Running text; bold runs in 黑体, as in the PDF."""
    runs: Iterable[Run] = (Run(text),) if isinstance(text, str) else text
    return "".join(run(part.text, font=HEITI if part.bold else "", size=size) for part in runs)


def field(code: str, *, font: str, size: float) -> str:
    """A field such as PAGE."""
    properties = (
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
        f'<w:sz w:val="{round(size * 2)}"/></w:rPr>'
    )
    kinds = ('<w:fldChar w:fldCharType="begin"/>', f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
             '<w:fldChar w:fldCharType="separate"/>', "<w:t>1</w:t>", '<w:fldChar w:fldCharType="end"/>')  # fmt: skip
    return "".join(f"<w:r>{properties}{kind}</w:r>" for kind in kinds)


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Direct formatting of a paragraph; lengths in twips, `first_chars` in hundredths of a character.

    `border`, `frame` and `tabs` are elements as text.
    """

    style: str = ""
    align: str = ""
    left: int = 0
    right: int = 0
    first_chars: int = 0
    hanging: int = 0
    before: int = 0
    line: int = 0
    keep_next: bool = False
    page_break: bool = False
    border: str = ""
    frame: str = ""
    tabs: str = ""
    off_grid: bool = False


_PLAIN = ParagraphFormat()


def paragraph(content: str, form: ParagraphFormat = _PLAIN) -> str:
    """A paragraph around runs."""
    parts = []
    if form.style:
        parts.append(f'<w:pStyle w:val="{form.style}"/>')
    if form.keep_next:
        parts.append("<w:keepNext/>")
    if form.page_break:
        parts.append("<w:pageBreakBefore/>")
    parts.append(form.frame)
    if form.border:
        parts.append(f"<w:pBdr>{form.border}</w:pBdr>")
    if form.tabs:
        parts.append(f"<w:tabs>{form.tabs}</w:tabs>")
    if form.off_grid:
        parts.append('<w:snapToGrid w:val="0"/>')
    if form.before or form.line:
        before = f' w:before="{form.before}"' if form.before else ""
        line = f' w:line="{form.line}" w:lineRule="exact"' if form.line else ""
        parts.append(f"<w:spacing{before}{line}/>")
    indent = ""
    if form.left:
        indent += f' w:left="{form.left}"'
    if form.right:
        indent += f' w:right="{form.right}"'
    if form.first_chars:
        indent += f' w:firstLineChars="{form.first_chars}" w:firstLine="{form.first_chars * CHARACTER // 100}"'
    if form.hanging:
        indent += f' w:hanging="{form.hanging}"'
    if indent:
        parts.append(f"<w:ind{indent}/>")
    if form.align:
        parts.append(f'<w:jc w:val="{form.align}"/>')
    properties = "".join(parts)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>" if parts else f"<w:p>{content}</w:p>"


def tab_stop(position: int, *, leader: bool = False, side: str = "right") -> str:
    """A tab stop, with a rule leading to it where wanted."""
    leading = ' w:leader="underscore"' if leader else ""
    return f'<w:tab w:val="{side}"{leading} w:pos="{position}"/>'


def tab(*, size: float = 0.0) -> str:
    """A tab; `size` in points is the thickness of its leader, if it has one."""
    return f"<w:r>{f'<w:rPr><w:sz w:val={quoteattr(str(round(size * 2)))}/></w:rPr>' if size else ''}<w:tab/></w:r>"


def border(side: str, eighths: int, colour: str = "000000", space: int = 0) -> str:
    """One border; its width in eighths of a point."""
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="{space}" w:color="{colour}"/>'


def spacer() -> str:
    """The paragraph Word wants between and after tables, one point high and off the grid."""
    return paragraph("", ParagraphFormat("AjxNote", line=20))
