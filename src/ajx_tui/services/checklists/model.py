"""What a checklist is once it has been read: its template, its points, the records behind its figures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ajx_tui.domain.quantities import Points
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.records.checklist import ANSWERS, EXPLAINED, SCOPES
from ajx_tui.domain.workflow import EDITABLE, STATE_TITLES, State
from ajx_tui.services.checklists.periods import period_name
from ajx_tui.store.checklists import Filled

OWN = "本级自定"
"""The origin of templates that the office made itself."""


@dataclass(frozen=True, slots=True)
class Item:
    """One point as its template has it. `weight` in hundredths; `figure` is the name of a figure or indicator."""

    code: str
    text: str
    section: str = ""
    clause: str = ""
    certainty: str = ""
    method: str = ""
    weight: int = 100
    figure: str = ""
    span: str = "day"

    @property
    def weight_text(self) -> str:
        """The weight as people read it."""
        return Points(title="权重").show(self.weight)

    @property
    def basis(self) -> str:
        """The clause as it is printed: what was not read in the original says so, nothing doubtful stands as law."""
        doubt = {"R": "（据转述，请核对原文）", "O": "（本级自定）"}.get(self.certainty, "")
        if self.certainty == "O" and self.clause.startswith(OWN):
            return self.clause
        return f"{self.clause}{doubt}" if self.clause else ""


def digest(items: Iterable[Item]) -> str:
    """SHA-256 over everything a filled list copies from its template, in hexadecimal."""
    made = hashlib.sha256()
    for item in items:
        for part in (item.code, item.text, item.section, item.clause, item.certainty, item.method, str(item.weight),
                     item.figure, item.span):  # fmt: skip
            data = part.encode()
            made.update(f"{len(data)}:".encode() + data)
    return made.hexdigest()


@dataclass(frozen=True, slots=True)
class Template:
    """What lists are made from. `origin` is the pack's title or `OWN`; `id` is None for those of packs."""

    code: str
    title: str
    scope: str
    basis: str
    version: str
    origin: str
    items: tuple[Item, ...]
    id: int | None = None
    retired: bool = False

    @property
    def digest(self) -> str:
        """Changes whenever a point does."""
        return digest(self.items)


@dataclass(frozen=True, slots=True)
class Behind:
    """The records behind a figure, of one kind, as they were when it was filled in."""

    kind: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A record or file that shows what an answer says. `gone` when the record was deleted since."""

    id: int
    kind: str
    record_id: int
    label: str
    note: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a filled list."""

    id: int
    item: Item
    answer: str = ""
    remark: str = ""
    figure_title: str = ""
    figure_value: str = ""
    figure_on: str = ""
    behind: Behind | None = None
    base: Behind | None = None
    proofs: tuple[Proof, ...] = ()

    @property
    def answer_text(self) -> str:
        """符合, 不符合, 不适用 or ''."""
        return ANSWERS[self.answer][0] if self.answer else ""

    @property
    def unexplained(self) -> bool:
        """Whether the answer still needs a word."""
        return self.answer in EXPLAINED and not self.remark

    @property
    def figure_text(self) -> str:
        """'投保率 87.5%（14/16）', or the figure's name alone while it is not filled in."""
        return f"{self.figure_title} {self.figure_value}".strip()


@dataclass(frozen=True, slots=True)
class Head:
    """A checklist without its points, as lists show it."""

    id: int
    number: str
    template: str
    title: str
    version: str
    scope: str
    scope_title: str
    period_from: str
    period_to: str
    state: State
    filled: Filled
    open_findings: int = 0

    @property
    def scope_kind(self) -> str:
        """乡镇（街道）, 部门, 企业, 应投保对象."""
        return SCOPES[self.scope][0]

    @property
    def period(self) -> str:
        """The period as people call it: 2026年第三季度."""
        return period_name(self.period_from, self.period_to)

    @property
    def state_text(self) -> str:
        """The state of review; a draft that is complete says so."""
        if self.state is State.DRAFT:
            return "填写中" if self.filled.answered < self.filled.total else "待送审"
        return STATE_TITLES[self.state]

    @property
    def editable(self) -> bool:
        """Whether its content may be changed."""
        return self.state in EDITABLE

    @property
    def progress(self) -> str:
        """'3/17'."""
        return f"{self.filled.answered}/{self.filled.total}"

    @property
    def score(self) -> Rate:
        """The weighted share of applicable points that are met, of those answered so far; '—' while none applies."""
        return Rate(self.filled.met, self.filled.applicable)

    @property
    def name(self) -> str:
        """How it is called in the reviewer's queue."""
        return f"{self.scope_title} · {self.title}（{self.period}）"

    def as_json(self) -> dict[str, object]:
        """For the command line."""
        value = self.score.value
        return {
            "id": self.id, "number": self.number, "template": self.template, "title": self.title,
            "version": self.version, "scope": self.scope, "scope_title": self.scope_title,
            "period_from": self.period_from, "period_to": self.period_to, "state": self.state.value,
            "answered": self.filled.answered, "total": self.filled.total, "unexplained": self.filled.unexplained,
            "score": None if value is None else round(value, 6), "open_findings": self.open_findings,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A checklist with its points. `department_id`, `enterprise_id`, `object_id`: what it is about, 0 where not."""

    head: Head
    uid: str
    digest: str
    basis: str
    township: str
    department_id: int
    enterprise_id: int
    object_id: int
    checker: str
    present: str
    checked_on: str
    conclusion: str
    note: str
    points: tuple[Point, ...]

    def point(self, code: str) -> Point | None:
        """The point of that number."""
        return next((p for p in self.points if p.item.code == code), None)

    @property
    def missing(self) -> tuple[Point, ...]:
        """The points without an answer."""
        return tuple(p for p in self.points if not p.answer)

    @property
    def unexplained(self) -> tuple[Point, ...]:
        """The points whose answer still needs a word."""
        return tuple(p for p in self.points if p.unexplained)


def to_ranges(ids: Iterable[int]) -> str:
    """Record ids in ascending order as '1-5,8'."""
    made: list[str] = []
    first = last = 0
    for record_id in sorted(set(ids)):
        if first and record_id == last + 1:
            last = record_id
            continue
        if first:
            made.append(str(first) if first == last else f"{first}-{last}")
        first = last = record_id
    if first:
        made.append(str(first) if first == last else f"{first}-{last}")
    return ",".join(made)


def from_ranges(text: str) -> tuple[int, ...]:
    """The ids that `to_ranges` wrote."""
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)
