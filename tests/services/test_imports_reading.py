"""The quick way through a column of plain cells gives what the field itself gives, cell by cell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ajx_tui.domain.fields import FieldProblem, Reading, Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.slots import Slot, Term, slots
from ajx_tui.exchange.layout import Header
from ajx_tui.exchange.recognise import ColumnMatch
from ajx_tui.services.imports import rows
from ajx_tui.services.imports.rows import RowReader

PLACES = {s.name: s for s in slots(KINDS["enterprise"]) if s.key is None}
PLAIN = st.text(st.sampled_from("煤业有限公司甲乙丙0123ABCxyz（）〔〕号-"), min_size=1, max_size=30).filter(
    lambda t: t.strip("-")
)
ODD = st.text(max_size=30) | st.sampled_from(
    ["", " 甲 乙 ", "＃", "a\nb", "\u200b", "-", "无", "#N/A", "x" * 300, "１２"]
)


def one_by_one(slot: Slot, cells: list[object]) -> list[Value]:
    """What the field says of each cell by itself; an unreadable one is empty."""
    made: list[Value] = []
    for cell in cells:
        try:
            made.append(slot.spec.parse(cell, Reading()))
        except FieldProblem:
            made.append(None)
    return made


@pytest.mark.parametrize("name", ["name", "address", "phone", "permit", "credit_code", "note", "headcount"])
@settings(max_examples=25, deadline=None)
@given(plain=st.lists(PLAIN, min_size=120, max_size=200, unique=True), odd=st.lists(ODD, max_size=5))
def test_plain_cells_are_read_as_the_field_reads_them(name: str, plain: list[str], odd: list[str]) -> None:
    slot = PLACES[name]
    column = RowReader._column(ColumnMatch(Header(slot.title, 0), slot.title, slot), {}, {})
    # Dashes that stand for nothing, error values and two stars, as our own exports mask, are the importer's to judge.
    judged = rows._DASHES | rows._ERRORS
    own = [c for c in odd if c.strip() not in judged and "**" not in c and "＊＊" not in c]
    cells: list[object] = [*plain, *own]
    assert column.read(cells) == one_by_one(slot, cells)
    assert column.read(plain) == one_by_one(slot, list(plain))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-01-01至2026-12-31", "2026-01-01/2026-12-31"),
        ("2026年1月1日0时起至2026年12月31日24时止", "2026-01-01/2026-12-31"),
        ("自2026年01月01日零时起至2026年12月31日二十四时止", "2026-01-01/2026-12-31"),
        ("2026.1.1-2026.12.31", "2026-01-01/2026-12-31"),
        ("20260101-20261231", "2026-01-01/2026-12-31"),
        ("2026/1/1 0:00:00 - 2026/12/31 23:59:59", "2026-01-01/2026-12-31"),
        ("２０２６年１月１日～２０２６年１２月３１日", "2026-01-01/2026-12-31"),
        ("", None),
    ],
)
def test_terms_in_one_cell(text: str, days: str | None) -> None:
    assert Term(title="保险期间").parse(text) == days


@pytest.mark.parametrize(
    "text", ["365天", "2026-01-01", "2026-13-01至2026-12-31", "甲2026-01-01至2026-12-31", date.today()]
)
def test_terms_that_are_none(text: object) -> None:
    with pytest.raises(FieldProblem, match="看不出起止日期"):
        Term(title="保险期间").parse(text)
