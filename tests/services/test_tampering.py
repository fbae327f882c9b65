"""200 edits made behind the program's back, in every table: each is reported with where; without digests none is."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

import pytest
import tamper
from every_table import every_table

from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import doctor
from ajx_tui.store import replay, seal
from ajx_tui.store.books import BOOKS
from ajx_tui.store.digests import WORKING

SEED, EDITS, PARTS = 20261031, 200, 4
ROWS = {"change": tamper.change, "delete": tamper.delete, "insert": tamper.insert, "swap": tamper.swap}
IN_DATA = {"search": tamper.search, "search_inside": tamper.search_inside, "schema": tamper.schema}
IN_FILES = {"trigger": tamper.trigger, "attachment": tamper.attachment, "flip": tamper.flip}
OTHERS = ("flip", "flip", "search", "flip", "attachment", "flip", "schema", "flip", "search_inside", "flip", "trigger")
"""What is edited beside rows: bits of the file most of all."""
CHAINED = {"history", "login_log", "chain", "digest"}
"""Tables whose rows hang together: an edit of one may show in the next."""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return every_table(tmp_path_factory.mktemp("pristine"))


def _plan(pristine: Path) -> list[tuple[str, str]]:
    """(sort of edit, table) of all edits: two in three of rows, every table in turn."""
    with closing(sqlite3.connect(pristine)) as conn:
        every = tamper.tables(conn)
    chance = random.Random(SEED)
    chance.shuffle(every)
    rows = islice(cycle(every), EDITS * 2 // 3)
    planned = [(chance.choice((*ROWS, "change")), table) for table in rows]
    return planned + [(sort, "") for sort in islice(cycle(OTHERS), EDITS - len(planned))]


def _copy(pristine: Path, to: Path) -> Path:
    """The database with its seal and files as the program left them."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(pristine.parent, to, ignore=shutil.ignore_patterns("backups", "*.lock"))
    return to / pristine.name


def _edit(path: Path, sort: str, table: str, chance: random.Random) -> tamper.Edit:
    """Make one edit. The seal is taken away but for flipped bits: history and digests alone must tell where."""
    if sort in IN_FILES:
        made = IN_FILES[sort](path, chance)
    else:
        with tamper.shell(path) as conn:
            if sort in ROWS:
                found = ROWS[sort](conn, table, chance) or tamper.change(conn, table, chance)
                assert found is not None, f"no edit of {table} is possible"
                made = found
            else:
                made = IN_DATA[sort](conn, chance)
    if sort != "flip":
        seal.drop(path)
    return made


def test_the_edits_reach_every_table_and_everything_is_accounted_for(pristine: Path) -> None:
    """A new table must come under the history, a chain or a digest before this passes."""
    with closing(sqlite3.connect(pristine)) as conn:
        every = set(tamper.tables(conn))
        empty = [table for table in every if not conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]]
    assert every == {*replay.tracked(), *WORKING, *CHAINED}
    assert set(replay.tracked()) == {*KINDS, *BOOKS}
    assert empty == []
    planned = _plan(pristine)
    assert len(planned) == EDITS
    assert every <= {table for _, table in planned}
    assert {*ROWS, *IN_DATA, *IN_FILES} <= {sort for sort, _ in planned}


def test_an_untouched_county_is_sound(pristine: Path) -> None:
    report = run(doctor.examine(pristine))
    assert (report.findings, report.notices, report.checked["seal"]) == ([], [], 1)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_edit_is_reported_with_where_and_without_digests_goes_unseen(
    pristine: Path, tmp_path: Path, part: int
) -> None:
    flips = seen_bare = 0
    for number, (sort, table) in list(enumerate(_plan(pristine)))[part::PARTS]:
        path = _copy(pristine, tmp_path / "edited")
        edit = _edit(path, sort, table, random.Random(f"{SEED}-{number}"))
        told = f"edit {number}: {edit.what}: {edit.how}"
        bare = run(doctor.examine(path, digests=False))
        report = run(doctor.examine(path))
        assert edit.named(report), f"{told}\n{doctor.report_text(report)}"
        if sort == "flip":
            flips, seen_bare = flips + 1, seen_bare + bool(bare.findings)
        else:
            assert bare.findings == [], f"SQLite's own checks know nothing of who may write what, but: {told}"
    assert seen_bare <= flips // 2


def test_a_change_of_any_column_of_any_table_is_named(pristine: Path, tmp_path: Path) -> None:
    """Many columns at a time, one in a chain by itself: every change must be named for all the others."""
    with closing(sqlite3.connect(pristine)) as conn:
        every = [
            (table, column)
            for table in tamper.tables(conn)
            for key, others in [tamper.columns(conn, table)]
            for column in others + (key if key != ["id"] else [])
        ]
    alone = [pair for pair in every if pair[0] in CHAINED]
    together = [pair for pair in every if pair[0] not in CHAINED]
    chance, done = random.Random(SEED), 0
    for group in [*(together[at::6] for at in range(6)), *([pair] for pair in alone)]:
        path = _copy(pristine, tmp_path / "columns")
        seal.drop(path)
        with tamper.shell(path) as conn:
            made = [(pair, tamper.change(conn, pair[0], chance, pair[1])) for pair in group]
        report = run(doctor.examine(path))
        for pair, edit in made:
            assert edit is None or edit.named(report), (pair, edit.how, doctor.report_text(report))
            done += edit is not None
    assert done > len(every) - 10, "a column with one possible value can't be edited; there are hardly any"


@pytest.mark.parametrize("column", ["before", "after", "reason"])
def test_nothing_and_empty_text_are_not_the_same(pristine: Path, tmp_path: Path, column: str) -> None:
    path = _copy(pristine, tmp_path / "empty")
    seal.drop(path)
    with tamper.shell(path) as conn:
        (entry,) = conn.execute(f"SELECT max(id) FROM history WHERE {column} IS NULL").fetchone()
        conn.execute(f"UPDATE history SET {column} = '' WHERE id = ?", (entry,))
    assert f"第{entry}条历史" in doctor.report_text(run(doctor.examine(path)))
