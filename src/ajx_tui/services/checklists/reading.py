"""Reading checklists: the list of them, and one with its points."""

from __future__ import annotations

from collections.abc import Iterable

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.text import clean_code
from ajx_tui.domain.workflow import State
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services import packs, review
from ajx_tui.services.checklists import scopes
from ajx_tui.services.checklists.model import Behind, Head, Point, Proof, Sheet, from_ranges
from ajx_tui.services.checklists.sources import figure_title, item_of
from ajx_tui.services.session import Session
from ajx_tui.store import checklists as stored
from ajx_tui.store import lists, records
from ajx_tui.store.checklists import Filled
from ajx_tui.store.lists import ListQuery

CHECKLIST, POINT, EVIDENCE = KINDS["checklist"], KINDS["checklist_item"], KINDS["checklist_evidence"]
NOTHING = Filled(0, 0, 0, 0, 0)


def heads(session: Session, ids: Iterable[int] | None = None) -> list[Head]:
    """Every checklist, or those named, latest period first; each with state, progress and score."""
    store = session.store
    chosen = list(lists.all_ids(store, ListQuery("checklist", descending=True))) if ids is None else list(ids)
    rows = records.get_many(store, CHECKLIST, chosen)
    filled, states = stored.filled(store, rows), review.states(session, "checklist", rows)
    titles = _titles(session, rows)
    made = []
    for checklist_id in chosen:
        if checklist_id in rows:
            state = states.get(checklist_id, State.DRAFT)
            left = _open_findings(session, checklist_id) if state is State.RETURNED else 0
            progress = filled.get(checklist_id, NOTHING)
            made.append(_head(checklist_id, rows[checklist_id], titles[checklist_id], state, progress, left))
    return made


def _titles(session: Session, rows: dict[int, Values]) -> dict[int, str]:
    """What each list is about; every kind's labels are read once."""
    wanted = {i: scopes.of_values(values) for i, values in rows.items()}
    titles = {i: str(scope.value) for i, scope in wanted.items()}
    for scope_type, target in scopes.TARGETS.items():
        ids = {int(s.value or 0) for s in wanted.values() if s.type == scope_type}
        names = records.labels(session.store, KINDS[target], ids)
        titles |= {i: names.get(int(s.value or 0), "") for i, s in wanted.items() if s.type == scope_type}
    return titles


def _open_findings(session: Session, checklist_id: int) -> int:
    found = review.review_of(session, "checklist", checklist_id)
    return sum(f.outcome == "open" for f in review.findings(session, found.id)) if found is not None else 0


def _head(checklist_id: int, values: Values, title: str, state: State, filled: Filled, left: int) -> Head:
    text = {name: str(value or "") for name, value in values.items()}
    return Head(
        checklist_id, text["number"], text["template"], text["title"], text["version"], text["scope"], title,
        text["period_from"], text["period_to"], state, filled, left,
    )  # fmt: skip


def head(session: Session, checklist_id: int) -> Head:
    """One checklist without its points. Raises RefusedError when it is gone."""
    found = heads(session, [checklist_id])
    if not found:
        raise RefusedError("清单已不存在", "它可能刚被删除，请返回列表刷新。")
    return found[0]


def find(session: Session, text: str) -> int:
    """The id of a checklist by its number, or by its id. Raises UsageError."""
    number = clean_code(text)
    found = records.ids_where(session.store, CHECKLIST, "number", number)
    if not found and text.isascii() and text.isdigit() and len(text) < 12:
        found = [int(text)] if records.get(session.store, CHECKLIST, int(text)) is not None else []
    if not found:
        raise UsageError("没有这份清单", f"没有编号为“{text}”的清单，运行 ajx checklist list 查看。")
    return found[0]


def sheet(session: Session, checklist_id: int) -> Sheet:
    """A checklist with its points, their figures and evidence. Raises RefusedError when it is gone."""
    store = session.store
    top = head(session, checklist_id)
    values = records.get(store, CHECKLIST, checklist_id) or {}
    ids = records.ids_where(store, POINT, "checklist_id", checklist_id, "position, id")
    rows = records.get_many(store, POINT, ids)
    proofs = _proofs(session, checklist_id, ids)
    points = tuple(_point(session, i, rows[i], proofs.get(i, ())) for i in ids)
    text = {name: str(value or "") for name, value in values.items()}
    department, enterprise, insured = (int(values[n] or 0) for n in ("department_id", "enterprise_id", "object_id"))
    return Sheet(
        top, stored.uid_of(store, checklist_id), text["digest"], text["basis"], text["township"], department,
        enterprise, insured, text["checker"], text["present"], text["checked_on"], text["conclusion"],
        text["note"], points,
    )  # fmt: skip


def _point(session: Session, point_id: int, values: Values, proofs: Iterable[Proof]) -> Point:
    item = item_of(values)
    text = {name: str(values[name] or "") for name in ("answer", "remark", "figure_value", "figure_on")}
    name = figure_title(packs.rules(session.store), item.figure) if item.figure else ""
    return Point(
        point_id, item, text["answer"], text["remark"], name, text["figure_value"], text["figure_on"],
        _behind(values["figure_kind"], values["figure_ids"]), _behind(values["base_kind"], values["base_ids"]),
        tuple(proofs),
    )  # fmt: skip


def _behind(kind: Value, ids: Value) -> Behind | None:
    return Behind(str(kind), from_ranges(str(ids or ""))) if kind is not None else None


def _proofs(session: Session, checklist_id: int, point_ids: list[int]) -> dict[int, list[Proof]]:
    """Point id → records first, then files."""
    store = session.store
    rows = records.get_many(store, EVIDENCE, records.ids_where(store, EVIDENCE, "checklist_id", checklist_id))
    found: dict[int, list[Proof]] = {}
    for evidence_id, values in rows.items():
        kind, record_id = str(values["record_kind"]), int(values["record_id"] or 0)
        known = kind in KINDS
        gone = not known or records.get(store, KINDS[kind], record_id) is None
        label = records.labels(store, KINDS[kind], [record_id]).get(record_id, "") if known else ""
        proof = Proof(evidence_id, kind, record_id, label, str(values["note"] or ""), gone)
        found.setdefault(int(values["item_id"] or 0), []).append(proof)
    for point_id, files in stored.attachments(store, point_ids).items():
        found.setdefault(point_id, []).extend(Proof(i, "attachment", i, name) for i, name in files)
    return found


def findings(session: Session, checklist_id: int) -> list[review.Finding]:
    """What a reviewer found wrong with a checklist, oldest first."""
    found = review.review_of(session, "checklist", checklist_id)
    return review.findings(session, found.id) if found is not None else []
