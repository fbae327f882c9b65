"""Every version of every document: what was written, when, by whom; opened, compared, saved again byte for byte."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.workflow import STATE_TITLES
from ajx_tui.services import documents
from ajx_tui.services.documents import Listed
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.documents.files import open_kept, save_version
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("title", "文书", 18, fixed=True, sortable=False, grow=True),
    GridColumn("as_of", "截止日", 10, sortable=False),
    GridColumn("version", "版次", 6, "right", sortable=False),
    GridColumn("state", "状态", 6, sortable=False),
    GridColumn("number", "发文字号", 20, sortable=False),
    GridColumn("format", "格式", 5, sortable=False),
    GridColumn("by", "制作人", 10, sortable=False),
    GridColumn("at", "制作时间", 16, sortable=False),
    GridColumn("pages", "页数", 4, "right", sortable=False),
    GridColumn("file", "文件", 30, sortable=False, grow=True),
)


class DocumentVersions(ReadingPage[list[Listed]]):
    """The list."""

    HELP = (
        "每一行是文书的一版，最近导出的在前；回车看内容、数字和数字背后的记录。"
        "空格标记两版，Ctrl+D 并排对照（只标记一版时与光标所在的一版对照，没有标记时与同一文书的上一版对照）。"
        "F2 把留存的原文件一字不差地另存一份，F7 用系统的程序打开。F3 只看一种文书。"
    )
    AUTO_FOCUS = "#versions"
    DEFAULT_CSS = "DocumentVersions #versions { height: 1fr; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save_as", "另存原件", "把这一版留存的文件一字不差地另存一份", ("f2",), "lcyj", "版次"),
        Command("kind", "种类", "只看一种文书", ("f3",), "zl", "版次"),
        Command("compare", "对照", "两版并排，看数字和文字有什么不同", ("ctrl+d",), "dz", "版次"),
        Command("open_file", "打开文件", "用系统的程序打开留存的文件", ("f7",), "dkwj", "版次"),
        Command("papers", "发文登记", "看每个发文字号给了哪份文书、哪家企业", ("f8",), "fwdj", "版次"),
    )
    NEEDS = MappingProxyType({"save_as": EXPORT})

    def __init__(self, room: str = "", name: str = "") -> None:
        super().__init__("文书版次", room)
        self._only = name
        self._lines: tuple[Listed, ...] = ()

    def body(self) -> ComposeResult:
        """The grid."""
        yield RecordGrid(id="versions", empty="正在读取", marks=True)

    @property
    def grid(self) -> RecordGrid:
        """The versions."""
        return self.query_one("#versions", RecordGrid)

    @property
    def current(self) -> Listed | None:
        """The line under the cursor."""
        at = self.grid.cursor_id if self.is_mounted else None
        return self._lines[at] if at is not None and at < len(self._lines) else None

    def read(self) -> list[Listed]:
        """All versions."""
        return documents.listing(self.session, self._only)

    def show_read(self, data: list[Listed]) -> None:
        """One line a version."""
        self._lines = tuple(data)
        title = documents.title_of(self._only) if self._only else "全部文书"
        empty = f"还没有导出过{title if self._only else '文书'}。\n在“文书”一页按 F2 导出，每次导出记为一版。"
        self.grid.replace(ListSource(COLUMNS, {i: _row(one) for i, one in enumerate(self._lines)}), 0, empty=empty)
        self.headline(title, f"{sum(one.version_id is not None for one in data)} 版")
        self.status.show(rows=len(data))
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#versions")
    def _opened(self) -> None:
        line = self.current
        if line is None:
            return
        if line.version_id is None:
            notify(self.app, "这份文书改过文字，还没有导出过。在“文书”一页按 F2 导出。", "还没有版次")
            return
        from ajx_tui.ui.screens.documents.version import DocumentVersion

        self.app.push_screen(DocumentVersion(line.version_id, line.title, self.room))

    @on(RecordGrid.RowHighlighted, "#versions")
    def _moved(self) -> None:
        self.refresh_bindings()

    # ----- commands

    def can_open_file(self) -> bool:
        """Needs a version under the cursor."""
        return (line := self.current) is not None and line.version_id is not None

    can_save_as = can_compare = can_open_file

    def do_save_as(self) -> None:
        """Save the kept file somewhere."""
        if (line := self.current) is not None and line.version_id is not None:
            save_version(self.app, documents.version(self.session, line.version_id))

    def do_open_file(self) -> None:
        """Open the kept file."""
        if (line := self.current) is not None and line.version_id is not None:
            open_kept(self.app, documents.version(self.session, line.version_id))

    def do_kind(self) -> None:
        """Choose one kind of document."""

        def chosen(name: str | None) -> None:
            if name is not None:
                self._only = name
                self.reload()

        choices = [Choice("", "全部文书"), *(Choice(e.name, e.title) for e in documents.CATALOGUE.values())]
        self.app.push_screen(Choose("看哪一种文书？", choices, current=self._only), chosen)

    def do_compare(self) -> None:
        """Compare what is marked, else this version with the one before."""
        from ajx_tui.ui.screens.documents.changes import DocumentChanges

        pair = self._pair()
        if pair is None:
            notify(self.app, "请用空格标记两版；同一文书只有一版时没有可以对照的上一版。", "没有对照")
        else:
            self.app.push_screen(DocumentChanges(*pair, room=self.room))

    def _pair(self) -> tuple[int, int] | None:
        """The two versions to compare, the earlier first."""
        here = self.current
        marked = [self._lines[i] for i in sorted(self.grid.marks) if i < len(self._lines)]
        if len(marked) == 1 and here is not None and here is not marked[0]:
            marked.append(here)
        if not marked and here is not None:
            before = [x for x in self._lines if x.document_id == here.document_id and x.version == here.version - 1]
            marked = [here, *before]
        ids = [(one.made_at, one.version_id) for one in marked if one.version_id is not None]
        if len(ids) != 2:
            return None
        first, second = sorted(ids)
        return (first[1], second[1]) if first[1] is not None and second[1] is not None else None

    def do_papers(self) -> None:
        """Open the register of papers."""
        from ajx_tui.ui.screens.documents.paper_register import PaperRegister

        self.app.push_screen(PaperRegister())


def _row(one: Listed) -> GridRow:
    state = STATE_TITLES[one.state] if one.state is not None else "未送审" if one.version_id else "未导出"
    version = f"第{one.version}版" if one.version_id else "—"
    cells = (
        _title(one), one.as_of, version, state if one.current or not one.version_id else "", one.issued_number,
        documents.FORMATS.get(one.format, ""), one.made_by, one.made_at[:16], str(one.pages or ""), one.file_name,
    )  # fmt: skip
    return GridRow(cells, "" if one.current else "dim")


def _title(one: Listed) -> str:
    """The kind of document; the title on record where the catalogue has it no more."""
    return documents.title_of(one.name) if one.name in documents.CATALOGUE else one.title
