"""The files of one record: added by path, shown by the system's viewer, removed with a reason."""

from __future__ import annotations

import re
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from textual import on
from textual.app import ComposeResult
from textual.widgets import Button, Input

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ATTACHMENT
from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.services import attachments, rights
from ajx_tui.services.attachments import Attached
from ajx_tui.services.records import restore
from ajx_tui.services.timeline import shown_time
from ajx_tui.store import records
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EDIT, EXPORT
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.cells import size_text
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Dialog
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("name", "文件", 30, fixed=True, sortable=False, grow=True),
    GridColumn("size", "大小", 10, "right", sortable=False),
    GridColumn("note", "说明", 20, sortable=False, grow=True),
    GridColumn("state", "情况", 8, sortable=False),
)
_ESCAPED = re.compile(r"\\([ ()\[\]&'])")


def typed_path(text: str) -> Path:
    """A path as people type, paste or drop it: in quotes, as file:// address, or with blanks escaped by a shell."""
    cleaned = text.strip().strip("\u202a\u200b")
    if len(cleaned) > 1 and cleaned[0] == cleaned[-1] and cleaned[0] in "\"'":
        return Path(cleaned[1:-1]).expanduser()
    if cleaned.startswith("file://"):
        place = unquote(urlsplit(cleaned).path)
        return Path(place[1:] if re.match(r"/[A-Za-z]:", place) else place)
    return Path(cleaned if Path(cleaned).exists() else _ESCAPED.sub(r"\1", cleaned)).expanduser()


class AddFile(Dialog["tuple[Path, str] | None"]):
    """Asks for a file and what it is. Dismisses with both."""

    AUTO_FOCUS = "#path"

    def __init__(self) -> None:
        super().__init__("添加附件")

    def body(self) -> ComposeResult:
        """Path and note."""
        yield Prose("文件路径：可以键入、粘贴，或把文件拖进窗口。文件会复制到数据文件夹，原文件不动。")
        yield Input(id="path")
        yield Prose("说明（可不填）：")
        yield Input(id="note", max_length=300)
        yield Prose(classes="dialog--error", id="wrong")

    def buttons(self) -> ComposeResult:
        """Cancel and add."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("添加", id="ok", variant="primary", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#ok")
    def _submitted(self) -> None:
        text = self.query_one("#path", Input).value
        path = typed_path(text) if text.strip() else None
        if path is None or not self._is_file(path):
            self.query_one("#wrong", Prose).update("没有这个文件，请检查路径。" if path else "请写明文件路径。")
            self.query_one("#path").focus()
        else:
            self.dismiss((path, self.query_one("#note", Input).value))

    @staticmethod
    def _is_file(path: Path) -> bool:
        try:
            return path.is_file()
        except (OSError, ValueError):
            return False


class Attachments(Page[None]):
    """The files of one record."""

    HELP = (
        "Ctrl+N 添加文件，回车用系统的程序打开，F7 另存一份，Delete 移除（须写明原因），F8 找回移除的。"
        "文件按内容保存一份并核对，移除后内容仍保留，供查看历史。"
    )
    AUTO_FOCUS = "#files"
    DEFAULT_CSS = "Attachments #files { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到记录", ("escape",), "fh", "附件"),
        Command("add", "添加", "添加一个文件", ("ctrl+n",), "tj", "附件"),
        Command("save_as", "另存", "把文件另存到别处", ("f7",), "lc", "附件"),
        Command("remove", "移除", "从这条记录上移除，须写明原因", ("delete",), "yc", "附件"),
        Command("bring_back", "找回", "找回从这条记录上移除的文件", ("f8",), "zh", "附件"),
    )
    NEEDS = MappingProxyType({"add": EDIT, "remove": EDIT, "bring_back": EDIT, "save_as": EXPORT})

    def __init__(self, kind: str, record_id: int, room: str = "") -> None:
        super().__init__("附件", room)
        self._kind, self._record_id = kind, record_id
        self._files: dict[int, Attached] = {}
        self._gone = False

    def body(self) -> ComposeResult:
        """The files."""
        yield RecordGrid(id="files", empty=f"还没有附件。{self.hint('add', '按 Ctrl+N 添加。')}")

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#files", RecordGrid)

    def on_mount(self) -> None:
        """Show the files."""
        self.reload()

    def reload(self) -> None:
        """Read the files again."""
        store = self.session.store
        self._files = {one.id: one for one in attachments.of_record(self.session, self._kind, self._record_id)}
        rows = {
            one.id: GridRow(
                (one.name, size_text(one.size), one.note, "" if one.there else "文件缺失"), "" if one.there else "bad"
            )
            for one in self._files.values()
        }
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id)
        kind = KINDS[self._kind]
        self.headline(kind.title, records.labels(store, kind, [self._record_id]).get(self._record_id, ""))
        self._gone = bool(attachments.removed(self.session, self._kind, self._record_id))
        self.status.show(rows=len(rows))
        self.refresh_bindings()

    @property
    def current(self) -> Attached | None:
        """The file under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._files.get(at) if at is not None else None

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def refusal_add(self) -> AjxError | None:
        """What is under review or approved gets no more files."""
        return rights.against_adding(self.session, ATTACHMENT, self._kind, self._record_id)

    def do_add(self) -> None:
        """Ask for a file and copy it in."""

        def finished(result: int | Cancelled | None) -> None:
            if isinstance(result, int):
                notify(self.app, "附件已添加并核对")
                self.data_changed()
                self.grid.move_to(result)

        def answered(answer: tuple[Path, str] | None) -> None:
            if answer is not None:
                job = attachments.add(self.session, self._kind, self._record_id, *answer)
                self.app.push_screen(JobScreen("添加附件", job), finished)

        self.app.push_screen(AddFile(), answered)

    @on(RecordGrid.RowOpened, "#files")
    def _opened(self) -> None:
        one = self.current
        if one is None:
            return
        problem = open_path(attachments.viewable(self.session, one.id))
        if problem:
            notify(self.app, problem, "没有打开附件", "warning")
        else:
            notify(self.app, f"正在用系统的程序打开「{one.name}」")

    def can_remove(self) -> bool:
        """Needs a file under the cursor."""
        return self.current is not None

    can_save_as = can_remove

    def refusal_remove(self) -> AjxError | None:
        """Nor does it lose one."""
        one = self.current
        return rights.against_change(self.session, ATTACHMENT, (one.id,)) if one is not None else None

    def do_save_as(self) -> None:
        """Copy the file out."""
        one = self.current
        if one is None:
            return

        def wrong(text: str) -> str:
            if not text.strip():
                return "请写明路径。"
            return "这个文件已经存在，请换一个名字。" if typed_path(text).exists() else ""

        def answered(text: str | None) -> None:
            if text is not None:
                path = attachments.save_as(self.session, one.id, typed_path(text))
                notify(self.app, str(path), "已另存")

        proposed = Path.home() / re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", one.name)
        self.app.push_screen(Ask("另存附件", "写到这个文件：", value=str(proposed), check=wrong), answered)

    def do_remove(self) -> None:
        """Ask for the reason and take the file off."""
        one = self.current
        if one is None:
            return

        def answered(reason: str | None) -> None:
            if reason is not None:
                attachments.remove(self.session, one.id, reason)
                notify(self.app, f"「{one.name}」已移除")
                self.data_changed()

        def wrong(text: str) -> str:
            return "" if text.strip() else "请写明原因，它会记入历史。"

        self.app.push_screen(Ask("移除附件", f"移除「{one.name}」。请写明原因：", check=wrong), answered)

    def can_bring_back(self) -> bool:
        """Needs a file that was taken off."""
        return self._gone

    refusal_bring_back = refusal_add

    def do_bring_back(self) -> None:
        """Choose one of the files that were taken off and put it back."""
        gone = attachments.removed(self.session, self._kind, self._record_id)

        def chosen(value: str | None) -> None:
            if value is not None:
                one = gone[int(value)]
                restore(self.session, KINDS[one.kind], one.id)
                notify(self.app, f"「{one.label}」已找回")
                self.data_changed()
                self.grid.move_to(one.id)

        choices = [
            Choice(str(n), one.label, f"移除：{one.reason}　{one.actor} {shown_time(one.deleted_at)[:16]}")
            for n, one in enumerate(gone)
        ]
        self.app.push_screen(Choose("找回哪个文件？", choices), chosen)
