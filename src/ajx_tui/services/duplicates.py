"""Likely duplicates among enterprises: found, looked at side by side, decided once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.likeness import core, likeness, telling
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.text import clean_code
from ajx_tui.errors import RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.services.session import Session
from ajx_tui.store import raw, records
from ajx_tui.store.database import Store

ENTERPRISE, OBJECT, REVIEW = (KINDS[name] for name in ("enterprise", "insured_object", "duplicate_review"))
LIKE = 85.0
"""Likeness of names within one township from which on two enterprises are shown as one."""
WITH_PHONE = 70.0
"""The same where both also have one telephone."""
_CROWD = 12
"""More enterprises than these on one telephone share an agent, not an owner."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enterprises that may be one, with the reasons; `score` 0 to 100 sorts them."""

    first: int
    second: int
    names: tuple[str, str]
    score: int
    reasons: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The pair as plain values."""
        return {"first": self.first, "second": self.second, "names": self.names, "score": self.score,
                "reasons": self.reasons}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Firm:
    id: int
    name: str
    core: str
    code: str
    township: str
    permits: frozenset[str]
    phones: frozenset[str]


def candidates(session: Session) -> Job[list[Pair]]:
    """Pairs of live enterprises that look like one and were not decided yet, likeliest first."""
    store = session.store
    firms = _firms(store)
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)

    def note(pairs: Iterable[tuple[_Firm, _Firm]], reason: str, score: float) -> None:
        for one, other in pairs:
            key = (min(one.id, other.id), max(one.id, other.id))
            found[key][reason] = max(score, found[key].get(reason, 0.0))

    note(_sharing(firms, lambda f: {f.code[8:17]} if len(f.code) == 18 else ()), "信用代码中的主体标识码相同", 98)
    note(_sharing(firms, lambda f: f.permits), "许可证号相同", 97)
    note(_sharing(firms, lambda f: {f.core} if len(f.core) > 2 else ()), "名称相同", 95)
    for one, other in _sharing(firms, lambda f: f.phones, _CROWD):
        if (score := likeness(one.core, other.core)) >= WITH_PHONE:
            note([(one, other)], "电话相同且名称相近", score)
    townships = _by_township(firms)
    for done, (township, members) in enumerate(townships.items(), 1):
        for one, other, score in _alike(members):
            note([(one, other)], f"同在{township}且名称相近" if township else "名称相近", score)
        yield Progress(done, len(townships), "比对企业名称")
    return _ordered(store, firms, found)


def _firms(store: Store) -> list[_Firm]:
    area = [v for row in records.columns(store, KINDS["office"], ("area", "city", "province")) for v in row[1:]]
    places = [str(v) for v in area if v is not None]
    licences: dict[int, set[str]] = defaultdict(set)
    for _, owner, kind, code in records.columns(store, OBJECT, ("enterprise_id", "type", "code")):
        if kind == "licence" and code is not None:
            licences[int(owner or 0)].add(clean_code(code))
    found = []
    for row in records.columns(store, ENTERPRISE, ("name", "credit_code", "township", "permit", "phone")):
        record_id, name, code, township, permit, phone = int(row[0] or 0), *row[1:]
        permits = licences[record_id] | ({clean_code(permit)} if permit is not None else set())
        phones = frozenset(p for p in str(phone or "").split(",") if sum(c.isdigit() for c in p) >= 7)
        short = core(name, [*places, str(township or "")])
        found.append(
            _Firm(record_id, str(name), short, str(code or ""), str(township or ""), frozenset(permits), phones)
        )
    return found


def _sharing(firms: Iterable[_Firm], words: object, crowd: int = 0) -> Iterator[tuple[_Firm, _Firm]]:
    """Pairs of firms that share one of their `words`; groups above `crowd` are left out when it is given."""
    groups: dict[str, list[_Firm]] = defaultdict(list)
    assert callable(words)
    for firm in firms:
        for word in words(firm):
            groups[word].append(firm)
    for members in groups.values():
        if not crowd or len(members) <= crowd:
            yield from combinations(members, 2)


def _by_township(firms: Iterable[_Firm]) -> dict[str, list[_Firm]]:
    groups: dict[str, list[_Firm]] = defaultdict(list)
    for firm in firms:
        groups[firm.township].append(firm)
    return groups


def _alike(members: list[_Firm]) -> Iterator[tuple[_Firm, _Firm, float]]:
    """Pairs of one township with names alike. Names that differ in a number are never compared."""
    from rapidfuzz import fuzz, process

    groups: dict[str, list[_Firm]] = defaultdict(list)
    for firm in members:
        if len(firm.core) >= 3:
            groups[telling(firm.core)].append(firm)
    for group in groups.values():
        group.sort(key=lambda f: len(f.core))
        cores = [f.core for f in group]
        for place, firm in enumerate(group):
            # Above this length the share of equal characters can't reach LIKE any more.
            longest = len(firm.core) * (200 - LIKE) / LIKE
            last = place + 1
            while last < len(group) and len(cores[last]) <= longest:
                last += 1
            choices = cores[place + 1 : last]
            for _, score, at in process.extract(firm.core, choices, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None):
                yield firm, group[place + 1 + at], score


def _ordered(store: Store, firms: Iterable[_Firm], found: Mapping[tuple[int, int], Mapping[str, float]]) -> list[Pair]:
    """The pairs that were not decided yet, likeliest first."""
    names = {f.id: f.name for f in firms}
    uids = raw.uids(store, ENTERPRISE, {i for pair in found for i in pair})
    decided = {row[1:] for row in records.columns(store, REVIEW, ("first_uid", "second_uid"))}
    pairs = [
        Pair(
            one, other, (names[one], names[other]), round(max(reasons.values())),
            tuple(sorted(reasons, key=lambda r: -reasons[r])),
        )
        for (one, other), reasons in found.items()
        if tuple(sorted((uids[one], uids[other]))) not in decided
    ]  # fmt: skip
    return sorted(pairs, key=lambda p: (-p.score, -len(p.reasons), p.first, p.second))


@dataclass(frozen=True, slots=True)
class Line:
    """One field of two enterprises side by side, as people read it."""

    field: str
    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.first and self.second and self.first != self.second)


def side_by_side(session: Session, first: int, second: int) -> list[Line]:
    """Every field that at least one of two enterprises fills. Raises RefusedError when one is gone."""
    both = records.get_many(session.store, ENTERPRISE, (first, second))
    if len(both) < 2:
        raise RefusedError("企业已不存在", "其中一家可能刚被删除或合并，请刷新。")
    shown = [records.show(session.store, ENTERPRISE, both[i]) for i in (first, second)]
    lines = [Line(n, s.title, shown[0][n], shown[1][n]) for n, s in ENTERPRISE.fields.items()]
    return [line for line in lines if line.first or line.second]


def keep_apart(session: Session, first: int, second: int, reason: str = "") -> int:
    """Remember that two enterprises are not one; they are not shown again. Returns the id of the decision."""
    with session.unit("查重：不是重复", reason) as unit:
        return unit.insert(REVIEW, decision(session.store, first, second, "different", reason))


def decision(store: Store, first: int, second: int, verdict: str, reason: str) -> dict[str, Value]:
    """The record of a decision about two enterprises. Raises RefusedError when they are not two that exist."""
    uids = raw.uids(store, ENTERPRISE, (first, second))
    if len(uids) < 2:
        raise RefusedError("没有记下结论", "请选择两家不同的企业。")
    one, other = sorted(uids.values())
    names = records.labels(store, ENTERPRISE, (first, second))
    both = "／".join(names[i][:140] for i in sorted((first, second)))
    return {
        "first_uid": one,
        "second_uid": other,
        "names": both,
        "verdict": verdict,
        "reason": reason.strip()[:300] or None,
    }
