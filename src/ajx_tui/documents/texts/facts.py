"""What a document is written from: the county's numbers and lists at one cut-off day, as plain values.

`services.documents` gathers a `Facts` from one snapshot of the database; nothing here knows a database. Money is
integer fen, days are `datetime.date`. The names of numbers are the names of the policy pack's figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ajx_tui.documents.blocks import Ratio
from ajx_tui.domain.citing import Article, cite
from ajx_tui.errors import AjxError


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes, and for which area. `committee` is the 安委会办公室 that issues plan and report."""

    name: str
    area: str
    level: str = "county"
    city: str = ""
    province: str = ""
    committee: str = ""
    code: str = ""
    contact: str = ""
    phone: str = ""

    @property
    def issuer(self) -> str:
        """The unit in the head and the signature."""
        return self.committee or self.name

    @property
    def issuer_code(self) -> str:
        """发文机关代字 of the issuer; room to write it by hand when the one on record is the office's own."""
        if self.committee and self.committee != self.name and "安" not in self.code:
            return "　　　　"
        return self.code or "　　　　"


@dataclass(frozen=True, slots=True)
class Number:
    """A count of records and, where they carry one, the sum of their amounts (fen, 人, 次, 天)."""

    count: int = 0
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """All numbers of one sector, township, department or insurer; of the whole county when `key` is empty.

    `key` sets the evidence of the group apart: number 'due' of key 'sector:煤矿' has the evidence 'sector:煤矿:due'.
    `lowest_limit` is the lowest limit per person (fen) among the policies in force, None where there is none.
    """

    title: str
    numbers: Mapping[str, Number] = field(default_factory=dict)
    key: str = ""
    lowest_limit: int | None = None

    def number(self, name: str) -> Number:
        """A number by the name of its figure; nothing counted is 0."""
        return self.numbers.get(name, Number())

    def value(self, name: str) -> int:
        """The count of `name`, or the sum of amounts of 'name.amount'."""
        figure, _, part = name.partition(".")
        number = self.number(figure)
        return (number.amount or 0) if part else number.count

    def ratio(self, name: str) -> Ratio:
        """A ratio of `RATIOS`."""
        numerator, denominator = RATIOS[name]
        return Ratio(self.value(numerator), self.value(denominator))

    def evidence(self, name: str) -> str:
        """The evidence id of a number or of the numerator of a ratio."""
        figure = RATIOS[name][0] if name in RATIOS else name
        figure = figure.partition(".")[0]
        return f"{self.key}:{figure}" if self.key else figure


RATIOS: Mapping[str, tuple[str, str]] = {
    "coverage": ("insured", "due"),
    "headcount_coverage": ("headcount_covered.amount", "headcount_due.amount"),
    "fulfilment": ("services_delivered.amount", "services_promised.amount"),
    "reach": ("served", "covered"),
    "confirmation": ("visits_confirmed", "visits"),
    "rectification": ("hazards_rectified", "hazards"),
    "major_rectification": ("hazards_major_rectified", "hazards_major"),
    "settlement": ("claims_settled", "claims"),
    "fund_use": ("fund_spent.amount", "premium_received_year.amount"),
}
"""Rates the documents print: numerator and denominator, as the policy pack's indicators have them."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Which department answers for which sector; `scope` when only for a part of it."""

    sector: str
    department: str
    scope: str = ""
    lead: bool = True


@dataclass(frozen=True, slots=True)
class Member:
    """A department of the coordination mechanism and its duty."""

    name: str
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """A published law, measure or opinion that may be cited; `key` is its id in the policy pack."""

    key: str
    title: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One record that a problem list or letter speaks of.

    `code` is its credit code, permit or policy number; `detail` what is wrong with it, in a few words. `day` and
    `text` are the parts of it where a paper prints them apart: the time limit and description of a hazard.
    """

    id: int
    name: str
    code: str = ""
    enterprise: str = ""
    sector: str = ""
    township: str = ""
    department: str = ""
    headcount: int | None = None
    detail: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    enterprise_id: int = 0
    day: str = ""
    text: str = ""
    major: bool = False
    ordered: str = ""
    """The day of the order to rectify, where one was issued; `done` when that was done as far as is on record."""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One due object in the base register, with its policy in force where it has one."""

    name: str
    code: str
    sector: str
    township: str
    department: str
    principal: str = ""
    phone: str = ""
    headcount: int | None = None
    insurer: str = ""
    policy: str = ""
    until: str = ""
    insured_people: int | None = None
    limit_person: int | None = None


@dataclass(frozen=True, slots=True)
class Enforcement:
    """Enforcement cases of the year of the cut-off day, counted up to it; `fines` in fen."""

    filed: int = 0
    ordered: int = 0
    corrected: int = 0
    fined: int = 0
    fines: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Tracked:
    """A problem found by an evaluation and followed until it is closed; days as ISO text, empty when open."""

    number: str
    description: str
    department: str
    due: str
    closed: str = ""
    progress: str = ""
    stage: str = ""
    found: str = ""
    measure: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the work plan that the office has laid down; without `text` the plan's own words are printed."""

    title: str
    until: dt.date
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of an assessment's score sheet; points in hundredths, `score` None where none was given."""

    item: str
    weight: int
    score: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment of one insurer; `total` in hundredths of a point, None where nothing is scored."""

    number: str
    insurer: str
    since: str
    until: str
    assessor: str
    day: str = ""
    total: int | None = None
    grade: str = ""
    conclusion: str = ""
    problems: str = ""
    published: str = ""
    items: tuple[Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The numbers of an earlier cut-off day, to tell what changed."""

    as_of: dt.date
    total: Group
    sectors: tuple[Group, ...] = ()
    townships: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The records behind a number. `labels` are their codes or numbers, in order; `kind` what they are, in Chinese.

    Without labels a `count` says how many there are: too many to list on paper.
    """

    id: str
    title: str
    kind: str
    labels: tuple[str, ...] = ()
    value: str = ""
    count: int = 0

    @property
    def records(self) -> int:
        """How many records there are."""
        return self.count or len(self.labels)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the year of the cut-off day; coverage as at its end (or the cut-off day)."""

    label: str
    coverage: Ratio
    visits: int = 0
    hazards: int = 0
    rectified: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One chapter or annex of an outline. `text` are the county's own words in place of the program's."""

    name: str
    title: str
    text: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document is made of, in order, as the policy packs say."""

    chapters: tuple[Part, ...] = ()
    annexes: tuple[Part, ...] = ()

    def number(self, annex: str) -> int | None:
        """The number of an annex, 0 when it is the only one, None when there is no such annex."""
        names = [part.name for part in self.annexes]
        if annex not in names:
            return None
        return 0 if len(names) == 1 else names.index(annex) + 1

    def label(self, annex: str) -> str:
        """附件1 as a text refers to it; empty when there is no such annex."""
        number = self.number(annex)
        return "" if number is None else f"附件{number or ''}"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a document may say, from one snapshot (cut-off day, data revision, rules)."""

    office: Office
    as_of: dt.date
    revision: str
    total: Group
    sectors: tuple[Group, ...] = ()
    townships: tuple[Group, ...] = ()
    departments: tuple[Group, ...] = ()
    insurers: tuple[Group, ...] = ()
    duties: tuple[Duty, ...] = ()
    members: tuple[Member, ...] = ()
    laws: tuple[Law, ...] = ()
    floor: int | None = None
    """The floor of the limit per person on the cut-off day (fen), None when no rule is in force."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """The days and targets (hundredths of a percent) of papers, by the names of the policy pack's parameters."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """Terms of the law as papers write them (60日, 6个月), by the names of the policy pack's parameters."""
    articles: Mapping[str, Article] = field(default_factory=dict)
    """What may be printed as law, by the names of parameters and bases: only what was read in a published text."""
    cases: Mapping[str, tuple[Case, ...]] = field(default_factory=dict)
    """The records behind the numbers that are problems, by the name of the number."""
    evidence: tuple[Evidence, ...] = ()
    months: tuple[Month, ...] = ()
    fines: Mapping[str, int] = field(default_factory=dict)
    """Fines for not insuring (fen) by parameter name, only those read in a published text."""
    earlier: Earlier | None = None
    enforcement: Enforcement = Enforcement()
    tracked: tuple[Tracked, ...] = ()
    steps: tuple[Step, ...] = ()
    register: tuple[Entry, ...] = ()
    assessments: tuple[Assessed, ...] = ()
    rules: str = ""
    """Policy packs in force, with versions."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """What each document is made of, by its name in the catalogue."""
    demo: bool = False
    remark: str = ""
    """What every document says about how it was made: that maker and checker are not two persons."""

    def law(self, key: str) -> Law | None:
        """A citable law by its id."""
        return next((law for law in self.laws if law.key == key), None)

    def limit(self, name: str) -> int:
        """A number of days or a target. Raises AjxError when no policy pack in force says it."""
        if name not in self.limits:
            raise AjxError("政策包中没有这个参数", f"文书要用的 {name} 没有取值，请在本级自定中补上。")
        return self.limits[name]

    def cite(self, *names: str, said: str = "") -> str:
        """The articles of parameters and bases in a row; empty unless every one of them may be printed as law."""
        if not all(name in self.articles for name in names):
            return ""
        return cite((self.articles[name] for name in names), said)

    def outline(self, document: str) -> Outline:
        """What a document is made of. Raises AjxError when no policy pack in force says it."""
        if document not in self.outlines:
            raise AjxError("没有这份文书的提纲", f"政策包里没有 {document} 的提纲，请安装带有文书提纲的政策包。")
        return self.outlines[document]


@dataclass(frozen=True, slots=True)
class Paper:
    """What is decided for one paper at export: number, day, signer. `date` None: the cut-off day.

    `number` None leaves room to write the 发文字号 by hand; of many papers it is the first one's, unless `numbers`
    says (enterprise id, number) of each. `only` are the enterprises (by id) that papers go to, None: to all of them.
    """

    number: int | None = None
    numbers: tuple[tuple[int, int], ...] = ()
    only: frozenset[int] | None = None
    scope: str = ""
    """How the enterprises of `only` were chosen, in words."""
    full: bool = False
    """Print lists of any length (spreadsheets); papers cut them and refer to the spreadsheet."""
    date: dt.date | None = None
    signer: str = ""
    contact: bool = True
