"""Importing lists, steps 3 and 4: what would happen, row by row, and what did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Button

from ajx_tui.domain.text import plain
from ajx_tui.errors import AjxError
from ajx_tui.paths import Home
from ajx_tui.services import imports
from ajx_tui.services.imports import FilePlan, FileResult, ListResult
from ajx_tui.services.imports.report import write_refused
from ajx_tui.services.imports.rows import Draft
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EDIT
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

_COUNTS = (("new", "新增"), ("changed", "修改"), ("unchanged", "相同"), ("duplicates", "重复"), ("refused", "退回"))
_SUMMARY = (
    GridColumn("file", "文件", 20, sortable=False, grow=True),
    GridColumn("kind", "清单", 10, sortable=False),
    *(GridColumn(name, title, 6, "right", sortable=False) for name, title in _COUNTS),
)
_ROWS = (
    GridColumn("row", "行", 6, "right", sortable=False),
    GridColumn("name", "名称或编号", 18, sortable=False),
    GridColumn("text", "说明", 24, sortable=False, grow=True),
    GridColumn("file", "文件", 16, sortable=False),
)
_TABS = (("refused", "退回"), ("warnings", "提示"), ("changes", "修改"), ("created", "新登记"), ("skipped", "未读"))


_BELOW = {"refused": "refused", "changed": "changes"}
"""Numbers whose rows stand in a tab below."""
_TOLD = {
    "new": "写入以后可以打开新登记的记录。", "unchanged": "这些行与登记的内容完全相同，没有要改的。",
    "duplicates": "这些行与同一份表里前面的行重复，只取第一行。",
}  # fmt: skip


class Outcome(Page[None]):
    """Counts per list above; below them the rows that a person should look at."""

    AUTO_FOCUS = "#rows"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    DEFAULT_CSS = """
    Outcome #summary { height: auto; min-height: 2; max-height: 7; }
    Outcome.-wide #summary { max-height: 12; }
    Outcome TabRow { margin: 1 0 0 0; }
    Outcome #rows { height: 1fr; }
    Outcome #full { height: 3; padding: 0 1; background: $background; }
    Outcome #buttons { height: 1; padding: 0 1; display: none; }
    Outcome #buttons Button { margin-right: 2; }
    """

    written: ClassVar[bool] = False
    """Whether the records are in the database."""

    def __init__(self, results: Sequence[FileResult], room: str, step: str) -> None:
        super().__init__("导入表格", room)
        self._results = tuple(results)
        self._step = step
        self._pairs = [(file, one) for file in results for one in file.lists]
        self._found: dict[str, list[GridRow]] = {}

    def body(self) -> ComposeResult:
        """Summary, tabs, rows, the row in full."""
        yield RecordGrid(id="summary")
        yield TabRow(_TABS)
        yield RecordGrid(id="rows")
        yield Prose(id="full")
        with Horizontal(id="buttons"):
            yield from self.buttons()

    def buttons(self) -> ComposeResult:
        """What can be done next, for the mouse."""
        yield from ()

    def on_mount(self) -> None:
        """Show the counts and the first tab that holds something."""
        rows = {n: _summary_row(file, one) for n, (file, one) in enumerate(self._pairs)}
        self.query_one("#summary", RecordGrid).replace(ListSource(_SUMMARY, rows))
        self._narrow(self._results)
        total = {name: sum(one.counts()[name] for _, one in self._pairs) for name, _ in _COUNTS}
        self.headline(self._step, "，".join(f"{title} {total[name]}" for name, title in _COUNTS))
        first = next((name for name, found in self._found.items() if found), _TABS[0][0])
        self.tabs.choose(first)
        self._show(first)

    def _narrow(self, results: Sequence[FileResult]) -> None:
        """Tell below only of these."""
        self._found = {name: list(_details(name, results)) for name, _ in _TABS}
        self.tabs.show_counts({name: len(found) for name, found in self._found.items()})

    @on(TabRow.Chosen)
    def _tab_chosen(self, event: TabRow.Chosen) -> None:
        self._show(event.key)

    @on(RecordGrid.RowOpened, "#summary")
    def _summary_opened(self, event: RecordGrid.RowOpened) -> None:
        """Choose one of the numbers of a list, and show what it counts."""
        file, one = self._pairs[event.id]
        counts = one.counts()
        choices = [Choice(name, title, f"{counts[name]} 行") for name, title in _COUNTS if counts[name]]
        choices.append(Choice("", "全部清单", "下面列出每一张清单的内容"))
        chosen = partial(self._open_count, file, one)
        self.app.push_screen(Choose(f"看哪些行？{file.plan.path.name}", choices), chosen)

    def _open_count(self, file: FileResult, one: ListResult, name: str | None) -> None:
        """Rows that are told below are shown there; records that are in are listed where they are registered."""
        if name is None:
            return
        if not name or name in _BELOW:
            self._narrow([replace(file, lists=(one,))] if name else self._results)
            tab = _BELOW.get(name, self.tabs.current)
            self.tabs.choose(tab)
            self._show(tab)
            self.query_one("#rows", RecordGrid).focus()
        elif name == "new" and self.written:
            self.app.show_list(ListQuery(one.kind, ids=one.new_ids), "本次导入新增")
        else:
            notify(self.app, _TOLD[name])

    def _show(self, tab: str) -> None:
        rows = dict(enumerate(self._found[tab]))
        title = dict(_TABS)[tab]
        self.query_one("#rows", RecordGrid).replace(ListSource(_ROWS, rows), empty=f"没有{title}的内容。")

    @on(RecordGrid.RowHighlighted, "#rows")
    def _row_chosen(self, event: RecordGrid.RowHighlighted) -> None:
        found = self._found[self.tabs.current]
        if event.id is None or event.id >= len(found):
            self.query_one("#full", Prose).update("")
            return
        row, _, text, file = found[event.id].cells
        self.query_one("#full", Prose).update(f"{file}{f' 第{row}行' if row else ''}：{text}")


class ImportPreview(Outcome):
    """Step 3: what would happen. Nothing is written yet."""

    HELP = (
        "还没有写入。上面是每张清单将新增、修改、相同、重复、退回多少行；下面可逐条查看退回和提示的原因、"
        "将要修改的内容、将新登记的机构；在上面按回车选看其中一个数。"
        "F2 写入；退回的行不影响其他行，写入后可以导出改正。"
    )
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("write", "写入", "把以上内容写入数据库", ("f2",), "xr", "导入"),
        Command("cancel", "上一步", "回到核对各列", ("escape",), "syb", "导入"),
    )
    NEEDS = MappingProxyType({"write": EDIT})

    def __init__(self, plans: Sequence[FilePlan], results: Sequence[FileResult], room: str = "") -> None:
        super().__init__(results, room, "第 3 步，共 4 步：预览")
        self._plans = list(plans)
        self._done: list[FileResult] = []

    def do_write(self) -> None:
        """Write, with progress and cancel."""
        self._done = []
        job = imports.run(self.session, self._plans, self._done)
        self.app.push_screen(JobScreen("导入表格", job), self._written)

    def _written(self, outcome: Any) -> None:
        """Show the result; after a stop, which files are in all the same."""
        results = outcome if isinstance(outcome, list) else self._done
        if not isinstance(outcome, list):
            if not results:
                return
            names = "、".join(r.plan.path.name for r in results)
            notify(self.app, f"已写入：{names}。其余文件没有写入，可以再次导入。", "导入没有全部完成", "warning")
        self._remember_folder()
        self.app.switch_screen(ImportResult(results, self.room))

    def _remember_folder(self) -> None:
        from ajx_tui.services.imports.folder import remember_folder

        try:
            remember_folder(self.session, self._plans[0].path.parent)
        except AjxError:
            return  # a convenience; the import itself is in

    def do_cancel(self) -> None:
        """Back to the columns."""
        self.dismiss(None)


class ImportResult(Outcome):
    """Step 4: what was done, the refused rows to take away, the new records to look at."""

    HELP = (
        "已经写入。F7 把退回的行导出成表格，问题单元格有底色和原因，改好后可直接再次导入；"
        "F8 到登记里查看这次新增的记录；在上面按回车选看其中一个数；Esc 完成。"
    )
    written = True
    DEFAULT_CSS = "ImportResult #buttons { display: block; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("export_refused", "导出退回行", "把退回的行写成表格，改好后可再次导入", ("f7",), "dcthh", "导入"),
        Command("show_new", "查看新增", "在登记里查看这次新增的记录", ("f8",), "ckxz", "导入"),
        Command("cancel", "完成", "关闭导入，回到原来的页面", ("escape",), "wc", "导入"),
    )

    def __init__(self, results: Sequence[FileResult], room: str = "") -> None:
        super().__init__(results, room, "第 4 步，共 4 步：已写入")

    def buttons(self) -> ComposeResult:
        """The next steps."""
        if any(r.refused for r in self._results):
            yield Button("导出退回行", id="export", compact=True)
        if any(one.new_ids for _, one in self._pairs):
            yield Button("查看新增的记录", id="new", compact=True)
        yield Button("完成", id="done", variant="primary", compact=True)

    def can_export_refused(self) -> bool:
        """Only when rows were refused."""
        return any(r.refused for r in self._results)

    def can_show_new(self) -> bool:
        """Only when records came into being."""
        return any(one.new_ids for _, one in self._pairs)

    @on(Button.Pressed, "#export")
    def do_export_refused(self) -> None:
        """Ask where to, then write the refused rows."""
        home = Home(self.session.store.path.parent.parent)
        name = f"退回-{datetime.now():%Y%m%d-%H%M}.xlsx"
        question = Ask("导出退回行", "写成哪个文件", value=str(home.exports / name), check=_wrong_path)
        self.app.push_screen(question, self._path_said)

    def _path_said(self, text: str | None) -> None:
        if text is None:
            return
        path = Path(text.strip()).expanduser()
        if path.exists():
            question = Confirm("文件已存在", f"“{path.name}”已存在，要替换它吗？", "替换")
            self.app.push_screen(question, lambda yes: self._export(path) if yes else None)
        else:
            self._export(path)

    def _export(self, path: Path) -> None:
        self.app.push_screen(JobScreen("导出退回行", write_refused(path, self._results)), self._exported)

    def _exported(self, outcome: Any) -> None:
        if isinstance(outcome, Path):
            problem = open_path(outcome)
            notify(self.app, f"已写到 {outcome}。{problem and '改好后可直接再次导入。'}", "已导出退回行")

    @on(Button.Pressed, "#new")
    def do_show_new(self) -> None:
        """The new records of the list under the cursor, or of the first that has some."""
        at = self.query_one("#summary", RecordGrid).cursor_id
        chosen = [one for n, (_, one) in enumerate(self._pairs) if n == at and one.new_ids]
        one = next(iter(chosen or [one for _, one in self._pairs if one.new_ids]))
        same = tuple(i for _, other in self._pairs if other.kind == one.kind for i in other.new_ids)
        self.app.show_list(ListQuery(one.kind, ids=same), "本次导入新增")

    @on(Button.Pressed, "#done")
    def do_cancel(self) -> None:
        """Close the whole wizard."""
        self.app.call_next(self.app.back_to_base)


def _wrong_path(text: str) -> str:
    if not text.strip().lower().endswith(".xlsx"):
        return "请用 .xlsx 结尾。"
    return "" if Path(text.strip()).expanduser().parent.is_dir() else "没有这个文件夹。"


def _summary_row(file: FileResult, one: ListResult) -> GridRow:
    counts = one.counts()
    name = file.plan.path.name if len(file.plan.lists) == 1 else f"{file.plan.path.name} · {one.sheet}"
    tones: dict[str, Tone] = {"refused": "bad" if counts["refused"] else "dim", "new": "good" if one.new else "dim"}
    return GridRow((name, one.title, *(str(counts[key]) for key, _ in _COUNTS)), tones=tones)


def _details(tab: str, results: Sequence[FileResult]) -> Iterator[GridRow]:
    """The lines of one tab."""
    for result in results:
        file = result.plan.path.name
        if tab == "skipped":
            yield from (GridRow(("", "", text, file), "dim") for text in result.plan.skipped)
        for one in result.lists:
            if tab == "refused":
                yield from (_draft_row(result, one, d, d.refused, "bad") for d in one.refused)
            elif tab == "warnings":
                yield from (_draft_row(result, one, d, d.warnings, "warn") for d in one.warnings)
            elif tab == "changes":
                for change in one.changes:
                    told = "；".join(f"{title}：{old} 改为 {new}" for title, old, new in change.fields)
                    yield GridRow((str(change.row), change.name, told, file))
            elif tab == "created":
                for title, names in one.created.items():
                    yield from (GridRow(("", title, name, file), "good") for name in names)


def _draft_row(result: FileResult, one: ListResult, draft: Draft, why: Mapping[int, str], tone: Tone) -> GridRow:
    """A row of the file: its number, what it calls itself, what is wrong with it."""
    planned = next(p for p in result.plan.lists if p.sheet == one.sheet)
    label = planned.recognition.kind.label
    match = next((m for name, m in planned.recognition.slot_columns().items() if name.split(".")[0] == label), None)
    cells = planned.source.rows[draft.row - 1]
    name = plain(cells[match.header.column]) if match is not None and match.header.column < len(cells) else ""
    return GridRow((str(draft.row), name, "；".join(why.values()), result.plan.path.name), tones={"text": tone})
