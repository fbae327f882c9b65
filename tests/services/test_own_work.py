"""Nobody passes his own work: every way round it that we could think of, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office import FIRM, OBJECT, POLICY, firms, hire, paper, policies, sheet

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role, State
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import (
    accounts,
    attachments,
    backups,
    bulk,
    checklists,
    demo,
    merging,
    office,
    permissions,
    records,
    review,
    timeline,
    undo,
)
from ajx_tui.services.review import NewFinding
from ajx_tui.services.session import Session
from ajx_tui.store import accounts as stored
from ajx_tui.store.database import Store

LONG = "很长的口令甲乙丙1"
ALL = frozenset({Role.CLERK, Role.REVIEWER, Role.LEADER})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "db" / "ajx.db")
    opened.conn.execute("PRAGMA synchronous = OFF")
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> dict[str, Session]:
    return hire(store)


def _refused(session: Session, review_id: int, told: str = "自己的工作") -> None:
    """The step is not offered, and refused to whoever asks all the same."""
    assert {a.value for a in review.actions(session, review.get(session, review_id))} <= {"withdraw", "unlock"}
    for step in (review.approve, review.sign, lambda s, r: review.return_with(s, r, [NewFinding("改")])):
        with pytest.raises(AjxError):
            step(session, review_id)
    with pytest.raises(NotPermittedError, match=told):
        review.approve(session, review_id)


def _person(store: Store, name: str) -> Session:
    return Session(store, name, stored.by_name(store, name))


def _own_password(store: Store, name: str) -> Session:
    """Log in with the password that was given, and choose one of one's own."""
    session = accounts.log_in(store, name, LONG)
    accounts.change_password(session, LONG, LONG + name)
    return _person(store, name)


# ----- work by other hands


def test_who_attached_a_file_made_part_of_it(store: Store, people: dict[str, Session], tmp_path: Path) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    firm, other = firms(clerk, 2)
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(b"%PDF scan")
    run(attachments.add(both, "enterprise", firm, scan))
    _refused(both, review.submit(clerk, "enterprise", firm).id)
    assert review.approve(both, review.submit(clerk, "enterprise", other).id).state is State.APPROVED


def test_who_answered_a_finding_made_part_of_it(store: Store, people: dict[str, Session]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    sent = review.submit(clerk, "enterprise", firms(clerk, 1)[0])
    review.return_with(people["审核丙"], sent.id, [NewFinding("人数不实")])
    review.answer_finding(both, review.findings(both, sent.id)[0].id, "explained", "含劳务派遣")
    review.submit(clerk, "enterprise", sent.subject_id)
    _refused(both, sent.id)


def test_who_changed_a_line_or_the_own_object_made_part_of_it(store: Store, people: dict[str, Session]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    ids = firms(clerk, 2)
    sold = policies(clerk, ids)
    with both.unit("约定服务") as unit:
        unit.insert(KINDS["promised_service"], {"policy_id": sold[0], "item": "hazard_check", "times": 2})
        own = unit.conn.execute("SELECT id FROM insured_object WHERE enterprise_id = ?", (ids[1],)).fetchone()[0]
        unit.update(OBJECT, own, {"headcount": 3})
    _refused(both, review.submit(clerk, "policy", sold[0]).id)
    _refused(both, review.submit(clerk, "enterprise", ids[1]).id)
    assert review.approve(both, review.submit(clerk, "policy", sold[1]).id).state is State.APPROVED


def test_what_went_in_by_merging_counts_for_whoever_made_it(store: Store, people: dict[str, Session]) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    keep, middle = firms(clerk, 2)
    records.delete(clerk, FIRM, firms(clerk, 1)[0], "占位")
    drop = firms(both, 1)[0]
    merging.merge(clerk, middle, drop, "同一家")
    merging.merge(clerk, keep, middle, "同一家")
    _refused(both, review.submit(clerk, "enterprise", keep).id)


def test_who_filled_a_handed_out_list_in_can_not_pass_it(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    mine, theirs = sheet(clerk), sheet(clerk)
    checklists.describe(clerk, mine, {"checker": "张三、审核 丙"})
    checklists.describe(clerk, theirs, {"checker": "张三"})
    _refused(people["审核丙"], checklists.finish(clerk, mine).id)
    assert review.approve(people["审核丙"], checklists.finish(clerk, theirs).id).state is State.APPROVED


@pytest.mark.parametrize("how", ["redo", "bin", "merge taken back"])
def test_taking_back_and_doing_again_leaves_a_hand_in_it(store: Store, people: dict[str, Session], how: str) -> None:
    clerk, both = people["经办甲"], people["全能庚"]
    firm, twin = firms(clerk, 2)
    if how == "redo":
        records.save(both, FIRM, {"headcount": "44"}, firm)
        undo.undo(both)
        undo.redo(both)
    elif how == "bin":
        records.delete(both, FIRM, firm, "误删")
        records.restore(both, FIRM, firm)
    else:
        merging.merge(both, firm, twin, "看错", frozenset({"headcount"}))
        undo.undo(both)
    _refused(both, review.submit(clerk, "enterprise", firm).id)


# ----- other names of the same person


def test_work_under_another_writing_of_the_name_is_the_same_work(store: Store) -> None:
    early = Session(store, "全 能庚")
    firm = firms(early, 1)[0]
    people = hire(store)
    _refused(people["全能庚"], review.submit(people["经办甲"], "enterprise", firm).id)


def test_work_from_before_there_were_accounts_is_not_passed_by_the_first(store: Store) -> None:
    firm, other = firms(Session(store), 2)
    chief = accounts.set_up_first(store, "主任", LONG).session
    accounts.add(chief, "小王", LONG, ALL)
    accounts.add(chief, "小李", LONG, ALL)
    clerk, reviewer = _own_password(store, "小王"), _own_password(store, "小李")
    sent = review.submit(clerk, "enterprise", firm)
    _refused(chief, sent.id, "启用账户以前")
    assert review.approve(reviewer, sent.id).state is State.APPROVED
    with clerk.unit("清单") as unit:
        unit.delete(FIRM, other, "重复")
    fresh = sheet(clerk)
    assert review.approve(chief, checklists.finish(clerk, fresh).id).state is State.APPROVED


def test_without_accounts_nobody_passes_anything(store: Store) -> None:
    clerk, reviewer = (Session(store).as_role(role) for role in (Role.CLERK, Role.REVIEWER))
    sent = review.submit(clerk, "enterprise", firms(clerk, 1)[0])
    _refused(reviewer, sent.id, "没有建立账户")
    _refused(Session(store, "随便一个名字"), sent.id, "没有建立账户")


def test_an_account_that_the_maker_made_for_himself_afterwards(store: Store) -> None:
    """The administrator is also the clerk: a second account, or a colleague's that he took over, helps him nothing."""
    maker = accounts.set_up_first(store, "主任", LONG).session
    accounts.add(maker, "小李", LONG, ALL)
    reviewer = _own_password(store, "小李")
    accounts.add(maker, "副主任", LONG, frozenset({Role.ADMIN}))
    second = _own_password(store, "副主任")
    sent = checklists.finish(maker, sheet(maker))
    assert "approve" in review.actions(reviewer, sent), "an account from before the work is somebody else"
    accounts.add(maker, "主任2", LONG, ALL)
    _refused(_own_password(store, "主任2"), sent.id, "视同主任本人")
    accounts.reset_password(maker, "小李", LONG)
    _refused(_own_password(store, "小李"), sent.id, "视同主任本人")
    accounts.reset_password(second, "小李", LONG)
    assert review.approve(_own_password(store, "小李"), sent.id).state is State.APPROVED


def test_roles_that_change_between_submitting_and_approving(store: Store, people: dict[str, Session]) -> None:
    clerk, admin = people["经办甲"], people["管理己"]
    sent = review.submit(clerk, "enterprise", firms(clerk, 1)[0])
    accounts.change_roles(admin, "经办甲", frozenset({Role.REVIEWER, Role.LEADER}), "调岗")
    _refused(clerk, sent.id)
    accounts.change_roles(admin, "审核丙", frozenset({Role.CLERK}), "调岗")
    _refused(people["审核丙"], sent.id, "需要审核角色")
    accounts.change_roles(admin, "经办乙", frozenset({Role.REVIEWER}), "调岗")
    assert review.approve(people["经办乙"], sent.id).state is State.APPROVED


# ----- switching the rule off


def test_the_rule_is_switched_only_by_who_manages_and_not_by_undoing(store: Store, people: dict[str, Session]) -> None:
    admin = people["管理己"]
    with pytest.raises(NotPermittedError):
        permissions.set_maker_checker_off(people["全能庚"], True, "试")
    with pytest.raises(RefusedError, match="原因"):
        permissions.set_maker_checker_off(admin, True)
    permissions.set_maker_checker_off(admin, True, "只有一人")
    permissions.set_maker_checker_off(admin, False)
    batch = timeline.batches(store)[0].batch
    with store.unit("管理己", "添加管理员") as unit:
        unit.conn.execute("UPDATE account SET roles = 'admin' WHERE name = '签发丁'")
    accounts.change_roles(people["签发丁"], "管理己", ALL, "不再管理")
    for way in (lambda: undo.undo(admin, batch), lambda: undo.undo(admin)):
        with pytest.raises(NotPermittedError, match="管理"):
            way()
    assert not permissions.maker_checker_off(store)
    for name in ("review.one_person", "idle_minutes", "packs.active", "demo"):
        with pytest.raises(NotPermittedError, match="管理"), admin.unit("改设置") as unit:
            unit.set_setting(name, True)
        assert store.setting(name) is not True


def test_what_was_passed_alone_says_so_for_good(store: Store, people: dict[str, Session]) -> None:
    alone, admin = people["全能庚"], people["管理己"]
    list_id = sheet(alone)
    sent = checklists.finish(alone, list_id)
    assert review.set_aside(store, "checklist", list_id) == ""
    permissions.set_maker_checker_off(admin, True, "只有一人")
    assert review.set_aside(store, "checklist", list_id) == review.ALONE
    review.approve(alone, sent.id)
    permissions.set_maker_checker_off(admin, False)
    assert review.set_aside(store, "checklist", list_id) == review.ALONE
    form = run(checklists.export_job(alone, list_id, store.path.parent / "表.docx", suffix="docx"))
    from docx import Document

    made = Document(str(form.path))
    assert review.ALONE in "".join(p.text for p in made.paragraphs)
    review.unlock(people["签发丁"], sent.id, "重审")
    assert review.set_aside(store, "checklist", list_id) == ""
    review.submit(alone, "checklist", list_id)
    review.approve(people["审核丙"], sent.id)
    assert review.set_aside(store, "checklist", list_id) == ""


def test_a_real_office_does_not_turn_into_the_practice_county(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    with pytest.raises(RefusedError, match="正式数据"):
        run(demo.build(clerk))
    admin = people["管理己"]
    given = {"name": "示例县应急管理局", "area": "示例县", "level": "county"}
    with pytest.raises(NotPermittedError, match="管理"):
        office.set_up(clerk, given)
    made = office.set_up(admin, given).id
    for attempt in (
        lambda: records.delete(clerk, KINDS["office"], made, "删"),
        lambda: records.save(clerk, KINDS["office"], {"name": "别的局"}, made),
        lambda: run(bulk.delete_many(clerk, KINDS["office"], [made], "删")),
    ):
        with pytest.raises(NotPermittedError, match="管理"):
            attempt()
    assert not Session(store).open


def test_a_practice_county_stays_one(store: Store) -> None:
    me = Session(store)
    with me.unit("演示县") as unit:
        unit.set_setting("demo", True)
    with pytest.raises(RefusedError):
        undo.undo(me)
    assert me.practising


def test_a_backup_is_put_back_only_by_who_manages(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    saved = backups.make(clerk)
    sent = review.submit(clerk, "enterprise", firms(clerk, 1)[0])
    with pytest.raises(NotPermittedError, match="管理"):
        backups.restore(clerk, saved)
    assert review.get(clerk, sent.id).state is State.SUBMITTED
    back = backups.restore(people["管理己"], saved)
    assert review.review_of(back, "enterprise", sent.subject_id) is None
    back.store.close()


# ----- what is locked


def test_files_of_what_is_locked_stay_as_they_are(store: Store, people: dict[str, Session], tmp_path: Path) -> None:
    clerk = people["经办甲"]
    firm, other = firms(clerk, 2)
    list_id = sheet(clerk)
    point = store.read("SELECT min(id) FROM checklist_item WHERE checklist_id = ?", (list_id,))[0][0]
    document = paper(clerk)
    version = store.read("SELECT max(id) FROM document_version")[0][0]
    kept = {}
    for number, (kind, owner) in enumerate(
        (("enterprise", firm), ("checklist_item", point), ("checklist", list_id), ("document_version", version))
    ):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(b"%PDF" + bytes([number]))
        kept[kind, owner] = run(attachments.add(clerk, kind, owner, file))
    spare = tmp_path / "别的.pdf"
    spare.write_bytes(b"%PDF other")
    loose = run(attachments.add(clerk, "enterprise", other, spare))
    for kind, subject in (("enterprise", firm), ("checklist", list_id), ("document", document)):
        sent = review.submit(clerk, kind, subject)
        review.approve(people["审核丙"], sent.id)
    before = store.read("SELECT * FROM attachment ORDER BY id")
    fresh = tmp_path / "新的.pdf"
    fresh.write_bytes(b"%PDF fresh")
    file_kind = KINDS["attachment"]
    for (kind, owner), attachment in kept.items():
        attempts: list[Callable[[], object]] = [
            lambda k=kind, o=owner: run(attachments.add(clerk, k, o, fresh)),  # type: ignore[misc]
            lambda a=attachment: attachments.remove(clerk, a, "换"),  # type: ignore[misc]
            lambda a=attachment: records.save(clerk, file_kind, {"note": "改"}, a),  # type: ignore[misc]
            lambda a=attachment: records.save(clerk, file_kind, {"owner_kind": "enterprise", "owner_id": other}, a),  # type: ignore[misc]
            lambda k=kind, o=owner: records.save(clerk, file_kind, {"owner_kind": k, "owner_id": o}, loose),  # type: ignore[misc]
            lambda: undo.undo(clerk),
        ]
        for attempt in attempts[:-1]:
            with pytest.raises(RefusedError, match="不能修改"):
                attempt()
            assert store.read("SELECT * FROM attachment ORDER BY id") == before, kind
        assert review.is_locked(clerk, "attachment", attachment)
    assert not list(attachments.folder(store).glob("*.part"))
    assert not review.is_locked(clerk, "attachment", loose)
    attachments.remove(clerk, loose, "不要")
    with pytest.raises(RefusedError, match="不能修改"):
        merging.merge(clerk, firm, other, "同一家", frozenset({"headcount"}))


def test_lines_are_locked_with_what_they_belong_to_and_others_are_not(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    ids = firms(clerk, 2)
    sold = policies(clerk, ids)
    with clerk.unit("项目") as unit:
        site = unit.insert(OBJECT, {"enterprise_id": ids[0], "type": "project", "code": "GC1", "name": "示例工程"})
    for kind, subject in (("policy", sold[0]), ("enterprise", ids[0])):
        review.approve(people["审核丙"], review.submit(clerk, kind, subject).id)
    own = store.read("SELECT id FROM insured_object WHERE enterprise_id = ? AND type = 'enterprise'", (ids[0],))[0][0]
    promised = KINDS["promised_service"]
    with pytest.raises(RefusedError, match="不能修改"), clerk.unit("加") as unit:
        unit.insert(promised, {"policy_id": sold[0], "item": "hazard_check", "times": 1})
    with pytest.raises(RefusedError, match="不能修改"), clerk.unit("改") as unit:
        unit.update(OBJECT, own, {"status": "closed"})
    with clerk.unit("别的照常") as unit:
        unit.update(OBJECT, site, {"name": "示例工程二期"})
        unit.insert(promised, {"policy_id": sold[1], "item": "hazard_check", "times": 1})
        unit.update(POLICY, sold[1], {"headcount": 9})
    with pytest.raises(RefusedError, match="不能修改"), clerk.unit("挂过来") as unit:
        unit.update(promised, 1, {"policy_id": sold[0]})


@pytest.mark.parametrize("kind", ["checklist_item", "attachment", "document_version", "promised_service"])
def test_a_part_is_not_submitted_by_itself(store: Store, people: dict[str, Session], kind: str) -> None:
    with pytest.raises(RefusedError, match="不能单独送审"):
        review.submit(people["经办甲"], kind, 1)


def test_what_was_taken_back_is_not_submitted(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    firms(clerk, 1)
    batch = undo.undo(clerk).undoes
    with pytest.raises(RefusedError, match="已被撤销"):
        review.submit_changes(clerk, [batch])


@pytest.mark.parametrize("answer", [None, "no"])
def test_no_way_submits_an_unfinished_list(store: Store, people: dict[str, Session], answer: str | None) -> None:
    list_id = sheet(people["经办甲"], answer)
    with pytest.raises(RefusedError, match="没有填完"):
        review.submit(people["经办甲"], "checklist", list_id)
    assert review.review_of(people["经办甲"], "checklist", list_id) is None


def test_an_import_leaves_what_is_under_review_alone(store: Store, people: dict[str, Session], tmp_path: Path) -> None:
    from ajx_tui.services import imports

    clerk = people["经办甲"]
    locked = firms(clerk, 2)[0]
    review.submit(clerk, "enterprise", locked)
    rows = "".join(f"示例县第{n}煤业有限公司,煤矿,乡{n},88,测试\n" for n in (0, 1))
    path = tmp_path / "底数.csv"
    path.write_text("企业名称,行业领域,乡镇,从业人员数,无代码原因\n" + rows, "utf-8")
    plan = imports.plan(people["全能庚"], path, imports.Options(list_name="enterprise"))
    (result,) = run(imports.run(people["全能庚"], [plan]))
    assert result.lists[0].changed == 1
    assert ["不能修改" in text for d in result.lists[0].refused for text in d.refused.values()] == [True]
    assert store.read("SELECT headcount FROM enterprise ORDER BY id") == [(5,), (88,)]


def test_reading_and_exporting_makes_nobody_a_maker(store: Store, people: dict[str, Session], tmp_path: Path) -> None:
    from ajx_tui.services import review_desk

    clerk, reviewer = people["经办甲"], people["审核丙"]
    firm, list_id = firms(clerk, 1)[0], sheet(clerk)
    sent = [review.submit(clerk, "enterprise", firm), checklists.finish(clerk, list_id)]
    run(checklists.export_job(reviewer, list_id, tmp_path / "表.xlsx", suffix="xlsx"))
    run(checklists.export_job(reviewer, list_id, tmp_path / "表.docx", suffix="docx"))
    for one in sent:
        review_desk.looked(reviewer, one.id)
        assert review.approve(reviewer, one.id).state is State.APPROVED


def test_a_document_passed_alone_says_so_itself(store: Store, people: dict[str, Session]) -> None:
    alone, admin = people["全能庚"], people["管理己"]
    sent = review.submit(alone, "document", paper(alone))
    permissions.set_maker_checker_off(admin, True, "只有一人")
    with pytest.raises(NotPermittedError, match="没有注明"):
        review.approve(alone, sent.id)
    review.withdraw(alone, sent.id)
    with alone.unit("重新导出") as unit:
        unit.update(KINDS["document_version"], 1, {"alone": 1})
    review.submit(alone, "document", sent.subject_id)
    assert review.approve(alone, sent.id).state is State.APPROVED
    assert [s.alone for s in review.steps(alone, sent.id)][-1] is True


def test_somebody_else_is_somebody_else_in_a_one_person_office_too(store: Store, people: dict[str, Session]) -> None:
    permissions.set_maker_checker_off(people["管理己"], True, "只有一人")
    sent = review.submit(people["经办甲"], "enterprise", firms(people["经办甲"], 1)[0])
    review.approve(people["审核丙"], sent.id)
    assert [s.alone for s in review.steps(people["审核丙"], sent.id)] == [False, False]


def test_words_that_stand_in_no_version_are_not_submitted(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    document = paper(clerk)
    with clerk.unit("编辑") as unit:
        unit.update(KINDS["document"], document, {"chapters": '{"工作目标": "改"}'})
        bare = unit.insert(KINDS["document"], {"name": "bulletin", "title": "通报", "as_of": "2026-10-31"})
    for one in (document, bare):
        with pytest.raises(RefusedError, match="还没有存成一版"):
            review.submit(clerk, "document", one)
    with clerk.unit("编辑") as unit:
        unit.update(KINDS["document"], document, {"chapters": None})
    assert review.submit(clerk, "document", document).state is State.SUBMITTED
