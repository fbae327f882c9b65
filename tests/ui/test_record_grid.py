"""The grid: loading, cursor, marks, mouse, sorting, hostile cells, both terminal sizes."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Mapping, Sequence

import pytest
from textual import on
from textual.app import ComposeResult
from textual.pilot import Pilot

from ajx_tui.errors import AjxError
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.widgets import record_grid
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.grid_source import BLOCK, GridColumn, GridRow, ListSource, RowCache
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("name", "企业名称", 20, fixed=True),
    GridColumn("code", "信用代码", 18),
    GridColumn("people", "人数", 8, "right"),
    GridColumn("memo", "备注", 40, sortable=False),
)
HOSTILE = ("备注[/甲]", "[red]", "制\t表", "换\n行", "长" * 500, "𠮷", "零\u200b宽", "=1+1", "\x1b[2J", "a\u202eb")


class Source:
    """`size` rows; counts what is read."""

    columns = COLUMNS

    def __init__(self, size: int, *, reverse: bool = False) -> None:
        self.order = array("q", range(size, 0, -1) if reverse else range(1, size + 1))
        self.asked: list[int] = []
        self.all_in: list[str] = []
        self.memo = "甲"
        self.gone: set[int] = set()
        self.broken = False

    def first_ids(self, limit: int) -> array[int]:
        return self.order[:limit]

    def all_ids(self) -> array[int]:
        self.all_in.append(threading.current_thread().name)
        return self.order

    def rows(self, ids: Sequence[int]) -> Mapping[int, Sequence[str] | GridRow]:
        if self.broken:
            raise AjxError("读不出", "磁盘坏了。")
        self.asked.append(len(ids))
        return {
            id_: GridRow((f"企业{id_}", f"9141{id_}", str(id_), self.memo), tones={"memo": "bad"})
            for id_ in ids
            if id_ not in self.gone
        }


class GridApp(BaseApp[None]):
    def __init__(self, grid: RecordGrid) -> None:
        super().__init__()
        self.grid = grid
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    @on(RecordGrid.RowOpened)
    @on(RecordGrid.SortRequested)
    @on(RecordGrid.LoadFailed)
    @on(RecordGrid.RowHighlighted)
    def _hear(self, event: object) -> None:
        self.heard.append(event)

    def of(self, kind: type) -> list:
        return [event for event in self.heard if isinstance(event, kind)]


def line(grid: RecordGrid, y: int) -> str:
    return grid.render_line(y).text


async def ready(pilot: Pilot) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_keys_move_open_and_mark() -> None:
    grid = RecordGrid(Source(1000), marks=True)
    app = GridApp(grid)
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        assert line(grid, 1).startswith(">") and "企业1 " in line(grid, 1)
        await pilot.press("down", "down", "up")
        assert grid.cursor_id == 2 and line(grid, 2).startswith(">")
        await pilot.press("enter")
        assert [event.id for event in app.of(RecordGrid.RowOpened)] == [2]
        await pilot.press("space")
        assert grid.marks == {2} and grid.cursor_id == 3 and line(grid, 2).startswith(" *")
        page = grid.size.height - 1
        await pilot.press("pagedown")
        assert grid.cursor_id == 3 + page
        await pilot.press("end")
        assert grid.cursor_id == 1000 and any("企业1000 " in line(grid, y) for y in range(grid.size.height))
        await pilot.press("down", "home", "up")
        assert grid.cursor_id == 1
        await pilot.press("ctrl+a")
        assert len(grid.marks) == 1000
        await pilot.press("ctrl+a")
        assert grid.marks == frozenset()
        assert app.of(RecordGrid.RowHighlighted)[-1].id == 1


async def test_a_cursor_move_draws_two_rows() -> None:
    grid = RecordGrid(Source(50), marks=True)
    drawn: list[int] = []
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        plain = grid.render_line

        def counted(y: int):
            drawn.append(y)
            return plain(y)

        grid.render_line = counted  # type: ignore[method-assign]
        await pilot.press("down")
        await pilot.pause()
        assert sorted(drawn) == [1, 2]


async def test_rows_are_read_in_blocks_and_kept() -> None:
    source = Source(10_000)
    grid = RecordGrid(source, marks=True)
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert set(source.asked) == {BLOCK}
        before = len(source.asked)
        await pilot.press(*["down"] * 10)
        assert len(source.asked) == before
        source.memo = "乙"
        grid.refresh_rows([2])
        await pilot.pause()
        assert "乙" in line(grid, 2) and "甲" in line(grid, 3)


def test_the_cache_is_bounded() -> None:
    source = Source(10_000)
    cache = RowCache(source, capacity=128)
    for index in range(0, 10_000, 50):
        assert cache.get(source.order, index).cells[2] == str(index + 1)
    assert len(cache) <= 128


async def test_long_lists_are_read_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_grid, "WORKER_FROM", 500)
    short, long = Source(500), Source(501)
    grid = RecordGrid(short, marks=True)
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert grid.row_count == 500 and grid.complete and short.all_in == []
        grid.replace(long)
        await ready(pilot)
        assert grid.row_count == 501 and grid.complete
        assert long.all_in and long.all_in[0] != threading.main_thread().name


async def test_replace_keeps_the_record_wherever_it_went() -> None:
    grid = RecordGrid(Source(3000), marks=True)
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("down", "space")
        grid.replace(Source(3000, reverse=True), keep=2, sort=("name", True))
        await ready(pilot)
        assert grid.cursor_id == 2 and grid.cursor == 2998 and grid.marks == frozenset()
        assert grid.scroll_offset.y > 2900 and "降" in line(grid, 0)
        grid.replace(Source(10), keep=77)
        await ready(pilot)
        assert grid.cursor_id == 1 and grid.scroll_offset.y == 0
        assert grid.move_to(7) and grid.cursor_id == 7 and not grid.move_to(99)


async def test_mouse_selects_opens_marks_and_sorts() -> None:
    grid = RecordGrid(Source(100), marks=True, sort=("name", False))
    app = GridApp(grid)
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await pilot.click(grid, offset=(30, 5))
        assert grid.cursor_id == 5 and not app.of(RecordGrid.RowOpened)
        await pilot.click(grid, offset=(30, 5), times=2)
        assert [event.id for event in app.of(RecordGrid.RowOpened)] == [5]
        await pilot.click(grid, offset=(0, 6))
        assert grid.marks == {6}
        for x in (5, 30, 60):
            await pilot.click(grid, offset=(x, 0))
        asked = [(event.column, event.descending) for event in app.of(RecordGrid.SortRequested)]
        assert asked == [("name", True), ("code", False)], "备注 is not sortable"
        await pilot.click(grid, offset=(30, 35))
        assert grid.cursor_id == 35
        grid.scroll_down(animate=False)
        await pilot.pause()
        assert grid.scroll_offset.y >= 1


async def test_a_fixed_column_stays_when_the_rest_scrolls() -> None:
    grid = RecordGrid(Source(30), marks=True)
    async with GridApp(grid).run_test(size=(60, 24)) as pilot:
        await ready(pilot)
        assert "91411" in line(grid, 1)
        await pilot.press(*["right"] * 4)
        assert grid.scroll_offset.x > 0
        assert "企业1 " in line(grid, 1) and "91411" not in line(grid, 1) and "企业名称" in line(grid, 0)
        assert all(grid.render_line(y).cell_length == grid.scrollable_content_region.width for y in range(24))
        # The click lands on the column that is drawn there now.
        await pilot.press(*["right"] * 20)
        span = grid._grid_layout().column_at(40, grid.scroll_offset.x)
        assert span is not None and span.column.key == "memo"


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_hostile_cells_keep_every_line_in_place(size: tuple[int, int]) -> None:
    rows = {index: (text, text, text, text) for index, text in enumerate(HOSTILE, 1)}
    grid = RecordGrid(ListSource(COLUMNS, rows), marks=True, numbers=True)
    async with GridApp(grid).run_test(size=size) as pilot:
        await ready(pilot)
        width = grid.scrollable_content_region.width
        for scroll in range(24):
            grid.scroll_to(x=scroll, animate=False, force=True)
            for y in range(size[1]):
                strip = grid.render_line(y)
                assert sum(segment.cell_length for segment in strip) == width == strip.cell_length
                assert not any(ord(char) < 32 or char in "\u200b\u202e" for char in strip.text)
        grid.scroll_to(x=0, animate=False, force=True)
        assert "备注[/甲]" in line(grid, 1) and "[red]" in line(grid, 2) and "=1+1" in line(grid, 8)


async def test_an_empty_list_says_what_to_do() -> None:
    grid = RecordGrid(Source(0), marks=True, empty="没有符合条件的企业。\n按 Esc 取消筛选。")
    app = GridApp(grid)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        text = "\n".join(line(grid, y) for y in range(24))
        assert "没有符合条件的企业。" in text and "按 Esc 取消筛选。" in text
        assert grid.cursor_id is None and app.of(RecordGrid.RowHighlighted)[-1].id is None
        await pilot.press("down", "enter", "space", "ctrl+a", "end", "pagedown")
        await pilot.click(grid, offset=(10, 5))
        assert not app.of(RecordGrid.RowOpened) and grid.marks == frozenset()


async def test_a_vanished_record_and_a_failing_source_are_told() -> None:
    source = Source(20)
    source.gone = {3}
    grid = RecordGrid(source, marks=True)
    app = GridApp(grid)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert "已删除" in line(grid, 3)
        source.broken = True
        grid.refresh_rows()
        assert "读取失败" in line(grid, 1) and "读取失败" in line(grid, 2)
        await pilot.pause()
        failures = app.of(RecordGrid.LoadFailed)
        assert len(failures) == 1 and failures[0].error.title == "读不出"
        source.broken = False
        grid.refresh_rows()
        assert "企业1 " in line(grid, 1)


async def test_resize_shares_the_room_with_growing_columns() -> None:
    columns = (GridColumn("name", "企业名称", 20, grow=True), GridColumn("n", "人数", 6, "right"))
    grid = RecordGrid(ListSource(columns, {1: ("甲", "12"), 2: ("乙", "3")}))
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        shown = line(grid, 1).rstrip()
        assert shown.endswith("12") and width_of(shown) == 79
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert grid.render_line(1).cell_length == 120
        assert not grid.show_horizontal_scrollbar


async def test_the_scrollbar_works_by_mouse() -> None:
    grid = RecordGrid(Source(1000), marks=True)
    async with GridApp(grid).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert grid.show_vertical_scrollbar
        await pilot.click(grid.vertical_scrollbar, offset=(0, 20))
        await pilot.pause()
        assert grid.scroll_offset.y > 0 and grid.cursor_id == 1
