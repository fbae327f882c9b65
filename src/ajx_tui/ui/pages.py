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
    Command("statistics", "统计表", "通报和统计的全部栏目，按行业、部门、乡镇、机构", (), "tjb", "查看", shown=False),
    Command("plan_dates", "时间表", "工作方案的时间表：定下来，改日期，登记完成", (), "sjb", "查看", shown=False),
    Command("yearly_plan", "编制执法计划", "把应保未保的对象列入年度执法检查计划", (), "bzzfjh", "查看", shown=False),
)

_SETTINGS = (
    ("office", "本单位", "单位名称、行政区、发文机关代字等，印在文书上", "bdw"),
    ("accounts", "账户", "建立账户，管理角色、口令、自动锁定和登录日志", "zh"),
    ("backups", "备份", "现在备份一次，或者回到以前的一个备份", "bf"),
    ("plain", "兼容模式", "旧控制台上只用最简单的符号，下次启动生效", "jrms"),
    ("holidays", "节假日", "查看和装入节假日安排，按工作日的期限以它为准", "jjr"),
    ("folder", "数据文件", "打开数据所在的文件夹；整个拷走就是完整备份", "sjwj"),
)
"""Commands of room 9 that are looked for everywhere: (id, title, explanation, initials)."""
_LISTS = (
    ("enterprise", "企业", "qy"), ("insured_object", "应投保对象", "ytbdx"), ("policy", "保单", "bd"),
    ("visit", "服务记录", "fwjl"), ("hazard", "隐患", "yh"), ("service_plan", "服务方案", "fwfa"),
    ("claim", "理赔", "lp"), ("fund_entry", "预防费用台账", "yffytz"), ("insurer", "保险机构", "bxjg"),
    ("service_body", "服务机构", "fwjg"), ("commitment", "公开承诺", "gkcn"), ("breach", "违诺", "wn"),
    ("assessment", "第三方评估", "dsfpg"), ("enforcement_case", "执法案件", "zfaj"),
    ("enforcement_paper", "执法文书", "zfws"), ("enforcement_plan_item", "执法计划", "zfjh"),
    ("lead", "线索投诉", "xsts"), ("problem", "评估问题", "pgwt"), ("score_row", "考核计分", "khjf"),
    ("plan_step", "工作步骤", "gzbz"), ("coordination_member", "协调机制成员", "xtjzcy"), ("meeting", "会议", "hy"),
    ("publicity", "宣传活动", "xchd"), ("sector", "行业领域", "hyly"), ("department", "部门", "bm"),
    ("sector_department", "行业分工", "hyfg"), ("loss_rate", "行业纯风险损失率", "hycfxssl"),
    ("document_paper", "发文登记", "fwdj"), ("document", "文书", "ws"),
)  # fmt: skip
"""Registers by (kind, title, initials), as `ui.rooms.LISTS` has them: the models are not loaded at start."""
SETTING_COMMANDS = tuple(
    Command(id_, title, told, (), pinyin, "设置", shown=False) for id_, title, told, pinyin in _SETTINGS
)
REGISTER_COMMANDS = tuple(
    Command(f"list_{kind}", title, f"打开登记簿「{title}」", (), pinyin, "登记簿", shown=False)
    for kind, title, pinyin in _LISTS
)


class Pages:
    """Mixin of the app: one method per command of `PAGE_COMMANDS`, `SETTING_COMMANDS` and `REGISTER_COMMANDS`. Screens
    are imported when they are opened."""

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
    do_statistics = partialmethod(_open, "registers.statistics:Statistics")
    do_losses = partialmethod(_open, "cases.loss_table:LossPage")
    do_scores = partialmethod(_open, "cases.score_table:ScorePage")
    do_closures = partialmethod(_open, "cases.closures:ClosurePage")

    async def _set(self, command_id: str) -> None:
        """Carry out a command of room 9, there."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        await app.switch_mode("9")
        if not app.unsaved_in("9"):
            await app.back_to_base()
            await app.screen.action_command(command_id)  # type: ignore[attr-defined]

    async def _list(self, kind: str) -> None:
        """Show a whole register."""
        app = cast("AjxApp", self)
        await app.records_loaded()
        from ajx_tui.store.lists import ListQuery

        app.show_list(ListQuery(kind))

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


for _id, *_ in _SETTINGS:
    setattr(Pages, f"do_{_id}", partialmethod(Pages._set, _id))
for _kind, *_ in _LISTS:
    setattr(Pages, f"do_list_{_kind}", partialmethod(Pages._list, _kind))
