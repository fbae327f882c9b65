"""Documents as records: the working text, versions of what was written, and the papers that enterprises got."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from ajx_tui.documents import blocks as b
from ajx_tui.documents.numbers import chinese_date, format_cell
from ajx_tui.documents.placing import document_number
from ajx_tui.documents.text import tidy
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.letters import recipients
from ajx_tui.documents.texts.remarks import with_remark
from ajx_tui.documents.texts.wording import issue_day
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import EDITABLE, Permission, State
from ajx_tui.errors import RefusedError
from ajx_tui.services import attachments
from ajx_tui.services.documents.catalogue import Entry, entry
from ajx_tui.services.review import review_of
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

DOCUMENT, VERSION, PAPER = KINDS["document"], KINDS["document_version"], KINDS["document_paper"]
_OPEN_REVISION = "－"
"""Stands for the data revision while two contents are compared."""


@dataclass(frozen=True, slots=True)
class Version:
    """One written version. `chapters` are title → text as printed, `figures` evidence → texts as printed."""

    id: int
    number: int
    format: str
    made_by: str
    made_at: str
    file_name: str
    pages: int
    sha256: str
    revision: str
    content_sha256: str
    chapters: Mapping[str, str]
    figures: Mapping[str, tuple[str, ...]]
    alone: bool
    """Whether it was made while maker and checker were not kept apart."""


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
    found = _ids(store, DOCUMENT.name, Condition("name", "=", name))
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


def _ids(store: Store, kind: str, *conditions: Condition) -> list[int]:
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
    packed = json.dumps(edited, ensure_ascii=False, sort_keys=True) if edited else None
    with session.unit(f"编辑{entry(name).title}“{title}”") as unit:
        if present.id is None:
            unit.insert(DOCUMENT, {**_new(entry(name), as_of), "chapters": packed})
        else:
            unit.update(DOCUMENT, present.id, {"chapters": packed})
    return working(session, name, as_of)


def _new(chosen: Entry, as_of: date) -> dict[str, Value]:
    return {"name": chosen.name, "title": f"{chosen.title}（{chinese_date(as_of)}）", "as_of": as_of.isoformat()}


def compose(chosen: Entry, facts: Facts, paper: Paper, edited: Mapping[str, str]) -> b.Document:
    """The document with its edited chapters, and a note where maker and checker were one person."""
    return with_remark(editing.fill(chosen.build(facts, paper), edited, facts), facts.remark)


# ----- versions


def content_digest(chosen: Entry, facts: Facts, paper: Paper, edited: Mapping[str, str]) -> str:
    """SHA-256 over everything a document says apart from the data revision it names."""
    blank = compose(chosen, replace(facts, revision=_OPEN_REVISION), paper, edited)
    return hashlib.sha256(repr(blank).encode("utf-8", "surrogatepass")).hexdigest()


def versions(session: Session, document_id: int) -> list[Version]:
    """The versions of a document, oldest first."""
    ids = _ids(session.store, VERSION.name, Condition("document_id", "=", document_id))
    made = [_version(i, values) for i, values in records.get_many(session.store, VERSION, ids).items()]
    return sorted(made, key=lambda one: one.number)


def _version(record_id: int, values: Mapping[str, Value]) -> Version:
    content = json.loads(str(values["content"]))
    figures = {key: tuple(texts) for key, texts in json.loads(str(values["figures"])).items()}
    return Version(
        id=record_id,
        number=int(values["version"] or 0),
        format=str(values["format"]),
        made_by=str(values["made_by"]),
        made_at=str(values["made_at"]),
        file_name=str(values["file_name"]),
        pages=int(values["pages"] or 0),
        sha256=str(values["sha256"]),
        revision=str(values["revision"]),
        content_sha256=str(values["content_sha256"]),
        chapters={one["title"]: one["plain"] for one in content},
        figures=figures,
        alone=bool(values["alone"]),
    )


def same_content(session: Session, document_id: int | None, digest: str, suffix: str = "") -> Version | None:
    """The latest version when it says exactly this (and is of this format, when one is given)."""
    made = versions(session, document_id) if document_id is not None else []
    for one in reversed(made):
        if one.content_sha256 != digest:
            return None
        if not suffix or one.format == suffix:
            return one
    return None


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, ready to be put on record."""

    facts: Facts
    paper: Paper
    document: b.Document
    digest: str
    path: Path
    suffix: str
    pages: int


def record(session: Session, chosen: Entry, present: Working, written: Written) -> Version:
    """Put a written file on record: the document, the version, and a paper for each enterprise that got one.

    The same content in another format is another version, but no other paper.

    Raises RefusedError when the document is locked, NotPermittedError without rights.
    """
    with session.unit(f"导出{chosen.title}", permission=Permission.EXPORT) as unit:
        document_id = present.id
        if document_id is None:
            packed = json.dumps(dict(present.edited), ensure_ascii=False, sort_keys=True) if present.edited else None
            document_id = unit.insert(DOCUMENT, {**_new(chosen, present.as_of), "chapters": packed})
        made = versions(session, document_id)
        number = made[-1].number + 1 if made else 1
        values = _values(written, present, unit.actor, document_id, number)
        version_id = unit.insert(VERSION, values)
        sent = any(one.content_sha256 == written.digest for one in made)
        unit.update(DOCUMENT, document_id, {"current": number, **_issued(written)})
        rows = [] if sent else list(_papers(chosen, written, version_id))
        if rows:
            unit.insert_many(PAPER, rows)
    return _version(version_id, values)


def _values(written: Written, present: Working, actor: str, document_id: int, number: int) -> dict[str, Value]:
    content = [
        {"title": one.title, "text": present.edited.get(one.title, one.text), "edited": one.title in present.edited,
         "plain": one.plain}
        for one in editing.chapters(written.document)
    ]  # fmt: skip
    data = _bytes(written.path)
    return {
        "document_id": document_id, "version": number, "format": written.suffix, "made_by": actor,
        "made_at": datetime.now().isoformat(sep=" ", timespec="seconds"), "file_name": written.path.name[-300:],
        "pages": written.pages, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        "revision": written.facts.revision, "rules": written.facts.rules[:1000] or None,
        "alone": int(bool(written.facts.remark)),
        "content_sha256": written.digest, "content": json.dumps(content, ensure_ascii=False),
        "figures": json.dumps(printed(written.document), ensure_ascii=False),
    }  # fmt: skip


def _bytes(path: Path) -> bytes:
    """What the digest of a version is made of: the file, or names and digests of the files of a folder."""
    if path.is_dir():
        listed = ((one.name, hashlib.sha256(one.read_bytes()).hexdigest()) for one in sorted(path.iterdir()))
        return "\n".join(f"{digest} {name}" for name, digest in listed).encode()
    return path.read_bytes()


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


def _issued(written: Written) -> dict[str, Value]:
    number = next((x.number for x in written.document.blocks if isinstance(x, b.DocumentHead)), None)
    shown = (
        document_number(number) if number is not None and number.number is not None and number.code.strip() else None
    )
    return {"number": shown, "issued_on": issue_day(written.facts, written.paper).isoformat()}


def _papers(chosen: Entry, written: Written, version_id: int) -> Iterable[dict[str, Value]]:
    """One row for each enterprise, with the number that stands on its paper."""
    if not chosen.number_of:
        return
    facts, paper = written.facts, written.paper
    day, code = issue_day(facts, paper), facts.office.issuer_code.strip()
    for index, cases in enumerate(recipients(facts, chosen.number_of, paper)):
        number = None
        if paper.number is not None and code and not chosen.own_number:
            number = document_number(b.DocumentNumber(code, day.year, paper.number + index))
        yield {
            "enterprise_id": cases[0].enterprise_id, "title": chosen.title, "number": number,
            "issued_on": day.isoformat(), "version_id": version_id, "about": _about(cases),
        }  # fmt: skip


def _about(cases: Sequence[Case]) -> str | None:
    told = "；".join(one.text or (one.name if one.name != one.enterprise else one.detail) for one in cases)
    return told[:500] or None


def keep_bytes(session: Session, version: Version, path: Path) -> None:
    """Keep a copy of a version's file under its digest beside the database."""
    from ajx_tui.progress import run

    if path.is_file() and not bytes_there(session, version):
        run(attachments.add(session, VERSION.name, version.id, path, "导出时的原文件"))


def bytes_there(session: Session, version: Version) -> bool:
    """Whether the file of a version is still there, unchanged."""
    path = attachments.place(session.store, version.sha256)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256


def locked_version(session: Session, present: Working, suffix: str) -> Version:
    """The version that review locked, in a format. Raises RefusedError when it was never written in that format."""
    made = versions(session, present.id) if present.id is not None else []
    same = [one for one in made if made and one.content_sha256 == made[-1].content_sha256 and one.format == suffix]
    if not same:
        raise RefusedError("没有这种格式的送审版本", "送审后的文书只能导出送审时的文件，请选择送审时的格式。")
    if not bytes_there(session, same[-1]):
        raise RefusedError("送审版本的文件不在了", "它的内容可以在版次中核对；请由审核人解锁后重新导出。")
    return same[-1]
