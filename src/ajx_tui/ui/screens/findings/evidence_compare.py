"""The evidence of a doubt: the record and those that resemble it, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.services import evidence
from ajx_tui.services.evidence import Evidence, Sides
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.findings.clause import show_parts
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import Compared, SideBySide

FIRST: Mapping[str, tuple[str, ...]] = {
    "visit": ("visited_on", "staff", "item", "process", "confirmed", "returned", "body_id", "recorded_on"),
    "policy": ("number", "insurer_id", "start_on", "end_on", "headcount", "limit_person", "premium"),
    "enterprise": ("name", "credit_code", "permit", "address", "principal", "phone"),
}
"""The fields worth looking at first."""


class EvidenceCompare(ReadingPage[Sides]):
    """A record under doubt beside those that share something with it."""

    HELP = (
        "第一列是有疑点的记录，右边是与它相似的记录（同一人员同一天、一字不差、附件完全相同、同一天填写、同一保单号……），"
        "左右键移动。带＝的行表示内容与第一列完全相同。长文字在下方完整显示。回车选择打开哪一条记录。"
    )
    AUTO_FOCUS = "#lines"
    DEFAULT_CSS = """
    EvidenceCompare #told { height: auto; max-height: 3; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这项检查的依据条款和核对情况", ("f1",), "yj", "检查"),
        Command("open_one", "打开记录", "选择打开其中一条记录", ("f2",), "dkjl", "检查"),
    )

    def __init__(
        self, kind: str, record_id: int, title: str, told: str, clause: tuple[tuple[str, str], ...], room: str = ""
    ) -> None:
        """`told` says what is doubted, `clause` are headed paragraphs about the check."""
        super().__init__("并排对比", room)
        self._kind, self._record_id, self._check = kind, record_id, title
        self._told, self._clause = told, clause
        self._found: Sides | None = None

    def body(self) -> ComposeResult:
        """What is doubted, and the records."""
        yield Prose(self._told, id="told")
        yield SideBySide(id="sides")

    def read(self) -> Sides:
        """The record and those like it."""
        return evidence.side_by_side(self.session, self._kind, self._record_id, self.app.as_of)

    def show_read(self, data: Sides) -> None:
        """One column a record."""
        self._found = data
        heads = [self._head(n) for n in range(len(data.columns))]
        self.query_one(SideBySide).show(heads, self._lines(data))
        others = len(data.columns) - data.doubted
        self.headline(self._check, f"{'相似' if data.doubted else '有关'}的{data.kind.title} {others} 条")

    def _head(self, number: int) -> str:
        assert self._found is not None
        if not self._found.doubted:
            return f"{self._found.kind.title}{number + 1}"
        return "有疑点的记录" if not number else f"相似记录{number}"

    @staticmethod
    def _lines(data: Sides) -> list[Compared]:
        kind, columns = data.kind, data.columns
        rows: list[tuple[str, str, tuple[str, ...]]] = [
            ("enterprise", "企业", tuple(e.enterprise for e in columns)),
            ("township", "乡镇（街道）", tuple(e.township for e in columns)),
            ("shares", "相同之处", tuple("、".join(e.shares) for e in columns)),
        ]
        first = FIRST.get(kind.name, ())
        names = [*first, *(n for n in kind.fields if n not in first and n != kind.occurrence)]
        rows += [(n, kind.fields[n].title, tuple(e.shown.get(n, "") for e in columns)) for n in names]
        rows.append(("files", "附件", tuple("、".join(e.files) for e in columns)))
        return [EvidenceCompare._line(*row) for row in rows if any(row[2])]

    @staticmethod
    def _line(key: str, title: str, texts: tuple[str, ...]) -> Compared:
        same = tuple(bool(texts[0]) and text == texts[0] for text in texts)
        alike = sum(same) > 1
        tones = tuple("warn" if equal and alike else "" for equal in same)
        return Compared(key, title, texts, tones, "＝ " if alike else "　 ")  # type: ignore[arg-type]

    def do_clause(self) -> None:
        """Explain the check."""
        show_parts(self.app, f"检查：{self._check}", *self._clause)

    def can_open_one(self) -> bool:
        """Needs the records."""
        return self._found is not None and bool(self._found.columns)

    @on(RecordGrid.RowOpened)
    def do_open_one(self) -> None:
        """Open one of the records."""
        found = self._found
        if found is None or not found.columns:
            return

        def chosen(value: str | None) -> None:
            if value is not None:
                self.app.open_record(found.kind.name, int(value))

        choices = [Choice(str(e.id), self._head(n), self._about(found, e)) for n, e in enumerate(found.columns)]
        self.app.push_screen(Choose("打开哪一条记录？", choices), chosen)

    @staticmethod
    def _about(found: Sides, one: Evidence) -> str:
        first = FIRST.get(found.kind.name, ("",))[0]
        return " ".join(dict.fromkeys((one.enterprise, one.shown.get(first, ""))))
