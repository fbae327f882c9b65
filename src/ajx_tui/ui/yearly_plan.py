"""Drawing the yearly enforcement plan from what is due and not insured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ajx_tui.services.enforcement import ITEM, Drawn, draw_plan
from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

FIRST_YEAR, LAST_YEAR = 2000, 2199


def year_of(text: str) -> int | None:
    """A year as people type it, in full-width digits too; None for anything else."""
    digits = text.strip().removesuffix("年").strip()
    if not digits.isdecimal() or not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        return None
    return int(digits)


def told(drawn: Drawn) -> str:
    """What drawing the plan did, in one line."""
    parts = (
        (len(drawn.added), "新列入 {} 项"), (drawn.kept, "原已列入 {} 项"), (len(drawn.cleared), "已投保销项 {} 项"),
        (drawn.removed, "此前由人移出、未再列入 {} 项"),
    )  # fmt: skip
    return "，".join(text.format(count) for count, text in parts if count) or "没有应保未保的对象"


def draw_yearly_plan(app: AjxApp) -> None:
    """Ask for the year, draw the plan as of the cut-off day, and show it."""

    def wrong(text: str) -> str:
        return "" if year_of(text) is not None else "请写成 2027 这样的年份。"

    def answered(text: str | None) -> None:
        year = year_of(text) if text is not None else None
        if year is None:
            return
        drawn = draw_plan(app.session, year, app.as_of)
        notify(app, told(drawn), f"{year} 年执法计划")
        app.show_list(ListQuery(ITEM.name, conditions=(Condition("year", "=", year),)), "")

    question = (
        f"把截止日 {app.as_of.isoformat()} 应保未保的对象列入哪一年的执法计划？"
        "高风险的排在前面的月份；已投保的自动销项，人改过的不动。"
    )
    app.push_screen(Ask("编制年度执法计划", question, value=str(app.as_of.year + 1), check=wrong), answered)
