"""Rows: identified by any of their keys, compared, refused with the reason that helps, never erasing, never doubled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from import_lists import book, code, counts, everything, take, text, warned, why
from small_county import County

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.progress import run
from ajx_tui.services import imports
from ajx_tui.services.imports.report import write_refused
from ajx_tui.store.unit import Unit

HEAD = ["企业名称", "统一社会信用代码", "行业领域", "所在乡镇", "从业人员数", "备注"]
EAST, WEST = "示例县东山煤业有限公司", "示例县西河化工有限公司"
POLICY = ["保单号", "企业名称", "统一社会信用代码", "起保日期", "终保日期"]


def firms(folder: Path, *rows: list[Any], name: str = "企业.xlsx", head: list[str] | None = None) -> Path:
    return book(folder / name, {"S": [head or HEAD, *rows]})


def east(**changes: Any) -> list[Any]:
    values = {"name": EAST, "code": code(1), "sector": "煤矿", "town": "东山镇", "people": 50, "note": "老"}
    return list((values | changes).values())


def test_an_empty_cell_never_erases_and_a_filled_one_changes(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east()))
    (result,) = take(county.session, firms(tmp_path, east(town="", people=None, note="—")))
    assert counts(result) == (0, 1, 0, 0)
    stored = everything(county.session, "enterprise")[0]
    assert (stored["township"], stored["headcount"], stored["note"]) == ("东山镇", 50, "—")
    (change,) = result.lists[0].changes
    assert (change.row, change.name, change.fields) == (2, EAST, (("备注", "老", "—"),))


def test_defaults_are_for_new_records_only(county: County, tmp_path: Path) -> None:
    head = [*HEAD[:3], "经营状态"]
    take(county.session, firms(tmp_path, [EAST, code(1), "煤矿", "停产"], [WEST, code(2), "危险化学品", ""], head=head))
    assert [e["status"] for e in everything(county.session, "enterprise")] == ["stopped", "active"]
    take(county.session, firms(tmp_path, [EAST, code(1), "煤矿", ""], head=head))
    assert everything(county.session, "enterprise")[0]["status"] == "stopped"


def test_a_list_with_names_alone_finds_its_enterprises(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east()))
    rows = [["单位名称", "从业人数"], [EAST, 66], ["示例县无名有限公司", 5]]
    path = text(tmp_path / "人数.csv", rows)
    (result,) = take(county.session, path, list_name="enterprise", values={"行业领域": ""})
    assert counts(result) == (0, 1, 0, 1)
    assert "统一社会信用代码未填写" in why(result)[3] and "行业领域未填写" in why(result)[3]
    assert everything(county.session, "enterprise")[0]["headcount"] == 66


def test_a_name_that_two_have_needs_the_township(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east(), east(code=code(2), town="西河镇")))
    rows = [["企业名称", "乡镇", "从业人数"], [EAST, "", 1], [EAST, "西河镇", 2]]
    (result,) = take(county.session, text(tmp_path / "a.csv", rows), list_name="enterprise", values={"行业领域": ""})
    assert "2家同名" in why(result)[2]
    assert [e["headcount"] for e in everything(county.session, "enterprise")] == [50, 2]


def test_a_firm_without_a_code_gets_it_later(county: County, tmp_path: Path) -> None:
    head = [*HEAD[:4], "无代码原因"]
    take(county.session, firms(tmp_path, [EAST, "", "煤矿", "东山镇", "筹建"], head=head))
    (result,) = take(county.session, firms(tmp_path, east()))
    assert counts(result)[:2] == (0, 1)
    assert everything(county.session, "enterprise")[0]["credit_code"] == code(1)


def test_a_new_name_under_a_known_code_is_told(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east()))
    (result,) = take(county.session, firms(tmp_path, east(name="示例县新东山有限公司")))
    assert f"由“{EAST}”改为“示例县新东山有限公司”" in warned(result)[2]


def test_repetitions_are_counted_gaps_filled_contradictions_refused(county: County, tmp_path: Path) -> None:
    rows = [east(people=""), east(), east(), east(people=51), east(code="", people="")]
    (result,) = take(county.session, firms(tmp_path, *rows))
    assert result.lists[0].duplicates == {3: 2, 4: 2, 6: 2}
    assert why(result) == {5: "与第2行是同一企业，但从业人员数不同（50、51），请核对后只保留一行"}
    assert [e["headcount"] for e in everything(county.session, "enterprise")] == [50]


def test_two_files_of_one_import_may_complete_but_not_contradict_each_other(county: County, tmp_path: Path) -> None:
    first = firms(tmp_path, east(note=""), name="1.xlsx")
    second = firms(tmp_path, east(people="", note="新"), [WEST, code(2), "危险化学品", "", "", ""], name="2.xlsx")
    third = firms(tmp_path, east(people=51, note=""), name="3.xlsx")
    for paths in permutations([first, second, third]):
        results = {r.plan.path.name: r for r in take(county.session, *paths)}
        assert "与本次导入的1.xlsx 第2行是同一企业，但从业人员数不同（50、51）" in why(results["3.xlsx"])[2]
        stored = everything(county.session, "enterprise")[0]
        assert (stored["headcount"], stored["note"]) == (50, "新")
    assert len(everything(county.session, "enterprise")) == 2


def test_children_of_a_refused_row_say_so_by_file_and_row(county: County, tmp_path: Path) -> None:
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    register = firms(tmp_path, east(code=wrong), [WEST, code(2), "火星", "", "", ""], name="01-底数.xlsx")
    policies = book(tmp_path / "05-保单.xlsx", {"S": [
        POLICY, ["P1", EAST, code(1), "2026-01-01", "2026-12-31"], ["P2", WEST, code(2), "2026-01-01", "2026-12-31"],
        ["P3", "示例县某厂", code(3), "2026-01-01", "2026-12-31"],
    ]})  # fmt: skip
    visits = text(tmp_path / "06-服务.csv", [["保单号", "服务日期"], ["P1", "2026-05-01"]])
    _, sold, seen = take(county.session, register, policies, visits)
    assert "01-底数.xlsx 第2行" in why(sold)[2] and "本次导入中被退回" in why(sold)[2]
    assert "01-底数.xlsx 第3行" in why(sold)[3]
    assert "查不到" in why(sold)[4]
    assert "05-保单.xlsx 第2行" in why(seen)[2]


def test_returned_rows_corrected_import_again(county: County, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    head = ["企业名称", "统一社会信用代码", "行业领域", "老板", "从业人员数", "备注"]
    path = book(tmp_path / "底数.xlsx", {"S": [["示例县底数"], ["", "", "", ""], head, east(town="赵某"),
                                             [WEST, code(2)[:-2], "火星", "钱某", 9, ""]]})  # fmt: skip
    results = take(county.session, path, columns={"老板": "主要负责人"})
    assert set(why(results[0])) == {5}
    back = run(write_refused(tmp_path / "退回.xlsx", results))
    made = load_workbook(back)
    sheet = made.worksheets[0]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row}
    assert "16位" in next(v for v in cells if "校验" in v or "位" in v)
    for cell in (c for row in sheet.iter_rows() for c in row):
        if cell.value == code(2)[:-2]:
            cell.value = code(2)
        elif cell.value == "火星":
            cell.value = "危险化学品"
    made.save(tmp_path / "改好.xlsx")
    (again,) = take(county.session, tmp_path / "改好.xlsx")
    assert counts(again) == (1, 0, 0, 0)
    assert [e["principal"] for e in everything(county.session, "enterprise")] == ["赵某", "钱某"]


def test_a_policy_whose_object_the_clerk_chose_is_found_again(county: County, tmp_path: Path) -> None:
    firm = county.firm(EAST, sector="建筑施工")
    project = county.add("insured_object", enterprise_id=firm, type="project", code="SG-1", name="教学楼")
    rows = [POLICY[:2] + POLICY[3:], ["P1", EAST, "2026-01-01", "2026-12-31"]]
    path = text(tmp_path / "保单.csv", rows)
    take(county.session, path)
    (policy,) = everything(county.session, "policy")
    with county.session.unit("改") as unit:
        unit.update(KINDS["policy"], 1, {"object_id": project})
    (result,) = take(county.session, path)
    assert counts(result) == (0, 0, 1, 0) and policy["object_id"] != project
    assert [p["object_id"] for p in everything(county.session, "policy")] == [project]


def test_code_and_name_of_different_firms_are_refused(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east(), [WEST, code(2), "危险化学品", "", "", ""]))
    rows = [POLICY, ["P1", WEST, code(1), "2026-01-01", "2026-12-31"],
            ["P2", "示例县东山煤业", code(1), "2026-01-01", "2026-12-31"]]  # fmt: skip
    (result,) = take(county.session, text(tmp_path / "a.csv", rows))
    assert "请核对" in why(result)[2] and EAST in why(result)[2] and WEST in why(result)[2]
    assert "不一致" in warned(result)[3]


def test_a_group_policy_without_the_holder_is_ambiguous(county: County, tmp_path: Path) -> None:
    for name in (EAST, WEST):
        county.policy(county.firm(name), number="G1")
    rows = [["保单号", "服务日期"], ["G1", "2026-05-01"]]
    (result,) = take(county.session, text(tmp_path / "a.csv", rows))
    assert "对应2条保单记录" in why(result)[2] and EAST in why(result)[2]


def test_visits_without_a_number_or_staff_do_not_double(county: County, tmp_path: Path) -> None:
    county.policy(county.firm(EAST), number="P1")
    rows = [["保单号", "服务日期", "服务项目", "专家"], ["P1", "2026-05-01", "事故隐患排查", ""],
            ["P1", "2026-05-01", "事故隐患排查", "周某"], ["P1", "2026-05-02", "", ""]]  # fmt: skip
    path = text(tmp_path / "a.csv", rows)
    assert counts(take(county.session, path)[0]) == (3, 0, 0, 0)
    assert counts(take(county.session, path)[0]) == (0, 0, 3, 0)


def test_equal_hazards_of_one_visit_are_numbered_and_found_again(county: County, tmp_path: Path) -> None:
    policy = county.policy(county.firm(EAST))
    county.add("visit", number="V1", policy_id=policy, visited_on="2026-05-01")
    rows = [["服务编号", "隐患描述", "隐患等级"], ["V1", "应急照明损坏", "一般"], ["V1", "应急照明损坏", ""],
            ["V1", "通道堵塞", "特级"]]  # fmt: skip
    path = text(tmp_path / "a.csv", rows)
    (result,) = take(county.session, path)
    assert counts(result) == (2, 0, 0, 1) and "特级" in why(result)[4]
    assert [h["found_on"] for h in everything(county.session, "hazard")] == ["2026-05-01"] * 2
    with county.session.unit("改") as unit:
        unit.update(KINDS["hazard"], 1, {"found_on": "2026-04-30"})
    assert counts(take(county.session, path)[0]) == (0, 0, 2, 1)
    assert everything(county.session, "hazard")[0]["found_on"] == "2026-04-30"


def test_formulas_without_value_and_errors_are_warned_not_stored(county: County, tmp_path: Path) -> None:
    path = firms(tmp_path, east(people="=1+1"), [WEST, code(2), "危险化学品", "#REF!", "不详", ""])
    (result,) = take(county.session, path)
    assert "没有计算结果" in warned(result)[2]
    assert "#REF!" in warned(result)[3] and "不是整数" in warned(result)[3]
    stored = everything(county.session, "enterprise")
    assert [(e["headcount"], e["township"]) for e in stored] == [(None, "东山镇"), (None, None)]


def test_directory_entries_are_made_only_for_rows_that_are_taken(county: County, tmp_path: Path) -> None:
    county.firm(EAST)
    head = [*POLICY[:2], *POLICY[3:], "保险公司"]
    rows = [
        head,
        ["P1", EAST, "2026-01-01", "2026-12-31", "甲保险"],
        ["P2", EAST, "2026-12-31", "2026-01-01", "乙保险"],
        ["P3", "无此企业", "2026-01-01", "2026-12-31", "丙保险"],
        ["P4", EAST, "2026-01-01", "2026-12-31", "丁" * 300],
    ]
    (result,) = take(county.session, text(tmp_path / "a.csv", rows))
    assert result.lists[0].created == {"保险机构": ("甲保险",)}
    assert [i["name"] for i in everything(county.session, "insurer")] == ["甲保险"]
    assert set(why(result)) == {3, 4} and "最多" in warned(result)[5]


HOSTILE = "[/甲][red]\t=1+1𠮷\u200b" + "长" * 100


def test_hostile_text_goes_in_as_it_is(county: County, tmp_path: Path) -> None:
    (result,) = take(county.session, firms(tmp_path, east(name=HOSTILE, note="+cmd|' /C calc'!A0")))
    assert counts(result)[0] == 1
    stored = everything(county.session, "enterprise")[0]
    assert stored["name"].startswith("[/甲][red] =1+1𠮷长") and stored["note"] == "+cmd|' /C calc'!A0"
    assert counts(take(county.session, firms(tmp_path, east(name=HOSTILE, note="+cmd|' /C calc'!A0")))[0])[2] == 1


def test_a_row_the_database_refuses_does_not_take_the_others_along(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Unit.insert_many

    def strict(unit: Unit, kind: Kind, rows: Sequence[Mapping[str, Value]]) -> range:
        if any(row.get("name") == "示例县第5号矿" for row in rows):
            raise RefusedError("企业未保存", "有的值不在允许范围内")
        return real(unit, kind, rows)

    monkeypatch.setattr(Unit, "insert_many", strict)
    rows = [[f"示例县第{n}号矿", code(n), "煤矿", "", "", ""] for n in range(1, 12)]
    (result,) = take(county.session, firms(tmp_path, *rows))
    assert why(result) == {6: "企业未保存：有的值不在允许范围内"}
    assert [e["name"] for e in everything(county.session, "enterprise")] == [r[0] for r in rows if r[0][4] != "5"]
    assert len(everything(county.session, "insured_object")) == 10


def test_what_is_under_review_is_refused_row_by_row(county: County, tmp_path: Path) -> None:
    take(county.session, firms(tmp_path, east(), [WEST, code(2), "危险化学品", "", 5, ""]))
    real = Unit.update

    def locked(unit: Unit, kind: Kind, record_id: int, changes: Mapping[str, Value]) -> Any:
        if record_id == 1:
            raise RefusedError("「底数」已送审，不能修改", "请由送审人先撤回。")
        return real(unit, kind, record_id, changes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Unit, "update", locked)
        (result,) = take(county.session, firms(tmp_path, east(people=9), [WEST, code(2), "危险化学品", "", 9, ""]))
    assert counts(result) == (0, 1, 0, 1) and "已送审" in why(result)[2]
    assert [e["headcount"] for e in everything(county.session, "enterprise")] == [50, 9]


def test_a_preview_counts_the_same_and_changes_nothing(county: County, tmp_path: Path) -> None:
    paths = [firms(tmp_path, east(), [WEST, "1", "煤矿", "", "", ""]),
             text(tmp_path / "保单.csv", [POLICY, ["P1", EAST, code(1), "2026-01-01", "2026-12-31"]])]  # fmt: skip
    plans = run(imports.plan_files(county.session, paths))
    before = county.session.store.revision()
    shown = run(imports.preview(county.session, plans))
    assert county.session.store.revision() == before and everything(county.session, "enterprise") == []
    done = run(imports.run(county.session, plans))
    assert [counts(r) for r in shown] == [counts(r) for r in done] == [(1, 0, 0, 1), (1, 0, 0, 0)]


def test_files_that_need_each_other_share_a_transaction(county: County, tmp_path: Path) -> None:
    one = book(tmp_path / "1.xlsx", {"企业": [HEAD, east()], "服务": [["保单号", "服务日期"], ["P1", "2026-05-01"]]})
    two = text(tmp_path / "2.csv", [POLICY, ["P1", EAST, code(1), "2026-01-01", "2026-12-31"]])
    results = take(county.session, one, two)
    assert [counts(r) for r in results] == [(2, 0, 0, 0), (1, 0, 0, 0)]


@pytest.mark.parametrize("stop_after", [0, 1])
def test_closing_the_job_keeps_whole_files_only(stop_after: int, county: County, tmp_path: Path) -> None:
    paths = [
        firms(tmp_path, east(), name="1.xlsx"),
        firms(tmp_path, [WEST, code(2), "煤矿", "", "", ""], name="2.xlsx"),
    ]
    plans = run(imports.plan_files(county.session, paths))
    done: list[imports.FileResult] = []
    job = imports.run(county.session, plans, done)
    for step in job:
        if len(done) == stop_after and step.text.startswith("写入"):
            break
    job.close()
    assert [r.plan.path.name for r in done] == ["1.xlsx"][:stop_after]
    assert [e["name"] for e in everything(county.session, "enterprise")] == [EAST][:stop_after]


def test_what_was_masked_does_not_take_the_place_of_what_is_known(county: County, tmp_path: Path) -> None:
    head = ["企业名称", "统一社会信用代码", "行业领域", "主要负责人", "联系电话", "备注"]
    real = [EAST, code(1), "煤矿", "张示例", "13800001234", "找李某 13800001234"]
    take(county.session, firms(tmp_path, real, head=head))
    masked = [EAST, code(1), "煤矿", "张**", "138****34", "找李某 ***"]
    new = [WEST, code(2), "危险化学品", "王**", "139＊＊＊＊5678", ""]
    (result,) = take(county.session, firms(tmp_path, masked, new, head=head))
    assert counts(result) == (1, 0, 1, 0)
    assert "联系电话“138****34”是遮盖过的，未采用" in warned(result)[2]
    stored, other = everything(county.session, "enterprise")
    assert (stored["principal"], stored["phone"], stored["note"]) == tuple(real[3:])
    assert (other["principal"], other["phone"]) == (None, None)


def test_a_masked_key_is_refused_where_it_would_make_a_second_record(county: County, tmp_path: Path) -> None:
    policy = county.policy(county.firm(EAST))
    county.add("visit", policy_id=policy, visited_on="2026-03-01", item="事故隐患排查", staff="孙示例")
    number = county.get("policy", policy)["number"]
    head = ["保单号", "服务日期", "服务项目", "服务人员"]
    rows = [head, [number, "2026-03-01", "事故隐患排查", "孙**"], [number, "2026-03-01", "事故隐患排查", "孙示例"]]
    (result,) = take(county.session, book(tmp_path / "服务.xlsx", {"服务": rows}), list_name="visit")
    assert counts(result) == (0, 0, 1, 1)
    assert "服务人员是遮盖过的，认不出是哪条服务记录" in why(result)[2]


def test_rows_that_say_what_they_are_are_taken_at_their_word(county: County, tmp_path: Path) -> None:
    county.firm(EAST, credit_code=code(1))
    head = ["对象类型", "所属企业统一社会信用代码", "证照编号", "对象名称"]
    licences = [
        head,
        ["许可证", code(1), "XK1", "露天开采"],
        ["许可证", code(1), "XK2", "地下开采"],
        ["船舶", code(1), "C1", ""],
    ]
    path = book(tmp_path / "清单.xlsx", {"清单": licences})
    (mixed,) = run(imports.preview(county.session, [imports.plan(county.session, path)]))
    assert (mixed.lists[0].list_name, counts(mixed)) == ("insured_object", (3, 0, 0, 0))
    (result,) = take(county.session, path, list_name="licence")
    assert (result.lists[0].list_name, counts(result)) == ("licence", (2, 0, 0, 1))
    assert why(result) == {4: "对象类型是“船舶”，不是许可证，请按类型分开导入"}
