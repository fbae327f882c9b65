"""Every page outside the rooms, with hostile records: Chinese, exactly as wide as the terminal, data as text."""

from __future__ import annotations

import re

import pytest
from page_checks import faults
from ui_county import AS_OF, HOSTILE, NARROW, WIDE, press, running, screen_lines, settled

from ajx_tui.domain.records import KINDS
from ajx_tui.services import finding_list
from ajx_tui.services.duplicates import Pair
from ajx_tui.services.session import Session
from ajx_tui.ui.pages import PAGE_COMMANDS
from ajx_tui.ui.screens.documents.outline_edit import OutlineEdit
from ajx_tui.ui.screens.findings.evidence_compare import EvidenceCompare
from ajx_tui.ui.screens.findings.finding_pages import CheckFindings
from ajx_tui.ui.screens.home import HomeScreen
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.attachments import Attachments
from ajx_tui.ui.screens.records.enterprise_life import EnterpriseLife
from ajx_tui.ui.screens.registers.duplicates import DuplicateCompare
from ajx_tui.ui.screens.settings.local_rules import LocalRules
from ajx_tui.ui.screens.settings.packs import PackContents
from ajx_tui.ui.widgets.cells import width_of

LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = re.compile(
    r"Ctrl\+[A-Z上下]|Esc|Delete|Tab|Excel|CSV|xlsx|\.csv|exports|[a-z]+(-[a-z]+)+ (?=20)"
    r"|\[re?d?(?=\]|\.\.|\s|$)|[A-Z]{2}\d{3,}|(AQ|GB)[/ ]?[T\d]*|9141\w*|(national|henan)-\d+"
)
OWN = [command.id for command in PAGE_COMMANDS if command.id not in ("yearly_plan", "plan_dates")]


def hostile_county(session: Session) -> None:
    """More hostile records than the county has: a twin, a due claim, a visit that resembles another, a file."""
    with session.unit("测试") as unit:
        sector = session.store.read("SELECT id FROM sector WHERE title = '煤矿'")[0][0]
        unit.insert(
            KINDS["enterprise"],
            {
                "name": f"{HOSTILE}长",
                "no_code_reason": "筹建",
                "sector_id": sector,
                "township": "城关镇",
                "note": HOSTILE,
            },
        )
        unit.insert(KINDS["lead"], {"number": HOSTILE, "received_on": "2026-10-25", "content": HOSTILE})
        unit.update(KINDS["enterprise"], 1, {"township": "柳河镇"})
        for policy in (1, 3):
            same = {"staff": HOSTILE, "process": HOSTILE * 2, "visited_on": "2026-09-02"}
            unit.insert(KINDS["visit"], {"number": f"{HOSTILE}{policy}", "policy_id": policy, **same})
        unit.insert(
            KINDS["attachment"],
            {"owner_kind": "visit", "owner_id": 2, "name": HOSTILE, "sha256": "0" * 64, "size": 3, "note": HOSTILE},
        )


@pytest.mark.parametrize("size", [NARROW])
async def test_walk(session: Session, size: tuple[int, int]) -> None:
    hostile_county(session)
    found = finding_list.gather(session.store, AS_OF)
    bad = [p for p in found if "坏[/甲]" in p.finding.text or "坏[/甲]" in p.name]
    visit = next(p.finding for p in found if p.finding.kind == "visit" and p.finding.check.startswith("sham"))
    seen: list[tuple[str, list[str]]] = []
    wrong: list[str] = []
    async with running(session, size) as (app, pilot):
        for name in OWN:
            await app.action_command(name)
            await settled(pilot)
            assert isinstance(app.screen, Page) and not isinstance(app.screen, HomeScreen), name
            await press(pilot, "end")
            seen.append((name, screen_lines(app)))
            wrong += faults(app)
            await press(pilot, "f1")
            seen.append((f"{name} F1", screen_lines(app)))
            await press(pilot, "escape", "escape")
        pages = [
            *(CheckFindings(check, "检查") for check in sorted({p.finding.check for p in bad})[size == WIDE :: 2]),
            EnterpriseLife(5), Attachments("visit", 2), PackContents("henan-2023", "河南"),
            EvidenceCompare("visit", visit.record_id, visit.title, visit.text, ()),
            EvidenceCompare("enterprise", 5, "检查", HOSTILE, ()),
            LocalRules(), OutlineEdit("plan"),
            DuplicateCompare(Pair(5, 6, (HOSTILE, HOSTILE), 90, ("名称相近",)), lambda _merged: None),
        ]  # fmt: skip
        for page in pages:
            app.push_screen(page)
            await settled(pilot)
            await press(pilot, "end")
            seen.append((type(page).__name__, screen_lines(app)))
            wrong += faults(app)
            await press(pilot, "escape")
    assert wrong == []
    hostile = 0
    for name, lines in seen:
        assert len(lines) == size[1], name
        for line in lines:
            assert width_of(line) == size[0], (name, line)
            assert not LATIN.search(KNOWN.sub("", line)), (name, line)
        text = "".join(lines)
        hostile += "坏[/甲]" in text
        assert "\x1b" not in text and "\u200b" not in text
    assert hostile >= 6, "the hostile records were not met"


def test_every_page_command_has_its_method() -> None:
    from ajx_tui.ui.pages import Pages

    assert all(callable(getattr(Pages, f"do_{command.id}")) for command in PAGE_COMMANDS)
