"""Spreadsheets for the import tests, written by other libraries than ours, and a county to import them into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import imports
from ajx_tui.services.session import Session
from ajx_tui.store.records import columns, get_many

Row = Sequence[object]


def code(number: int) -> str:
    """A valid credit code that no firm holds."""
    body = f"91410000MA{number:07d}"
    return body + check_character(body)


def book(path: Path, sheets: Mapping[str, Sequence[Row]], *, hidden: Sequence[str] = ()) -> Path:
    """An xlsx workbook."""
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    made.save(path)
    return path


def text(path: Path, rows: Sequence[Row], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A text table."""
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")
    return path


def take(session: Session, *paths: Path, **options: Any) -> list[imports.FileResult]:
    """Import files, insisting that nothing was left open."""
    plans = run(imports.plan_files(session, paths, imports.Options(**options)))
    assert [q.text for p in plans for q in p.questions if not q.optional] == []
    return run(imports.run(session, plans))


def ask(session: Session, path: Path, **options: Any) -> list[imports.plan.Question]:  # type: ignore[name-defined]
    """The questions about one file."""
    return list(imports.plan(session, path, imports.Options(**options)).questions)


def everything(session: Session, kind: str) -> list[dict[str, Any]]:
    """The live records of a kind, oldest first."""
    ids = [int(row[0] or 0) for row in columns(session.store, KINDS[kind], (KINDS[kind].label,))]
    return [dict(v) for v in get_many(session.store, KINDS[kind], ids).values()]


def why(result: imports.FileResult) -> dict[int, str]:
    """Row → why it was refused."""
    return {d.row: "；".join(d.refused.values()) for one in result.lists for d in one.refused}


def warned(result: imports.FileResult) -> dict[int, str]:
    """Row → what it was warned about."""
    return {d.row: "；".join(d.warnings.values()) for one in result.lists for d in one.warnings}


def counts(result: imports.FileResult) -> tuple[int, int, int, int]:
    """(new, changed, unchanged, refused) of a file."""
    told = [one.counts() for one in result.lists]
    return tuple(sum(c[k] for c in told) for k in ("new", "changed", "unchanged", "refused"))  # type: ignore[return-value]
