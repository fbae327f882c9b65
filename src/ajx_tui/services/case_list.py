"""Cases as lists and one case in full, as plain values and as text for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.enforcement_paper import PAPER_TYPES
from ajx_tui.services import cases as service
from ajx_tui.services import course, enforcement
from ajx_tui.services.session import Session
from ajx_tui.services.tables import table_text
from ajx_tui.store import lists, records
from ajx_tui.store.lists import Condition, ListQuery

CASE, PAPER = KINDS["enforcement_case"], KINDS["enforcement_paper"]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of a list, with what comes next."""

    id: int
    number: str
    enterprise: str
    cause: str
    found_on: str
    decision: str
    closed: bool
    next: str

    @property
    def state(self) -> str:
        """Whether it is closed, in Chinese."""
        return "已结案" if self.closed else "办理中"

    def as_json(self) -> dict[str, Any]:
        """The line as plain values."""
        return asdict(self)


def cases(session: Session, as_of: date, *, only_open: bool = False) -> list[CaseLine]:
    """All cases in the order of their registration; `only_open` leaves out those closed by the day."""
    still = (Condition("closed_on", "open", as_of.isoformat()),) if only_open else ()
    made = []
    for case_id in lists.all_ids(session.store, ListQuery(CASE.name, conditions=still)):
        values = records.get_many(session.store, CASE, [case_id])[case_id]
        shown = records.show(session.store, CASE, values)
        ahead = course.of_record(session, CASE.name, case_id, as_of)
        told = ahead.next_text.removeprefix("下一步：") if ahead is not None else ""
        closed = values["closed_on"] is not None and str(values["closed_on"]) <= as_of.isoformat()
        texts = (shown["number"], shown["enterprise_id"], shown["cause"], shown["found_on"], shown["decision"])
        made.append(CaseLine(case_id, *texts, closed, told))
    return made


def show(session: Session, case_id: int, as_of: date) -> dict[str, Any]:
    """One case: what is registered, its course with every clock, the fine provided, its papers, closure."""
    store = session.store
    values = records.get_many(store, CASE, [case_id])[case_id]
    shown = records.show(store, CASE, values)
    made = course.of_record(session, CASE.name, case_id, as_of)
    fine = service.fine_range(store, values, as_of)
    closing = enforcement.closure_request(session, int(values["enterprise_id"] or 0), as_of)
    papers = records.get_many(store, PAPER, records.ids_where(store, PAPER, "case_id", case_id))
    return {
        "id": case_id,
        "number": shown["number"],
        "enterprise": shown["enterprise_id"],
        "as_of": as_of.isoformat(),
        "registered": {CASE.fields[name].title: text for name, text in shown.items() if text},
        "next": made.next_text if made is not None else "",
        "course": made.as_json() if made is not None else [],
        "fine": fine.text if fine is not None else None,
        "closure": closing.text if closing is not None else None,
        "papers": [
            {"id": i, "type": v["type"], "title": PAPER_TYPES[str(v["type"])][0], "number": v["number"],
             "issued_on": v["issued_on"], "due_on": v["due_on"], "served_on": v["served_on"]}
            for i, v in papers.items()
        ],
    }  # fmt: skip


def show_text(shown: Mapping[str, Any]) -> str:
    """`show` for people."""
    lines = [f"{shown['number']}　{shown['enterprise']}　截止 {shown['as_of']}", shown["next"] or "没有待办的步骤"]
    lines += [text for text in (shown["fine"], shown["closure"]) if text]
    columns = ("step", "done", "due", "state_text", "holder", "clause")
    rows = [tuple(step[name] or "" for name in columns) for step in shown["course"]]
    lines += ["", table_text([("步骤", "办理", "最后一天", "情况", "责任方", "依据"), *rows])]
    if shown["papers"]:
        lines += ["", "文书："]
        lines += [f"  {paper['issued_on']}  {paper['title']}  {paper['number']}" for paper in shown["papers"]]
    return "\n".join(lines)
