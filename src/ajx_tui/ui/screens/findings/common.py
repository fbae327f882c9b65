"""What the list of checks and the list of one check's findings share: their title and their export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.errors import Cancelled
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.services import finding_list
from ajx_tui.services.finding_list import Narrowed, Placed
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.widgets.confirm import Ask
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp


def describe(limits: Narrowed) -> str:
    """What a list of findings is limited to, for the title line."""
    return " · ".join(t for t in (SEVERITIES.get(limits.severity, ""), limits.department, limits.township) if t)


def export_findings(app: AjxApp, found: list[Placed], name: str) -> None:
    """Ask where to, then write findings as a spreadsheet."""
    proposed = exports_folder(app) / f"{name}-{datetime.now():%Y%m%d-%H%M%S}.xlsx"

    def wrong(text: str) -> str:
        path = Path(text.strip()).expanduser()
        if path.suffix.lower() not in (".xlsx", ".csv"):
            return "文件名请以 .xlsx 或 .csv 结尾。"
        return "这个文件已经存在，请换一个名字。" if path.exists() else ""

    def finished(result: Path | Cancelled | None) -> None:
        if isinstance(result, Path):
            notify(app, str(result), "检查发现已导出")

    def answered(text: str | None) -> None:
        if text is not None:
            path = Path(text.strip()).expanduser()
            path.parent.mkdir(parents=True, exist_ok=True)
            app.push_screen(JobScreen("导出检查发现", finding_list.export(found, path, app.as_of)), finished)

    app.push_screen(Ask("导出检查发现", f"{len(found)} 条，写到这个文件：", value=str(proposed), check=wrong), answered)
