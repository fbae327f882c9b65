"""Pieces of the checklist pages: one point in full, the records behind a figure, small dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, TextArea
from textual.widgets.option_list import Option

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import OUTCOMES
from ajx_tui.services.checklists import Behind, Point
from ajx_tui.store import lists
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.register_source import StoreSource
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.cells import display, width_of
from ajx_tui.ui.widgets.confirm import Choice, Choose, Dialog
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose, wrap
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.ref_field import RefField

if TYPE_CHECKING:
    from ajx_tui.domain.record import Kind
    from ajx_tui.services.review import Finding
    from ajx_tui.store.database import Store
    from ajx_tui.ui.app import AjxApp

LABEL = 10
"""Cells of the label before each part of a point."""
ANSWER_STYLES = {"yes": "bold $text-success", "no": "bold $text-error", "na": "bold $text-muted"}


@dataclass(frozen=True, slots=True)
class Part:
    """One labelled text of a point and its style."""

    label: str
    text: str
    style: str = ""


def parts_of(point: Point, findings: Sequence[Finding]) -> list[Part]:
    """Everything there is to say about a point, what is asked first."""
    item = point.item
    section = f"　{item.section}" if item.section else ""
    shown = [Part(item.code, item.text, "bold"), Part("依据", item.basis or "—")]
    if item.method:
        shown.append(Part("检查方式", item.method))
    if point.figure_title:
        told = point.figure_value or "还没有填写，按 F8 填写"
        more = f"（截至 {point.figure_on}，回车看记录）" if point.behind is not None else ""
        shown.append(Part("数据", f"{point.figure_title} {told}{more}", "$text-primary"))
    answer = point.answer_text or "未填：1 符合　2 不符合　3 不适用"
    shown.append(Part("结论", f"{answer}　分值 {item.weight_text}{section}", ANSWER_STYLES.get(point.answer, "")))
    if point.remark:
        shown.append(Part("情况说明", point.remark))
    elif point.unexplained:
        shown.append(Part("情况说明", "还没有写明，按 F2 填写", "$text-warning"))
    for proof in point.proofs:
        kind = KINDS[proof.kind].title if proof.kind in KINDS else proof.kind
        note = "（记录已删除）" if proof.gone else f"（{proof.note}）" if proof.note else ""
        shown.append(Part("佐证", f"{kind}「{proof.label}」{note}"))
    for finding in findings:
        answered = f"　{OUTCOMES[finding.outcome]}{f'：{finding.answer}' if finding.answer else ''}"
        style = "$text-warning" if finding.outcome == "open" else "$text-muted"
        shown.append(Part("审核意见", f"{finding.text}{answered}", style))
    return shown


class PointView(Widget):
    """One point with everything that belongs to it; as high as its lines."""

    DEFAULT_CSS = "PointView { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()

    def show(self, parts: Sequence[Part]) -> None:
        """Show another point."""
        self._parts = tuple(parts)
        self.refresh(layout=True)

    def _lines(self, width: int) -> list[Content]:
        room = max(8, width - LABEL)
        made = []
        for part in self._parts:
            for number, line in enumerate(wrap(part.text, room)):
                label = display(part.label) if not number else ""
                lead = label + " " * max(0, LABEL - width_of(label))
                made.append(Content.assemble((lead, "$text-muted"), (line, part.style)))
        return made

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the texts need."""
        return max(1, len(self._lines(width)))

    def render(self) -> RenderResult:
        """The lines."""
        return Content("\n").join(self._lines(self.content_size.width))


class PointPanel(VerticalScroll, can_focus=False):
    """The point under the cursor."""

    DEFAULT_CSS = """
    PointPanel { height: auto; max-height: 45%; background: $surface; padding: 0 1; margin-top: 1; }
    PointPanel.-alone { height: 1fr; max-height: 100%; margin-top: 0; padding: 1 2; }
    Page.-narrow PointPanel { margin-top: 0; max-height: 50%; }
    Page.-narrow PointPanel.-alone { max-height: 100%; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """The text."""
        yield PointView()

    def show(self, point: Point | None, findings: Sequence[Finding]) -> None:
        """Show a point, or nothing."""
        self.query_one(PointView).show(parts_of(point, findings) if point is not None else ())
        self.scroll_home(animate=False)


class RemarkArea(TextArea):
    """Enter is done; a line break is Ctrl+J, which is how terminals write it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.take", show=False, priority=True),
        Binding("ctrl+j", "line_break", show=False),
    ]

    def action_line_break(self) -> None:
        """Begin another line."""
        self.insert("\n")


class Remark(Dialog[str | None]):
    """Asks what there is to say about an answer. Dismisses with the text, or None when cancelled."""

    AUTO_FOCUS = "#remark"
    DEFAULT_CSS = "Remark RemarkArea { height: 5; width: 1fr; }"

    def __init__(self, title: str, text: str, value: str, point_id: int) -> None:
        super().__init__(title)
        self._text, self._value, self.point_id = text, value, point_id

    @property
    def text(self) -> str:
        """What stands there now."""
        return next((area.text for area in self.query(RemarkArea)), self._value)

    @property
    def changed(self) -> bool:
        """Whether it is something else than at first."""
        return self.text != self._value

    def body(self) -> ComposeResult:
        """The question and its field."""
        yield Prose(self._text, classes="dialog--text")
        yield RemarkArea(self._value, soft_wrap=True, show_line_numbers=False, compact=True, id="remark")

    def buttons(self) -> ComposeResult:
        """Cancel and confirm."""
        yield Button("取消", id="cancel", compact=True)
        yield Button("确定", id="ok", variant="primary", compact=True)

    @on(Button.Pressed, "#ok")
    def action_take(self) -> None:
        """Done."""
        self.dismiss(self.text)


class PickField(RefField):
    """Only picks: what is not there is not entered from here."""

    def open_list(self, text: str) -> None:
        """List the matches without the offer of a new record."""
        super().open_list(text)
        if self._listed and self._listed[-1] is None:
            self._listed.pop()
            self.options.remove_option_at_index(len(self._listed))
            if not self._listed:
                self.options.add_option(Option(Content.styled("没有找到", "$text-muted"), disabled=True))


class PickRecord(Dialog[int | None]):
    """Asks for one record of a kind by a part of its name. Dismisses with its id, or None."""

    AUTO_FOCUS = "RefInput"
    DEFAULT_CSS = "PickRecord > .dialog { height: 20; }"

    def __init__(self, store: Store, kind: Kind, title: str = "") -> None:
        super().__init__(title or f"选择{kind.title}")
        self._store, self._kind = store, kind

    def body(self) -> ComposeResult:
        """The line one types in; matches are listed below it."""
        yield Prose("输入名称、代码或拼音首字母，上下键选择，回车确定。", classes="dialog--text")
        yield PickField(self._store, self._kind)

    @on(RefField.Changed)
    def _picked(self, event: RefField.Changed) -> None:
        event.stop()
        if isinstance(event.field.raw, int):
            self.dismiss(event.field.raw)


class BehindScreen(Page[None]):
    """The records behind a figure of a checklist."""

    HELP = "这些是填写数据时统计到的记录。回车打开一条；Esc 回到清单。之后删除的记录不再列出。"
    AUTO_FOCUS = "#grid"
    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("back", "返回", "回到清单", ("escape",), "fh", "记录"),)

    def __init__(self, behind: Behind, crumb: str, room: str) -> None:
        self._kind = KINDS[behind.kind]
        super().__init__(self._kind.title, room)
        self._behind, self._crumb = behind, crumb

    def body(self) -> ComposeResult:
        """The list."""
        query = ListQuery(self._kind.name, ids=self._behind.ids)
        yield RecordGrid(StoreSource(self.session.store, query, self.app.as_of), id="grid", empty="没有记录。")

    def on_mount(self) -> None:
        """Say what they have in common."""
        query = ListQuery(self._kind.name, ids=self._behind.ids)
        now, then = len(lists.all_ids(self.session.store, query)), len(self._behind.ids)
        self.headline(self._crumb, f"{then} 条" if now == then else f"当时 {then} 条，现有 {now} 条")
        self.status.show(rows=now)

    @on(RecordGrid.RowOpened)
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        self.app.open_record(self._kind.name, event.id)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)


def ways_of(point: Point) -> list[tuple[str, Behind]]:
    """The records behind a figure; of a rate its two sides and, of one kind, what is missing."""
    if point.behind is None:
        return []
    if point.base is None:
        return [(point.figure_title, point.behind)]
    ways = [("分子：已计入的", point.behind), ("分母：应计入的", point.base)]
    missing = tuple(i for i in point.base.ids if i not in set(point.behind.ids))
    if point.behind.kind == point.base.kind and missing:
        ways.insert(0, ("差额：应计入而没有计入的", Behind(point.base.kind, missing)))
    return ways


def open_behind(app: AjxApp, point: Point, room: str) -> None:
    """Show the records behind a figure, after asking which where there are several sides to it."""
    ways = [(title, behind) for title, behind in ways_of(point) if behind.ids]

    def show(title: str, behind: Behind) -> None:
        crumb = f"{point.item.code} {point.figure_title}" + (f" · {title}" if title != point.figure_title else "")
        app.push_screen(BehindScreen(behind, crumb, room))

    def chosen(answer: str | None) -> None:
        if answer is not None:
            show(*ways[int(answer)])

    if not ways:
        notify(app, f"{point.figure_text}：没有对应的记录。")
    elif len(ways) == 1:
        show(*ways[0])
    else:
        choices = [Choice(str(n), title, f"{len(behind.ids)} 条") for n, (title, behind) in enumerate(ways)]
        app.push_screen(Choose(f"{point.figure_text}：看哪些记录？", choices), chosen)
