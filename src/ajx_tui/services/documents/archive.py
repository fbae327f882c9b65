"""Versions of documents: what was written, when, by whom, from which state of the data, and its very bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import State
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.services import attachments
from ajx_tui.services.documents.drafting import DOCUMENT, Working, ids_of
from ajx_tui.services.session import Session
from ajx_tui.store import records, reviews
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition

VERSION = KINDS["document_version"]


@dataclass(frozen=True, slots=True)
class File:
    """One paper of a version: its file name, the digest of its bytes, whose it is."""

    name: str
    sha256: str
    enterprise_id: int


@dataclass(frozen=True, slots=True)
class Version:
    """One written version. `chapters` are title → text as printed, `figures` evidence → texts as printed.

    `files` are the papers of enterprises; `apart` says that they were the files that were written, in a folder.
    `sha256` is the digest of the one file, or of the list of `files`.
    """

    id: int
    document_id: int
    number: int
    format: str
    made_by: str
    made_at: str
    file_name: str
    pages: int
    sha256: str
    revision: str
    content_sha256: str
    evidence_sha256: str
    issued_number: str
    issued_on: str
    scope: str
    apart: bool
    files: tuple[File, ...]
    chapters: Mapping[str, str]
    figures: Mapping[str, tuple[str, ...]]
    alone: bool
    """Whether it was made while maker and checker were not kept apart."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of versions: a version, or a document that has none yet (`version_id` None).

    `current` tells the latest version of its document; `state` is where the document stands in review.
    """

    document_id: int
    version_id: int | None
    name: str
    title: str
    as_of: str
    issued_number: str
    state: State | None
    version: int
    format: str
    pages: int
    made_by: str
    made_at: str
    file_name: str
    revision: str
    current: bool

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return asdict(self)


def listing(session: Session, name: str = "") -> list[Listed]:
    """Every version, of one kind of document when `name` is given; latest first. What each says is not read."""
    store = session.store
    columns = ["name", "title", "as_of", "number", "current"]
    documents = {row[0]: row[1:] for row in records.columns(store, DOCUMENT, columns) if not name or row[1] == name}
    states = reviews.states(store, DOCUMENT.name, (int(i or 0) for i in documents))
    made = []
    without = set(documents)
    for row in records.columns(store, VERSION, list(_LISTED)):
        version_id, document_id, *rest = row
        if document_id in documents:
            without.discard(document_id)
            made.append(_listed(int(document_id or 0), documents[document_id], states, int(version_id or 0), rest))
    made += [_listed(int(i or 0), documents[i], states, None, [None] * (len(_LISTED) - 1)) for i in without]
    return sorted(made, key=lambda one: (one.made_at or "9999", one.version_id or 0), reverse=True)


_LISTED = ("document_id", "version", "format", "number", "pages", "made_by", "made_at", "file_name", "revision")


def _listed(
    document_id: int, document: Sequence[Value], states: Mapping[int, State], version_id: int | None,
    values: Sequence[Value],
) -> Listed:  # fmt: skip
    name, title, as_of, number, current = document
    version, suffix, issued, pages, made_by, made_at, file_name, revision = values
    return Listed(
        document_id, version_id, str(name), str(title), str(as_of), str((issued if version_id else number) or ""),
        states.get(document_id), int(version or 0), str(suffix or ""), int(pages or 0), str(made_by or ""),
        str(made_at or ""), str(file_name or ""), str(revision or ""), version is not None and version == current,
    )  # fmt: skip


def versions(session: Session, document_id: int) -> list[Version]:
    """The versions of a document, oldest first."""
    return of_ids(session.store, ids_of(session.store, VERSION.name, Condition("document_id", "=", document_id)))


def of_ids(store: Store, ids: list[int]) -> list[Version]:
    """Versions by their ids, in the order of documents and numbers."""
    made = [_version(i, values) for i, values in records.get_many(store, VERSION, ids).items()]
    return sorted(made, key=lambda one: (one.document_id, one.number))


def version(session: Session, version_id: int) -> Version:
    """One version by its id. Raises RefusedError when there is none."""
    found = of_ids(session.store, [version_id])
    if not found:
        raise RefusedError("没有这个版次", f"没有编号为{version_id}的版次，它可能已被删除，请刷新。")
    return found[0]


def _version(record_id: int, values: Mapping[str, Value]) -> Version:
    files = tuple(File(str(n), str(d), int(e)) for n, d, e in json.loads(str(values["files"] or "[]")))
    digest = str(values["sha256"])
    return Version(
        id=record_id,
        document_id=int(values["document_id"] or 0),
        number=int(values["version"] or 0),
        format=str(values["format"]),
        made_by=str(values["made_by"]),
        made_at=str(values["made_at"]),
        file_name=str(values["file_name"]),
        pages=int(values["pages"] or 0),
        sha256=digest,
        revision=str(values["revision"]),
        content_sha256=str(values["content_sha256"]),
        evidence_sha256=str(values["evidence_sha256"] or ""),
        issued_number=str(values["number"] or ""),
        issued_on=str(values["issued_on"] or ""),
        scope=str(values["scope"] or ""),
        apart=bool(files) and digest == manifest_digest(files),
        files=files,
        chapters={one["title"]: one["plain"] for one in json.loads(str(values["content"]))},
        figures={key: tuple(texts) for key, texts in json.loads(str(values["figures"])).items()},
        alone=bool(values["alone"]),
    )


def manifest(files: tuple[File, ...]) -> str:
    """The list of papers as it is stored."""
    return json.dumps([[one.name, one.sha256, one.enterprise_id] for one in files], ensure_ascii=False)


def manifest_digest(files: tuple[File, ...]) -> str:
    """The digest of a version that is a folder: over names and digests, in order."""
    return hashlib.sha256("\n".join(f"{one.sha256} {one.name}" for one in files).encode()).hexdigest()


def same_content(
    session: Session, document_id: int | None, digest: str, suffix: str = "", *, apart: bool = False
) -> Version | None:
    """The latest version when it says exactly this; with a format, the one of that format, whole or `apart`."""
    made = versions(session, document_id) if document_id is not None else []
    for one in reversed(made):
        if one.content_sha256 != digest:
            return None
        if not suffix or (one.format, one.apart) == (suffix, apart):
            return one
    return None


def bytes_there(session: Session, one: Version) -> bool:
    """Whether every byte of a version is still there, unchanged."""
    wanted = [*(file.sha256 for file in one.files), *([] if one.apart else [one.sha256])]
    return all(_whole(session.store, digest) for digest in wanted)


def _whole(store: Store, digest: str) -> bool:
    path = attachments.place(store, digest)
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest


def read_bytes(session: Session, digest: str) -> bytes:
    """Kept bytes. Raises AjxError when they are gone or changed."""
    try:
        data = attachments.place(session.store, digest).read_bytes()
    except OSError as error:
        raise AjxError("原文件不在了", "留存的原文件找不到了，请从备份中找回；内容仍可在版次中核对。") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise AjxError("原文件已损坏", "留存的原文件与导出时不一致，请从备份中找回；内容仍可在版次中核对。")
    return data


def locked_version(session: Session, present: Working, suffix: str, *, apart: bool = False) -> Version:
    """The version that review locked, in a format, whole or `apart`.

    Raises RefusedError when it was never written like that, AjxError when its bytes are gone or changed.
    """
    made = versions(session, present.id) if present.id is not None else []
    same = [one for one in made if one.content_sha256 == made[-1].content_sha256 and one.format == suffix]
    found = [one for one in same if (one.files if apart else not one.apart)]
    if not found:
        raise RefusedError("没有这种格式的送审版本", "送审后的文书只能导出送审时的文件，请选择送审时的格式和份数。")
    if not bytes_there(session, found[-1]):
        raise RefusedError("送审版本的文件不在了", "它的内容可以在版次中核对；请由审核人解锁后重新导出。")
    return found[-1]


def kept_paper(session: Session, paper_id: int) -> tuple[str, bytes]:
    """File name and bytes of one paper of 发文登记, exactly as it went out.

    Raises RefusedError when it has no file of its own, AjxError when the bytes are gone or changed.
    """
    kind = KINDS["document_paper"]
    values = records.get(session.store, kind, paper_id)
    digest = str((values or {}).get("sha256") or "")
    if values is None or not digest:
        raise RefusedError("没有留存这份文书", "它是手工登记的，或者由较早的程序导出。")
    found = [one for one in attachments.of_record(session, kind.name, paper_id) if one.sha256 == digest]
    name = found[-1].name if found else f"{values['title']}.pdf"
    return name, read_bytes(session, digest)


def viewable(session: Session, digest: str) -> Path:
    """A copy of kept bytes under their own name, for the system's viewer. Raises AjxError when they are gone."""
    found = ids_of(session.store, attachments.KIND.name, Condition("sha256", "=", digest))
    if not found:
        raise AjxError("原文件不在了", "留存的原文件找不到了，请从备份中找回；内容仍可在版次中核对。")
    return attachments.viewable(session, found[-1])


def put(data: bytes, path: Path) -> Path:
    """Write bytes to a file, all or nothing. Raises AjxError in Chinese."""
    from ajx_tui.atomic import replacing
    from ajx_tui.services.documents.folders import make_folder

    make_folder(path.parent)
    with replacing(path) as beside:
        beside.write_bytes(data)
    return path
