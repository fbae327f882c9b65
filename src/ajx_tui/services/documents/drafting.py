"""The document of a cut-off day as it is worked on: its chapters edited by hand, its state, what it says in the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_date, format_cell
from ajx_tui.documents.text import tidy
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import Facts, Paper
from ajx_tui.documents.texts.remarks import with_remark
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.document import LONGEST
from ajx_tui.domain.workflow import EDITABLE, State
from ajx_tui.errors import RefusedError
from ajx_tui.services.documents.catalogue import Entry, entry
from ajx_tui.services.review import review_of
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

DOCUMENT = KINDS["document"]
_OPEN_REVISION = "－"
"""Stands for the data revision while two contents are compared."""


@dataclass(frozen=True, slots=True)
class Working:
    """The document of a cut-off day as it is worked on. `id` is None while nothing of it is stored.

    `edited` are the chapters changed by hand; `state` is where it stands in review, None when never submitted.
    """

    name: str
    as_of: date
    id: int | None
    edited: Mapping[str, str]
    current: int
    state: State | None = None
    inherited: date | None = None
    """The cut-off day of the document that the edited chapters were taken over from."""

    @property
    def locked(self) -> bool:
        """Whether it is under review or approved, so that nothing of it may change."""
        return self.state is not None and self.state not in EDITABLE


def working(session: Session, name: str, as_of: date) -> Working:
    """The document of a day; a new one takes over the chapters edited for the latest day before."""
    store = session.store
    found = ids_of(store, DOCUMENT.name, Condition("name", "=", name))
    stored = {str(v["as_of"]): (i, v) for i, v in records.get_many(store, DOCUMENT, found).items()}
    day = as_of.isoformat()
    if day in stored:
        record_id, values = stored[day]
        review = review_of(session, DOCUMENT.name, record_id)
        state = review.state if review is not None else None
        return Working(name, as_of, record_id, _chapters(values["chapters"]), int(values["current"] or 0), state)
    before = max((d for d in stored if d < day), default="")
    edited = _chapters(stored[before][1]["chapters"]) if before else {}
    return Working(name, as_of, None, edited, 0, inherited=date.fromisoformat(before) if edited else None)


def ids_of(store: Store, kind: str, *conditions: Condition) -> list[int]:
    """Ids of the live records of a kind that meet these conditions, in the order of the kind."""
    return list(lists.all_ids(store, ListQuery(kind, conditions=conditions)))


def _chapters(text: Value) -> dict[str, str]:
    read = json.loads(str(text)) if text else {}
    return {str(title): str(chapter) for title, chapter in read.items()}


def save_chapter(session: Session, name: str, as_of: date, title: str, text: str | None) -> Working:
    """Keep one edited chapter; None goes back to the template. Raises RefusedError for too much text or when locked."""
    text = tidy(text) if text is not None else None
    if text is not None and len(text) > editing.LONGEST:
        raise RefusedError("这一章太长", f"每章最多{editing.LONGEST}个字，现有{len(text)}个。")
    present = working(session, name, as_of)
    edited = {k: v for k, v in present.edited.items() if k != title}
    if text is not None:
        edited[title] = text
    packed = pack_chapters(edited)
    if len(packed or "") > LONGEST:
        raise RefusedError("改动的文字太多", f"一份文书改动的各章合计不能超过{LONGEST}个字。")
    with session.unit(f"编辑{entry(name).title}“{title}”") as unit:
        if present.id is None:
            unit.insert(DOCUMENT, {**new_document(entry(name), as_of), "chapters": packed})
        else:
            unit.update(DOCUMENT, present.id, {"chapters": packed})
    return working(session, name, as_of)


def pack_chapters(edited: Mapping[str, str]) -> str | None:
    """Edited chapters as they are stored."""
    return json.dumps(dict(edited), ensure_ascii=False, sort_keys=True) if edited else None


def new_document(chosen: Entry, as_of: date) -> dict[str, Value]:
    """The values of a document that nothing is stored of yet."""
    return {"name": chosen.name, "title": f"{chosen.title}（{chinese_date(as_of)}）", "as_of": as_of.isoformat()}


def compose(chosen: Entry, facts: Facts, paper: Paper, edited: Mapping[str, str]) -> b.Document:
    """The document with its edited chapters, and a note where maker and checker were one person."""
    return with_remark(editing.fill(chosen.build(facts, paper), edited, facts), facts.remark)


def content_digest(chosen: Entry, facts: Facts, paper: Paper, edited: Mapping[str, str]) -> str:
    """SHA-256 over everything a document says apart from the data revision it names."""
    blank = compose(chosen, replace(facts, revision=_OPEN_REVISION), paper, edited)
    return hashlib.sha256(repr(blank).encode("utf-8", "surrogatepass")).hexdigest()


def printed(document: b.Document) -> dict[str, tuple[str, ...]]:
    """The numbers of a document as they print, by evidence id, in order."""
    found: dict[str, dict[str, None]] = {}
    for evidence, text in _printed(document.blocks):
        found.setdefault(evidence, {})[text] = None
    return {evidence: tuple(texts) for evidence, texts in found.items()}


def _printed(blocks: Iterable[b.Block]) -> Iterable[tuple[str, str]]:
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from _printed(block.blocks)
        elif isinstance(block, b.Paragraph) and not isinstance(block.text, str):
            yield from ((run.evidence, run.text) for run in block.text if run.evidence)
        elif isinstance(block, b.Table):
            for row in [*block.rows, *([block.total] if block.total else [])]:
                for column, cell in zip(block.columns, row, strict=False):
                    if isinstance(cell, b.Figure):
                        yield cell.evidence, format_cell(cell, column.format)
