"""The records behind the numbers that are problems: who, where, owned by which department, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ajx_tui.documents.texts.facts import Case
from ajx_tui.documents.texts.wording import money
from ajx_tui.services.figures import Figures
from ajx_tui.store import paper_rows
from ajx_tui.store.database import Store
from ajx_tui.store.paper_rows import MAJOR


def cases(store: Store, found: Figures, as_of: date) -> dict[str, tuple[Case, ...]]:
    """The records behind each number of `paper_rows.PROBLEMS`."""
    return {
        name: tuple(_cases(name, paper_rows.problem_rows(store, name, found.ids(name).ids, as_of.isoformat())))
        for name in paper_rows.PROBLEMS
    }


def _cases(name: str, rows: Iterable[Any]) -> Iterable[Case]:
    for row in rows:
        *common, headcount, contact, phone, address, enterprise_id, x, y = row
        record_id, title, code, enterprise, sector, township, department = common
        major, text = str(y or "").startswith(MAJOR), str(y or "").removeprefix(MAJOR)
        yield Case(
            record_id,
            title,
            code,
            enterprise,
            sector,
            township,
            department,
            headcount,
            detail(name, headcount, x, y),
            contact,
            phone,
            address,
            enterprise_id,
            day=str(x or ""),
            text=text,
            major=major,
        )


def detail(name: str, headcount: int | None, x: Any, y: Any) -> str:
    """What is wrong with a record, in a few words."""
    match name:
        case "uninsured":
            return f"{x}到期未续保" if x else "未查到投保记录"
        case "headcount_short":
            return f"从业{headcount}人，投保{x}人"
        case "headcount_unknown":
            return "从业人员数未填报"
        case "below_floor":
            return f"每人限额{money(int(x))}万元" if x is not None else "每人限额未填报"
        case "overlapping":
            return f"同时有效保单{x}份"
        case "ended_early":
            return f"{x}终止" + (f"（{y}）" if y else "，未写明原因")
        case "commission_over":
            return f"佣金比例{int(x) / 100:g}%"
        case "visits_unconfirmed":
            return f"{x} {y or ''}".rstrip()
    return f"{y}（期限{x}）"


def lowest_limits(store: Store, found: Figures) -> dict[tuple[str, object], int]:
    """The lowest limit per person (fen) among the policies in force: in all, and by sector."""
    by_sector = paper_rows.lowest_limits(store, found.ids("policies_in_force").ids)
    lowest: dict[tuple[str, object], int] = {("sector", sector): limit for sector, limit in by_sector.items()}
    if by_sector:
        lowest["total", None] = min(by_sector.values())
    return lowest
