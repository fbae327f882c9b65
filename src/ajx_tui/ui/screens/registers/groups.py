"""统计 of any list: its records counted by what they share, every line opens the records behind it."""

from __future__ import annotations

from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.paths import free_file
from ajx_tui.services import grouping
from ajx_tui.services.documents.folders import file_name
from ajx_tui.services.grouping import NONE, Grouped, Line
from ajx_tui.store.grouping import Way, ways
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.screens.registers.record_list import RecordList
from ajx_tui.ui.screens.written import write_file
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

_NARROWEST = 6


class Groups(ReadingPage[Grouped]):
    """A list counted by one of the ways its kind can be grouped; `told` says what the list is limited to."""

    HELP = (
        "把刚才那个列表（连同它的筛选和查找）按一个栏目分组：条数、占比，金额和数量的合计，费率和分值的平均。"
        "F4 换一种分法，F6 在月和年之间切换，回车打开一行背后的记录，F7 写成 Excel 或 CSV。"
        "占比的分母是合计条数；“—”表示没有登记。"
    )
    AUTO_FOCUS = "#groups"
    DEFAULT_CSS = """
    Groups #groups { height: 1fr; }
    Groups #about { height: auto; min-height: 2; max-height: 5; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("open_behind", "打开清单", "打开光标所在一行背后的记录", ("f3",), "dkqd", "统计"),
        Command("way", "换分法", "选择按哪一个栏目分组", ("f4",), "hff", "统计"),
        Command("turn", "月/年", "按月分组时改为按年，或者改回来", ("f6",), "yn", "统计"),
        Command("export_table", "导出", "把这张统计写成 Excel 或 CSV", ("f7",), "dc", "统计"),
    )
    NEEDS = MappingProxyType({"export_table": EXPORT})

    def __init__(self, query: ListQuery, told: str = "", room: str = "") -> None:
        super().__init__(f"{KINDS[query.kind].title}统计", room)
        self._query, self._told = query, told
        self._ways = ways(KINDS[query.kind])
        self._way = self._ways[0]
        self._made: Grouped | None = None

    def body(self) -> ComposeResult:
        """The table, and the line under the cursor in words."""
        yield RecordGrid(id="groups", empty="正在统计")
        yield Prose(id="about")

    def read(self) -> Grouped:
        """Count the list."""
        return grouping.grouped(self.session.store, self._query, self._way, self.app.as_of)

    def show_read(self, data: Grouped) -> None:
        """Fill the table."""
        kept = line.title if self._made is not None and (line := self.line) else ""
        same = self._made is not None and self._made.way == data.way
        self._made = data
        limited = self._told or ("全部" if data.query == ListQuery(data.kind.name) else "")
        self.headline(f"按{data.way.title}", f"{data.total.count} 条", limited)
        lines = (*data.lines, data.total)
        rows = {number: self._row(data, line) for number, line in enumerate(lines)}
        at = next((n for n, line in enumerate(lines) if same and line.title == kept), 0)
        self.query_one("#groups", RecordGrid).replace(ListSource(self._columns(data, rows), rows), at)
        self.status.show(rows=len(data.lines))
        self._tell()

    @staticmethod
    def _columns(data: Grouped, rows: dict[int, GridRow]) -> list[GridColumn]:
        made = [GridColumn("title", data.way.title, 16, fixed=True, sortable=False, grow=True)]
        for number, title in enumerate(grouping.head(data, units=False)[1:], 1):
            widest = max((width_of(row.cells[number]) for row in rows.values()), default=0)
            width = max(width_of(title), widest, _NARROWEST)
            made.append(GridColumn(str(number), title, width, "right", sortable=False))
        return made

    @staticmethod
    def _row(data: Grouped, line: Line) -> GridRow:
        cells = grouping.row(data, line)
        tones: dict[str, Tone] = {str(n): "dim" for n, text in enumerate(cells) if n and text == NONE}
        return GridRow(cells, "", tones)

    @property
    def line(self) -> Line | None:
        """The line under the cursor; the total is the last one."""
        made = self._made
        at = self.query_one("#groups", RecordGrid).cursor_id if self.is_mounted else None
        if made is None or at is None or at > len(made.lines):
            return None
        return made.lines[at] if at < len(made.lines) else made.total

    @on(RecordGrid.RowHighlighted, "#groups")
    def _tell(self) -> None:
        line, made = self.line, self._made
        note = "。一条记录可以计入多行，合计不重复计" if made is not None and made.several else ""
        self.query_one("#about", Prose).update(made.told(line) + note if made is not None and line else "")
        self.refresh_bindings()

    # ----- commands

    def can_open_behind(self) -> bool:
        """Needs a line."""
        return self.line is not None

    @on(RecordGrid.RowOpened, "#groups")
    def do_open_behind(self) -> None:
        """Open the records of the line."""
        line, made = self.line, self._made
        if line is None or made is None:
            return
        crumb = " · ".join(filter(None, (f"{made.way.title}：{line.title}", self._told)))
        if line is made.total:
            crumb = self._told or "全部"
        query = ListQuery(made.kind.name, ids=made.ids(line), sort=made.query.sort, descending=made.query.descending)
        self.app.push_screen(RecordList(query, crumb, self.room))

    def do_way(self) -> None:
        """Choose by what to group."""

        def chosen(key: str | None) -> None:
            if key is not None:
                self._show(next(way for way in self._ways if way.key == key))

        current = self._way.field if self._way.grain else self._way.key
        choices = [Choice(way.key, way.title) for way in self._ways]
        self.app.push_screen(Choose(f"{KINDS[self._query.kind].title}按什么统计？", choices, current=current), chosen)

    def can_turn(self) -> bool:
        """Only days have months and years."""
        return bool(self._way.grain)

    def do_turn(self) -> None:
        """From months to years and back."""
        self._show(self._way.turned)

    def _show(self, way: Way) -> None:
        self._way = way
        self.reload()

    def can_export_table(self) -> bool:
        """Needs the numbers."""
        return self._made is not None

    def do_export_table(self) -> None:
        """Ask where to, then write the table."""
        made = self._made
        if made is None:
            return
        stem = f"{made.kind.title}统计-{file_name(made.way.title)}-{self.app.as_of.isoformat()}"
        proposed = free_file(exports_folder(self.app) / f"{stem}.xlsx")
        write_file(self.app, "导出统计", proposed, lambda path: grouping.export(self.session, made, path, self._told))
