"""Import templates: the empty list of a kind, with drop-downs and an explanation of every column."""

from __future__ import annotations

from pathlib import Path

from ajx_tui.domain.fields import Choice, CodeLists, Flag, Listed, Spec
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot, slots
from ajx_tui.exchange.template import TemplateColumn, write_template
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.progress import Job
from ajx_tui.services.imports.options import kind_named
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import distinct

_KINDS: tuple[tuple[type[Spec], ColumnKind], ...] = (
    (Count, ColumnKind.INT),
    (Day, ColumnKind.DATE),
    (Money, ColumnKind.NUMBER),
    (Percent, ColumnKind.NUMBER),
)


def write(session: Session, list_name: str, path: Path) -> Job[Path]:
    """Write the template of one kind of list, by its name or title.

    Raises UsageError for an unknown kind, AjxError when the file can't be written.
    """
    kind, variant = list_kinds()[kind_named(list_name)]
    lists = code_lists(session.store)
    columns = [_column(session.store, slot, lists) for slot in slots(kind, variant) if not slot.extra]
    title = variant.title if variant else kind.title
    notes = ("带底色的列必填。同一编号重复导入只会更新，不会重复登记。", "空单元格不会清除已有内容。")
    return write_template(path, f"{title}导入模板", columns, notes=notes)


def _column(store: Store, slot: Slot, lists: CodeLists) -> TemplateColumn:
    spec = slot.spec
    choices: tuple[str, ...] = ()
    strict = True
    if isinstance(spec, Choice):
        choices = tuple(titles[0] for titles in spec.options.values())
    elif isinstance(spec, Flag):
        choices = ("是", "否")
    elif isinstance(spec, Listed):
        choices, strict = tuple(lists.get(spec.code_list, ())), not spec.several
    elif slot.key is not None and slot.key.column in ("title", "name") and slot.spec.width:
        choices, strict = _directory(store, slot), False
    kind = next((k for t, k in _KINDS if isinstance(spec, t)), ColumnKind.TEXT)
    meaning = "；".join(part for part in (spec.help, spec.clause and f"依据：{spec.clause}") if part)
    unit = spec.unit if isinstance(spec, Money | Percent | Count) else ""
    return TemplateColumn(slot.title, slot.required, kind, meaning, spec.example, choices, strict, unit, spec.width)


def _directory(store: Store, slot: Slot) -> tuple[str, ...]:
    """The names of a short directory as a drop-down; long ones (enterprises) are not offered."""
    target = KINDS[getattr(slot.spec, "target")]  # noqa: B009 - a slot with a key is a reference
    if target.name not in ("sector", "department", "insurer", "service_body"):
        return ()
    return tuple(distinct(store, target, target.label, 300))
