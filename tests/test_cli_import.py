"""`ajx import` and `ajx template`: options, exit codes, hostile files, and what is left when it is stopped."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ajx_tui.cli import run
from ajx_tui.domain.credit_code import check_character
from ajx_tui.store.database import Store

HEAD = "企业名称,统一社会信用代码,行业领域,从业人员数,老板"
EAST, WEST = "示例县东山煤业有限公司", "示例县西河化工有限公司"


def code(number: int) -> str:
    body = f"91410000MA{number:07d}"
    return body + check_character(body)


def firms(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def names(home: Path) -> list[str]:
    with sqlite3.connect(home / "db" / "ajx.db") as conn:
        found = [row[0] for row in conn.execute("SELECT name FROM enterprise ORDER BY id")]
    conn.close()
    return found


def ajx(*arguments: object, home: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ajx_tui", *map(str, arguments), "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, **more)


def call(home: Path, *arguments: object) -> int:
    return run(["import", *map(str, arguments), "--home", str(home)])


def test_a_first_import_into_an_empty_home(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = firms(tmp_path / "底数.csv", f"{EAST},{code(1)},煤矿,50,赵某")
    assert call(home, path) == 0
    shown = capsys.readouterr()
    assert "将会新增 1" in shown.out and "没有写入" in shown.err
    assert names(home) == []
    assert call(home, path, "--yes") == 0
    assert "已新增 1，修改 0，相同 0，重复 0，退回 0" in capsys.readouterr().out
    assert names(home) == [EAST]


def test_refused_rows_give_3_and_come_back_as_a_workbook(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = firms(tmp_path / "底数.csv", f"{EAST},{code(1)},煤矿,50,", f"{WEST},{code(2)[:-1]},煤矿,9,")
    errors = tmp_path / "退回.xlsx"
    assert call(home, path, "--yes", "--errors", errors) == 3
    shown = capsys.readouterr().out
    assert "退回 第3行：统一社会信用代码应为18位，这里是17位" in shown and str(errors) in shown
    assert errors.is_file() and names(home) == [EAST]


def test_json_tells_every_row(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = firms(tmp_path / "底数.csv", f"{EAST},{code(1)},煤矿,很多,", f"{EAST},{code(1)},煤矿,,", f"{WEST},1,煤矿,,")
    assert call(home, path, "--yes", "--json") == 3
    (told,) = json.loads(capsys.readouterr().out)["files"][0]["lists"]
    assert told["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1, "duplicates": 1, "warnings": 1}
    assert told["refused"][0]["row"] == 4 and told["duplicates"] == [{"row": 3, "same_as": 2}]
    assert "已留空" in told["warnings"][0]["why"][0]


def test_what_is_unsure_names_its_option_and_the_option_settles_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = firms(tmp_path / "a.csv", f"{EAST},{code(1)},赵某", head="企业名称,信用代码,手机")
    assert call(home, path, "--yes") == 2
    told = capsys.readouterr().err
    assert "--set 行业领域=" in told and "没有写入" in told
    assert call(home, path, "--yes", "--set", "行业领域=煤矿", "--column", "手机=主要负责人") == 0
    assert names(home) == [EAST]


def test_yes_takes_guesses_but_only_where_there_is_one(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = firms(tmp_path / "渔业企业.csv", f"{EAST},{code(1)},3", head="企业名称,信用代码,从业人数")
    assert call(home, path) == 2
    assert "--set 行业领域=渔业生产" in capsys.readouterr().err
    assert call(home, path, "--yes") == 0
    assert "推断全表为“渔业生产”" in capsys.readouterr().err


def test_open_questions_as_json(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = firms(tmp_path / "a.csv", f"{EAST},{code(1)},赵某", head="企业名称,信用代码,乡镇")
    assert call(home, path, "--yes", "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["written"] is False
    assert [q["about"] for q in told["questions"]] == ["行业领域"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--column", "x"], "--column 后面应写成 名称=值"),
        (["--set", "=1"], "--set 后面应写成 名称=值"),
        (["--set", "保费=1", "--set", "保费=2"], "两个不同的值"),
        (["--as", "火星"], "不是清单种类"),
        (["--column", "火星=企业名称"], "没有用上"),
        (["--errors", "底数.csv"], "正是要导入的文件"),
        (["--errors", "退回.pdf"], ".xlsx"),
    ],
)
def test_wrong_options_are_told(
    arguments: list[str], told: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    firms(tmp_path / "底数.csv", f"{EAST},{code(1)},煤矿,50,")
    assert call(home, "底数.csv", *arguments) == 2
    assert told in capsys.readouterr().err


def test_templates_by_chinese_name_import_again(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "模板.xlsx"
    assert run(["template", "企业", "--out", str(out), "--home", str(home)]) == 0
    book = load_workbook(out)
    sheet = book.worksheets[0]
    (header,) = [row for row in sheet.iter_rows() if any("企业名称" in str(c.value) for c in row)][:1]
    titles = [str(c.value) for c in header]
    given = {"企业名称": EAST, "统一社会信用代码": code(1), "行业领域": "煤矿", "从业人员数": 50}
    for title, value in given.items():
        column = next(i for i, t in enumerate(titles, 1) if title in t)
        sheet.cell(header[0].row + 1, column, value)
    for other in range(header[0].row + 2, sheet.max_row + 1):
        for column in range(1, len(titles) + 1):
            sheet.cell(other, column).value = None
    book.save(out)
    capsys.readouterr()
    assert call(home, out, "--yes") == 0
    assert names(home) == [EAST]
    assert run(["template", "火星", "--out", str(out), "--home", str(home)]) == 2


def test_templates_are_named_in_chinese_and_listed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, file in (
        ("policy", "保单导入模板.xlsx"),
        ("保险机构填报", "保险机构填报模板.xlsx"),
        ("project", "在建工程导入模板.xlsx"),
    ):
        assert run(["template", name, "--home", str(home)]) == 0
        assert (tmp_path / file).is_file()
    capsys.readouterr()
    assert run(["template", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["title"] for one in listed[:3]] == ["部门填报模板", "保险机构填报模板", "服务机构填报模板"]
    assert run(["template"]) == 0
    assert "for-body" in capsys.readouterr().out


# ----- hostile files: a clear Chinese error, and nothing changed


def hostile(folder: Path) -> dict[str, tuple[bytes, int, str]]:
    """Name → (content, exit code, words of the error)."""
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    good = firms(folder / "good.csv", f"{EAST},{code(1)},煤矿,50,").read_bytes()
    book = io.BytesIO()
    from openpyxl import Workbook

    Workbook().save(book)
    return {
        "空.xlsx": (b"", 4, "0 字节"),
        "图.xlsx": (b"\x89PNG\r\n\x1a\n" + b"0" * 99, 4, "图片"),
        "文.xlsx": (b"%PDF-1.7 " + b"0" * 99, 4, "PDF"),
        "压缩.xlsx": (stream.getvalue(), 4, "不是表格"),
        "断.xlsx": (book.getvalue()[:-300], 4, "损坏"),
        "空表.xlsx": (book.getvalue(), 4, "没有认出清单"),
        "乱.csv": (bytes(range(256)) * 40, 4, "不能导入"),
        "大格.csv": (good + f"{'长' * 5_000_000},{code(2)},煤矿,1,\n".encode(), 3, "太长"),
    }


HOSTILE = ("空.xlsx", "图.xlsx", "文.xlsx", "压缩.xlsx", "断.xlsx", "空表.xlsx", "乱.csv", "大格.csv")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, exit_code, words = hostile(tmp_path)[name]
    (tmp_path / name).write_bytes(content)
    arguments = ["--yes"] if exit_code == 4 else ["--yes", "--column", "老板="]
    assert call(home, tmp_path / name, *arguments) == exit_code
    shown = capsys.readouterr()
    assert words in shown.err + shown.out and "Traceback" not in shown.err
    assert names(home) == ([EAST] if exit_code == 3 else [])


def test_a_bad_file_among_good_ones_stops_all_of_them(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = firms(tmp_path / "good.csv", f"{EAST},{code(1)},煤矿,50,")
    assert call(home, good, tmp_path / "没有.csv", "--yes") == 1
    assert "找不到文件" in capsys.readouterr().err
    assert call(home, good, tmp_path, "--yes") == 1
    assert "是文件夹" in capsys.readouterr().err
    assert names(home) == []


# ----- stopped, full, locked, newer


def many(folder: Path, name: str, first: int, count: int) -> Path:
    rows = (f"示例县第{n}号煤业有限公司,{code(n)},煤矿,50," for n in range(first, first + count))
    return firms(folder / name, *rows)


def _firms_in(home: Path) -> int:
    """How many enterprises somebody else sees in the database now."""
    conn = sqlite3.connect(f"file:{home / 'db' / 'ajx.db'}?mode=ro", uri=True)
    try:
        return int(conn.execute("SELECT count(*) FROM enterprise").fetchone()[0])
    except sqlite3.Error:
        return -1
    finally:
        conn.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "Ctrl+C"])
def test_stopped_in_the_middle_keeps_whole_files(how: signal.Signals, home: Path, tmp_path: Path) -> None:
    first, second = many(tmp_path, "1.csv", 1, 3), many(tmp_path, "2.csv", 100, 10_000)
    command = [sys.executable, "-m", "ajx_tui", "import", str(first), str(second), "--yes", "--home", str(home)]
    # A shell's background job ignores Ctrl+C, and so would what it starts.
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeds)
    for _ in range(3000):
        # The first file is in and the journal is there again: the import is in the middle of the second.
        if (home / "db" / "ajx.db-journal").exists() and _firms_in(home) == 3:
            break
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    time.sleep(0.05)
    process.send_signal(how)
    _, told = process.communicate(timeout=30)
    assert process.returncode != 0
    if how is signal.SIGINT:
        assert process.returncode == 1 and "已写入：1.csv；没有写入：2.csv" in told
    store = Store.open(home / "db" / "ajx.db")
    assert store.read("SELECT count(*) FROM enterprise") == [(3,)]
    assert store.read("PRAGMA integrity_check") == [("ok",)]
    assert store.read("SELECT count(*) FROM enterprise_search") == [(3,)]
    store.close()
    assert len(ajx("import", first, second, "--yes", home=home).stdout) > 0
    assert len(names(home)) == 10_003


def test_a_full_disk_loses_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ajx_tui.store import database

    assert call(home, firms(tmp_path / "0.csv", f"{EAST},{code(90_001)},煤矿,50,"), "--yes") == 0
    real = database.connect

    def small(path: Path, **more: Any) -> sqlite3.Connection:
        conn = real(path, **more)
        pages = conn.execute("PRAGMA page_count").fetchone()[0]
        conn.execute(f"PRAGMA max_page_count = {pages + 40}")
        return conn

    monkeypatch.setattr(database, "connect", small)
    capsys.readouterr()
    assert call(home, many(tmp_path, "1.csv", 1, 2), many(tmp_path, "2.csv", 10, 2000), "--yes") == 1
    told = capsys.readouterr().err
    assert "磁盘已满" in told and "已写入：1.csv；没有写入：2.csv" in told
    assert len(names(home)) == 3


def test_a_second_instance_and_a_newer_database_are_refused(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = firms(tmp_path / "a.csv", f"{EAST},{code(1)},煤矿,50,")
    assert call(home, firms(tmp_path / "0.csv", f"{WEST},{code(2)},煤矿,50,"), "--yes") == 0
    other = Store.open(home / "db" / "ajx.db")
    assert call(home, path, "--yes") == 5
    assert "正在使用这份数据" in capsys.readouterr().err
    other.close()
    with sqlite3.connect(home / "db" / "ajx.db") as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()
    assert call(home, path, "--yes") == 6
    assert "请升级程序" in capsys.readouterr().err
    assert names(home) == [WEST]


def test_a_home_that_cannot_be_written(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rights do not bind root, who runs the tests in containers: the refusal comes from where the lock is taken."""
    from ajx_tui.store import database

    assert call(home, firms(tmp_path / "a.csv", f"{EAST},{code(1)},煤矿,50,"), "--yes") == 0

    def denied(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(database, "_take_lock", denied)
    assert call(home, firms(tmp_path / "b.csv", f"{WEST},{code(2)},煤矿,5,"), "--yes") == 5
    assert "没有写入" in capsys.readouterr().err
    assert names(home) == [EAST]
