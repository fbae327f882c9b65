"""发文字号: a sequence without doubles; who has a number keeps it; what is cancelled, refused or killed takes none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import demo, documents, undo
from ajx_tui.services.documents import numbering
from ajx_tui.services.documents.numbering import PAPER, Ledger, ledger
from ajx_tui.services.records import save
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.lists import ListQuery

DAY = demo.AS_OF
LATER = date(2026, 11, 1)


def export(session: Session, name: str, path: Path, day: date = DAY, *, apart: bool = False, **paper: object) -> None:
    make = documents.export_each_job if apart else documents.export_job
    given = documents.Paper(**paper)  # type: ignore[arg-type]
    run(make(session, name, day, path, bundled_only=True, recorded=True, paper=given))


def series(session: Session, name: str = "urging", year: int = 2026) -> str:
    office = documents.gather(session.store, DAY).office
    return numbering.series_of(documents.entry(name), office, date(year, 1, 1))


def papers(session: Session) -> dict[int, dict[str, object]]:
    ids = list(lists.all_ids(session.store, ListQuery(PAPER.name)))
    return {i: dict(v) for i, v in records.get_many(session.store, PAPER, ids).items()}


def receivers(session: Session) -> list[int]:
    cases = documents.gather(session.store, DAY).cases["uninsured"]
    return list(dict.fromkeys(case.enterprise_id for case in cases))


def test_letters_and_documents_share_the_sequence_of_the_office(practised: Session, tmp_path: Path) -> None:
    export(practised, "plan", tmp_path / "a.pdf", number=12)
    count = len(receivers(practised))
    export(practised, "urging", tmp_path / "b.pdf", number=13)
    book = ledger(practised.store, series(practised))
    assert sorted(book.taken) == list(range(12, 13 + count)) and book.next == 13 + count and book.gaps == ()
    with pytest.raises(RefusedError, match=f"工作方案.*下一个可用的是{book.next}号"):
        export(practised, "bulletin", tmp_path / "c.pdf", number=12)
    assert not (tmp_path / "c.pdf").exists() and documents.working(practised, "bulletin", DAY).id is None
    with pytest.raises(RefusedError, match="催保通知"):
        export(practised, "bulletin", tmp_path / "c.pdf", number=14)
    export(practised, "bulletin", tmp_path / "c.pdf", number=book.next)
    assert ledger(practised.store, series(practised)).next == book.next + 1


def test_orders_have_a_sequence_of_their_own(practised: Session, tmp_path: Path) -> None:
    export(practised, "urging", tmp_path / "a.pdf", number=1)
    export(practised, "order", tmp_path / "b.pdf", number=1)
    one = [v for v in papers(practised).values() if v["title"] == "责令限期整改指令书"]
    assert sorted(int(str(v["sequence"])) for v in one) == list(range(1, len(one) + 1))
    assert all(str(v["number"]).startswith("应急责改〔2026〕") for v in one)


def test_a_document_keeps_its_number_and_a_new_firm_gets_the_next(practised: Session, tmp_path: Path) -> None:
    first = receivers(practised)
    export(practised, "urging", tmp_path / "a.pdf", number=31)
    before = {v["enterprise_id"]: v["sequence"] for v in papers(practised).values()}
    new = save(practised, KINDS["enterprise"], {"name": "新来煤业有限公司", "sector_id": 1, "no_code_reason": "新办",
                                                "township": "一镇", "headcount": "9"}).id  # fmt: skip
    documents.save_chapter(practised, "urging", DAY, "正文", "话已改。")
    export(practised, "urging", tmp_path / "b.pdf", number=31)
    after = {v["enterprise_id"]: v["sequence"] for v in papers(practised).values()}
    assert {e: after[e] for e in first} == before
    assert after[new] == 31 + len(first)
    assert len(papers(practised)) == len(first) + 1
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "b.pdf").pages)
    assert all(f"〔2026〕{n}号" in text for n in range(31, 31 + len(first) + 1))
    export(practised, "urging", tmp_path / "c.pdf")  # no number asked for: everybody keeps his own
    assert {v["enterprise_id"]: v["sequence"] for v in papers(practised).values()} == after


def test_what_was_served_is_done_with(practised: Session, tmp_path: Path) -> None:
    export(practised, "urging", tmp_path / "a.pdf", number=5)
    paper_id, values = next(iter(papers(practised).items()))
    save(practised, PAPER, {"served_on": "2026-11-05", "recipient": "李某"}, paper_id)
    export(practised, "urging", tmp_path / "a2.pdf", number=5)
    assert (tmp_path / "a2.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()
    documents.save_chapter(practised, "urging", DAY, "正文", "话已改。")
    with pytest.raises(RefusedError, match="已送达的文书不能改"):
        export(practised, "urging", tmp_path / "b.pdf")
    book = ledger(practised.store, series(practised))
    export(practised, "urging", tmp_path / "b.pdf", number=book.next)
    again = [v for v in papers(practised).values() if v["enterprise_id"] == values["enterprise_id"]]
    assert [v["sequence"] for v in again] == [5, book.next]
    assert len({v["sequence"] for v in papers(practised).values()}) == len(papers(practised))


def test_a_void_number_stays_taken_and_needs_a_reason(practised: Session, tmp_path: Path) -> None:
    export(practised, "bulletin", tmp_path / "a.pdf", number=3)
    ((paper_id, values),) = papers(practised).items()
    assert values["addressee"] and values["enterprise_id"] is None
    with pytest.raises(RefusedError, match="作废的请写明原因"):
        save(practised, PAPER, {"void_on": "2026-11-02"}, paper_id)
    save(practised, PAPER, {"void_on": "2026-11-02", "void_reason": "印错"}, paper_id)
    with pytest.raises(RefusedError, match="已作废"):
        export(practised, "bulletin", tmp_path / "b.pdf", number=3)
    export(practised, "bulletin", tmp_path / "b.pdf", number=4)
    assert sorted(ledger(practised.store, series(practised)).taken) == [3, 4]


def test_another_number_for_a_document_voids_the_first(practised: Session, tmp_path: Path) -> None:
    export(practised, "bulletin", tmp_path / "a.pdf", number=3)
    export(practised, "bulletin", tmp_path / "b.pdf", number=9)
    made = {v["sequence"]: v for v in papers(practised).values()}
    assert made[3]["void_on"] and "9号" in str(made[3]["void_reason"]) and made[9]["void_on"] is None
    assert ledger(practised.store, series(practised)).gaps == (4, 5, 6, 7, 8)


def test_undoing_an_export_gives_its_numbers_free_but_not_silently(practised: Session, tmp_path: Path) -> None:
    export(practised, "urging", tmp_path / "a.pdf", number=5)
    count = len(papers(practised))
    undo.undo(practised)
    book = ledger(practised.store, series(practised))
    assert book.taken == {} and book.dropped == frozenset(range(5, 5 + count)) and book.next == 5 + count
    export(practised, "urging", tmp_path / "b.pdf", number=5)
    assert sorted(ledger(practised.store, series(practised)).taken) == list(range(5, 5 + count))


def test_a_new_year_begins_a_new_sequence(practised: Session, tmp_path: Path) -> None:
    export(practised, "bulletin", tmp_path / "a.pdf", number=40)
    export(practised, "bulletin", tmp_path / "b.pdf", date(2027, 1, 31), number=1)
    assert sorted(ledger(practised.store, series(practised)).taken) == [40]
    assert sorted(ledger(practised.store, series(practised, year=2027)).taken) == [1]
    assert numbering.series_known(practised.store)[0].endswith("〔2027〕")


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("steps", [1, 2, 5, 20, 40, 60, 90, 120])
def test_a_cancelled_export_takes_no_number_and_leaves_nothing(
    practised: Session, tmp_path: Path, apart: bool, steps: int
) -> None:
    make = documents.export_each_job if apart else documents.export_job
    target = tmp_path / "出" / ("分户" if apart else "a.pdf")
    before = practised.store.revision()
    kept = practised.store.path.parent / "attachments"
    held = {p for p in kept.rglob("*") if p.is_file()}
    job = make(practised, "urging", DAY, target, bundled_only=True, recorded=True, paper=documents.Paper(number=1))
    try:
        for _ in range(steps):
            next(job)
    except StopIteration:
        pytest.skip("it was finished by then")
    job.close()
    assert practised.store.revision() == before and ledger(practised.store, series(practised)).next == 1
    assert list((tmp_path / "出").iterdir()) == [] if (tmp_path / "出").exists() else True
    assert {p for p in kept.rglob("*") if p.is_file()} == held


def test_an_export_without_record_takes_no_number_and_prints_what_others_have_not(
    practised: Session, tmp_path: Path
) -> None:
    export(practised, "plan", tmp_path / "a.pdf", number=7)
    with pytest.raises(RefusedError, match="已经用过"):
        run(documents.export_job(practised, "bulletin", DAY, tmp_path / "b.pdf", paper=documents.Paper(number=7)))
    run(documents.export_job(practised, "bulletin", DAY, tmp_path / "b.pdf", paper=documents.Paper(number=8)))
    assert ledger(practised.store, series(practised)).next == 8


def test_a_reviewer_may_export_on_record_and_the_bytes_are_kept(practised: Session, tmp_path: Path) -> None:
    reviewer = practised.as_role(Role.REVIEWER)
    export(reviewer, "urging", tmp_path / "a.pdf", number=1)
    present = documents.working(practised, "urging", DAY)
    (version,) = documents.versions(practised, present.id or 0)
    run(documents.restore_job(practised, version, tmp_path / "b.pdf"))
    assert (tmp_path / "b.pdf").read_bytes() == (tmp_path / "a.pdf").read_bytes()
    assert version.made_by == reviewer.person


def test_the_next_number_and_the_gaps_of_a_ledger() -> None:
    assert (Ledger("甲", {}).next, Ledger("甲", {}).gaps) == (1, ())
    book = Ledger("甲", {3: 1, 5: 2}, frozenset({4, 9}))
    assert book.next == 10 and book.gaps == (4, 6, 7, 8, 9)
