"""What a policy pack is once it has been read: plain values, each with the clause it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ajx_tui.policy.clause import Clause, Document, Place
from ajx_tui.policy.papers import Checklist, Outline, ScoreSheet

SEVERITIES = {"violation": "违规", "doubt": "疑点", "hint": "提醒"}
CHECKLIST_SCOPES = {"township": "乡镇（街道）", "department": "部门", "enterprise": "企业", "project": "应投保对象"}
CHECKLIST_SPANS = {"day": "期末", "period": "期间"}
# How a parameter of this unit is handed to SQL: money in fen and rates in hundredths of a percent, as they are stored.
UNIT_FACTORS = {
    "元": 100, "%": 100, "天": 1, "个工作日": 1, "个月": 1, "年": 1, "次": 1, "名": 1, "人": 1, "倍": 1, "份": 1,
    "字": 1, "分": 1, "": 1,
}  # fmt: skip
FOREVER = "9999-12-31"
BEGINNING = "0001-01-01"
"""The first day of a value that gives none."""
ANCHORS = {"object_id": "object", "policy_id": "policy", "enterprise_id": "enterprise", "insurer_id": "insurer"}
OWN_ANCHOR = {"insured_object": "object", "policy": "policy", "enterprise": "enterprise"}
"""Kinds whose own id says where they belong."""


@dataclass(frozen=True, slots=True)
class SectorRule:
    """A sector that must insure. An `optional` one may be opened by a county with basis and date."""

    title: str
    aliases: tuple[str, ...]
    due_unit: str
    optional: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class DepartmentRule:
    """A department that takes part, with its duty as the work plan prints it."""

    name: str
    aliases: tuple[str, ...]
    duty: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class DutyRule:
    """Which department supervises which sector; `lead` when figures of the sector are the department's own."""

    sector: str
    department: str
    scope: str
    lead: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value from one day to another (both included), or a multiple of another parameter at that time.

    `pack` is the id of the pack that gives it.
    """

    valid_from: str
    valid_until: str
    clause: Clause
    pack: str
    value: Decimal | None
    multiple: Decimal | None = None
    of: str = ""
    at_least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the rules with its validity, in order. `unit` is a key of `UNIT_FACTORS`.

    `clause` is the entry's own in the pack that comes last, `place` where its values stand; `on` tells what a day's
    value stands on.
    """

    name: str
    title: str
    unit: str
    help: str
    values: tuple[DatedValue, ...]
    clause: Clause
    place: Place
    unit_place: Place

    def on(self, day: str) -> DatedValue | None:
        """What is valid on a day; None when nothing is."""
        return next((v for v in self.values if v.valid_from <= day <= v.valid_until), None)

    def clause_on(self, day: str) -> Clause:
        """What the value of a day stands on."""
        valid = self.on(day)
        return valid.clause if valid is not None else self.clause


@dataclass(frozen=True, slots=True)
class Basis:
    """What a part of the program stands on that has no number of its own: an agreed limit, a duty, a right."""

    name: str
    title: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class CodeList:
    """The permitted titles of a `Listed` field, or words that checks look for."""

    name: str
    title: str
    values: tuple[str, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Query:
    """Read-only SQL of a pack and where it stands."""

    sql: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fragment:
    """A named table expression that other SQL of the packs may use."""

    name: str
    query: Query
    materialised: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is a count of records: a SELECT of their ids, or a condition on the records of another figure.

    `amount` is the unit of the optional `amount` column (元 for money, which the column gives in fen; 人, 次, 天), ''
    when there is none. `anchor` is the column that tells where a record belongs: id of an object, policy, enterprise
    or insurer (`ANCHORS`), '' for none.
    `by_insurer` says that records are also counted by insurers that the SELECT gives as `insurers`, an id or several
    with commas between: objects by those of their policies in force, expenses by who spends them. Records anchored
    to a policy may then be without one.
    """

    name: str
    title: str
    kind: str
    query: Query
    within: str
    amount: str
    amount_sql: str
    anchor: str
    by_insurer: bool
    help: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Indicator:
    """A ratio of two figures. Each side is a figure's name, or name + '.amount' for the sum of its amounts.

    `shown` is 'percent', or 'average' with `unit` behind the number.
    """

    name: str
    title: str
    numerator: str
    denominator: str
    shown: str
    unit: str
    help: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that finds records: SELECT of id, values for the message, and optionally field and basis.

    `places` tells where its kind, field and message stand.

    `basis` is what the finding rests on; an explanation given for one basis does not hold for another.
    `on_save` is false for checks that must look at the whole county whatever they are asked about.
    """

    name: str
    title: str
    kind: str
    severity: str
    field: str
    message: str
    next_step: str
    group: str
    on_save: bool
    query: Query
    clause: Clause
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A check or checklist of the packs below that a pack takes out of force, and why."""

    name: str
    reason: str
    clause: Clause
    place: Place


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack as read from its files."""

    id: str
    title: str
    version: str
    extends: tuple[str, ...]
    note: str
    documents: Mapping[str, Document]
    digest: str
    disabled: tuple[SwitchedOff, ...] = ()
    sectors: tuple[SectorRule, ...] = ()
    departments: tuple[DepartmentRule, ...] = ()
    duties: tuple[DutyRule, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    code_lists: tuple[CodeList, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    figures: tuple[Figure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    checks: tuple[Check, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    outlines: tuple[Outline, ...] = ()
    bases: tuple[Basis, ...] = ()
    score_sheets: tuple[ScoreSheet, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a pack: where, and what to do about it."""

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}第{self.line}行" if self.line else self.file
        return f"{where}{f' {self.key}' if self.key else ''}：{self.text}"


@dataclass(slots=True)
class Problems:
    """Everything found wrong while a pack is read."""

    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, key: str, text: str) -> None:
        """Note one problem."""
        problem = Problem(place.file, place.line, key, text)
        if problem not in self.found:
            self.found.append(problem)
