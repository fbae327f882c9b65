"""One kept version: its words, its numbers with the records behind them, the papers that went out."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.services import documents
from ajx_tui.services.documents import snapshots
from ajx_tui.services.documents.evidence import write_trails
from ajx_tui.services.documents.trail import Trails
from ajx_tui.store import records
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.documents.files import open_bytes, open_kept, save_version
from ajx_tui.ui.screens.documents.trail import KeptRecords
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

TEXT, NUMBERS, FILES = "text", "numbers", "files"
NUMBER_COLUMNS = (
    GridColumn("title", "数字", 20, fixed=True, sortable=False, grow=True),
    GridColumn("line", "范围", 20, sortable=False, grow=True),
    GridColumn("text", "印出", 16, "right", sortable=False),
    GridColumn("count", "记录", 6, "right", sortable=False),
    GridColumn("kind", "记录类别", 12, sortable=False),
    GridColumn("basis", "口径和依据", 40, sortable=False, grow=True),
)
FILE_COLUMNS = (
    GridColumn("name", "文件", 40, fixed=True, sortable=False, grow=True),
    GridColumn("firm", "收文企业", 30, sortable=False, grow=True),
)
Data = tuple[documents.Version, Trails | None, dict[int, str]]


class DocumentVersion(ReadingPage[Data]):
    """The page of one version."""

    HELP = (
        "左、右键换看正文、数字和各份文件。“数字”一页列出这一版印出的每个数字，回车看当时数的是哪些记录，"
        "以及这些记录后来有没有改过；数据变了，这里也不变。F2 把原文件一字不差地另存，F7 用系统的程序打开。"
    )
    AUTO_FOCUS = "TabRow"
    DEFAULT_CSS = """
    DocumentVersion #told { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    DocumentVersion #text { height: 1fr; background: $surface; padding: 0 1; }
    DocumentVersion RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save_as", "另存原件", "把这一版留存的文件一字不差地另存一份", ("f2",), "lcyj", "版次"),
        Command("open_file", "打开文件", "用系统的程序打开留存的文件", ("f7",), "dkwj", "版次"),
        Command("evidence", "数据来源", "把每个数字和背后的记录另存为表格", ("ctrl+y",), "sjly", "版次"),
        Command("next_tab", "下一类", "换看下一类内容", ("ctrl+pagedown",), "xyl", "版次", shown=False),
        Command("previous_tab", "上一类", "换看上一类内容", ("ctrl+pageup",), "syl", "版次", shown=False),
    )
    NEEDS = MappingProxyType({"save_as": EXPORT, "evidence": EXPORT})

    def __init__(self, version_id: int, title: str, room: str = "") -> None:
        super().__init__("文书版次", room)
        self._version_id, self._heading = version_id, title
        self._version: documents.Version | None = None
        self._trails: Trails | None = None

    def body(self) -> ComposeResult:
        """What it is, the tabs, the content of each."""
        yield TabRow([(TEXT, "正文"), (NUMBERS, "数字"), (FILES, "各份")])
        yield Prose(id="told")
        with VerticalScroll(id=TEXT):
            yield Prose(id="chapters")
        yield RecordGrid(id=NUMBERS, empty="正在读取")
        yield RecordGrid(id=FILES, empty="正在读取")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        self._show_tab()

    def read(self) -> Data:
        """The version, its trail where it has one, the names of who got a paper."""
        version = documents.version(self.session, self._version_id)
        try:
            trails: Trails | None = snapshots.read(self.session, version.evidence_sha256)
        except AjxError:
            trails = None
        ids = [one.enterprise_id for one in version.files]
        return version, trails, records.labels(self.session.store, KINDS["enterprise"], ids)

    def show_read(self, data: Data) -> None:
        """Show it."""
        version, trails, firms = data
        self._version, self._trails = version, trails
        self.headline(self._heading, f"第{version.number}版", version.issued_number)
        self.query_one("#told", Prose).update(_told(version))
        parts = [f"【{title}】\n{text}" if title != "正文" else text for title, text in version.chapters.items()]
        self.query_one("#chapters", Prose).update("\n\n".join(parts) or "这份文书只有表格，请打开文件查看。")
        numbers = trails.numbers if trails is not None else ()
        rows = {
            i: GridRow((one.title, one.line, one.text, str(len(one.records)), one.kind_title, one.basis))
            for i, one in enumerate(numbers)
        }
        gone = "这一版没有可以读出的数据来源。" if trails is None else "这一版没有印出由记录得出的数字。"
        self.query_one(f"#{NUMBERS}", RecordGrid).replace(ListSource(NUMBER_COLUMNS, rows), 0, empty=gone)
        files = {i: GridRow((one.name, firms.get(one.enterprise_id, ""))) for i, one in enumerate(version.files)}
        empty = "这份文书不是每家一份的。" if not version.files else ""
        self.query_one(f"#{FILES}", RecordGrid).replace(ListSource(FILE_COLUMNS, files), 0, empty=empty)
        self.query_one(TabRow).show_counts({NUMBERS: len(rows), FILES: len(files)})
        self.refresh_bindings()

    @property
    def tabs(self) -> TabRow:
        """The tabs."""
        return self.query_one(TabRow)

    @on(TabRow.Chosen)
    def _show_tab(self) -> None:
        for name in (TEXT, NUMBERS, FILES):
            self.query_one(f"#{name}").display = name == self.tabs.current
        self.query_one("#told").display = self.tabs.current == TEXT

    @on(RecordGrid.RowOpened, f"#{NUMBERS}")
    def _number_opened(self, event: RecordGrid.RowOpened) -> None:
        if self._trails is not None and self._version is not None:
            trail = self._trails.numbers[event.id]
            self.app.push_screen(KeptRecords(trail, self._version.revision, self.room))

    @on(RecordGrid.RowOpened, f"#{FILES}")
    def _file_opened(self, event: RecordGrid.RowOpened) -> None:
        if self._version is not None:
            open_bytes(self.app, self._version.files[event.id].sha256)

    # ----- commands

    def can_save_as(self) -> bool:
        """Once it is read."""
        return self._version is not None

    can_open_file = can_save_as

    def do_save_as(self) -> None:
        """Save the kept file somewhere."""
        if self._version is not None:
            save_version(self.app, self._version)

    def do_open_file(self) -> None:
        """Open the kept file."""
        if self._version is not None:
            open_kept(self.app, self._version)

    def can_evidence(self) -> bool:
        """Needs a trail."""
        return self._trails is not None

    def do_evidence(self) -> None:
        """Write the kept trail to a workbook."""
        if self._trails is None or self._version is None:
            return
        stem = Path(self._version.file_name)
        name = stem.stem if stem.suffix == f".{self._version.format}" else stem.name
        path = exports_folder(self.app) / f"{name}-第{self._version.number}版-数据来源.xlsx"
        job = write_trails(self._heading, self._trails, path)
        self.app.push_screen(JobScreen("数据来源", job), self._written)

    def _written(self, report: Any) -> None:
        if hasattr(report, "path"):
            notify(self.app, str(report.path), "已写出")

    def do_next_tab(self) -> None:
        """Open the next tab."""
        self.tabs.action_step(1)

    def do_previous_tab(self) -> None:
        """Open the previous tab."""
        self.tabs.action_step(-1)


def _told(one: documents.Version) -> str:
    shown = documents.FORMATS.get(one.format, one.format)
    parts = [f"{one.made_by} {one.made_at} 导出，{shown}" + (f" {one.pages} 页" if one.pages else "")]
    parts.append(f"成文日期 {one.issued_on}" if one.issued_on else "")
    parts.append(f"发给{one.scope}" if one.scope else "")
    parts.append("编制与审核未分离" if one.alone else "")
    told = "，".join(part for part in parts if part)
    return f"{told}\n{one.file_name}　数据版本 {one.revision}　SHA-256 {one.sha256[:16]}…　表格和附件请打开文件看"
