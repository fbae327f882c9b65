"""A one-person office: every document says so, on paper, in Word and in the version's data (issue 5, deliverable 1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as read_docx
from pypdf import PdfReader

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.remarks import with_remark
from ajx_tui.progress import run
from ajx_tui.services import demo, documents, permissions
from ajx_tui.services.documents import drafting
from ajx_tui.services.session import Session

DAY = demo.AS_OF
SAID = "编制与审核由同一人完成"


def pdf_text(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def docx_text(path: Path) -> str:
    return "".join(
        part.text for part in read_docx(str(path)).element.body.iter() if part.tag.endswith("}t") and part.text
    )


@pytest.mark.parametrize("name", documents.CATALOGUE)
def test_every_kind_says_so_while_it_is_so(practised: Session, tmp_path: Path, name: str) -> None:
    def text(suffix: str, part: str) -> str:
        path = tmp_path / f"{part}.{suffix}"
        run(documents.export_job(practised, name, DAY, path, suffix=suffix, bundled_only=True, recorded=True))
        return pdf_text(path) if suffix == "pdf" else docx_text(path)

    assert SAID not in text("pdf", "前") and SAID not in text("docx", "前")
    permissions.set_maker_checker_off(practised, True, "只有一人")
    many = len(PdfReader(tmp_path / "前.pdf").pages) if documents.entry(name).number_of else 0
    papers = text("pdf", "中").count(SAID)
    assert papers == max(1, many) == text("docx", "中").count(SAID)
    present = documents.working(practised, name, DAY)
    assert present.id is not None
    assert [one.alone for one in documents.versions(practised, present.id)] == [False, False, True, True]
    permissions.set_maker_checker_off(practised, False)
    assert SAID not in text("pdf", "后")


def test_an_edited_chapter_does_not_lose_it(practised: Session) -> None:
    permissions.set_maker_checker_off(practised, True, "只有一人")
    documents.save_chapter(practised, "plan", DAY, "工作目标", "改过的话")
    built = documents.build(practised, "plan", DAY)
    assert sum(SAID in b.plain_text(x.text) for x in built.blocks if isinstance(x, b.Note)) == 1
    assert any("改过的话" in page for page in documents.draft(practised, "plan", DAY).preview.page_texts)
    assert all(SAID not in one.text for one in documents.chapters(built))


def test_it_stands_below_the_date_else_before_the_imprint_else_at_the_end() -> None:
    date = b.SignatureBlock(("甲",), None)
    text, imprint = b.Paragraph("话"), b.Imprint("甲", None)

    def where(*blocks: b.Block) -> list[str]:
        made = with_remark(b.Document(b.DocumentMeta("题"), blocks), SAID).blocks
        return [type(x).__name__ for x in made]

    assert where(text, date, text, date, imprint) == [
        "Paragraph", "SignatureBlock", "Note", "Paragraph", "SignatureBlock", "Note", "Imprint",
    ]  # fmt: skip
    assert where(text, imprint) == ["Paragraph", "Note", "Imprint"]
    assert where(text) == ["Paragraph", "Note"]
    (sheet,) = with_remark(b.Document(b.DocumentMeta("题"), (b.Landscape((text,)),)), SAID).blocks
    assert isinstance(sheet, b.Landscape) and isinstance(sheet.blocks[-1], b.Note)
    assert with_remark(b.Document(b.DocumentMeta("题")), SAID).blocks
    plain = b.Document(b.DocumentMeta("题"), (text, date))
    assert with_remark(plain, "") is plain


def test_the_register_book_tells_it_on_its_own_last_page(practised: Session, tmp_path: Path) -> None:
    permissions.set_maker_checker_off(practised, True, "只有一人")
    path = tmp_path / "台账.pdf"
    run(documents.export_job(practised, "register", DAY, path, bundled_only=True))
    assert SAID in PdfReader(path).pages[-1].extract_text()


def test_the_digest_of_the_content_tells_the_two_apart(practised: Session) -> None:
    chosen = documents.entry("plan")
    paper = documents.Paper()
    before = drafting.content_digest(chosen, documents.facts_for(practised, chosen, DAY), paper, {})
    permissions.set_maker_checker_off(practised, True, "只有一人")
    after = drafting.content_digest(chosen, documents.facts_for(practised, chosen, DAY), paper, {})
    assert before != after
