"""Packs that are wrong are refused with file, line, key and what to do; nothing is guessed."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from ajx_tui.errors import RefusedError
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.lines import key_lines, line_of
from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import Pack, Problems
from ajx_tui.policy.proof import prove
from ajx_tui.policy.rules import Rules, merge
from ajx_tui.policy.source import PackSource, read_source

HEAD = """[pack]
id = "sample-pack"
title = "试验包"
version = "1"

[documents.rule]
title = "《试验办法》"
number = "试〔2026〕1号"
"""
CLAUSE = 'clause = { document = "rule", article = "第一条", certainty = "V" }\n'
CHECK = """
[[check]]
name = "sample"
title = "试验检查"
kind = "item"
severity = "hint"
message = "{name} 有问题"
next = "请核对"
sql = '''
SELECT i.id AS id,
       i.name AS name
FROM item i
'''
"""
KINDS = {"item": ("name", "size"), "insured_object": ("name",)}
WRITABLE = {"plan": (("goals", "tasks"), ("duties",))}


def load(text: str, **files: str) -> tuple[Pack | None, list[str]]:
    problems = Problems()
    pack = load_pack(PackSource({"pack.toml": text, **files}, "试验"), {}, problems)
    return pack, [str(p) for p in problems.found]


def proved(text: str, **files: str) -> list[str]:
    problems = Problems()
    pack = load_pack(PackSource({"pack.toml": text, **files}, "试验"), {}, problems)
    assert pack is not None and not problems.found, problems.found
    prove(merge([pack]), guard(), KINDS, WRITABLE, problems)
    return [str(p) for p in problems.found]


def guard() -> Guard:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, size INTEGER, deleted_at TEXT)")
    conn.execute("CREATE TABLE secret (id INTEGER PRIMARY KEY)")
    return Guard(conn, {"item"}.__contains__)


def test_a_sound_pack_has_no_problem() -> None:
    assert proved(HEAD + CHECK + CLAUSE) == []


def test_syntax_error_names_the_line() -> None:
    pack, found = load(HEAD + '\n[[check]]\nname = "a\n')
    assert pack is None
    assert len(found) == 1 and found[0].startswith("pack.toml第11行：TOML 语法错误") and 'name = "a' in found[0]


def test_every_problem_is_told_at_once_with_line_and_key() -> None:
    text = HEAD + '\n[[parameter]]\nname = "Days"\ntitle = "天数"\nunit = "周"\nvalues = [{ value = "三" }]\n'
    _, found = load(text)
    assert [f.split("：")[0] for f in found] == [
        "pack.toml第11行 name",
        "pack.toml第13行 unit",
        "pack.toml第10行 clause",
        "pack.toml第14行 value",
        "pack.toml第14行 value",
    ]
    assert "缺少依据" in found[2]


def test_misspelt_key_is_not_ignored() -> None:
    _, found = load(HEAD + CHECK.replace("severity", "severty") + CLAUSE)
    assert any("severty" in f and "是不是 severity" in f for f in found)
    assert any("缺少 severity" in f for f in found)


def test_clause_of_an_unlisted_document() -> None:
    _, found = load(HEAD + CHECK + CLAUSE.replace("rule", "rulle"))
    assert len(found) == 1 and "没有在 [documents] 中列出" in found[0]


def test_two_entries_of_one_name() -> None:
    _, found = load(HEAD + CHECK + CLAUSE + CHECK + CLAUSE)
    assert len(found) == 1 and "与pack.toml第11行重复" in found[0]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("DELETE FROM item", "政策包只能查询"),
        ("SELECT 1 AS id; DROP TABLE item", "去掉分号"),
        ("-- 只有注释", "SQL 是空的"),
        ("SELECT id, date('now') AS name FROM item", "请改用 :as_of"),
    ],
)
def test_what_is_no_single_select_is_refused_before_it_is_run(sql: str, told: str) -> None:
    start = CHECK.index("sql = ")
    _, found = load(HEAD + CHECK[:start] + f'sql = "{sql}"\n' + CLAUSE)
    assert len(found) == 1 and told in found[0] and "sql" in found[0]


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT i.id AS id,\n i.nmae AS name\nFROM item i", "第2行 sql：没有“i.nmae”这个列"),
        ("SELECT id, name FROM\nitems", "第2行 sql：没有“items”这个表或片段"),
        ("SELECT id, name FROM secret", "sql：不能读取表 secret"),
        ("SELECT rootpage AS id, name FROM sqlite_schema", "sql：不能读取表 sqlite_master"),
        ("SELECT id, load_extension('x') AS name FROM item", "不能使用函数 load_extension()"),
        ("SELECT id, hex(randomblob(9)) AS name FROM item", "不能使用函数"),
        ("SELECT id FROM item WHERE\n size > :limt", "第2行 sql：没有名为 limt 的参数"),
        ("SELECT id, name FROM item WHERE id = ?", "没有名为 ? 的参数"),
        ("SELECT id FROM item WHERE (", "SQL 语法错误"),
        ("WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, id AS name FROM n", "没有结束"),
        ("SELECT name FROM item", "查询结果要有 id 列"),
        ("SELECT id FROM item", "说明中的 {name} 在查询结果中没有"),
        ("SELECT name FROM (INSERT INTO item VALUES (1) RETURNING id)", "SQL 语法错误"),
    ],
)
def test_sql_is_proved_on_the_tables(sql: str, told: str) -> None:
    start = CHECK.index("sql = ")
    found = proved(HEAD + CHECK[:start] + 'sql = "check.sql"\n' + CLAUSE, **{"check.sql": sql})
    assert len(found) == 1 and told in found[0] and found[0].startswith(("check.sql", "pack.toml")), found


def test_field_that_the_record_does_not_have() -> None:
    found = proved(HEAD + CHECK + 'field = "weight"\n' + CLAUSE)
    assert found == ["pack.toml第18行 field：item 没有“weight”这个字段"] or "没有“weight”这个字段" in found[0]


def test_fragments_in_a_circle() -> None:
    text = "".join(
        f'\n[[fragment]]\nname = "{name}"\nsql = "SELECT * FROM {other}"\n'
        for name, other in (("one", "two"), ("two", "one"))
    )
    found = proved(HEAD + text)
    assert len(found) == 1 and "互相引用成了一个圈" in found[0]


def test_overlapping_validity() -> None:
    _, found = load(
        HEAD + '\n[[parameter]]\nname = "days"\ntitle = "天数"\nunit = "天"\nvalues = [\n'
        "  { from = 2025-01-01, until = 2026-12-31, value = 3 },\n  { from = 2026-01-01, value = 4 },\n]\n" + CLAUSE
    )
    assert len(found) == 1 and "重叠" in found[0]


def parameters(text: str, below: Rules | None = None) -> Rules:
    problems = Problems()
    pack = load_pack(PackSource({"pack.toml": text}, ""), below.parameters if below else {}, problems)
    assert pack is not None and not problems.found, list(map(str, problems.found))
    return merge([*(below.packs if below else ()), pack])


def test_parameters_follow_their_validity_and_units() -> None:
    rules = parameters(
        HEAD + '\n[[parameter]]\nname = "floor"\ntitle = "下限"\nunit = "元"\n'
        "values = [{ from = 2018-01-01, value = 300000 }, { from = 2025-03-29, value = 400000.5 }]\n" + CLAUSE
    )
    assert rules.value("floor", "2017-12-31") is None
    assert rules.value("floor", "2025-03-28") == 30_000_000
    assert rules.value("floor", "2025-03-29") == 40_000_050


def test_a_multiple_follows_what_it_is_a_multiple_of() -> None:
    rules = parameters(
        HEAD + '\n[[parameter]]\nname = "income"\ntitle = "人均可支配收入"\nunit = "元"\n'
        "values = [{ from = 2024-01-01, value = 20000 }, { from = 2025-01-01, value = 30000 }]\n" + CLAUSE
        + '\n[[parameter]]\nname = "floor"\ntitle = "下限"\nunit = "元"\n'
        'values = [{ from = 2024-07-01, multiple = 20, of = "income", at_least = 500000 }]\n' + CLAUSE
    )  # fmt: skip
    assert rules.value("floor", "2024-06-30") is None
    assert rules.value("floor", "2024-12-31") == 50_000_000  # 20 × 20 000 is below the least
    assert rules.value("floor", "2026-01-01") == 60_000_000


def test_a_later_pack_changes_values_from_its_first_day_only() -> None:
    base = parameters(
        HEAD + '\n[[parameter]]\nname = "floor"\ntitle = "下限"\nunit = "元"\n'
        + "values = [{ from = 2020-01-01, value = 1 }]\n"
        + CLAUSE
    )  # fmt: skip
    local = parameters(
        HEAD.replace("sample-pack", "local-pack") + '\n[[parameter]]\nname = "floor"\n'
        "values = [{ from = 2026-01-01, until = 2026-12-31, value = 2 }]\n" + CLAUSE,
        base,
    )
    assert [local.value("floor", d) for d in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")] == [
        100, 200, 200, 100,
    ]  # fmt: skip
    assert local.parameters["floor"].title == "下限"


def test_key_lines_know_arrays_tables_and_long_texts() -> None:
    text = 'a = 1\n[[t]]\nx = """\ny = 2\n"""\nz = 3\n[[t]]\nx = 1\n[t.inner]\nq = 1\n'
    lines = key_lines(text)
    assert (lines[("t", 0, "z")], lines[("t", 1, "x")]) == (6, 8)
    assert ("t", 0, "y") not in lines
    assert line_of(lines, ("t", 1, "nowhere", "deeper")) == 7


def test_sources_that_are_no_packs(tmp_path: Path) -> None:
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as made:
        made.writestr("readme.toml", "")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "gbk.toml").write_bytes('[pack]\ntitle = "中"'.encode("gb18030"))
    (tmp_path / "folder").mkdir()
    for name, told in (
        ("empty.zip", "没有 pack.toml"), ("gbk.toml", "第2行不是 UTF-8"), ("folder", "没有 pack.toml"),
        ("missing.toml", "打不开"),
    ):  # fmt: skip
        with pytest.raises(RefusedError, match=told):
            read_source(tmp_path / name)
    with pytest.raises(RefusedError):
        read_source(tmp_path / "bad.zip")


def test_a_zip_with_one_folder_is_read_like_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "sql").mkdir(parents=True)
    (folder / "pack.toml").write_text(HEAD, encoding="utf-8")
    (folder / "sql" / "a.sql").write_text("SELECT 1 AS id", encoding="utf-8")
    packed = tmp_path / "mine.zip"
    with zipfile.ZipFile(packed, "w") as made:
        for file in folder.rglob("*.*"):
            made.write(file, file.relative_to(tmp_path))
    assert read_source(packed).digest == read_source(folder).digest


def test_a_bomb_is_refused_by_its_sizes(tmp_path: Path) -> None:
    packed = tmp_path / "bomb.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("pack.toml", b"#" * 50_000_000)
    with pytest.raises(RefusedError, match="过多或过大"):
        read_source(packed)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + 'a = "一"\na = "二"\n', "第10行：TOML 语法错误，这一项写了两次"),
        (HEAD + "a = 2026-13-40\n", "第9行：TOML 语法错误，日期不对"),
        (HEAD + "a = [{ from = 2026-1-1, value = 1 }]\n", "日期不对"),
        (HEAD + "a = 五十\n", "请检查这一行的引号、括号和等号"),
        (HEAD + "a = " + "[" * 5000, "括号套得太深"),
        (HEAD + f'[[code_list]]\nname = "x"\ntitle = "一"\nvalues = ["甲"]\n{CLAUSE}' * 2001, "最多2000个"),
    ],
)
def test_what_is_wrong_is_told_in_words_a_clerk_can_act_on(text: str, told: str) -> None:
    _, found = load(text)
    assert len([problem for problem in found if told in problem]) == 1, found[:3]
    assert not any("(at " in problem or "overwrite" in problem for problem in found)


def test_a_problem_stands_where_its_key_stands() -> None:
    lines = (HEAD + CHECK).splitlines()
    message = 1 + next(n for n, line in enumerate(lines) if line.startswith("message"))
    kind = 1 + next(n for n, line in enumerate(lines) if line.startswith("kind"))
    assert proved(HEAD + CHECK.replace("{name} 有", "{nane} 有") + CLAUSE)[0].startswith(
        f"pack.toml第{message}行 message"
    )
    braces = proved(HEAD + CHECK.replace("{name} 有", "{name 有") + CLAUSE)[0]
    assert braces.startswith(f"pack.toml第{message}行 message") and "encountered" not in braces
    assert proved(HEAD + CHECK.replace('"item"', '"itme"') + CLAUSE)[0].startswith(f"pack.toml第{kind}行 kind")


def test_parameters_in_a_circle_are_told_where_they_stand() -> None:
    one = '[[parameter]]\nname = "p_{a}"\ntitle = "一"\nunit = "天"\nvalues = [{{ multiple = 2, of = "p_{b}" }}]\n'
    (told,) = proved(HEAD + one.format(a="a", b="b") + CLAUSE + one.format(a="b", b="a") + CLAUSE)
    assert told.startswith("pack.toml第13行") and "p_a → p_b → p_a" in told
    (told,) = proved(HEAD + one.format(a="a", b="c") + CLAUSE)
    assert told == "pack.toml第13行 of：没有名为 p_c 的参数"
