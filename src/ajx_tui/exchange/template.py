"""Write the import template of a record: header with help, drop-downs, an example and a sheet that explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.progress import Job


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of an import template. `choices` become a drop-down; `strict` False lets other values in as well."""

    title: str
    required: bool = False
    kind: ColumnKind = ColumnKind.TEXT
    meaning: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    strict: bool = True
    unit: str = ""
    width: int | None = None


def write_template(
    path: Path, title: str, columns: Sequence[TemplateColumn], *, notes: Sequence[str] = (), rows: int = 5000
) -> Job[Path]:
    """Write the template workbook. `title` names the list and its first sheet; `notes` go on the sheet 填表说明;
    drop-downs and checks reach down `rows` rows. Returns the path. Raises AjxError like `write_list`."""
    raise NotImplementedError
    yield
