"""Accounts: set-up, waiting after wrong passwords, recovery, the last administrator, two people on one PC."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from office import firms

from ajx_tui.domain.workflow import Permission, Role
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.progress import run
from ajx_tui.services import accounts, doctor
from ajx_tui.services.accounts import LoginRefused, Moment
from ajx_tui.services.session import Session
from ajx_tui.store import accounts as stored
from ajx_tui.store.database import Store

PASS, NEXT = "正确的长口令甲1", "另一个长口令乙2"
NOON = Moment(datetime(2099, 10, 31, 12), 7_000_000)


def later(moment: Moment, seconds: float) -> Moment:
    """So many seconds later, by both clocks."""
    return Moment(moment.at + timedelta(seconds=seconds), moment.ticks + round(seconds * 1000))


def clock_set(moment: Moment, **by: float) -> Moment:
    """The same moment with the PC's calendar clock set to another time."""
    return Moment(moment.at + timedelta(**by), moment.ticks)


def started_anew(moment: Moment, seconds: float) -> Moment:
    """The same moment on a PC that was started so many seconds ago."""
    return Moment(moment.at, round(seconds * 1000))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "ajx.db")
    yield opened
    opened.close()


@pytest.fixture
def admin(store: Store) -> Session:
    return accounts.set_up_first(store, "管理员甲", PASS).session


def _wrong(store: Store, name: str, now: Moment) -> int:
    with pytest.raises(LoginRefused) as refused:
        accounts.log_in(store, name, "不对的口令", now)
    return refused.value.wait


def test_passwords_are_argon2id_and_never_in_the_history(store: Store, admin: Session) -> None:
    kept = store.read("SELECT password, recovery FROM account")[0]
    assert all(text.startswith("$argon2id$v=19$") for text in kept)
    everything = "".join(str(row) for row in store.read("SELECT before, after FROM history"))
    assert "argon2id" not in everything
    assert PASS not in everything
    assert accounts.log_in(store, "管理员甲", PASS).roles == accounts.FIRST_ROLES
    assert accounts.log_in(store, " 管理员 甲", "正确的长口令甲１").person == "管理员甲"


def test_there_is_one_first_account(store: Store, admin: Session) -> None:
    assert not accounts.open_mode(store)
    with pytest.raises(RefusedError, match="已经有账户"):
        accounts.set_up_first(store, "别人", PASS)


@pytest.mark.parametrize("password", ["短", "1234567", "aaaaaaaa", "12345678", "  abc1  "])
def test_poor_passwords_are_refused(store: Store, password: str) -> None:
    with pytest.raises(RefusedError, match="口令"):
        accounts.set_up_first(store, "管理员甲", password)
    assert accounts.open_mode(store)


def test_the_wait_grows_and_is_never_final(store: Store, admin: Session) -> None:
    now, waits = NOON, []
    for _ in range(14):
        wait = _wrong(store, "管理员甲", now)
        waits.append(wait)
        now = later(now, wait)
    assert waits[:7] == [0, 0, 2, 4, 8, 16, 32]
    assert waits[-1] == accounts.LONGEST_WAIT
    with pytest.raises(LoginRefused):
        accounts.log_in(store, "管理员甲", PASS, later(now, -1))
    assert accounts.log_in(store, "管理员甲", PASS, now).person == "管理员甲"
    assert _wrong(store, "管理员甲", now) == 0


def test_an_unknown_name_is_treated_like_a_known_one(store: Store, admin: Session) -> None:
    assert [_wrong(store, "没有这人", NOON) for _ in range(4)] == [0, 0, 2, 2]
    assert _wrong(store, "管理员甲", NOON) == 0


@pytest.mark.parametrize(
    "name", [" " * 60 + "管理员甲", "管\u3000理员甲" + "\t" * 80, "管理员甲".join((" " * 300, ""))]
)
def test_no_way_of_writing_a_name_gets_round_the_wait(store: Store, admin: Session, name: str) -> None:
    assert accounts.log_in(store, name, PASS, NOON).person == "管理员甲"
    for wait in (0, 0, 2):
        assert _wrong(store, name, NOON) == wait
    with pytest.raises(LoginRefused, match="等2秒"):
        accounts.log_in(store, "管理员甲", PASS, NOON)


def test_names_without_end_are_waited_for_too(store: Store, admin: Session) -> None:
    name = "ﷺ" * 5_000
    assert [_wrong(store, name, NOON) for _ in range(4)] == [0, 0, 2, 2]


def test_a_window_that_can_only_read_slows_guessing_down(store: Store, admin: Session, tmp_path: Path) -> None:
    second = Store.open(tmp_path / "ajx.db", readonly=True)
    assert _wrong(second, "管理员甲", NOON) == accounts.READING_WAIT
    assert accounts.log_in(second, "管理员甲", PASS, NOON).person == "管理员甲"
    second.close()


@pytest.mark.parametrize("name", ["管理员甲", "没有这人", "停用乙", "没有恢复码丙"])
@pytest.mark.parametrize("way", ["password", "code"])
def test_a_wrong_try_tells_nothing_of_who_is_there(
    store: Store, admin: Session, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    """The same words, the same lines in the log, and one check at the same cost, whoever is asked for."""
    for other in ("停用乙", "没有恢复码丙"):
        accounts.add(admin, other, PASS, frozenset({Role.CLERK}))
    accounts.disable(admin, "停用乙")
    checked: list[str] = []
    matches = accounts.matches
    monkeypatch.setattr(accounts, "matches", lambda kept, secret: checked.append(kept) or matches(kept, secret))
    with pytest.raises(LoginRefused) as refused:
        if way == "password":
            accounts.log_in(store, name, "不对的口令", NOON)
        else:
            accounts.recover(store, name, accounts.new_code(), NEXT, NOON)
    assert refused.value.message == f"姓名或{'口令' if way == 'password' else '恢复码'}不对。"
    assert [kept.rpartition("$")[0].rpartition("$")[0] for kept in checked] == ["$argon2id$v=19$m=8,t=1,p=1"]
    assert [e.event for e in accounts.login_log(store, name=name)] == ["try"] + ["ok"] * (name == "管理员甲")


def test_the_wait_survives_a_restart(store: Store, admin: Session, tmp_path: Path) -> None:
    for _ in range(3):
        _wrong(store, "管理员甲", NOON)
    store.close()
    again = Store.open(tmp_path / "ajx.db")
    assert accounts.waiting(again, "管理员甲", later(NOON, 1)) == 1
    again.close()


def test_a_clock_set_back_locks_nobody_out_and_helps_nobody(store: Store, admin: Session) -> None:
    for _ in range(3):
        _wrong(store, "管理员甲", NOON)
    year_ago = clock_set(NOON, days=-365)
    assert _wrong(store, "管理员甲", year_ago) == 2
    with pytest.raises(LoginRefused):
        accounts.log_in(store, "管理员甲", PASS, later(year_ago, 1))
    assert accounts.log_in(store, "管理员甲", PASS, later(year_ago, 2)).person == "管理员甲"
    assert [line.event for line in accounts.login_log(store)].count("clock") == 1, "noted once, not with every try"


@pytest.mark.parametrize("restart", [False, True])
def test_a_clock_set_forward_saves_nobody_a_wait_and_is_noted(
    store: Store, admin: Session, tmp_path: Path, restart: bool
) -> None:
    for number in range(8):
        now = later(NOON, 400 * number)
        _wrong(store, "管理员甲", now)
    if restart:
        store.close()
        store = Store.open(tmp_path / "ajx.db")
    wait = accounts.waiting(store, "管理员甲", now)
    assert wait == 64
    for _ in range(3):
        with pytest.raises(LoginRefused, match="请等") as refused:
            accounts.log_in(store, "管理员甲", PASS, clock_set(now, days=1))
        assert refused.value.wait == wait
    events = [line.event for line in accounts.login_log(store)]
    assert (events.count("ahead"), events[0]) == (1, "ahead")
    assert accounts.log_in(store, "管理员甲", PASS, later(clock_set(now, days=1), wait)).person == "管理员甲"
    store.close()
    assert run(doctor.examine(tmp_path / "ajx.db")).sound


def test_starting_the_pc_anew_costs_the_rest_of_the_wait_at_most(store: Store, admin: Session) -> None:
    """What the PC has been running since is waited out for certain; the calendar is not asked."""
    for number in range(8):
        now = later(NOON, 400 * number)
        _wrong(store, "管理员甲", now)
    assert accounts.waiting(store, "管理员甲", started_anew(clock_set(now, days=9), 10)) == 54
    assert accounts.waiting(store, "管理员甲", started_anew(clock_set(now, days=-9), 64)) == 0
    longer = started_anew(now, now.ticks / 1000 + 1)
    assert accounts.waiting(store, "管理员甲", longer) == 63, "running longer than before: the wait, never more"


def test_killing_the_program_saves_nobody_a_wait(store: Store, admin: Session, tmp_path: Path) -> None:
    store.close()
    code = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from ajx_tui.services import accounts
        from ajx_tui.store.database import Store
        accounts.matches = lambda kept, secret: os.kill(os.getpid(), 9)
        accounts.log_in(Store.open(Path({str(tmp_path / "ajx.db")!r})), "管理员甲", "猜一个口令")
    """)
    for _ in range(3):
        subprocess.run([sys.executable, "-c", code], capture_output=True)
    again = Store.open(tmp_path / "ajx.db")
    tries, ticks = stored.failures(again, "管理员甲")
    assert (tries, accounts.waiting(again, "管理员甲", Moment(NOON.at, ticks + 1))) == (3, 2)
    again.close()


def test_the_recovery_code_works_once_and_slows_down_too(store: Store) -> None:
    first = accounts.set_up_first(store, "管理员甲", PASS)
    assert first.recovery_code in "\n".join(accounts.recovery_sheet(store, "管理员甲", first.recovery_code))
    typed = first.recovery_code.lower().replace("-", " ").replace("0", "o")
    entered = accounts.recover(store, "管理员甲", typed, NEXT, NOON)
    assert accounts.log_in(store, "管理员甲", NEXT, NOON).person == "管理员甲"
    for wait in (0, 0, 2):
        with pytest.raises(LoginRefused) as refused:
            accounts.recover(store, "管理员甲", first.recovery_code, PASS, NOON)
        assert refused.value.wait == wait
    with pytest.raises(LoginRefused, match="等2秒"):
        accounts.recover(store, "管理员甲", entered.recovery_code, PASS, NOON)
    accounts.recover(store, "管理员甲", entered.recovery_code, PASS, later(NOON, 2))


def test_an_administrator_gives_a_password_that_must_be_changed(store: Store, admin: Session) -> None:
    accounts.add(admin, "经办乙", PASS, frozenset({Role.CLERK}))
    clerk = accounts.log_in(store, "经办乙", PASS)
    with pytest.raises(NotPermittedError, match="修改口令"), clerk.unit("改"):
        pass
    clerk.require(Permission.READ)
    with pytest.raises(LoginRefused):
        accounts.change_password(clerk, "不对的口令", NEXT)
    accounts.change_password(clerk, PASS, NEXT)
    firms(clerk, 1)
    with pytest.raises(NotPermittedError, match="没有权限"):
        accounts.add(clerk, "丙", PASS, frozenset({Role.CLERK}))
    with pytest.raises(RefusedError, match="已有"):
        accounts.add(admin, "经办 乙", PASS, frozenset({Role.CLERK}))


def test_somebody_can_always_manage_accounts(store: Store, admin: Session) -> None:
    for attempt in (
        lambda: accounts.disable(admin, "管理员甲"),
        lambda: accounts.change_roles(admin, "管理员甲", frozenset({Role.CLERK})),
    ):
        with pytest.raises(RefusedError, match="管理员"):
            attempt()
    accounts.add(admin, "管理乙", PASS, frozenset({Role.ADMIN}))
    accounts.disable(admin, "管理乙")
    with pytest.raises(LoginRefused):
        accounts.log_in(store, "管理乙", PASS)
    accounts.enable(admin, "管理乙")
    accounts.log_in(store, "管理乙", PASS)


def test_two_people_take_turns_on_one_pc(store: Store, admin: Session) -> None:
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import drafts

    kind = KINDS["enterprise"]
    accounts.add(admin, "经办乙", PASS, frozenset({Role.CLERK}))
    first = accounts.log_in(store, "经办乙", PASS)
    accounts.change_password(first, PASS, NEXT)
    drafts.keep(first, kind, None, {"name": "乙的企业"})
    accounts.lock(first)
    drafts.keep(admin, kind, None, {"name": "甲的企业"})
    back = accounts.unlock(first, NEXT)
    mine = drafts.restore(back, kind, None)
    assert mine is not None
    assert mine.content == {"name": "乙的企业"}
    assert [d.owner for d in drafts.waiting(admin)] == ["管理员甲"]
    assert "lock" in [line.event for line in accounts.login_log(store, name="经办乙")]


def test_what_the_program_really_asks_of_argon2id() -> None:
    """The constants as they stand in the source, which the tests make cheap."""
    code = "from ajx_tui.services import accounts as a; print(a.hashed('x')); print(a.NOBODYS)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [text.rpartition("$")[0].rpartition("$")[0] for text in made] == ["$argon2id$v=19$m=65536,t=3,p=1"] * 2


def test_a_real_hash_takes_its_time() -> None:
    kept = b"$argon2id$v=19$m=65536,t=2,p=1$2qIZLEfIWB8t1Dz4Jv5FOg$x1sWnFGhy0Id5kQGF/fLGxK8jVdsg+B+MdexwRNHhMs"
    assert accounts.matches(kept.decode(), "x")
    assert not accounts.matches(kept.decode(), "y")
    assert not accounts.matches("nonsense", "y")
    assert not accounts.matches("", "")
