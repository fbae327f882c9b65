"""Gathering what a document says: every number and list of one cut-off day from one data revision (domain §4.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from ajx_tui.documents.blocks import Ratio
from ajx_tui.documents.texts.facts import (
    Case,
    Duty,
    Earlier,
    Enforcement,
    Evidence,
    Facts,
    Group,
    Law,
    Member,
    Month,
    Number,
    Office,
    Outline,
    Part,
)
from ajx_tui.documents.texts.wording import FIGURES
from ajx_tui.domain.quantities import money_text
from ajx_tui.errors import AjxError
from ajx_tui.policy.model import DepartmentRule, DutyRule, Figure, Parameter, SectorRule
from ajx_tui.policy.rules import Rules
from ajx_tui.services import figures as figure_service
from ajx_tui.services.documents import base, cases, stated
from ajx_tui.services.documents.scrubbing import scrubbed
from ajx_tui.services.figures import Figures, Line
from ajx_tui.services.office import office
from ajx_tui.services.packs import rules as rules_in_force
from ajx_tui.services.review import set_aside
from ajx_tui.services.stats import FLOOR
from ajx_tui.store import paper_rows
from ajx_tui.store.database import Store

EARLIER, EVIDENCE, MONTHS, RECORDS, REGISTER = "earlier", "evidence", "months", "records", "register"
ORDERS, ASSESSMENTS = "orders", "assessments"
"""What a document may need beside the figures."""
LISTED = 600
"""Longer lists of records are not printed: they are in the spreadsheet annex."""
TRIES = 3
"""How often gathering starts again when somebody saves meanwhile."""
CITED = ("safety_law", "measures", "opinions")
"""Laws and papers that plan and report stand on, in the order they are cited, where a pack in force knows them."""
GROUPED = {"insured_object": "应投保对象", "enterprise": "企业", "policy": "保单", "visit": "服务记录",
            "hazard": "隐患", "claim": "理赔案件", "fund_entry": "费用台账"}  # fmt: skip


def gather(store: Store, as_of: date, *needs: str) -> Facts:
    """Everything the documents of a cut-off day say, all from one data revision.

    Raises AjxError when figures can't be computed, or when others keep saving so that no single state can be read.
    """
    for attempt in range(TRIES):
        before = store.revision()
        try:
            facts = _gather(store, as_of, needs)
        except AjxError:
            if store.revision() == before or attempt == TRIES - 1:
                raise
            continue
        if store.revision() == before:
            return facts
    raise AjxError("数据正在变动", "汇总期间一直有新的登记或修改，请稍后再导出。")


def _gather(store: Store, as_of: date, needs: tuple[str, ...]) -> Facts:
    found = figure_service.figures(store, as_of, _known(store))
    rules = found.rules
    listed = cases.cases(store, found, as_of)
    lines = {dimension: found.lines(dimension) for dimension in ("sector", "township", "department", "insurer")}
    lowest, day = cases.lowest_limits(store, found), as_of.isoformat()
    gathered = Facts(
        office=read_office(store),
        as_of=as_of,
        revision=f"{found.revision}-{rules.digest}",
        total=_group(found, Line("total", None, "合计"), lowest),
        sectors=tuple(_group(found, line, lowest) for line in lines["sector"] if _sector_shown(found, line)),
        townships=_groups(found, lines["township"], ("enterprises", "due"), lowest),
        departments=_groups(found, lines["department"], ("due",), lowest),
        insurers=_groups(found, lines["insurer"], ("policies_registered",), lowest),
        duties=_duties(store, as_of),
        members=tuple(Member(name, duty or "") for name, duty in paper_rows.department_rows(store)),
        laws=_laws(rules),
        floor=rules.value(FLOOR, day) if FLOOR in rules.parameters else None,
        cases={**listed, "orders": base.orders(store, as_of)} if ORDERS in needs else listed,
        evidence=tuple(_evidence(store, found, RECORDS in needs)) if {EVIDENCE, RECORDS} & set(needs) else (),
        months=tuple(_months(store, as_of)) if MONTHS in needs else (),
        enforcement=Enforcement(*paper_rows.enforcement_row(store, as_of.isoformat())),
        tracked=base.tracked(store, as_of),
        steps=base.steps(store, as_of),
        assessments=base.assessments(store, as_of) if ASSESSMENTS in needs else (),
        limits=stated.limits(rules, day),
        terms=stated.terms(rules, day),
        articles=stated.articles(rules, day),
        fines=stated.fines(rules, day),
        earlier=_earlier(store, as_of) if EARLIER in needs else None,
        register=base.register(store, found) if REGISTER in needs else (),
        rules="、".join(f"{pack.title}{pack.version}版" for pack in rules.packs),
        outlines=outlines(rules),
        demo=bool(store.setting("demo", False)),
        remark=set_aside(store),
    )
    return scrubbed(gathered)


def outlines(rules: Rules) -> dict[str, Outline]:
    """What each document is made of, as the packs in force say."""
    return {
        name: Outline(
            *(tuple(Part(p.name, p.title, p.text, p.required) for p in ps) for ps in (one.chapters, one.annexes))
        )
        for name, one in rules.outlines.items()
    }


def _earlier(store: Store, as_of: date) -> Earlier:
    """The numbers at the end of the month before."""
    day = base.eve_of_month(as_of)
    found = figure_service.figures(store, day, _known(store))
    return Earlier(
        day,
        _group(found, Line("total", None, "合计"), {}),
        tuple(_group(found, line, {}) for line in found.lines("sector")),
        tuple(_group(found, line, {}) for line in found.lines("township")),
    )


def _known(store: Store) -> frozenset[str]:
    """The figures of documents that the packs in force have; a local pack may lack some."""
    return FIGURES & rules_in_force(store).figures.keys()


def read_office(store: Store) -> Office:
    """The office as documents name it. Raises AjxError while none is set up."""
    values = office(store)
    if values is None:
        raise AjxError("还没有登记本单位", "文书需要单位名称和行政区，请先在设置中登记本单位。")
    text = {name: str(value or "") for name, value in values.items()}
    return Office(
        name=text["name"],
        area=text["area"],
        level=text["level"] or "county",
        city=text["city"],
        province=text["province"],
        committee=text["committee"],
        code=text["document_prefix"],
        contact=text["contact"],
        phone=text["phone"],
    )


def _sector_shown(found: Figures, line: Line) -> bool:
    """A sector the packs name, or a local one that has anything due or registered."""
    rule = found.rules.sectors.get(line.title)
    named = rule is not None and not rule.optional
    return named or any(found.count(name, "sector", line.key) for name in ("due", "enterprises"))


def _groups(
    found: Figures, lines: list[Line], wanted: tuple[str, ...], lowest: Mapping[tuple[str, object], int]
) -> tuple[Group, ...]:
    return tuple(
        _group(found, line, lowest)
        for line in lines
        if any(found.count(name, line.dimension, line.key) for name in wanted)
    )


def _group(found: Figures, line: Line, lowest: Mapping[tuple[str, object], int]) -> Group:
    numbers = {}
    for name in sorted(FIGURES & found.rules.figures.keys()):
        count = found.count(name, line.dimension, line.key)
        numbers[name] = Number(count, found.amount(name, line.dimension, line.key))
    key = "" if line.dimension == "total" else f"{line.dimension}:{line.title}"
    return Group(line.title, numbers, key, lowest.get((line.dimension, line.key)))


def _duties(store: Store, as_of: date) -> tuple[Duty, ...]:
    rows = paper_rows.duty_rows(store, as_of.isoformat())
    return tuple(Duty(sector, department, scope, bool(lead)) for sector, department, scope, lead in rows)


def _laws(rules: Rules) -> tuple[Law, ...]:
    """The laws that may be cited: some clause of theirs was read in a published text. Only a 文号 is printed."""
    stated: list[Parameter | Figure | SectorRule | DepartmentRule | DutyRule] = []
    for rules_of in (rules.parameters, rules.figures, rules.sectors, rules.departments):
        stated += rules_of.values()
    stated += rules.duties.values()
    sure = {rule.clause.document.id for rule in stated if rule.clause.sure}
    known = {name: document for pack in rules.packs for name, document in pack.documents.items()}
    return tuple(
        Law(key, known[key].title, known[key].number if "〔" in known[key].number else "")
        for key in CITED
        if key in known and key in sure
    )


def _evidence(store: Store, found: Figures, every: bool) -> Iterator[Evidence]:
    """The records behind every number of the whole county, in the order of the pack; lists too long only if `every`."""
    for name in found.rules.figures:
        if name in FIGURES:
            rule = found.rules.figures[name]
            count = found.count(name)
            ids = found.ids(name).ids if every or count <= LISTED else ()
            value = str(found.count(name))
            if rule.amount:
                amount = found.amount(name)
                value = f"{money_text(amount)}元" if rule.amount == "元" else f"{amount}{rule.amount}"
            kind = found.rules.kind_of(name)
            yield Evidence(name, rule.title, GROUPED[kind], paper_rows.labels(store, kind, ids), value, count)


def _months(store: Store, as_of: date) -> Iterator[Month]:
    """The months of the year up to the cut-off day: coverage at each end, services and hazards within."""
    ends = [d for d in figure_service.months(as_of) if d[:4] == str(as_of.year)]
    names = ("insured", "due", "visits", "hazards", "hazards_rectified")
    eve = date(as_of.year - 1, 12, 31).isoformat()
    for before, after in pairwise(figure_service.series(store, [eve, *ends], names)):
        grown = {n: after.count(n) - before.count(n) for n in names}
        yield Month(
            f"{int(after.as_of[5:7])}月",
            Ratio(after.count("insured"), after.count("due")),
            grown["visits"],
            grown["hazards"],
            grown["hazards_rectified"],
        )


__all__ = ["Case", "gather", "read_office"]
