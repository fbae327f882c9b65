"""The timetable of the work plan: its steps, their last days, and how many working days are left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ajx_tui.domain.calendar import Calendar
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services import holidays, packs
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

STEP, DOCUMENT, VERSION = KINDS["plan_step"], KINDS["document"], KINDS["document_version"]
PLAN = "plan"
"""The name of the work plan in the catalogue of documents."""
_CHAPTER, _USUAL_TITLE = "steps", "实施步骤"
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_LONGEST_HEADING = 60


class Origin(Enum):
    """Where the steps come from, with how that is told."""

    LAID_DOWN = "本单位定下的时间表"
    PLAN = "工作方案写明的实施步骤"
    TEMPLATE = "工作方案还没有定，按模板推算"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step. `days` are left until the last day, negative ones have passed since, and `workdays` of them are worked;
    `record_id` is None while the step is not laid down."""

    title: str
    due: date
    days: int
    workdays: int
    done_on: date | None = None
    record_id: int | None = None

    @property
    def late(self) -> bool:
        """Whether the day passed without the step being done."""
        return self.done_on is None and self.days < 0

    @property
    def left(self) -> str:
        """What is left, in Chinese."""
        if self.done_on is not None:
            return "已完成"
        if not self.days:
            return "今天到期"
        return f"逾期{self.workdays}工作日" if self.late else f"余{self.workdays}工作日"


@dataclass(frozen=True, slots=True)
class Timetable:
    """The steps by day, where they come from (`source` names the plan), and where holidays are not known."""

    origin: Origin
    steps: tuple[PlanStep, ...]
    note: str
    source: str = ""

    @property
    def told(self) -> str:
        """Where the days come from, in a sentence."""
        return f"{self.origin.value}（{self.source}）" if self.source else self.origin.value


def timetable(store: Store, as_of: date) -> Timetable:
    """The steps on a cut-off day: those laid down as records, else those of the plan last written or edited, else
    those of the template."""
    calendar = holidays.calendar(store)
    rows = laid_down(store, as_of)
    source = ""
    if rows:
        origin, steps = Origin.LAID_DOWN, [_step(calendar, as_of, values, i) for i, values in rows.items()]
    else:
        found, source = _of_plan(store, as_of)
        origin = Origin.PLAN if found else Origin.TEMPLATE
        steps = [_left(calendar, as_of, title, day) for title, day in found or _of_template(store, as_of)]
    last = max((step.due for step in steps), default=as_of)
    return Timetable(origin, tuple(steps), calendar.note(as_of, max(as_of, last)), source)


def laid_down(store: Store, as_of: date) -> Mapping[int, Values]:
    """The steps on record by day: those of the year of the cut-off day and later, and older ones never done."""
    ids = lists.all_ids(store, ListQuery(STEP.name))
    since = f"{as_of.year}-01-01"
    rows = records.get_many(store, STEP, ids)
    kept = {i: v for i, v in rows.items() if str(v["due_on"]) >= since or not v["done_on"]}
    return dict(sorted(kept.items(), key=lambda row: (str(row[1]["due_on"]), row[0])))


def lay_down(session: Session, as_of: date) -> tuple[int, ...]:
    """Put the steps on record, from where `timetable` takes them, so that days can be changed and work noted.

    Raises RefusedError when steps are on record already, NotPermittedError without the right to enter records.
    """
    present = timetable(session.store, as_of)
    if present.origin is Origin.LAID_DOWN:
        raise RefusedError("时间表已经定下", "要改日期，请直接修改工作步骤。")
    with session.unit("定下工作方案的时间表") as unit:
        rows = [{"title": step.title[:60], "due_on": step.due.isoformat()} for step in present.steps]
        return tuple(unit.insert_many(STEP, rows))


def _step(calendar: Calendar, as_of: date, values: Values, record_id: int) -> PlanStep:
    done = date.fromisoformat(str(values["done_on"])) if values["done_on"] else None
    day = date.fromisoformat(str(values["due_on"]))
    done = done if done is not None and done <= as_of else None
    return _left(calendar, as_of, str(values["title"]), day, done, record_id)


def _left(
    calendar: Calendar, as_of: date, title: str, day: date, done: date | None = None, record_id: int | None = None
) -> PlanStep:
    first, last = min(as_of, day), max(as_of, day)
    return PlanStep(title, day, (day - as_of).days, calendar.between(first, last), done, record_id)


def _of_template(store: Store, as_of: date) -> list[tuple[str, date]]:
    from ajx_tui.documents.texts.plan import usual_steps
    from ajx_tui.documents.texts.timetable import LEAST_DAYS

    least = packs.parameter(store, LEAST_DAYS, as_of.isoformat())
    return [(step.title, step.until) for step in usual_steps(as_of, least)]


def _of_plan(store: Store, as_of: date) -> tuple[list[tuple[str, date]], str]:
    """The steps of the latest plan up to a day that names days in its chapter, and how that plan is called."""
    conditions = (Condition("name", "=", PLAN), Condition("as_of", "≤", as_of.isoformat()))
    plans = records.get_many(store, DOCUMENT, lists.all_ids(store, ListQuery(DOCUMENT.name, conditions=conditions)))
    title = _chapter_title(store)
    for record_id, values in sorted(plans.items(), key=lambda row: str(row[1]["as_of"]), reverse=True):
        number, text = _written(store, record_id, title)
        if not text:
            text = json.loads(str(values["chapters"] or "{}")).get(title, "")
        if steps := list(_steps_in(text)):
            return steps, f"截止日 {values['as_of']}" + (f"，第{number}版" if number else "，未导出")
    return [], ""


def _chapter_title(store: Store) -> str:
    outline = packs.rules(store).outlines.get(PLAN)
    parts = outline.chapters if outline is not None else ()
    return next((part.title for part in parts if part.name == _CHAPTER), _USUAL_TITLE)


def _written(store: Store, document_id: int, title: str) -> tuple[int, str]:
    """Number and text of the chapter in the latest version of a plan; 0 and nothing when none was written."""
    query = ListQuery(VERSION.name, conditions=(Condition("document_id", "=", document_id),))
    versions = records.get_many(store, VERSION, lists.all_ids(store, query)).values()
    latest = max(versions, key=lambda values: int(values["version"] or 0), default=None)
    if latest is None:
        return 0, ""
    chapters = {one["title"]: one["plain"] for one in json.loads(str(latest["content"]))}
    return int(latest["version"] or 0), str(chapters.get(title, ""))


def _steps_in(text: str) -> Iterator[tuple[str, date]]:
    """Headings that name a day, as `动员部署（2026年11月20日前）`; sentences that mention one are no headings."""
    for line in text.splitlines():
        match = _DAY.search(line)
        if match is None or len(line) > _LONGEST_HEADING or line.rstrip().endswith("。"):
            continue
        try:
            day = date(*map(int, match.groups()))
        except ValueError:
            continue
        title = line[: match.start()].strip("# 　（(:：，,前到至在于")
        yield title or line.strip(), day
