"""Every command: `--json`, and the exit code it ends with in every situation, written out as a table.

The columns: in an empty folder · while another window holds the data · with data of a newer program · without a login
where there are accounts · as somebody who may only read. 0 ok, 1 error, 2 usage, 3 findings, 4 refused, 5 locked,
6 newer version needed, 7 not permitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ajx_tui.cli import ajx, commands, run
from ajx_tui.domain.workflow import Role
from ajx_tui.services import accounts, packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

PASS = "很长的口令123"
READS = (1, 0, 0, 7, 0)
NAMED = (1, 2, 2, 7, 2)
"""Reads one record by name, and there is none of that name."""
NUMBERED = (1, 4, 4, 7, 4)
"""Reads one record by number, and there is none of that number."""
STEP = (4, 5, 6, 7, 7)
"""Writes; in an empty folder there is nothing to write to."""
MAKES = (0, 5, 6, 7, 7)
"""Writes something new."""
LOOKS_FIRST = (4, 4, 4, 7, 4)
"""Looks at what it was given before anything else, and finds nothing good."""
UNNAMED = (2, 2, 2, 7, 2)
"""Writes to a record that is asked for by a name nobody has."""

TABLE: dict[str, tuple[int, int, int, int, int]] = {
    "assessment list": READS,
    "assessment score 甲 质量 9": UNNAMED,
    "assessment sheet 甲": UNNAMED,
    "assessment show 甲": NAMED,
    "backup in FILE": (4, 4, 4, 7, 7),
    "backup list": READS,
    "backup make": (0, 0, 0, 7, 0),
    "backup out 无 a.zip": NAMED,
    "backup recover": (0, 5, 6, 7, 0),
    "backup restore 无 --yes": UNNAMED,
    "case closure": READS,
    "case list": READS,
    "case open --plan 9": (4, 4, 4, 7, 4),
    "case print 甲 decision": UNNAMED,
    "case show 甲": NAMED,
    "check": READS,
    "checklist export QD2026-0001": NAMED,
    "checklist fill QD2026-0001 --answer 1.1=符合": UNNAMED,
    "checklist import FILE": LOOKS_FIRST,
    "checklist list": READS,
    "checklist new township_self --township 乡 --period 2026": MAKES,
    "demo --no-tui": (0, 5, 6, 7, 4),
    "dictionary": (0, 0, 0, 0, 0),
    "doctor": (1, 0, 3, 3, 3),
    "document compare 1 2": NUMBERED,
    "document lint plan": (1, 1, 1, 7, 1),
    "document list": READS,
    "document papers": READS,
    "document restore 1": NUMBERED,
    "document show 1": NUMBERED,
    "due": READS,
    "duplicates decided": READS,
    "duplicates dismiss 甲 乙 --reason 不同": UNNAMED,
    "duplicates list": READS,
    "duplicates merge 甲 乙 --reason 同": UNNAMED,
    "duplicates undo 1": LOOKS_FIRST,
    "export plan": (1, 1, 1, 7, 7),
    "hand-over nothing": UNNAMED,
    "holidays install FILE": LOOKS_FIRST,
    "holidays show": READS,
    "import FILE": MAKES,
    "layout check FILE": (1, 3, 3, 7, 3),
    "layout install FILE": LOOKS_FIRST,
    "layout list": READS,
    "layout log": READS,
    "layout remove nothing": LOOKS_FIRST,
    "layout show nothing": NAMED,
    "log": READS,
    "loss": READS,
    "pack check FILE": (3, 3, 3, 7, 3),
    "pack install FILE": LOOKS_FIRST,
    "pack list": READS,
    "pack local": READS,
    "pack rules": READS,
    "pack set nothing 1 --from 2026-01-01": LOOKS_FIRST,
    "pack show national-2025": READS,
    "pack unset nothing": LOOKS_FIRST,
    "register visit --by item": READS,
    "review approve 1": STEP,
    "review answer 1 --fixed": STEP,
    "review list": READS,
    "review return 1 --text 改": STEP,
    "review sent 1": STEP,
    "review show 1": (1, 4, 4, 7, 4),
    "review sign 1": STEP,
    "review submit enterprise 1": STEP,
    "review unlock 1 --text 改": STEP,
    "review withdraw 1": STEP,
    "score": READS,
    "stats": READS,
    "template enterprise": (0, 0, 0, 7, 0),
    "undo --yes": (4, 5, 6, 7, 7),
    "user add 新人 --role 经办": MAKES,
    "user disable 只读": (4, 4, 4, 7, 7),
    "user enable 只读": (4, 4, 4, 7, 7),
    "user list": READS,
    "user password 管理员": (4, 4, 4, 7, 7),
    "user role 只读 经办": (4, 4, 4, 7, 7),
}


def _walk(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _walk(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def _all() -> dict[str, click.Command]:
    commands.add_to(ajx)
    return dict(_walk(ajx))


def _named(line: str) -> str:
    known = _all()
    return next(name for name in sorted(known, key=len, reverse=True) if f"{line} ".startswith(f"{name} "))


def test_the_table_holds_every_command_once() -> None:
    assert sorted(map(_named, TABLE)) == sorted(_all())


@pytest.mark.parametrize("name", sorted(_all()))
def test_every_command_gives_json_and_tells_wrong_use(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = _all()[name]
    assert any("--json" in parameter.opts for parameter in command.params), name
    assert run([*name.split(), "--nonsense"]) == 2
    assert "没有选项 --nonsense" in capsys.readouterr().err
    assert run([*name.split(), "--help"]) == 0


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Folders in each of the situations; none of the commands below changes them."""
    root = tmp_path_factory.mktemp("homes")
    stores = {}
    for name in ("held", "newer", "staff"):
        stores[name] = Store.open(root / name / "db" / "ajx.db")
        packs.seed(Session(stores[name]))
    stores["newer"].conn.execute("PRAGMA user_version = 99")
    chief = accounts.set_up_first(stores["staff"], "管理员", PASS).session
    accounts.add(chief, "只读", PASS, frozenset({Role.READER}))
    stores["staff"].conn.execute("UPDATE account SET must_change = 0")
    for name in ("newer", "staff"):
        stores[name].close()
    (root / "x.csv").write_text("企业名称,行业领域,乡镇,从业人员数,无代码原因\n甲煤业,煤矿,乡,88,测试\n", "utf-8")
    yield {name: root / name for name in (*stores, "x.csv")}
    stores["held"].close()


@pytest.mark.parametrize("line", list(TABLE))
def test_exit_codes(
    homes: dict[str, Path], tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AJX_USER", raising=False)
    monkeypatch.setenv("AJX_PASSWORD", PASS)
    monkeypatch.setenv("AJX_NEW_PASSWORD", f"{PASS}新")
    words = [str(homes["x.csv"]) if word == "FILE" else word for word in line.split()]
    (tmp_path / "empty").mkdir()
    staff = homes["staff"]
    before = (staff / "db" / "ajx.db").stat().st_size
    made, told = [], []
    for home, user in (
        (tmp_path / "empty", ""), (homes["held"], ""), (homes["newer"], ""), (staff, ""), (staff, "只读"),
    ):  # fmt: skip
        place = [] if _named(line) == "dictionary" else ["--home", str(home), *(["--user", user] if user else [])]
        made.append(int(run([*words, *place])))
        told.append(capsys.readouterr().err)
    assert tuple(made) == TABLE[line], told
    assert all("Traceback" not in text for text in told)
    assert (staff / "db" / "ajx.db").stat().st_size - before < 40_000, "nothing but lines of the login log"
