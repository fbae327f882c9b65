"""Life of the practice county beyond its ten spreadsheets: a small, invented, coherent set of the other registers.

Everything goes through the rules of its kind; nothing here changes what the spreadsheets count (due, insured, visits,
hazards, claims). Names are placeholders; `MARK` says in each record that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import (
    attachments,
    cases,
    checklists,
    demo_registers,
    enforcement,
    figures,
    score_sheets,
    scoring,
)
from ajx_tui.services.checklists import scopes
from ajx_tui.services.records import InvalidRecord, examine
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.store.unit import Unit

DONE = "demo.life"
"""The setting that says the county has its life already."""
MARK = demo_registers.MARK
OFFICERS = {
    "officer_1": "演示执法员甲", "certificate_1": "演示-001", "officer_2": "演示执法员乙", "certificate_2": "演示-002",
}  # fmt: skip


@dataclass
class _Life:
    """Writes records by the rules of their kinds; many in one transaction, for the practice county is built often."""

    session: Session
    day: date
    unit: Unit | None = None

    def before(self, days: int) -> str:
        """The day so many days before the cut-off day; after it when negative."""
        return (self.day - timedelta(days=days)).isoformat()

    @contextmanager
    def together(self, title: str) -> Iterator[None]:
        """Everything written inside is one transaction."""
        with self.session.unit(f"演示：{title}") as unit:
            self.unit = unit
            try:
                yield
            finally:
                self.unit = None

    def add(self, kind: str, rows: Iterable[Mapping[str, object]]) -> list[int]:
        """New records of a kind. Raises InvalidRecord: the set must be coherent."""
        chosen = KINDS[kind]
        marked = [{**row, "note": MARK} if "note" in chosen.fields else row for row in rows]
        assert self.unit is not None
        return list(self.unit.insert_many(chosen, [self._read(chosen, row) for row in marked]))

    def change(self, kind: str, rows: Iterable[tuple[int, Mapping[str, object]]]) -> None:
        """Changes of records of a kind. Raises InvalidRecord."""
        chosen = KINDS[kind]
        read = [(i, self._read(chosen, row, i), row) for i, row in rows]
        assert self.unit is not None
        self.unit.update_many(chosen, [(i, {name: values[name] for name in row}) for i, values, row in read])

    def _read(self, kind: Kind, row: Mapping[str, object], record_id: int | None = None) -> Values:
        checked = examine(self.session, kind, row, record_id)
        if checked.refused:
            raise InvalidRecord(kind, checked.refused)
        return checked.values

    def ids(self, kind: str, *conditions: Condition) -> list[int]:
        """Live records of a kind in the order of their ids."""
        return sorted(lists.all_ids(self.session.store, ListQuery(kind, conditions=conditions)))

    def all(self, kind: str, ids: Iterable[int]) -> dict[int, Values]:
        """The values of records, by id."""
        return records.get_many(self.session.store, KINDS[kind], ids)


def build(session: Session, day: date) -> None:
    """Give the practice county its life, once."""
    if session.store.setting(DONE, False):
        return
    life = _Life(session, day)
    with life.together("登记簿"):
        _registers(life)
        _services(life)
        _hazards(life)
    _enforcement(life)
    _assessments(life)
    _evidence(life)
    _checklists(life)
    scoring.draw(session, day.year, day)
    with session.unit("演示：登记簿内容齐备") as unit:
        unit.set_setting(DONE, True)


def _registers(life: _Life) -> None:
    """Directories, commitments, coordination, publicity, problems, complaints."""
    insurers, before = life.ids("insurer")[:3], life.before
    departments = {str(v["name"]): i for i, v in life.all("department", life.ids("department")).items()}
    office = departments.get("应急管理局", next(iter(departments.values())))
    everyone = list(departments.values())
    life.change("insurer", zip(insurers, demo_registers.insurers(before), strict=True))
    life.change("service_body", zip(life.ids("service_body"), demo_registers.bodies(before), strict=False))
    commitments = life.add("commitment", demo_registers.commitments(insurers, before))
    life.add("breach", demo_registers.breaches(commitments, before))
    life.add("loss_rate", demo_registers.loss_rates(life.ids("sector")))
    life.add("coordination_member", demo_registers.members(everyone))
    life.add("meeting", demo_registers.meetings(office, before))
    life.add("publicity", demo_registers.publicity(office, before))
    life.add("problem", demo_registers.problems(everyone, before))
    life.add("lead", demo_registers.leads(insurers, life.ids("enterprise")[10:40:10], office, before))


def _services(life: _Life) -> None:
    """Service plans, the whole process on a few visits, the ledger with vouchers, one claim with all its days."""
    day = life.day.isoformat()
    in_force = (Condition("start_on", "≤", day), Condition("end_on", "≥", day), Condition("promised_visits", ">", 0))
    running = life.ids("policy", *in_force)[:4]
    plans = life.add("service_plan", demo_registers.plans(life.all("policy", running), life.ids("service_body")))
    for number, (policy, plan) in enumerate(zip(running, plans, strict=True)):
        first = life.ids("visit", Condition("policy_id", "=", policy), Condition("visited_on", "≤", day))[:1]
        told = life.all("visit", first).items()
        life.change("visit", [(i, demo_registers.process(v, plan, whole=number < 2)) for i, v in told])
    this_year = Condition("visited_on", "≥", f"{life.day.year}-01-01")
    visits = life.all("visit", life.ids("visit", Condition("confirmed", "=", 1), this_year)[:6])
    owners = life.all("policy", {int(v["policy_id"] or 0) for v in visits.values()})
    life.add("fund_entry", demo_registers.ledger(life.ids("insurer")[:3], visits, owners, life.day))
    life.add("promised_service", demo_registers.promises(life.all("policy", running)))
    claims = life.ids("claim", Condition("settled", ">", 0), Condition("prepaid", ">", 0))[:1]
    life.change("claim", [(i, demo_registers.claim(stored)) for i, stored in life.all("claim", claims).items()])


def _evidence(life: _Life) -> None:
    """Pictures of the first visits, and a voucher for each entry of the ledger."""
    visits = life.ids("visit", Condition("plan_id", "filled"))
    vouchers = life.all("fund_entry", life.ids("fund_entry", Condition("voucher_no", "filled")))
    owned = [("visit", i, "演示-现场照片.png") for i in visits]
    owned += [("fund_entry", i, f"演示-凭证{v['voucher_no']}.png") for i, v in vouchers.items()]
    with TemporaryDirectory() as folder:
        for seed, (kind, record_id, name) in enumerate(owned, 1):
            path = Path(folder) / name
            path.write_bytes(demo_registers.picture(seed))
            run(attachments.add(life.session, kind, record_id, path, MARK))


def _checklists(life: _Life) -> None:
    """Two townships answered their list, one wholly, one in part; a third has it before it."""
    session = life.session
    first, last = date(life.day.year, 7, 1), date(life.day.year, 12, 31)
    towns = scopes.everyone(session.store, "township", last.isoformat())[:3]
    made = run(checklists.issue(session, "township_self", towns, first, last, life.day))
    with life.together("清单"):
        life.change("checklist", [(i, {"note": MARK}) for i in made.ids])
    for checklist_id, share in zip(made.ids, (1.0, 0.5), strict=False):
        codes = [point.item.code for point in checklists.sheet(session, checklist_id).points]
        answers = demo_registers.checklist_answers(codes, round(len(codes) * share))
        checklists.fill(session, checklist_id, answers)
        checklists.describe(session, checklist_id, {"checker": "演示填报人", "checked_on": life.before(10)})


def _hazards(life: _Life) -> None:
    """Overdue hazards are ordered to be rectified, one goes on to more inspections; rectified ones are verified."""
    day, steps = life.day.isoformat(), demo_registers.orders(life.before)
    late = life.ids("hazard", Condition("rectified_on", "open", day), Condition("due_on", "<", day))
    found = life.all("hazard", late)
    old = [i for i in late if str(found[i]["found_on"]) <= str(steps[0]["ordered_on"])]
    pairs = zip(old[-len(steps) :], steps, strict=False)
    life.change("hazard", [(i, {**step, "notified_on": found[i]["found_on"]}) for i, step in pairs])
    done = life.ids("hazard", Condition("rectified_on", "≤", life.before(20)))[-4:]
    fixed = life.all("hazard", done).items()
    who = {"verified_by": "演示复查人"}
    life.change("hazard", [(i, {**who, "verified_on": _later(str(v["rectified_on"]), 7)}) for i, v in fixed])


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _enforcement(life: _Life) -> None:
    """Five cases at different steps with their papers, and the plan of the next year."""
    papers: list[tuple[int, Sequence[Mapping[str, object]]]] = []
    used: set[int] = set()
    for number, story in enumerate(demo_registers.cases(life.before), 1):
        found = date.fromisoformat(str(story.values["found_on"]))
        thing, insured = _culprit(life, found, story.corrected, used)
        used.add(thing)
        made = cases.propose(life.session, "insured_object", thing, found)
        fixed = {"corrected_on": insured} if story.corrected else {}
        values = {**made.values, **OFFICERS, **story.values, **fixed, "number": f"ZF{life.day.year}{number:03d}"}
        papers.append((cases.open_case(life.session, {**values, "note": MARK}).id, story.papers))
    with life.together("执法文书"):
        for case, rows in papers:
            order: int | None = None
            for row in rows:
                follows = {"follows_id": order} if row["type"] == "reinspection" else {}
                (paper,) = life.add("enforcement_paper", [{"case_id": case, **row, **follows}])
                order = paper if row["type"] == "order" else order
    enforcement.draw_plan(life.session, life.day.year + 1, life.day)


def _culprit(life: _Life, found: date, corrected: bool, used: set[int]) -> tuple[int, str]:
    """An object that was due and uninsured on a day and still is, or was insured soon after; and that day."""
    store = life.session.store
    then, now = (
        set(figures.figures(store, day, ("uninsured",)).ids("uninsured").ids) - used for day in (found, life.day)
    )
    if not corrected:
        pool = sorted(then & now)
        return pool[len(used) * 5 % len(pool)], ""
    after = Condition("start_on", ">", found.isoformat())
    policies = life.all("policy", life.ids("policy", after)).values()
    starts = {int(v["object_id"] or 0): str(v["start_on"]) for v in policies}
    first = min(then - now, key=lambda i: (starts.get(i, "9999"), i))
    return first, starts[first]


def _assessments(life: _Life) -> None:
    """One assessment scored, totalled and published; one whose sheet is half filled in."""
    session, item = life.session, "assessment_item"
    with life.together("第三方评估"):
        made = life.add("assessment", demo_registers.assessments(life.ids("insurer")[:3], life.before))
    for one in made:
        score_sheets.draw_sheet(session, one)
    with life.together("评估打分"):
        for one, filled in zip(made, (len(demo_registers.SCORES), 4), strict=True):
            lines = records.ids_where(session.store, KINDS[item], "assessment_id", one)
            scores = zip(lines[:filled], demo_registers.SCORES, strict=False)
            life.change(item, [(i, {"score": score, "remark": remark}) for i, (score, remark) in scores])
    score_sheets.total_up(session, made[0])
