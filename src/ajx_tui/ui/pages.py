"""Pages that lie in no room: findings, what is due, indicators, checklists, duplicates. The app opens them anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ajx_tui.ui.commands import Command

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

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
    Command("yearly_plan", "编制执法计划", "把应保未保的对象列入年度执法检查计划", (), "bzzfjh", "查看", shown=False),
)


class Pages:
    """Mixin of the app: one method per command of `PAGE_COMMANDS`. Screens are imported when they are opened."""

    async def do_findings(self) -> None:
        """Open what the checks find."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.findings import FindingsScreen

        app.push_screen(FindingsScreen(app.current_mode))

    async def do_due_papers(self) -> None:
        """Open what falls due."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.due_papers import DuePapers

        app.push_screen(DuePapers(app.current_mode))

    async def do_indicators(self) -> None:
        """Open the indicators."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.indicators import Indicators

        app.push_screen(Indicators(app.current_mode))

    async def do_checklists(self) -> None:
        """Open the local checklists."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.checklists import ChecklistsScreen

        app.push_screen(ChecklistsScreen(app.current_mode))

    async def do_duplicates(self) -> None:
        """Open the enterprises that may be one."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.duplicates import Duplicates

        app.push_screen(Duplicates(app.current_mode))

    async def do_packs(self) -> None:
        """Open the policy packs."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.packs import Packs

        app.push_screen(Packs(app.current_mode))

    async def do_hand_over(self) -> None:
        """Open the layouts for others."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.hand_over import hand_over

        hand_over(app)

    async def do_local_rules(self) -> None:
        """Open the rules in force."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.screens.local_rules import LocalRules

        app.push_screen(LocalRules(app.current_mode))

    async def do_yearly_plan(self) -> None:
        """Draw the yearly enforcement plan."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.ui.yearly_plan import draw_yearly_plan

        draw_yearly_plan(app)
