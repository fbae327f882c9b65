"""The block model: what an official document consists of, without a word about how it is drawn.

A `Document` is its `DocumentMeta` and a tuple of blocks in reading order. `documents.pdf` and `documents.word` draw the
same blocks; `documents.preview` tells what they would look like. Every class is frozen.

Writing text: plain `str` or a tuple of `Run`. No markup is interpreted anywhere: `[/甲]`, `<b>` or `=1+1` print as they
stand. Control and zero-width characters are dropped, a newline starts a new line, a tab becomes a space.

Writing numbers: put the value into the cell (integer, `Ratio`, fen) and the `NumberFormat` on the column; a rate with a
zero denominator and a missing value print '—'.

Layout and order of elements follow GB/T 9704-2012 《党政机关公文格式》."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ajx_tui.documents.report import FigureMark as FigureMark
from ajx_tui.documents.report import MissingGlyph as MissingGlyph
from ajx_tui.documents.report import RenderReport as RenderReport
from ajx_tui.documents.values import Align as Align
from ajx_tui.documents.values import NumberFormat as NumberFormat
from ajx_tui.documents.values import Ratio as Ratio


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a table cell with the id of its evidence (the records it was counted from)."""

    value: str | int | float | Decimal | Ratio | None
    evidence: str


Cell = str | int | float | Decimal | dt.date | Ratio | Figure | None
"""One table cell. None prints '—' in a number column and nothing in a text column; a date prints 2026-10-31."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of running text. `bold` prints in 黑体.

    `evidence` names the records behind a number ('figure'): not visible on paper, but listed in the render report.
    `field` is the field of the template that the run was filled into, e.g. `{due}`, so that an edited text stays live.
    """

    text: str
    bold: bool = False
    evidence: str = ""
    field: str = ""


RichText = str | tuple[Run, ...]
"""Running text: a plain string, or runs in order."""


@dataclass(frozen=True, slots=True)
class Title:
    """公文标题: 2号小标宋, centred, broken into balanced lines. Put "\\n" where the sense wants a break.

    `subtitle` prints below in 3号楷体, e.g. （截至2026年10月31日）. `bookmark` False keeps it out of the outline.
    """

    text: str
    subtitle: str = ""
    bookmark: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1..4: 一、黑体 · （一）楷体 · 1. 仿宋 · （1）仿宋.

    `number` (from 1) is written in the style of the level in front of the text; None prints the text alone.
    It never stands alone at the foot of a page.
    """

    level: int
    text: str
    number: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"heading level {self.level} is not 1..4")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text: 3号仿宋 on the 22 × 28 grid, first line indented two characters unless `indent` is False."""

    text: RichText
    indent: bool = True
    align: Align = Align.AUTO


@dataclass(frozen=True, slots=True)
class Recipient:
    """主送机关: flush left, one blank line below the title, ending with a full-width colon (added when missing)."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table column.

    `width` is a weight relative to the other columns. Neighbouring columns with the same non-empty `group` share a
    header cell above their own. `align` AUTO: numbers to the right, text to the left.
    """

    title: str
    width: float = 1.0
    align: Align = Align.AUTO
    format: NumberFormat = NumberFormat.TEXT
    group: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table whose header is repeated on every page it reaches; long cells wrap, tall rows break across pages.

    `rows` hold one cell per column (a short row is filled with empty cells). No rows prints one line 「（无）」.
    `total` is the emphasised last row, `subtotals` the indexes of further emphasised rows. `caption` stands above,
    centred; `unit` above right (e.g. 单位：万元); `note` below, small. `landscape` puts the table on landscape pages of
    its own. `row_contexts` name the record of each row for warnings about characters without a glyph; by default
    caption, row number and first text cell are used. `size` is the font size in pt (12 = 小四). `header` False leaves
    out the header row (key/value forms). `row_height` is the least height of a body row in mm, for rows filled in by
    hand.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    unit: str = ""
    note: str = ""
    total: tuple[Cell, ...] | None = None
    subtotals: frozenset[int] = frozenset()
    landscape: bool = False
    row_contexts: Sequence[str] = ()
    size: float = 12.0
    header: bool = True
    row_height: float = 0.0

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs at least one column")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None (or a ratio over zero) prints '—' and no bar; `detail` follows the value, e.g. 35/40户."""

    label: str
    value: int | float | Decimal | Ratio | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Horizontal bars that start at zero, each with its value: coverage per sector.

    `maximum` is the value of the right end of the axis (1.0 for rates by default, else the largest value rounded up).
    `reference` draws a dashed line, e.g. the target 1.0, labelled `reference_label`.
    """

    caption: str
    bars: tuple[Bar, ...]
    format: NumberFormat = NumberFormat.RATE
    unit: str = ""
    maximum: float | None = None
    reference: float | None = None
    reference_label: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a line chart; one value per category, None leaves a gap."""

    name: str
    values: tuple[int | float | Decimal | Ratio | None, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over months, axis from zero. Up to four series, told apart by dash and marker for black-and-white paper."""

    caption: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    format: NumberFormat = NumberFormat.INTEGER
    unit: str = ""
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class AttachmentList:
    """附件说明: one blank line below the text, indented two characters; a single attachment carries no number."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """发文机关署名 and 成文日期, Arabic digits without leading zeros.

    `seal` True leaves the room GB/T 9704 §7.3.5 wants and ends the date four characters from the right (the seal itself
    is never drawn). `date` None prints a blank date to be written by hand. The block is never split over pages.
    """

    units: tuple[str, ...]
    date: dt.date | None
    seal: bool = True


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号: 代字〔year〕number号, e.g. ×安委办〔2026〕12号. `number` None leaves room to write it by hand."""

    code: str
    year: int
    number: int | None


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """版头: red 发文机关标志, 发文字号, red separator line.

    `signer` (签发人) is set for documents that go upward (报告, 请示): the number then moves left and the signer
    stands right.
    `corner` are the lines at the top left: 份号, 密级和保密期限, 紧急程度.
    """

    issuer: str
    number: DocumentNumber | None = None
    signer: str = ""
    corner: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: 抄送机关, 印发机关 and 印发日期 between thin rules."""

    issuer: str
    date: dt.date | None
    copies_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """Start a new page. `restart_numbers` begins again with page 1, as a right-hand page: many papers in one file."""

    restart_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment starts here, on a new page: '附件1' in 黑体 top left, then its title in 小标宋.

    `number` 0 prints '附件' alone, for a document with one attachment.
    """

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Note:
    """A small remark (小四仿宋) below a table or chart, or at the end: 注：…"""

    text: RichText


@dataclass(frozen=True, slots=True)
class FormField:
    """A labelled place, underlined over `width` (a weight within its line). An empty `value` is filled in by hand."""

    label: str
    value: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of labelled, underlined places. A value too long for its place wraps onto further underlined lines."""

    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class BlankLines:
    """Ruled lines to write on by hand, under an optional label."""

    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty body lines (fractions allowed), dropped at the top of a page."""

    lines: float = 1.0


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks that stand on landscape pages of their own; the page before and after is portrait again."""

    blocks: tuple[Block, ...]


Block = (
    Title
    | Heading
    | Paragraph
    | Recipient
    | Table
    | BarChart
    | LineChart
    | AttachmentList
    | SignatureBlock
    | DocumentHead
    | Imprint
    | PageBreak
    | Attachment
    | Note
    | FormLine
    | BlankLines
    | Space
    | Landscape
)
"""Any block."""


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a document says about itself: file properties, the 演示 mark, page numbers.

    `as_of` is the cut-off day of the numbers and `revision` the data revision; both go into the file properties.
    `demo` prints a visible 演示 mark on every page. `context` names the record the document is about, for warnings
    about characters without a glyph.
    """

    title: str
    subject: str = ""
    author: str = ""
    as_of: dt.date | None = None
    revision: str = ""
    keywords: tuple[str, ...] = ()
    demo: bool = False
    page_numbers: bool = True
    context: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Meta and blocks in reading order."""

    meta: DocumentMeta
    blocks: tuple[Block, ...] = ()


def plain_text(text: RichText) -> str:
    """The characters of running text without run borders."""
    return text if isinstance(text, str) else "".join(run.text for run in text)
