"""Values that hold for a whole list: given by the caller, or named in its title, sheet or file name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ajx_tui.domain.fields import CodeLists, FieldProblem, Reading, Ref
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.slots import Slot, find_slot
from ajx_tui.domain.text import compare_key
from ajx_tui.errors import UsageError
from ajx_tui.exchange.recognise import Question, Recognition
from ajx_tui.store.database import Store
from ajx_tui.store.records import columns

_CJK = r"[\u4e00-\u9fff（）]"
_FIRM = re.compile(rf"{_CJK}*?保险{_CJK}*(?:分公司|支公司|营业部|服务部|公司)|{_CJK}{{1,6}}?(?:财险|产险|保险)")
_DIRECTORIES = ("sector", "department")


@dataclass(slots=True)
class Whole:
    """What holds in every row: `values` by slot name ('' for 'nothing to fill in'), what is still open, and remarks."""

    values: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def whole_values(
    store: Store, recognition: Recognition, given: Mapping[str, str], texts: Sequence[tuple[str, str]], lists: CodeLists
) -> Whole:
    """Values for every row. `texts` are (where, words) in which a firm or sector may be named, best first.

    Raises UsageError when a given value can't be read as its field.
    """
    found = Whole()
    for title, value in given.items():
        slot = find_slot(recognition.slots, title)
        if slot is not None:
            _check(store, slot, value, lists)
            found.values[slot.name] = value
            found.used.add(f"--set {title}={value}")
    filled = recognition.filled() | {name.split(".")[0] for name in found.values}
    for slot in recognition.slots:
        if slot.field not in filled and not slot.extra:
            _look_for(store, recognition, slot, texts, found)
            filled.add(slot.field)
    return found


def _check(store: Store, slot: Slot, value: str, lists: CodeLists) -> None:
    """Raises UsageError when a value for the whole list can't be read."""
    if not value:
        return
    if not isinstance(slot.spec, Ref):
        try:
            slot.spec.parse(value, Reading(lists=lists))
        except FieldProblem as problem:
            raise UsageError("--set 的值不对", str(problem)) from problem
    elif slot.spec.target in _DIRECTORIES and slot.key is not None:
        names = [str(row[1]) for row in columns(store, KINDS[slot.spec.target], (slot.key.column,))]
        if compare_key(value) not in map(compare_key, names):
            raise UsageError("--set 的值不对", f"{slot.title}“{value}”不在目录中（{'、'.join(names)}）")


def _look_for(
    store: Store, recognition: Recognition, slot: Slot, texts: Sequence[tuple[str, str]], found: Whole
) -> None:
    """A field that no column fills: named around the list, asked for, or left alone when it may be empty."""
    spec = slot.spec
    needed = slot.required and spec.default is None
    if slot.field == "enterprise_id" and "object_id" in recognition.filled():
        return  # the insured object says whose it is
    if not (needed or (isinstance(spec, Ref) and spec.creates)):
        return
    value, sure, where = _named_in(store, spec, texts) if isinstance(spec, Ref) else ("", False, "")
    if value:
        found.values[slot.name] = value
        found.notes.append(f"全表的“{slot.title}”按{where}取“{value}”")
        if not sure:
            text = f"表中没有“{slot.title}”列，按{where}推断全表为“{value}”"
            found.questions.append(Question("value", slot.title, text, f"--set {slot.title}={value}", value))
    elif not needed:
        text = f"表中没有“{slot.title}”列，将留空"
        found.questions.append(Question("value", slot.title, text, f"--set {slot.title}=名称", optional=True))
    else:
        text = f"没有找到“{slot.title}”列，而登记新的{recognition.title}时它是必填的"
        option = f"--column 列名={slot.title}，或 --set {slot.title}=全表相同的值（留空表示只更新已登记的）"
        found.questions.append(Question("value", slot.title, text, option))


def _named_in(store: Store, ref: Ref, texts: Sequence[tuple[str, str]]) -> tuple[str, bool, str]:
    """(name, sure, where) of the directory entry that title, sheet or file name mention.

    Sure only when the one named is registered.
    """
    target = KINDS[ref.target]
    if ref.target in _DIRECTORIES:
        return _sector_in([str(row[1]) for row in columns(store, target, (target.label,))], texts)
    if not ref.creates:
        return "", False, ""
    rows = columns(store, target, ("name", "aliases")) if "aliases" in target.fields else []
    for where, text in texts:
        hits = {str(name) for _, name, aliases in rows for word in (str(name), *split_aliases(aliases)) if word in text}
        if len(hits) == 1:
            return hits.pop(), True, where
        firm = _FIRM.search(text) if ref.target == "insurer" else None
        if firm and "责任" not in firm[0] and "安全" not in firm[0]:
            return firm[0], False, where
    return "", False, ""


def _sector_in(titles: Sequence[str], texts: Sequence[tuple[str, str]]) -> tuple[str, bool, str]:
    """The one entry that the words name, in full or by its first two characters; never sure."""
    for length in (None, 2):
        for where, text in texts:
            hits = [t for t in titles if t[:length] and t[:length] in text]
            hits = [t for t in hits if not any(t != other and t[:length] in other for other in hits)]
            if len(hits) == 1:
                return hits[0], False, where
    return "", False, ""


def split_aliases(text: object) -> list[str]:
    """The spellings in an aliases field."""
    return [part for part in re.split(r"[、,，;；/\s]+", str(text or "")) if part]
