"""Backups of the data: make one, see what there is, go back to one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.workflow import Permission
from ajx_tui.services import backups
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.cells import size_text
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("made", "备份时间", 20, sortable=False),
    GridColumn("label", "缘由", 14, sortable=False),
    GridColumn("size", "大小", 10, "right", sortable=False),
    GridColumn("name", "文件", 24, sortable=False, grow=True),
)


class BackupsScreen(Page[None]):
    """The backups beside the database, newest first."""

    HELP = (
        "F7 现在备份一次，备份写完后会核对。光标移到一个备份上按 F8 或回车，数据回到那时的样子；"
        "恢复前会自动再备份一次现有数据。备份文件可以直接拷到 U 盘上。"
    )
    AUTO_FOCUS = "#backups"
    DEFAULT_CSS = """
    BackupsScreen #backups { height: 1fr; }
    BackupsScreen #where { height: auto; min-height: 1; padding: 0 1; background: $panel; color: $text-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("backup", "备份", "现在备份一次数据", ("f7",), "bf", "备份"),
        Command("restore", "恢复", "用光标所在的备份替换现有数据", ("f8",), "hf", "备份"),
        Command("back", "返回", "回到设置", ("escape",), "fh", "备份"),
    )

    def __init__(self, room: str = "9") -> None:
        super().__init__("备份", room)
        self._backups: list[backups.Backup] = []

    def body(self) -> ComposeResult:
        """The list, and the folder it lies in."""
        yield RecordGrid(ListSource(COLUMNS, {}), id="backups", empty="还没有备份。\n按 F7 备份一次。")
        yield Prose(id="where")

    def on_mount(self) -> None:
        """Read the folder."""
        self.reload()

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#backups", RecordGrid)

    def reload(self) -> None:
        """Show what there is."""
        self._backups = backups.existing(self.session)
        rows = {
            number: (one.made, one.label, size_text(one.size), one.path.name)
            for number, one in enumerate(self._backups)
        }
        self.grid.replace(ListSource(COLUMNS, rows))
        self.status.show(rows=len(rows))
        folder = self._backups[0].path.parent if self._backups else ""
        self.query_one("#where", Prose).update(f"在 {folder}" if folder else "")
        self.refresh_bindings()

    def do_back(self) -> None:
        """Back to the settings."""
        self.dismiss(None)

    def can_backup(self) -> bool:
        """The past is not backed up."""
        return self.app.present is None

    def do_backup(self) -> None:
        """Back up now."""
        path = backups.make(self.session)
        notify(self.app, str(path), "已备份并校验")
        self.reload()

    def can_restore(self) -> bool:
        """Needs a backup under the cursor, and who manages: a backup takes back decisions too."""
        return self.is_mounted and bool(self._backups) and self.session.may(Permission.MANAGE)

    @on(RecordGrid.RowOpened, "#backups")
    def do_restore(self) -> None:
        """Replace the data by the backup under the cursor, after a question."""
        index = self.grid.cursor_id
        if index is None or not self.can_restore():
            return
        chosen = self._backups[index]
        if self.app.unsaved():
            notify(self.app, "还有没有保存的内容，请先保存或放弃。", "没有恢复", "warning")
            return
        text = f"数据将回到 {chosen.made}（{chosen.label}）时的样子。现有数据会先自动备份。"
        self.app.push_screen(Confirm("恢复备份", text, "恢复"), lambda yes: self._restore(chosen) if yes else None)

    def _restore(self, chosen: backups.Backup) -> None:
        try:
            session = backups.restore(self.session, chosen.path)
        except backups.RestoreFailed as failed:
            self.app.call_later(self.app.replace_session, failed.session)
            raise
        notify(self.app, f"数据已回到 {chosen.made} 时的样子", "已恢复")
        self.app.call_later(self.app.replace_session, session)
