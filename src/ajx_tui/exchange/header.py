"""Column titles: their normal form, and how much a row looks like a row of titles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ajx_tui.exchange.reader import Cell, Merge

ScoreHeader = Callable[[Sequence[str]], float]

_BLANK = re.compile(r"[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")
_MARKS = re.compile(r"^[*★☆※▲●]+|[*★☆※▲●]+$")
_ASKED = re.compile(r"[(\[【〔](?:必填|选填|必录|可空|可不填|非必填|必填项|选填项)[)\]】〕]")
_MONEY_UNIT = r"(?:人民币)?(?:百万元|十万元|亿元|万元|千元|元|万)(?:人民币)?"
_UNIT = (
    rf"{_MONEY_UNIT}(?:/(?:人|年|次|户|家|份|起))?|人民币|RMB|CNY|%|‰|百分比|人次|人|名|次|个|起|户|家|项|份|件|处|条|"
    r"天|日|月|年|小时|台|辆|艘|吨|公里|平方米|m2|㎡|亩|岁"
)
_BRACKETED_UNIT = re.compile(rf"[(\[【〔<](?:单位:?)?({_UNIT})[)\]】〕>]", re.IGNORECASE)
_TRAILING_UNIT = re.compile(rf"[/:,_-](?:单位:?)?({_MONEY_UNIT}|%|‰)$", re.IGNORECASE)
_TABLE_UNIT = re.compile(r"(?<![\u4e00-\u9fff])(?:金额|货币|计量|计算)?单位:((?:[^\s;。]){1,20})")
_NUMERIC = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_DATE_LIKE = re.compile(r"\d{2,4}[-./年]\d{1,2}[-./月]?(?:\d{1,2}日?)?(?:\s.*)?|\d{8}")
_CODE_LIKE = re.compile(r"(?=.*\d)[0-9A-Za-z()\-_/〔〕\[\]]{5,}")
_NAME_END = re.compile(r"(?:公司|集团|厂|矿|煤业|合作社|采石场|经营部|加油站|分局|应急管理局|支公司|中心|站)$")
_NOTE_LIKE = re.compile(r".{1,12}:.+")
_SERIAL_WORDS = frozenset(("栏次", "行次", "序号", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"))


@dataclass(frozen=True, slots=True)
class Header:
    """One column title. `text` is normalised (NFKC, no blanks or newlines, no unit); `group` the title it stands
    under in a two-row header (then `text` is group + leaf); `raw` what the cell says; `column` counts from 0."""

    text: str
    column: int
    unit: str = ""
    group: str = ""
    leaf: str = ""
    raw: str = ""


def is_blank(cell: Cell) -> bool:
    """Whether a cell shows nothing: empty, or only spaces and invisible characters."""
    return cell is None or (isinstance(cell, str) and not _BLANK.sub("", cell))


def compact(cell: object) -> str:
    """Text of a cell in NFKC without any blanks; whole floats lose their '.0'."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return _BLANK.sub("", unicodedata.normalize("NFKC", str(cell)))


def normalise_header(raw: object) -> tuple[str, str]:
    """(text, unit) of a header cell: '每人责任限额（万元）' → ('每人责任限额', '万元').

    Brackets that hold no unit stay: '所在乡镇（街道）' → ('所在乡镇(街道)', ''). Marks of required columns are dropped.
    """
    text = _ASKED.sub("", _MARKS.sub("", compact(raw)))
    text = _MARKS.sub("", text)
    match = _BRACKETED_UNIT.search(text) or _TRAILING_UNIT.search(text)
    if match is None:
        return text, ""
    rest = text[: match.start()] + text[match.end() :]
    return (rest, match[1]) if rest else (text, "")


def table_unit(texts: Sequence[str]) -> str:
    """The unit that the words above a table set for its money columns ('单位：万元' → '万元'), or ''."""
    for text in texts:
        for match in _TABLE_UNIT.finditer(unicodedata.normalize("NFKC", text)):
            for part in re.split(r"[,、/()和\s]+", match[1]):
                if re.fullmatch(_MONEY_UNIT, part):
                    return part
    return ""


def looks_like_data(cell: Cell) -> bool:
    """Whether a cell would be strange as a column title: a number, day, code, firm, mark or sentence."""
    if not isinstance(cell, str):
        return cell is not None
    text = compact(cell)
    return bool(
        not text
        or len(text) > 40
        or text in ("是", "否", "有", "无", "√", "×", "/", "-", "—", "男", "女")
        or _NUMERIC.fullmatch(text)
        or _DATE_LIKE.fullmatch(text)
        or _CODE_LIKE.fullmatch(text)
        or _NAME_END.search(text)
        or _NOTE_LIKE.fullmatch(text)
        or text.endswith(("。", ";"))
    )


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row below the titles only numbers the columns: 1 2 3 4, or 甲 乙 1 2."""
    texts = [compact(cell) for cell in cells if not is_blank(cell)]
    texts = [text.strip("()①②③④⑤⑥⑦⑧⑨") or "0" for text in texts]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
    words = [text for text in texts if text in _SERIAL_WORDS]
    return (
        len(texts) >= 4
        and len(numbers) >= 2
        and len(words) + len(numbers) == len(texts)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] in (0, 1)
    )


def join_two_rows(
    upper: Sequence[Cell], lower: Sequence[Cell], merged: Sequence[Merge], upper_row: int
) -> list[Header]:
    """Headers of a two-row header, or [] when the two rows don't fit together as one.

    A group title stands over at least two columns; a column under no group takes its title from one of the two rows.
    One title over everything is the table's title, not a group.
    """
    width = max(len(upper), len(lower))
    top = [compact(cell) for cell in upper] + [""] * (width - len(upper))
    low = [compact(cell) for cell in lower] + [""] * (width - len(lower))
    if sum(map(bool, top)) < 2 or any(map(looks_like_data, filter(None, [*top, *low]))):
        return []
    group_of = _groups(top, low, merged, upper_row)
    grouped = {column for column in group_of if low[column]}
    if len(grouped) < 2 or any(low[c] and top[c] and c not in group_of for c in range(width)):
        return []
    headers = []
    for column in range(width):
        group = top[group_of[column]] if column in grouped else ""
        own = low[column] or top[column]
        if not own:
            continue
        leaf, unit = normalise_header(own)
        over, over_unit = normalise_header(group)
        raw = f"{group} {own}".strip()
        headers.append(Header(over + leaf if leaf != over else leaf, column, unit or over_unit, over, leaf, raw))
    return headers


def settle_texts(headers: Sequence[Header], score_header: ScoreHeader | None) -> list[Header]:
    """Headers of which those under a group are called by their leaf alone where only the leaf is a known title and no
    other column has it: 企业信息/企业名称 → 企业名称, but 死亡/人数 → 死亡人数."""
    leaves = Counter(header.leaf for header in headers)

    def settled(header: Header) -> Header:
        if score_header is None or not header.group or leaves[header.leaf] > 1:
            return header
        if score_header([header.text]) < 0.5 <= score_header([header.leaf]):
            return replace(header, text=header.leaf)
        return header

    return [settled(header) for header in headers]


def _groups(top: list[str], low: list[str], merged: Sequence[Merge], upper_row: int) -> dict[int, int]:
    """Column → column of the group title above it, by merged cells, else by the gaps right of a title."""
    spans = {m.first_column: m for m in merged if m.first_row <= upper_row <= m.last_row}
    groups: dict[int, int] = {}
    for start, title in enumerate(top):
        if not title:
            continue
        span = spans.get(start)
        if span is not None:
            if span.last_row == upper_row:
                groups.update(dict.fromkeys(range(start, span.last_column + 1), start))
            continue
        end = start + 1
        while end < len(top) and not top[end] and low[end]:
            end += 1
        if end > start + 1 and low[start]:
            groups.update(dict.fromkeys(range(start, end), start))
    return groups


def title_score(
    cells: Sequence[Cell], below: Sequence[Sequence[Cell]], score_header: ScoreHeader | None
) -> tuple[float, float]:
    """(looks, known) of a row as the header of the rows `below`: up to 1 by looks, and what `score_header` says.

    Looks: titles are short words, differ from each other, stand over every filled column, and don't recur below.
    """
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    if not filled:
        return 0.0, 0.0
    texts = [normalise_header(cells[column])[0] for column in filled]
    known = score_header(texts) if score_header is not None else 0.0
    wordy = sum(not looks_like_data(cells[column]) for column in filled) / len(filled)
    if wordy < 0.7 and known < 0.5:
        return 0.0, known
    below = [row for row in below if [*row] != [*cells]]  # a header repeated on every page
    distinct = len(set(texts)) / len(texts)
    columns = _filled_columns(below)
    covered = sum(column in columns for column in filled) / len(filled) if columns else 1.0
    covers = sum(column in filled for column in columns) / len(columns) if columns else 1.0
    recurring = sum(_recurs(cells[column], column, below) for column in filled) / len(filled)
    unlike = sum(_unlike(column, below) for column in filled) / len(filled) if below else 0.5
    looks = 0.3 * wordy + 0.15 * distinct + 0.15 * covered + 0.25 * covers + 0.15 * unlike - 0.6 * recurring
    if len(filled) == 1:
        looks -= 0.3
    return looks, known


def _filled_columns(rows: Sequence[Sequence[Cell]]) -> set[int]:
    """Columns that hold something in at least a third of the non-empty rows."""
    counts: dict[int, int] = {}
    used = 0
    for row in rows:
        filled = [column for column, cell in enumerate(row) if not is_blank(cell)]
        used += len(filled) > 1
        for column in filled:
            counts[column] = counts.get(column, 0) + 1
    return {column for column, count in counts.items() if count * 3 >= max(used, 1)}


def _recurs(cell: Cell, column: int, below: Sequence[Sequence[Cell]]) -> bool:
    return any(column < len(row) and row[column] == cell for row in below)


def _unlike(column: int, below: Sequence[Sequence[Cell]]) -> bool:
    """Whether the column below holds data that can't be taken for titles."""
    values = [row[column] for row in below if column < len(row) and not is_blank(row[column])]
    return bool(values) and sum(map(looks_like_data, values)) * 2 >= len(values)
