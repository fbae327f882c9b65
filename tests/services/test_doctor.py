"""The doctor: 200 edits made behind the program's back, each reported with where; without digests they go unseen."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from office import lived_in

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import doctor
from ajx_tui.services.doctor import Report
from ajx_tui.store import digests, seal
from ajx_tui.store.database import Store

EDITS = 200
TRIGGERS = ("history_no_update", "history_no_delete", "login_log_no_update", "login_log_no_delete")


@dataclass(frozen=True)
class Edit:
    """One edit: what sort it was, and what the report must name."""

    sort: str
    names: Callable[[Report], bool]


def _shell(path: Path, work: Callable[[sqlite3.Connection], object]) -> None:
    """Do what somebody with the sqlite3 shell can do: triggers out, edit, triggers back."""
    with closing(sqlite3.connect(path)) as conn:
        kept = conn.execute(f"SELECT sql FROM sqlite_schema WHERE name IN {TRIGGERS}").fetchall()
        for name in TRIGGERS:
            conn.execute(f"DROP TRIGGER {name}")
        work(conn)
        for (sql,) in kept:
            conn.execute(sql)
        conn.commit()


def _points(sort: str, kind: str, record_id: int, field: str = "") -> Callable[[Report], bool]:
    return lambda report: any(
        (f.sort, f.kind, f.record_id) == (sort, kind, record_id) and (not field or f.field == field)
        for f in report.findings
    )


def _other(value: object, chance: random.Random) -> object:
    if isinstance(value, int):
        return value + chance.choice((1, -1, 1000)) if value > 1 else 1 - value
    return f"{value}改" if value is not None and not str(value)[:2].isdigit() else "2020-01-01"


def _change_row(path: Path, chance: random.Random) -> Edit | None:
    table = chance.choice(("enterprise", "policy", "insured_object", "sector", "insurer", "attachment"))
    columns = [*KINDS[table].fields, "uid", "created_at", "updated_at", "deleted_reason"]
    column = chance.choice(columns)
    with closing(sqlite3.connect(path)) as conn:
        record_id, old = chance.choice(conn.execute(f"SELECT id, {column} FROM {table}").fetchall())
        new = _other(old, chance) if column != "uid" else "0" * 26
        try:
            conn.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (new, record_id))
            conn.commit()
        except sqlite3.Error:
            return None
    return Edit("row", _points("row", table, record_id, column)) if new != old else None


def _delete_row(path: Path, chance: random.Random) -> Edit:
    record_id = chance.randrange(1, 31)
    _shell(path, lambda conn: conn.execute("DELETE FROM policy WHERE id = ?", (record_id,)))
    return Edit("row gone", _points("missing", "policy", record_id))


def _insert_row(path: Path, chance: random.Random) -> Edit:
    sql = (
        "INSERT INTO sector (uid, title, due_unit, created_at, updated_at)"
        " VALUES ('01AAAAAAAAAAAAAAAAAAAAAAAA', ?, 'enterprise', '2026-01-01', '2026-01-01')"
    )
    _shell(path, lambda conn: conn.execute(sql, (f"私加{chance.random()}",)))
    return Edit("row added", _points("unknown", "sector", 2))


def _change_entry(path: Path, chance: random.Random) -> Edit:
    column = chance.choice(("at", "actor", "intention", "after", "record_id", "batch", "hash", "reason"))
    found: list[int] = []

    def work(conn: sqlite3.Connection) -> None:
        entry, old = chance.choice(conn.execute(f"SELECT id, {column} FROM history WHERE after IS NOT NULL").fetchall())
        found.append(entry)
        new: object = bytes(32) if column == "hash" else _other(old, chance)
        if column == "after":
            new = str(old).replace('":"', '":"改', 1) if '":"' in str(old) else str(old).replace(":", ":1", 1)
        conn.execute(f"UPDATE history SET {column} = ? WHERE id = ?", (new, entry))

    _shell(path, work)
    return Edit("entry", lambda r: any(f.sort == "history" and f"第{found[0]}条" in f.text for f in r.findings))


def _delete_entry(path: Path, chance: random.Random) -> Edit:
    found: list[int] = []

    def work(conn: sqlite3.Connection) -> None:
        (last,) = conn.execute("SELECT max(id) FROM history").fetchone()
        found.append(chance.randrange(1, last))
        conn.execute("DELETE FROM history WHERE id = ?", (found[0],))

    _shell(path, work)
    return Edit("entry gone", lambda r: any(f"第{found[0]}条历史被删除" in f.text for f in r.findings))


def _cut_tail(path: Path, chance: random.Random) -> Edit:
    count = chance.randrange(1, 6)

    def work(conn: sqlite3.Connection) -> None:
        conn.execute(f"DELETE FROM history WHERE id > (SELECT max(id) FROM history) - {count}")

    _shell(path, work)
    return Edit("tail cut", lambda r: any("末尾或中间被删除" in f.text for f in r.findings))


def _reorder(path: Path, chance: random.Random) -> Edit:
    found: list[int] = []

    def work(conn: sqlite3.Connection) -> None:
        (last,) = conn.execute("SELECT max(id) FROM history").fetchone()
        first, second = sorted(chance.sample(range(1, last + 1), 2))
        found.extend((first, second))
        for old, new in ((first, -1), (second, first), (-1, second)):
            conn.execute("UPDATE history SET id = ? WHERE id = ?", (new, old))

    _shell(path, work)
    return Edit("entries swapped", lambda r: all(any(f"第{n}条" in f.text for f in r.findings) for n in found))


def _add_entry(path: Path, chance: random.Random) -> Edit:
    def work(conn: sqlite3.Connection) -> None:
        conn.execute(
            "INSERT INTO history (batch, at, actor, intention, action, kind, record_id, after, hash)"
            " SELECT batch, at, actor, intention, 'update', 'enterprise', 3, '{\"headcount\":1}', hash FROM history"
            " ORDER BY id DESC LIMIT 1"
        )
        conn.execute("UPDATE enterprise SET headcount = 1 WHERE id = 3")

    _shell(path, work)
    return Edit("entry added", lambda r: any(f.sort == "history" for f in r.findings))


def _change_book(path: Path, chance: random.Random) -> Edit:
    table, column, value = chance.choice((
        ("account", "roles", "admin"), ("account", "password", "$argon2id$mine"), ("review", "state", "signed"),
        ("review_step", "actor", "经办乙"), ("review_finding", "outcome", "fixed"), ("account", "disabled_at", "2026"),
        ("review", "submitter", "经办乙"),
    ))  # fmt: skip
    _shell(path, lambda conn: conn.execute(f"UPDATE {table} SET {column} = ? WHERE id = 1", (value,)))
    return Edit("book", _points("row", table, 1, column))


def _change_setting(path: Path, chance: random.Random) -> Edit:
    name, value = chance.choice((("as_of", '"2030-01-01"'), ("demo", "true"), ("review.one_person", "true")))
    _shell(path, lambda conn: conn.execute("REPLACE INTO setting VALUES (?, ?)", (name, value)))
    return Edit("setting", _points("setting", "setting", 0, name))


def _change_login(path: Path, chance: random.Random) -> Edit:
    statement = chance.choice((
        "UPDATE login_log SET event = 'ok' WHERE id = 1", "DELETE FROM login_log WHERE id = 2",
        "DELETE FROM login_log WHERE id >= 4", "UPDATE login_log SET at = '2020-01-01T00:00:00' WHERE id = 3",
    ))  # fmt: skip
    _shell(path, lambda conn: conn.execute(statement))
    return Edit("login", lambda r: any(f.sort == "login" for f in r.findings))


def _change_search(path: Path, chance: random.Random) -> Edit:
    firm = chance.randrange(1, 31)
    sql = chance.choice((
        "DELETE FROM enterprise_search WHERE rowid = ?",
        "UPDATE enterprise_search SET words = '别的 的' WHERE rowid = ?",
    ))  # fmt: skip
    _shell(path, lambda conn: conn.execute(sql, (firm,)))
    return Edit("search", _points("search", "enterprise", firm))


def _change_attachment(path: Path, chance: random.Random) -> Edit:
    (file,) = [p for p in (path.parent / "attachments").rglob("*") if p.is_file()]
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    how = chance.randrange(3)
    if how == 0:
        file.unlink()
    else:
        at = chance.randrange(len(content))
        content[at] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(content) if how == 1 else bytes(content[:-1]))
    return Edit("attachment", _points("attachment", "attachment", 1))


def _change_schema(path: Path, chance: random.Random) -> Edit:
    statement, name = chance.choice((
        ("DROP INDEX history_record", "history_record"), ("DROP TRIGGER history_no_delete", "history_no_delete"),
        ("CREATE TABLE mine (x)", "mine"), ("CREATE TRIGGER t AFTER INSERT ON policy BEGIN SELECT 1; END", "t"),
    ))  # fmt: skip
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(statement)
        conn.commit()
    return Edit("schema", lambda r: any(f.sort == "schema" and f" {name} " in f.text for f in r.findings))


def _flip_bit(path: Path, chance: random.Random) -> Edit:
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    content[at] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(content))
    block = at // seal.BLOCK + 1
    return Edit("bit", lambda r: any(f.sort == "seal" and f"第{block}块" in f.text for f in r.findings))


LOGICAL = (
    _change_row, _change_row, _change_row, _delete_row, _insert_row, _change_entry, _change_entry, _delete_entry,
    _cut_tail, _reorder, _add_entry, _change_book, _change_setting, _change_login, _change_search, _change_attachment,
    _change_schema,
)  # fmt: skip


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine")
    lived_in(folder)
    return folder


def _copy(pristine: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(pristine, to)
    return to / "ajx.db"


def test_a_sound_database_is_called_sound(pristine: Path) -> None:
    before = {p: p.read_bytes() for p in pristine.rglob("*") if p.is_file()}
    report = run(doctor.examine(pristine / "ajx.db"))
    assert report.findings == []
    assert report.notices == []
    assert (report.checked["enterprise"], report.checked["seal"]) == (30, 1)
    assert {p: p.read_bytes() for p in pristine.rglob("*") if p.is_file()} == before


def test_every_edit_is_reported_with_where_and_without_digests_goes_unseen(pristine: Path, tmp_path: Path) -> None:
    """The seal is taken away for all but the flipped bits, so that history and digests alone must tell where."""
    chance = random.Random(20261031)
    seen: Counter[str] = Counter()
    unseen: Counter[str] = Counter()
    while seen.total() < EDITS:
        path = _copy(pristine, tmp_path / "edited")
        make = _flip_bit if seen.total() % 5 == 4 else chance.choice(LOGICAL)
        edit = make(path, chance)
        if edit is None:
            continue
        if make is not _flip_bit:
            seal.drop(path)
        bare = run(doctor.examine(path, digests=False))
        report = run(doctor.examine(path))
        assert report.findings, edit.sort
        assert edit.names(report), (edit.sort, doctor.report_text(report))
        seen[edit.sort] += 1
        unseen[edit.sort] += not bare.findings
    logical = seen.total() - seen["bit"]
    assert logical >= 150
    assert sum(unseen.values()) - unseen["bit"] == logical, "SQLite's own checks know nothing of who may write what"
    assert unseen["bit"] >= seen["bit"] // 2, (unseen, seen)


def test_flipped_bits_in_data_are_named_without_the_seal(pristine: Path, tmp_path: Path) -> None:
    """Wherever a bit changes what a record says, history alone finds it; the seal is not needed for that."""
    chance = random.Random(5)
    for needle in ("煤业有限公司", "PZ000", "甲保险", "劳务派遣", "年度核对", "$argon2id"):
        path = _copy(pristine, tmp_path / "bits")
        seal.drop(path)
        content = bytearray(path.read_bytes())
        places = [i for i in range(len(content)) if content.startswith(needle.encode(), i)]
        content[chance.choice(places)] ^= 1 << chance.randrange(3)
        path.write_bytes(bytes(content))
        report = run(doctor.examine(path))
        assert report.findings, needle


@pytest.mark.parametrize("keep", [0, 50, 100, 4096, 50_000, -4096, -1])
def test_a_file_that_was_cut_off_is_a_finding_not_a_crash(pristine: Path, tmp_path: Path, keep: int) -> None:
    path = _copy(pristine, tmp_path / "cut")
    path.write_bytes(path.read_bytes()[:keep])
    assert run(doctor.examine(path)).findings


def test_text_that_is_no_text_any_more_is_read_around(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "bytes")
    seal.drop(path)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE enterprise SET name = CAST(x'e7a4ba80ff' AS TEXT) WHERE id = 4")
        conn.commit()
    assert _points("row", "enterprise", 4, "name")(run(doctor.examine(path)))


def test_the_program_itself_never_breaks_the_seal(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "used")
    Store.open(path).close()
    assert run(doctor.examine(path)).findings == []
    store = Store.open(path)
    with store.unit("甲", "设置") as unit:
        unit.set_setting("as_of", "2026-12-31")
    assert run(doctor.examine(path)).findings == []
    assert any("封签" in text for text in run(doctor.examine(path)).notices)
    store.close()
    assert run(doctor.examine(path)).checked["seal"] == 1


def test_a_tail_that_was_cut_off_stays_missing_after_more_work(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "later")
    _cut_tail(path, random.Random(1))
    store = Store.open(path)
    for day in range(1, 6):
        with store.unit("甲", "设置") as unit:
            unit.set_setting("as_of", f"2027-01-0{day}")
    store.close()
    texts = [f.text for f in run(doctor.examine(path)).findings if f.sort == "history"]
    assert any("末尾或中间被删除" in text for text in texts)


def test_an_index_of_another_version_is_no_finding_and_made_anew_when_asked(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "old")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE search_made SET version = '0'")
        for (kind,) in conn.execute("SELECT kind FROM search_made").fetchall():
            digests.note(conn, "search_made", kind)
        conn.execute("UPDATE enterprise_search SET words = 'x'")
        conn.commit()
    report = run(doctor.examine(path))
    assert {f.sort for f in report.findings} <= {"seal"}
    assert any("ajx doctor --reindex" in text for text in report.notices)
    assert run(doctor.reindex_job(path)) > 0
    assert run(doctor.examine(path)).sound


def test_many_findings_are_counted_not_drowned_in(pristine: Path, tmp_path: Path) -> None:
    path = _copy(pristine, tmp_path / "many")
    _shell(path, lambda conn: conn.execute("UPDATE history SET actor = '改'"))
    report = run(doctor.examine(path))
    told = doctor.report_text(report)
    assert len(report.findings) <= doctor.MOST + 60
    assert "【历史】" in told
    assert report.as_json()["sound"] is False
