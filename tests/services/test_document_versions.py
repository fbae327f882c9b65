"""Documents on record: live fields in edited chapters, versions, what changed, papers of enterprises, locked bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from ajx_tui.documents.texts import editing
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import demo, documents, review
from ajx_tui.services.documents import changes, drafting
from ajx_tui.services.figures import figures
from ajx_tui.services.packs import rules
from ajx_tui.services.session import Session
from ajx_tui.store import lists
from ajx_tui.store import records as stored
from ajx_tui.store.lists import ListQuery

DAY = demo.AS_OF


@pytest.fixture
def session(practised: Session) -> Session:
    """The practice county, to be changed."""
    return practised


def export(session: Session, name: str, path: Path, **given: object) -> Path:
    run(documents.export_job(session, name, DAY, path, bundled_only=True, recorded=True, **given))  # type: ignore[arg-type]
    return path


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def only_version(session: Session, name: str) -> documents.Version:
    present = documents.working(session, name, DAY)
    assert present.id is not None
    return documents.versions(session, present.id)[-1]


@pytest.mark.parametrize("name", list(documents.CATALOGUE))
def test_a_chapter_read_for_editing_and_not_changed_prints_the_same(session: Session, name: str) -> None:
    chosen = documents.entry(name)
    facts = documents.facts_for(session, chosen, DAY)
    document = chosen.build(facts, documents.Paper())
    texts = {one.title: one.text for one in editing.chapters(document)}
    again = editing.fill(document, texts, facts)
    assert len(again.blocks) == len(document.blocks)
    assert editing.plain(again.blocks) == editing.plain(document.blocks)
    assert drafting.printed(again) == drafting.printed(document)


def test_numbers_of_an_edited_chapter_follow_the_records(session: Session, tmp_path: Path) -> None:
    typed = "本县应投保对象共{due}个，另有理赔{claims}起。{{甲}}[/乙]{无此域}"
    documents.save_chapter(session, "plan", DAY, "工作目标", typed)
    before = figures(session.store, DAY)
    text = text_of(export(session, "plan", tmp_path / "a.pdf"))
    assert f"本县应投保对象共{before.count('due')}个，另有理赔{before.count('claims')}起。{{甲}}" in text
    assert "[/乙]" in text
    gone = figures(session.store, DAY).ids("due").ids[0]
    with session.unit("删") as unit:
        unit.delete(KINDS["insured_object"], gone, "误登")
    text = text_of(export(session, "plan", tmp_path / "b.pdf"))
    assert f"本县应投保对象共{before.count('due') - 1}个" in text
    found = changes.since(
        documents.versions(session, documents.working(session, "plan", DAY).id or 0)[0],
        documents.build(session, "plan", DAY),
        rules(session.store),
    )
    due = next(one for one in found.numbers if one.evidence == "due")
    assert (due.before, due.after) == (str(before.count("due")), str(before.count("due") - 1))
    assert any(one.chapter == "工作目标" and one.before != one.after for one in found.texts)


def test_what_no_database_can_hold_is_cleaned_from_a_chapter(session: Session) -> None:
    text = "甲\x00乙\ud800丙\u202e\n" + "[/甲]"
    kept = documents.save_chapter(session, "plan", DAY, "工作目标", text).edited["工作目标"]
    assert kept.splitlines()[0].startswith("甲") and kept.endswith("[/甲]")
    assert not set("\x00\ud800\u202e") & set(kept)
    with pytest.raises(RefusedError, match="太长"):
        documents.save_chapter(session, "plan", DAY, "工作目标", "长" * (editing.LONGEST + 1))


def test_small_headings_tables_and_order_can_be_edited(session: Session) -> None:
    chosen = documents.entry("evaluation")
    facts = documents.facts_for(session, chosen, DAY)
    document = chosen.build(facts, documents.Paper())
    chapter = next(one for one in editing.chapters(document) if one.title == "隐患闭环管理情况")
    assert "【表1：表3　分行业领域隐患整改情况】" in chapter.text and "{hazards}" in chapter.text
    edited = {chapter.title: "## 总体\n隐患{hazards}条。\n### 细目\n话\n## 其他\n话"}
    again = editing.fill(document, edited, facts)
    headings = [(x.level, x.number, x.text) for x in again.blocks if hasattr(x, "level") and x.text in "总体细目其他"]
    assert headings == [(2, 1, "总体"), (3, 1, "细目"), (2, 2, "其他")]
    assert "表3　分行业领域隐患整改情况" not in {getattr(x, "caption", "") for x in again.blocks}


def test_edited_words_are_checked_before_export(session: Session) -> None:
    documents.save_chapter(session, "plan", DAY, "工作目标", "全部企业统一选择甲保险公司投保。")
    documents.save_chapter(session, "plan", DAY, "不存在的一章", "话")
    notes = [str(one) for one in documents.draft(session, "plan", DAY).notes if one.serious]
    assert any("保险机构" in note for note in notes)
    assert any("不存在的一章" in note for note in notes)
    with pytest.raises(RefusedError, match="不能送审"):
        run(documents.submit_job(session, "plan", DAY, bundled_only=True))


def test_the_same_content_is_one_version_with_the_same_bytes(session: Session, tmp_path: Path) -> None:
    first = export(session, "evaluation", tmp_path / "a.pdf").read_bytes()
    version = only_version(session, "evaluation")
    assert version.number == 1 and version.sha256 == hashlib.sha256(first).hexdigest()
    again = export(session, "evaluation", tmp_path / "b.pdf").read_bytes()
    assert again == first
    assert only_version(session, "evaluation") == version
    export(session, "evaluation", tmp_path / "c.docx", suffix="docx")
    assert (only_version(session, "evaluation").number, only_version(session, "evaluation").format) == (2, "docx")


def test_going_back_to_the_template_leaves_nothing_edited(session: Session) -> None:
    documents.save_chapter(session, "plan", DAY, "工作目标", "话")
    assert documents.working(session, "plan", DAY).edited == {"工作目标": "话"}
    later = documents.working(session, "plan", DAY.replace(year=DAY.year + 1))
    assert later.id is None and later.edited == {"工作目标": "话"} and later.inherited == DAY
    assert documents.save_chapter(session, "plan", DAY, "工作目标", None).edited == {}


def papers(session: Session) -> list[dict[str, object]]:
    ids = list(lists.all_ids(session.store, ListQuery("document_paper")))
    return [dict(values) for values in stored.get_many(session.store, KINDS["document_paper"], ids).values()]


@pytest.mark.parametrize("apart", [False, True])
def test_every_enterprise_has_its_paper_on_record_once(session: Session, tmp_path: Path, apart: bool) -> None:
    made = documents.Paper(number=31)
    if apart:
        job = documents.export_each_job(session, "urging", DAY, tmp_path / "分户", paper=made, recorded=True)
        run(job)
    else:
        export(session, "urging", tmp_path / "a.pdf", paper=made)
    count = len({case.enterprise_id for case in documents.gather(session.store, DAY).cases["uninsured"]})
    found = papers(session)
    assert len(found) == count == len({one["enterprise_id"] for one in found}) > 10
    code = documents.gather(session.store, DAY).office.issuer_code.strip()
    if code:
        assert sorted(str(one["number"]) for one in found)[0] == f"{code}〔2026〕31号"
    export(session, "urging", tmp_path / "b.docx", suffix="docx", paper=made)
    assert len(papers(session)) == count


def test_an_approved_document_gives_exactly_its_bytes_and_can_not_be_edited(session: Session, tmp_path: Path) -> None:
    clerk, reviewer = session.as_role(Role.CLERK), session.as_role(Role.REVIEWER)
    made = run(documents.submit_job(clerk, "bulletin", DAY, bundled_only=True))
    review.approve(reviewer, made.id)
    version = only_version(session, "bulletin")
    gone = figures(session.store, DAY).ids("due").ids[0]
    with session.unit("删") as unit:
        unit.delete(KINDS["insured_object"], gone, "误登")
    path = export(clerk, "bulletin", tmp_path / "a.pdf")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == version.sha256
    assert only_version(session, "bulletin") == version
    with pytest.raises(RefusedError, match="已审核"):
        documents.save_chapter(clerk, "bulletin", DAY, "总体情况", "改")
    with pytest.raises(RefusedError, match="没有这种格式"):
        export(clerk, "bulletin", tmp_path / "a.docx", suffix="docx")
    review.unlock(reviewer, made.id, "数字有误")
    export(clerk, "bulletin", tmp_path / "b.pdf")
    assert only_version(session, "bulletin").number == version.number + 1
