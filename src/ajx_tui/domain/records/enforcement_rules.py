"""Code lists and rules of enforcement cases and papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Problem

CAUSES = {
    "uninsured": ("未按规定投保安责险", "应保未保", "未投保"),
    "not_all_employees": ("未全员投保",),
    "underinsured": ("未足额投保",),
    "premium_on_employees": ("向从业人员摊派保费",),
    "refused_service": ("拒绝接受预防服务", "拒绝服务"),
    "hazard": ("隐患逾期未整改", "隐患未整改"),
    "sham_service": ("预防服务弄虚作假", "服务走过场"),
    "other": ("其他",),
}
DECISIONS = {
    "fine": ("罚款",),
    "warning": ("警告或通报批评", "警告"),
    "no_penalty": ("不予处罚", "不予行政处罚"),
    "stop": ("责令停产停业整顿", "停产停业"),
    "transfer": ("移送", "移送其他机关", "移送司法机关"),
    "dropped": ("撤销案件", "违法事实不成立"),
}
DELIVERIES = {
    "direct": ("直接送达",),
    "left": ("留置送达",),
    "mail": ("邮寄送达",),
    "electronic": ("电子送达",),
    "notice": ("公告送达",),
    "proxy": ("委托送达", "转交送达"),
}


def officers_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """Two different officers, each with a certificate (行政处罚法 Art. 42)."""
    for person, number, title in (("officer_1", "certificate_1", "一"), ("officer_2", "certificate_2", "二")):
        if values.get(person) is not None and values.get(number) is None:
            yield Problem(number, f"执法人员{title}没有填执法证号", refuses=False)
    same_name = values.get("officer_1") is not None and values.get("officer_1") == values.get("officer_2")
    same_number = values.get("certificate_1") is not None and values["certificate_1"] == values.get("certificate_2")
    if same_number or (same_name and values.get("certificate_1") is None):
        yield Problem("officer_2", "执法人员一和执法人员二是同一人；执法人员不得少于两人")


def money_rule(values: Mapping[str, Value]) -> Iterable[Problem]:
    """A surcharge never exceeds the fine (Art. 72)."""
    fine, surcharge = values.get("fine"), values.get("surcharge")
    if fine is not None and surcharge is not None and int(surcharge) > int(fine):
        yield Problem("surcharge", "加处罚款不得超过罚款数额")


def told_first(values: Mapping[str, Value]) -> Iterable[Problem]:
    """No penalty without telling facts, reasons, basis and rights first (Art. 44)."""
    penal = values.get("decision") in ("fine", "warning", "stop")
    if penal and values.get("decided_on") is not None and values.get("notified_on") is None:
        yield Problem("notified_on", "作出处罚决定前须告知当事人，请补填处罚告知日期", refuses=False)
