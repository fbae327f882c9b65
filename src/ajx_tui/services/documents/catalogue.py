"""Which documents there are: name on the command line, Chinese title, what builds them, in which formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ajx_tui.documents.blocks import Document
from ajx_tui.documents.texts import (
    assessment,
    bulletin,
    enforcement,
    evaluation,
    letters,
    overall,
    plan,
    register,
    reinspection,
)
from ajx_tui.documents.texts.facts import Facts, Paper
from ajx_tui.documents.texts.outline import Parts
from ajx_tui.errors import UsageError

PDF, DOCX, XLSX = "pdf", "docx", "xlsx"
FORMATS: Mapping[str, str] = {PDF: "PDF", DOCX: "Word", XLSX: "Excel"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the catalogue. `help` says in a sentence what it is for and where it goes."""

    name: str
    title: str
    help: str
    build: Callable[[Facts, Paper], Document]
    parts: Parts
    """The chapters it can be made of; the outline of the policy packs says which, in which order."""
    annexes: Parts = field(default_factory=dict)
    formats: tuple[str, ...] = (PDF, DOCX, XLSX)
    needs: tuple[str, ...] = ()
    """What has to be gathered beside the figures: see `gathering`."""
    number_of: str = ""
    """The number whose enterprises get a paper each; empty for a document of the whole county."""
    upward: bool = False
    """Whether it goes to the level above: such a document shows 签发人 (GB/T 9704 §7.2.6)."""
    own_number: str = ""
    """What the department's own numbers begin with after the area (责改, 复查); empty: the office's 发文字号."""
    lists: tuple[str, ...] = ()
    """Figures whose records it lists without printing their number as a figure."""

    @property
    def behind(self) -> tuple[str, ...]:
        """The figures that a trail of its own is kept of."""
        return (*self.lists, *([self.number_of] if self.number_of else []))


CATALOGUE: Mapping[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry(
            "plan",
            "工作方案",
            "印发本地区安责险工作方案，附任务分工表和应投保底数表",
            plan.build,
            parts=plan.PARTS,
            annexes=plan.ANNEXES,
        ),
        Entry(
            "evaluation",
            "自评报告",
            "向上级安委会办公室报送的自评报告，附统计表、问题整改清单和数据来源",
            evaluation.build,
            upward=True,
            parts=evaluation.PARTS,
            annexes=evaluation.ANNEXES,
            needs=("evidence", "months"),
        ),
        Entry(
            "stage",
            "阶段评估报告",
            "一个阶段结束时的评估，列出发现的问题，跟踪以前评估的问题，附统计表、清单和数据来源",
            overall.build_stage,
            upward=True,
            parts=overall.PARTS,
            annexes=evaluation.ANNEXES,
            needs=("evidence", "months"),
        ),
        Entry(
            "overall",
            "总体评估报告",
            "收尾时的总体评估，历次评估发现的问题逐项跟踪到销号，附统计表、清单和数据来源",
            overall.build,
            upward=True,
            parts=overall.PARTS,
            annexes=evaluation.ANNEXES,
            needs=("evidence", "months"),
        ),
        Entry(
            "assessment",
            "承保机构评估",
            "汇总第三方对各保险机构预防服务的评估和评分表，旁列台账反映的履约情况",
            assessment.build,
            parts=assessment.PARTS,
            needs=("assessments",),
        ),
        Entry(
            "bulletin",
            "通报",
            "按行业领域和乡镇排名，与上月末相比，印发各乡镇和成员单位",
            bulletin.build,
            parts=bulletin.PARTS,
            annexes=bulletin.ANNEXES,
            needs=("earlier",),
        ),
        Entry(
            "urging",
            "催保通知",
            "给每家应保未保企业一份，编号连续，合成一个文件或者每家一个文件",
            letters.build_urging,
            parts=letters.URGING,
            number_of="uninsured",
        ),
        Entry(
            "hazards",
            "隐患整改通知",
            "给每家有逾期未整改隐患的企业一份，列明隐患和期限",
            letters.build_hazards,
            parts=letters.HAZARDS,
            number_of="hazards_overdue",
        ),
        Entry(
            "inspection",
            "年度执法计划",
            "把应保未保、未全员、未足额投保和隐患逾期的企业列入执法检查名单，按部门分工",
            enforcement.build_plan,
            parts=enforcement.PLAN_PARTS,
            annexes=enforcement.PLAN_ANNEXES,
            lists=tuple(name for name, _ in enforcement.PLANNED),
        ),
        Entry(
            "order",
            "责令限期整改指令书",
            "给每家应保未保企业一份执法文书，执法人员、证号和签名留空现场填写",
            enforcement.build_orders,
            parts=enforcement.ORDER,
            number_of="uninsured",
            own_number="应急责改",
        ),
        Entry(
            "reinspection",
            "整改复查意见书",
            "给每家责令整改已到期或者已完成的企业一份，复查意见和签名留空现场填写；没有下达过责令整改的不能出",
            reinspection.build,
            parts=reinspection.PARTS,
            needs=("orders",),
            number_of="orders",
            own_number="应急复查",
        ),
        Entry(
            "register",
            "底数台账",
            "全部应投保对象分行业列表，含投保状态和有效保单；姓名、电话部分遮盖，可以传阅和上报",
            register.build,
            parts=register.PARTS,
            needs=("register",),
            lists=("due", "insured", "uninsured"),
        ),
        Entry(
            "register_internal",
            "底数台账（内部）",
            "同底数台账，姓名、电话完整，仅限本单位工作使用，不得外传",
            register.build_internal,
            parts=register.INTERNAL_PARTS,
            needs=("register",),
        ),
    )
}
"""Every document by name, in the order of the list on screen."""


def entry(name: str) -> Entry:
    """A document by its name or Chinese title. Raises UsageError with the names there are."""
    found = CATALOGUE.get(name) or next((e for e in CATALOGUE.values() if e.title == name), None)
    if found is None:
        known = "、".join(f"{e.name}（{e.title}）" for e in CATALOGUE.values())
        raise UsageError("没有这种文书", f"“{name}”不在目录中；可用：{known}。")
    return found


def title_of(name: str) -> str:
    """The Chinese title of a document. Raises UsageError for an unknown name."""
    return entry(name).title
