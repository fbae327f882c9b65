"""Undo and redo as new entries; the recycle bin; the county as of a past day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from office import FIRM, OBJECT, POLICY, firms, hire, policies

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import doctor, figures, packs, records, timeline, undo
from ajx_tui.services.session import Session
from ajx_tui.store import unit as unit_module
from ajx_tui.store.database import Store
from ajx_tui.store.lists import ListQuery, all_ids
from ajx_tui.store.records import count, get


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "ajx.db")
    opened.conn.execute("PRAGMA synchronous = OFF")
    yield opened
    path = opened.path
    opened.close()
    assert run(doctor.examine(path)).findings == []


@pytest.fixture
def people(store: Store) -> dict[str, Session]:
    return hire(store)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the PC's clock."""

    class Clock(datetime):
        at = datetime(2026, 1, 1)

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return cls.at

    monkeypatch.setattr(unit_module, "datetime", Clock)

    def set_to(text: str) -> None:
        Clock.at = datetime.fromisoformat(text)

    return set_to


def _all(store: Store) -> list[object]:
    tables = ("enterprise", "insured_object", "policy", "sector", "insurer", "enterprise_search")
    return [store.read(f"SELECT * FROM {t} ORDER BY 1") for t in tables]


def test_an_undo_is_a_new_entry_and_a_redo_another(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    firm = firms(clerk, 2)[0]
    records.save(clerk, FIRM, {"headcount": "66", "name": "示例县改名煤业有限公司"}, firm, "核对")
    before = store.revision()
    done = undo.undo(clerk)
    assert (done.intention, dict(done.counts)) == ("修改企业", {"改回企业": 1})
    assert get(store, FIRM, firm)["headcount"] == 5  # type: ignore[index]
    assert all_ids(store, ListQuery("enterprise", text="改名")).tolist() == []
    assert store.revision() > before
    assert [c.intention for c in timeline.record_changes(store, "enterprise", firm)] == [
        "撤销：修改企业", "修改企业", "登记企业",
    ]  # fmt: skip
    assert [c.mark for c in timeline.record_changes(store, "enterprise", firm)] == ["", "已撤销", ""]
    undo.redo(clerk)
    assert get(store, FIRM, firm)["headcount"] == 66  # type: ignore[index]
    assert [(c.intention, c.mark) for c in timeline.record_changes(store, "enterprise", firm)] == [
        ("重做：修改企业", ""), ("撤销：修改企业", "已重做"), ("修改企业", ""), ("登记企业", ""),
    ]  # fmt: skip
    with pytest.raises(RefusedError, match="重做"):
        undo.redo(clerk)
    undo.undo(clerk)
    undo.undo(clerk)
    assert count(store, FIRM) == 0
    assert count(store, OBJECT) == 0
    with pytest.raises(RefusedError, match="没有可以撤销"):
        undo.undo(clerk)


def test_a_whole_import_goes_and_comes_back(store: Store, people: dict[str, Session], tmp_path: Path) -> None:
    from ajx_tui.services import imports

    clerk = people["经办甲"]
    packs.seed(Session(store, "经办甲", clerk.account))
    path = tmp_path / "底数.csv"
    rows = "".join(f"示例县第{i}矿业有限公司,非煤矿山,乡{i % 5},{i + 3},确无代码\n" for i in range(300))
    path.write_text("企业名称,行业领域,乡镇,从业人员数,无代码原因\n" + rows, "utf-8")
    plans = [imports.plan(clerk, path, imports.Options(list_name="enterprise"))]
    assert run(imports.run(clerk, plans))[0].lists[0].new == 300
    planned = undo.plan(clerk)
    assert dict(planned.counts) == {"移入回收站企业": 300, "移入回收站应投保对象": 300}
    undo.undo(clerk, reason="导错文件")
    assert count(store, FIRM) == 0
    assert len(timeline.recycle_bin(store, "enterprise")) == 300
    assert timeline.recycle_bin(store, "enterprise")[0].reason.startswith("撤销：导入底数.csv")
    undo.redo(clerk)
    assert count(store, FIRM) == 300
    assert all_ids(store, ListQuery("enterprise", text="第299矿业")).tolist()
    again = run(imports.run(clerk, [imports.plan(clerk, path, imports.Options(list_name="enterprise"))]))
    assert (again[0].lists[0].new, again[0].lists[0].unchanged) == (0, 300)


def test_an_import_is_taken_back_later_and_again_from_the_journal(
    store: Store, people: dict[str, Session], tmp_path: Path
) -> None:
    """Not only the latest intention: any of one's own that nothing stands on since."""
    from ajx_tui.services import imports

    clerk = people["经办甲"]
    packs.seed(Session(store, "经办甲", clerk.account))
    path = tmp_path / "底数.csv"
    rows = "".join(f"示例县第{i}矿业有限公司,非煤矿山,乡{i % 5},{i + 3},确无代码\n" for i in range(5))
    path.write_text("企业名称,行业领域,乡镇,从业人员数,无代码原因\n" + rows, "utf-8")
    run(imports.run(clerk, [imports.plan(clerk, path, imports.Options(list_name="enterprise"))]))
    later = firms(clerk, 1)[0]
    records.save(clerk, FIRM, {"headcount": "9"}, later)
    found = {b.intention: b for b in timeline.batches(store)}
    imported = found["导入底数.csv"]
    assert undo.takes_back(clerk, imported) and not undo.takes_back(people["经办乙"], imported)
    assert not undo.takes_back(people["管理己"], found["建立账户"])
    assert [c.label for c in timeline.batch_changes(store, imported.batch, 3)] == [
        f"示例县第{i}矿业有限公司" for i in range(3)
    ]
    done = undo.undo(clerk, imported.batch)
    assert (done.intention, dict(done.counts)["移入回收站企业"]) == ("导入底数.csv", 5)
    assert get(store, FIRM, later)["headcount"] == 9  # type: ignore[index]
    journal = {b.batch: b for b in timeline.batches(store)}
    assert (journal[imported.batch].mark, journal[done.batch].mark) == ("已撤销", "")
    assert not undo.takes_back(clerk, journal[imported.batch])
    again = undo.undo(clerk, done.batch)
    assert undo.verb_of(journal[done.batch]) == "重做" and count(store, FIRM) == 6
    marks = {b.batch: b.mark for b in timeline.batches(store)}
    assert (marks[imported.batch], marks[done.batch], marks[again.batch]) == ("", "已重做", "")
    first = records.save(people["经办乙"], FIRM, {"phone": "0370-1"}, 1)
    assert first.changed
    records.save(people["经办乙"], FIRM, {"headcount": "700"}, 1)
    with pytest.raises(RefusedError, match=r"示例县第0矿业有限公司.*又被经办乙修改"):
        undo.undo(clerk, imported.batch)


def test_what_others_changed_since_is_not_overwritten(store: Store, people: dict[str, Session]) -> None:
    mine, theirs = people["经办甲"], people["经办乙"]
    firm = firms(mine, 1)[0]
    records.save(mine, FIRM, {"headcount": "66", "principal": "张某"}, firm)
    batch = timeline.batches(store, "经办甲")[0].batch
    records.save(theirs, FIRM, {"phone": "0370-1"}, firm)
    assert undo.plan(mine, batch).conflicts == ()
    records.save(theirs, FIRM, {"headcount": "70"}, firm)
    (conflict,) = undo.plan(mine, batch).conflicts
    assert conflict.field == "headcount"
    before = _all(store)
    with pytest.raises(RefusedError, match=r"从业人员数在.*又被经办乙修改"):
        undo.undo(mine, batch)
    assert _all(store) == before
    undo.undo(theirs)
    undo.undo(mine, batch)
    values = get(store, FIRM, firm)
    assert values is not None
    assert (values["headcount"], values["principal"], values["phone"]) == (5, None, "0370-1")


def test_what_others_hung_on_it_is_not_orphaned(store: Store, people: dict[str, Session]) -> None:
    ids = firms(people["经办甲"], 2)
    policies(people["经办乙"], ids)
    before = _all(store)
    with pytest.raises(RefusedError, match="名下"):
        undo.undo(people["经办甲"])
    assert _all(store) == before
    undo.undo(people["经办乙"])
    undo.undo(people["经办甲"])
    with pytest.raises(RefusedError, match="回收站"):
        undo.redo(people["经办乙"])


def test_only_ones_own_unless_one_manages(store: Store, people: dict[str, Session]) -> None:
    firms(people["经办甲"], 1)
    batch = timeline.batches(store, "经办甲")[0].batch
    with pytest.raises(NotPermittedError, match="别人"):
        undo.undo(people["经办乙"], batch)
    with pytest.raises(RefusedError, match="原因"):
        undo.undo(people["管理己"], batch)
    undo.undo(people["管理己"], batch, "登记有误")
    with pytest.raises(RefusedError, match="已经撤销"):
        undo.undo(people["经办甲"], batch)
    with pytest.raises(RefusedError, match="没有这批"):
        undo.undo(people["经办甲"], "nonsense")


def test_settings_are_undone_and_accounts_are_not(store: Store, people: dict[str, Session]) -> None:
    admin = people["管理己"]
    for day in ("2026-09-30", "2026-10-31"):
        with admin.unit("改截止日") as unit:
            unit.set_setting("as_of", day)
    undo.undo(admin)
    assert store.setting("as_of") == "2026-09-30"
    undo.undo(admin)
    assert store.setting("as_of") is None
    accounts_batch = store.read("SELECT batch FROM history WHERE kind = 'account' LIMIT 1")[0][0]
    with pytest.raises(RefusedError, match="停用"):
        undo.undo(admin, accounts_batch)


def test_a_deletion_is_undone_with_everything_that_went_with_it(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    firm = firms(clerk, 1)[0]
    before = _all(store)
    records.delete(clerk, FIRM, firm, "误删")
    undo.undo(clerk)
    assert _all(store) == before


def test_the_recycle_bin_gives_back_what_was_one(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    ids = firms(clerk, 1)
    sold = policies(clerk, ids)
    records.delete(clerk, POLICY, sold[0], "误录")
    records.delete(clerk, FIRM, ids[0], "误录")
    listed = [(one.kind, one.label, one.reason, one.actor) for one in timeline.recycle_bin(store)]
    assert ("enterprise", "示例县第0煤业有限公司", "误录", "经办甲") in listed
    assert ("policy", "PZ00001", "误录", "经办甲") in listed
    with pytest.raises(RefusedError, match="先恢复后者"):
        records.restore(clerk, POLICY, sold[0])
    records.restore(clerk, FIRM, ids[0])
    records.restore(clerk, POLICY, sold[0])
    assert timeline.recycle_bin(store) == []
    assert count(store, OBJECT) == 1
    with pytest.raises(RefusedError, match="不在回收站"):
        records.restore(clerk, POLICY, sold[0])


def test_an_undo_that_is_stopped_leaves_nothing(store: Store, people: dict[str, Session]) -> None:
    clerk = people["经办甲"]
    firms(clerk, 50)
    before, revision = _all(store), store.revision()
    job = undo.undo_job(clerk)
    next(job)
    job.close()
    assert _all(store) == before
    assert store.revision() == revision


def test_the_journal_reads_like_people_talk(store: Store, people: dict[str, Session]) -> None:
    firm = firms(people["经办甲"], 1)[0]
    records.save(people["经办甲"], FIRM, {"status": "停产", "status_on": "2026-05-01"}, firm, "企业来函")
    change = timeline.log(store, "enterprise", firm)[0]
    assert (change.actor, change.label, change.reason) == ("经办甲", "示例县第0煤业有限公司", "企业来函")
    assert {(f.title, f.before, f.after) for f in change.fields} == {
        ("经营状态", "在营", "停产"), ("停产/关闭日期", "", "2026-05-01"),
    }  # fmt: skip
    created = timeline.log(store, "enterprise", firm)[-1]
    assert {f.title: f.after for f in created.fields}["行业领域"] == "煤矿"
    assert timeline.log(store, actor="签发丁") == []
    assert len(timeline.log(store, limit=3)) == 3
    assert timeline.log(store, since="2999-01-01") == []
    account = timeline.log(store, "account")[0]
    assert "（已加密）" in {f.after for f in account.fields}


def test_as_of_a_past_day_is_what_it_was(
    store: Store, people: dict[str, Session], clock: Callable[[str], None]
) -> None:
    clerk = people["经办甲"]
    clock("2026-03-01T09:00:00")
    ids = firms(clerk, 5)
    clock("2026-03-02T09:00:00")
    policies(clerk, ids)
    was = _all(store)
    clock("2026-03-03T09:00:00")
    records.save(clerk, FIRM, {"headcount": "500", "name": "示例县新名煤业有限公司"}, ids[0])
    with clerk.unit("删保单") as unit:
        unit.delete(POLICY, 1, "退保")
        unit.set_setting("as_of", "2026-03-03")
    clock("2026-03-04T09:00:00")
    firms(clerk, 3)
    undo.undo(clerk)
    with timeline.as_of(store, date(2026, 3, 2)) as past:
        assert [list(map(tuple, t)) for t in _all(past)] == [list(map(tuple, t)) for t in was]  # type: ignore[call-overload]
        assert past.setting("as_of") is None
        assert all_ids(past, ListQuery("enterprise", text="第0煤业")).tolist() == [ids[0]]
        assert past.read("SELECT count(*) FROM account") == [(0,)]
        with pytest.raises(Exception, match="只能查看"), past.unit("甲", "改"):
            pass
        folder = past.path.parent
        assert past.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert past.conn.execute("PRAGMA foreign_key_check").fetchall() == []
        wrong = run(doctor.examine(past.path)).findings
        assert {f.kind for f in wrong} == {"account"}, "accounts are left out, nothing else"
    assert not folder.exists()
    with timeline.as_of(store, date(2026, 3, 1)) as past:
        assert (count(past, FIRM), count(past, POLICY)) == (5, 0)
    with timeline.as_of(store, date(2030, 1, 1)) as past:
        assert [list(map(tuple, t)) for t in _all(past)] == [list(map(tuple, t)) for t in _all(store)]  # type: ignore[call-overload]


def test_figures_as_of_a_past_day(store: Store, people: dict[str, Session], clock: Callable[[str], None]) -> None:
    clerk = people["经办甲"]
    clock("2026-03-01T09:00:00")
    packs.seed(clerk)
    ids = firms(clerk, 4)
    clock("2026-04-01T09:00:00")
    policies(clerk, ids)
    now = figures.figures(store, "2026-06-30", ("insured", "due"))
    with timeline.as_of(store, date(2026, 3, 15)) as past:
        then = figures.figures(past, "2026-06-30", ("insured", "due"))
        assert (then.count("due"), then.count("insured")) == (4, 0)
    assert (now.count("due"), now.count("insured")) == (4, 4)


def test_a_clock_set_back_loses_nothing(store: Store, people: dict[str, Session], clock: Callable[[str], None]) -> None:
    clerk = people["经办甲"]
    for at, count_of in (("2026-03-01T09:00:00", 1), ("2026-03-05T09:00:00", 2), ("2019-01-01T00:00:00", 4)):
        clock(at)
        firms(clerk, count_of)
    clock("2026-03-10T09:00:00")
    firms(clerk, 8)
    for day, expected in (("2026-03-01", 1), ("2026-03-05", 7), ("2026-03-20", 15)):
        with timeline.as_of(store, date.fromisoformat(day)) as past:
            assert count(past, FIRM) == expected, day
    clock("2026-03-09T09:00:00")
    undo.undo(clerk)
    assert count(store, FIRM) == 7
    report = run(doctor.examine(store.path))
    assert report.findings == []
    assert any("调回" in text for text in report.notices)


def test_a_clock_set_back_is_told_and_bends_no_review(
    store: Store, people: dict[str, Session], clock: Callable[[str], None]
) -> None:
    from ajx_tui.services import review, review_desk

    clerk, reviewer = people["经办甲"], people["审核丙"]
    assert timeline.clock_behind(store, datetime.now()) == ""
    clock("2099-03-05T09:00:00")
    sent = review.submit(clerk, "enterprise", firms(clerk, 1)[0])
    told = timeline.clock_behind(store, datetime(2026, 3, 1, 8, 30))
    assert "2026-03-01 08:30" in told and "2099-03-05 09:00" in told
    assert timeline.clock_behind(store, datetime(2099, 3, 5, 8, 57)) == "", "a few minutes are no matter"
    clock("2019-01-01T00:00:00")
    (waits,) = review_desk.queue(reviewer, now=datetime(2019, 1, 1))
    assert waits.days == 0
    review.return_with(reviewer, sent.id, [review.NewFinding("改")])
    review.answer_finding(clerk, review.findings(clerk, sent.id)[0].id, "fixed")
    review.submit(clerk, "enterprise", sent.subject_id)
    review.approve(reviewer, sent.id)
    steps = review.steps(reviewer, sent.id)
    assert [s.act for s in steps] == ["submit", "return", "submit", "approve"], "in the order in which they were taken"
    assert [s.revision for s in steps] == sorted(s.revision for s in steps)


def test_a_clock_set_back_keeps_the_order_of_saving_undoing_and_drafts(
    store: Store, people: dict[str, Session], clock: Callable[[str], None]
) -> None:
    """What came last is what was done last, whatever its date says."""
    from ajx_tui.services import drafts

    clerk = people["经办甲"]
    clock("2099-03-05T09:00:00")
    (firm,) = firms(clerk, 1)
    drafts.keep(clerk, FIRM, firm, {"headcount": "9"})
    clock("2019-01-01T00:00:00")
    drafts.keep(clerk, FIRM, firm, {"headcount": "10"})
    assert [dict(d.content) for d in drafts.waiting(clerk)] == [{"headcount": "10"}]
    for number in ("11", "12"):
        records.save(clerk, FIRM, {"headcount": number}, firm)
    assert drafts.waiting(clerk) == []
    assert [c.fields[0].after for c in timeline.record_changes(store, "enterprise", firm)[:2]] == ["12", "11"]
    undo.undo(clerk)
    assert (get(store, FIRM, firm) or {})["headcount"] == 11
    undo.redo(clerk)
    assert (get(store, FIRM, firm) or {})["headcount"] == 12
    clock("2026-03-05T09:00:00")
    undo.undo(clerk)
    assert (get(store, FIRM, firm) or {})["headcount"] == 11
    assert [b.at[:4] for b in timeline.batches(store, limit=6)] == ["2026", "2019", "2019", "2019", "2019", "2099"]


def test_documents_as_of_a_past_day_say_what_was_known_then(
    store: Store, people: dict[str, Session], clock: Callable[[str], None]
) -> None:
    """The chapters as they were worded then, the versions there were, the numbers that were printed, the review."""
    from ajx_tui.services import documents, office, review

    clerk = people["经办甲"]
    clock("2026-03-01T09:00:00")
    office.set_up(people["管理己"], {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    packs.seed(people["管理己"])
    ids = firms(clerk, 4)
    day = date(2026, 6, 30)
    documents.save_chapter(clerk, "plan", day, "工作目标", "应投保{due}个。")
    with clerk.unit("导出工作方案") as unit:
        document = documents.working(clerk, "plan", day).id
        row = {"document_id": document, "version": 1, "format": "pdf", "made_by": "经办甲", "made_at": "2026-03-01"}
        row |= {"revision": "1"}
        text = {"file_name": "a.pdf", "sha256": "0" * 64, "content_sha256": "0" * 64, "figures": '{"due": ["4"]}'}
        content = '[{"title": "工作目标", "plain": "应投保4个。"}]'
        unit.insert(KINDS["document_version"], {**row, **text, "content": content})
    assert document is not None
    clock("2026-04-01T09:00:00")
    records.save(clerk, FIRM, {"name": "示例县改名煤业有限公司"}, ids[0])
    undo.undo(clerk)
    documents.save_chapter(clerk, "plan", day, "工作目标", "应投保{due}个，全部投保。")
    firms(clerk, 2)
    with timeline.as_of(store, date(2026, 3, 15)) as past:
        then = Session(past, "经办甲")
        assert documents.working(then, "plan", day).edited == {"工作目标": "应投保{due}个。"}
        assert [v.figures["due"] for v in documents.versions(then, document)] == [("4",)]
        built = documents.build(then, "plan", day)
        assert "应投保4个。" in {chapter.plain for chapter in documents.chapters(built)}
        assert review.review_of(then, "document", document) is None
    now = documents.build(clerk, "plan", day)
    assert "应投保6个，全部投保。" in {chapter.plain for chapter in documents.chapters(now)}


def test_there_is_nothing_before_the_beginning(store: Store, people: dict[str, Session]) -> None:
    with pytest.raises(RefusedError, match="还没有数据"):
        timeline.store_as_of(store, date(2000, 1, 1))


def test_a_printed_fingerprint_can_be_proved(store: Store, people: dict[str, Session]) -> None:
    firms(people["经办甲"], 1)
    printed = timeline.fingerprint(store)
    firms(people["经办甲"], 1)
    assert timeline.proves(store, printed)
    assert not timeline.proves(store, printed.replace(printed[-1], "0" if printed[-1] != "0" else "1"))
    assert not timeline.proves(store, "nonsense")
