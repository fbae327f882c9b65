"""The evidence of a doubt about a visit: it and the visits that resemble it, side by side."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.records import KINDS
from ajx_tui.services import visit_evidence
from ajx_tui.services.checks import Finding
from ajx_tui.services.visit_evidence import Evidence
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.clause import show_check
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.side_by_side import Compared, SideBySide

FIRST = ("visited_on", "staff", "item", "process", "confirmed", "returned", "body_id")


class VisitCompare(ReadingPage[list[Evidence]]):
    """A visit under doubt beside those that share something with it."""

    HELP = (
        "第一列是有疑点的服务记录，右边是与它同一人员同一天、服务过程一字不差或附件完全相同的记录，左右键移动。"
        "带＝的行表示内容与第一列完全相同。长文字在下方完整显示。回车选择打开哪一条记录。"
    )
    AUTO_FOCUS = "#lines"
    DEFAULT_CSS = """
    VisitCompare #told { height: auto; max-height: 3; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("clause", "依据", "说明这项检查的依据条款和核对情况", ("f1",), "yj", "检查"),
        Command("open_one", "打开记录", "选择打开其中一条服务记录", ("f2",), "dkjl", "检查"),
    )

    def __init__(self, finding: Finding, room: str = "") -> None:
        super().__init__("并排对比", room)
        self._finding = finding
        self._found: list[Evidence] = []

    def body(self) -> ComposeResult:
        """What is doubted, and the records."""
        yield Prose(self._finding.text, id="told")
        yield SideBySide(id="sides")

    def read(self) -> list[Evidence]:
        """The visit and those like it."""
        return visit_evidence.side_by_side(self.session, self._finding.record_id)

    def show_read(self, data: list[Evidence]) -> None:
        """One column a visit."""
        self._found = data
        heads = [self._head(n, e) for n, e in enumerate(data)]
        self.query_one(SideBySide).show(heads, self._lines(data))
        self.headline(self._finding.title, f"相似记录 {len(data) - 1} 条")

    @staticmethod
    def _head(number: int, evidence: Evidence) -> str:
        return "有疑点的记录" if not number else f"相似记录{number}"

    @staticmethod
    def _lines(data: list[Evidence]) -> list[Compared]:
        kind = KINDS["visit"]
        rows: list[tuple[str, str, tuple[str, ...]]] = [
            ("enterprise", "企业", tuple(e.enterprise for e in data)),
            ("township", "乡镇（街道）", tuple(e.township for e in data)),
            ("shares", "相同之处", ("", *("、".join(e.shares) for e in data[1:]))),
        ]
        names = [*FIRST, *(n for n in kind.fields if n not in FIRST and n != kind.occurrence)]
        rows += [(n, kind.fields[n].title, tuple(e.shown.get(n, "") for e in data)) for n in names if n in kind.fields]
        rows.append(("files", "附件", tuple("、".join(e.files) for e in data)))
        return [VisitCompare._line(*row) for row in rows if any(row[2])]

    @staticmethod
    def _line(key: str, title: str, texts: tuple[str, ...]) -> Compared:
        same = tuple(bool(texts[0]) and text == texts[0] for text in texts)
        alike = sum(same) > 1
        tones = tuple("warn" if equal and alike else "" for equal in same)
        return Compared(key, title, texts, tones, "＝ " if alike else "　 ")  # type: ignore[arg-type]

    def do_clause(self) -> None:
        """Explain the check."""
        found = self._finding
        show_check(self.app, found.title, found.clause, found.next_step)

    def can_open_one(self) -> bool:
        """Needs the records."""
        return bool(self._found)

    @on(RecordGrid.RowOpened)
    def do_open_one(self) -> None:
        """Open one of the visits."""

        def chosen(value: str | None) -> None:
            if value is not None:
                self.app.open_record("visit", int(value))

        choices = [
            Choice(str(e.id), self._head(n, e), f"{e.enterprise} {e.shown.get('visited_on', '')}")
            for n, e in enumerate(self._found)
        ]
        self.app.push_screen(Choose("打开哪一条服务记录？", choices), chosen)
