"""A file changes the rules: days of papers, what they say, clocks, closure, colours, score sheets; no program does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from small_county import County

from ajx_tui.documents.texts import enforcement as order_text
from ajx_tui.documents.texts import letters, plan
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import clocks, enforcement, overlay, packs, records, score_sheets, scoring
from ajx_tui.services.documents import case_papers
from ajx_tui.services.documents.case_papers import CasePaper
from ajx_tui.services.documents.gathering import gather
from ajx_tui.services.enterprise_page import page
from ajx_tui.services.light import Light
from ajx_tui.services.office import set_up
from ajx_tui.services.pack_install import install, preview

DAY = date(2026, 10, 31)
HEAD = """[pack]
id = "city-rules"
title = "示例市规定"
version = "1"
extends = ["henan-2023"]

[documents.city]
title = "《示例市安责险办法》"
"""
CLAUSE = 'clause = { document = "city", article = "第五条", certainty = "V" }\n'
OFFICERS = {"officer_1": "甲某", "certificate_1": "A1", "officer_2": "乙某", "certificate_2": "A2"}


def parameter(name: str, value: float, unit: str = "") -> str:
    said = f'unit = "{unit}"\n' if unit else ""
    return f'\n[[parameter]]\nname = "{name}"\n{said}values = [{{ value = {value} }}]\n{CLAUSE}'


@pytest.fixture
def office(county: County) -> County:
    set_up(county.session, {"name": "示例县应急管理局", "area": "示例县"})
    return county


def put(county: County, folder: Path, text: str) -> list[str]:
    """Install a pack of these entries; returns what was told to change."""
    path = folder / "city.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    told = preview(county.session, path, DAY)
    install(county.session, path, DAY)
    return [str(change) for change in told.changes]


def written(document: object) -> str:
    return "".join(
        run.text if not isinstance(run, str) else run
        for block in document.blocks  # type: ignore[attr-defined]
        for run in ([block.text] if isinstance(getattr(block, "text", None), str) else getattr(block, "text", ()))
    )


def case(county: County, firm: int, number: str = "ZF1", **values: object) -> int:
    given = {"found_on": "2026-08-01", "notified_on": "2026-08-20", "hearing_right": True, "decided_on": "2026-09-01",
             "decision": "fine", "fine": "60000", "served_on": "2026-09-03", "cause": "uninsured"}  # fmt: skip
    return county.add("enforcement_case", number=number, enterprise_id=firm, **{**given, **OFFICERS, **values})


def test_clocks_and_papers_of_a_case_follow_the_pack(office: County, tmp_path: Path) -> None:
    firm = office.firm("示例县甲冶炼有限公司")
    one = case(office, firm)

    def due(name: str) -> clocks.Due:
        return next(d for d in clocks.of_record(office.session, "enforcement_case", one, DAY) if d.name == name)

    def printed(kind: str) -> str:
        path = tmp_path / f"{kind}-{len(list(tmp_path.iterdir()))}.pdf"
        run(case_papers.print_job(office.session, one, kind, path, CasePaper("", DAY), DAY, recorded=False))
        return "".join(p.extract_text() for p in PdfReader(path).pages).replace("\n", "").replace(" ", "")

    assert due("review_days").due == date(2026, 11, 2) and due("review_days").clause == "行政复议法第二十条"
    assert "60日内" in (before := printed("decision")) and "百分之三" in before and "15日内" in before
    told = put(
        office,
        tmp_path,
        parameter("review_days", 3, "个月")
        + parameter("penalty_payment_days", 20)
        + parameter("late_payment_rate", 2.5)
        + parameter("hearing_request_days", 4)
        + f'\n[[basis]]\nname = "hearing_right"\ntitle = "听证"\n{CLAUSE}',
    )
    assert due("review_days").due == date(2026, 12, 3) and due("review_days").certainty == "V"
    assert due("review_days").clause == "示例市安责险办法第五条"
    after = printed("decision")
    assert "3个月内" in after and "20日内" in after and "的2.5%加处" in after and "百分之三" not in after
    assert "依据《示例市安责险办法》第五条，每日" in after
    notice = printed("notice")
    assert "4个工作日内" in notice and "依据《示例市安责险办法》第五条，你单位有权要求听证" in notice
    assert "参数　申请行政复议的期限：60 天 → 3 个月" in told
    assert "期限　申请行政复议：逾期0项、30天内到期1项 → 逾期0项、30天内到期0项" in told
    assert any(line.startswith("程序依据　听证：《中华人民共和国行政处罚法》") for line in told)


def test_orders_letters_and_plan_say_what_the_pack_says(office: County, tmp_path: Path) -> None:
    office.firm("示例县甲冶炼有限公司")
    facts = gather(office.session.store, DAY)
    assert "于2026年11月20日前为全部从业人员投保" in written(order_text.build_orders(facts))
    put(
        office,
        tmp_path,
        parameter("order_days", 40)
        + parameter("urging_days", 60)
        + parameter("litigation_months", 9)
        + parameter("target_coverage", 95.5)
        + parameter("warning_days_first", 90)
        + f'\n[[basis]]\nname = "must_insure"\ntitle = "应当投保"\n{CLAUSE}',
    )
    facts = gather(office.session.store, DAY)
    builders = (order_text.build_orders, letters.build_urging, plan.build)
    order, letter, made = (written(build(facts)) for build in builders)
    assert "于2026年12月10日前" in order and "9个月内向有管辖权" in order
    assert "违反了《示例市安责险办法》第五条的规定。依据《中华人民共和国安全生产法》第一百零九条" in order
    assert "请于2026年12月31日前" in letter and "根据《示例市安责险办法》第五条" in letter
    assert "投保率达到95.5%" in made and "到期前90日、30日、15日分别提醒" in made


def test_what_was_only_reported_is_not_printed_as_law(office: County, tmp_path: Path) -> None:
    office.firm("示例县甲冶炼有限公司")
    reported = CLAUSE.replace('"V"', '"R"')
    put(office, tmp_path, f'\n[[basis]]\nname = "must_insure"\ntitle = "应当投保"\n{reported}')
    facts = gather(office.session.store, DAY)
    order, letter = written(order_text.build_orders(facts)), written(letters.build_urging(facts))
    assert "示例市安责险办法" not in order + letter and "依据有关法律规定，责令" in order


def test_closure_follows_the_pack(office: County, tmp_path: Path) -> None:
    firm = office.firm("示例县甲冶炼有限公司")
    for number, day in enumerate(("2026-07-01", "2026-09-01")):
        case(office, firm, f"ZF{number}", decided_on=day, notified_on="2026-06-02", found_on="2026-06-01",
             served_on=None)  # fmt: skip
    visit = office.add("visit", number="FW1", policy_id=office.policy(firm), visited_on="2026-04-01")
    office.add("hazard", visit_id=visit, description="通风系统失效", level="重大")
    assert enforcement.closure_requests(office.session, DAY) == []
    told = put(office, tmp_path, parameter("closure_short_count", 2) + parameter("closure_short_span", 2, "个月"))
    assert "期限　应提请关闭的企业：0家 → 1家" in told
    (found,) = enforcement.closure_requests(office.session, DAY)
    assert found.fulfilled == "2个月内2次" and found.text.startswith("示例市安责险办法第五条：")


def test_colours_and_score_sheets_follow_the_pack(office: County, tmp_path: Path) -> None:
    session, firm = office.session, office.firm("示例县甲冶炼有限公司", headcount=10, township="城关镇")
    before = page(session, firm, DAY)
    assert before.light is Light.RED

    def sheet(name: str, line: str) -> str:
        entry = f'\n[[score_sheet]]\nname = "{name}"\ntitle = "表"\n{CLAUSE}'
        return f"{entry}\n[[score_sheet.item]]\n{line}\n{CLAUSE}"

    told = put(
        office,
        tmp_path,
        parameter("light_red", 900)
        + parameter("light_violation", 7)
        + sheet("assessment_sheet", 'title = "服务"\nstandard = "按约定"\npoints = 30')
        + sheet("performance_sheet", 'title = "投保率"\nindicator = "coverage"\npoints = 50'),
    )
    after = page(session, firm, DAY)
    assert after.light is not Light.RED and after.points < before.points
    worst = next(r for r in after.reasons if r.severity == "violation")
    assert (worst.points, worst.weight) == (7, "《示例市安责险办法》第五条")
    assert scoring.weights(session.store) == {"coverage": 50}
    assert "《示例市安责险办法》第五条" in scoring.table_text(scoring.table(session.store, DAY, "township"))
    insurer = office.add("insurer", name="甲保险支公司")
    one = office.add("assessment", number="PG1", insurer_id=insurer, period_from="2026-01-01", period_to="2026-06-30",
                     assessor="某评估机构")  # fmt: skip
    assert score_sheets.draw_sheet(session, one) == 1 and score_sheets.sheet(session.store, one).full == 3000
    assert "评分表　表：投保率40、人员覆盖率20、服务履行率20、隐患整改率20 → 投保率50" in told


def test_an_update_that_drops_what_the_program_needs_is_refused(office: County, tmp_path: Path) -> None:
    revision = office.session.store.revision()
    text = parameter("review_days", 5, "%") + parameter("light_yellow", 60)
    path = tmp_path / "city.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(RefusedError, match=r"pack\.toml第12行 unit：申请行政复议的期限的单位“%”应是 天、"):
        install(office.session, path, DAY)
    path.write_text(HEAD + parameter("light_yellow", 60), encoding="utf-8")
    with pytest.raises(RefusedError, match="“红黄绿：满多少分为红”应高于“红黄绿：满多少分为黄”"):
        install(office.session, path, DAY)
    assert office.session.store.revision() == revision
    assert packs.parameter(office.session.store, "review_days", DAY.isoformat()) == 60


def test_the_county_itself_changes_them_too(office: County) -> None:
    session, store = office.session, office.session.store
    visit = office.add("visit", number="FW1", policy_id=office.policy(office.firm("示例县甲冶炼有限公司")),
                       visited_on="2026-10-01")  # fmt: skip
    (before,) = clocks.of_record(session, "visit", visit, DAY)
    edit = overlay.by_name(store, "return_visit_days", ["20"], "2026-01-01", "示安委〔2026〕2号")
    told = [str(change) for change in overlay.effect(session, edit, DAY)]
    assert "参数　回访期限：60 天 → 20 天" in told and any("回访" in line and line.startswith("检查") for line in told)
    overlay.apply(session, edit)
    (after,) = clocks.of_record(session, "visit", visit, DAY)
    assert (before.due, after.due) == (date(2026, 11, 30), date(2026, 10, 21))
    assert (before.certainty, after.clause) == ("O", "本级自定：示安委〔2026〕2号")
    records.save(session, KINDS["visit"], {"returned_on": "2026-10-20"}, visit)
