"""What the caller of an import settles beforehand, in the words people use, and what of it a list understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ajx_tui.domain.records import list_kinds
from ajx_tui.domain.slots import find_slot, slots
from ajx_tui.domain.text import compare_key
from ajx_tui.errors import UsageError
from ajx_tui.exchange.columns import MONEY_UNITS, PERCENT_UNITS, named_unit
from ajx_tui.exchange.layout import TableLayout, normalise_header
from ajx_tui.exchange.reader import column_letter
from ajx_tui.exchange.recognise import Answers, column_keys


@dataclass(frozen=True, slots=True)
class Options:
    """Settled for every file of one import.

    `list_name` is a kind of list by name or title; `columns` maps a column (its title, or its letter in the sheet) to a
    field's title ('' leaves the column out); `units` a column to its unit; `values` a field's title to what it is in
    every row ('' says that there is nothing to fill in).
    """

    list_name: str = ""
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Raises UsageError for a kind, field or unit that does not exist in any list."""
        kind_named(self.list_name)
        places = [s for kind, variant in list_kinds().values() for s in slots(kind, variant)]
        for title in (*self.columns.values(), *self.values):
            if title and find_slot(places, title) is None:
                raise UsageError("没有这个字段", f"“{title}”不是任何清单的字段，可运行 ajx dictionary 查看。")
        for name, unit in self.units.items():
            if unit_named(unit) == "":
                allowed = "、".join((*MONEY_UNITS, *PERCENT_UNITS))
                raise UsageError("没有这个单位", f"“{name}={unit}”的单位认不出来；可用：{allowed}")

    def answers(self, layout: TableLayout) -> tuple[Answers, set[str]]:
        """(what these options say about one list, the options that named one of its columns)."""
        keys = _by_any_name(layout)
        used: set[str] = set()
        columns, units = {}, {}
        for name, title in self.columns.items():
            if (key := keys.get(_plain(name))) is not None:
                columns[key] = title
                used.add(f"--column {name}={title}")
        for name, unit in self.units.items():
            if (key := keys.get(_plain(name))) is not None:
                units[key] = unit_named(unit)
                used.add(f"--unit {name}={unit}")
        return Answers(kind_named(self.list_name), columns, units), used

    def named(self) -> set[str]:
        """Every option that must mean something in at least one list."""
        made = {f"--column {name}={title}" for name, title in self.columns.items()}
        made |= {f"--unit {name}={unit}" for name, unit in self.units.items()}
        return made | {f"--set {title}={value}" for title, value in self.values.items()}


def kind_named(text: str) -> str:
    """The kind of list that `text` names, by its own name or its Chinese title. Raises UsageError."""
    known = list_kinds()
    if text in ("", *known):
        return text
    for name, (kind, variant) in known.items():
        if compare_key(text) == compare_key(variant.title if variant else kind.title):
            return name
    names = "、".join(f"{name}（{v.title if v else k.title}）" for name, (k, v) in known.items())
    raise UsageError("没有这种清单", f"“{text}”不是清单种类；可用：{names}")


def unit_named(text: str) -> str:
    """The unit that `text` means, '' when it is none."""
    if text in PERCENT_UNITS or text in MONEY_UNITS:
        return text
    return named_unit(text)


def _plain(text: str) -> str:
    return compare_key(text) or text


def _by_any_name(layout: TableLayout) -> dict[str, str]:
    """Everything a column may be called → its key: letter, title, title with unit, key."""
    keys = column_keys(layout.headers)
    names: dict[str, str] = {}
    for header in layout.headers:
        key = keys[header.column]
        names.setdefault(_plain(column_letter(header.column)), key)
        names.setdefault(_plain(f"{column_letter(header.column)}列"), key)
    for header in reversed(layout.headers):
        key = keys[header.column]
        for name in (header.leaf, header.raw, normalise_header(header.raw)[0], header.text, key):
            if name:
                names[_plain(name)] = key
    return names
