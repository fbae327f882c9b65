"""Frame of the program's pages: rooms, a title line, the content, a status line and a key line."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ajx_tui.ui.base_app import NARROW_BELOW
from ajx_tui.ui.commands import Command, CommandScreen, R
from ajx_tui.ui.needs import EDIT, Entitled
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.key_line import KeyLine
from ajx_tui.ui.widgets.rail import Rail
from ajx_tui.ui.widgets.status_line import StatusLine
from ajx_tui.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from ajx_tui.errors import AjxError
    from ajx_tui.services.session import Session
    from ajx_tui.ui.app import AjxApp


class Headline(Static):
    """The first line of a page: where one is. Every part is data or title, never markup."""

    DEFAULT_CSS = """
    Headline { height: 1; width: 1fr; padding: 0 1; background: $background; color: $text-muted; text-wrap: nowrap;
               text-overflow: clip; }
    """

    def __init__(self, title: str, *rest: str) -> None:
        super().__init__(self._line(title, rest), markup=False)

    @staticmethod
    def _line(title: str, rest: tuple[str, ...]) -> Content:
        parts = [Content.styled(display(title), "bold $primary")]
        parts += [Content.styled(f"  {display(text)}", "$foreground") for text in rest if text]
        return Content("").join(parts)

    def show(self, title: str, *rest: str) -> None:
        """Show a title and what belongs to it."""
        self.update(self._line(title, rest))


class Page(Entitled, CommandScreen[R]):
    """A page of the program. `ROOM` is the digit of the room it belongs to; pages without one show no rail.

    When the page comes to the front and data or cut-off day changed meanwhile, `reload` is called.
    """

    ROOM: ClassVar[str] = ""
    DEFAULT_CSS = """
    Page > #body { width: 1fr; height: 1fr; }
    /* The rail ends above the two lines at the bottom: Textual cuts their wide characters at the edge of a widget. */
    Page.-wide Rail { margin-bottom: 2; }
    Page.-narrow .two-columns { grid-size: 1; grid-columns: 1fr; }
    Page.-narrow .two-columns > .-wide-field { column-span: 1; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("refresh_page", "刷新", "重新读取本页数据", ("f5",), "sx", "本页", shown=False),
        Command("choose_tab", "换类", "选择看哪一类内容，按数字即可", ("ctrl+g",), "hl", "本页", place=5),
        Command("file_case", "立案", "就光标所在的记录立案，事实和依据已经填好", ("ctrl+k",), "la", "执法", place=6),
        Command("next_tab", "下一类", "看下一类内容", ("ctrl+pagedown",), "xyl", "本页", shown=False),
        Command("previous_tab", "上一类", "看上一类内容", ("ctrl+pageup",), "syl", "本页", shown=False),
    )
    NEEDS = MappingProxyType(dict.fromkeys(("new", "edit", "delete", "visit", "renew", "file_case"), EDIT))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "to_tabs", show=False)]

    app: AjxApp

    def __init__(self, title: str, room: str = "") -> None:
        super().__init__()
        self.title = title
        self.room = room or self.ROOM
        self._stamp: tuple[int, str] | None = None
        self._came_from: Widget | None = None
        self._held = (False, False)
        # Known before the first layout, so that the whole page is not styled a second time for it.
        self.set_class(self.app.size.width >= NARROW_BELOW, "-wide")
        self.set_class(self.app.size.width < NARROW_BELOW, "-narrow")

    @property
    def session(self) -> Session:
        """The session of the app."""
        return self.app.session

    def concerns(self, command_id: str) -> bool:
        """Of a command of the app the app knows."""
        own = hasattr(self, f"do_{command_id}")
        return super().concerns(command_id) if own else self.app.concerns(command_id)

    def refusal(self, command_id: str) -> AjxError | None:
        """Of a command of the app the app knows."""
        own = hasattr(self, f"do_{command_id}")
        return super().refusal(command_id) if own else self.app.refusal(command_id)

    async def action_command(self, command_id: str, _key: str = "") -> None:
        """A page may give a command of the app a key of its own by declaring it without a method."""
        if hasattr(self, f"do_{command_id}"):
            await super().action_command(command_id, _key)
        else:
            await self.app.action_command(command_id)

    def hint(self, command_id: str, text: str) -> str:
        """A line of advice for an empty list, where the command it names is not refused."""
        return "" if self.refusal(command_id) is not None else f"\n{text}"

    def compose(self) -> ComposeResult:
        """Rail, title, content, status and keys."""
        if self.room:
            yield Rail(self.room, marks=self.app.marks)
        yield StatusLine(self.app.base_status())
        yield KeyLine()
        with Container(id="body"):
            yield Headline(self.title or "")
            yield from self.body()

    def body(self) -> ComposeResult:
        """The content between title and status line."""
        yield from ()

    @property
    def status(self) -> StatusLine:
        """The status line of the page."""
        return self.query_one(StatusLine)

    def headline(self, *rest: str) -> None:
        """Say in the title line what the page shows."""
        self.query_one(Headline).show(self.title or "", *rest)

    def on_screen_resume(self) -> None:
        """Read again what changed while another page was in front."""
        self.show_marks()
        stamp = self.app.stamp()
        if self._stamp is not None and stamp != self._stamp:
            self._renew()
        self._stamp = stamp

    def show_marks(self) -> None:
        """Show how much waits in the rooms."""
        for rail in self.query(Rail):
            rail.show_marks(self.app.marks)

    def _renew(self) -> None:
        self.status.show(**self.app.base_facts())
        self.app.count_marks()
        self.reload()

    def reload(self) -> None:
        """Read the content again."""

    def data_changed(self) -> None:
        """This page changed something itself: read again now."""
        self._stamp = self.app.stamp()
        self._renew()

    def do_refresh_page(self) -> None:
        """Read the content again."""
        self.data_changed()

    def on_status_line_clicked(self, event: StatusLine.Clicked) -> None:
        """The cut-off day opens its question."""
        if event.field == "as_of":
            self.app.do_cut_off()

    # ----- the record that commands are about

    @property
    def subject(self) -> tuple[str, int, str] | None:
        """Kind and id of the record the user looks at, and the check that found something about it, if one did."""
        return None

    @property
    def edited(self) -> tuple[str, int] | None:
        """Kind and id of the record that `edit` and `delete` would change."""
        found = self.subject
        return (found[0], found[1]) if found is not None else None

    def refusal_edit(self) -> AjxError | None:
        """What is under review or approved is locked."""
        if not self.is_mounted or (found := self.edited) is None:
            return None
        from ajx_tui.services import rights

        return rights.against_change(self.session, found[0], (found[1],))

    def refusal_delete(self) -> AjxError | None:
        """Deleting is changing."""
        return self.refusal_edit()

    def on_record_grid_row_highlighted(self) -> None:
        """One record may be held while its neighbour is not. Known by its name: the first page shows no grid."""
        held = self.refusal_edit() is not None, self.refusal_delete() is not None
        if held != self._held:
            self._held = held
            self.refresh_bindings()

    def can_file_case(self) -> bool:
        """Cases are opened from what belongs to an enterprise."""
        if not self.is_mounted or (found := self.subject) is None:
            return False
        from ajx_tui.ui.screens.records.case_form import can_file

        return can_file(found[0])

    def do_file_case(self) -> None:
        """Open a case on the record."""
        from ajx_tui.ui.screens.records.case_form import file_case

        if (found := self.subject) is not None:
            file_case(self.app, *found)

    # ----- tabs

    @property
    def tabs(self) -> TabRow:
        """The tabs of a page that has some."""
        return self.query_one(TabRow)

    def can_choose_tab(self) -> bool:
        """Needs several tabs."""
        return self.is_mounted and any(len(row.keys) > 1 for row in self.query(TabRow))

    can_next_tab = can_previous_tab = can_choose_tab

    def do_next_tab(self) -> None:
        """Open the next tab."""
        self.tabs.action_step(1)

    def do_previous_tab(self) -> None:
        """Open the previous tab."""
        self.tabs.action_step(-1)

    def do_choose_tab(self) -> None:
        """Choose a tab by digit, in a row of groups the group first."""
        from ajx_tui.ui.widgets.confirm import Choice, Choose

        tabs = self.tabs
        if tabs.group is None:
            self._choose_beside()
            return

        def chosen(key: str | None) -> None:
            if key is not None:
                tabs.choose(key)
                self._choose_beside()

        choices = [Choice(g.key, g.title, "、".join(map(tabs.title, g.tabs))) for g in tabs.groups]
        self.app.push_screen(Choose("看哪一组？", choices, current=tabs.group.key), chosen)

    def _choose_beside(self) -> None:
        from ajx_tui.ui.widgets.confirm import Choice, Choose

        def chosen(key: str | None) -> None:
            if key is not None:
                self.tabs.choose(key)

        choices = [Choice(key, title) for key, title in self.tabs.beside]
        self.app.push_screen(Choose("看哪一类？", choices, current=self.tabs.current), chosen)

    def action_to_tabs(self) -> None:
        """Up from the first row leads to the tabs."""
        if not self.can_choose_tab() or self.tabs.has_focus:
            raise SkipAction
        self._came_from = self.focused
        self.tabs.focus()

    def on_tab_row_left(self) -> None:
        """Down from the tabs leads back to where one came from, else to the first list below."""
        from textual.widgets import Input

        chain = self.focus_chain
        below = [w for w in chain[chain.index(self.tabs) + 1 :] if not isinstance(w, Input)]
        target = self._came_from if self._came_from in below else next(iter(below), None)
        if target is not None:
            target.focus()

    def focus_content(self, widget: Widget) -> None:
        """Focus what a tab shows, unless somebody is choosing among the tabs."""
        if not self.tabs.has_focus:
            widget.focus()

    def focus_first(self, *candidates: Widget) -> None:
        """Focus the first of these that can take it."""
        for widget in candidates:
            if widget.focusable:
                widget.focus()
                return
