"""What a reviewer reads of a subject: what changed, before beside after, without what only the program needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ATTACHMENT
from ajx_tui.services.session import Session
from ajx_tui.services.timeline import FieldChange, Shower, net_changes
from ajx_tui.store import records, reviews
from ajx_tui.store.history import Action, Past
from ajx_tui.store.reviews import Review

POINT, EVIDENCE, DOCUMENT, VERSION = "checklist_item", "checklist_evidence", "document", "document_version"
READ: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "checklist": ("checker", "checked_on", "present", "conclusion", "note"),
        POINT: ("answer", "remark", "figure_value"),
        EVIDENCE: ("note",),
        DOCUMENT: ("title", "number", "issued_on", "note"),
        VERSION: ("version", "format", "pages", "made_by", "made_at"),
        ATTACHMENT: ("name", "size", "note"),
    }
)
"""Kind → the fields that say something to a person; of other kinds every field does."""
CHAPTERS = "chapters"
"""The field of a document under which its words and numbers stand; a chapter's own name follows after a colon."""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One record of a subject that changed: its fields before and after. `mark` is its number in the subject."""

    kind: str
    kind_title: str
    record_id: int
    label: str
    fields: tuple[FieldChange, ...]
    mark: str = ""

    @property
    def gone(self) -> str:
        """Why it was deleted, '' when it was not."""
        return next((f.after for f in self.fields if f.field == "deleted_reason" and f.after), "")

    @property
    def new(self) -> bool:
        """Whether nothing was there before."""
        return not any(f.before for f in self.fields)


def side_by_side(session: Session, review: Review, since: int, limit: int = 2_000) -> list[SideBySide]:
    """What changed in a subject after history entry `since`, record by record; at most `limit` of them."""
    entries = [e for e in reviews.entries(session.store.conn, review, since) if e.kind in KINDS]
    found = list(_records(session, entries, limit))
    if review.subject_kind == DOCUMENT:
        found += _written(session, review.subject_id, since)
    return found


def _records(session: Session, entries: list[Past], limit: int) -> Iterator[SideBySide]:
    shower = Shower(session.store)
    netted = dict(list(net_changes(entries).items())[:limit])
    created = {(e.kind, e.record_id) for e in entries if e.action is Action.CREATE}
    shower.learn(netted)
    codes = _codes(session, [i for kind, i in netted if kind == POINT])
    for (kind, record_id), (before, after) in netted.items():
        shown = READ.get(kind)
        kept = [n for n in after if shown is None or n in shown or n == "deleted_reason"]
        if not kept and (kind, record_id) not in created:
            continue
        fields = shower.fields(kind, {n: before.get(n) for n in kept}, {n: after[n] for n in kept})
        if kind == POINT and not any(f.before or f.after for f in fields):
            continue  # a point that nobody has answered yet
        label = _evidence(session, shower, record_id) if kind == EVIDENCE else shower.label(kind, record_id)
        mark = codes.get(record_id, "") if kind == POINT else ""
        yield SideBySide(kind, KINDS[kind].title, record_id, label, fields, mark)


def _codes(session: Session, ids: Iterable[int]) -> dict[int, str]:
    rows = records.get_many(session.store, KINDS[POINT], ids)
    return {i: str(values["code"]) for i, values in rows.items()}


def _evidence(session: Session, shower: Shower, evidence_id: int) -> str:
    """What a point's evidence is: the record's own name."""
    values: Mapping[str, Value] = records.get(session.store, KINDS[EVIDENCE], evidence_id) or {}
    kind = str(values.get("record_kind") or "")
    if kind not in KINDS:
        return shower.label(EVIDENCE, evidence_id)
    return f"{KINDS[kind].title}「{shower.label(kind, int(values['record_id'] or 0))}」"


# ----- documents


def _written(session: Session, document_id: int, since: int) -> Iterator[SideBySide]:
    """The words and numbers of the version under review beside those of the version that stood before."""
    from ajx_tui.services import documents, packs
    from ajx_tui.services.documents import changes

    made = documents.versions(session, document_id)
    entry = reviews.made_at(session.store.conn, VERSION, [one.id for one in made])
    earlier = [one for one in made if entry.get(one.id, 0) <= since]
    if not made or made[-1] in earlier:
        return
    last, title = made[-1], KINDS[DOCUMENT].title
    if not earlier:
        yield SideBySide(DOCUMENT, title, document_id, f"第{last.number}版各章", tuple(
            FieldChange(f"{CHAPTERS}:{name}", name, "", text) for name, text in last.chapters.items()
        ))  # fmt: skip
        return
    found = changes.between(earlier[-1], last, packs.rules(session.store))
    about = f"第{last.number}版，与第{earlier[-1].number}版相比"
    if found.texts:
        words = (FieldChange(f"{CHAPTERS}:{x.chapter}", x.chapter, x.before, x.after) for x in found.texts)
        yield SideBySide(DOCUMENT, title, document_id, f"{about}文字不同", tuple(words))
    if found.numbers:
        numbers = (FieldChange(CHAPTERS, x.title, x.before, x.after) for x in found.numbers)
        yield SideBySide(DOCUMENT, title, document_id, f"{about}数字不同", tuple(numbers))
