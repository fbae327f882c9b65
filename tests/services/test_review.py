"""Review: steps, locks, findings, queue. The matrix of roles and states is in test_review_matrix.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from office import FIRM, firms, hire, sheet

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role, State
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.services import permissions, records, review, review_desk, timeline, undo
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

BODY = KINDS["service_body"]
ROLES = {
    "clerk": "经办乙", "reviewer": "审核丙", "leader": "签发丁", "reader": "只读戊", "admin": "管理己",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "ajx.db")
    yield opened
    opened.close()


_NUMBERS = count(1_000)


def _by_hand(session: Session, subject: int) -> None:
    with session.unit("改") as unit:
        unit.update(FIRM, subject, {"headcount": next(_NUMBERS)})


def _by_bin(session: Session, subject: int) -> None:
    records.delete(session, FIRM, subject, "误删")
    records.restore(session, FIRM, subject)


def _by_undo(session: Session, subject: int) -> None:
    _by_hand(session, subject)
    undo.undo(session)


def _by_import(session: Session, subject: int) -> None:
    from ajx_tui.progress import run
    from ajx_tui.services import imports

    path = session.store.path.parent / "底数.csv"
    path.write_text("企业名称,行业领域,乡镇,从业人员数,无代码原因\n示例县第0煤业有限公司,煤矿,乡0,88,测试\n", "utf-8")
    options = imports.Options(list_name="enterprise")
    result = run(imports.run(session, [imports.plan(session, path, options)]))
    assert result[0].lists[0].changed == 1, result


@pytest.mark.parametrize("route", [_by_hand, _by_bin, _by_undo, _by_import])
def test_a_maker_can_not_approve_by_any_route(store: Store, route: Callable[[Session, int], None]) -> None:
    people = hire(store)
    firm = firms(people["经办甲"], 1)[0]
    both = people["全能庚"]
    route(both, firm)
    sent = review.submit(people["经办甲"], "enterprise", firm)
    with pytest.raises(NotPermittedError, match="自己的工作"):
        review.approve(both, sent.id)
    assert review.approve(people["审核丙"], sent.id).state is State.APPROVED


def test_undo_does_not_take_a_return_back(store: Store) -> None:
    people = hire(store)
    firm = firms(people["经办甲"], 1)[0]
    sent = review.submit(people["经办甲"], "enterprise", firm)
    for name in ("经办甲", "全能庚"):
        batch = timeline.batches(store)[0].batch
        with pytest.raises((RefusedError, NotPermittedError)):
            undo.undo(people[name], batch, "试")
    review.return_with(people["审核丙"], sent.id, [], "人数不对")
    with pytest.raises((RefusedError, NotPermittedError)):
        undo.undo(people["审核丙"])
    assert review.get(people["审核丙"], sent.id).state is State.RETURNED


def test_without_login_nothing_is_written_once_there_are_accounts(store: Store) -> None:
    people = hire(store)
    firm = firms(people["经办甲"], 1)[0]
    nobody = Session(store, "经办甲")
    with pytest.raises(NotPermittedError, match="登录"), nobody.unit("改") as unit:
        unit.update(FIRM, firm, {"headcount": 1})
    for role in ("reader", "reviewer", "leader"):
        with pytest.raises(NotPermittedError, match="没有权限"), people[ROLES[role]].unit("改"):
            pass
    with pytest.raises(NotPermittedError, match="试用"):
        nobody.as_role(Role.CLERK)


def test_a_disabled_account_loses_its_rights_at_once(store: Store) -> None:
    from ajx_tui.services import accounts

    people = hire(store)
    accounts.disable(people["管理己"], "经办甲", "调离")
    with pytest.raises(NotPermittedError), people["经办甲"].unit("改"):
        pass
    accounts.change_roles(people["管理己"], "经办乙", frozenset({Role.READER}))
    with pytest.raises(NotPermittedError), people["经办乙"].unit("改"):
        pass


def test_the_practice_county_lets_one_try_every_role(store: Store) -> None:
    me = Session(store)
    with me.unit("演示县") as unit:
        unit.set_setting("demo", True)
    clerk, reviewer, leader = (me.as_role(r) for r in (Role.CLERK, Role.REVIEWER, Role.LEADER))
    firm = firms(clerk, 1)[0]
    sent = review.submit(clerk, "enterprise", firm)
    with pytest.raises(NotPermittedError), reviewer.unit("改"):
        pass
    review.approve(reviewer, sent.id)
    review.sign(leader, sent.id)
    assert review.mark_sent(clerk, sent.id).state is State.SENT


def test_a_one_person_office_may_switch_it_off_and_the_step_says_so(store: Store) -> None:
    people = hire(store)
    firm = firms(people["全能庚"], 1)[0]
    sent = review.submit(people["全能庚"], "enterprise", firm)
    with pytest.raises(NotPermittedError):
        permissions.set_maker_checker_off(people["全能庚"], True)
    permissions.set_maker_checker_off(people["管理己"], True, "只有一人")
    review.approve(people["全能庚"], sent.id)
    permissions.set_maker_checker_off(people["管理己"], False)
    assert [s.alone for s in review.steps(people["全能庚"], sent.id)] == [False, True]
    with pytest.raises(NotPermittedError):
        review.sign(people["全能庚"], sent.id)


def test_what_is_under_review_is_locked_for_everybody_and_every_way(store: Store) -> None:
    people = hire(store)
    clerk = people["经办甲"]
    firm = firms(clerk, 1)[0]
    _by_hand(clerk, firm)
    sent = review.submit(clerk, "enterprise", firm)
    attempts: list[Callable[[], object]] = [
        lambda: _by_hand(clerk, firm),
        lambda: _by_hand(people["管理己"], firm),
        lambda: _by_bin(clerk, firm),
        lambda: records.save(clerk, FIRM, {"headcount": "9"}, firm),
        lambda: undo.undo(clerk),
    ]
    for attempt in attempts:
        before = store.read("SELECT * FROM enterprise")
        with pytest.raises(RefusedError, match=r"不能修改|还有"):
            attempt()
        assert store.read("SELECT * FROM enterprise") == before
    assert review.is_locked(clerk, "enterprise", firm)
    review.approve(people["审核丙"], sent.id)
    with pytest.raises(RefusedError, match="解锁"):
        records.save(clerk, FIRM, {"headcount": "9"}, firm)
    with pytest.raises(RefusedError, match="原因"):
        review.unlock(people["审核丙"], sent.id, " ")
    review.unlock(people["审核丙"], sent.id, "人数有误")
    assert records.save(clerk, FIRM, {"headcount": "9"}, firm).changed == ("headcount",)


def test_content_of_a_checklist_is_locked_with_it(store: Store) -> None:
    people = hire(store)
    clerk, item = people["经办甲"], KINDS["checklist_item"]
    number = sheet(clerk)
    line = store.read("SELECT id FROM checklist_item LIMIT 1")[0][0]
    more = {"checklist_id": number, "position": 3, "code": "1.3", "text": "第三项", "weight": 100}
    sent = review.submit(clerk, "checklist", number)
    with pytest.raises(RefusedError, match="不能修改"), clerk.unit("改") as unit:
        unit.delete(item, line, "删")
    with pytest.raises(RefusedError, match="不能修改"), clerk.unit("加") as unit:
        unit.insert(item, more)
    review.return_with(people["审核丙"], sent.id, [NewFinding("缺依据", "basis", "checklist_item", line)])
    with clerk.unit("改") as unit:
        unit.delete(item, line, "删")


def test_returned_work_opens_at_the_field_and_each_finding_is_answered(store: Store) -> None:
    people = hire(store)
    clerk, reviewer = people["经办甲"], people["审核丙"]
    firm = firms(clerk, 1)[0]
    sent = review.submit(clerk, "enterprise", firm)
    with pytest.raises(RefusedError, match="意见"):
        review.return_with(reviewer, sent.id, [])
    with pytest.raises(RefusedError, match="字段"):
        review.return_with(reviewer, sent.id, [NewFinding("错", kind="enterprise", record_id=firm, field="nonsense")])
    with pytest.raises(RefusedError, match="类"):
        review.return_with(reviewer, sent.id, [NewFinding("错", code="nonsense")])
    assert review.get(clerk, sent.id).state is State.SUBMITTED
    listed = [NewFinding("人数不实", "wrong", "enterprise", firm, "headcount", "27号第16条"), NewFinding("缺电话")]
    review.return_with(reviewer, sent.id, listed, "请改")
    first, second = review.findings(clerk, sent.id)
    assert (first.kind, first.record_id, first.field, first.clause) == ("enterprise", firm, "headcount", "27号第16条")
    with pytest.raises(RefusedError, match="2条"):
        review.submit(clerk, "enterprise", firm)
    records.save(clerk, FIRM, {"headcount": "66"}, firm)
    review.answer_finding(clerk, first.id, "fixed")
    with pytest.raises(RefusedError, match="理由"):
        review.answer_finding(clerk, second.id, "explained")
    review.answer_finding(clerk, second.id, "explained", "企业没有固定电话")
    again = review.submit(clerk, "enterprise", firm)
    assert (again.round, again.state) == (2, State.SUBMITTED)
    assert {f.outcome for f in review.findings(reviewer, sent.id)} == {"fixed", "explained"}


def test_what_changed_since_the_last_look_stands_side_by_side(store: Store) -> None:
    people = hire(store)
    clerk, reviewer = people["经办甲"], people["审核丙"]
    firm = firms(clerk, 1)[0]
    sent = review.submit(clerk, "enterprise", firm)
    whole = review_desk.changes_since_last_look(reviewer, sent.id)
    assert {f.title: f.after for f in whole[0].fields}["企业名称"] == "示例县第0煤业有限公司"
    review_desk.looked(reviewer, sent.id)
    assert review_desk.changes_since_last_look(reviewer, sent.id) == []
    review.withdraw(clerk, sent.id)
    records.save(clerk, FIRM, {"headcount": "66"}, firm)
    records.save(clerk, FIRM, {"headcount": "67", "principal": "李某"}, firm)
    review.submit(clerk, "enterprise", firm)
    (seen,) = review_desk.changes_since_last_look(reviewer, sent.id)
    assert {(f.title, f.before, f.after) for f in seen.fields} == {
        ("从业人员数", "5", "67"), ("主要负责人", "", "李某"),
    }  # fmt: skip
    assert review_desk.changes_since_last_look(people["签发丁"], sent.id)[0].fields[0].before == ""


def test_batches_of_record_changes(store: Store) -> None:
    people = hire(store)
    clerk, reviewer = people["经办甲"], people["审核丙"]
    firms(clerk, 3)
    batch = timeline.batches(store)[0].batch
    with pytest.raises(RefusedError, match="没有这批"):
        review.submit_changes(clerk, ["nonsense"])
    with pytest.raises(RefusedError, match="没有改动"):
        review.submit_changes(clerk, [store.read("SELECT batch FROM history WHERE kind = 'account' LIMIT 1")[0][0]])
    sent = review.submit_changes(clerk, [batch], note="三家新企业")
    with pytest.raises(RefusedError, match="已经送审"):
        review.submit_changes(people["经办乙"], [batch])
    assert len([r for r in review_desk.changes_since_last_look(reviewer, sent.id) if r.kind == "enterprise"]) == 3
    with pytest.raises(RefusedError, match="锁定"):
        undo.undo(clerk, batch)
    with clerk.unit("之后照常登记") as unit:
        unit.update(FIRM, 1, {"headcount": 999})
    review.approve(reviewer, sent.id)
    assert review_desk.waiting(clerk) == []
    with pytest.raises(RefusedError):
        review.sign(people["签发丁"], sent.id)
    review.unlock(reviewer, sent.id, "登错")
    with pytest.raises(RefusedError, match="又被经办甲修改"):
        undo.undo(clerk, batch)


def test_queue_and_overview(store: Store) -> None:
    people = hire(store)
    clerk, reviewer = people["经办甲"], people["审核丙"]
    ids = firms(clerk, 4)
    sent = [review.submit(clerk, "enterprise", i) for i in ids[:3]]
    review.approve(reviewer, sent[0].id)
    later = datetime.now() + timedelta(days=3, hours=1)
    queue = review_desk.queue(reviewer, now=later)
    assert [line.review.id for line in queue] == [sent[1].id, sent[2].id]
    assert {line.days for line in queue} == {3}
    assert review_desk.queue(people["只读戊"]) == []
    assert [line.review.id for line in review_desk.queue(people["签发丁"])] == [sent[0].id]
    lines = {(o.by, o.name): o for o in review_desk.overview(reviewer, later)}
    assert lines["state", "待审核"].count == 2
    assert lines["role", "签发"].count == 1
    assert lines["person", "经办甲"].longest == 3
    assert lines["township", "乡1"].count == 1
    assert lines["department", "未定部门"].count == 3


def test_a_full_disk_leaves_the_state_as_it_was(store: Store) -> None:
    people = hire(store)
    firm = firms(people["经办甲"], 1)[0]
    sent = review.submit(people["经办甲"], "enterprise", firm)
    pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.conn.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AjxError, match="磁盘已满"):
        review.return_with(people["审核丙"], sent.id, [NewFinding("很长的意见" * 500) for _ in range(20)])
    assert review.get(people["经办甲"], sent.id).state is State.SUBMITTED
    assert review.findings(people["经办甲"], sent.id) == []
    store.conn.execute("PRAGMA max_page_count = 1000000")
    assert review.approve(people["审核丙"], sent.id).state is State.APPROVED


def test_a_subject_that_is_gone_is_refused(store: Store) -> None:
    people = hire(store)
    with pytest.raises(RefusedError, match="不存在"):
        review.submit(people["经办甲"], "sector", 99)
    with pytest.raises(RefusedError, match="不能送审"):
        review.submit(people["经办甲"], "setting", 0)
    with pytest.raises(RefusedError, match="没有这项"):
        review.approve(people["审核丙"], 99)


def test_a_checklist_is_read_point_by_point_and_a_document_chapter_by_chapter(store: Store) -> None:
    from office import paper

    from ajx_tui.services import checklists

    people = hire(store)
    clerk, reviewer = people["经办甲"], people["审核丙"]
    number = sheet(clerk)
    checklists.describe(clerk, number, {"conclusion": "总体符合"})
    checklists.add_evidence(clerk, number, "1.2", "enterprise", firms(clerk, 1)[0])
    sent = checklists.finish(clerk, number)
    seen = review_desk.changes_since_last_look(reviewer, sent.id)
    assert [(one.mark, one.label) for one in seen] == [
        ("", "QD2026-0001"), ("1.1", "第1项"), ("1.2", "第2项"), ("", "企业「示例县第0煤业有限公司」"),
    ]  # fmt: skip
    assert [(f.title, f.after) for f in seen[0].fields] == [("检查结论", "总体符合")]
    assert [(f.title, f.after) for f in seen[1].fields] == [("结论", "符合")]
    review_desk.looked(reviewer, sent.id)
    review.withdraw(clerk, sent.id)
    checklists.fill(clerk, number, {"1.2": {"answer": "不符合", "remark": "缺签字"}})
    review.submit(clerk, "checklist", number)
    (changed,) = review_desk.changes_since_last_look(reviewer, sent.id)
    assert (changed.mark, {(f.before, f.after) for f in changed.fields}) == (
        "1.2", {("符合", "不符合"), ("", "缺签字")},
    )  # fmt: skip

    document = paper(clerk)
    sent = review.submit(clerk, "document", document)
    seen = review_desk.changes_since_last_look(reviewer, sent.id)
    assert [one.label for one in seen] == ["工作方案", "a.pdf", "第1版各章"]
    assert [(f.field, f.title, f.after) for f in seen[2].fields] == [("chapters:工作目标", "工作目标", "全部投保")]
    review_desk.looked(reviewer, sent.id)
    returned = NewFinding("写明时限", "wording", "document", document, "chapters:工作目标")
    with pytest.raises(RefusedError, match="字段"):
        review.return_with(reviewer, sent.id, [NewFinding("错", "other", "document", document, "没有:这章")])
    review.return_with(reviewer, sent.id, [returned])
    with clerk.unit("导出工作方案") as unit:
        old = store.read("SELECT * FROM document_version")[0]
        names = [row[1] for row in store.read("PRAGMA table_info(document_version)")]
        kept = {n: v for n, v in zip(names, old, strict=True) if n in KINDS["document_version"].fields}
        changed_words = '[{"title": "工作目标", "plain": "年底前全部投保"}]'
        fresh = {"version": 2, "content": changed_words, "figures": '{"due": ["120"]}', "file_name": "b.pdf"}
        unit.insert(KINDS["document_version"], {**kept, **fresh})
    review.answer_finding(clerk, review.findings(clerk, sent.id)[0].id, "fixed")
    review.submit(clerk, "document", document)
    seen = review_desk.changes_since_last_look(reviewer, sent.id)
    assert [one.label for one in seen] == ["b.pdf", "第2版，与第1版相比文字不同", "第2版，与第1版相比数字不同"]
    assert [(f.title, f.before, f.after) for one in seen[1:] for f in one.fields] == [
        ("工作目标", "全部投保", "年底前全部投保"), ("应投保", "119", "120"),
    ]  # fmt: skip
