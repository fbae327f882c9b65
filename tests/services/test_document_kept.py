"""What is kept of a version: its very bytes, the paper of each enterprise, and the trail of every number."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pypdf import PdfReader

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import attachments, demo, doctor, documents, review
from ajx_tui.services.documents import archive, evidence, snapshots
from ajx_tui.services.documents.trail import Source, Trail, Trails
from ajx_tui.services.figures import figures
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.lists import ListQuery

DAY = demo.AS_OF
PAPER = KINDS["document_paper"]


def export(session: Session, name: str, path: Path, *, apart: bool = False, **given: object) -> None:
    make = documents.export_each_job if apart else documents.export_job
    run(make(session, name, DAY, path, bundled_only=True, recorded=True, **given))  # type: ignore[arg-type]


def made(session: Session, name: str) -> list[documents.Version]:
    return documents.versions(session, documents.working(session, name, DAY).id or 0)


def papers(session: Session) -> dict[int, dict[str, object]]:
    ids = list(lists.all_ids(session.store, ListQuery(PAPER.name)))
    return {i: dict(v) for i, v in records.get_many(session.store, PAPER, ids).items()}


def delete_one_due(session: Session) -> None:
    gone = figures(session.store, DAY).ids("uninsured").ids[0]
    with session.unit("删") as unit:
        unit.delete(KINDS["insured_object"], gone, "误登")


# ---------------------------------------------------------------- bytes


@pytest.mark.parametrize("suffix", ["pdf", "docx"])
@pytest.mark.parametrize("apart", [False, True])
def test_every_enterprise_s_letter_is_kept_and_opens_as_it_went_out(
    practised: Session, tmp_path: Path, apart: bool, suffix: str
) -> None:
    target = tmp_path / ("分户" if apart else f"a.{suffix}")
    export(practised, "urging", target, apart=apart, suffix=suffix, paper=documents.Paper(number=31))
    names = records.labels(
        practised.store, KINDS["enterprise"], [int(str(v["enterprise_id"])) for v in papers(practised).values()]
    )
    seen = set()
    for paper_id, values in papers(practised).items():
        name, data = archive.kept_paper(practised, paper_id)
        (one,) = attachments.of_record(practised, "document_paper", paper_id)
        assert attachments.viewable(practised, one.id).read_bytes() == data
        assert hashlib.sha256(data).hexdigest() == values["sha256"] == one.sha256
        firm = names[int(str(values["enterprise_id"]))]
        assert firm in name and name.endswith(f".{suffix}")
        if apart:
            assert (target / name).read_bytes() == data
        if suffix == "pdf":
            (tmp_path / "b.pdf").write_bytes(data)
            text = PdfReader(tmp_path / "b.pdf").pages[0].extract_text().replace("\n", "")
            assert firm in text and f"〔2026〕{values['sequence']}号" in text
        seen.add(values["sha256"])
    assert len(seen) == len(papers(practised)) > 10


@pytest.mark.parametrize("apart", [False, True])
def test_a_kept_version_comes_out_byte_for_byte_after_the_data_changed(
    practised: Session, tmp_path: Path, apart: bool
) -> None:
    first, again = tmp_path / "一", tmp_path / "又"
    export(practised, "urging", first, apart=apart)
    delete_one_due(practised)
    export(practised, "urging", tmp_path / "二", apart=apart)
    one, two = made(practised, "urging")
    run(documents.restore_job(practised, one, again))
    if apart:
        assert {p.name: p.read_bytes() for p in again.iterdir()} == {p.name: p.read_bytes() for p in first.iterdir()}
    else:
        assert again.read_bytes() == first.read_bytes()
    assert one.apart is two.apart is apart and archive.bytes_there(practised, one)
    assert run(doctor.examine(practised.store.path)).findings == []


def test_bytes_that_are_gone_or_changed_are_told(practised: Session, tmp_path: Path) -> None:
    export(practised, "plan", tmp_path / "a.pdf")
    (one,) = made(practised, "plan")
    place = attachments.place(practised.store, one.sha256)
    place.chmod(0o644)
    place.write_bytes(b"%PDF-1.4 other")
    with pytest.raises(AjxError, match="原文件已损坏"):
        run(documents.restore_job(practised, one, tmp_path / "b.pdf"))
    place.unlink()
    with pytest.raises(AjxError, match="原文件不在了"):
        run(documents.restore_job(practised, one, tmp_path / "b.pdf"))
    assert not (tmp_path / "b.pdf").exists()


def test_an_approved_letter_goes_out_to_each_enterprise_from_what_was_approved(
    practised: Session, tmp_path: Path
) -> None:
    clerk, reviewer = practised.as_role(Role.CLERK), practised.as_role(Role.REVIEWER)
    sent = run(documents.submit_job(clerk, "urging", DAY, bundled_only=True, paper=documents.Paper(number=1)))
    review.approve(reviewer, sent.id)
    delete_one_due(practised)
    run(documents.export_each_job(clerk, "urging", DAY, tmp_path / "分户"))
    (version,) = made(practised, "urging")
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "分户").iterdir()} == {
        f.name: f.sha256 for f in version.files
    }
    assert len(made(practised, "urging")) == 1


# ---------------------------------------------------------------- trails


@pytest.mark.parametrize("name", documents.CATALOGUE)
def test_a_version_keeps_the_trail_of_its_numbers(practised: Session, tmp_path: Path, name: str) -> None:
    export(practised, name, tmp_path / "a.pdf")
    (version,) = made(practised, name)
    kept = snapshots.read(practised, version.evidence_sha256)
    now = evidence.trails_now(practised, name, DAY)
    assert kept.numbers == now.numbers and kept.revision == version.revision and kept.as_of == DAY
    for key, texts in version.figures.items():
        one = kept.number(key)
        if one is not None:
            assert one.texts == texts and all(source.code and source.name for source in one.records)


def test_a_number_is_walked_back_after_its_records_changed(practised: Session, tmp_path: Path) -> None:
    found = figures(practised.store, DAY)
    due = found.ids("due").ids
    export(practised, "evaluation", tmp_path / "a.pdf")
    (version,) = made(practised, "evaluation")
    with practised.unit("删") as unit:
        unit.delete(KINDS["insured_object"], due[0], "误登")
        unit.update(KINDS["insured_object"], due[1], {"note": "改"})
    kept = snapshots.read(practised, version.evidence_sha256)
    one = kept.number("due")
    assert one is not None and sorted(source.id for source in one.records) == sorted(due)
    told = {x.source.id: x.changed for x in snapshots.since(practised, one, version.revision)}
    assert "已删除" in told[due[0]] and "有修改" in told[due[1]] and told[due[2]] == ""
    assert len(evidence.trails_now(practised, "evaluation", DAY).number("due").records) == len(due) - 1  # type: ignore[union-attr]


def test_evidence_of_a_locked_document_is_the_kept_one(practised: Session, tmp_path: Path) -> None:
    clerk = practised.as_role(Role.CLERK)
    run(documents.submit_job(clerk, "bulletin", DAY, bundled_only=True))
    run(documents.evidence_job(clerk, "bulletin", DAY, tmp_path / "前.xlsx"))
    delete_one_due(practised)
    run(documents.evidence_job(clerk, "bulletin", DAY, tmp_path / "后.xlsx"))
    assert (tmp_path / "前.xlsx").read_bytes() == (tmp_path / "后.xlsx").read_bytes()


def test_the_same_content_shares_one_trail(practised: Session, tmp_path: Path) -> None:
    export(practised, "plan", tmp_path / "a.pdf")
    export(practised, "plan", tmp_path / "a.docx", suffix="docx")
    one, two = made(practised, "plan")
    assert one.evidence_sha256 == two.evidence_sha256


def test_packing_a_trail_loses_nothing_and_gives_the_same_bytes() -> None:
    many = tuple(Source(i, f"码{i:05d}", f"甲[/乙]{i}") for i in range(3, 30_000, 7))
    trails = Trails(DAY, "99-abc", (Trail("due", "应投保", "全部", ("4286",), "insured_object", many, "据"),
                                    Trail("sector:煤矿:due", "应投保", "煤矿", (), "insured_object", many[:9]),
                                    Trail("visits", "服务", "全部", ("0",), "visit", ())))  # fmt: skip
    data = snapshots.pack(trails)
    assert snapshots.unpack(data) == trails and snapshots.pack(snapshots.unpack(data)) == data
    assert len(data) < 60_000
    assert trails.number("visits") is trails.numbers[2] and trails.number("x") is None


@pytest.mark.parametrize("data", [b"", b"x", b"\x1f\x8b\x08", None])
def test_a_damaged_trail_is_told(practised: Session, tmp_path: Path, data: bytes | None) -> None:
    with pytest.raises(AjxError, match="数据来源读不出来"):
        snapshots.unpack(snapshots.pack(Trails(DAY, "1-a", ()))[:-9] if data is None else data)
    with pytest.raises(AjxError, match="数据来源不在了"):
        snapshots.read(practised, "0" * 64)
    with pytest.raises(RefusedError, match="没有留存数据来源"):
        snapshots.read(practised, "")
