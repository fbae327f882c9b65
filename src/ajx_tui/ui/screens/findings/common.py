"""What the list of checks and the list of one check's findings share: their title and their export."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services import finding_list
from ajx_tui.services.finding_list import Narrowed, Placed
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.written import write_file

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp


def describe(limits: Narrowed) -> str:
    """What a list of findings is limited to, for the title line."""
    return " · ".join(t for t in (SEVERITIES.get(limits.severity, ""), limits.department, limits.township) if t)


def export_findings(app: AjxApp, found: list[Placed], name: str) -> None:
    """Ask where to, then write findings as a spreadsheet."""
    proposed = exports_folder(app) / f"{name}-{datetime.now():%Y%m%d-%H%M%S}.xlsx"
    title = f"导出检查发现 {len(found)} 条"
    write_file(app, title, proposed, lambda path: finding_list.export(app.session, found, path, app.as_of))
