"""A county in which every text of every record holds a telephone and an identity number, and a search for them.

What is planted goes around the services: whatever a program version or an import once let in must not leave.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ajx_tui.domain.fields import Choice, Code, CreditCode, Flag, Listed, Phone, Ref, Spec, Text
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import ids_where
from ajx_tui.store.related import PARENT

PHONE, IDENTITY, PERSON = "13800001234", "41010219900307123X", "张示例"
SPELLED = f"找某{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}，证{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"
_GAP = r"\D{0,3}?"
_WANTED = (
    re.compile(_GAP.join(PHONE)),
    re.compile(_GAP.join(IDENTITY[:-1]) + r"\W{0,3}[Xx]"),
    re.compile(PERSON),
)
_OWN: dict[str, dict[str, Any]] = {
    "office": {"name": "示例县应急管理局", "area": "示例县", "city": "示例市", "province": "河南省", "level": "county",
               "committee": "示例县安全生产委员会办公室", "document_prefix": "示安委办", "contact": "王某",
               "phone": "0399-6666666"},
    "enterprise": {"status": "active", "status_on": None, "headcount": 50, "credit_code": "91350100M000100Y43"},
    "insured_object": {"type": "enterprise", "status": "active", "status_on": None, "sector_id": None,
                       "start_on": None, "end_on": None},
    "policy": {"start_on": "2026-01-01", "end_on": "2026-12-31", "ended_on": None, "end_reason": None,
               "product": None, "renews_id": None, "limit_person": 30_000_000, "headcount": 40},
    "hazard": {"due_on": "2026-05-02", "rectified_on": None, "level": "major"},
    "insurer": {"credit_code": "91110000600037341L"},
    "visit": {"visited_on": "2026-03-01"},
    "problem": {"closed_on": None},
    "attachment": {"owner_kind": "visit", "owner_id": 1, "sha256": "0" * 64},
}  # fmt: skip
"""What a record needs to stand in every list: due and insured, overdue, open."""


def _names_persons(kind: Kind) -> bool:
    """Whether a record of this kind, or one it belongs to, names persons: then they are masked in its notes too."""
    own = any(spec.personal == "name" for spec in kind.fields.values())
    parent = PARENT.get(kind.name)
    return own or (parent is not None and _names_persons(KINDS[kind.refs[parent].target]))


def _value(spec: Spec, person: str = "") -> Any:
    """A planted value of a field; `person` stands in notes too."""
    if isinstance(spec, Phone):
        return PHONE
    if isinstance(spec, CreditCode):
        return None
    if isinstance(spec, Code):
        return f"{PHONE}-{IDENTITY}"[: spec.length]
    if isinstance(spec, Listed):
        return SPELLED
    if isinstance(spec, Text):
        text = PERSON if spec.personal == "name" else SPELLED
        text = f"{text}{person}" if spec.lines else text
        return text if len(text) <= spec.length else PHONE[: spec.length]
    if isinstance(spec, Choice):
        return next(iter(spec.options))
    if isinstance(spec, Day):
        return "2026-05-01"
    return 1 if isinstance(spec, Flag) else 5


def plant(session: Session) -> None:
    """Make one record of every kind, each the first of its kind but for the directories of the packs, and a second
    enterprise without a policy."""
    packs.seed(session)
    ids = {"sector": ids_where(session.store, KINDS["sector"], "title", "金属冶炼")[0]}
    with session.unit("种") as unit:
        for kind in KINDS.values():
            if kind.name == "sector":
                continue
            person = PERSON if _names_persons(kind) else ""
            values = {n: _value(spec, "" if n == kind.label else person) for n, spec in kind.fields.items()}
            values |= {name: ids.get(spec.target) for name, spec in kind.fields.items() if isinstance(spec, Ref)}
            ids[kind.name] = unit.insert(kind, {**values, **_OWN.get(kind.name, {})})
        bare = {**{n: _value(s) for n, s in KINDS["enterprise"].fields.items()}, **_OWN["enterprise"]}
        bare |= {"credit_code": None, "sector_id": ids["sector"], "department_id": None, "township": f"镇{PHONE}"}
        second = unit.insert(KINDS["enterprise"], bare)
        unit.insert(KINDS["insured_object"], {"enterprise_id": second, "type": "enterprise", "note": SPELLED})


def planted_session(path: Path) -> Session:
    """A session on a fresh planted county."""
    session = Session(Store.open(path))
    plant(session)
    return session


def found_in(text: str) -> list[str]:
    """What of the planted numbers and names stands in a text, however it is broken up."""
    return [match[0] for pattern in _WANTED if (match := pattern.search(text))]


def texts_of(path: Path) -> Iterator[tuple[str, str]]:
    """(where, text) of everything that lies in a file: its name, every part of an archive with tags and without."""
    yield "name", path.name
    if not zipfile.is_zipfile(path):
        yield "content", path.read_bytes().decode("utf-8", "replace")
        return
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            text = archive.read(part).decode("utf-8", "replace")
            yield part.filename, text
            yield part.filename, re.sub(r"<[^>]*>", "", text)


def leaks(path: Path) -> list[tuple[str, str]]:
    """(where, what) of everything planted that a file gives away."""
    return [(where, found) for where, text in texts_of(path) for found in found_in(text)]
