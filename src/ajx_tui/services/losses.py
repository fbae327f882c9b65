"""Claims against premium by sector, insurer, department, township, beside the published loss rates (seed 四（三）).

The loss ratio is what was paid of settled claims over the premium registered; a line without premium has none ('—').
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import UsageError
from ajx_tui.services import figures
from ajx_tui.services.figures import DIMENSION_TITLES, TOTAL, Figures, Line
from ajx_tui.services.tables import table_text
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

RATE = KINDS["loss_rate"]
WAYS = ("sector", "insurer", "department", "township")
POLICIES, CLAIMS, SETTLED, PREPAID, RATIO = (
    "policies_registered", "claims", "claims_settled", "claims_prepaid", "loss_ratio",
)  # fmt: skip
WHOLE_SECTOR = "全行业"
"""What the published table calls a sector as a whole."""


@dataclass(frozen=True, slots=True)
class LossLine:
    """One line: money in fen; `published` is the pure loss rate in force on the day as people read it, else empty."""

    line: Line
    policies: int
    premium: int
    claims: int
    settled: int
    prepaid: int
    ratio: Rate
    published: str


@dataclass(frozen=True)
class LossTable:
    """The lines of one way to cut, the total last; `found` answers which records stand behind a number."""

    by: str
    as_of: str
    lines: tuple[LossLine, ...]
    found: Figures

    def as_json(self) -> dict[str, Any]:
        """The table as plain values, money in yuan."""
        return {
            "by": self.by, "as_of": self.as_of,
            "lines": [
                {"title": x.line.title, "policies": x.policies, "premium_yuan": x.premium / 100, "claims": x.claims,
                 "settled_yuan": x.settled / 100, "prepaid_yuan": x.prepaid / 100, "loss_ratio": x.ratio.value,
                 "published_rate": x.published or None}
                for x in self.lines
            ],
        }  # fmt: skip


def loss_table(store: Store, as_of: date, by: str = "sector") -> LossTable:
    """The table on a day; lines without premium and claims are left out. Raises UsageError for another way to cut."""
    if by not in WAYS:
        raise UsageError("没有这种分法", f"可用：{'、'.join(WAYS)}。")
    found = figures.figures(store, as_of, (POLICIES, CLAIMS, SETTLED, PREPAID, RATIO))
    published = _published(store, as_of) if by == "sector" else {}
    made = [_line(found, line, published) for line in (*found.lines(by), TOTAL)]
    shown = tuple(x for x in made if x.policies or x.claims or x.line == TOTAL)
    return LossTable(by, found.as_of, shown, found)


def _line(found: Figures, line: Line, published: Mapping[object, str]) -> LossLine:
    at = (line.dimension, line.key)
    return LossLine(
        line, found.count(POLICIES, *at), found.amount(POLICIES, *at), found.count(CLAIMS, *at),
        found.amount(SETTLED, *at), found.amount(PREPAID, *at), found.rate(RATIO, *at), published.get(line.key, ""),
    )  # fmt: skip


def _published(store: Store, as_of: date) -> dict[object, str]:
    """Sector → its pure loss rate in force on a day; the latest of a whole sector, else of its first part."""
    day = as_of.isoformat()
    valid = (Condition("valid_from", "≤", day),)
    found: dict[object, tuple[tuple[bool, str], str]] = {}
    for values in records.get_many(store, RATE, lists.all_ids(store, ListQuery(RATE.name, conditions=valid))).values():
        if values["valid_until"] is not None and str(values["valid_until"]) < day:
            continue
        rank = (values["subsector"] == WHOLE_SECTOR, str(values["valid_from"]))
        if rank >= found.get(values["sector_id"], ((False, ""), ""))[0]:
            found[values["sector_id"]] = (rank, RATE.fields["rate"].show(values["rate"]))
    return {sector: text for sector, (_, text) in found.items()}


def loss_text(made: LossTable) -> str:
    """The table for the command line."""
    sector = made.by == "sector"
    head = [DIMENSION_TITLES[made.by], "保单", "保费（元）", "报案", "结案赔款（元）", "预付（元）", "赔付率"]
    rows = [
        [x.line.title, str(x.policies), money_text(x.premium), str(x.claims), money_text(x.settled),
         money_text(x.prepaid), x.ratio.text, *([x.published or "—"] if sector else [])]
        for x in made.lines
    ]  # fmt: skip
    head += ["公布的纯风险损失率"] if sector else []
    title = f"{made.found.county or '本县'}赔付情况（{DIMENSION_TITLES[made.by]}，截止 {made.as_of}）"
    note = "赔付率为结案赔款与登记保费之比，没有保费的为 —。"
    return f"{title}\n\n{table_text([head, *rows], range(1, len(head)))}\n\n{note}"
