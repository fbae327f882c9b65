"""Filters as people write them on a command line: 所在乡镇（街道）=城关镇, 保险止期<=2026-12-31, 备注=空."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ajx_tui.domain.fields import FieldProblem, Reading, Text
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.text import compare_key
from ajx_tui.errors import UsageError
from ajx_tui.services.packs import code_lists
from ajx_tui.store import records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

_WRITTEN = re.compile(r"\s*(.+?)\s*(!=|≠|<=|≤|>=|≥|=|<|>|含)\s*(.*?)\s*", re.S)
_SAME = {"!=": "≠", "<=": "≤", ">=": "≥"}


def list_query(store: Store, kind: Kind, filters: Sequence[str], text: str = "") -> tuple[ListQuery, str]:
    """(the list, what it is limited to in words). Raises UsageError for a filter that means nothing."""
    conditions = tuple(condition(store, kind, one) for one in filters)
    told = [*(one.strip() for one in filters), *([f"查找“{text}”"] if text else [])]
    return ListQuery(kind.name, text, conditions), "，".join(told)


def condition(store: Store, kind: Kind, written: str) -> Condition:
    """One filter. Raises UsageError that names what is wrong with it."""
    match = _WRITTEN.fullmatch(written)
    if match is None:
        raise UsageError("筛选写法不对", f"“{written}”请写成 字段=值，可用 = != < <= > >= 含；值写“空”为没有填写。")
    title, sign, value = match.groups()
    name = _field(kind, title)
    spec = kind.fields[name]
    operator = _SAME.get(sign, sign)
    if value in ("", "空"):
        if operator not in ("=", "≠"):
            raise UsageError("筛选写法不对", f"“{written}”：空值只能用 = 或 !=。")
        return Condition(name, "empty" if operator == "=" else "filled")
    if name in kind.refs:
        return _referring(store, kind, name, operator, value)
    if operator == "含":
        if not isinstance(spec, Text):
            raise UsageError("筛选写法不对", f"“{written}”：只有文字字段能用“含”。")
        return Condition(name, "contains", value)
    try:
        return Condition(name, operator, spec.parse(value, Reading(lists=code_lists(store))))
    except FieldProblem as problem:
        raise UsageError("筛选的值不对", str(problem)) from problem


def _field(kind: Kind, title: str) -> str:
    key = compare_key(title)
    for name, spec in kind.fields.items():
        if title == name or key in (compare_key(spec.title), *map(compare_key, spec.synonyms)):
            return name
    titles = "、".join(spec.title for spec in kind.fields.values())
    raise UsageError("没有这个字段", f"{kind.title}没有字段“{title}”；可用：{titles}")


def _referring(store: Store, kind: Kind, name: str, operator: str, value: str) -> Condition:
    """A reference is filtered by the name of what it points at."""
    target = KINDS[kind.refs[name].target]
    if operator not in ("=", "≠", "含"):
        raise UsageError("筛选写法不对", f"“{kind.refs[name].title}”只能用 =、!= 或 含。")
    key = compare_key(value)
    labels = records.labels(
        store, target, [int(row[0] or 0) for row in records.columns(store, target, (target.label,))]
    )
    ids = tuple(
        i
        for i, label in labels.items()
        if (key in compare_key(label) if operator == "含" else key == compare_key(label))
    )
    if not ids:
        raise UsageError("筛选的值不对", f"没有名为“{value}”的{target.title}。")
    return Condition(name, "in", ids) if operator != "≠" else Condition(name, "≠", ids[0])
