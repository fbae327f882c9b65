"""Who may call which service: the table by hand, and every service called by every role that it does not let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from office import FIRM, firms, hire, paper, policies, sheet

from ajx_tui.domain.workflow import Permission, Role
from ajx_tui.errors import NotPermittedError
from ajx_tui.progress import run
from ajx_tui.services import (
    accounts,
    attachments,
    backup_copies,
    backups,
    bulk,
    cases,
    checklists,
    checks,
    documents,
    duplicates,
    enforcement,
    enterprise_paper,
    finding_list,
    imports,
    layouts,
    merging,
    office,
    overlay,
    pack_install,
    permissions,
    plan_steps,
    records,
    review,
    scoring,
    statistics,
    undo,
)
from ajx_tui.services.checklists import Scope
from ajx_tui.services.documents import case_papers, score_paper
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

DAY = date(2026, 10, 31)
PEOPLE = {"clerk": "经办甲", "reviewer": "审核丙", "leader": "签发丁", "reader": "只读戊", "admin": "管理己"}
# Written out by hand, not read from the program.
MAY = {
    "read": {"clerk", "reviewer", "leader", "reader", "admin"},
    "export": {"clerk", "reviewer", "leader", "admin"},
    "edit": {"clerk", "admin"},
    "review": {"clerk", "reviewer", "leader"},
    "manage": {"admin"},
}

CASE = {"cause": "uninsured", "found_on": "2026-10-01"}


class Office:
    """A county with one thing of every sort, and a folder for files."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "db" / "ajx.db")
        self.store.conn.execute("PRAGMA synchronous = OFF")
        self.people, self.folder = hire(self.store), folder
        clerk = self.people["经办甲"]
        self.firm, self.twin = firms(clerk, 2)
        self.policy = policies(clerk, range(self.firm, self.firm + 1))[0]
        self.sheet, self.paper = sheet(clerk), paper(clerk)
        self.file = folder / "a.pdf"
        self.file.write_bytes(b"%PDF")
        self.attached = run(attachments.add(clerk, "enterprise", self.firm, self.file))
        self.rows = folder / "底数.csv"
        self.rows.write_text(
            "企业名称,行业领域,乡镇,从业人员数,无代码原因\n示例县新煤业有限公司,煤矿,乡1,8,测试\n", "utf-8"
        )
        self.plan = imports.plan(clerk, self.rows, imports.Options(list_name="enterprise"))
        self.backup = backups.make(clerk)
        self.case = cases.open_case(clerk, {**CASE, "number": "AJ1", "enterprise_id": self.firm}).id
        self.finding = next(p for p in finding_list.gather(self.store, DAY))
        self.check = self.finding.finding.check
        self.sent = review.submit(clerk, "policy", self.policy)

    def target(self, suffix: str) -> Path:
        """A file that must never be written."""
        return self.folder / "out" / f"x.{suffix}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("permissions"))
    yield made
    made.store.close()


Call = Callable[[Office, Session], object]
EDITING: dict[str, Call] = {
    "save": lambda o, s: records.save(s, FIRM, {"headcount": "7"}, o.firm),
    "delete": lambda o, s: records.delete(s, FIRM, o.twin, "试"),
    "restore": lambda o, s: records.restore(s, FIRM, o.twin),
    "delete many": lambda o, s: run(bulk.delete_many(s, FIRM, [o.twin], "试")),
    "attach": lambda o, s: run(attachments.add(s, "enterprise", o.firm, o.rows)),
    "detach": lambda o, s: attachments.remove(s, o.attached, "试"),
    "merge": lambda o, s: merging.merge(s, o.firm, o.twin, "试"),
    "keep apart": lambda o, s: duplicates.keep_apart(s, o.firm, o.twin),
    "undo": lambda o, s: undo.undo(s),
    "redo": lambda o, s: undo.redo(s) if undo.last_redoable(s) else undo.undo(s),
    "import": lambda o, s: run(imports.run(s, [o.plan])),
    "explain": lambda o, s: checks.explain(s, o.finding.finding, "试"),
    "fill": lambda o, s: checklists.fill(s, o.sheet, {"1.1": {"answer": "no", "remark": "试"}}),
    "new checklist": lambda o, s: checklists.new(s, "township_self", Scope("township", "乡1"), DAY, DAY),
    "delete checklist": lambda o, s: checklists.delete(s, o.sheet, "试"),
    "chapter": lambda o, s: documents.save_chapter(s, "plan", DAY, "工作目标", "改"),
    "open a case": lambda o, s: cases.open_case(s, {**CASE, "number": "AJ2", "enterprise_id": o.firm}),
    "draw the plan": lambda o, s: enforcement.draw_plan(s, 2027, DAY),
    "lay the timetable down": lambda o, s: plan_steps.lay_down(s, DAY),
    "draw scores": lambda o, s: scoring.draw(s, 2026, DAY),
}
EXPORTING: dict[str, Call] = {
    "document": lambda o, s: run(documents.export_job(s, "bulletin", DAY, o.target("pdf"), suffix="pdf")),
    "evidence": lambda o, s: run(documents.evidence_job(s, "bulletin", DAY, o.target("xlsx"))),
    "list": lambda o, s: run(layouts.export(s, _order(o), o.target("xlsx"))),
    "findings": lambda o, s: run(finding_list.export(s, [o.finding], o.target("csv"), DAY)),
    "statistics": lambda o, s: run(statistics.export(s, DAY, "sector", o.target("csv"))),
    "checklist": lambda o, s: run(checklists.export_job(s, o.sheet, o.target("xlsx"), suffix="xlsx")),
    "blank form": lambda o, s: run(checklists.export_template(s, "township_self", o.target("pdf"), suffix="pdf")),
    "page of a firm": lambda o, s: run(enterprise_paper.export_job(s, o.firm, o.target("docx"), DAY, suffix="docx")),
    "scores": lambda o, s: run(score_paper.export_job(s, "department", DAY, o.target("pdf"))),
    "paper of a case": lambda o, s: run(
        case_papers.print_job(s, o.case, "order", o.target("pdf"), case_papers.CasePaper("", DAY), DAY)
    ),
    "attachment": lambda o, s: attachments.save_as(s, o.attached, o.target("pdf")),
    "backup": lambda o, s: run(backup_copies.take_out_job(s, backups.existing(o.store.path)[0], o.target("zip"))),
}
REVIEWING: dict[str, Call] = {
    "submit": lambda o, s: review.submit(s, "enterprise", o.firm),
    "submit changes": lambda o, s: review.submit_changes(s, ["x"]),
    "approve": lambda o, s: review.approve(s, o.sent.id),
    "return": lambda o, s: review.return_with(s, o.sent.id, [], "试"),
    "unlock": lambda o, s: review.unlock(s, o.sent.id, "试"),
    "withdraw": lambda o, s: review.withdraw(s, o.sent.id),
}
MANAGING: dict[str, Call] = {
    "office": lambda o, s: office.set_up(s, {"name": "别的局", "area": "示例县", "level": "county"}),
    "account": lambda o, s: accounts.add(s, "新人", "很长的口令甲乙丙1", frozenset({Role.ADMIN})),
    "roles": lambda o, s: accounts.change_roles(s, s.person, frozenset(Role)),
    "disable": lambda o, s: accounts.disable(s, "经办乙", "试"),
    "password": lambda o, s: accounts.reset_password(s, "经办乙", "很长的口令甲乙丙1"),
    "idle": lambda o, s: accounts.set_idle_minutes(s, 3),
    "one person": lambda o, s: permissions.set_maker_checker_off(s, True, "试"),
    "restore": lambda o, s: backups.restore(s, o.backup),
    "bring in": lambda o, s: run(backup_copies.bring_in_job(s, o.backup)),
    "pack": lambda o, s: pack_install.install(s, o.rows),
    "rule": lambda o, s: overlay.apply(
        s, overlay.check(o.store, o.finding.finding.check, on=False, basis="试", reason="试")
    ),
    "layout": lambda o, s: layouts.put(s, next(iter(layouts.shipped().values()))),
}


def _order(o: Office) -> layouts.Order:
    layout = layouts.for_kind(o.store, "enterprise")[0]
    return layouts.Order(layout, DAY)


@pytest.mark.parametrize("role", PEOPLE)
def test_every_permission_of_every_role(place: Office, role: str) -> None:
    session = place.people[PEOPLE[role]]
    assert {p.value for p in permissions.permitted(session)} == {name for name, roles in MAY.items() if role in roles}
    for permission in Permission:
        allowed = role in MAY[permission.value]
        assert session.may(permission) == allowed == (session.refusal(permission) is None)
        if not allowed:
            with pytest.raises(NotPermittedError, match="需要"), session.unit("试", permission=permission):
                pass


def test_each_permission_is_in_the_table() -> None:
    assert set(MAY) == {p.value for p in Permission}
    assert set(PEOPLE) == {r.value for r in Role}


@pytest.mark.parametrize("who", [*PEOPLE.values(), "nobody"])
@pytest.mark.parametrize("permission", ["edit", "export", "review", "manage"])
def test_services_refuse_whoever_lacks_the_permission(place: Office, permission: str, who: str) -> None:
    calls = {"edit": EDITING, "export": EXPORTING, "review": REVIEWING, "manage": MANAGING}[permission]
    session = Session(place.store, "经办甲") if who == "nobody" else place.people[who]
    if any(PEOPLE[role] == who for role in MAY[permission]):
        return
    before = place.store.revision()
    for name, call in calls.items():
        with pytest.raises(NotPermittedError):
            call(place, session)
            pytest.fail(f"{name} went through")
        assert place.store.revision() == before, name
    assert not (place.folder / "out").exists() or not list((place.folder / "out").iterdir())
