"""What the first page shows: numbers as rows, and what each of them stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ajx_tui.ui.widgets.bars import Bar
from ajx_tui.ui.widgets.cells import fit
from ajx_tui.ui.widgets.count_list import CountRow, Entry, Heading, Remark
from ajx_tui.ui.widgets.grid_source import Tone

if TYPE_CHECKING:
    from datetime import date

    from ajx_tui.services.clerk_day import Day
    from ajx_tui.services.figures import Figures, Line
    from ajx_tui.services.plan_steps import PlanStep, Timetable
    from ajx_tui.store.database import Store

DAY_TITLE, PLAN_TITLE = "今天要办", "工作方案时间表"
TASK_TONES: Mapping[str, Tone] = {"expiring_15": "bad", "hazard_overdue": "bad", "claim_slow": "bad"}
"""Tasks that wait no longer; the others are marked as coming up."""
DOUBTS: tuple[tuple[str, str, Tone], ...] = (
    ("uninsured", "应保未保", "bad"),
    ("headcount_short", "未全员投保", "bad"),
    ("headcount_unknown", "从业人员数不明", "warn"),
    ("below_floor", "限额低于下限", "bad"),
    ("overlapping", "重复投保", "warn"),
    ("commission_over", "佣金超上限", "bad"),
    ("ended_early", "提前终止保单", "warn"),
)
"""Figures of the policy packs that ask for a look at their records."""
FOUND: tuple[tuple[str, str, Tone], ...] = (
    ("violation", "检查发现的违规", "bad"),
    ("doubt", "检查发现的疑点", "warn"),
    ("hint", "检查提醒", "warn"),
)
"""Severities of what the checks find."""
HOLDINGS: tuple[str, ...] = ("enterprise", "insured_object", "policy", "visit", "hazard", "claim")
LOW_PERCENT = 60
FEW_WORKDAYS = 3
"""Working days from which on a step of the plan is marked."""
LEFT_CELLS = 11


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand: figures of the packs and how much is registered, with the titles of the kinds."""

    figures: Figures
    holdings: Mapping[str, int]
    titles: Mapping[str, str]


def count_standing(store: Store, as_of: date) -> Standing:
    """The figures and the sizes of the registers; runs in a worker thread."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services.figures import figures
    from ajx_tui.store import lists
    from ajx_tui.store.lists import ListQuery

    made = figures(store, as_of, ("coverage", *(name for name, _, _ in DOUBTS)))
    holdings = {kind: lists.count(store, ListQuery(kind)) for kind in HOLDINGS}
    return Standing(made, holdings, {kind: KINDS[kind].title for kind in HOLDINGS})


def bar_of(made: Figures, key: str, title: str, line: Line | None = None) -> Bar:
    """The coverage of one sector, or of all without a line."""
    at = (line.dimension, line.key) if line is not None else ()
    done, total = made.count("insured", *at), made.count("due", *at)
    low = bool(total) and done * 100 < total * LOW_PERCENT
    return Bar(key, title, done, total, "good" if total and done >= total else "warn" if low else "")


# ----- the left list: what has to be done


def waiting_rows() -> list[Entry]:
    """What stands there before anything was counted."""
    return [Heading(DAY_TITLE), Remark("正在统计")]


def day_rows(day: Day, as_of: date, *, empty: bool = False, gap: bool = False) -> list[Entry]:
    """Tasks, clocks, reviews, drafts, and the timetable of the plan. `empty` says that nothing is registered yet, `gap`
    that there is room for free lines."""
    rows: list[Entry] = [Heading(DAY_TITLE)]
    if empty:
        rows.append(Remark("还没有登记企业：按 Ctrl+O 从表格导入底数。", "warn"))
    rows += [CountRow(f"task:{t.key}", t.title, len(t.ids), TASK_TONES.get(t.key, "warn")) for t in day.tasks]
    rows += _due_rows(day)
    rows.append(CountRow("review:waiting", "等我审核", len(day.reviews.waiting), "warn", "件"))
    rows.append(CountRow("review:returned", "退回给我的", len(day.reviews.returned), "bad", "件"))
    if day.drafts:
        rows.append(CountRow("drafts:", "没有填完的表单", day.drafts, "warn", "份"))
    return [*rows, *_between(gap), *plan_rows(day.plan, as_of)]


def _between(gap: bool) -> list[Entry]:
    return [Remark("")] if gap else []


def _due_rows(day: Day) -> list[Entry]:
    """Clocks of the law by topic; the topics that rarely have any only when they do."""
    from ajx_tui.services.clerk_day import TOPICS_DUE

    rows: list[Entry] = []
    for topic, title in TOPICS_DUE.items():
        lines = day.due.of_topic(topic)
        if lines or topic in ("执法", "投诉"):
            tone: Tone = "bad" if any(line.item.late for line in lines) else "warn"
            rows.append(CountRow(f"topic:{topic}", f"{title}（{day.due_days}天内和逾期）", len(lines), tone, "项"))
    return rows


def plan_rows(plan: Timetable, as_of: date) -> list[Entry]:
    """The steps of the plan with the working days they have left, and where holidays are not known."""
    from ajx_tui.services.plan_steps import Origin

    notes = {Origin.LAID_DOWN: "", Origin.PLAN: plan.source, Origin.TEMPLATE: "按模板推算，回车定下"}
    rows: list[Entry] = [Heading(PLAN_TITLE, notes[plan.origin])]
    for number, step in enumerate(plan.steps):
        day = f"{step.due:%m-%d}" if step.due.year == as_of.year else step.due.isoformat()
        text = f"{day} {fit(step.left, LEFT_CELLS, 'right')}"
        rows.append(CountRow(f"step:{number}", step.title, 1, _step_tone(step), text=text))
    if plan.note:
        rows.append(Remark(plan.note, "warn"))
    return rows


def _step_tone(step: PlanStep) -> Tone:
    if step.done_on is not None:
        return "dim"
    return "bad" if step.late else "warn" if step.workdays <= FEW_WORKDAYS else ""


# ----- the right list: how things stand


def standing_rows(standing: Standing, found: Mapping[str, int] | None, gap: bool = False) -> list[Entry]:
    """Doubts, findings (None while they are still looked for), and how much is registered."""
    rows: list[Entry] = [*_between(gap), Heading("数据疑点")]
    rows += [CountRow(f"doubt:{name}", title, standing.figures.count(name), tone) for name, title, tone in DOUBTS]
    if found is None:
        rows.append(Remark("正在检查"))
    else:
        rows += [CountRow(f"found:{name}", title, found.get(name, 0), tone) for name, title, tone in FOUND]
    rows += [*_between(gap), Heading("登记数量")]
    return rows + [CountRow(f"kind:{k}", standing.titles[k], count) for k, count in standing.holdings.items()]


# ----- what a number stands on


def basis(key: str, day: Day | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Title and headed paragraphs for a row that stands on no clause of the packs; nothing for those that do."""
    group, _, name = key.partition(":")
    if group == "topic" and day is not None:
        told = "从登记的日期起按法定或约定的天数推算，办结的不再列出。每一项的条款在清单里按 F1 查看。"
        return f"期限：{name}", (("说明", told), ("节假日", day.due.note or "这段时间的节假日安排已经录入。"))
    if group == "step" and day is not None:
        step = day.plan.steps[int(name)]
        told = f"最后一天是 {step.due.isoformat()}，{step.left}。工作日不算周末和法定节假日，算上调休上班的周末。"
        return f"步骤：{step.title}", (("说明", told), ("日期来源", day.plan.told), ("节假日", day.plan.note))
    return _FIXED.get(key) or _FIXED.get(group, ("", ()))


_FIXED: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "review:waiting": ("等我审核", (("说明", "别人送审、轮到我审核或签发的内容。本人编制的不会出现在这里。"),)),
    "review:returned": ("退回给我的", (("说明", "审核时退回、等我改正或说明后再送审的内容。"),)),
    "drafts": ("没有填完的表单", (("说明", "本人没有保存的表单，每隔几秒留一次草稿；保存或放弃后不再列出。"),)),
    "found": ("检查发现", (("说明", "按政策包的全部检查得出；已经说明情况的不算。每一项的条款在清单里按 F1 查看。"),)),
    "kind": ("登记数量", (("说明", "登记在册的全部记录，包括停产、关闭的企业和已到期的保单，不包括回收站里的。"),)),
}
