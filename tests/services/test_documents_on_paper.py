"""Every document of the catalogue as it comes from the printer, measured page by page."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import demo, documents, enterprise_paper
from ajx_tui.services.records import save
from ajx_tui.services.session import Session

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))
from pdfreader import MM, rules, shown

NAMES = (*documents.CATALOGUE, enterprise_paper.NAME)
FOOT = 14.0


@pytest.fixture
def papers(practised: Session) -> Session:
    """The practice county, with an order that has to be looked at again."""
    given = {"number": "ZF1", "enterprise_id": 1, "cause": "uninsured", "found_on": "2026-08-20", "facts": "未投保",
             "filed_on": "2026-08-25", "ordered_on": "2026-09-01", "order_due_on": "2026-09-20"}  # fmt: skip
    save(practised, KINDS["enforcement_case"], given)
    return practised


def written(session: Session, name: str, path: Path) -> PdfReader:
    if name == enterprise_paper.NAME:
        job = enterprise_paper.export_job(session, 1, path, demo.AS_OF, bundled_only=True)
    else:
        job = documents.export_job(session, name, demo.AS_OF, path, bundled_only=True)
    run(job)
    return PdfReader(path)


@pytest.mark.parametrize("name", NAMES)
def test_each_page_is_as_the_standard_wants_it(papers: Session, tmp_path: Path, name: str) -> None:
    """Everything inside the text block; numbers where they belong; nothing alone on a page or at its foot."""
    reader = written(papers, name, tmp_path / "a.pdf")
    assert b"Helvetica" not in (tmp_path / "a.pdf").read_bytes()
    number = 0
    for page in reader.pages:
        items, turned = shown(page), page.get("/Rotate", 0) == 90
        numbers = [item for item in items if item.size == FOOT and item.text.startswith("— ")]
        number = int(numbers[0].text.strip("— ")) if numbers else number + 1
        left = (28 if number % 2 else 26) * MM
        wide, high = (225 * MM, 156 * MM) if turned else (156 * MM, 225 * MM)
        # What is drawn on a turned sheet has its own axes: there the block begins 35 mm from the left.
        left, top = (35 * MM, left) if turned else (left, 37 * MM)
        height, slack = (210 if turned else 297) * MM, 0.5 * MM
        inside = [item for item in items if item not in numbers and item.text != "演示数据"]
        for item in inside:
            assert left - slack <= item.x0 and item.x1 <= left + wide + slack, (number, item)
            assert top - slack <= height - item.y <= top + high + slack, (number, item)
        for x1, y1, x2, y2 in rules(page):
            if min(y1, y2) > height - top:
                continue  # the frame around 演示数据
            assert left - slack <= min(x1, x2) and max(x1, x2) <= left + wide + slack
            assert height - min(y1, y2) <= top + high + slack
        assert len(numbers) <= 1
        if numbers and number % 2:
            assert numbers[0].x1 == pytest.approx(184 * MM - FOOT, abs=0.5)
        elif numbers:
            assert numbers[0].x0 == pytest.approx(26 * MM + FOOT, abs=0.5)
        rows = sorted({round(item.y) for item in inside}, reverse=True)
        if any("印发" in item.text for item in inside) and len(rows) <= 3:
            continue  # the imprint on the back of the last sheet
        assert len(rows) >= 3, (number, [item.text for item in inside])
        last = [item for item in inside if round(item.y) == rows[-1]]
        emphasised = all("Heiti" in item.font or "Kaiti" in item.font for item in last)
        assert not emphasised or any("合计" in item.text for item in last), (number, last)
