"""The clerk's day: tasks with the records behind them, clocks by topic, reviews of each person."""

from __future__ import annotations

from datetime import date

from small_county import County

from ajx_tui.domain.workflow import Role
from ajx_tui.services import checks, clerk_day, packs, review
from ajx_tui.services.checks import run_all
from ajx_tui.services.review import NewFinding

DAY = date(2026, 10, 31)


def test_policies_that_end_are_three_counts_without_those_renewed(county: County) -> None:
    ends = ("2026-11-10", "2026-11-15", "2026-11-25", "2026-12-20", "2027-01-05", "2026-11-12")
    made = []
    for number, end in enumerate(ends):
        firm = county.firm(f"示例县第{number}公司")
        start = f"{int(end[:4]) - 1}{end[4:]}"
        made.append(county.policy(firm, number=f"P{number}", start_on=start, end_on=end))
        if number == 5:
            county.policy(firm, number="续保", start_on="2026-11-13", end_on="2027-11-12")
    tasks = {task.key: task for task in clerk_day.day(county.session, DAY).tasks}
    assert tasks["expiring_15"].ids == (made[0], made[1])
    assert tasks["expiring_30"].ids == (made[0], made[1], made[2])
    assert tasks["expiring_60"].ids == tuple(made[:4])
    assert {task.rule for key, task in tasks.items() if key.startswith("expiring")} == {"expiring"}


def test_every_task_stands_on_a_check_of_the_packs(county: County) -> None:
    rules = packs.rules(county.session.store)
    day = clerk_day.day(county.session, DAY)
    assert {task.rule for task in day.tasks} <= set(rules.checks)
    assert [task.key for task in day.tasks] == [
        "expiring_15", "expiring_30", "expiring_60", "service_owed", "visit_unconfirmed", "hazard_overdue",
        "hazard_week", "claim_slow",
    ]  # fmt: skip


def test_claims_drag_when_not_settled_or_not_prepaid_in_time(county: County) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"))
    slow = county.add("claim", number="LP1", policy_id=policy, happened_on="2026-07-01", reported_on="2026-07-05")
    county.add("claim", number="LP2", policy_id=policy, happened_on="2026-10-01", reported_on="2026-10-20")
    tasks = {task.key: task for task in clerk_day.day(county.session, DAY).tasks}
    assert tasks["claim_slow"].ids == (slow,), "a claim that two checks find counts once"


def test_what_was_explained_is_no_task_and_the_findings_add_up(county: County) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"))
    county.add("visit", number="F1", policy_id=policy, visited_on="2026-09-01", confirmed=False)
    store = county.session.store
    before = clerk_day.day(county.session, DAY)
    assert {t.key: len(t.ids) for t in before.tasks}["visit_unconfirmed"] == 1
    every = run_all(store, DAY)
    assert (before.found + clerk_day.other_findings(store, DAY)).total() == len(every)
    checks.explain(county.session, next(f for f in every if f.check == "visit_unconfirmed"), "已电话核实")
    after = clerk_day.day(county.session, DAY)
    assert {t.key: len(t.ids) for t in after.tasks}["visit_unconfirmed"] == 0


def test_only_the_topics_of_the_day_are_read(county: County) -> None:
    firm = county.firm("示例县双龙冶炼有限公司")
    county.policy(firm, start_on="2025-11-10", end_on="2026-11-09")
    county.add("lead", number="XS1", received_on="2026-10-20", content="收取服务费", topic="charge", enterprise_id=firm)
    due = clerk_day.day(county.session, DAY).due
    assert [(line.topic, line.item.due.title) for line in due.lines] == [("投诉", "答复投诉")]


def test_reviews_wait_for_those_who_can_decide(county: County) -> None:
    with county.session.unit("演示") as unit:
        unit.set_setting("demo", True)
    clerk, reviewer = county.session.as_role(Role.CLERK), county.session.as_role(Role.REVIEWER)
    firm = county.firm("示例县双龙冶炼有限公司")
    made = review.submit(clerk, "enterprise", firm)
    assert clerk_day.reviews(reviewer) == clerk_day.Reviews(waiting=(made.id,))
    assert clerk_day.reviews(clerk).count == 0
    review.return_with(reviewer, made.id, [NewFinding("人数不对")])
    assert clerk_day.reviews(clerk) == clerk_day.Reviews(returned=(made.id,))
    assert clerk_day.reviews(reviewer).count == 0
