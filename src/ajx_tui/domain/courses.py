"""The steps of each kind of record that goes through a course: 行政处罚法, 保险法, AQ 9010-2019, seed 四（七）."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ajx_tui.domain.clockwork import Holder
from ajx_tui.domain.course import Step, When
from ajx_tui.domain.fields import Value

HAZARDS = "@hazards"
"""Beside the fields of a visit: how many hazards it found."""
PENAL = ("fine", "warning", "stop")
"""Decisions that are a penalty."""


def filled(*names: str) -> When:
    """Whether one of these fields says something."""
    return lambda values: any(values.get(name) is not None for name in names)


def _penal(values: Mapping[str, Value]) -> bool:
    return values.get("decision") in (None, *PENAL)


def _unpaid(values: Mapping[str, Value]) -> bool:
    return values.get("decision") == "fine" and values.get("served_on") is not None and values.get("paid_on") is None


def _fined(values: Mapping[str, Value]) -> bool:
    return values.get("decision") in (None, "fine")


CASE = (
    Step("found_on", "发现违法行为", ("penalty_limitation_years", "penalty_limitation_harm_years")),
    Step("ordered_on", "责令改正", help="下达责令限期整改指令书，写明期限"),
    Step("filed_on", "立案"),
    Step(
        "corrected_on", "改正违法行为", ("order_due", "daily_penalty"), when=filled("ordered_on", "order_due_on"),
        clause="行政处罚法 第二十八条", holder=Holder.ENTERPRISE,
    ),
    Step("reinspected_on", "期满复查", ("reinspection_days",), "改正期限届满", filled("order_due_on"),
         help="出具整改复查意见书"),
    Step("notified_on", "处罚告知", when=_penal, help="告知拟作出的处罚内容、事实、理由、依据和陈述、申辩等权利"),
    Step("stated_on", "听取陈述、申辩", when=filled("notified_on"), needed=False),
    Step(
        "hearing_asked_on", "要求听证", ("hearing_request_days",), "告知书送达",
        lambda v: bool(v.get("hearing_right")), needed=False, holder=Holder.RIGHT,
    ),
    Step("hearing_told_on", "通知听证时间地点", ("hearing_notice_days",), when=filled("hearing_asked_on")),
    Step("hearing_on", "举行听证", when=filled("hearing_asked_on")),
    Step("decided_on", "作出处理决定", ("case_decision_days",), "立案", clause="行政处罚法 第五十七条、第六十条"),
    Step("served_on", "送达决定书", ("service_of_papers_days",), "作出决定",
         lambda v: v.get("decision") != "dropped"),
    Step("paid_on", "缴纳罚款", ("penalty_payment_days",), "决定书送达", _fined, holder=Holder.ENTERPRISE,
         help="缴到指定的银行，执法人员不得自行收缴；逾期按日加处罚款，不超过罚款数额，数额见期限表"),
    Step("refused_on", "认定拒不改正", when=lambda v: _unpaid(v) and v.get("corrected_on") is None, needed=False,
         help="被处罚款后拒不改正的，可自责令改正次日起按原处罚数额按日连续处罚"),
    Step("review_on", "申请行政复议", ("review_days",), "决定书送达", _penal, needed=False, holder=Holder.RIGHT),
    Step("suit_on", "提起行政诉讼", ("litigation_months",), "决定书送达", _penal, needed=False,
         holder=Holder.RIGHT),
    Step("urged_on", "催告履行", when=lambda v: _unpaid(v) and v.get("enforced_on") is None, needed=False,
         clause="行政强制法 第五十四条", help="申请法院强制执行前须催告，催告书写明的期限过后仍未履行的方可申请"),
    Step("enforced_on", "申请强制执行", ("court_application_months",), "复议、诉讼期限届满", _unpaid, needed=False,
         clause="行政强制法 第五十三条"),
    Step("closed_on", "结案"),
)  # fmt: skip
HAZARD = (
    Step("found_on", "发现"),
    Step("notified_on", "书面告知企业"),
    Step("principal_notified_on", "告知主要负责人", when=lambda v: v.get("level") == "major"),
    Step("rectified_on", "整改隐患", ("due_on", "order_due_on"), holder=Holder.ENTERPRISE),
    Step("ordered_on", "责令限期整改", when=filled("order_due_on"), help="逾期未改的，下达责令限期整改指令书"),
    Step("inspected_more_on", "增加检查频次", when=filled("ordered_on"), needed=False),
    Step("case_id", "立案查处", when=filled("ordered_on"), needed=False, help="责令后仍不整改的，立案处罚"),
    Step("liability_on", "追究责任", when=filled("inspected_more_on", "case_id"), needed=False),
    Step("verified_on", "复查销号", help="到现场复查，确认整改后销号"),
)
VISIT = (
    Step("plan_id", "商定服务方案", needed=False, clause="AQ 9010-2019", help="与投保单位商定的方案，从服务方案中选择"),
    Step("confirmed_before_on", "事前确认", holder=Holder.INSURER),
    Step("visited_on", "现场服务", clause="AQ 9010-2019", holder=Holder.INSURER),
    Step("notice_on", "书面告知隐患", when=lambda v: bool(v.get(HAZARDS)), holder=Holder.INSURER),
    Step("confirmed", "投保单位确认", holder=Holder.ENTERPRISE),
    Step("insurer_confirmed", "保险机构确认", holder=Holder.INSURER),
    Step("returned_on", "回访", ("return_visit_days",), "服务之日", holder=Holder.INSURER),
    Step("satisfaction", "满意度", when=filled("returned_on"), help="回访时由投保单位评价"),
    Step("archived_on", "归档", holder=Holder.INSURER),
)
CLAIM = (
    Step("happened_on", "出险", holder=Holder.ENTERPRISE),
    Step("reported_on", "报案", holder=Holder.ENTERPRISE),
    Step("claimed_on", "提出索赔", ("claim_limitation_years",), "知道保险事故发生", needed=False, holder=Holder.RIGHT),
    Step("papers_named_on", "一次性通知补充资料", needed=False, holder=Holder.INSURER),
    Step("papers_complete_on", "资料齐全", when=filled("papers_named_on"), holder=Holder.ENTERPRISE),
    Step("prepaid_on", "先予支付", ("claim_prepay_days",), "收到请求和资料", needed=False, holder=Holder.INSURER),
    Step("assessed_on", "作出核定", ("claim_assess_days",), "收到请求", holder=Holder.INSURER),
    Step("refused_on", "发出拒赔通知书", ("claim_refusal_days",), "作出核定",
         lambda v: bool(v.get("not_covered")), holder=Holder.INSURER),
    Step("agreed_on", "达成赔偿协议", when=lambda v: not v.get("not_covered"), holder=Holder.INSURER),
    Step("paid_on", "支付赔款", ("claim_pay_days",), "达成协议", lambda v: not v.get("not_covered"),
         holder=Holder.INSURER),
    Step("settled_on", "结案", when=lambda v: v.get("refused_on") is None, clause="保险法 第二十三条",
         holder=Holder.INSURER),
)  # fmt: skip
LEAD = (
    Step("received_on", "收到"),
    Step("accepted_on", "受理", clause="AQ 9010-2019"),
    Step("department_id", "确定承办部门", needed=False),
    Step("handling", "核查处理", help="写明核查的情况和处理意见"),
    Step("answered_on", "答复", ("complaint_days", "complaint_days_checked"), "受理"),
    Step("transferred_to", "移送", needed=False, when=lambda v: v.get("outcome") == "transferred"),
    Step("closed_on", "办结", ("lead_due",), help="写明核查结论后办结"),
)
COURSES: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "enforcement_case": CASE,
        "enforcement_paper": (
            Step("issued_on", "制作文书"), Step("served_on", "送达", clause="行政处罚法 第六十一条"),
            Step("met_on", "当事人履行", ("due_on",), when=filled("due_on"), holder=Holder.ENTERPRISE),
        ),
        "enforcement_plan_item": (
            Step("month", "列入计划"), Step("inspected_on", "检查", ("plan_month",)),
            Step("case_id", "立案", needed=False), Step("result", "检查结果", needed=False),
        ),
        "hazard": HAZARD,
        "visit": VISIT,
        "claim": CLAIM,
        "lead": LEAD,
        "breach": (
            Step("found_on", "发现违诺"), Step("handling", "核实处理", help="写明处理情况"),
            Step("informed_on", "通报金融监管部门", needed=False), Step("closed_on", "办结"),
        ),
        "assessment": (
            Step("assessed_on", "完成评估"), Step("total", "评分合计", help="评分表逐项打分后合计"),
            Step("grade", "确定等次", needed=False), Step("published_on", "向社会公布"),
            Step("regulator_on", "抄送金融监管部门"),
        ),
        "problem": (
            Step("found_on", "发现问题"), Step("department_id", "明确责任单位"), Step("measure", "制定整改措施"),
            Step("closed_on", "整改销号", ("due_on",), clause="省实施意见 五（四）"),
        ),
        "meeting": (
            Step("held_on", "召开"), Step("decisions", "形成议定事项"), Step("minutes", "印发纪要", needed=False),
            Step("done_on", "落实议定事项", ("follow_up_on",), when=filled("follow_up_on")),
        ),
        "service_plan": (
            Step("agreed_on", "与投保单位商定"), Step("items", "明确服务项目"), Step("measures", "明确服务措施"),
            Step("frequency", "明确频次"), Step("staff", "明确服务人员"), Step("goal", "明确目标"),
        ),
    }
)  # fmt: skip
"""Kind → its steps in order."""
