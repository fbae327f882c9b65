"""Find the table in a sheet: title, header, data, totals and footnotes, without knowing the fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ajx_tui.exchange.header import (
    Header,
    ScoreHeader,
    compact,
    is_blank,
    is_numbering,
    join_two_rows,
    normalise_header,
    settle_texts,
    table_unit,
    title_score,
)
from ajx_tui.exchange.reader import Cell, Merge

__all__ = ["Header", "TableLayout", "detect", "normalise_header"]

_Option = tuple[tuple[int, ...], list[Header], Sequence[Cell], Sequence[Sequence[Cell]]]

_HEADER_SEARCH_ROWS = 60
_TOP_ROWS = 1200  # of which at most _HEADER_SEARCH_ROWS with content are looked at
_MAX_COLUMNS = 400  # titles further right are not looked for
_SAMPLE_ROWS = 25
_SURE_BY_LOOKS = 0.72
_SURE_BY_WORDS = 0.2
_TOTAL = re.compile(
    r"(?:[一二三四五六七八九十]+、)?(?:本页|本表|全县|全市|全区|各行业|以上)?(?:合计|总计|小计|共计|累计|总合计|总数)(?:数|:.*|\(.*\)|共?\d+[家户个项起人份].*)?"
    r"|.{1,12}(?:合计|小计|总计):?|共\d+[家户个项起条份].*"
)
_SIGNATURE = re.compile(
    r"(?:填表|填报|制表|审核|复核|审批|负责|主管|经办|联系|统计|分管|单位|报送|编制|校对|签发|录入)"
    r"(?:人|人员|员|单位|部门|日期|时间|负责人|领导|电话|机关|方式)?(?:\((?:签字|签章|盖章|公章)\))?:.*"
    r"|(?:日期|时间|电话|手机|盖章|公章|签字|单位负责人|主要领导|联系电话)(?:\((?:签字|签章|盖章|公章)\))?:.*"
)
_REMARK = re.compile(r"(?:注\d*|备注|附注|说明|填表说明|填报说明|编制说明|注意事项|数据来源|资料来源)[:、.(].*")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)、.].{6,}")
_SECTION = re.compile(r"(?:\(?[一二三四五六七八九十]{1,3}\)?[、.]?|第[一二三四五六七八九十]{1,3}[部类章节])\D.{0,30}")
_TELLING = re.compile(r"[计共:：]|号\s*$|^\s*$")
_EXAMPLE = re.compile(r"(?:例|示例|样例|举例|填写示例|填报示例)(?::.*)?")


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Where things are. All row numbers are 1-based as Excel shows them.

    `header_row` is the last row of the header, None when the sheet has none (`headers` is then empty); `header_rows`
    all of its rows. `title_text` and `notes` are the texts above the header, `unit` the money unit that they set for
    the whole table ('' when none), `footnotes` the texts below the data. `skipped_rows` are section titles, column
    numberings, examples and headers repeated on every printed page. Rows that are empty, totals, footnotes or skipped
    are not in `data_row_numbers`. `untitled_columns` hold data under no title.
    """

    header_row: int | None
    headers: tuple[Header, ...]
    first_data_row: int
    data_row_numbers: Sequence[int]
    total_rows: tuple[int, ...]
    title_text: str
    notes: tuple[str, ...]
    header_rows: tuple[int, ...] = ()
    footnotes: tuple[str, ...] = ()
    footnote_rows: tuple[int, ...] = ()
    skipped_rows: tuple[int, ...] = ()
    untitled_columns: tuple[int, ...] = ()
    unit: str = ""

    @property
    def fingerprint(self) -> str:
        """Stable hash of the header texts with units, in column order, to remember a clerk's answer by."""
        words = "\n".join(f"{header.text}\t{header.unit}" for header in self.headers)
        return hashlib.sha256(words.encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Region:
    """The rows below the header, sorted by what they are."""

    data: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    footnotes: list[int] = field(default_factory=list)


def detect(
    rows: Sequence[Sequence[Cell]],
    score_header: ScoreHeader | None = None,
    merged: Sequence[Merge] = (),
) -> TableLayout:
    """Layout of the table in `rows`.

    `score_header` gets the normalised texts of a candidate row and returns 0 … 1: the share of them that it knows.
    `merged` sharpens the reading of two-row headers.
    """
    found = _find_header([row[:_MAX_COLUMNS] for row in rows[:_TOP_ROWS]], score_header, merged)
    if found is None:
        numbers = [n for n, row in enumerate(rows, 1) if not all(map(is_blank, row))]
        return TableLayout(None, (), numbers[0] if numbers else 1, numbers, (), "", ())
    header_rows, headers = found
    headers, untitled = _main_block(headers, rows, header_rows[-1], score_header)
    columns = [header.column for header in headers]
    region = _sort_rows(rows, header_rows, columns)
    title, notes = _above(rows, header_rows[0])
    first = region.data[0] if region.data else header_rows[-1] + 1
    return TableLayout(
        header_row=header_rows[-1],
        headers=tuple(headers),
        first_data_row=first,
        data_row_numbers=region.data,
        total_rows=tuple(region.totals),
        title_text=title,
        notes=notes,
        header_rows=header_rows,
        footnotes=tuple(_row_text(rows[number - 1]) for number in region.footnotes),
        footnote_rows=tuple(region.footnotes),
        skipped_rows=tuple(region.skipped),
        untitled_columns=untitled,
        unit=table_unit((title, *notes)),
    )


def _find_header(
    rows: Sequence[Sequence[Cell]], score_header: ScoreHeader | None, merged: Sequence[Merge]
) -> tuple[tuple[int, ...], list[Header]] | None:
    """(row numbers, headers) of the best header among the first rows, or None when nothing looks like one."""
    filled = [n for n, row in enumerate(rows, 1) if not all(map(is_blank, row))]
    best: tuple[float, tuple[int, ...], list[Header]] | None = None
    for place, number in enumerate(filled[:_HEADER_SEARCH_ROWS]):
        if best is not None and number > best[1][-1] + _SAMPLE_ROWS:
            break
        row = rows[number - 1]
        below = [rows[n - 1] for n in filled[place + 1 : place + 1 + _SAMPLE_ROWS]]
        options: list[_Option] = [((number,), _plain_headers(row), row, below)]
        if below and filled[place + 1] == number + 1:
            joined = settle_texts(join_two_rows(row, below[0], merged, number), score_header)
            options.append(((number, number + 1), joined, _as_row(joined), below[1:]))
        known = 0.0
        for numbers, headers, cells, sample in options:
            looks, words = title_score(cells, sample, score_header) if headers else (0.0, 0.0)
            known = max(known, words)  # two rows that fit together are known as well as the upper one alone
            score = looks + known + 0.05 * (len(numbers) - 1) - 0.004 * place
            enough = score >= _SURE_BY_LOOKS if score_header is None else known >= _SURE_BY_WORDS or score >= 0.85
            if looks > 0 and enough and (best is None or score > best[0]):
                best = score, numbers, headers
    return None if best is None else (best[1], best[2])


def _plain_headers(row: Sequence[Cell]) -> list[Header]:
    headers = []
    for column, cell in enumerate(row):
        if not is_blank(cell):
            text, unit = normalise_header(cell)
            headers.append(Header(text, column, unit, "", text, str(cell)))
    return headers


def _as_row(headers: Sequence[Header]) -> list[Cell]:
    row: list[Cell] = [""] * (1 + max((header.column for header in headers), default=-1))
    for header in headers:
        row[header.column] = header.text
    return row


def _main_block(
    headers: list[Header], rows: Sequence[Sequence[Cell]], header_row: int, score_header: ScoreHeader | None
) -> tuple[list[Header], tuple[int, ...]]:
    """(headers of the table itself, columns with data but no title): what stands beside it behind an empty column is
    left out, unless its titles are known or its cells are filled like the table's."""
    sample = [row[:_MAX_COLUMNS] for row in rows[header_row : header_row + 20 * _SAMPLE_ROWS]]
    counts: dict[int, int] = {}
    for row in sample:
        for column, cell in enumerate(row):
            if cell != "" and not is_blank(cell):
                counts[column] = counts.get(column, 0) + 1
    titled = {header.column for header in headers}
    blocks: list[list[Header]] = []
    last = -2
    for header in headers:
        gap = any(column not in titled and not counts.get(column) for column in range(last + 1, header.column))
        if blocks and not gap:
            blocks[-1].append(header)
        else:
            blocks.append([header])
        last = header.column
    main = max(blocks, key=lambda block: (sum(counts.get(h.column, 0) for h in block), len(block)))
    height = max((counts.get(header.column, 0) for header in main), default=0)
    kept: list[Header] = []
    for block in blocks:
        known = score_header([header.text for header in block]) if score_header is not None else 0.0
        dense = sum(counts.get(header.column, 0) for header in block) / len(block)
        if block is main or known >= 0.5 or (dense * 2 >= height and height > 3):
            kept += block
    first, end = kept[0].column, kept[-1].column
    untitled = tuple(sorted(c for c in counts if first <= c <= end + 1 and c not in titled))
    return kept, untitled


def _sort_rows(rows: Sequence[Sequence[Cell]], header_rows: tuple[int, ...], columns: Sequence[int]) -> _Region:
    """Sort the rows below the header. A row filled over most columns is data, unless its first cells say otherwise."""
    region = _Region()
    low, high = columns[0], columns[-1] + 1
    width = high - low
    titles = [[compact(cell) for cell in rows[number - 1][low:high]] for number in header_rows]
    plenty = min(width, max(3, width // 2))
    near = header_rows[-1] + 2
    second = min(1, width - 1)
    for number, row in enumerate(rows[header_rows[-1] :], header_rows[-1] + 1):
        cells = row if width == len(row) else row[low:high]
        enough = number > near and len(cells) - cells.count("") >= plenty
        if enough and not _is_telling(cells[0]) and not _is_telling(cells[second]):
            region.data.append(number)
            continue
        texts = [compact(cell) for cell in cells if not is_blank(cell)]
        if not texts:
            continue
        if _is_total(cells, texts):
            region.totals.append(number)
        elif _is_skipped(cells, texts, titles, number - header_rows[-1]):
            region.skipped.append(number)
        elif _SIGNATURE.fullmatch(texts[0]) and len(texts) <= 6:
            region.footnotes.append(number)
        else:
            region.data.append(number)
    _strip_remarks(region, rows, low, high)
    return region


def _is_telling(cell: Cell) -> bool:
    """Whether one of the first cells of a well-filled row asks for a closer look: a total, a title, a signature."""
    return isinstance(cell, str) and _TELLING.search(cell) is not None


def _is_total(cells: Sequence[Cell], texts: Sequence[str]) -> bool:
    """A total row says so in one of its first cells and holds otherwise numbers (and at most one more text)."""
    leading = [compact(cell) for cell in cells[:4]]
    label = next((text for text in leading if _TOTAL.fullmatch(text)), None)
    if label is None:
        return False
    others = [text for text in texts if text != label]
    return sum(not re.fullmatch(r"[-+\d,.%/—]*[家户个项起人份次元万]*", text) for text in others) <= 1


def _is_skipped(cells: Sequence[Cell], texts: Sequence[str], titles: Sequence[Sequence[str]], distance: int) -> bool:
    if distance <= 2 and is_numbering(cells):
        return True
    if distance <= 3 and _EXAMPLE.fullmatch(texts[0]) and (len(texts) > 1 or len(cells) == 1):
        return True
    compacted = [compact(cell) for cell in cells]
    if any(compacted == title for title in titles):
        return True
    return len(texts) == 1 and len(cells) > 2 and _SECTION.fullmatch(texts[0]) is not None and not compacted[-1]


def _strip_remarks(region: _Region, rows: Sequence[Sequence[Cell]], low: int, high: int) -> None:
    """Move remarks at the very end from the data to the footnotes: 注：…, 1、…, or one long sentence."""
    if high - low < 3:
        return
    while region.data:
        number = region.data[-1]
        texts = [compact(cell) for cell in rows[number - 1][low:high] if not is_blank(cell)]
        remark = _REMARK.fullmatch(texts[0]) or (
            len(texts) == 1 and (_NUMBERED.fullmatch(texts[0]) or len(texts[0]) > 30 or texts[0].endswith("。"))
        )
        if not remark or len(texts) > 2:
            break
        region.footnotes.append(region.data.pop())
    region.footnotes.sort()


def _above(rows: Sequence[Sequence[Cell]], first_header_row: int) -> tuple[str, tuple[str, ...]]:
    """(title, notes) from the rows above the header; the title is the first row that isn't a 'label: value' note."""
    texts = [_row_text(row) for row in rows[: first_header_row - 1]]
    texts = [text for text in texts if text]
    for place, text in enumerate(texts):
        if not re.match(r"[^:：]{1,14}[:：]", text) and not re.fullmatch(r"附[件表录]?\s*\d*", text):
            return text, tuple(texts[:place] + texts[place + 1 :])
    return "", tuple(texts)


def _row_text(row: Sequence[Cell]) -> str:
    return " ".join(" ".join(str(cell).split()) for cell in row if not is_blank(cell))
