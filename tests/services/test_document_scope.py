"""Who gets a paper: by any list, filter or name; and the bulk export keeps to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import demo, documents
from ajx_tui.services.documents import places, scope
from ajx_tui.services.session import Session
from ajx_tui.store.lists import Condition, ListQuery

DAY = demo.AS_OF


def due(session: Session) -> dict[int, str]:
    """Who would get an urging letter, with the township."""
    cases = documents.gather(session.store, DAY).cases["uninsured"]
    return {case.enterprise_id: case.township for case in cases}


def test_any_condition_of_the_register_chooses(practised: Session, tmp_path: Path) -> None:
    everybody = due(practised)
    town = next(iter(everybody.values()))
    query = ListQuery("enterprise", conditions=(Condition("township", "=", town), Condition("headcount", "≥", 20)))
    found = scope.of_list(practised, query, "某镇，从业人数≥20")
    wanted = {e for e in everybody if e in found.enterprises}
    assert 0 < len(wanted) < len(everybody) and {everybody[e] for e in wanted} == {town}
    paper = documents.Paper(number=1, only=found.enterprises, scope=found.text)
    run(documents.export_each_job(practised, "urging", DAY, tmp_path / "分户", bundled_only=True, recorded=True,
                                  paper=paper))  # fmt: skip
    assert len(list((tmp_path / "分户").iterdir())) == len(wanted)
    (version,) = documents.versions(practised, documents.working(practised, "urging", DAY).id or 0)
    assert {file.enterprise_id for file in version.files} == wanted and version.scope == found.text


@pytest.mark.parametrize("kind", ["enterprise", "insured_object", "policy", "visit", "hazard", "claim"])
def test_records_below_an_enterprise_choose_it(practised: Session, kind: str) -> None:
    found = scope.of_list(practised, ListQuery(kind, ids=(1, 2, 3)))
    assert 1 <= len(found.enterprises) <= 3


def test_what_belongs_to_no_enterprise_chooses_nobody(practised: Session) -> None:
    with pytest.raises(RefusedError, match="不能按这份清单发文"):
        scope.of_list(practised, ListQuery("insurer"))


def test_names_and_codes_choose_one_by_one(practised: Session) -> None:
    from ajx_tui.store import records

    one, two = (records.get(practised.store, KINDS["enterprise"], i) or {} for i in (1, 2))
    found = scope.of_names(practised, [f" {one['name']} ", str(two["credit_code"]).lower()])
    assert found.enterprises == {1, 2}
    with pytest.raises(RefusedError, match="没有这家"):
        scope.of_names(practised, ["没有这家"])


def test_words_are_found_on_their_page_however_they_are_broken() -> None:
    pages = ["第一页\n甲 乙", "统一选\n择某保险公司", "表2　分行业"]
    assert places.page_of(pages, "统一选择某保险公司", "") == 2
    assert places.page_of(pages, "没有", "表2　分行业") == 3
    assert places.page_of(pages, "没有", "也没有") == 0 == places.page_of(pages, "", "")


def test_any_name_of_the_directory_must_not_be_named(practised: Session) -> None:
    """Also of an insurer that has sold nothing yet, and also by its short name."""
    with practised.unit("登记") as unit:
        unit.insert(KINDS["insurer"], {"name": "丁火灾保险股份有限公司", "aliases": "丁火险、老丁"})
    for words in ("请到丁火险投保。", "请到老丁投保。", "统一选择丁保险承保。"):
        documents.save_chapter(practised, "bulletin", DAY, "总体情况", words)
        notes = [n for n in documents.draft(practised, "bulletin", DAY).notes if n.rule == "steering"]
        assert notes and notes[0].where == "总体情况" and notes[0].serious, words
    documents.save_chapter(practised, "bulletin", DAY, "总体情况", "老丁承保3户。")
    assert not [n for n in documents.draft(practised, "bulletin", DAY).notes if n.rule == "steering"]
