"""Putting a written document on record: version, papers of 发文登记, numbers, trail and bytes, all or nothing.

The bytes are kept first and taken back when the transaction fails; the file appears at its place only after the
transaction. So whatever interrupts an export, there is never a paper without its record, and a record always has its
bytes.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts import editing
from ajx_tui.documents.texts.facts import Case, Facts, Paper
from ajx_tui.documents.texts.letters import numbers_of, recipients
from ajx_tui.documents.texts.wording import issue_day
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records.document import LONGEST
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services import attachments
from ajx_tui.services.attachments import Kept
from ajx_tui.services.documents import numbering, snapshots
from ajx_tui.services.documents.archive import (
    VERSION,
    File,
    Version,
    manifest,
    manifest_digest,
    version,
    versions,
)
from ajx_tui.services.documents.catalogue import Entry
from ajx_tui.services.documents.drafting import DOCUMENT, Working, new_document, pack_chapters, printed
from ajx_tui.services.documents.numbering import PAPER
from ajx_tui.services.documents.trail import trails
from ajx_tui.services.session import Session
from ajx_tui.store.unit import Unit

ORIGINAL, TRAIL = "原文件", "数据来源"


@dataclass(frozen=True, slots=True)
class Part:
    """The paper of one enterprise as a file of its own, `name` is what it is called."""

    name: str
    enterprise_id: int
    path: Path


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, ready to be put on record. `path` is the one file, None for a folder of `parts`."""

    facts: Facts
    paper: Paper
    document: b.Document
    digest: str
    suffix: str
    pages: int
    file_name: str
    path: Path | None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What is kept of one version: the file, the papers, the trail."""

    main: Kept | None
    parts: tuple[tuple[Part, Kept], ...]
    trail: Kept

    @property
    def every(self) -> list[Kept]:
        return [*([self.main] if self.main else []), *(kept for _, kept in self.parts), self.trail]


def record(session: Session, chosen: Entry, present: Working, written: Written) -> Job[Version]:
    """Put a written file on record: the document, the version, and a paper for each enterprise that got one.

    The same content in another format is another version, but no other paper.

    Raises RefusedError when the document is locked or a number is taken meanwhile, NotPermittedError without rights,
    AjxError for a full disk; nothing is kept then.
    """
    session.require(Permission.EXPORT)
    kept: list[Kept] = []
    try:
        held = yield from _keep(session, chosen, present, written, kept)
        return _commit(session, chosen, present, written, held)
    except BaseException:
        for one in kept:
            attachments.forget(session.store, one)
        raise


def _keep(session: Session, chosen: Entry, present: Working, written: Written, done: list[Kept]) -> Job[_Bytes]:
    """Keep all bytes, noting each in `done`."""
    store, total = session.store, len(written.parts) + 2
    main = None
    if written.path is not None:
        main = yield from attachments.keep(store, written.path)
        done.append(main)
    parts = []
    for index, part in enumerate(written.parts):
        yield Progress(index, total, f"留存 {part.name}")
        one = yield from attachments.keep(store, part.path)
        done.append(one)
        parts.append((part, one))
    yield Progress(total - 1, total, "留存数据来源")
    same = [one for one in _made(session, present) if one.content_sha256 == written.digest and one.evidence_sha256]
    if same and attachments.place(store, same[-1].evidence_sha256).is_file():
        trail = Kept(same[-1].evidence_sha256, 0, False)
    else:
        trail = yield from _keep_trail(session, chosen, present, written)
        done.append(trail)
    return _Bytes(main, tuple(parts), trail)


def _keep_trail(session: Session, chosen: Entry, present: Working, written: Written) -> Job[Kept]:
    found = trails(session, chosen, written.document, present.as_of)
    if found.revision != written.facts.revision:
        raise RefusedError("数据正在变动", "导出期间又有新的登记或修改，请再导出一次。")
    with tempfile.TemporaryDirectory(prefix="ajx-") as folder:
        path = Path(folder) / "trail.json.gz"
        path.write_bytes(snapshots.pack(found))
        return (yield from attachments.keep(session.store, path))


def _made(session: Session, present: Working) -> list[Version]:
    return versions(session, present.id) if present.id is not None else []


def _commit(session: Session, chosen: Entry, present: Working, written: Written, held: _Bytes) -> Version:
    with session.unit(f"导出{chosen.title}", permission=Permission.EXPORT) as unit:
        document_id = present.id
        if document_id is None:
            new = new_document(chosen, present.as_of)
            document_id = unit.insert(DOCUMENT, {**new, "chapters": pack_chapters(present.edited)})
        made = versions(session, document_id)
        number = made[-1].number + 1 if made else 1
        values = _values(written, present, held) | {
            "document_id": document_id, "version": number, "made_by": unit.actor,
            "made_at": datetime.now().isoformat(sep=" ", timespec="seconds"),
        }  # fmt: skip
        version_id = unit.insert(VERSION, values)
        day = issue_day(written.facts, written.paper).isoformat()
        unit.update(DOCUMENT, document_id, {"current": number, "number": values["number"], "issued_on": day})
        rows = [_attached(VERSION.name, version_id, written.file_name, held.main, f"第{number}版{ORIGINAL}")]
        trail_name = f"第{number}版{TRAIL}.json.gz"
        rows.append(_attached(VERSION.name, version_id, trail_name, held.trail, "由程序读取，逐个数字对应到记录"))
        if any(one.content_sha256 == written.digest for one in made):
            rows += _more_files(session, held, document_id, number)
        else:
            rows += _papers(session, unit, chosen, written, held, document_id, version_id, number)
        unit.insert_many(attachments.KIND, _new_ones(session, [row for row in rows if row is not None]))
    return version(session, version_id)


def _attached(kind: str, record_id: int, name: str, kept: Kept | None, note: str) -> dict[str, Value] | None:
    return None if kept is None else attachments.row(kind, record_id, name, kept, note)


def _new_ones(session: Session, rows: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
    """Those that the records don't have already: an enterprise's paper may not have changed from version to version."""
    return [
        row
        for row in rows
        if str(row["sha256"])
        not in {one.sha256 for one in attachments.of_record(session, str(row["owner_kind"]), int(row["owner_id"] or 0))}
    ]


def _values(written: Written, present: Working, held: _Bytes) -> dict[str, Value]:
    content = [
        {"title": one.title, "text": present.edited.get(one.title, one.text), "edited": one.title in present.edited,
         "plain": one.plain}
        for one in editing.chapters(written.document)
    ]  # fmt: skip
    files = tuple(File(part.name, kept.sha256, part.enterprise_id) for part, kept in held.parts)
    texts = json.dumps(content, ensure_ascii=False), json.dumps(printed(written.document), ensure_ascii=False)
    if any(len(text) > LONGEST for text in (*texts, manifest(files))):
        raise RefusedError("文书太长，不能登记", f"各章文字或者数字合计超过{LONGEST}个字，请分成几份。")
    return {
        "format": written.suffix, "file_name": written.file_name[-300:], "pages": written.pages,
        "size": held.main.size if held.main else sum(kept.size for _, kept in held.parts),
        "sha256": held.main.sha256 if held.main else manifest_digest(files),
        "number": _printed_number(written), "issued_on": issue_day(written.facts, written.paper).isoformat(),
        "revision": written.facts.revision, "rules": written.facts.rules[:1000] or None,
        "scope": written.paper.scope[:300] or None,
        "alone": int(bool(written.facts.remark)), "files": manifest(files) if files else None,
        "evidence_sha256": held.trail.sha256, "content_sha256": written.digest,
        "content": texts[0], "figures": texts[1],
    }  # fmt: skip


def _head_number(document: b.Document) -> int | None:
    head = next((x.number for x in document.blocks if isinstance(x, b.DocumentHead) and x.number is not None), None)
    return head.number if head is not None else None


def _printed_number(written: Written) -> str | None:
    """The 发文字号 of a document as a whole, None where it is written by hand or each paper has its own."""
    head = next((x.number for x in written.document.blocks if isinstance(x, b.DocumentHead)), None)
    if head is None or head.number is None:
        return None
    return f"{head.code.strip()}〔{head.year}〕{head.number}号"


# ----- 发文登记


@dataclass(frozen=True, slots=True)
class _Line:
    """One paper: to whom, with what number, about what, as which file."""

    enterprise_id: int | None
    sequence: int | None
    addressee: str | None
    about: str | None
    kept: Kept | None
    name: str


def _papers(
    session: Session, unit: Unit, chosen: Entry, written: Written, held: _Bytes, document_id: int, version_id: int,
    number: int,
) -> list[dict[str, Value] | None]:  # fmt: skip
    """Enter the papers of a version; returns the attachments that put their files on them."""
    facts, day = written.facts, issue_day(written.facts, written.paper)
    series = numbering.series_of(chosen, facts.office, day)
    own = numbering.own_papers(session.store, document_id)
    attached = []
    for line in _lines(chosen, written, held):
        values: dict[str, Value] = {
            "title": chosen.title, "enterprise_id": line.enterprise_id, "addressee": line.addressee,
            "about": line.about, "issued_on": day.isoformat(), "document_id": document_id, "version_id": version_id,
            "sha256": line.kept.sha256 if line.kept else None,
        }  # fmt: skip
        if line.sequence is not None:
            values |= {"series": series, "sequence": line.sequence, "number": numbering.shown(series, line.sequence)}
        paper_id = _enter(unit, own.get(line.enterprise_id), values)
        attached.append(_attached(PAPER.name, paper_id, line.name, line.kept, f"第{number}版"))
    return attached


def _more_files(session: Session, held: _Bytes, document_id: int, number: int) -> list[dict[str, Value] | None]:
    """The same papers in another format: attachments that put these files on them too."""
    papers = numbering.papers_of(session.store, document_id)
    latest = {int(values["enterprise_id"] or 0): paper_id for paper_id, values in papers.items()}
    return [
        _attached(PAPER.name, latest[part.enterprise_id], part.name, kept, f"第{number}版")
        for part, kept in held.parts
        if part.enterprise_id in latest
    ]


def _enter(unit: Unit, own: tuple[int, dict[str, Value]] | None, values: dict[str, Value]) -> int:
    """Write a paper: over the one that is still to go out, unless that one has another number, which stays taken.

    Raises RefusedError when the paper with this number was served already: it can't be another one now.
    """
    if own is not None:
        paper_id, before = own
        same = (before["series"], before["sequence"]) == (values.get("series"), values.get("sequence"))
        if before["served_on"] is not None:
            if same and before["sequence"] is not None:
                told = f"{before['number']}已于{before['served_on']}送达，现在的内容与当时不同。"
                raise RefusedError("已送达的文书不能改", f"{told}请填写新的发文字号另发一份。")
            return unit.insert(PAPER, values)
        if before["sequence"] is None or same:
            unit.update(PAPER, paper_id, values)
            return paper_id
        text = f"改为{values.get('number') or '手写字号'}重新印发"
        unit.update(PAPER, paper_id, {"void_on": values["issued_on"], "void_reason": text})
    return unit.insert(PAPER, values)


def _lines(chosen: Entry, written: Written, held: _Bytes) -> list[_Line]:
    """A line for each enterprise; a document as a whole only when it has a number."""
    if not chosen.number_of:
        number = _head_number(written.document)
        to = next((x.text for x in written.document.blocks if isinstance(x, b.Recipient)), "")
        return [] if number is None else [_Line(None, number, to[:200] or None, None, held.main, written.file_name)]
    groups = recipients(written.facts, chosen.number_of, written.paper)
    files = {part.enterprise_id: (part.name, kept) for part, kept in held.parts}
    lines = []
    for cases, number in zip(groups, numbers_of(groups, written.paper), strict=True):
        name, kept = files.get(cases[0].enterprise_id, ("", None))
        lines.append(_Line(cases[0].enterprise_id, number, None, _about(cases), kept, name))
    return lines


def _about(cases: Sequence[Case]) -> str | None:
    told = "；".join(one.text or (one.name if one.name != one.enterprise else one.detail) for one in cases)
    return told[:500] or None


def mend(session: Session, one: Version, path: Path) -> Job[None]:
    """Keep the bytes of a version again when they are gone and `path` has exactly them."""
    if not one.apart and hashlib.sha256(path.read_bytes()).hexdigest() == one.sha256:
        yield from attachments.keep(session.store, path)
