"""Enterprises that may be one: the pairs with their reasons, side by side, merged or remembered as two."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.errors import AjxError
from ajx_tui.progress import run
from ajx_tui.services import duplicates, merging, rights, undo
from ajx_tui.services.duplicates import ENTERPRISE, OBJECT, Line, Pair
from ajx_tui.services.merging import Merged
from ajx_tui.store import lists
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import EDIT
from ajx_tui.ui.relations import RELATED, related_query
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Ask, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource, Tone
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import Compared, SideBySide

COLUMNS = (
    GridColumn("score", "相似", 4, "right", sortable=False, fixed=True),
    GridColumn("first", "第一家", 24, sortable=False, grow=True),
    GridColumn("second", "第二家", 24, sortable=False, grow=True),
    GridColumn("reasons", "理由", 18, sortable=False, grow=True),
)
USUAL_REASON = "同一家企业重复登记"


class Duplicates(ReadingPage[list[Pair]]):
    """The pairs that nobody has decided yet."""

    HELP = (
        "按信用代码、许可证号、电话和同一乡镇内名称的相似程度找出可能重复的企业，最像的在最前。"
        "回车并排对照，再决定合并还是保留为两家；决定过的不再列出，F7 可以查看和撤销。刚做的合并可按 F8 撤销。"
    )
    AUTO_FOCUS = "#pairs"
    DEFAULT_CSS = """
    Duplicates #pairs { height: 1fr; }
    Duplicates #about { height: auto; min-height: 2; max-height: 5; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("apart", "不是重复", "记住这是两家不同的企业，不再列出", ("f6",), "bscf", "查重"),
        Command("decided", "已有结论", "列出合并过的和记为不是重复的，可以撤销", ("f7",), "yyjl", "查重"),
        Command("undo_merge", "撤销合并", "把刚才合并的两家企业恢复原样", ("f8",), "cxhb", "查重"),
    )
    NEEDS = MappingProxyType({"apart": EDIT, "undo_merge": EDIT})

    def __init__(self, room: str = "") -> None:
        super().__init__("疑似重复", room)
        self._pairs: list[Pair] = []
        self._merged: Merged | None = None

    def body(self) -> ComposeResult:
        """The pairs, and the names and reasons of the one under the cursor in full."""
        yield RecordGrid(id="pairs", empty="正在比对")
        yield Prose(id="about")

    def read(self) -> list[Pair]:
        """Compare all enterprises."""
        return run(duplicates.candidates(self.session))

    def show_read(self, data: list[Pair]) -> None:
        """Show the pairs."""
        self._pairs = data
        rows = {
            number: GridRow((str(pair.score), *pair.names, "、".join(pair.reasons))) for number, pair in enumerate(data)
        }
        grid = self.query_one("#pairs", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id, empty="没有疑似重复的企业。")
        self.headline("企业", f"{len(data)} 对待确认" if data else "")
        self.status.show(rows=len(data))
        self._tell()

    @property
    def current(self) -> Pair | None:
        """The pair under the cursor."""
        at = self.query_one("#pairs", RecordGrid).cursor_id if self.is_mounted else None
        return self._pairs[at] if at is not None and at < len(self._pairs) else None

    @on(RecordGrid.RowHighlighted, "#pairs")
    def _tell(self) -> None:
        pair = self.current
        text = "" if pair is None else f"{pair.names[0]}\n{pair.names[1]}\n理由：{'、'.join(pair.reasons)}"
        self.query_one("#about", Prose).update(text)
        self.refresh_bindings()

    @on(RecordGrid.RowOpened, "#pairs")
    def _opened(self) -> None:
        if (pair := self.current) is not None:
            self.app.push_screen(DuplicateCompare(pair, self._after_merge, self.room))

    def _after_merge(self, merged: Merged) -> None:
        self._merged = merged

    def can_apart(self) -> bool:
        """Needs a pair."""
        return self.current is not None

    def do_apart(self) -> None:
        """Remember that these are two."""
        if (pair := self.current) is not None:
            duplicates.keep_apart(self.session, pair.first, pair.second)
            notify(self.app, "已记下：这是两家不同的企业")
            self.data_changed()

    def do_decided(self) -> None:
        """Show what was decided so far."""
        from ajx_tui.ui.screens.registers.duplicate_decisions import DuplicateDecisions

        self.app.push_screen(DuplicateDecisions(self.room))

    def can_undo_merge(self) -> bool:
        """Only what was merged from this page."""
        return self._merged is not None

    def do_undo_merge(self) -> None:
        """Take the last merge back, after a question."""
        merged = self._merged
        if merged is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                undo.undo(self.session, merged.batch)
                self._merged = None
                notify(self.app, "合并已撤销，两家企业恢复原样")
                self.data_changed()

        self.app.push_screen(
            Confirm("撤销刚才的合并？", "两家企业和名下的记录恢复成合并之前的样子。", "撤销合并"), answered
        )


class DuplicateCompare(ReadingPage[list[Line]]):
    """Two enterprises side by side, and what would become of them."""

    HELP = (
        "前两列是两家企业，最后一列是合并以后的内容。两家都填了而内容不同的项目标着“异”。F2 换一家来保留；"
        "F3 让光标所在的项目改用另一家的内容；F4 合并；F6 记住这是两家。"
        "合并后，另一家名下的保单、服务、隐患等都归到保留的一家。"
    )
    AUTO_FOCUS = "#lines"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("swap", "换一家保留", "改为保留另一家", ("f2",), "hyjbl", "查重"),
        Command("take", "取另一家", "这一项用另一家的内容，再按一次改回", ("f3",), "qlyj", "查重"),
        Command("merge", "合并", "合并成一家，须写明理由，可以撤销", ("f4",), "hb", "查重"),
        Command("apart", "不是重复", "记住这是两家不同的企业，不再列出", ("f6",), "bscf", "查重"),
        Command("open_kept", "打开企业", "打开要保留的一家", ("f7",), "dkqy", "查重"),
    )
    NEEDS = MappingProxyType({"merge": EDIT, "apart": EDIT})

    def __init__(self, pair: Pair, merged: Callable[[Merged], None], room: str = "") -> None:
        super().__init__("并排对照", room)
        self._pair, self._report = pair, merged
        self._keep = 0
        self._take: set[str] = set()
        self._lines: list[Line] = []
        self._below: list[tuple[str, tuple[int, int]]] = []

    def body(self) -> ComposeResult:
        """The fields of both."""
        yield SideBySide(id="sides")

    @property
    def _ids(self) -> tuple[int, int]:
        return self._pair.first, self._pair.second

    @property
    def kept(self) -> tuple[int, int]:
        """Ids: the enterprise that stays, the one that goes into it."""
        return self._ids[self._keep], self._ids[1 - self._keep]

    def read(self) -> list[Line]:
        """Every field that one of the two fills."""
        return duplicates.side_by_side(self.session, *self._ids)

    def show_read(self, data: list[Line]) -> None:
        """Show them; the enterprise with more records is proposed to stay."""
        first = not self._lines
        self._lines = data
        store = self.session.store
        self._below = []
        for relation in RELATED["enterprise"]:
            one, other = (lists.count(store, related_query(store, relation, i)) for i in self._ids)
            self._below.append((relation.name, (one, other)))
        if first and sum(c[1] for _, c in self._below) > sum(c[0] for _, c in self._below):
            self._keep = 1
        self._fill()

    def _fill(self) -> None:
        told = ("保留", "并入")
        heads = [f"第一家（{told[self._keep]}）", f"第二家（{told[1 - self._keep]}）", "合并以后"]
        lines = [self._line(line) for line in self._lines]
        for title, (one, other) in self._below:
            if one or other:
                after = "相同的并为一个" if title == OBJECT.title else str(one + other)
                lines.append(Compared("", f"{title}数", (str(one), str(other), after), mark="　 "))
        self.query_one(SideBySide).show(heads, lines, width=20)
        self.headline("、".join(self._pair.reasons), f"相似 {self._pair.score}")
        self.refresh_bindings()

    def _line(self, line: Line) -> Compared:
        both = (line.first, line.second)
        own, other = both[self._keep], both[1 - self._keep]
        taken = line.field in self._take
        after = other if other and (taken or not own) else own
        if line.field == "no_code_reason" and any(x.field == "credit_code" for x in self._lines):
            after = ""  # The code of the other one answers it.
        tones: tuple[Tone, ...] = ("warn", "warn", "good" if taken else "") if line.differs else ("", "", "")
        mark = "取 " if taken else "异 " if line.differs else "　 "
        return Compared(line.field, line.title, (*both, after), tones, mark)

    # ----- commands

    def can_swap(self) -> bool:
        """Needs both."""
        return bool(self._lines)

    can_merge = can_apart = can_open_kept = can_swap

    def do_swap(self) -> None:
        """Let the other one stay."""
        self._keep = 1 - self._keep
        self._take.clear()
        self._fill()

    def can_take(self) -> bool:
        """Only where the two differ is there a choice."""
        current = self.query_one(SideBySide).current if self.is_mounted else None
        return current is not None and any(x.differs and x.field == current.key for x in self._lines)

    def do_take(self) -> None:
        """Use the other one's text for this field, or its own again."""
        current = self.query_one(SideBySide).current
        if current is not None:
            self._take ^= {current.key}
            self._fill()

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RecordGrid.RowOpened)
    def _row_opened(self) -> None:
        if self.can_take():
            self.do_take()

    def refusal_merge(self) -> AjxError | None:
        """Neither of the two may be locked."""
        return rights.against_change(self.session, ENTERPRISE.name, self._ids)

    def do_merge(self) -> None:
        """Ask for the reason, then merge."""
        keep, drop = self.kept
        sides = [f"{side}「{name}」" for side, name in zip(("第一家", "第二家"), self._pair.names, strict=True)]
        stays, goes = sides[self._keep], sides[1 - self._keep]

        def answered(reason: str | None) -> None:
            if reason is None:
                return
            merged = merging.merge(self.session, keep, drop, reason, frozenset(self._take))
            moved = "、".join(f"{title}{count}条" for title, count in merged.moved.items())
            notify(self.app, f"{moved or '没有名下记录'}归到{stays}。按 F8 可以撤销。", "已合并")
            self._report(merged)
            self.dismiss(None)

        text = f"{goes}名下的记录都归到{stays}，它自己移入回收站。合并以后可以撤销。请写明理由："
        wrong = "请写明理由，它会记入历史。"
        question = Ask(
            f"合并{ENTERPRISE.title}", text, value=USUAL_REASON, check=lambda given: "" if given.strip() else wrong
        )
        self.app.push_screen(question, answered)

    def do_apart(self) -> None:
        """Remember that these are two."""
        duplicates.keep_apart(self.session, *self._ids)
        notify(self.app, "已记下：这是两家不同的企业")
        self.dismiss(None)

    def do_open_kept(self) -> None:
        """Open the enterprise that would stay."""
        self.app.open_record(ENTERPRISE.name, self.kept[0])
