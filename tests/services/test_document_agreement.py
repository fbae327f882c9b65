"""Documents over random counties: what they print is what a plain count of the records gives, and adds up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rule_county import County, open_county

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.lint import Rule, lint
from ajx_tui.services import documents, figures
from ajx_tui.services.documents.catalogue import CATALOGUE
from ajx_tui.services.office import set_up

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
TOWNSHIPS = ("甲镇", "乙乡", "丙镇")
UNITS = {
    "煤矿": "licence",
    "建筑施工": "project",
    "渔业生产": "vessel",
    "危险化学品": "enterprise",
    "烟花爆竹": "enterprise",
}
OFFICE = {"name": "示例县应急管理局", "area": "示例县", "level": "county", "city": "示例市", "province": "河南省"}
NEVER = (Rule.SUM, Rule.MISMATCH, Rule.ANNEX, Rule.CHAPTER)


def some_day(random: Random) -> date:
    return FIRST + timedelta(days=random.randrange((LAST - FIRST).days))


def term(random: Random, days: int) -> dict[str, str]:
    start = some_day(random)
    return {"start_on": start.isoformat(), "end_on": (start + timedelta(days=random.randrange(1, days))).isoformat()}


def fill(county: County, random: Random) -> None:
    """Firms, their objects, policies, visits, hazards and claims with whatever days and gaps come."""
    for number in range(random.randrange(4, 14)):
        sector = random.choice(sorted(UNITS))
        stopped = {"status": "stopped", "status_on": random.choice([None, some_day(random).isoformat()])}
        state = stopped if random.random() < 0.2 else {}
        head = random.choice([None, 0, random.randrange(1, 400)])
        place = random.choice(TOWNSHIPS)
        firm, own = county.enterprise(f"第{number}企业", sector, headcount=head, township=place, **state)
        objects = [own]
        if UNITS[sector] != "enterprise":
            for each in range(random.randrange(3)):
                given = {"township": random.choice([None, *TOWNSHIPS]), "headcount": random.choice([None, 30])}
                objects.append(
                    county.add("insured_object", enterprise_id=firm, type=UNITS[sector], code=f"X{number}-{each}",
                               name=f"{number}号之{each}", **given, **(term(random, 500) if each else {}))
                )  # fmt: skip
        for each in range(random.randrange(4)):
            policy(county, random, f"P{number}-{each}", firm, random.choice(objects))


def policy(county: County, random: Random, number: str, firm: int, owner: int) -> None:
    days = term(random, 400)
    cut = {"ended_on": some_day(random).isoformat()} if random.random() < 0.2 else {}
    cut = cut if cut.get("ended_on", "9") >= days["start_on"] else {}
    made = county.policy(
        number, firm, owner, **days, **cut, headcount=random.randrange(1, 300), premium=random.randrange(1, 10**7),
        limit_person=random.choice([30_000_000, 50_000_000]), promised_visits=random.randrange(3),
    )  # fmt: skip
    for visit in range(random.randrange(3)):
        seen = some_day(random)
        at = county.add("visit", policy_id=made, number=f"{number}-{visit}", visited_on=seen.isoformat())
        for hazard in range(random.randrange(3)):
            done = random.choice([None, (seen + timedelta(days=random.randrange(60))).isoformat()])
            due = (seen + timedelta(days=15)).isoformat()
            county.add("hazard", visit_id=at, description=f"第{hazard}处", due_on=due, rectified_on=done,
                       level=random.choice(["general", "major"]))  # fmt: skip
    if random.random() < 0.3:
        told = some_day(random)
        done = {"settled": random.choice([None, 5_000_000]), "settled_on": (told + timedelta(days=20)).isoformat()}
        county.add("claim", number=f"L{number}", policy_id=made, reported_on=told.isoformat(), **done)


def rows(county: County, kind: str) -> list[dict[str, Any]]:
    names = [row[1] for row in county.store.read(f"PRAGMA table_info({kind})")]
    return [dict(zip(names, row, strict=True)) for row in county.store.read(f"SELECT * FROM {kind}")]


def over(record: Mapping[str, Any], day: str) -> bool:
    return record["status"] not in (None, "active") and (record["status_on"] is None or record["status_on"] <= day)


def counted(county: County, day: str) -> tuple[set[int], set[int]]:
    """The ids that are due and those that are insured, by going through the records one by one."""
    firms = {row["id"]: row for row in rows(county, "enterprise")}
    objects = rows(county, "insured_object")
    units = {number: UNITS.get(title) for title, number in county.sectors.items()}
    due = set()
    for each in objects:
        firm = firms[each["enterprise_id"]]
        unit = units[firm["sector_id"]]
        has = any(o["enterprise_id"] == firm["id"] and o["type"] == unit for o in objects)
        counts = each["type"] == unit or (each["type"] == "enterprise" and unit in ("licence", "vessel") and not has)
        runs = (each["start_on"] or "") <= day <= (each["end_on"] or "9999")
        if counts and runs and not over(each, day) and not over(firm, day):
            due.add(each["id"])
    insured = {
        p["object_id"] for p in rows(county, "policy")
        if p["start_on"] <= day <= p["end_on"] and (p["ended_on"] is None or p["ended_on"] > day)
    }  # fmt: skip
    return due, due & insured


def printed(blocks: Iterable[b.Block]) -> Iterator[tuple[str, str]]:
    """Evidence and text of every number of the whole county, in running text and in tables."""
    for block in blocks:
        if isinstance(block, b.Landscape):
            yield from printed(block.blocks)
        elif isinstance(block, b.Paragraph) and not isinstance(block.text, str):
            yield from ((run.evidence, run.text) for run in block.text if run.evidence)
        elif isinstance(block, b.Table):
            cells = [cell for row in (*block.rows, block.total or ()) for cell in row]
            yield from (
                (c.evidence, str(c.value)) for c in cells if isinstance(c, b.Figure) and isinstance(c.value, int)
            )


@pytest.mark.parametrize("seed", range(4))
def test_numbers_agree_in_every_document(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    with open_county(tmp_path) as county:
        set_up(county.session, OFFICE)
        fill(county, random)
        named: set[str] = set()
        for day in (some_day(random), date(2026, 10, 31)):
            due, insured = counted(county, day.isoformat())
            found = figures.figures(county.store, day.isoformat())
            assert set(found.ids("due").ids) == due
            assert set(found.ids("insured").ids) == insured
            for name in CATALOGUE:
                document = documents.build(county.session, name, day)
                assert [str(n) for n in lint(document) if n.rule in NEVER] == [], (name, day)
                shown = [(what, text) for what, text in printed(document.blocks) if text.isdigit()]
                assert {text for what, text in shown if what == "due"} <= {str(len(due))}, (name, day)
                assert {text for what, text in shown if what == "insured"} <= {str(len(insured))}, (name, day)
                named |= {what for what, _ in shown}
        assert {"due", "insured"} <= named
