"""Importing lists, step 1: choose the files. The steps after it: import_columns, import_preview."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from ajx_tui.paths import free_file
from ajx_tui.services import imports
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

SUFFIXES = frozenset({".xlsx", ".xls", ".xlsm", ".ods", ".csv", ".txt"})
_COLUMNS = (
    GridColumn("name", "名称", 30, sortable=False, grow=True),
    GridColumn("size", "大小", 9, "right", sortable=False),
    GridColumn("time", "修改时间", 16, sortable=False),
)
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")
_MOST_ENTRIES = 20_000


class ImportFiles(Page[None]):
    """Step 1: the files. Several can be marked, also from different folders."""

    HELP = (
        "空格标记要导入的表格，可以标记多个，也可以到别的文件夹继续标记；F2 读取已标记的表格。回车进入文件夹，"
        "或直接读取光标所在的一个表格。路径也可以粘贴到上面的框里，或把文件拖进窗口，再按回车。"
    )
    AUTO_FOCUS = "#files"
    DEFAULT_CSS = """
    ImportFiles #path { width: 1fr; }
    ImportFiles #files { height: 1fr; }
    ImportFiles #chosen { height: auto; max-height: 3; padding: 0 1; color: $text-success; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next", "下一步", "读取已标记的表格；没有标记时读取光标所在的", ("f2",), "xyb", "导入"),
        Command("path", "输入路径", "输入或粘贴文件、文件夹的路径", ("ctrl+f",), "srlj", "导入"),
        Command("places", "常用位置", "到桌面、下载、U盘等位置", ("f3",), "cywz", "导入"),
        Command("parent", "上级", "到上一级文件夹", ("f4",), "sj", "导入"),
        Command("template", "空白模板", "写出空白模板，交给部门、保险机构、服务机构填报", ("f6",), "kbmb", "导入"),
        Command("cancel", "返回", "不导入，回到原来的页面", ("escape",), "fh", "导入"),
    )

    def __init__(self, room: str = "", folder: Path | None = None) -> None:
        super().__init__("导入表格", room)
        self._folder = folder
        self._entries: list[Path] = []
        self._chosen: dict[Path, None] = {}

    def body(self) -> ComposeResult:
        """Path, list of files, what is chosen."""
        yield Input(placeholder="文件或文件夹的路径", id="path")
        yield RecordGrid(empty="这个文件夹里没有表格。\n按 F3 换一个位置，F4 到上级文件夹。", marks=True, id="files")
        yield Prose(id="chosen")

    def on_mount(self) -> None:
        """Start where the last files lay."""
        self.headline("第 1 步，共 4 步：选择文件")
        from ajx_tui.services.imports.folder import last_folder

        start = [self._folder, last_folder(self.session.store), Path.cwd(), Path.home()]
        self._go(next((f for f in start if f is not None and f.is_dir()), Path.home()))

    # ----- the folder

    def _go(self, folder: Path, at: Path | None = None) -> None:
        """Show a folder, the cursor on `at`."""
        try:
            entries = sorted(_listed(folder), key=lambda p: (p.is_file(), p.name.casefold()))
        except OSError as error:
            notify(self.app, f"{folder}：{error.strerror}", "打不开文件夹", "error")
            return
        self._folder = folder.resolve()
        self._entries = [self._folder.parent, *entries] if self._folder.parent != self._folder else entries
        rows = {n: self._row(path, n) for n, path in enumerate(self._entries)}
        grid = self.query_one("#files", RecordGrid)
        keep = self._entries.index(at) if at in self._entries else None
        grid.replace(ListSource(_COLUMNS, rows), keep)
        grid.set_marks(n for n, path in enumerate(self._entries) if path in self._chosen)
        self.query_one("#path", Input).value = str(self._folder)

    def _row(self, path: Path, number: int) -> GridRow:
        if path == (self._folder.parent if self._folder else None) and number == 0:
            return GridRow(("上级文件夹", "", ""), "dim")
        try:
            facts = path.stat()
        except OSError:
            return GridRow((path.name, "", "读不出"), "dim")
        time = datetime.fromtimestamp(facts.st_mtime).strftime("%Y-%m-%d %H:%M")
        if path.is_dir():
            return GridRow((path.name, "文件夹", time))
        return GridRow((path.name, _size(facts.st_size), time), tones={"name": "good"})

    def do_template(self) -> None:
        """Choose a template and write it into the exports folder."""
        from ajx_tui.services import templates
        from ajx_tui.ui.screens.actions import exports_folder

        def chosen(name: str | None) -> None:
            if name is not None:
                folder = exports_folder(self.app)
                folder.mkdir(parents=True, exist_ok=True)
                path = free_file(folder / f"{templates.title_of(name)}.xlsx")
                self.app.push_screen(JobScreen("写出空白模板", templates.write(self.session, name, path)), self._told)

        choices = [Choice(name, title, told) for name, (title, told) in templates.offered().items()]
        text = "填报模板把一家单位要报的清单都放在一个文件里；带下拉选项和填表说明。"
        self.app.push_screen(Choose("写出哪一种空白模板？", choices, text), chosen)

    def _told(self, path: object) -> None:
        if isinstance(path, Path):
            notify(self.app, str(path), "空白模板已写出")

    @on(RecordGrid.RowOpened, "#files")
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        path = self._entries[event.id]
        if path.is_dir():
            self._go(path, self._folder)
        else:
            self._read_files([*self._chosen, path])

    @on(RecordGrid.MarksChanged, "#files")
    def _marked(self) -> None:
        """Follow the marks of this folder; folders can't be marked."""
        grid = self.query_one("#files", RecordGrid)
        files = {n for n in grid.marks if self._entries[n].is_file()}
        if files != grid.marks:
            grid.set_marks(files)
            return
        for number, path in enumerate(self._entries):
            if number in files:
                self._chosen.setdefault(path)
            else:
                self._chosen.pop(path, None)
        names = "、".join(path.name for path in self._chosen)
        self.query_one("#chosen", Prose).update(f"已选 {len(self._chosen)} 个：{names}" if names else "")

    @on(Input.Submitted, "#path")
    def _typed(self, event: Input.Submitted) -> None:
        """A folder is shown, files are taken; several paths come in quotes, as terminals paste dragged files."""
        text = event.value.strip()
        whole = Path(text.strip("\"'")).expanduser()
        paths = [whole] if _exists(whole) else [Path(a or b).expanduser() for a, b in _QUOTED.findall(text)]
        lost = [path for path in paths if not _exists(path)]
        if not paths or lost:
            notify(self.app, f"找不到 {lost[0] if lost else text}", "没有这个文件或文件夹", "warning")
            return
        if paths[0].is_dir():
            self._go(paths[0])
            self.query_one("#files", RecordGrid).focus()
            return
        self._read_files([*self._chosen, *(path.resolve() for path in paths)])

    # ----- commands

    def do_path(self) -> None:
        """Focus the path line."""
        self.query_one("#path", Input).focus()

    def do_parent(self) -> None:
        """Show the folder above."""
        if self._folder is not None:
            self._go(self._folder.parent, self._folder)

    def do_places(self) -> None:
        """Offer the usual places."""
        places = list(_places())
        choices = [Choice(str(n), title, str(path)) for n, (title, path) in enumerate(places)]
        self.app.push_screen(
            Choose("常用位置", choices), lambda answer: self._go(places[int(answer)][1]) if answer is not None else None
        )

    def do_next(self) -> None:
        """Read the chosen files."""
        at = self.query_one("#files", RecordGrid).cursor_id
        paths = list(self._chosen)
        if not paths and at is not None and self._entries[at].is_file():
            paths = [self._entries[at]]
        if not paths:
            notify(self.app, "请用空格标记要导入的表格，或把光标移到一个表格上。", "还没有选文件", "warning")
            return
        self._read_files(paths)

    def _read_files(self, paths: list[Path]) -> None:
        """Read files, with progress and cancel."""
        self.app.push_screen(JobScreen("读取表格", imports.plan_files(self.session, paths)), self._read)

    def _read(self, outcome: Any) -> None:
        """Go on with what was read; keep what is readable in mind."""
        if not isinstance(outcome, list):
            return
        empty = [f"{one.path.name}：{'；'.join(one.skipped)}" for one in outcome if not one.lists]
        if empty:
            notify(self.app, "\n".join(empty), "这些文件里没有认出清单", "warning")
        if any(one.lists for one in outcome):
            from ajx_tui.ui.screens.imports.columns import ImportColumns

            self.app.push_screen(ImportColumns(outcome, self.room))

    def do_cancel(self) -> None:
        """Leave the wizard."""
        self.dismiss(None)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _listed(folder: Path) -> list[Path]:
    """Folders and spreadsheets in a folder; hidden ones and Excel's lock files are left out. Raises OSError."""
    found: list[Path] = []
    for path in folder.iterdir():
        if path.name.startswith((".", "~$")) or len(found) >= _MOST_ENTRIES:
            continue
        if path.suffix.lower() in SUFFIXES or path.is_dir():
            found.append(path)
    return found


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


def _places() -> Iterator[tuple[str, Path]]:
    """Where files usually come from: desktop, downloads, documents, USB sticks and drives."""
    home = Path.home()
    yield "主文件夹", home
    for title, names in (
        ("桌面", ("Desktop", "桌面")),
        ("下载", ("Downloads", "下载")),
        ("文档", ("Documents", "文档")),
    ):
        for name in names:
            if (home / name).is_dir():
                yield title, home / name
    if sys.platform == "win32":
        yield from ((f"{letter} 盘", Path(f"{letter}:\\")) for letter in "CDEFGHIJ" if _exists(Path(f"{letter}:\\")))
        return
    for root in (Path("/media"), Path("/run/media"), Path("/mnt"), Path("/Volumes")):
        try:
            yield from (("U盘", path) for path in sorted((*root.glob("*"), *root.glob("*/*"))) if path.is_mount())
        except OSError:
            continue
    yield "根目录", Path("/")


def open_wizard(app: AjxApp, page: Any, folder: Path | None = None) -> None:
    """Open the wizard on top of a page, unless it is open there. Raises AjxError when nothing may be written."""
    if app.session.store.readonly_reason:
        raise app.session.store.readonly_error("现在不能导入")
    if not any(isinstance(open_, ImportFiles) for open_ in app.screen_stack):
        app.push_screen(ImportFiles(getattr(page, "room", ""), folder))
