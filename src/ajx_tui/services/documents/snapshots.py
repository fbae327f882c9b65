"""The trail kept with a version: number → records as they were, readable in two years whatever happened to the data.

It is one file of compressed JSON in the attachment store, found by its SHA-256. Ids are written as distances, which
keeps the trail of a large county small.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.services.attachments import place
from ajx_tui.services.documents.trail import Source, Trail, Trails
from ajx_tui.services.session import Session
from ajx_tui.store.history import Action, touched_since

FORMAT = 1
_DONE = {Action.CREATE: "重新登记", Action.UPDATE: "有修改", Action.DELETE: "已删除", Action.RESTORE: "恢复"}


def pack(trails: Trails) -> bytes:
    """A trail as the bytes that are kept: the same trail gives the same bytes."""
    records: dict[str, dict[str, list[str]]] = {}
    for one in trails.numbers:
        known = records.setdefault(one.kind, {})
        known.update({str(source.id): [source.code, source.name] for source in one.records})
    numbers = [
        [one.evidence, one.title, one.line, list(one.texts), one.kind, one.basis, _distances(s.id for s in one.records)]
        for one in trails.numbers
    ]
    text = json.dumps(
        {"format": FORMAT, "as_of": trails.as_of.isoformat(), "revision": trails.revision, "numbers": numbers,
         "records": records},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return gzip.compress(text.encode(), mtime=0)


def _distances(ids: Iterable[int]) -> list[int]:
    return [after - before for before, after in pairwise([0, *sorted(ids)])]


def unpack(data: bytes) -> Trails:
    """The trail that `pack` wrote. Raises AjxError for anything else."""
    try:
        read = json.loads(gzip.decompress(data))
        records = {
            kind: {int(i): Source(int(i), str(code), str(name)) for i, (code, name) in known.items()}
            for kind, known in read["records"].items()
        }
        numbers = tuple(_trail(one, records) for one in read["numbers"])
        if read["format"] != FORMAT:
            raise ValueError(read["format"])
        return Trails(date.fromisoformat(read["as_of"]), str(read["revision"]), numbers)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise AjxError("数据来源读不出来", "这一版留存的数据来源已损坏，请从备份中找回。") from error


def _trail(one: list[Any], records: dict[str, dict[int, Source]]) -> Trail:
    evidence, title, line, texts, kind, basis, distances = one
    behind = sorted((records[kind][i] for i in accumulate(distances)), key=lambda s: (s.code, s.id))
    return Trail(str(evidence), str(title), str(line), tuple(map(str, texts)), str(kind), tuple(behind), str(basis))


def read(session: Session, sha256: str) -> Trails:
    """The trail with this digest. Raises RefusedError where a version has none, AjxError when it is gone or damaged."""
    if not sha256:
        raise RefusedError("这一版没有留存数据来源", "它是由较早的程序导出的；请重新导出一版。")
    try:
        data = place(session.store, sha256).read_bytes()
    except OSError as error:
        raise AjxError("数据来源不在了", "这一版留存的数据来源找不到了，请从备份中找回。") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise AjxError("数据来源已损坏", "留存的数据来源与导出时不一致，请从备份中找回。")
    return unpack(data)


@dataclass(frozen=True, slots=True)
class Since:
    """A record behind a kept number and what became of it since: '' nothing, else in Chinese."""

    source: Source
    changed: str


def since(session: Session, trail: Trail, revision: str) -> list[Since]:
    """The records behind a kept number, each with what happened to it after the state of the data it was counted in."""
    head = revision.partition("-")[0]
    entry = int(head) if head.isdecimal() else 0
    touched = touched_since(session.store.conn, trail.kind, (one.id for one in trail.records), entry)
    told = {i: f"{at[:10]}{_DONE[action]}" for i, (action, at) in touched.items()}
    return [Since(one, told.get(one.id, "")) for one in trail.records]
