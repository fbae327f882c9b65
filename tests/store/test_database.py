"""Opening, locking, migrating: what must never lose a clerk's work."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, LockedError
from ajx_tui.store import backup, migrations
from ajx_tui.store.database import Store
from ajx_tui.store.records import count

ROOT = Path(__file__).parents[2]
SECTOR = KINDS["sector"]


def _schema(conn: sqlite3.Connection) -> str:
    rows = conn.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_search_%' AND name NOT LIKE '_sqlite_%' AND name NOT LIKE 'idx__sqlite_%'"
        " ORDER BY rowid"
    )
    return "".join(f"{sql};\n\n" for (sql,) in rows)


def test_a_fresh_database_is_the_golden_schema(store: Store) -> None:
    """After a change of a declaration: python -m tests.store.test_database, read the diff, append a migration."""
    assert _schema(store.conn) == (ROOT / "db" / "schema.sql").read_text(encoding="utf-8").split("\n\n", 1)[1]


def test_every_pragma_is_set(store: Store) -> None:
    def pragma(name: str) -> object:
        return store.conn.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "delete"
    assert pragma("synchronous") == 3
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    assert pragma("user_version") == migrations.VERSION
    assert pragma("integrity_check") == "ok"


def test_tables_are_strict(store: Store) -> None:
    with pytest.raises(AjxError), store.unit("甲", "试") as unit:
        unit.conn.execute("INSERT INTO setting VALUES ('a', x'00')")
    assert store.setting("a") is None


def test_a_second_instance_reads_only_and_says_who_holds_it(store: Store, path: Path) -> None:
    second = Store.open(path)
    assert "正在使用这份数据" in second.readonly_reason
    assert count(second, SECTOR) == 0
    with pytest.raises(LockedError, match="只读"), second.unit("甲", "试"):
        pass
    second.close()
    store.close()
    third = Store.open(path)
    assert third.readonly_reason == ""
    third.close()


def test_a_newer_database_opens_read_only(path: Path) -> None:
    Store.open(path).close()
    with sqlite3.connect(path) as conn:
        conn.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    conn.close()
    newer = Store.open(path)
    assert "升级程序" in newer.readonly_reason
    newer.close()


@pytest.mark.parametrize("content", [b"not a database at all, really" * 40, b"SQLite format 3\0" + b"\xff" * 4000])
def test_what_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(AjxError, match="数据文件"):
        Store.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE theirs (x)")
    conn.close()
    before = path.read_bytes()
    with pytest.raises(AjxError, match="不是本程序"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_failed_migration_puts_the_backup_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Store.open(path)
    with first.unit("甲", "试") as unit:
        unit.insert(SECTOR, {"title": "煤矿"})
    first.close()

    def broken(conn: sqlite3.Connection) -> None:
        conn.execute("DROP TABLE hazard")
        raise sqlite3.OperationalError("stopped half-way")

    monkeypatch.setattr(migrations, "VERSION", migrations.VERSION + 1)
    monkeypatch.setattr(migrations, "migrate", broken)
    with pytest.raises(AjxError):
        Store.open(path)
    monkeypatch.undo()
    again = Store.open(path)
    assert count(again, SECTOR) == 1
    assert count(again, KINDS["hazard"]) == 0
    assert backup.existing(path)
    again.close()


def test_a_kill_in_the_middle_loses_only_what_was_not_saved(path: Path) -> None:
    code = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from ajx_tui.domain.records import KINDS
        from ajx_tui.store.database import Store
        store = Store.open(Path({str(path)!r}))
        with store.unit("甲", "保存") as unit:
            unit.insert(KINDS["sector"], {{"title": "煤矿"}})
        print("已保存", flush=True)
        with store.unit("甲", "没保存完") as unit:
            unit.insert_many(KINDS["sector"], [{{"title": f"行业{{i}}"}} for i in range(5000)])
            os.kill(os.getpid(), 9)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "已保存" in done.stdout
    store = Store.open(path)
    assert count(store, SECTOR) == 1
    assert store.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    store.close()


def test_a_full_disk_is_told_and_loses_nothing(store: Store) -> None:
    with store.unit("甲", "保存") as unit:
        unit.insert(SECTOR, {"title": "煤矿"})
    pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
    store.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(AjxError, match="磁盘已满"), store.unit("甲", "太多") as unit:
        unit.insert_many(SECTOR, [{"title": f"行业{i}"} for i in range(5000)])
    assert count(store, SECTOR) == 1


def test_backups_are_verified_pruned_and_restorable(store: Store, path: Path) -> None:
    with store.unit("甲", "保存") as unit:
        unit.insert(SECTOR, {"title": "煤矿"})
    made = backup.make(store.conn, path, "手动")
    assert made in backup.existing(path)
    with store.unit("甲", "再存") as unit:
        unit.insert(SECTOR, {"title": "金属冶炼"})
    store.close()
    backup.restore(made, path)
    again = Store.open(path)
    assert count(again, SECTOR) == 1
    again.close()
    for i in range(backup.KEEP + 5):
        shutil.copy(made, made.with_name(f"2020010{i % 10}-{i:02}-旧.db"))
    backup.prune(made.parent)
    assert len(backup.existing(path)) == backup.KEEP


if __name__ == "__main__":
    from ajx_tui.store.connection import connect

    fresh = connect(Path(":memory:"))
    migrations.migrate(fresh)
    head = "-- The tables of a fresh database, made from the record declarations; a test holds this copy to them."
    (ROOT / "db" / "schema.sql").write_text(f"{head}\n\n{_schema(fresh)}", encoding="utf-8")
