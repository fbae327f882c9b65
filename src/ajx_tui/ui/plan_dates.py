"""The timetable of the work plan on screen: its list, or the question whether to lay it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ajx_tui.services.plan_steps import STEP, Origin, lay_down, timetable
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

LAY_DOWN, WRITE = "lay_down", "write"


def open_plan_dates(app: AjxApp) -> None:
    """List the steps that are laid down; otherwise say where the days come from and offer to lay them down."""
    plan = timetable(app.session.store, app.as_of)
    if plan.origin is Origin.LAID_DOWN:
        app.show_list(ListQuery(STEP.name))
        return
    if not app.may_write:
        notify(app, f"{plan.told}。", "工作方案时间表")
        return

    def chosen(value: str | None) -> None:
        if value == LAY_DOWN:
            ids = lay_down(app.session, app.as_of)
            notify(app, "工作方案按这些日期印；在这里可以改日期、写任务、登记完成。", f"已定下 {len(ids)} 个步骤")
            app.show_list(ListQuery(STEP.name))
        elif value == WRITE:
            app.open_room("7")

    choices = [
        Choice(LAY_DOWN, "定下来", "各步骤列成清单，可改日期、登记完成"),
        Choice(WRITE, "先写工作方案", "到文书里改实施步骤"),
    ]
    app.push_screen(Choose("工作方案时间表", choices, f"现在的日期：{plan.told}。"), chosen)
