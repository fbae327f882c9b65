"""Lists for others: the right rows and columns, nothing personal on the way, each one on record."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from planted import leaks, planted_session
from small_county import County

from ajx_tui.domain.masking import Profile
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Role
from ajx_tui.errors import AjxError, LockedError, NotPermittedError, RefusedError, UsageError
from ajx_tui.progress import run
from ajx_tui.services import layouts as out
from ajx_tui.services.layouts import Order
from ajx_tui.services.layouts.keeping import own_copy, to_toml
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.handouts import handouts
from ajx_tui.store.lists import Condition, ListQuery

DAY = date(2026, 10, 31)
PHONE = "13800001234"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = planted_session(tmp_path_factory.mktemp("planted") / "db" / "ajx.db")
    yield session
    session.store.close()


def _cells(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    book = openpyxl.load_workbook(path)
    return [["" if v is None else str(v) for v in row] for sheet in book for row in sheet.iter_rows(values_only=True)]


def _export(county: County, layout_id: str, path: Path, **more: object) -> list[list[str]]:
    order = Order(out.find(county.session.store, layout_id), DAY, **more)  # type: ignore[arg-type]
    return _cells(run(out.export(county.session, order, path)).path)


# ----- personal data


@pytest.mark.parametrize("layout_id", out.shipped())
def test_what_is_planted_leaves_by_no_profile_but_the_internal(
    planted: Session, layout_id: str, tmp_path: Path
) -> None:
    layout = out.find(planted.store, layout_id)
    for profile in Profile:
        for suffix in ("csv", "xlsx"):
            path = tmp_path / f"{profile}.{suffix}"
            handed = run(out.export(planted, Order(layout, DAY, profile=profile), path))
            assert handed.rows, layout_id
            if profile is Profile.INTERNAL and layout.profile is Profile.INTERNAL:
                assert leaks(path)
            else:
                assert leaks(path) == [], (layout_id, profile)
    if layout.by:
        folder = tmp_path / "each"
        handed = run(out.export_each(planted, Order(layout, DAY, profile=Profile.REPORT), folder))
        assert handed.files
        assert [leak for path in folder.iterdir() for leak in leaks(path)] == []


@pytest.mark.parametrize("profile", [Profile.REPORT, Profile.PUBLIC])
def test_every_field_of_every_kind_could_be_a_column_without_leaking(
    planted: Session, profile: Profile, tmp_path: Path
) -> None:
    for kind in KINDS.values():
        layout = out.whole(kind)
        path = tmp_path / f"{kind.name}.csv"
        assert run(out.export(planted, Order(layout, DAY, profile=profile), path)).rows
        assert leaks(path) == [], (kind.name, profile)
        assert len(_cells(path)[0]) == len(kind.fields)
    internal = tmp_path / "all.xlsx"
    run(out.export(planted, Order(out.whole(KINDS["visit"]), DAY), internal))
    assert leaks(internal)


def test_no_export_masks_less_than_its_layout_and_its_recipient(county: County) -> None:
    public, inner = (out.find(county.session.store, n) for n in ("insured-public", "uninsured-department"))
    assert Order(public, DAY, profile=Profile.INTERNAL).masking is Profile.PUBLIC
    assert Order(inner, DAY).masking is Profile.INTERNAL
    assert Order(inner, DAY, profile=Profile.PUBLIC).masking is Profile.PUBLIC


# ----- rows and columns


def test_rows_columns_and_types_are_those_of_the_layout(county: County, tmp_path: Path) -> None:
    insured = county.firm("示例县双龙冶炼有限公司", headcount=50, township="城关镇", phone=PHONE, principal="张示例")
    county.policy(insured, headcount=40, limit_person="30", commission="5")
    county.firm("示例县永盛冶炼有限公司", township="王屯镇")
    county.firm("示例县关停冶炼有限公司", status="关闭", status_on="2026-01-01", status_proof="文件")
    header, *rows = _export(county, "base-register-up", tmp_path / "x.csv")
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [f["企业名称"] for f in found] == ["示例县双龙冶炼有限公司", "示例县永盛冶炼有限公司"]
    one, other = found
    assert (one["行业领域"], one["所在乡镇（街道）"], one["从业人员数"]) == ("金属冶炼", "城关镇", "50")
    assert (one["是否投保"], one["未全员投保"], one["限额低于下限"], other["是否投保"]) == ("是", "是", "是", "否")
    assert (one["联系电话"], one["主要负责人"]) == ("138****34", "张**")
    assert [r[0] for r in _export(county, "uninsured-department", tmp_path / "y.csv")[1:]] == ["示例县永盛冶炼有限公司"]
    order = Order(out.find(county.session.store, "policies-insurer"), DAY)
    sheet = openpyxl.load_workbook(run(out.export(county.session, order, tmp_path / "z.xlsx")).path).active
    assert sheet is not None
    values = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert values[0][0] == "承保核对清单"
    assert "本级自定" in str(values[1][0])
    assert "上报档" in str(values[2][0])
    row = dict(zip(values[3], values[4], strict=True))
    assert row["保险起期"].date() == date(2026, 1, 1)  # type: ignore[union-attr]
    assert (row["每人责任限额（元）"], row["佣金比例"]) == (300000, 0.05)
    shown = out.preview(county.session, order)
    assert (shown.count, shown.titles) == (1, tuple(values[3]))
    assert dict(zip(shown.titles, shown.first[0], strict=True))["每人责任限额（元）"] == "300,000.00"


def test_filter_and_order_of_the_list_are_kept(county: County, tmp_path: Path) -> None:
    for name, town in (("甲矿", "城关镇"), ("乙矿", "王屯镇"), ("丙矿", "城关镇")):
        county.firm(f"示例县{name}", township=town)
    query = ListQuery("enterprise", conditions=(Condition("township", "=", "城关镇"),), sort="name", descending=True)
    more = {"query": query, "told": "所在乡镇：城关镇"}
    assert [r[0] for r in _export(county, "enterprises-department", tmp_path / "a.csv", **more)[1:]] == [
        "示例县甲矿", "示例县丙矿",
    ]  # fmt: skip
    objects = ListQuery("insured_object", ids=(2,))
    assert [r[0] for r in _export(county, "uninsured-department", tmp_path / "b.csv", query=objects)[1:]] == [
        "示例县乙矿"
    ]
    with pytest.raises(UsageError, match="不能用于企业列表"):
        _export(county, "policies-insurer", tmp_path / "c.csv", query=query)


def test_what_happens_after_the_cut_off_day_is_left_out(county: County, tmp_path: Path) -> None:
    policy = county.policy(county.firm("示例县双龙冶炼有限公司"))
    for number, day in (("FW1", "2026-10-31"), ("FW2", "2026-11-01")):
        county.add("visit", number=number, policy_id=policy, visited_on=day)
    assert [r[0] for r in _export(county, "visits-up", tmp_path / "a.csv")[1:]] == ["FW1"]


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("http://x")'])
def test_nothing_that_is_handed_over_computes(county: County, tmp_path: Path, evil: str) -> None:
    forms = {evil, unicodedata.normalize("NFKC", evil)}
    firm = county.firm(evil, township=evil)
    county.policy(firm, number="000123456789012345678", note=evil)
    for layout_id in ("policies-insurer", "all-policy", "enterprises-department", "base-register-up"):
        order = Order(out.find(county.session.store, layout_id), DAY)
        with run(out.export(county.session, order, tmp_path / f"{layout_id}.csv")).path.open(
            encoding="utf-8-sig"
        ) as file:
            rows = list(csv.reader(file))
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@＝" and cell]
        assert any(form in cell for row in rows for cell in row for form in forms)
        book = openpyxl.load_workbook(run(out.export(county.session, order, tmp_path / f"{layout_id}.xlsx")).path)
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert [cell.data_type for cell in cells if str(cell.value) in forms]
        numbers = [cell for cell in cells if str(cell.value).endswith("123456789012345678")]
        assert {(cell.value, cell.data_type) for cell in numbers} <= {("000123456789012345678", "s")}


# ----- recipients


def test_each_recipient_gets_its_own_rows(county: County, tmp_path: Path) -> None:
    first, second = (county.add("insurer", name=n) for n in ("甲保险支公司", "乙保险支公司"))
    county.add("insurer", name="丙保险支公司")
    firm = county.firm("示例县双龙冶炼有限公司")
    county.policy(firm, number="A1", insurer_id=first)
    county.policy(firm, number="B1", insurer_id=second)
    county.policy(firm, number="B2", insurer_id=second)
    county.policy(firm, number="C1")
    order = Order(out.find(county.session.store, "policies-insurer"), DAY)
    assert out.recipients(county.session, order) == {first: ("甲保险支公司", 1), second: ("乙保险支公司", 2)}
    assert [r[0] for r in _export(county, "policies-insurer", tmp_path / "a.csv", only=second)[1:]] == ["B1", "B2"]
    handed = run(out.export_each(county.session, order, tmp_path / "每家", "csv"))
    assert (handed.rows, handed.files) == (3, 2)
    assert sorted(p.name for p in handed.path.iterdir()) == [
        "01-甲保险支公司-承保核对清单.csv", "02-乙保险支公司-承保核对清单.csv",
    ]  # fmt: skip
    assert [(h.recipient, h.entries) for h in handouts(county.session.store)][:2] == [
        ("乙保险支公司", 2), ("甲保险支公司", 1),
    ]  # fmt: skip
    public = Order(out.find(county.session.store, "insured-public"), DAY)
    assert out.recipients(county.session, public) == {}
    for job in (
        out.export(county.session, Order(public.layout, DAY, only=first), tmp_path / "b.csv"),
        out.export_each(county.session, public, tmp_path / "c"),
    ):
        with pytest.raises(RefusedError, match="不按收件方分开"):
            run(job)


def test_rows_of_a_department_are_those_it_is_counted_for(county: County) -> None:
    """The department on record, else the one that leads the sector on the day: like every figure by department."""
    store = county.session.store
    departments = {str(v): i for i, v in store.read("SELECT id, name FROM department")}
    county.firm("示例县双龙冶炼有限公司")
    county.firm("示例县永盛冶炼有限公司", department_id=departments["水利局"])
    county.firm("示例县宏达运输有限公司", "交通运输")
    order = Order(out.find(store, "uninsured-department"), DAY)
    from ajx_tui.services.figures import figures

    found = figures(store, DAY, ("uninsured",))
    counted = {
        line.title: n for line in found.lines("department") if (n := found.count("uninsured", "department", line.key))
    }
    assert counted == dict(out.recipients(county.session, order).values())
    assert len(counted) == 3


# ----- the log


def test_every_export_is_on_record(county: County, tmp_path: Path) -> None:
    county.firm("示例县双龙冶炼有限公司")
    query = ListQuery("enterprise", conditions=(Condition("township", "empty"),))
    path = tmp_path / "底数.xlsx"
    _export(county, "all-enterprise", path, query=query, told="所在乡镇（街道）：未填")
    (entry,) = handouts(county.session.store)
    assert (entry.actor, entry.layout, entry.entries, entry.profile) == ("本机用户", "all-enterprise", 1, "internal")
    assert (entry.file_name, entry.format, entry.filter) == ("底数.xlsx", "xlsx", "所在乡镇（街道）：未填")
    assert (entry.as_of, entry.party, len(entry.sha256)) == ("2026-10-31", "office", 64)
    last = county.session.store.read("SELECT kind, intention FROM history ORDER BY id DESC LIMIT 1")[0]
    assert last[0] == "handout"
    assert "给本单位，1 条" in last[1]


def test_no_file_without_a_record_of_it(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order(out.whole(KINDS["sector"]), DAY)
    reader = county.session.as_role(Role.READER)
    with pytest.raises(NotPermittedError):
        run(out.export(reader, order, tmp_path / "a.csv"))
    second = Store.open(county.session.store.path)
    with pytest.raises(LockedError, match="登记在案"):
        run(out.export(Session(second), order, tmp_path / "b.csv"))
    second.close()
    with pytest.raises(UsageError, match=r"\.xlsx 或 \.csv"):
        run(out.export(county.session, order, tmp_path / "c.pdf"))

    def full(*_: object) -> None:
        raise AjxError("磁盘已满", "")

    monkeypatch.setattr("ajx_tui.services.layouts.handing.handouts.log", full)
    with pytest.raises(AjxError, match="磁盘已满"):
        run(out.export(county.session, order, tmp_path / "d.csv"))
    assert list(tmp_path.glob("*.*")) == []


# ----- a county's own layouts


GOOD = """id = "own"
title = "自定"
party = "insurer"
recipient = "某"
version = "1"
kind = "policy"
profile = "report"

[[column]]
path = "number"
"""


def test_a_countys_copy_stands_in_the_place_of_the_shipped_one(county: County, tmp_path: Path) -> None:
    store = county.session.store
    first = out.find(store, "policies-insurer")
    file = tmp_path / "policies-insurer.toml"
    text = to_toml(own_copy(store, first)).replace('title = "承保核对清单"', 'title = "承保对账单"')
    file.write_text(text, encoding="utf-8")
    out.install(county.session, file)
    copy = out.find(store, "policies-insurer")
    assert (copy.title, copy.version, copy.base) == ("承保对账单", "2026.11+本县1", "2026.11")
    assert copy.columns == first.columns
    shelf = out.shelf(store)
    assert shelf.own == {"policies-insurer"}
    assert shelf.note(copy) == "本县修改（基于 2026.11）"
    with pytest.raises(NotPermittedError):
        out.install(county.session.as_role(Role.CLERK), file)
    out.take_back(county.session, "policies-insurer")
    assert out.find(store, "policies-insurer") == first
    with pytest.raises(RefusedError, match="不是本县自定"):
        out.take_back(county.session, "policies-insurer")


def test_an_update_of_the_program_leaves_the_copy_alone_and_tells(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer shipped version is told beside the copy; a copy that can't be read any more is told, not used."""
    from dataclasses import replace

    from ajx_tui.services.layouts import keeping

    store = county.session.store
    out.put(county.session, own_copy(store, out.find(store, "policies-insurer")))
    newer = {**out.shipped(), "policies-insurer": replace(out.shipped()["policies-insurer"], version="2027.01")}
    monkeypatch.setattr(keeping, "shipped", lambda: newer)
    known = out.shelf(store)
    assert known.layouts["policies-insurer"].version == "2026.11+本县1"
    assert "程序已有 2027.01" in known.note(known.layouts["policies-insurer"])
    text = store.setting("layouts")["policies-insurer"].replace("promised_visits", "gone_field")
    with county.session.unit("改坏") as unit:
        unit.set_setting("layouts", {"policies-insurer": text})
    known = out.shelf(store)
    assert known.layouts["policies-insurer"].version == "2027.01"
    assert "没有字段“gone_field”" in known.broken["policies-insurer"]


def test_layouts_of_a_kind_come_with_all_its_fields_first(county: County) -> None:
    found = out.for_kind(county.session.store, "policy")
    assert [one.id for one in found] == ["all-policy", "policies-insurer", "policies-up"]
    parties = {one.party for one in out.for_kind(county.session.store)}
    assert parties == set(out.Party) - {out.Party.OFFICE}
    with pytest.raises(UsageError, match="policies-insurer（承保核对清单）"):
        out.find(county.session.store, "nothing")
    assert out.find(county.session.store, "承保核对清单").id == "policies-insurer"


@pytest.mark.parametrize("layout", out.shipped().values(), ids=list(out.shipped()))
def test_a_layout_is_the_same_written_out_and_read_again(planted: Session, layout: out.Layout, tmp_path: Path) -> None:
    from ajx_tui.services.packs import rules

    file = tmp_path / "x.toml"
    file.write_text(to_toml(layout), encoding="utf-8")
    found = out.check_file(file, rules(planted.store))
    assert found.problems == ()
    assert found.layout == layout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "policy"', 'kind = "polisy"', "第6行 kind：没有“polisy”这种记录，是不是 policy？"),
        ('profile = "report"', 'profile = "open"', "第7行 profile：“open”不在可选范围内"),
        ('profile = "report"', 'profile = "internal"', "第7行 profile：给保险机构的至少要用上报档"),
        ('path = "number"', 'path = "nummer"', "第10行 path：保单没有字段“nummer”，是不是 number？"),
        ('path = "number"', 'path = "number.name"', "第10行 path：“number”（保单号）不指向别的记录"),
        ('path = "number"', 'path = ""', "第10行 path：应是加引号的非空文字"),
        ('path = "number"', 'path = "number | "', "第10行 path：保单没有字段“”"),
        ('path = "number"', 'path = "number"\nplain = "yes"', "第11行 plain：不认识的项"),
        ('path = "number"', 'path = "number"\nfigure = "due"', "第9行：path 和 figure 要写一个"),
        ('path = "number"', 'figure = "policies_in_force"', "第10行 figure：figure 列要写 title"),
        ('path = "number"', 'figure = "duo"\ntitle = "甲"', "第10行 figure：政策包中没有指标“duo”，是不是 due？"),
        ('path = "number"', 'figure = "due"\ntitle = "甲"', "第10行 figure：指标“due”背后是应投保对象，不是保单"),
        ('path = "number"', 'path = "number"\n[[column]]\npath = "number"', "第12行 path：有两列都叫“保单号”"),
        ('[[column]]\npath = "number"', "", "第1行 column：至少要有一列"),
        ('version = "1"', "version = 1", "第5行 version：应是加引号"),
        ('recipient = "某"\n', "", "第1行 recipient：缺少 recipient"),
        ('id = "own"', 'id = "own"\nmask = "off"', "第2行 mask：不认识的项"),
        ('id = "own"', 'id = "all-policy"', "第1行 id"),
        ('party = "insurer"', 'party = "friend"', "第3行 party"),
        ("[[column]]", 'day = "number"\n[[column]]', "第9行 day：保单没有日期字段“number”"),
        ("[[column]]", 'by = "number"\n[[column]]', "第9行 by：“number”不指向收件方"),
        ("[[column]]", "[[column", "第9行：TOML 语法错误"),
        ("[[column]]", "[column]", "第9行 column：应写成若干个 [[column]] 小节"),
    ],
)
def test_a_faulty_layout_is_refused_by_file_line_and_key(
    planted: Session, tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    before = planted.store.revision()
    with pytest.raises(RefusedError, match=re.escape(f"own.toml{told}")):
        out.install(planted, file)
    assert planted.store.revision() == before


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"\xff\xfe\x00", "第1行不是 UTF-8"), (b"a" * 1_000_001, "文件过大"), (b"", "缺少 id"), (b"\x00", "TOML")],
)
def test_what_is_no_layout_file_is_refused(planted: Session, tmp_path: Path, data: bytes, told: str) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(data)
    with pytest.raises(RefusedError, match=told):
        out.install(planted, file)
    with pytest.raises(RefusedError, match="打不开"):
        out.install(planted, tmp_path / "none.toml")


def test_columns_are_chosen_moved_and_renamed(county: County) -> None:
    from ajx_tui.services.layouts import editing
    from ajx_tui.services.packs import rules

    known, first = rules(county.session.store), out.shipped()["hazards-body"]
    offered = dict(editing.candidates(first, known))
    assert offered["visit_id.policy_id.enterprise_id.township"] == "服务编号 › 保单号 › 投保单位 › 所在乡镇（街道）"
    assert offered["@hazards_major"] == "是否重大隐患"
    assert list(offered)[: len(first.columns)] == [editing.key_of(one) for one in first.columns]
    keys = ["description", "@hazards_major", "visit_id.note", "note", "visit_id.policy_id.note"]
    made = editing.choose(first, keys, known)
    assert [one.title for one in made.columns] == [
        "隐患描述",
        "备注",
        "是否重大隐患",
        "服务编号备注",
        "服务编号保单号备注",
    ]
    assert [one.title for one in editing.move(made, 0, 2).columns][2] == "隐患描述"
    assert editing.move(made, 0, -1) == made
    assert editing.move(made, 4, 1) == made
    assert editing.rename(made, 1, " 说明 ").columns[1].title == "说明"
    assert len(editing.drop(made, 4).columns) == 4
    for change in (
        lambda: editing.choose(first, (), known),
        lambda: editing.drop(editing.choose(first, ["note"], known), 0),
        lambda: editing.rename(made, 1, "隐患描述"),
        lambda: editing.rename(made, 1, " "),
    ):
        with pytest.raises(RefusedError):
            change()
    for key in offered:
        one = editing.choose(first, [key], known)
        assert out.put(county.session, own_copy(county.session.store, one)).columns == one.columns
        break
    whole = own_copy(county.session.store, out.whole(KINDS["fund_entry"]))
    assert (whole.id, out.put(county.session, whole).version) == ("own-fund-entry-1", "本县1")
    again = own_copy(county.session.store, whole)
    assert (again.id, again.version) == ("own-fund-entry-1", "本县2")
