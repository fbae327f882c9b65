"""Policy packs: which are at hand, what stands in them on which clause, and installing one after a dry run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Button

from ajx_tui.errors import Cancelled
from ajx_tui.policy.clause import CERTAINTIES
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.progress import Job, Progress
from ajx_tui.services import pack_install, packs
from ajx_tui.services.pack_install import Preview
from ajx_tui.services.rule_pages import PackLine, pack_list, pack_show
from ajx_tui.services.session import Session
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import MANAGE
from ajx_tui.ui.screens.findings.clause import show_parts
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.records.attachments import typed_path
from ajx_tui.ui.widgets.confirm import Ask, Dialog
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

COLUMNS = (
    GridColumn("active", "状态", 6, fixed=True, sortable=False),
    GridColumn("title", "政策包", 26, sortable=False, grow=True),
    GridColumn("version", "版本", 10, sortable=False),
    GridColumn("origin", "来源", 20, sortable=False, grow=True),
)
ENTRIES = (
    GridColumn("title", "名称", 22, fixed=True, sortable=False, grow=True),
    GridColumn("value", "取值", 14, sortable=False),
    GridColumn("clause", "依据", 22, sortable=False, grow=True),
    GridColumn("note", "核对情况", 20, sortable=False),
)
SECTIONS = (
    ("parameters", "参数"), ("checks", "检查"), ("indicators", "比率"), ("figures", "指标"), ("sectors", "行业"),
    ("departments", "部门"), ("code_lists", "代码表"), ("score_sheets", "评分表"), ("bases", "依据"),
)  # fmt: skip


class PackText(Dialog[bool]):
    """Shows what a pack would do, or what is wrong with it. Dismisses with True to install it."""

    AUTO_FOCUS = "#cancel"
    DEFAULT_CSS = """
    PackText > .dialog { width: 90; }
    PackText VerticalScroll { height: auto; max-height: 60vh; background: $background; padding: 0 1; }
    """

    def __init__(self, title: str, text: str, *, install: bool = False) -> None:
        super().__init__(title)
        self._text, self._install = text, install

    def body(self) -> ComposeResult:
        """The text, scrolled when it is long."""
        with VerticalScroll():
            yield Prose(self._text)

    def buttons(self) -> ComposeResult:
        """Leave it, or install."""
        yield Button("不安装" if self._install else "知道了", id="cancel", compact=True)
        if self._install:
            yield Button("安装", id="install", variant="error", compact=True)

    def do_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(False)

    @on(Button.Pressed, "#install")
    def _install_pressed(self) -> None:
        self.dismiss(True)


def _tried(session: Session, path: Path, day: date) -> Job[Preview]:
    """The dry run as a job."""
    yield Progress(0, 1, "在数据的副本上试算")
    return pack_install.preview(session, path, day)


def _installed(session: Session, path: Path, day: date) -> Job[Preview]:
    """Installing as a job."""
    yield Progress(0, 1, "安装政策包")
    return pack_install.install(session, path, day)


class Packs(ReadingPage[list[PackLine]]):
    """The packs at hand."""

    HELP = (
        "政策包里是行业、部门、参数、代码表、指标和检查，每一条都写明依据和核对情况。回车看一个包的内容；"
        "F2 只检查一个文件；F3 安装：先在数据副本上试算，列出指标和检查结果会怎样变化，确认后才安装。"
        "F4 看现行规则，并把参数、代码表、检查、文书提纲改为本级自定。"
    )
    AUTO_FOCUS = "#packs"
    DEFAULT_CSS = """
    Packs #packs { height: 1fr; min-height: 4; }
    Packs #about { height: auto; min-height: 2; max-height: 8; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("check_file", "检查文件", "检查一个政策包文件，什么也不改", ("f2",), "jcwj", "政策包"),
        Command("install", "安装", "试算之后安装一个政策包文件", ("f3",), "az", "政策包"),
        Command("local_rules", "现行规则", "看现行的每条规则，改为本级自定", ("f4",), "xxgz", "政策包"),
    )
    NEEDS = MappingProxyType({"install": MANAGE})

    def __init__(self, room: str = "") -> None:
        super().__init__("政策包", room)
        self._packs: list[PackLine] = []

    def body(self) -> ComposeResult:
        """The packs, and the note of the one under the cursor."""
        yield RecordGrid(id="packs", empty="正在读取")
        yield Prose(id="about")

    def read(self) -> list[PackLine]:
        """Every pack at hand."""
        return pack_list(self.session.store)

    def show_read(self, data: list[PackLine]) -> None:
        """Show them; those in force first."""
        self._packs = data
        rows = {
            n: GridRow(("生效" if p.active else "未启用", p.title, p.version, p.origin), "" if p.active else "dim")
            for n, p in enumerate(data)
        }
        grid = self.query_one("#packs", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id)
        warning = packs.rules(self.session.store).warning
        self.headline(f"{sum(p.active for p in data)} 个生效", warning)
        self._tell()

    @property
    def current(self) -> PackLine | None:
        """The pack under the cursor."""
        at = self.query_one("#packs", RecordGrid).cursor_id if self.is_mounted else None
        return self._packs[at] if at is not None and at < len(self._packs) else None

    @on(RecordGrid.RowHighlighted, "#packs")
    def _tell(self) -> None:
        pack = self.current
        self.query_one("#about", Prose).update("" if pack is None else f"{pack.id}　{pack.origin}\n{pack.note}")

    @on(RecordGrid.RowOpened, "#packs")
    def _opened(self) -> None:
        if (pack := self.current) is not None:
            self.app.push_screen(PackContents(pack.id, pack.title, self.room))

    # ----- files

    def _ask(self, title: str, then: Any) -> None:
        def wrong(text: str) -> str:
            return "" if text.strip() and typed_path(text).exists() else "没有这个文件，请检查路径。"

        def answered(text: str | None) -> None:
            if text is not None:
                then(typed_path(text))

        question = "政策包文件或文件夹的路径，可以键入、粘贴，或把文件拖进窗口："
        self.app.push_screen(Ask(title, question, check=wrong), answered)

    def do_local_rules(self) -> None:
        """Show the rules in force and the county's own."""
        from ajx_tui.ui.screens.settings.local_rules import LocalRules

        self.app.push_screen(LocalRules(self.room))

    def do_check_file(self) -> None:
        """Say what is in a pack and what is wrong with it."""

        def check(path: Path) -> None:
            self.app.push_screen(PackText("检查政策包", pack_install.check_file(path, self.session.store).text))

        self._ask("检查政策包", check)

    def do_install(self) -> None:
        """Try a pack, show what changes, install it when that is wanted."""
        self._ask("安装政策包", self._try)

    def _try(self, path: Path) -> None:
        day = self.app.as_of

        def tried(outcome: Preview | Cancelled | None) -> None:
            if isinstance(outcome, Preview):
                self.app.push_screen(PackText("安装以后会怎样变化？", outcome.text, install=True), decided)

        def decided(yes: bool | None) -> None:
            if yes:
                self.app.push_screen(JobScreen("安装政策包", _installed(self.session, path, day)), installed)

        def installed(outcome: Preview | Cancelled | None) -> None:
            if isinstance(outcome, Preview):
                notify(self.app, f"{outcome.check.title} {outcome.check.version} 已生效", "政策包已安装")
                self.data_changed()

        self.app.push_screen(JobScreen("试算政策包", _tried(self.session, path, day)), tried)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a pack, ready to be shown."""

    title: str
    value: str
    clause: str
    certainty: str
    next_step: str


class PackContents(ReadingPage[dict[str, Any]]):
    """What stands in one pack, section by section."""

    HELP = "Ctrl+G 换看参数、检查、指标等各类内容；F1 完整显示光标所在一条的依据和核对情况。"
    AUTO_FOCUS = "#entries"
    DEFAULT_CSS = """
    PackContents #entries { height: 1fr; min-height: 4; }
    PackContents #about { height: auto; min-height: 2; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "完整显示这一条的依据和核对情况", ("f1",), "yj", "政策包"),
    )

    def __init__(self, pack_id: str, title: str, room: str = "") -> None:
        super().__init__("政策包", room)
        self._pack_id, self._name = pack_id, title
        self._shown: dict[str, Any] = {}
        self._entries: list[Entry] = []

    def body(self) -> ComposeResult:
        """Sections, entries, the one under the cursor in full."""
        yield TabRow(SECTIONS)
        yield RecordGrid(id="entries", empty="正在读取")
        yield Prose(id="about")

    def read(self) -> dict[str, Any]:
        """The whole pack."""
        return pack_show(self.session.store, self._pack_id, self.app.as_of.isoformat())

    def show_read(self, data: dict[str, Any]) -> None:
        """Show the open section."""
        self._shown = data
        self.headline(f"{self._name} {data['version']}", f"参数取值以 {self.app.as_of.isoformat()} 为准")
        self.tabs.show_counts({key: len(data[key]) for key, _ in SECTIONS})
        self._fill()

    @on(TabRow.Chosen)
    def _fill(self) -> None:
        self._entries = [self._entry(raw) for raw in self._shown.get(self.tabs.current, ())]
        rows = {n: (e.title, e.value, e.clause, CERTAINTIES.get(e.certainty, "")) for n, e in enumerate(self._entries)}
        self.query_one("#entries", RecordGrid).replace(ListSource(ENTRIES, rows), empty="这个政策包里没有这类内容。")
        self.status.show(rows=len(rows))
        self._tell()

    @staticmethod
    def _entry(raw: dict[str, Any]) -> Entry:
        value = raw.get("value") or SEVERITIES.get(raw.get("severity", "")) or "、".join(raw.get("values", ()))
        clause = raw["clause"]
        text = f"{clause['document']}{clause['article']}"
        return Entry(raw.get("title") or raw["name"], value, text, clause["certainty"], raw.get("next", ""))

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        at = self.query_one("#entries", RecordGrid).cursor_id if self.is_mounted else None
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @on(RecordGrid.RowHighlighted, "#entries")
    def _tell(self) -> None:
        entry = self.current
        told = ""
        if entry is not None:
            told = f"{entry.title}　{entry.value}\n依据：{entry.clause}（{CERTAINTIES[entry.certainty]}）"
        self.query_one("#about", Prose).update(told)
        self.refresh_bindings()

    def can_clause(self) -> bool:
        """Needs an entry."""
        return self.current is not None

    @on(RecordGrid.RowOpened, "#entries")
    def do_clause(self) -> None:
        """Show the entry in full."""
        if (entry := self.current) is not None:
            parts = (("取值", entry.value), ("下一步", entry.next_step), ("依据", entry.clause))
            show_parts(self.app, entry.title, *parts, ("依据核对情况", CERTAINTIES[entry.certainty]))
