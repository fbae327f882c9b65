"""Printing the papers of a case and putting them on record: type, number, day, time limit, the file itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ajx_tui.documents.blocks import RenderReport
from ajx_tui.documents.texts.case_papers import BODIES, CaseFile, CasePaper, build
from ajx_tui.domain.capitals import money_capitals
from ajx_tui.domain.fields import Value
from ajx_tui.domain.penalties import surcharge
from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.enforcement_paper import PAPER_TYPES
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.progress import Job, Progress
from ajx_tui.services import attachments, cases, clocks, packs
from ajx_tui.services.documents import stated
from ajx_tui.services.documents.catalogue import DOCX, PDF
from ajx_tui.services.documents.export import render_job
from ajx_tui.services.documents.folders import make_folder
from ajx_tui.services.documents.gathering import read_office
from ajx_tui.services.records import save
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

CASE, PAPER, ENTERPRISE = (KINDS[name] for name in ("enforcement_case", "enforcement_paper", "enterprise"))
_DAYS: Mapping[str, str] = {
    "order": "ordered_on", "reinspection": "reinspected_on", "notice": "notified_on", "decision": "decided_on",
    "filing": "filed_on", "closing": "closed_on", "urge": "urged_on",
}  # fmt: skip
"""Kind of paper → the day of the case on which it is issued."""


@dataclass(frozen=True, slots=True)
class Printable:
    """One kind of paper: whether it can be printed now, and the number of the one on record."""

    kind: str
    title: str
    missing: str
    on_record: str


def printable(session: Session, case_id: int) -> list[Printable]:
    """The papers of a case in the order of the procedure. Raises RefusedError when the case is gone."""
    case, papers = _case(session.store, case_id), _papers(session.store, case_id)
    made = []
    for kind in BODIES:
        own = [str(values["number"]) for values in papers.values() if values["type"] == kind]
        made.append(Printable(kind, PAPER_TYPES[kind][0], _missing(kind, case, papers), own[-1] if own else ""))
    return made


def named(text: str) -> tuple[str, str]:
    """(kind, title) of a paper by its name or Chinese title. Raises UsageError for one that is not printed."""
    for kind in BODIES:
        if text == kind or text in PAPER_TYPES[kind]:
            return kind, PAPER_TYPES[kind][0]
    known = "、".join(f"{kind}（{PAPER_TYPES[kind][0]}）" for kind in BODIES)
    raise UsageError("没有这种文书", f"“{text}”不能打印；可用：{known}。")


def case_number(session: Session, case_id: int) -> str:
    """The number of a case. Raises RefusedError when it is gone."""
    return str(_case(session.store, case_id)["number"])


def _case(store: Store, case_id: int) -> Values:
    found = records.get(store, CASE, case_id)
    if found is None:
        raise RefusedError("案件已不存在", "它可能刚被删除，请返回列表刷新。")
    return found


def _papers(store: Store, case_id: int) -> dict[int, Values]:
    return records.get_many(store, PAPER, records.ids_where(store, PAPER, "case_id", case_id))


def _missing(kind: str, case: Mapping[str, Value], papers: Mapping[int, Mapping[str, Value]]) -> str:
    """What must be on record first; empty when the paper can be printed."""
    if kind == "order" and case["order_due_on"] is None:
        return "请先填写改正期限"
    if kind == "reinspection" and not any(values["type"] == "order" for values in papers.values()):
        return "须先有责令限期整改指令书"
    if kind == "decision" and case["decision"] is None:
        return "请先填写处理决定"
    if kind == "urge" and (case["decision"] != "fine" or case["served_on"] is None):
        return "决定书送达后才能催告"
    return ""


def proposed(session: Session, case_id: int, kind: str, as_of: date) -> CasePaper:
    """Number and day of a paper: those of the one on record, else none, and the day of the case or the cut-off day."""
    case = _case(session.store, case_id)
    own = [values for values in _papers(session.store, case_id).values() if values["type"] == kind]
    number = str(own[-1]["number"]) if own else ""
    if number.startswith(f"{case['number']}-"):
        number = ""  # Only what the register calls it; no number that stands on a paper.
    day = case.get(_DAYS.get(kind, ""))
    return CasePaper(_printed(number), date.fromisoformat(str(day)) if day is not None else as_of)


def _printed(number: Value) -> str:
    """A number with the brackets of printed papers; codes are stored with plain ones."""
    return str(number or "").replace("(", "（").replace(")", "）")


def case_file(session: Session, case_id: int, as_of: date) -> CaseFile:
    """What is on record of a case, for its papers. Raises RefusedError when it is gone."""
    store = session.store
    case = _case(store, case_id)
    firm = records.show(store, ENTERPRISE, records.get(store, ENTERPRISE, int(case["enterprise_id"] or 0)) or {})
    shown = records.show(store, CASE, case)
    orders = [v for v in _papers(store, case_id).values() if v["type"] == "order"]
    rules, today, fine = packs.rules(store), as_of.isoformat(), case["fine"]
    extra = _surcharge(session, case_id, case, as_of)

    def day(name: str) -> date | None:
        return date.fromisoformat(str(case[name])) if case[name] is not None else None

    return CaseFile(
        read_office(store), str(case["number"]), firm.get("name", ""), firm.get("credit_code", ""),
        firm.get("address", ""), firm.get("principal", "") or firm.get("legal_person", ""), firm.get("phone", ""),
        shown["object_id"], shown["cause"], str(case["facts"] or ""), str(case["basis"] or ""), shown["department_id"],
        tuple((str(case[f"officer_{n}"] or ""), str(case[f"certificate_{n}"] or "")) for n in (1, 2)),
        day("found_on"), day("filed_on"), day("ordered_on"), _printed(orders[-1]["number"]) if orders else "",
        day("order_due_on"), day("reinspected_on"), day("corrected_on"), day("notified_on"),
        bool(case["hearing_right"]), day("decided_on"), _printed(case["decision_no"]), shown["decision"],
        money_text(int(fine)) if fine is not None else "", money_capitals(int(fine)) if fine is not None else "",
        getattr(cases.fine_range(store, case, as_of), "text", ""), day("served_on"), day("paid_on"),
        stated.terms(rules, today), stated.articles(rules, today), money_text(extra) if extra else "",
        money_capitals(extra) if extra else "", as_of, str(store.revision()), bool(store.setting("demo", False)),
    )  # fmt: skip


def _surcharge(session: Session, case_id: int, case: Mapping[str, Value], as_of: date) -> int:
    """The surcharge in fen that has run up on an unpaid fine."""
    running = clocks.of_record(session, CASE.name, case_id, as_of)
    due = next((d for d in running if d.name == "penalty_payment_days"), None)
    if due is None or case["fine"] is None or case["paid_on"] is not None:
        return 0
    return surcharge(int(case["fine"]), due.due, as_of, clocks.late_rate(session.store, as_of))[0]


def print_job(
    session: Session,
    case_id: int,
    kind: str,
    path: Path,
    paper: CasePaper,
    as_of: date,
    *,
    suffix: str = PDF,
    bundled_only: bool = False,
    recorded: bool = True,
) -> Job[RenderReport]:
    """Write a paper of a case to `path`; `recorded` registers it under the case with the file, once per number.

    Raises NotPermittedError for who may not export, UsageError for a kind or format that is not printed, RefusedError
    when something must be on record first, AjxError when the file can't be written; nothing is left behind then.
    """
    session.require(Permission.EXPORT)
    if kind not in BODIES or suffix not in (PDF, DOCX):
        raise UsageError("不能打印", f"可用的文书：{'、'.join(BODIES)}；格式：pdf、docx。")
    found = next(one for one in printable(session, case_id) if one.kind == kind)
    if found.missing:
        raise RefusedError(f"没有打印{found.title}", f"{found.missing}。")
    yield Progress(0, 1, "汇总案件")
    document = build(kind, found.title, case_file(session, case_id, as_of), paper)
    make_folder(path.parent)
    report = yield from render_job(document, path, suffix, bundled_only)
    if recorded:
        paper_id = _record(session, case_id, kind, paper, as_of)
        if paper_id is not None and suffix == PDF:
            yield from attachments.add(session, PAPER.name, paper_id, path, "打印的原文件")
    return report


def _record(session: Session, case_id: int, kind: str, paper: CasePaper, as_of: date) -> int | None:
    """Register the paper; None when it is on record already."""
    case, papers = _case(session.store, case_id), _papers(session.store, case_id)
    same = [values for values in papers.values() if values["type"] == kind]
    if any(not paper.number or _printed(values["number"]) == _printed(paper.number) for values in same):
        return None
    orders = [i for i, values in papers.items() if values["type"] == "order"]
    raw: dict[str, object] = {
        "case_id": case_id, "type": kind, "number": paper.number or f"{case['number']}-{len(papers) + 1}",
        "issued_on": (paper.day or as_of).isoformat(), "content": case["facts"] if kind == "order" else None,
        "due_on": case["order_due_on"] if kind == "order" else None,
        "follows_id": orders[-1] if kind == "reinspection" else None,
    }  # fmt: skip
    return save(session, PAPER, raw).id
