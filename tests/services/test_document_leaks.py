"""Papers leave the office: no telephone or identity number that a clerk put into a note goes with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from planted import IDENTITY, PERSON, PHONE, leaks, planted_session
from pypdf import PdfReader

from ajx_tui.progress import run
from ajx_tui.services import documents, finding_list
from ajx_tui.services.session import Session

DAY = date(2026, 10, 31)
OFFICE_PHONE = "0399-6666666"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = planted_session(tmp_path_factory.mktemp("planted") / "db" / "ajx.db")
    yield session
    session.store.close()


def _texts(value: Any) -> Iterator[str]:
    """Every text inside a document, whether it is printed or goes into its properties."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _numbers_in(text: str) -> bool:
    digits = "".join(c for c in text if c.isalnum())
    return PHONE in digits or IDENTITY in digits


@pytest.mark.parametrize("name", documents.CATALOGUE)
def test_no_paper_gives_a_number_away(planted: Session, name: str) -> None:
    texts = list(_texts(documents.build(planted, name, DAY)))
    assert texts
    found = [text for text in texts if _numbers_in(text)]
    if name == "register_internal":
        assert found == [PHONE] * 2
    else:
        assert found == []
    if name == "register":
        assert not [text for text in texts if PERSON in text]
        assert "138****34" in texts


@pytest.mark.parametrize("name", [n for n in documents.CATALOGUE if n != "reinspection"])
def test_no_annex_gives_a_number_away(planted: Session, name: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    run(documents.export_job(planted, name, DAY, path, suffix="xlsx"))
    found = [what for _, what in leaks(path) if what != PERSON]
    assert bool(found) is (name == "register_internal")


@pytest.mark.parametrize("name", ["bulletin", "register", "urging", "hazards"])
def test_no_file_gives_a_number_away(planted: Session, name: str, tmp_path: Path) -> None:
    for suffix in ("docx", "pdf"):
        path = tmp_path / f"{name}.{suffix}"
        run(documents.export_job(planted, name, DAY, path, suffix=suffix, bundled_only=True))
        assert [what for _, what in leaks(path) if what != PERSON] == []
        if suffix == "pdf":
            reader = PdfReader(path)
            text = "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
            assert not _numbers_in(text)
            if name in ("urging", "hazards"):
                assert OFFICE_PHONE in text


def test_evidence_and_lists_of_findings_give_no_number_away(planted: Session, tmp_path: Path) -> None:
    path = tmp_path / "数据来源.xlsx"
    run(documents.evidence_job(planted, "evaluation", DAY, path))
    assert leaks(path) == []
    found = finding_list.gather(planted.store, DAY)
    assert found
    for suffix in ("csv", "xlsx"):
        path = tmp_path / f"发现.{suffix}"
        run(finding_list.export(planted, found, path, DAY))
        assert [what for _, what in leaks(path) if what != PERSON] == []
