"""Every page × role × state of the record: what a page offers is what services let through, no more and no less.

The answer of the services is had by trying, in a transaction that is rolled back, never by asking the page's own gate.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from textual.pilot import Pilot
from ui_county import AS_OF, NARROW, press, running, settled

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Act, Permission, Role, State
from ajx_tui.errors import AjxError
from ajx_tui.services import finding_list, layouts, merging, permissions, review
from ajx_tui.services import records as record_service
from ajx_tui.services.duplicates import Pair
from ajx_tui.services.session import Session
from ajx_tui.store import books
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui import screens
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.commands import Commands
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.records.detail import DetailScreen
from ajx_tui.ui.screens.registers.register import RegisterScreen

CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}.*：.*[\u4e00-\u9fff]{6,}.*。", re.DOTALL)
Trial = Callable[[Session, Any], bool]
SUBJECTS = ("enterprise", "policy", "assessment", "checklist", "checklist_template", "document")
"""What is under review in this county, one of each; its id is 1."""


class _Back(Exception):
    """Ends a trial without a trace."""


def _goes(session: Session, step: Callable[[Any], object], permission: Permission = Permission.EDIT) -> bool:
    try:
        with session.unit("试", permission=permission) as unit:
            step(unit)
            raise _Back
    except _Back:
        return True
    except AjxError:
        return False


def writes(session: Session, _page: Any = None) -> bool:
    """Whether this person may enter records."""
    return _goes(session, lambda unit: None)


def manages(session: Session, _page: Any = None) -> bool:
    """Whether this person may change settings and accounts."""
    return _goes(session, lambda unit: None, Permission.MANAGE)


def exports(session: Session, _page: Any = None) -> bool:
    """Whether this person may write files."""
    try:
        session.require(Permission.EXPORT)
    except AjxError:
        return False
    return True


def changes(session: Session, page: Any) -> bool:
    """Whether this person may change the record that the page is about."""
    kind, record_id = page.edited or ("", 0)
    if not kind:
        return writes(session)
    return _goes(session, lambda unit: unit._locks.check_with_parents(kind, record_id))


def deletes(session: Session, page: Any) -> bool:
    """Whether this person may delete what the page is about; lists and pages of records keep what others hang on."""
    held = False
    if isinstance(page, RegisterScreen | DetailScreen) and page.edited is not None:
        held = bool(record_service.dependents(session, KINDS[page.edited[0]], page.edited[1]))
    return changes(session, page) and not held


def _changes(kind: str, record_id: int = 1) -> Trial:
    return lambda session, page: _goes(session, lambda unit: unit.delete(KINDS[kind], record_id, "试"))


def _adds(kind: str, values: Values) -> Trial:
    return lambda session, page: _goes(session, lambda unit: unit.insert(KINDS[kind], values))


def _steps(act: Act, kind: str = "") -> Trial:
    """Whether the workflow lets this person take a step; `test_review_matrix` holds it to its word."""

    def trial(session: Session, page: Any) -> bool:
        found = review.review_of(session, kind or page.kind.name, 1)
        if found is None:
            return act is Act.SUBMIT and Role.CLERK in session.roles
        return act in review.actions(session, found)

    return trial


def _again(session: Session, page: Any) -> bool:
    """Returned work goes out again when every finding is answered."""
    return not page.shown.open_findings and _steps(Act.SUBMIT, "enterprise")(session, page)


FILE: Values = {"owner_kind": "enterprise", "owner_id": 1, "name": "新.pdf", "sha256": "1" * 64, "size": 3}
POINT: Values = {"template_id": 1, "position": 9, "code": "9", "text": "新加的一项", "weight": 100}
LINE: Values = {"assessment_id": 1, "position": 9, "item": "新加的一项", "weight": 100}

READS = frozenset(
    """accounts all_changes apart backup backups back cases cancel changes chase check_file check_numbers checklists
    choose_tab clause columns compare cut_off decided department doctor drop_note due due_papers duplicates files
    filter find findings folder group handouts hazards holidays indicator indicators kind life local_rules look
    next_item next_open next_tab open_behind open_coverage open_file open_folder open_it open_item open_kept
    open_lines open_one open_paper open_place open_ref other outline overview packs plain previous_item previous_tab
    published quick recover refresh_page register scope severity share sheet single sort span statistics swap take
    templates toggle township turn versions way whose write write_file page_help losses scores closures plan_dates
    lock own_account switch_role journal recycle_bin past_day present drafts theme help palette menu quit evidence
    mask home""".split()  # noqa: SIM905
)
"""Commands that read, or that change nothing but what is shown, whatever page has them."""
ASKS: dict[str, Trial] = {
    "new": writes, "visit": writes, "renew": writes, "file_case": writes, "import_lists": writes, "receive": writes,
    "copy": writes, "explain": writes, "reopen": writes, "undo": writes, "redo": writes, "yearly_plan": writes,
    "draw": writes, "edit": changes, "delete": deletes, "restore": changes, "figure": changes,
    "export": exports, "export_list": exports, "export_table": exports, "hand_over": exports, "blank": exports,
    "paper": exports, "save_as": exports, "take_out": exports, "undo_merge": writes, "submit_record": lambda s, p: (
        _steps(Act.SUBMIT)(s, p) if isinstance(p.record_id, int) else False
    ),
    **dict.fromkeys(("office", "add", "roles", "reset", "idle", "alone"), manages),
    **dict.fromkeys(("install", "change", "unset", "weights"), manages),
    **dict.fromkeys(("pick", "rename", "up", "down", "drop", "title", "save"), manages),
    "answer_yes": _changes("checklist_item"), "answer_no": _changes("checklist_item"),
    "answer_na": _changes("checklist_item"), "remark": _changes("checklist_item"), "clear": _changes("checklist_item"),
    "figures": _changes("checklist_item"), "head": _changes("checklist"), "reply": _steps(Act.ANSWER, "checklist"),
    "approve": _steps(Act.APPROVE, "enterprise"), "sign": _steps(Act.SIGN, "enterprise"),
    "send": _steps(Act.SEND, "enterprise"), "resubmit": _again,
    "return_it": _steps(Act.RETURN, "enterprise"), "note": _steps(Act.RETURN, "enterprise"),
    "answer": _steps(Act.ANSWER, "enterprise"), "withdraw": _steps(Act.WITHDRAW, "enterprise"),
    "unlock": _steps(Act.UNLOCK, "enterprise"),
    "edit_text": lambda s, p: _changes("document")(s, p) if p.entry.name == "plan" else writes(s),
    "usual": _adds("assessment_item", LINE), "merge": _changes("enterprise"), "remove": _changes("attachment"),
    "take_back": writes,
}  # fmt: skip
"""Command → whether a service would let this person carry it out."""


def _clerk(session: Session, _page: Any = None) -> bool:
    return Role.CLERK in session.roles


def _own_decision(session: Session, page: Any) -> bool:
    return writes(session) and (page.current.by == session.person or manages(session))


ELSEWHERE: dict[tuple[str, str], Trial | None] = {
    ("Attachments", "add"): _adds("attachment", FILE),
    ("AccountsScreen", "toggle"): manages,
    ("ScoreSheetPage", "new"): _adds("assessment_item", LINE),
    ("TemplateScreen", "new"): _adds("checklist_template_item", POINT),
    ("BackupsScreen", "restore"): manages,
    ("BackupsScreen", "bring_in"): manages,
    ("CasePage", "papers"): exports,
    ("RegisterScreen", "papers"): exports,
    ("PaperRegister", "papers"): exports,
    ("ExportScreen", "papers"): None,
    ("DocumentVersions", "papers"): None,
    ("ExportScreen", "evidence"): exports,
    ("DocumentVersion", "evidence"): exports,
    ("ExportScreen", "submit"): _steps(Act.SUBMIT, "document"),
    ("ChecklistFill", "submit"): _steps(Act.SUBMIT, "checklist"),
    ("ReviewQueue", "submit"): _clerk,
    ("SubmitChanges", "send"): _clerk,
    ("DuplicateCompare", "apart"): writes,
    ("Duplicates", "apart"): writes,
    ("LayoutColumns", "mask"): manages,
    ("LayoutColumns", "save_as"): manages,
    ("DuplicateDecisions", "take_back"): _own_decision,
    ("SettingsScreen", "accounts"): None,
}
"""What a command asks for on one page when that differs; None is reading."""
BEHIND = frozenset(
    """FormScreen VisitForm CaseForm OfficeForm SetupScreen ImportFiles ImportColumns ImportPreview ImportResult
    OutlineEdit DocumentEdit""".split()  # noqa: SIM905
)
"""Pages that are opened by a command asking for the right already, and close when the person changes."""
NOTHING = frozenset(
    """Page ReadingPage Outcome WrittenFile ReviewPage DocumentRoom ScopedRoom _TemplatePage DoctorScreen KeptRecords
    DocumentChanges BehindScreen BatchPage""".split()  # noqa: SIM905
)
"""Base classes, and pages with nothing to do but to read and go back."""


def _asked(page: Any, command: str) -> Trial | None:
    where = (type(page).__name__, command)
    if where in ELSEWHERE:
        return ELSEWHERE[where]
    leads_on = command in READS or command.startswith(("room_", "list_"))
    return None if leads_on else ASKS.get(command, _unknown)


def _unknown(_session: Session, page: Any) -> bool:
    raise AssertionError("say in ASKS or READS what the service behind this command asks for")


# ----- the county


def _county(session: Session) -> None:
    """One record of every sort that goes through review, with parts; and something on every page."""
    with session.store.unit("张三", "布置") as unit:
        half = {"period_from": "2026-01-01", "period_to": "2026-06-30"}
        unit.insert(KINDS["assessment"], {"number": "PG1", "insurer_id": 1, "assessor": "某机构", **half})
        unit.insert(KINDS["assessment_item"], {"assessment_id": 1, "position": 1, "item": "服务", "weight": 100})
        unit.insert(KINDS["promised_service"], {"policy_id": 1, "item": "hazard_check", "times": 1})
        unit.insert(KINDS["attachment"], {**FILE, "name": "旧.pdf", "sha256": "0" * 64})
        unit.insert(
            KINDS["checklist"],
            {"number": "QD2026-0001", "template": "township_self", "title": "乡镇自查", "version": "1",
             "digest": "0" * 64, "scope": "township", "township": "城关镇", "period_from": "2026-07-01",
             "period_to": "2026-12-31"},
        )  # fmt: skip
        point = {"checklist_id": 1, "position": 1, "code": "1.1", "text": "第1项", "weight": 100, "answer": "yes"}
        unit.insert(KINDS["checklist_item"], point)
        unit.insert(
            KINDS["checklist_template"], {"code": "BJ-01", "title": "本级清单", "scope": "township", "version": "1"}
        )
        unit.insert(KINDS["checklist_template_item"], {**POINT, "position": 1, "code": "1"})
        unit.insert(KINDS["document"], {"name": "plan", "title": "工作方案", "as_of": AS_OF.isoformat()})
        unit.insert(
            KINDS["document_version"],
            {"document_id": 1, "version": 1, "format": "pdf", "made_by": "张三", "made_at": "2026-10-31",
             "file_name": "a.pdf", "sha256": "0" * 64, "revision": "1", "content_sha256": "0" * 64,
             "content": '[{"title": "工作目标", "plain": "全部投保"}]', "figures": '{"due": ["119"]}'},
        )  # fmt: skip
        unit.insert(
            KINDS["enforcement_case"],
            {"number": "AJ1", "enterprise_id": 1, "cause": "uninsured", "found_on": "2026-10-01"},
        )
        unit.insert(KINDS["lead"], {"number": "XS1", "received_on": "2026-10-25", "topic": "other", "content": "举报"})
        gone = unit.insert(
            KINDS["lead"], {"number": "XS2", "received_on": "2026-10-25", "topic": "other", "content": "重复的举报"}
        )
        unit.delete(KINDS["lead"], gone, "重复")
        clerk = session.as_role(Role.CLERK).person
        for kind in SUBJECTS:
            row = {"subject_kind": kind, "subject_id": 1, "title": kind, "state": "draft", "submitter": clerk,
                   "submitted_at": unit.now, "state_at": unit.now, "round": 1}  # fmt: skip
            number = books.add(unit, books.REVIEW, row)
            step = {"review_id": number, "act": "submit", "from_state": "draft", "to_state": "submitted",
                    "actor": clerk, "at": unit.now, "revision": 1, "alone": 0}  # fmt: skip
            taken = books.add(unit, books.REVIEW_STEP, step)
            finding = {"review_id": number, "step_id": taken, "kind": kind, "record_id": 1, "code": "other",
                       "text": "有误", "outcome": "open"}  # fmt: skip
            books.add(unit, books.REVIEW_FINDING, finding)
    merging.merge(session, 1, 2, "同一家")
    record_service.save(session.as_role(Role.CLERK), KINDS["sector"], {"basis": "县办发文"}, 1)


@dataclass
class Walk:
    """The roles, the states, and what was met on the way."""

    app: AjxApp
    pilot: Pilot[None]
    persons: dict[str, Session]
    met: set[tuple[str, str]] = field(default_factory=set)
    open_to_somebody: set[tuple[str, str]] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    tried: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.app.notify = lambda text, **more: self.told.append(f"{more['title']}：{text}")  # type: ignore[method-assign]

    def put(self, state: State) -> None:
        """Bring all subjects into a state."""
        outcome = "open" if state is State.RETURNED else "fixed"
        with self.app.session.store.unit("布置", "布置") as unit:
            for number, _ in enumerate(SUBJECTS, 1):
                books.change(unit, books.REVIEW, number, {"state": state.value})
            unit.conn.execute("UPDATE review_finding SET outcome = ?", (outcome,))

    async def see(self, page: Page[Any], states: tuple[State, ...], *, cached: bool = False) -> None:
        """Open a page and compare for every state and role. `cached` pages read again for each."""
        self.app.push_screen(page)
        await settled(self.pilot)
        for state in states:
            self.put(state)
            for who, session in self.persons.items():
                self.app.session = session
                if isinstance(page, ReadingPage) and cached:
                    page.show_read(page.read())
                elif cached:
                    page.reload()
                self.compare(page, f"{state.value} {who}")
            if state in (State.SUBMITTED, states[-1]):
                await self.press_refused(page)
        self.app.session = self.persons["everybody"]
        self.app.pop_screen()
        await self.pilot.pause()

    def try_out(self, trial: Trial, page: Page[Any]) -> bool:
        """Try; what depends on the person alone is tried once."""
        if trial not in (writes, manages, exports):
            return trial(self.app.session, page)
        key = (trial.__name__, self.app.session.person)
        if key not in self.tried:
            self.tried[key] = trial(self.app.session, page)
        return self.tried[key]

    def compare(self, page: Page[Any], told: str) -> None:
        """What is offered beside what goes."""
        offered = {bound.command.id for bound in Commands(self.app).in_scope(page)}
        for host in (page, self.app):
            for command in host.all_commands():
                asked = _asked(page, command.id) if host.concerns(command.id) else None
                if asked is None:
                    continue
                where = (type(page).__name__ if host is page else "App", command.id)
                self.met.add(where)
                try:
                    goes = self.try_out(asked, page)
                except AssertionError as error:
                    self.wrong.append(f"{where}: {error}")
                    continue
                if goes:
                    self.open_to_somebody.add(where)
                if goes != host.applies(command.id) or (command.id in offered) > goes:
                    self.wrong.append(f"{where} {told}: {'offered' if not goes else 'not offered'}")

    async def press_refused(self, page: Page[Any]) -> None:
        """A reader presses every key all the same: nothing happens but that he is told why."""
        self.app.session = self.persons["reader"]
        before = self.app.session.store.revision()
        for command in page.all_commands():
            if page.concerns(command.id) and page.refusal(command.id) is not None:
                self.told.clear()
                await page.action_command(command.id)
                if self.app.screen is not page or len(self.told) != 1 or not CHINESE.search(self.told[0]):
                    self.wrong.append(f"{type(page).__name__} {command.id}: pressed by a reader, told {self.told}")
        assert self.app.session.store.revision() == before


def _pages(session: Session) -> Iterator[tuple[Page[Any], tuple[State, ...], bool]]:
    """Every page with the states in which it is looked at, and whether it keeps what it read."""
    from ajx_tui.ui.screens.accounts.accounts import AccountsScreen
    from ajx_tui.ui.screens.cases.assessment_page import AssessmentPage, ScoreSheetPage
    from ajx_tui.ui.screens.cases.case_page import CasePage
    from ajx_tui.ui.screens.cases.closures import ClosurePage
    from ajx_tui.ui.screens.cases.due_papers import DuePapers
    from ajx_tui.ui.screens.cases.loss_table import LossPage
    from ajx_tui.ui.screens.cases.score_table import ScorePage
    from ajx_tui.ui.screens.checklists.checklists import ChecklistsScreen
    from ajx_tui.ui.screens.checklists.fill import ChecklistFill
    from ajx_tui.ui.screens.checklists.templates import TemplateScreen, TemplatesScreen
    from ajx_tui.ui.screens.documents.export import ExportScreen
    from ajx_tui.ui.screens.documents.paper_register import PaperRegister
    from ajx_tui.ui.screens.documents.version import DocumentVersion
    from ajx_tui.ui.screens.documents.versions import DocumentVersions
    from ajx_tui.ui.screens.exchange.hand_over import HandOver
    from ajx_tui.ui.screens.exchange.handout_log import HandoutLog
    from ajx_tui.ui.screens.exchange.layout_columns import LayoutColumns
    from ajx_tui.ui.screens.findings.evidence_compare import EvidenceCompare
    from ajx_tui.ui.screens.findings.finding_pages import CheckFindings
    from ajx_tui.ui.screens.findings.findings import FindingsScreen
    from ajx_tui.ui.screens.findings.indicators import Indicators
    from ajx_tui.ui.screens.home import HomeScreen
    from ajx_tui.ui.screens.records.attachments import Attachments
    from ajx_tui.ui.screens.records.detail import DetailScreen
    from ajx_tui.ui.screens.records.enterprise_life import EnterpriseLife
    from ajx_tui.ui.screens.records.journal import Journal
    from ajx_tui.ui.screens.registers.duplicate_decisions import DuplicateDecisions
    from ajx_tui.ui.screens.registers.duplicates import DuplicateCompare, Duplicates
    from ajx_tui.ui.screens.registers.groups import Groups
    from ajx_tui.ui.screens.registers.record_list import RecordList
    from ajx_tui.ui.screens.registers.recycle_bin import RecycleBin
    from ajx_tui.ui.screens.registers.register import RegisterScreen
    from ajx_tui.ui.screens.registers.statistics import Statistics
    from ajx_tui.ui.screens.review.item import ReviewItem
    from ajx_tui.ui.screens.review.overview import OverviewScreen
    from ajx_tui.ui.screens.review.queue import ReviewQueue
    from ajx_tui.ui.screens.review.submit import SubmitChanges
    from ajx_tui.ui.screens.settings.backups import BackupsScreen
    from ajx_tui.ui.screens.settings.holidays import Holidays
    from ajx_tui.ui.screens.settings.local_rules import LocalRules
    from ajx_tui.ui.screens.settings.packs import PackContents, Packs
    from ajx_tui.ui.screens.settings.settings import SettingsScreen

    every, once = tuple(State), (State.SUBMITTED,)
    check = finding_list.gather(session.store, AS_OF)[0].finding.check
    pair = Pair(1, 3, ("甲", "乙"), 90, ("名称相近",))
    layout = layouts.for_kind(session.store, "enterprise")[0]
    for page in (
        RegisterScreen("2", "企业"), DetailScreen("enterprise", 1), DetailScreen("policy", 1), AssessmentPage(1),
        ScoreSheetPage(1), Attachments("enterprise", 1), ChecklistsScreen(), TemplatesScreen("8"),
        TemplateScreen("BJ-01", "8"), ExportScreen(), EnterpriseLife(1), RecordList(ListQuery("enterprise"), "企业"),
        DuplicateCompare(pair, lambda _: None),
    ):  # fmt: skip
        yield page, every, False
    yield ChecklistFill(1), every, True
    yield ReviewItem(1), every, True
    for page in (
        HomeScreen(), CasePage(1), ClosurePage(), DuePapers(), LossPage(), ScorePage(), PaperRegister(),
        DocumentVersion(1, "工作方案"), DocumentVersions(), HandOver(ListQuery("enterprise"), "企业"), HandoutLog(),
        LayoutColumns(layout), EvidenceCompare("enterprise", 5, "检查", "说明", ()), FindingsScreen(), Indicators(),
        CheckFindings(check, "检查"), Journal(), DuplicateDecisions(), Duplicates(), RecycleBin(),
        Statistics(), Groups(ListQuery("enterprise"), "企业"), OverviewScreen(), ReviewQueue(), BackupsScreen(),
        SubmitChanges(lambda _: None), Holidays(), LocalRules(), Packs(), PackContents("henan-2023", "河南"),
        SettingsScreen(), AccountsScreen(), RegisterScreen("5", "理赔"), DetailScreen("lead", 1),
    ):  # fmt: skip
        yield page, once, False


def _all_pages() -> set[str]:
    found = set()
    for one in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        for name, made in vars(importlib.import_module(one.name)).items():
            if inspect.isclass(made) and issubclass(made, Page):
                found.add(name)
    return found


async def test_every_page_offers_each_role_in_each_state_what_services_let_through(session: Session) -> None:
    _county(session)
    persons = {"everybody": session, **{role.value: session.as_role(role) for role in Role}}
    async with running(session, NARROW) as (app, pilot):
        walk = Walk(app, pilot, persons)
        seen: set[str] = set()
        for page, states, cached in _pages(session):
            seen.add(type(page).__name__)
            await walk.see(page, states, cached=cached)
        permissions.set_maker_checker_off(session, True, "只有一人")
        from ajx_tui.ui.screens.review.item import ReviewItem

        walk.persons = {"one person": session, "reader": persons["reader"], "everybody": session}
        await walk.see(ReviewItem(1), tuple(State), cached=True)
        app.push_screen(ReviewItem(1 + SUBJECTS.index("document")))
        await settled(pilot)
        await press(pilot, "f7")
        assert type(app.screen).__name__ == "DocumentVersion", (
            "what is read is the version under review, not the record"
        )
    assert walk.wrong == []
    assert _all_pages() - seen == BEHIND | NOTHING
    held = {("AssessmentPage", "delete")}  # its points hang on it
    assert walk.met - walk.open_to_somebody == held, "nobody could do it: nothing was compared"


def test_no_command_is_both_reading_and_asking() -> None:
    assert READS.isdisjoint(ASKS)


async def test_nobody_writes_in_a_second_window(session: Session) -> None:
    from ajx_tui.store.database import Store
    from ajx_tui.ui.screens.records.attachments import Attachments
    from ajx_tui.ui.screens.records.detail import DetailScreen
    from ajx_tui.ui.screens.review.queue import ReviewQueue

    other = Session(Store.open(session.store.path), "李四")
    assert other.store.readonly_reason
    async with running(other, NARROW) as (app, pilot):
        for page in (DetailScreen("enterprise", 1), Attachments("enterprise", 1), ReviewQueue()):
            app.push_screen(page)
            await settled(pilot)
            offered = {bound.command.id for bound in Commands(app).in_scope(page)}
            assert not offered & {"edit", "new", "delete", "visit", "add", "remove", "submit", "undo", "import_lists"}
    other.store.close()
