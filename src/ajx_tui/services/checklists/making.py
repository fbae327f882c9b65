"""Making checklists from a template, for one or for all; changing what stands above the points; deleting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.checklists import scopes, sources
from ajx_tui.services.checklists.model import Template
from ajx_tui.services.checklists.scopes import Scope
from ajx_tui.services.records import Saved, save
from ajx_tui.services.session import Session
from ajx_tui.store import checklists as stored
from ajx_tui.store import records
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

CHECKLIST, POINT, EVIDENCE = KINDS["checklist"], KINDS["checklist_item"], KINDS["checklist_evidence"]
HEAD_FIELDS = ("checker", "checked_on", "present", "conclusion", "note")
"""What is filled in beside the points."""


@dataclass(frozen=True, slots=True)
class Made:
    """The lists that were made, by id, those that were there already, by number, and what to look at."""

    ids: tuple[int, ...]
    present: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def new(session: Session, template: str, scope: Scope, start: date, end: date) -> Made:
    """Make one checklist with copies of the template's points.

    Raises UsageError for an unknown template, RefusedError when the template does not fit or the same list exists.
    """
    made = new_many(session, template, [scope], start, end)
    if not made.ids:
        raise already_there(made)
    return made


def already_there(made: Made) -> RefusedError:
    """What is told when the one list that was asked for is there already."""
    return RefusedError("清单已有登记", f"同一对象、同一期间已有清单 {made.present[0]}，请打开它填写。")


def new_many(session: Session, template: str, targets: Sequence[Scope], start: date, end: date) -> Made:
    """Make the same checklist for several; those that have it already are left alone. All or nothing."""
    chosen = sources.template(session.store, template)
    notes = check_targets(session.store, chosen, targets, start, end)
    with session.unit(f"新建清单：{chosen.title}") as unit:
        return insert_all(unit, session.store, chosen, targets, (start, end), notes)


def check_targets(
    store: Store, chosen: Template, targets: Sequence[Scope], start: date, end: date
) -> tuple[str, ...]:  # fmt: skip
    """What should be looked at before lists are made. Raises RefusedError for what can't be made at all."""
    _usable(chosen, targets)
    if end < start:
        raise RefusedError("期间不对", f"期间止 {end} 早于期间起 {start}。")
    return tuple(note for scope in targets if (note := scopes.check(store, scope)))


def twin_of(store: Store, chosen: Template, scope: Scope, period: tuple[date, date]) -> str:
    """The number of the list that is there already for this subject and period, '' when there is none."""
    return stored.twin(store, _key(chosen, scope, period))


def _key(chosen: Template, scope: Scope, period: tuple[date, date]) -> Values:
    days: Values = {"period_from": period[0].isoformat(), "period_to": period[1].isoformat()}
    return {"template": chosen.code, **scope.values, **days}


def insert_all(
    unit: Unit, store: Store, chosen: Template, targets: Sequence[Scope], period: tuple[date, date],
    notes: tuple[str, ...], figures: Mapping[Scope, Sequence[Values]] = MappingProxyType({}),
) -> Made:  # fmt: skip
    """Write the lists of those that have none yet. `figures` are what each point keeps of its figure."""
    ids: list[int] = []
    present: list[str] = []
    version = sources.settled_version(unit, store, chosen)
    last = stored.last_number(store, prefix := f"QD{period[1].year}-")
    for scope in targets:
        values: Values = {
            "number": f"{prefix}{last + len(ids) + 1:04}", "title": chosen.title, "version": version,
            "digest": chosen.digest, "basis": chosen.basis[:200] or None, **_key(chosen, scope, period),
        }  # fmt: skip
        if number := twin_of(store, chosen, scope, period):
            present.append(number)
        else:
            ids.append(_insert(unit, values, chosen, figures.get(scope, ())))
    return Made(tuple(ids), tuple(present), notes)


def _usable(chosen: Template, targets: Sequence[Scope]) -> None:
    if not chosen.items:
        raise RefusedError("模板还没有检查项", f"请先给“{chosen.title}”加上检查项。")
    if chosen.retired:
        raise RefusedError("模板已停用", f"“{chosen.title}”已停用，请换一份，或在模板中取消停用。")
    if not targets:
        raise RefusedError("没有检查对象", "台账中还没有可以新建清单的对象。")
    if any(scope.type != chosen.scope for scope in targets):
        from ajx_tui.domain.records.checklist import SCOPES

        raise RefusedError("检查对象不对", f"“{chosen.title}”按{SCOPES[chosen.scope][0]}填写，请选择这一类对象。")


def _insert(unit: Unit, values: Values, chosen: Template, figures: Sequence[Values]) -> int:
    made = unit.insert(CHECKLIST, values)
    known = figures or [{}] * len(chosen.items)
    rows: list[Values] = [
        {"checklist_id": made, "position": n, **sources.item_values(item), **figure}
        for n, (item, figure) in enumerate(zip(chosen.items, known, strict=True), 1)
    ]
    unit.insert_many(POINT, rows)
    return made


def describe(session: Session, checklist_id: int, raw: Mapping[str, object]) -> Saved:
    """Fill in who checked and when, who was present, conclusion, note. Raises InvalidRecord, RefusedError."""
    unknown = [name for name in raw if name not in HEAD_FIELDS]
    if unknown:
        raise RefusedError("清单的这一项不能改", "模板、对象和期间在新建时确定；需要改时请删除后重新新建。")
    return save(session, CHECKLIST, raw, checklist_id)


def delete(session: Session, checklist_id: int, reason: str) -> None:
    """Put a checklist with its points and evidence into the recycle bin.

    Raises RefusedError without a reason, or while it is under review or approved.
    """
    if not reason.strip():
        raise RefusedError("请写明删除原因", "原因会记入历史，供日后核查。")
    with session.unit("删除清单", reason.strip()) as unit:
        for kind in (EVIDENCE, POINT):
            for record_id in records.ids_where(session.store, kind, "checklist_id", checklist_id):
                unit.delete(kind, record_id, reason.strip())
        unit.delete(CHECKLIST, checklist_id, reason.strip())
