"""What the practice county's other registers say. All of it is invented: no real person, firm, paper or rate."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ajx_tui.domain.record import Values

MARK = "演示数据，虚构"
Before = Callable[[int], str]
Row = Mapping[str, object]


def insurers(before: Before) -> list[Row]:
    """Qualification and contact of the three insurers; the second one's entry runs out soon."""
    phones = ("0370-0000001", "0370-0000002", "0370-0000003")
    until = (-426, -20, -242)
    return [
        {"licence": f"演示许可{n}号", "qualified_from": before(700), "qualified_until": before(days),
         "contact": f"演示联系人{n}", "phone": phone, "note": MARK}
        for n, (days, phone) in enumerate(zip(until, phones, strict=True), 1)
    ]  # fmt: skip


def bodies(before: Before) -> list[Row]:
    """Type and qualification of the service bodies that the visits name."""
    return [
        {"type": "third_party" if n in (2, 4) else "insurer", "qualification": f"演示资质{n}号",
         "qualified_from": before(500), "qualified_until": before(-45 if n == 4 else -600), "note": MARK}
        for n in range(1, 6)
    ]  # fmt: skip


def commitments(who: Sequence[int], before: Before) -> Iterator[Row]:
    """Two public commitments of each insurer."""
    told = (("理赔时效", "接到报案后两小时内到达现场，资料齐全后五个工作日内核定"),
            ("预防服务", "按约定次数免费提供事故预防服务，不以任何名义另行收费"))  # fmt: skip
    for insurer in who:
        for topic, content in told:
            yield {"insurer_id": insurer, "content": content, "topic": topic, "made_on": before(290),
                   "published_in": "营业场所公示栏", "valid_until": before(-75)}  # fmt: skip


def breaches(made: Sequence[int], before: Before) -> list[Row]:
    """One broken commitment dealt with, one open."""
    return [
        {"commitment_id": made[0], "found_on": before(120), "facts": "一起报案六小时后才到达现场", "source": "企业投诉",
         "handling": "约谈负责人，调整值班安排", "informed_on": before(110), "closed_on": before(100)},
        {"commitment_id": made[3], "found_on": before(18), "facts": "一家企业反映被收取资料费二百元",
         "source": "12345热线"},
    ]  # fmt: skip


def loss_rates(sectors: Sequence[int]) -> list[Row]:
    """Pure loss rates per thousand of the nine sectors."""
    rates = ("4.1", "3.6", "2.8", "5.2", "2.4", "1.9", "2.2", "3.1", "3.8")
    return [
        {"sector_id": sector, "rate": rate, "valid_from": "2026-01-01", "valid_until": "2026-12-31",
         "publisher": "示例行业协会（虚构）", "document": "演示用损失率表", "published_on": "2025-12-20"}
        for sector, rate in zip(sectors, rates, strict=False)
    ]  # fmt: skip


def members(departments: Sequence[int]) -> list[Row]:
    """Who takes part in the coordination mechanism."""
    roles = ("chair", "deputy", *["liaison"] * 7)
    return [
        {"department_id": department, "name": f"演示成员{n}", "role": role, "post": "负责人" if n < 3 else "科长",
         "phone": f"0370-00001{n:02d}", "since": "2026-01-10"}
        for n, (department, role) in enumerate(zip(departments, roles, strict=False), 1)
    ]  # fmt: skip


def meetings(office: int, before: Before) -> list[Row]:
    """A meeting whose decisions were carried out, one whose limit has passed, a talk with an insurer."""
    return [
        {"held_on": before(200), "topic": "安责险扩面推进会", "type": "plenary", "organiser_id": office, "people": 26,
         "decisions": "各部门一个月内核实应投保底数", "follow_up_on": before(170), "done_on": before(172)},
        {"held_on": before(45), "topic": "三季度投保和预防服务情况通报", "type": "plenary", "organiser_id": office,
         "people": 24, "decisions": "未投保企业逐户上门，十月底前完成", "follow_up_on": before(10)},
        {"held_on": before(16), "topic": "就收费问题约谈承保机构", "type": "interview", "organiser_id": office,
         "people": 5, "decisions": "退还费用，开展自查", "follow_up_on": before(-14)},
    ]  # fmt: skip


def publicity(office: int, before: Before) -> list[Row]:
    """Three publicity activities."""
    told = ((137, "安全生产月安责险咨询日", "文化广场", 420, 60), (75, "安责险政策进园区", "产业集聚区", 86, 41),
            (20, "建筑工地宣讲安责险", "在建工程工地", 130, 6))  # fmt: skip
    return [
        {"held_on": before(days), "theme": theme, "place": place, "people": people, "enterprises": firms,
         "organiser_id": office, "audience": "企业负责人和从业人员", "materials": people}
        for days, theme, place, people, firms in told
    ]  # fmt: skip


def problems(departments: Sequence[int], before: Before) -> list[Row]:
    """Problems of evaluations: closed, overdue, running."""
    told = (
        ("stage", 150, "部分乡镇底数不清，停产企业没有及时更新", "逐户核对，按月更新", 90, before(95)),
        ("stage", 150, "预防服务走过场，回访率偏低", "随机抽查服务记录，约谈服务机构", 15, None),
        ("self", 30, "渔业生产领域投保率低", "农业农村部门逐船核查，集中办理", -45, None),
        ("self", 30, "隐患整改超期未跟踪", "建立超期隐患清单，责令限期整改", -15, None),
    )
    return [
        {"number": f"WT2026-{n:02d}", "stage": stage, "evaluation": "演示评估", "found_on": before(found),
         "description": text, "measure": measure, "due_on": before(due), "closed_on": closed,
         "proof": "底数台账核对记录" if closed else None, "department_id": departments[n % len(departments)],
         "person": f"演示责任人{n}"}
        for n, (stage, found, text, measure, due, closed) in enumerate(told, 1)
    ]  # fmt: skip


def plans(policies: Mapping[int, Mapping[str, object]], service_bodies: Sequence[int]) -> list[Row]:
    """A service plan for each of some policies."""
    return [
        {"policy_id": policy, "number": f"FA2026{n:03d}", "agreed_on": values["start_on"],
         "contract": f"演示合同{n}", "body_id": service_bodies[1], "staff": f"演示专家{n}",
         "items": "事故隐患排查、安全生产宣传教育培训", "measures": "现场排查，书面告知，跟踪整改，回访",
         "frequency": "每季度一次", "times": values["promised_visits"], "goal": "隐患整改闭环，从业人员培训到位",
         "starts_on": values["start_on"], "ends_on": values["end_on"]}
        for n, (policy, values) in enumerate(policies.items(), 1)
    ]  # fmt: skip


def process(visit: Mapping[str, object], plan: int, *, whole: bool) -> Row:
    """The process of one visit as far as it went."""
    day = date.fromisoformat(str(visit["visited_on"]))
    begun = {"plan_id": plan, "confirmed_before_on": (day - timedelta(days=3)).isoformat()}
    if not whole:
        return begun
    later = (day + timedelta(days=15)).isoformat()
    return {**begun, "notice_on": day.isoformat(), "insurer_confirmed": True, "returned_on": later,
            "satisfaction": "satisfied", "archived_on": later, "archive_no": f"演示档案{plan}"}  # fmt: skip


def ledger(
    who: Sequence[int], visits: Mapping[int, Values], policies: Mapping[int, Values], day: date
) -> Iterator[Row]:
    """Money drawn by each insurer, and spent on visits with vouchers."""
    for n, (insurer, amount) in enumerate(zip(who, ("96000", "71500", "88200"), strict=True), 1):
        yield {"number": f"TZ{n:03d}", "insurer_id": insurer, "entry": "drawn", "amount": amount,
               "occurred_on": f"{day.year}-03-31"}  # fmt: skip
    for n, (visit, values) in enumerate(visits.items(), 1):
        policy = int(values["policy_id"] or 0)
        yield {"number": f"TZ1{n:02d}", "insurer_id": policies[policy]["insurer_id"], "entry": "spent",
               "amount": str(1800 + 350 * n), "occurred_on": values["visited_on"], "policy_id": policy,
               "visit_id": visit, "item": "事故隐患排查", "payee": "示例安全技术服务有限公司",
               "payee_type": "service_body", "voucher_no": f"演示凭证{n:03d}"}  # fmt: skip


def claim(stored: Mapping[str, object]) -> Row:
    """Every day of a settled claim, and the heads of loss that make up what was paid."""
    reported = date.fromisoformat(str(stored["reported_on"]))

    def after(days: int) -> str:
        return (reported + timedelta(days=days)).isoformat()

    settled = int(str(stored["settled"]))
    medical, rescue = settled // 6, settled // 12
    heads = {"loss_medical": medical, "loss_rescue": rescue, "loss_employees": settled - medical - rescue}
    return {
        **{name: f"{fen / 100:.2f}" for name, fen in heads.items()},
        "claimed_on": after(1), "papers_named_on": after(2), "papers_complete_on": after(5),
        "assessed_on": after(9), "agreed_on": after(11), "prepaid_on": after(4), "paid_on": after(16),
        "accident": "演示：检修作业中发生机械伤害，两人受伤",
    }  # fmt: skip


def orders(before: Before) -> list[dict[str, object]]:
    """Orders to rectify hazards: one run out and followed by more inspections, two running."""
    return [
        {"ordered_on": before(25), "order_due_on": before(10), "inspected_more_on": before(7)},
        {"ordered_on": before(12), "order_due_on": before(-3)},
        {"ordered_on": before(6), "order_due_on": before(-9)},
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseStory:
    """How far a case went, and its papers."""

    values: Row
    papers: Sequence[Row]
    corrected: bool
    """Whether the enterprise was insured soon after; the day comes from its policy."""


def cases(before: Before) -> list[CaseStory]:
    """Closed with a fine paid; fined and unpaid; told and a hearing asked for; ordered; just filed."""
    stories = []
    steps: list[dict[str, int]] = [
        {"found_on": 190, "ordered_on": 190, "order_due_on": 175, "filed_on": 188, "reinspected_on": 174,
         "notified_on": 165, "decided_on": 150, "served_on": 147, "paid_on": 138, "closed_on": 130},
        {"found_on": 120, "ordered_on": 120, "order_due_on": 105, "filed_on": 118, "reinspected_on": 103,
         "notified_on": 95, "decided_on": 80, "served_on": 76},
        {"found_on": 60, "ordered_on": 60, "order_due_on": 45, "filed_on": 58, "reinspected_on": 44, "notified_on": 12,
         "hearing_asked_on": 9},
        {"found_on": 21, "ordered_on": 21, "order_due_on": 6, "filed_on": 20},
        {"found_on": 4, "filed_on": 3},
    ]  # fmt: skip
    for number, days in enumerate(steps, 1):
        values: dict[str, object] = {name: before(ago) for name, ago in days.items()}
        if "decided_on" in days:
            values |= {"decision": "fine", "fine": "60000" if number == 1 else "120000",
                       "decision_no": f"（演示）应急罚〔2026〕{number}号", "delivery": "direct"}  # fmt: skip
        if number == 3:
            values["hearing_right"] = True
        stories.append(CaseStory(values, list(_papers(number, values)), corrected=number == 1))
    return stories


def _papers(number: int, values: Row) -> Iterator[Row]:
    kinds = (("filing", "filed_on"), ("order", "ordered_on"), ("reinspection", "reinspected_on"),
             ("notice", "notified_on"), ("decision", "decided_on"), ("closing", "closed_on"))  # fmt: skip
    words = {"order": "责改", "reinspection": "复查", "notice": "告", "decision": "罚"}
    for place, (kind, name) in enumerate(kinds, 1):
        if name not in values:
            continue
        code = words.get(kind)
        paper: dict[str, object] = {
            "type": kind, "issued_on": values[name],
            "number": f"（演示）应急{code}〔2026〕{number}号" if code else f"ZF2026{number:03d}-{place}",
        }  # fmt: skip
        if kind == "order":
            paper |= {"due_on": values["order_due_on"], "served_on": values[name]}
        yield paper


def leads(who: Sequence[int], firms: Sequence[int], office: int, before: Before) -> list[Row]:
    """Complaints answered, being checked, overdue, and one passed on."""
    return [
        {"number": "XS2026001", "received_on": before(110), "channel": "phone", "topic": "claims", "insurer_id": who[0],
         "content": "反映报案后理赔人员到场慢", "accepted_on": before(109), "department_id": office,
         "handling": "核实属实，已督促整改", "outcome": "true", "answered_on": before(100), "closed_on": before(98)},
        {"number": "XS2026002", "received_on": before(18), "channel": "phone", "topic": "charge", "insurer_id": who[1],
         "enterprise_id": firms[0], "content": "反映预防服务另收资料费", "accepted_on": before(17), "needs_check": True,
         "department_id": office},
        {"number": "XS2026003", "received_on": before(25), "channel": "visit", "topic": "uninsured",
         "enterprise_id": firms[1], "content": "反映企业没有给全部工人投保", "accepted_on": before(24),
         "department_id": office},
        {"number": "XS2026004", "received_on": before(6), "channel": "online", "topic": "coercion",
         "content": "反映被要求到指定的保险机构投保", "accepted_on": before(5), "department_id": office},
        {"number": "XS2026005", "received_on": before(70), "channel": "transferred", "topic": "rebate",
         "insurer_id": who[2], "content": "反映业务员返还手续费", "accepted_on": before(69), "outcome": "transferred",
         "transferred_to": "金融监管部门", "answered_on": before(60), "closed_on": before(60),
         "handling": "不属本部门职责，移送金融监管部门"},
    ]  # fmt: skip


SCORES: tuple[tuple[str, str | None], ...] = (
    ("13", "两份方案没有写明目标"), ("21", "三家企业欠服务"), ("17", "部分记录没有回访"),
    ("13", "一条重大隐患告知不及时"),
    ("10", None), ("8", "一起案件核定超期"), ("4", "一次到场超时"),
)  # fmt: skip
"""Points and why they were taken off, in the order of the usual sheet."""


def assessments(who: Sequence[int], before: Before) -> list[Row]:
    """One assessment finished and published, one under way."""
    return [
        {"number": "PG2026-01", "insurer_id": who[0], "period_from": "2026-01-01", "period_to": "2026-06-30",
         "assessor": "示例评估咨询中心（虚构）", "assessed_on": before(80), "grade": "good",
         "conclusion": "预防服务总体按约定开展，部分企业次数不足，个别记录不完整。",
         "problems": "欠服务三户；回访不足；一起案件核定超期。", "published_on": before(60),
         "published_in": "县政府门户网站", "regulator_on": before(58), "recipients": "各成员单位"},
        {"number": "PG2026-02", "insurer_id": who[1], "period_from": "2026-01-01", "period_to": "2026-06-30",
         "assessor": "示例评估咨询中心（虚构）", "assessed_on": before(8)},
    ]  # fmt: skip


def promises(policies: Mapping[int, Values]) -> Iterator[Row]:
    """What the services promised by some policies are: their number by item."""
    for policy, values in policies.items():
        times = int(values["promised_visits"] or 0)
        yield {"policy_id": policy, "item": "事故隐患排查", "times": max(1, times - 1)}
        if times > 1:
            yield {"policy_id": policy, "item": "安全生产宣传教育培训", "times": 1}


def checklist_answers(codes: Sequence[str], upto: int) -> dict[str, Mapping[str, object]]:
    """Answers to the first points of a checklist: most hold, every fifth does not, every ninth is not applicable."""
    made: dict[str, Mapping[str, object]] = {}
    for number, code in enumerate(codes[:upto], 1):
        answer = "na" if number % 9 == 0 else "no" if number % 5 == 0 else "yes"
        remark = {"no": "演示：台账尚未更新，已要求月底前补齐", "na": "演示：本乡镇没有这类企业"}.get(answer, "")
        made[code] = {"answer": answer, "remark": remark}
    return made


def picture(seed: int, width: int = 120, height: int = 80) -> bytes:
    """A small PNG in place of a photo: stripes, different for every seed."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    line = bytes((x * seed + c * 40) % 200 + 40 for x in range(width) for c in range(3))
    rows = b"".join(b"\0" + line[y % 30 * 3 :] + line[: y % 30 * 3] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
