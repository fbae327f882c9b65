"""`ajx user`, `review`, `log`, `undo`, `doctor`: exit codes, JSON, and who may."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ajx_tui.cli import run
from ajx_tui.domain.records import KINDS
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

PASS = "很长的口令123"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AJX_HOME", str(tmp_path))
    for name in ("AJX_USER", "AJX_PASSWORD", "AJX_NEW_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


class Shell:
    """Runs `ajx` as somebody and gives exit code and output."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch

    def __call__(self, line: str, user: str = "", password: str = PASS, new: str = PASS) -> tuple[int, str]:
        self.monkeypatch.setenv("AJX_PASSWORD", password)
        self.monkeypatch.setenv("AJX_NEW_PASSWORD", new)
        code = run([*line.split(), *(["--user", user] if user else [])])
        told = self.capsys.readouterr()
        return int(code), told.out + told.err

    def json(self, line: str, user: str = "") -> Any:
        """The JSON of a command that ends well."""
        code, text = self(f"{line} --json", user)
        assert code == 0, text
        return json.loads(text)


@pytest.fixture
def ajx(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capsys, monkeypatch)


def _sector(home: Path, name: str = "本机用户", title: str = "煤矿") -> None:
    store = Store.open(home / "db" / "ajx.db")
    with store.unit(name, "登记行业领域") as unit:
        unit.insert(KINDS["sector"], {"title": title})
    store.close()


def _staff(ajx: Shell) -> None:
    ajx("user add 管理员")
    for name, role in (("张三", "经办"), ("李四", "审核"), ("王五", "签发"), ("赵六", "只读")):
        assert ajx(f"user add {name} --role {role}", "管理员")[0] == 0
        assert ajx("user password", name, new=f"{PASS}新")[0] == 0
        assert ajx(f"user password {name}", name, f"{PASS}新", PASS)[0] == 0


def test_accounts_from_the_first_to_the_last(ajx: Shell) -> None:
    assert ajx("user add 张三", new="短")[0] == 4
    made = ajx.json("user add 管理员")
    assert len(made["recovery_code"]) == 29
    assert ajx("user list")[0] == 7
    assert ajx("user list", "管理员", "不对的")[0] == 7
    assert ajx("user add 李四 --role 局长", "管理员")[0] == 2
    assert ajx("user add 李四 --role 审核,经办", "管理员")[0] == 0
    assert [a["roles"] for a in ajx.json("user list", "管理员") if a["name"] == "李四"] == [["clerk", "reviewer"]]
    assert ajx("user role 李四 reviewer --reason 分工", "管理员")[0] == 0
    assert ajx("user disable 李四", "管理员")[0] == 0
    assert ajx("log", "李四")[0] == 7
    assert ajx("user enable 李四", "管理员")[0] == 0
    assert ajx("user disable 管理员", "管理员")[0] == 4
    assert ajx("user role 没有 clerk", "管理员")[0] == 4
    code, text = ajx(f"user password 管理员 --recovery {made['recovery_code']}", new="全新的口令999")
    assert (code, "恢复码：" in text) == (0, True)
    assert ajx("user list", "管理员")[0] == 7
    assert ajx("user list", "管理员", "全新的口令999")[0] == 0


def test_what_was_done_to_an_account_is_told_as_json(ajx: Shell) -> None:
    code = ajx.json("user add 管理员")["recovery_code"]
    ajx("user add 李四 --role 经办", "管理员")
    changed = ajx.json("user role 李四 审核", "管理员")
    assert (changed["name"], changed["roles"], changed["active"]) == ("李四", ["reviewer"], True)
    assert ajx.json("user disable 李四 --reason 调离", "管理员")["active"] is False
    assert ajx.json("user enable 李四", "管理员")["active"] is True
    assert ajx.json("user password 李四", "管理员")["must_change"] is True
    fresh = ajx.json(f"user password 管理员 --recovery {code}")
    assert fresh["must_change"] is False and len(fresh["recovery_code"]) == 29 and fresh["recovery_code"] != code


def test_the_whole_way_of_a_review(ajx: Shell, home: Path) -> None:
    _staff(ajx)
    _sector(home, "张三")
    assert ajx("review submit sector 1 --text 请审", "赵六")[0] == 7
    number = ajx.json("review submit sector 1", "张三")["id"]
    assert [one["review"]["id"] for one in ajx.json("review list", "李四")] == [number]
    assert ajx.json("review list", "张三")[0]["acts"] == ["withdraw"]
    assert ajx(f"review approve {number}", "张三")[0] == 7
    assert ajx(f"review return {number}", "李四")[0] == 4
    assert ajx(f"review return {number} --finding title=名称不规范 --code nonsense", "李四")[0] == 2
    assert ajx(f"review return {number} --finding title=名称不规范 --code wording", "李四")[0] == 0
    store = Store.open(home / "db" / "ajx.db")
    assert store.read("SELECT field, code, text FROM review_finding") == [("title", "wording", "名称不规范")]
    store.close()
    assert ajx("review submit sector 1", "张三")[0] == 4
    assert ajx("review approve 99", "李四")[0] == 4
    assert ajx.json("review list --overview", "李四")[0]["count"] == 1


def test_returned_work_is_read_answered_and_sent_again(ajx: Shell, home: Path) -> None:
    _staff(ajx)
    _sector(home, "张三")
    assert ajx("review list --overview", "李四") == (0, "没有在办的审核。\n")
    number = ajx.json("review submit sector 1", "张三")["id"]
    assert ajx(f"review return {number} --finding title=名称不规范", "李四")[0] == 0
    shown = ajx.json(f"review show {number}", "张三")
    (finding,) = shown["findings"]
    assert (shown["acts"], finding["field"], finding["outcome"]) == (["submit", "answer"], "title", "open")
    assert ajx("review submit sector 1", "张三")[0] == 4
    for line, user, code in (("", "张三", 2), ("--fixed --explain 是", "张三", 2), ("--fixed", "李四", 7)):
        assert ajx(f"review answer {finding['id']} {line}", user)[0] == code
    assert ajx("review answer 99 --fixed", "张三")[0] == 4
    assert ajx(f"review answer {finding['id']} --explain 文件原名", "张三")[0] == 0
    text = ajx(f"review show {number}", "赵六")[1]
    assert "行业领域：名称不规范（已说明：文件原名）" in text, text
    assert ajx.json("review submit sector 1", "张三")["round"] == 2


def test_nobody_passes_his_own_work_from_the_command_line(ajx: Shell, home: Path) -> None:
    _staff(ajx)
    assert ajx("user role 张三 经办,审核,签发", "管理员")[0] == 0
    _sector(home, "张三")
    number = ajx.json("review submit sector 1", "张三")["id"]
    assert "approve" not in ajx.json(f"review show {number}", "张三")["acts"]
    for step in (f"approve {number}", f"return {number} --finding 改", f"sign {number}"):
        assert ajx(f"review {step}", "张三")[0] in (4, 7)
    code, text = ajx(f"review approve {number}", "张三")
    assert (code, "请由其他人办理" in text) == (7, True)
    assert ajx(f"review approve {number}", "李四")[0] == 0
    assert ajx(f"review sign {number}", "张三")[0] == 7
    batch = ajx.json("log --batches", "张三")
    assert ajx(f"undo {batch[-1]['batch']} --yes", "张三")[0] in (4, 7)
    assert ajx.json(f"review show {number}", "李四")["review"]["state"] == "approved"


def test_the_practice_county_tries_roles(ajx: Shell, home: Path) -> None:
    _sector(home)
    assert "没有建立账户" in ajx("review submit sector 1 --role 经办")[1] + ajx("review approve 1 --role 审核")[1]
    assert ajx("review withdraw 1 --role 经办")[0] == 0
    store = Store.open(home / "db" / "ajx.db")
    with store.unit("本机用户", "演示县") as unit:
        unit.set_setting("demo", True)
    store.close()
    number = ajx.json("review submit sector 1 --role 经办")["id"]
    assert ajx(f"review approve {number} --role 经办")[0] == 7
    assert ajx.json(f"review approve {number} --role 审核")["state"] == "approved"
    assert ajx(f"review unlock {number} --role 签发")[0] == 4
    assert ajx(f"review sign {number} --role 签发")[0] == 0
    assert ajx(f"review sent {number} --role 经办")[0] == 0
    assert ajx("review list --role 局长")[0] == 2


def test_log_and_undo(ajx: Shell, home: Path) -> None:
    assert ajx("log")[0] == 1
    _sector(home)
    (change,) = ajx.json("log --kind sector --id 1 --since 2020-01-01")
    assert (change["actor"], change["label"]) == ("本机用户", "煤矿")
    assert "新增行业领域「煤矿」" in ajx("log")[1]
    assert ajx("log --kind nonsense")[0] == 2
    assert ajx("log --since gestern")[0] == 2
    batch = ajx.json("log --batches")[0]["batch"]
    assert ajx("undo")[0] == 2
    assert ajx.json(f"undo {batch} --dry-run")["counts"] == {"移入回收站行业领域": 1}
    assert ajx("undo --yes")[0] == 0
    assert ajx("undo --yes")[0] == 4
    assert ajx.json("undo --redo")["intention"] == "登记行业领域"
    _sector(home, title="金属冶炼")
    store = Store.open(home / "db" / "ajx.db")
    with Session(store, "别人").unit("改") as unit:
        unit.update(KINDS["sector"], 1, {"title": "煤矿业"})
    store.close()
    assert ajx(f"undo {batch} --yes")[0] == 4
    assert ajx(f"undo {batch} --dry-run")[0] == 4


def test_doctor_needs_no_login_and_says_3_when_something_is_wrong(ajx: Shell, home: Path) -> None:
    assert ajx("doctor")[0] == 1
    _staff(ajx)
    assert ajx("doctor")[0] == 0
    with closing(sqlite3.connect(home / "db" / "ajx.db")) as conn:
        conn.execute("UPDATE account SET roles = 'admin' WHERE name = '张三'")
        conn.commit()
    assert "检索索引已重建" in ajx("doctor --reindex")[1]
    code, text = ajx("doctor")
    assert code == 3
    assert "账户「张三」的角色是“管理员”，按历史应为“经办”" in text
    code, text = ajx("doctor --json")
    assert (code, json.loads(text)["sound"]) == (3, False)
