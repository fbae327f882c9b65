"""The evidence beside a document: every printed number with as many records as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from ajx_tui.progress import run
from ajx_tui.services import demo, documents
from ajx_tui.services.documents import evidence
from ajx_tui.services.figures import figures
from ajx_tui.services.session import Session


def test_every_number_lists_as_many_records_as_it_counts(practised: Session, tmp_path: Path) -> None:
    found = figures(practised.store, demo.AS_OF)
    listed = evidence.trails_now(practised, "evaluation", demo.AS_OF).numbers
    due = next(one for one in listed if (one.title, one.line) == (found.title("due"), "全部"))
    assert due.texts[0] == str(found.count("due")) == str(len(due.records))
    coal = next(one for one in listed if (one.title, one.line) == (found.title("due"), "行业领域：煤矿"))
    assert len(coal.records) == int(coal.texts[0]) < len(due.records)
    assert len(listed) > 100
    path = tmp_path / "新文件夹" / "来源.xlsx"
    run(documents.evidence_job(practised, "evaluation", demo.AS_OF, path))
    numbers, records = (CalamineWorkbook.from_path(path).get_sheet_by_index(i).to_python() for i in (0, 1))
    assert len(numbers) == len(listed) + 1
    assert len(records) == sum(len(one.records) for one in listed) + 1
    again = tmp_path / "又.xlsx"
    run(documents.evidence_job(practised, "evaluation", demo.AS_OF, again))
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", list(documents.CATALOGUE))
def test_any_document_has_its_evidence(practised: Session, tmp_path: Path, name: str) -> None:
    path = tmp_path / "来源.xlsx"
    run(documents.evidence_job(practised, name, demo.AS_OF, path))
    assert len(CalamineWorkbook.from_path(path).sheet_names) == 2
