"""Pages that lie in no room: findings, what is due, indicators, checklists, duplicates. The app opens them anywhere."""

from __future__ import annotations

from functools import partialmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from ajx_tui.ui.commands import Command

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp
    from ajx_tui.ui.screens.page import Page

PAGE_COMMANDS: tuple[Command, ...] = (
    Command("findings", "检查发现", "按政策包检查全部登记内容，列出违规、疑点和缺项", (), "jcfx", "查看", shown=False),
    Command(
        "due_papers", "到期事项", "列出逾期和即将到期的执法、理赔、投诉、整改和保单", (), "dqsx", "查看", shown=False
    ),
    Command(
        "indicators", "指标", "按行业、部门、乡镇、保险机构看各项指标和近12个月的变化", (), "zb", "查看", shown=False
    ),
    Command("checklists", "清单", "新建、填写、打印和收回本地检查清单", ("ctrl+l",), "qd", "查看", shown=False),
    Command("duplicates", "疑似重复", "找出可能重复登记的企业，并排对照后合并", (), "yscf", "查看", shown=False),
    Command("packs", "政策包", "查看政策包的内容和依据，检查或安装新的政策包", (), "zcb", "查看", shown=False),
    Command(
        "hand_over", "导出给…", "按格式把清单导出给部门、保险机构、服务机构、上级或公示", (), "dcg", "查看", shown=False
    ),
    Command(
        "local_rules", "现行规则", "看现行的参数、代码表、检查、提纲，改为本级自定", (), "xxgz", "查看", shown=False
    ),
    Command("losses", "赔付情况", "按行业、保险机构看赔付率和公布的损失率", (), "pfqk", "查看", shown=False),
    Command("scores", "考核计分", "按指标给部门、乡镇打分排名，权重可以修改", (), "khjf", "查看", shown=False),
    Command("closures", "提请关闭", "列出重大隐患未整改又多次受处罚的企业", (), "tqgb", "查看", shown=False),
    Command("plan_dates", "时间表", "工作方案的时间表：定下来，改日期，登记完成", (), "sjb", "查看", shown=False),
    Command("yearly_plan", "编制执法计划", "把应保未保的对象列入年度执法检查计划", (), "bzzfjh", "查看", shown=False),
)


class Pages:
    """Mixin of the app: one method per command of `PAGE_COMMANDS`. Screens are imported when they are opened."""

    async def _open(self, where: str) -> None:
        """Put a page of `screens/` on top, named as 'module:class'."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        module, _, name = where.partition(":")
        page: type[Page[Any]] = getattr(import_module(f"ajx_tui.ui.screens.{module}"), name)
        app.push_screen(page(room=app.current_mode))  # type: ignore[call-arg]

    do_findings = partialmethod(_open, "findings.findings:FindingsScreen")
    do_due_papers = partialmethod(_open, "cases.due_papers:DuePapers")
    do_indicators = partialmethod(_open, "findings.indicators:Indicators")
    do_checklists = partialmethod(_open, "checklists.checklists:ChecklistsScreen")
    do_duplicates = partialmethod(_open, "registers.duplicates:Duplicates")
    do_packs = partialmethod(_open, "settings.packs:Packs")
    do_local_rules = partialmethod(_open, "settings.local_rules:LocalRules")
    do_losses = partialmethod(_open, "cases.loss_table:LossPage")
    do_scores = partialmethod(_open, "cases.score_table:ScorePage")
    do_closures = partialmethod(_open, "cases.closures:ClosurePage")

    async def do_hand_over(self) -> None:
        """Open the layouts for others."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.exchange.hand_over import hand_over

        hand_over(app)

    async def do_yearly_plan(self) -> None:
        """Draw the yearly enforcement plan."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.yearly_plan import draw_yearly_plan

        draw_yearly_plan(app)

    async def do_plan_dates(self) -> None:
        """Open the timetable of the work plan."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.plan_dates import open_plan_dates

        open_plan_dates(app)
