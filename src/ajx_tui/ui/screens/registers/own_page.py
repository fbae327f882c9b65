"""Ctrl+E of a list: the page that makes something of the whole register, such as 赔付情况 of claims."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partialmethod
from types import MappingProxyType
from typing import Any

from ajx_tui.ui.commands import Command

OWN_PAGES: Mapping[str, str] = MappingProxyType(
    {
        "enterprise": "duplicates",
        "claim": "losses",
        "loss_rate": "losses",
        "enforcement_case": "closures",
        "enforcement_plan_item": "yearly_plan",
        "score_row": "scores",
        "plan_step": "plan_dates",
    }
)
"""Kind → the command of the app that opens its page."""
OWN_COMMANDS = (
    Command("duplicates", "查重", "找出可能重复登记的企业，并排对照后合并", ("ctrl+e",), "cc", "列表", place=1),
    Command("closures", "提请关闭", "列出重大隐患未整改又多次受处罚的企业", ("ctrl+e",), "tqgb", "列表", place=-1),
    Command("losses", "赔付情况", "按行业、保险机构看赔付率和公布的损失率", ("ctrl+e",), "pfqk", "列表", place=-1),
    Command("yearly_plan", "编制", "把应保未保的对象列入年度执法检查计划", ("ctrl+e",), "bz", "列表", place=-1),
    Command("scores", "计分表", "按指标给部门、乡镇打分排名，权重可以修改", ("ctrl+e",), "jfb", "列表", place=-1),
    Command("plan_dates", "时间表", "工作方案的时间表：定下来，改日期，登记完成", ("ctrl+e",), "sjb", "列表", place=-1),
)


class OwnPage:
    """Mixin of a register, before the page: of `OWN_COMMANDS` only the one of the open list has the key here."""

    def _has_page(self, command_id: str) -> bool:
        page: Any = self
        found = page.is_mounted and OWN_PAGES.get(page.kind.name) == command_id
        return bool(found and page.app.concerns(command_id))

    can_duplicates = partialmethod(_has_page, "duplicates")
    can_closures = partialmethod(_has_page, "closures")
    can_losses = partialmethod(_has_page, "losses")
    can_yearly_plan = partialmethod(_has_page, "yearly_plan")
    can_scores = partialmethod(_has_page, "scores")
    can_plan_dates = partialmethod(_has_page, "plan_dates")

    def concerns(self, command_id: str) -> bool:
        """Elsewhere they are the app's, without a key."""
        if command_id in OWN_PAGES.values():
            return self._has_page(command_id)
        return bool(super().concerns(command_id))  # type: ignore[misc]
