"""`ajx due`, `holidays`, `duplicates`: exit codes, JSON, and that what they change can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from register_home import Desk


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_due_lists_every_sort_of_clock(desk: Desk) -> None:
    firm = desk.firm("示例县双龙冶炼有限公司")
    policy = desk.add("policy", number="PZ1", enterprise_id=firm, start_on="2026-01-01", end_on="2026-11-10")
    visit = desk.add("visit", number="FW1", policy_id=policy, visited_on="2026-09-01")
    desk.add("hazard", visit_id=visit, description="未接地", found_on="2026-09-01", due_on="2026-10-01")
    desk.add("claim", number="LP1", policy_id=policy, happened_on="2026-09-01", reported_on="2026-10-05")
    desk.add("lead", number="XS1", received_on="2026-10-28", content="收取服务费", topic="charge")
    insurer = desk.add("insurer", name="甲保险支公司", qualified_until="2026-11-20")
    desk.add("insurer", name="乙保险支公司", qualified_until="2024-11-20")
    desk.add("service_body", name="示例安全公司", qualified_until="2026-10-20")
    desk.add("commitment", insurer_id=insurer, content="两小时到场", made_on="2026-01-01", valid_until="2026-11-25")
    desk.add("enforcement_case", number="ZF1", enterprise_id=firm, found_on="2026-08-20", filed_on="2026-08-24")
    told = desk.json("due --days 30 --as-of 2026-10-31")
    lines = [(line["due"], line["topic"], line["title"], line["late"]) for line in told["lines"]]
    assert lines == [
        ("2026-10-01", "整改", "隐患整改", True),
        ("2026-10-20", "名录", "资质有效期", True),
        ("2026-11-04", "理赔", "作出核定", False),
        ("2026-11-10", "保单", "保单到期", False),
        ("2026-11-11", "投诉", "答复投诉", False),
        ("2026-11-20", "名录", "名录有效期", False),
        ("2026-11-22", "执法", "作出处罚决定", False),
        ("2026-11-25", "名录", "公开承诺有效期", False),
    ]
    assert told["overdue"] == 2 and all(line["clause"] for line in told["lines"])
    assert [line["title"] for line in desk.json("due --topic 执法 --as-of 2026-10-31")["lines"]] == ["作出处罚决定"]
    code, text = desk("due --days 90 --as-of 2026-10-31")
    assert code == 0 and "其中逾期 2 项" in text and "节假日安排只到2026-12-31" in text
    assert desk("due --topic 没有")[0] == 2


def test_holidays_are_shown_and_put_in(desk: Desk, tmp_path: Path) -> None:
    assert [year["year"] for year in desk.json("holidays show")["years"]] == [2025, 2026]
    file = tmp_path / "2027.toml"
    file.write_text('[[year]]\nyear = 2027\noff = ["2027-01-01"]\nwork = []\n', encoding="utf-8")
    assert desk.json(f"holidays install {file}") == {"installed": [2027]}
    code, text = desk("holidays show")
    assert code == 0 and "2027年（本单位装入）" in text
    file.write_text("[[year]]\n", encoding="utf-8")
    assert desk(f"holidays install {file}")[0] == 4
    assert desk("holidays install 没有.toml")[0] == 4


def test_duplicates_are_merged_kept_apart_and_taken_back(desk: Desk) -> None:
    first, second = desk.firm("示例县双龙冶炼有限公司"), desk.firm("双龙冶炼有限责任公司", township="东乡")
    desk.add("policy", number="PZ1", enterprise_id=second, start_on="2026-01-01", end_on="2026-12-31")
    assert desk("duplicates list")[0] == 3
    (pair,) = desk.json("duplicates list")
    assert (pair["first"], pair["second"], pair["reasons"]) == (first, second, ["名称相同"])
    assert desk("duplicates dismiss 双龙冶炼有限责任公司 示例县双龙冶炼有限公司 --reason 两个法人")[0] == 0
    assert desk("duplicates list") == (0, "没有疑似重复的企业。\n")
    (decided,) = desk.json("duplicates decided")
    assert (decided["verdict"], decided["reason"]) == ("different", "两个法人")
    assert desk(f"duplicates undo {decided['id']}")[0] == 0
    merged = desk.json(f"duplicates merge {first} {second} --reason 同一家 --take name")
    assert merged["moved"] == {"保单": 1} and {d["field"] for d in merged["dropped"]} == {"统一社会信用代码"}
    (decided,) = desk.json("duplicates decided")
    assert desk.json(f"duplicates undo {decided['id']}")["undone"] == merged["batch"]
    assert len(desk.json("duplicates list")) == 1 and desk.json("duplicates decided") == []
    assert desk(f"duplicates undo {decided['id']}")[0] == 4
    assert desk("duplicates merge 没有 1 --reason 无")[0] == 2
    assert desk(f"duplicates merge {first} {second} --reason 无 --take 没有")[0] == 2


OFFICERS = "--officer 甲某:A1 --officer 乙某:A2"


def test_a_case_from_opening_to_its_papers(desk: Desk) -> None:
    firm = desk.firm("示例县双龙冶炼有限公司")
    day = "--as-of 2026-10-31"
    opened = desk.json(f"case open --enterprise 示例县双龙冶炼有限公司 {OFFICERS} {day}")
    assert (opened["number"], opened["cause"]) == ("ZF2026001", "uninsured") and "5万元以上10万元以下" in opened["fine"]
    code, told = desk(f"case open --enterprise {firm} {day}")
    assert code == 4 and "ZF2026001" in told and "--again" in told
    (line,) = desk.json(f"case list {day}")
    assert (line["number"], line["enterprise"], line["next"]) == ("ZF2026001", "示例县双龙冶炼有限公司", "责令改正")
    assert desk("case print ZF2026001 order")[0] == 4
    desk.change("enforcement_case", 1, ordered_on="2026-10-31", order_due_on="2026-11-15")
    code, told = desk(f"case print ZF2026001 责令限期整改指令书 --number 示责改7号 {day}")
    assert code == 0 and (desk.home / "exports" / "ZF2026001-责令限期整改指令书.pdf").is_file()
    shown = desk.json(f"case show ZF2026001 {day}")
    steps = {step["field"]: step for step in shown["course"]}
    assert (steps["corrected_on"]["due"], steps["corrected_on"]["days_left"]) == ("2026-11-15", 15)
    assert [(p["type"], p["number"]) for p in shown["papers"]] == [("order", "示责改7号")]
    code, told = desk(f"case show ZF2026001 {day}")
    assert code == 0 and "行政处罚法第六十条" in told and "示责改7号" in told
    assert [x["number"] for x in desk.json("case list --open")] == ["ZF2026001"]


def test_what_is_wrong_with_a_case_is_told(desk: Desk) -> None:
    firm = desk.firm("示例县双龙冶炼有限公司")
    assert desk("case open")[0] == 2
    assert desk(f"case open --enterprise {firm} --hazard 1")[0] == 2
    assert desk(f"case open --enterprise {firm} --officer 甲:A1")[0] == 2
    assert desk("case open --hazard 99")[0] == 4
    assert desk("case show ZF1")[0] == 2 and desk("case print ZF1 order")[0] == 2
    assert desk("case closure") == (
        0,
        "没有应提请关闭的企业（安全生产法第一百一十三条第一项：180日内3次或者1年内4次）。\n",
    )
    policy = desk.add(
        "policy", number="PZ1", enterprise_id=firm, start_on="2026-01-01", end_on="2026-12-31", limit_person="60"
    )
    code, told = desk(f"case open --enterprise {firm} --as-of 2026-10-31")
    assert code == 4 and "没有反映违法事实" in told
    visit = desk.add("visit", number="FW1", policy_id=policy, visited_on="2026-04-01")
    desk.add("hazard", visit_id=visit, description="通风失效", level="重大", found_on="2026-04-01")
    for number, decided in enumerate(("2026-05-06", "2026-07-01", "2026-09-01")):
        desk.add(
            "enforcement_case", number=f"ZF{number}", enterprise_id=firm, found_on="2026-05-01",
            notified_on="2026-05-02", decided_on=decided, decision="罚款", fine="50000", officer_1="甲某",
            certificate_1="A1", officer_2="乙某", certificate_2="A2",
        )  # fmt: skip
    code, told = desk("case closure --as-of 2026-10-31")
    assert code == 3 and "提请地方人民政府予以关闭" in told


def test_scores_and_losses(desk: Desk) -> None:
    firm = desk.firm("示例县双龙冶炼有限公司", township="城关镇", headcount=10)
    desk.add("policy", number="PZ1", enterprise_id=firm, start_on="2026-01-01", end_on="2026-12-31", headcount=5,
             limit_person="60", premium="1000")  # fmt: skip
    day = "--as-of 2026-10-31"
    (one,) = desk.json(f"score {day}")["subjects"]
    assert (one["subject"], one["points"], one["full"], one["rank"]) == ("城关镇", 50.0, 60.0, 1)
    assert one["scores"]["service_fulfilment"] == {"rate": None, "points": None, "reason": None}
    weights = "--weight coverage=70 --weight headcount_coverage=30 --basis 会议"
    changed = desk.json(f"score --by department {weights} --save {day}")
    assert changed["subjects"][0]["points"] == 85.0 and changed["weights"] == {"coverage": 70, "headcount_coverage": 30}
    assert desk(f"score --weight coverage=many {day}")[0] == 2 and desk(f"score --weight 没有=5 {day}")[0] == 2
    code, told = desk(f"score --out {desk.home / '表.xlsx'} {day}")
    assert code == 0 and (desk.home / "表.xlsx").stat().st_size > 3000 and "—" not in told.split("\n")[3]
    assert desk(f"score --out {desk.home / '表.txt'} {day}")[0] == 2
    desk.add("claim", number="LP1", policy_id=1, reported_on="2026-05-01", settled="250", settled_on="2026-06-01")
    lines = {x["title"]: x["loss_ratio"] for x in desk.json(f"loss {day}")["lines"]}
    assert lines == {"金属冶炼": 0.25, "合计": 0.25}
    assert "25.0%" in desk(f"loss --by insurer {day}")[1]


def test_assessments_are_scored_from_the_command_line(desk: Desk) -> None:
    insurer = desk.add("insurer", name="甲保险支公司")
    desk.add("assessment", number="PG1", insurer_id=insurer, period_from="2026-01-01", period_to="2026-06-30",
             assessor="某评估机构")  # fmt: skip
    assert desk.json("assessment sheet PG1") == {"added": 7}
    assert desk("assessment score PG1 服务方案 16")[0] == 4
    assert desk("assessment score PG1 服务方案 12")[0] == 4
    assert desk("assessment score PG1 没有 12")[0] == 2
    sheet = desk.json("assessment score PG1 服务方案 12 --reason 缺目标")
    assert (sheet["lines"][0]["score"], sheet["total"]) == (12.0, None)
    assert [x["scored"] for x in desk.json("assessment list")] == ["1/7"]
    assert "缺目标" in desk("assessment show PG1")[1]


def test_backups_from_the_command_line(desk: Desk) -> None:
    from ajx_tui.progress import run
    from ajx_tui.services import attachments
    from ajx_tui.services.session import Session

    desk.firm("示例县双龙冶炼有限公司")
    file = desk.home / "凭证.pdf"
    file.write_bytes(b"voucher")
    with desk.store() as store:
        run(attachments.add(Session(store), "enterprise", 1, file))
    made = desk.json("backup make")
    assert made["files"] == 1
    desk.firm("示例县永盛冶炼有限公司")
    for kept in (desk.home / "db" / "attachments").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert desk.json("backup recover") == {"brought": 1, "lost": []}
    (one,) = desk.json("backup list")
    packed = desk.home / "整份.zip"
    assert desk(f"backup out {one['name']} {packed}")[0] == 0 and packed.stat().st_size > 1000
    assert desk(f"backup out {one['name']} {desk.home / '整份.txt'}")[0] == 2
    assert desk(f"backup restore {one['name']}")[0] == 2, "asks first"
    assert desk.json(f"backup restore {one['name']} --yes")["lost"] == []
    assert len(desk.json("duplicates list")) == 0
    brought = desk.json(f"backup in {packed}")["name"]
    assert brought in [x["name"] for x in desk.json("backup list")]
    assert desk("backup restore 没有 --yes")[0] == 2 and desk("doctor")[0] == 0
