"""Saving, deleting and restoring one record: the intentions behind every form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ajx_tui.domain.fields import Reading
from ajx_tui.domain.record import Checked, Kind, Problem, Values, apply_rules, check, missing
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.completion import Completer, after_insert
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store import drafts, lookups, records, undoing


class InvalidRecord(RefusedError):
    """A record can't be saved as it stands; `problems` holds every reason, by field."""

    def __init__(self, kind: Kind, problems: tuple[Problem, ...]) -> None:
        lines = "；".join(p.text for p in problems)
        super().__init__(f"{kind.title}未保存", lines)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did: the record's id, the fields that changed, and what the clerk should still look at."""

    id: int
    created: bool
    changed: tuple[str, ...]
    warnings: tuple[Problem, ...]


def examine(session: Session, kind: Kind, raw: Mapping[str, object], record_id: int | None = None) -> Checked:
    """Read what was typed into a form without saving it: the values, and every problem at once.

    Fields that `raw` leaves out keep their stored values when `record_id` names a record.
    """
    readings = {name: Reading(lists=code_lists(session.store)) for name in kind.fields}
    stored = records.get(session.store, kind, record_id) if record_id is not None else None
    if record_id is not None and stored is None:
        raise RefusedError(f"{kind.title}已不存在", "它可能刚被删除，请返回列表刷新。")
    checked = check(kind, raw, readings)
    values: Values = {**(_defaults(kind) if stored is None else stored), **checked.values}
    unread = {p.field for p in checked.problems if p.refuses and raw.get(p.field) not in (None, "")}
    problems = [p for p in checked.problems if p.field in raw]
    problems += [p for p in missing(kind, values, skip=unread) if p not in problems]
    problems += [p for p in apply_rules(kind, values) if p not in problems]
    problems += Completer(session.store).fill(kind, values)
    return Checked(values, tuple(problems))


def _defaults(kind: Kind) -> Values:
    """What a new record holds where nothing is said; the number among equals is counted, not assumed."""
    named = {name: spec.default for name, spec in kind.fields.items() if spec.default is not None}
    return {name: value for name, value in named.items() if name != kind.occurrence}


def save(
    session: Session, kind: Kind, raw: Mapping[str, object], record_id: int | None = None, reason: str = ""
) -> Saved:
    """Create a record, or change the record `record_id`, from the values of a form.

    Raises InvalidRecord with every problem at once, RefusedError when the natural key is taken.
    """
    checked = examine(session, kind, raw, record_id)
    if checked.refused:
        raise InvalidRecord(kind, checked.refused)
    title = f"{'登记' if record_id is None else '修改'}{kind.title}"
    with session.unit(title, reason) as unit:
        if record_id is None:
            new_id = unit.insert(kind, checked.values)
            after_insert(unit, kind, [new_id], [checked.values])
            drafts.drop(unit, session.person, kind.name, drafts.NEW)
            return Saved(new_id, True, tuple(checked.values), checked.warnings)
        changed = unit.update(kind, record_id, checked.values)
        drafts.drop(unit, session.person, kind.name, record_id)
        return Saved(record_id, False, tuple(changed), checked.warnings)


def dependents(session: Session, kind: Kind, record_id: int) -> dict[str, int]:
    """How many live records of each kind refer to this one, by Chinese title."""
    found: dict[str, int] = {}
    for other in KINDS.values():
        for column, ref in other.refs.items():
            if ref.target == kind.name:
                ids = records.ids_where(session.store, other, column, record_id)
                if kind.name == "enterprise" and other.name == "insured_object":
                    ids = [i for i in ids if i != Completer(session.store).own_object(record_id)]
                if ids:
                    found[other.title] = found.get(other.title, 0) + len(ids)
    return found


def against_delete(session: Session, kind: Kind, record_id: int) -> RefusedError | None:
    """What hangs on a record and so keeps it out of the recycle bin; None when nothing does."""
    hanging = dependents(session, kind, record_id)
    if not hanging:
        return None
    told = "、".join(f"{title}{count}条" for title, count in hanging.items())
    return RefusedError(f"{kind.title}不能删除", f"它名下还有{told}，请先处理这些记录。")


def delete(session: Session, kind: Kind, record_id: int, reason: str) -> None:
    """Put a record into the recycle bin. Raises RefusedError while other records hang on it, or without a reason."""
    if not reason.strip():
        raise RefusedError("请写明删除原因", "原因会记入历史，供日后核查。")
    held = against_delete(session, kind, record_id)
    if held is not None:
        raise held
    with session.unit(f"删除{kind.title}", reason.strip()) as unit:
        own = Completer(session.store).own_object(record_id) if kind.name == "enterprise" else None
        unit.delete(kind, record_id, reason.strip())
        if own is not None:
            unit.delete(KINDS["insured_object"], own, reason.strip())


def restore(session: Session, kind: Kind, record_id: int) -> None:
    """Take a record out of the recycle bin, together with what hangs on it and went there in the same moment: the
    points of a checklist, the insured object that stands for an enterprise.

    Raises RefusedError when its natural key is taken meanwhile, or while a record it belongs to is in the bin itself.
    """
    with session.unit(f"恢复{kind.title}") as unit:
        hanging = undoing.deleted_with(unit.conn, kind.name, record_id)
        unit.restore(kind, record_id)
        for child, number in hanging:
            unit.restore(KINDS[child], number)
        if kind.name == "enterprise" and lookups.own_object(session.store, record_id) is None:
            own = lookups.binned_own_object(session.store, record_id)
            if own is not None:
                unit.restore(KINDS["insured_object"], own)
            else:
                unit.insert(KINDS["insured_object"], {"enterprise_id": record_id, "type": "enterprise"})
        for loose in undoing.loose_ends(unit.conn, unit.touched):
            parent = KINDS[loose.target]
            name = records.labels(session.store, parent, [loose.target_id]).get(loose.target_id, "")
            raise RefusedError(f"{kind.title}没有恢复", f"它所属的{parent.title}「{name}」还在回收站，请先恢复后者。")


def shown(session: Session, kind: Kind, record_id: int) -> dict[str, str]:
    """Every field of a record as people read it. Raises RefusedError when it is gone."""
    values = records.get(session.store, kind, record_id)
    if values is None:
        raise RefusedError(f"{kind.title}已不存在", "它可能刚被删除，请返回列表刷新。")
    return records.show(session.store, kind, values)
