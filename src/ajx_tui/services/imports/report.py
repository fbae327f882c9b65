"""Telling what an import did: as JSON, and as the refused rows in the shape in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ajx_tui.exchange.marked import RefusedRow, RefusedSheet, write_marked
from ajx_tui.progress import Job
from ajx_tui.services.imports.plan import FilePlan
from ajx_tui.services.imports.run import FileResult, ListResult


def as_json(results: Sequence[FileResult]) -> list[dict[str, Any]]:
    """Per file: its lists with their counts, refused rows, repeated rows, total rows and warnings."""
    return [
        {
            "file": result.plan.path.name,
            "lists": [_list_json(one) for one in result.lists],
            "skipped": list(result.plan.skipped),
        }
        for result in results
    ]


def _list_json(one: ListResult) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "kind": one.list_name,
        "counts": one.counts(),
        "refused": [{"row": d.row, "why": list(d.refused.values())} for d in one.refused],
        "duplicates": [{"row": row, "same_as": first} for row, first in one.duplicates.items()],
        "warnings": [{"row": d.row, "why": list(d.warnings.values())} for d in one.warnings],
        "total_rows": list(one.total_rows),
        "created": {title: list(names) for title, names in one.created.items()},
    }


def rejected(results: Sequence[FileResult]) -> dict[str, list[dict[str, Any]]]:
    """Refused rows by the number that leads the file's name (01, 05 …), each with its row, its label and the reason."""
    found: dict[str, list[dict[str, Any]]] = {}
    for result in results:
        rows = found.setdefault(result.plan.path.stem.split("-")[0], [])
        for one, planned in zip(result.lists, result.plan.lists, strict=True):
            label = planned.recognition.kind.label
            rows += [
                {
                    "file": result.plan.path.name,
                    "row": d.row,
                    "label": d.values.get(label),
                    "why": list(d.refused.values()),
                }
                for d in one.refused
            ]
    return found


def write_refused(path: Path, results: Sequence[FileResult]) -> Job[Path]:
    """Write the refused rows of all files into one workbook, the bad cells marked, with the reason in Chinese."""
    sheets = [
        sheet for result in results for one in result.lists if one.refused for sheet in [_sheet(result.plan, one)]
    ]
    return write_marked(path, sheets)


def _sheet(file_plan: FilePlan, one: ListResult) -> RefusedSheet:
    source = next(p.source for p in file_plan.lists if p.sheet == one.sheet)
    layout = source.layout
    rows = [
        RefusedRow(
            d.row,
            source.rows[d.row - 1],
            {column: text for column, text in d.refused.items() if column >= 0},
            tuple(text for column, text in d.refused.items() if column < 0),
        )
        for d in one.refused
    ]
    name = file_plan.path.stem if len(file_plan.lists) == 1 else f"{file_plan.path.stem}-{one.sheet}"
    top = source.rows[: layout.header_row or 0]
    return RefusedSheet(name, top, rows, max(1, len(layout.header_rows)), source.merged)
