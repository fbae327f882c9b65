"""What only some documents need beside the figures: the base register, and the numbers of an earlier day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from ajx_tui.documents.texts.facts import Assessed, Case, Entry, Scored, Step, Tracked
from ajx_tui.domain.records.assessment import GRADES
from ajx_tui.domain.records.enforcement_rules import CAUSES
from ajx_tui.domain.records.evaluation import STAGES
from ajx_tui.services import plan_steps
from ajx_tui.services.figures import Figures
from ajx_tui.store import paper_rows
from ajx_tui.store.database import Store


def register(store: Store, found: Figures) -> tuple[Entry, ...]:
    """Every due object of the figures' day, by sector and township, with the policy in force that ends last."""
    objects, policies = found.ids("due").ids, found.ids("policies_in_force").ids
    return tuple(Entry(*row) for row in paper_rows.register_rows(store, objects, policies, found.as_of))


def eve_of_month(as_of: date) -> date:
    """The last day of the month before: what a bulletin compares with."""
    return as_of.replace(day=1) - timedelta(days=1)


def orders(store: Store, as_of: date) -> tuple[Case, ...]:
    """What enterprises were ordered to rectify and is to be looked at again."""
    made = []
    for row in paper_rows.order_rows(store, as_of.isoformat()):
        contact, phone, address, enterprise_id, due, text, cause, major, ordered, done = row[8:]
        owner = replace(Case(*row[:8]), contact=contact, phone=phone, address=address, enterprise_id=enterprise_id)
        told = text or _title(CAUSES, cause)
        made.append(replace(owner, day=due, text=told, major=bool(major), ordered=ordered, done=done))
    return tuple(made)


def tracked(store: Store, as_of: date) -> tuple[Tracked, ...]:
    """The problems that evaluations found up to a day."""
    made = []
    for row in paper_rows.tracked_rows(store, as_of.isoformat()):
        number, description, department, due, closed, progress, stage, found, measure, proof = row
        title = _title(STAGES, stage)
        made.append(Tracked(number, description, department, due, closed, progress, title, found, measure, proof))
    return tuple(made)


def steps(store: Store, as_of: date) -> tuple[Step, ...]:
    """The steps that the office has laid down for its work plan."""
    return tuple(
        Step(str(v["title"]), date.fromisoformat(str(v["due_on"])), str(v["content"] or ""))
        for v in plan_steps.laid_down(store, as_of).values()
    )


def _title(options: Mapping[str, tuple[str, ...]], code: str) -> str:
    return options[code][0] if code in options else ""


def assessments(store: Store, as_of: date) -> tuple[Assessed, ...]:
    """The assessments of insurers in the year of a day, with their score sheets."""
    rows, lines = paper_rows.assessment_rows(store, as_of.isoformat())
    sheets: dict[int, list[Scored]] = {}
    for assessment_id, *line in lines:
        sheets.setdefault(assessment_id, []).append(Scored(*line))
    made = []
    for row in rows:
        record_id, number, insurer, since, until, assessor, day, total, grade, conclusion, problems, published = row
        shown, items = _title(GRADES, grade), tuple(sheets.get(record_id, ()))
        texts = (shown, conclusion, problems, published)
        made.append(Assessed(number, insurer, since, until, assessor, day, total, *texts, items))
    return tuple(made)
