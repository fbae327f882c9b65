"""Documents of a real database: numbers agree with the figures, the same bytes twice, bad input, many papers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from small_county import County

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError, UsageError
from ajx_tui.progress import Job, run
from ajx_tui.services import demo, documents
from ajx_tui.services.documents import folders, gathering
from ajx_tui.services.figures import figures
from ajx_tui.services.office import set_up
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

DAY = demo.AS_OF
HOSTILE = "坏[/甲][red]\t制表\n换行𠮷零\u200b宽=1+1" + "长" * 60


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The practice county, built by the real importer."""
    store = Store.open(tmp_path_factory.mktemp("practice") / "db" / "ajx.db")
    session = Session(store)
    run(demo.build(session))
    yield session
    store.close()


@pytest.fixture
def office(county: County) -> Session:
    """A database with an office and nothing else."""
    set_up(county.session, {"name": "示例县应急管理局", "area": "示例县", "level": "county"})
    return county.session


def export(session: Session, name: str, path: Path, **given: object) -> str:
    """Write a document with the bundled faces and return the text of a PDF."""
    given.setdefault("bundled_only", True)
    run(documents.export_job(session, name, DAY, path, **given))  # type: ignore[arg-type]
    return "\n".join(page.extract_text() for page in PdfReader(path).pages) if path.suffix == ".pdf" else ""


# ---------------------------------------------------------------- numbers


def test_the_numbers_of_plan_and_report_are_those_of_the_figures(practice: Session, tmp_path: Path) -> None:
    found = figures(practice.store, DAY)
    due, insured = found.count("due"), found.count("insured")
    rate = f"{insured / due:.1%}"
    for name in ("plan", "evaluation"):
        text = export(practice, name, tmp_path / f"{name}.pdf").replace("\n", "")
        assert f"应投保对象{due}个" in text
        assert rate in text
        assert f"{found.count('hazards')}条" in text and f"{found.count('hazards_overdue')}条" in text
        for line in found.lines("sector"):
            if found.count("due", "sector", line.key):
                assert line.title in text
    assert "演示数据" in text


def test_every_printed_number_is_the_figure_it_names(practice: Session) -> None:
    found = figures(practice.store, DAY)
    draft = documents.draft(practice, "evaluation", DAY)
    checked = 0
    for mark in draft.preview.figures:
        if mark.evidence in found.rules.figures and mark.text.isdigit():
            amount = found.amount(mark.evidence)
            assert int(mark.text) in (found.count(mark.evidence), amount, amount / 1_000_000), mark
            checked += 1
    assert checked > 60


def test_the_evidence_names_exactly_the_records_that_were_counted(practice: Session) -> None:
    facts = documents.gather(practice.store, DAY, "evidence")
    assert len(facts.evidence) > 30
    for one in facts.evidence:
        assert len(one.labels) == facts.total.number(one.id).count, one.id


def test_groups_add_up_to_the_county(practice: Session) -> None:
    facts = documents.gather(practice.store, DAY)
    for name in ("due", "insured", "uninsured", "enterprises", "hazards", "visits"):
        for groups in (facts.sectors, facts.townships):
            assert sum(group.value(name) for group in groups) == facts.total.value(name), name


def test_nothing_needs_a_second_look_in_the_practice_county(practice: Session) -> None:
    for name in documents.CATALOGUE:
        notes = documents.draft(practice, name, DAY).notes
        assert [str(note) for note in notes if note.where != "检查发现"] == [], name


def test_cases_tell_what_is_wrong(practice: Session) -> None:
    listed = documents.gather(practice.store, DAY).cases
    assert {case.detail for case in listed["uninsured"] if not case.day} == {"未查到投保记录"}
    assert all(case.detail.endswith("到期未续保") for case in listed["uninsured"] if case.day)
    assert all(case.department for case in listed["uninsured"])
    assert [case.major for case in listed["hazards_overdue"]][:2] == [True, True]


def test_cases_funds_and_problems_of_the_registers_reach_the_report(
    office: Session, county: County, tmp_path: Path
) -> None:
    firm = county.firm("甲厂")
    insurer = county.add("insurer", name="甲财产保险示例支公司")
    county.add("fund_entry", number="T1", insurer_id=insurer, entry="spent", amount="12000", occurred_on="2026-05-01",
               item="其他", payee="乙所", payee_type="service_body", voucher_no="V1")  # fmt: skip
    with office.unit("登记案件和问题") as unit:
        days = dict.fromkeys(("found_on", "filed_on", "ordered_on", "decided_on"), "2026-03-01")
        fine = {"decision": "fine", "fine": 5_000_000}
        unit.insert(
            KINDS["enforcement_case"], {"number": "A1", "enterprise_id": firm, "cause": "uninsured", **days, **fine}
        )
        unit.insert(
            KINDS["problem"],
            {"number": "W1", "description": "底数不清", "stage": "self", "found_on": "2026-01-05",
             "due_on": "2026-06-30", "closed_on": "2026-12-01"},
        )  # fmt: skip
    facts = documents.gather(office.store, DAY)
    assert (facts.enforcement.filed, facts.enforcement.fined, facts.enforcement.fines) == (1, 1, 5_000_000)
    assert [(one.number, one.closed) for one in facts.tracked] == [("W1", "")]
    assert facts.total.value("fund_spent.amount") == 1_200_000
    text = export(office, "evaluation", tmp_path / "报告.pdf").replace("\n", "")
    assert "支出1.2万元" in text and "其中逾期1项" in text


def test_a_number_and_its_list_are_never_of_two_states(office: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody saves while the numbers are read: gathering starts again, and gives up when it never ends."""
    original, calls = gathering._gather, []

    def meddle(store: Store, as_of: date, needs: tuple[str, ...]) -> object:
        made = original(store, as_of, needs)
        calls.append(made)
        if len(calls) < 2:
            set_up(
                office, {"name": "示例县应急管理局", "area": "示例县", "level": "county", "contact": f"张{len(calls)}"}
            )
        return made

    monkeypatch.setattr(gathering, "_gather", meddle)
    facts = documents.gather(office.store, DAY)
    assert len(calls) == 2 and facts.office.contact == "张1"
    monkeypatch.setattr(office.store, "revision", iter(range(100)).__next__)
    with pytest.raises(AjxError, match="数据正在变动"):
        documents.gather(office.store, DAY)


# ---------------------------------------------------------------- files


NOBODY = {"hazards", "reinspection"}
"""Papers that go to nobody where nothing was found or ordered; their own tests write them."""


@pytest.mark.parametrize(
    ("name", "suffix"),
    [(n, s) for n, e in documents.CATALOGUE.items() for s in e.formats if n != "reinspection"],
)
def test_the_same_data_gives_the_same_bytes(practice: Session, tmp_path: Path, name: str, suffix: str) -> None:
    first, second = (tmp_path / f"{part}.{suffix}" for part in "ab")
    for path in (first, second):
        run(documents.export_job(practice, name, DAY, path, suffix=suffix, bundled_only=True))
    assert first.read_bytes() == second.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name]


def test_the_workbook_has_every_table_with_numbers_as_numbers(practice: Session, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "表.xlsx"
    export(practice, "plan", path, suffix="xlsx")
    book = load_workbook(path)
    found = figures(practice.store, DAY)
    sheet = book["（一）按行业领域"]
    total = [cell.value for cell in list(sheet.rows)[-1]]
    assert total[:6] == ["合计", *(found.count(n) for n in ("enterprises", "projects", "due", "insured", "uninsured"))]
    assert total[6] == pytest.approx(found.count("insured") / found.count("due"))
    assert sheet.freeze_panes == "B4"
    listed = list(book["数据来源"].iter_rows(min_row=2, values_only=True))
    assert sum(row[0] == "应保未保" for row in listed) == found.count("uninsured")


def test_a_hostile_record_goes_through_every_document_and_format(
    office: Session, county: County, tmp_path: Path
) -> None:
    firm = county.firm("坏", township="乡")
    office.store.conn.execute(
        "UPDATE enterprise SET name = ?, township = ? WHERE id = ?", (HOSTILE, HOSTILE[:40], firm)
    )
    office.store.conn.commit()
    for name, chosen in documents.CATALOGUE.items():
        for suffix in chosen.formats if name not in NOBODY else ():
            path = tmp_path / f"{name}.{suffix}"
            text = export(office, name, path, suffix=suffix)
            if suffix == "pdf" and name in ("urging", "evaluation", "register"):
                assert "[/甲][red]" in text.replace("\n", ""), name
            if suffix == "xlsx":
                with zipfile.ZipFile(path) as book:
                    sheets = [book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets/")]
                assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("name", documents.CATALOGUE)
def test_an_empty_county_exports_with_dashes(office: Session, tmp_path: Path, name: str) -> None:
    if documents.entry(name).number_of:
        with pytest.raises(RefusedError, match="没有要通知的企业"):
            export(office, name, tmp_path / "空.pdf")
        assert not (tmp_path / "空.pdf").exists()
        return
    text = export(office, name, tmp_path / "空.pdf").replace("\n", "")
    assert "0.0%" not in text
    if name in ("plan", "evaluation", "bulletin"):
        assert "没有依法应投保的对象" in text
    for suffix in documents.entry(name).formats:
        export(office, name, tmp_path / f"空.{suffix}", suffix=suffix)


def test_without_an_office_nothing_is_written(county: County, tmp_path: Path) -> None:
    with pytest.raises(AjxError, match="还没有登记本单位"):
        export(county.session, "plan", tmp_path / "x.pdf")
    assert list(tmp_path.glob("*.pdf")) == []


@pytest.mark.parametrize(
    ("name", "suffix", "title"), [("plans", "pdf", "没有这种文书"), ("plan", "odt", "没有这种格式"),
                                  ("urging", "odt", "没有这种格式")],
)  # fmt: skip
def test_unknown_documents_and_formats_are_named(
    office: Session, tmp_path: Path, name: str, suffix: str, title: str
) -> None:
    with pytest.raises(UsageError, match=title):
        run(documents.export_job(office, name, DAY, tmp_path / "x", suffix=suffix))


def test_documents_are_found_by_their_chinese_title_too() -> None:
    assert documents.entry("自评报告").name == "evaluation"
    assert documents.title_of("plan") == "工作方案"


def cancel_after(job: Job[object], steps: int) -> None:
    for _ in range(steps):
        next(job)
    job.close()


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("steps", [1, 3, 8])
def test_a_cancelled_export_leaves_nothing_and_an_old_file_alone(
    practice: Session, tmp_path: Path, suffix: str, steps: int
) -> None:
    path = tmp_path / f"旧.{suffix}"
    path.write_text("旧")
    cancel_after(documents.export_job(practice, "evaluation", DAY, path, suffix=suffix, bundled_only=True), steps)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_text() == "旧"


def test_a_folder_that_cannot_be_made_is_told(practice: Session, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("")
    for path in (tmp_path / "文件" / "x.pdf", tmp_path / "文件" / "深" / "x.pdf"):
        with pytest.raises(AjxError, match=r"文件夹|不能写入"):
            run(documents.export_job(practice, "plan", DAY, path))


# ---------------------------------------------------------------- one file each


def test_one_file_per_enterprise_numbered_on(practice: Session, tmp_path: Path) -> None:
    target = tmp_path / "催保"
    paper = documents.Paper(number=5)
    report = run(documents.export_each_job(practice, "urging", DAY, target, bundled_only=True, paper=paper))
    files = sorted(target.iterdir())
    assert len(files) == figures(practice.store, DAY).count("uninsured") == report.pages
    texts = [PdfReader(path).pages[0].extract_text() for path in files[:3]]
    assert [f"〔2026〕{n}号" in text for n, text in zip((5, 6, 7), texts, strict=True)] == [True] * 3
    again = run(documents.export_each_job(practice, "urging", DAY, target, bundled_only=True))
    assert again.path == str(tmp_path / "催保(2)")


def test_cancelled_papers_leave_no_folder(practice: Session, tmp_path: Path) -> None:
    cancel_after(documents.export_each_job(practice, "urging", DAY, tmp_path / "催保", bundled_only=True), 6)
    assert list(tmp_path.iterdir()) == []


def test_papers_need_somebody_to_go_to(office: Session, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="没有要通知的企业"):
        run(documents.export_each_job(office, "urging", DAY, tmp_path / "催保"))
    with pytest.raises(UsageError, match="不能分户导出"):
        run(documents.export_each_job(office, "plan", DAY, tmp_path / "方案"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [("甲/乙\\丙:丁", "甲 乙 丙 丁"), ("..", "未命名"), ("", "未命名"), ("a\x00b\n", "a b"), ("长" * 300, "长" * 60)],
)
def test_firms_become_file_names(given: str, expected: str) -> None:
    assert folders.file_name(given) == expected


def test_the_checks_run_before_a_document(practice: Session) -> None:
    (note,) = [n for n in documents.draft(practice, "plan", DAY).notes if n.where == "检查发现"]
    assert "违规" in note.text and "应保未保44" in note.text and not note.serious
