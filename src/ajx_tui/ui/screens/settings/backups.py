"""Backups of the data: make one, see what there is, go back to one."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.services import backup_copies, backups
from ajx_tui.store.backup import Made
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EXPORT, MANAGE
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.attachments import typed_path
from ajx_tui.ui.widgets.cells import size_text
from ajx_tui.ui.widgets.confirm import Ask, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify, show_error
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
        "F7 现在备份一次，连同全部附件，写完后会核对。光标移到一个备份上按 F8 或回车，数据和附件回到那时的样子；"
        "恢复前会自动再备份一次。F6 把一个备份整份写成一个文件，可以拷到 U 盘；Ctrl+N 把这样的文件拷回来，再恢复。"
        "附件缺失或损坏时，F3 从备份中找回，数据不动。"
    )
    AUTO_FOCUS = "#backups"
    DEFAULT_CSS = """
    BackupsScreen #backups { height: 1fr; }
    BackupsScreen #where { height: auto; min-height: 2; padding: 0 1; background: $panel; color: $text-muted; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("backup", "备份", "现在备份一次数据和附件", ("f7",), "bf", "备份"),
        Command("restore", "恢复", "用光标所在的备份替换现有数据", ("f8",), "hf", "备份"),
        Command("take_out", "拷出", "把光标所在的备份连同附件写成一个文件", ("f6",), "kc", "备份"),
        Command("bring_in", "拷入", "把拷出的文件放回备份列表，再恢复", ("ctrl+n",), "kr", "备份"),
        Command("recover", "找回附件", "从备份中找回缺失或损坏的附件，数据不动", ("f3",), "zhfj", "备份"),
        Command("back", "返回", "回到设置", ("escape",), "fh", "备份"),
    )
    NEEDS = MappingProxyType({"restore": MANAGE, "bring_in": MANAGE, "take_out": EXPORT})

    def __init__(self, room: str = "9") -> None:
        super().__init__("备份", room)
        self._backups: list[backups.Backup] = []

    def body(self) -> ComposeResult:
        """The list, the folder it lies in, what the backup under the cursor holds."""
        yield RecordGrid(ListSource(COLUMNS, {}), id="backups", empty="还没有备份。\n按 F7 备份一次。")
        yield Prose(id="where")

    def on_mount(self) -> None:
        """Read the folder."""
        self.reload()

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#backups", RecordGrid)

    @property
    def current(self) -> backups.Backup | None:
        """The backup under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._backups[at] if at is not None and at < len(self._backups) else None

    def reload(self) -> None:
        """Show what there is."""
        self._backups = backups.existing(self.session.store.path)
        rows = {
            number: (one.made, one.label, size_text(one.size), one.path.name)
            for number, one in enumerate(self._backups)
        }
        self.grid.replace(ListSource(COLUMNS, rows))
        self.status.show(rows=len(rows))
        self._tell()

    @on(RecordGrid.RowHighlighted, "#backups")
    def _tell(self) -> None:
        one = self.current
        told = ""
        if one is not None:
            try:
                held = backups.contents(one)
                told = f"附件 {held.files} 个，{size_text(held.size)}" if held.files else "没有附件"
                told += f"；缺 {len(held.lost)} 个：{'、'.join(held.lost[:5])}" if held.lost else ""
            except AjxError as error:
                told = f"{error.title}：{error.message}"
            told = f"{told}\n在 {one.path.parent}"
        self.query_one("#where", Prose).update(told)
        self.refresh_bindings()

    def do_back(self) -> None:
        """Back to the settings."""
        self.dismiss(None)

    # ----- making and going back

    def can_backup(self) -> bool:
        """The past is not backed up."""
        return self.app.present is None

    def do_backup(self) -> None:
        """Back up now."""

        def finished(made: Made | Cancelled | None) -> None:
            if isinstance(made, Made):
                files = f"，附件 {made.files} 个" if made.files else ""
                notify(self.app, f"{made.path}{files}", "已备份并校验")
                if made.lost:
                    title = f"{len(made.lost)} 个附件缺失或损坏，没有备份"
                    notify(self.app, "、".join(made.lost[:8]), title, "warning")
                self.reload()

        self.app.push_screen(JobScreen("备份", backups.make_job(self.session)), finished)

    def can_restore(self) -> bool:
        """Needs a backup under the cursor."""
        return self.current is not None

    @on(RecordGrid.RowOpened, "#backups")
    def do_restore(self) -> None:
        """Replace the data by the backup under the cursor, after a question."""
        chosen = self.current
        if chosen is None or self.refuses("restore"):
            return
        if self.app.unsaved():
            notify(self.app, "还有没有保存的内容，请先保存或放弃。", "没有恢复", "warning")
            return
        text = f"数据和附件将回到 {chosen.made}（{chosen.label}）时的样子。现有数据会先自动备份，恢复会记入操作记录。"
        self.app.push_screen(Confirm("恢复备份", text, "恢复"), lambda yes: self._restore(chosen) if yes else None)

    def _restore(self, chosen: backups.Backup) -> None:
        def finished(done: backups.Restored | Cancelled | None) -> None:
            if not isinstance(done, backups.Restored):
                return
            if done.failed is not None:
                show_error(self.app, done.failed)
            else:
                notify(self.app, f"数据已回到 {chosen.made} 时的样子", "已恢复")
            if done.lost:
                notify(self.app, "、".join(done.lost[:8]), f"{len(done.lost)} 个附件在备份中也没有", "warning")
            self.app.call_later(self.app.replace_session, done.session)

        self.app.push_screen(JobScreen("恢复备份", backups.restore_job(self.session, chosen.path)), finished)

    # ----- elsewhere and back

    def can_take_out(self) -> bool:
        """Needs a backup under the cursor."""
        return self.current is not None

    def do_take_out(self) -> None:
        """Ask where to, then write the whole backup as one file."""
        chosen = self.current
        if chosen is None:
            return

        def wrong(text: str) -> str:
            path = typed_path(text)
            if path.suffix.lower() != backup_copies.SUFFIX:
                return "文件名请以 .zip 结尾。"
            return "这个文件已经存在，请换一个名字。" if path.exists() else ""

        def finished(path: Path | Cancelled | None) -> None:
            if isinstance(path, Path):
                notify(self.app, str(path), "备份已整份写出")

        def answered(text: str | None) -> None:
            if text is not None:
                job = backup_copies.take_out_job(self.session, chosen, typed_path(text))
                self.app.push_screen(JobScreen("拷出备份", job), finished)

        proposed = str(Path.home() / f"安责险备份-{chosen.path.stem[:15]}{backup_copies.SUFFIX}")
        self.app.push_screen(Ask("拷出备份", "数据和全部附件写成一个文件：", value=proposed, check=wrong), answered)

    def do_bring_in(self) -> None:
        """Ask for a file and put it among the backups."""

        def finished(path: Path | Cancelled | None) -> None:
            if isinstance(path, Path):
                notify(self.app, "它在列表的最上面，按 F8 可以恢复到它。", "已核对并拷入")
                self.reload()

        def answered(text: str | None) -> None:
            if text is not None:
                job = backup_copies.bring_in_job(self.session, typed_path(text))
                self.app.push_screen(JobScreen("拷入备份", job), finished)

        def wrong(text: str) -> str:
            return "" if text.strip() else "请写明文件路径。"

        self.app.push_screen(Ask("拷入备份", "拷出的备份文件（键入、粘贴，或把文件拖进窗口）：", check=wrong), answered)

    def can_recover(self) -> bool:
        """Who may write, in the present."""
        return self.app.present is None and not self.session.store.readonly_reason

    def do_recover(self) -> None:
        """Bring missing and damaged files back from the backups."""

        def finished(done: backups.Recovered | Cancelled | None) -> None:
            if isinstance(done, backups.Recovered):
                told = f"找回 {done.brought} 个" if done.brought or done.lost else "附件都完好，不需要找回"
                lost = f"；备份中也没有的 {len(done.lost)} 个：{'、'.join(done.lost[:5])}" if done.lost else ""
                notify(self.app, told + lost, "附件")

        self.app.push_screen(JobScreen("找回附件", backups.recover_job(self.session)), finished)
