"""The program that clerks live in: rooms, records, cut-off day. Everything it knows comes from its `Session`."""

from __future__ import annotations

import asyncio
import gc
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events

from ajx_tui.ui import rooms
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.commands import Command
from ajx_tui.ui.compat.terminal import TerminalMode, detect_terminal
from ajx_tui.ui.desk import DESK_COMMANDS, Desk
from ajx_tui.ui.guard import GATE, GUARD_COMMANDS, Guard, make_gate, needs_login
from ajx_tui.ui.needs import EDIT, EXPORT, MANAGE, Entitled
from ajx_tui.ui.pages import PAGE_COMMANDS, REGISTER_COMMANDS, SETTING_COMMANDS, Pages
from ajx_tui.ui.widgets.rail import ROOMS

if TYPE_CHECKING:
    from textual.screen import Screen

    from ajx_tui.services.session import Session
    from ajx_tui.store.lists import ListQuery


LEAST = (80, 24)
"""Columns and lines that every page is made for."""


def load_records() -> None:
    """Import what every page but the first is made of."""
    import ajx_tui.domain.records
    import ajx_tui.services.packs
    import ajx_tui.ui.screens.registers.register  # noqa: F401


class AjxApp(Guard, Desk, Pages, Entitled, BaseApp[None]):
    """The app on one session. Each room is a mode with its own stack of pages, so that leaving a room loses nothing.

    `as_of` is the cut-off day of every figure and state on screen.
    """

    TITLE = "安责险工作台"
    DEFAULT_MODE = "1"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("import_lists", "导入", "导入部门、保险机构交来的表格", ("ctrl+o",), "dr", shown=False),
        Command("cut_off", "截止日", "改变统计和到期提醒所依据的日期", ("f12",), "jzr", shown=False),
        Command("theme", "深浅色", "在深色和浅色之间切换", (), "ssqh", shown=False),
        *PAGE_COMMANDS,
        *SETTING_COMMANDS,
        *REGISTER_COMMANDS,
        *GUARD_COMMANDS,
        *DESK_COMMANDS,
    )
    NEEDS = MappingProxyType(
        {"import_lists": EDIT, "undo": EDIT, "redo": EDIT, "yearly_plan": EDIT, "hand_over": EXPORT, "office": MANAGE}
    )

    def __init__(
        self, session: Session, *, as_of: date | None = None, mode: TerminalMode | None = None, light: bool = False
    ) -> None:
        if needs_login(session):
            self.DEFAULT_MODE = GATE  # type: ignore[misc]  # Textual reads it from the instance
        super().__init__(mode, light=light)
        self.session = session
        self.as_of = as_of or self.usual_day(session)
        self.marks: dict[str, int] = {}
        self._told_small = False
        self._loaded = asyncio.Event()
        self.add_mode(GATE, make_gate)
        for room in ROOMS:
            self.add_mode(room.key, partial(rooms.make_screen, room.key))

    @staticmethod
    def usual_day(session: Session) -> date:
        """The cut-off day to begin with: today; the practice county keeps the day its figures were made for."""
        store = session.store
        stored = store.setting("as_of") if store.setting("demo", False) else None
        return date.fromisoformat(stored) if stored else session.today()

    # ----- what pages ask

    def stamp(self) -> tuple[int, str]:
        """Data revision, cut-off day and person: pages read again when one of them changed."""
        return self.session.store.revision(), f"{self.as_of.isoformat()} {self.session.person}"

    def base_facts(self) -> dict[str, Any]:
        """The parts of the status line that every page shows."""
        from ajx_tui.services.office import office_name

        store = self.session.store
        return {
            "as_of": self.as_of.isoformat(),
            "unit": office_name(store),
            "user": self.session.person,
            "demo": bool(store.setting("demo", False)),
            "read_only": bool(store.readonly_reason),
            "past": self.as_of.isoformat() if self.present is not None else "",
            "warning": "本级自定未生效" if self.has_loaded and self.overlay_warning() else "",
        }

    def base_status(self) -> Any:
        """The status line of a new page."""
        from ajx_tui.ui.widgets.status_line import Status

        return Status(**self.base_facts())

    # ----- start and end

    def on_mount(self) -> None:
        """Load what pages need; greet who is here, or leave that until somebody logged in."""
        self.call_after_refresh(self.run_worker, self._load, thread=True, group="load")
        self.start_guard()
        if self.current_mode != GATE:
            self.greet()

    def on_resize(self, event: events.Resize) -> None:
        """Say once that a window is too small for what it should show."""
        small = event.size.width < LEAST[0] or event.size.height < LEAST[1]
        if small and not self._told_small:
            from ajx_tui.ui.widgets.notice import notify

            size = f"{event.size.width}列{event.size.height}行"
            notify(self, f"窗口只有{size}，放大到{LEAST[0]}列{LEAST[1]}行以上，内容才能看全。", "窗口太小", "warning")
        self._told_small = small

    def greet(self) -> None:
        """Say why nothing can be saved, and set up a database that has no office yet."""
        from ajx_tui.services.office import office_name

        account = self.session.account
        if account is not None and account.must_change:
            from ajx_tui.ui.screens.accounts.login import ask_new_password

            ask_new_password(self, "管理员设置的口令只能用来登录，请改成自己的口令。改好以前只能查看。")
        self.run_worker(self.tell_drafts())
        self.run_worker(self.tell_clock())
        self.run_worker(self.renew_search())
        if self.session.store.readonly_reason:
            from ajx_tui.ui.widgets.notice import notify

            notify(self, self.session.store.readonly_reason, "现在只能查看", "warning")
        elif not office_name(self.session.store):
            self.run_worker(self._set_up())

    def _load(self) -> None:
        """Load the record models once the first page is on screen: they take longer than the page. In a thread."""
        load_records()
        gc.enable()
        self.call_from_thread(self._loaded.set)
        self.call_from_thread(self.count_marks)

    def count_marks(self) -> None:
        """Count anew how much waits in the rooms, in a worker thread."""
        if self._loaded.is_set():
            self.run_worker(partial(self._count_marks, self.session), thread=True, exclusive=True, group="marks")

    def _count_marks(self, session: Session) -> None:
        from ajx_tui.services.clerk_day import reviews
        from ajx_tui.ui.screens.page import Page

        count = reviews(session).count

        def show() -> None:
            self.marks = {"8": count} if count else {}
            if isinstance(self.screen, Page):
                self.screen.show_marks()
                self.screen.status.show(**self.base_facts())

        self.call_from_thread(show)

    @property
    def has_loaded(self) -> bool:
        """Whether the record models are there: what needs them is not asked before the first page is painted."""
        return self._loaded.is_set()

    async def records_loaded(self) -> None:
        """Wait for the record models: two threads that import modules of one circle would meet them half-made."""
        await self._loaded.wait()

    async def _set_up(self) -> None:
        await self.records_loaded()
        from ajx_tui.ui.screens.accounts.setup import SetupScreen

        self.push_screen(SetupScreen())

    @property
    def may_write(self) -> bool:
        """Whether this person may enter and change records here and now; nobody does in the past."""
        return self.session.refusal(EDIT) is None

    def unsaved(self) -> list[tuple[str, Screen[Any]]]:
        """Rooms and pages in them with work that is not saved yet."""
        return [
            (room, page)
            for room, stack in self._screen_stacks.items()
            for page in stack
            if getattr(page, "has_unsaved", False)
        ]

    def may_leave(self) -> bool:
        """Ask before unsaved work is lost."""
        unsaved = self.unsaved()
        if not unsaved:
            return True
        from ajx_tui.ui.widgets.confirm import Confirm

        told = "、".join(sorted({f"「{page.title}」" for _, page in unsaved}))
        question = Confirm(
            "还有没有保存的内容", f"{told}中的修改还没有保存，退出后会丢失。", "不保存，退出", "继续编辑"
        )
        self.push_screen(question, lambda yes: self.exit() if yes else None)
        return False

    # ----- rooms

    def open_room(self, room: str) -> None:
        """Show a room as it was left; its digit pressed once more leads back to its first page, and from there to
        the choice of its lists."""
        self.call_next(self._enter, room)

    async def _enter(self, room: str) -> None:
        await self.records_loaded()
        if room != self.current_mode:
            await self.switch_mode(room)
        elif len(self.screen_stack) == 1:
            self._choose_list()
        elif not self.unsaved_in(room):
            await self.back_to_base()

    def _choose_list(self) -> None:
        """On the first page of a room its digit asks which of the lists to show."""
        from ajx_tui.ui.screens.page import Page

        if isinstance(self.screen, Page) and self.screen.can_choose_tab():
            self.screen.do_choose_tab()

    def unsaved_in(self, room: str) -> bool:
        """Whether a page of this room holds unsaved work."""
        return any(where == room for where, _ in self.unsaved())

    async def back_to_base(self) -> None:
        """Close every page of the present room but the first."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    def show_list(self, query: ListQuery, crumb: str = "", quick: str = "") -> None:
        """Show the records of a query in the room where they are listed. `crumb` says what they have in common,
        `quick` is the key of a named filter."""
        self.call_next(self._show_list, query, crumb, quick)

    async def _show_list(self, query: ListQuery, crumb: str, quick: str) -> None:
        await self.records_loaded()
        from ajx_tui.ui.screens.registers.register import RegisterScreen

        room = rooms.room_of(query.kind)
        await self.switch_mode(room)
        if self.unsaved_in(room):
            from ajx_tui.ui.widgets.notice import notify

            notify(self, "这里还有没有保存的内容，请先保存或放弃。", "没有打开列表", "warning")
            return
        await self.back_to_base()
        if room == "7":
            from ajx_tui.ui.screens.documents.paper_register import PaperRegister

            await self.push_screen(PaperRegister())
        if isinstance(self.screen, RegisterScreen):
            self.screen.show_query(query, crumb, quick)

    def open_record(self, kind: str, record_id: int) -> None:
        """Show one record on top of the present page; what stands for a whole enterprise opens the enterprise."""
        from ajx_tui.ui.screens.records.record_pages import page_of

        if kind == "insured_object":
            from ajx_tui.domain.records import KINDS
            from ajx_tui.store import records

            values = records.get(self.session.store, KINDS[kind], record_id) or {}
            if values.get("type") == "enterprise":
                kind, record_id = "enterprise", int(values["enterprise_id"] or 0)
        if kind in ("checklist", "checklist_item"):
            self._open_checklist(kind, record_id)
            return
        self.push_screen(page_of(kind, record_id, self.current_mode))

    def _open_checklist(self, kind: str, record_id: int) -> None:
        """Open a checklist for filling in, at one of its points when that was asked for."""
        from ajx_tui.domain.records import KINDS
        from ajx_tui.store import records
        from ajx_tui.ui.screens.checklists.fill import ChecklistFill

        point = record_id if kind == "checklist_item" else None
        values = records.get(self.session.store, KINDS[kind], record_id) or {}
        checklist_id = int(values.get("checklist_id") or 0) if point else record_id
        self.push_screen(ChecklistFill(checklist_id, self.current_mode, point))

    # ----- commands

    async def do_import_lists(self) -> None:
        """Open the import wizard on top of the present page."""
        await self.records_loaded()
        from ajx_tui.ui.screens.imports.wizard import open_wizard

        open_wizard(self, self.screen)

    def do_cut_off(self) -> None:
        """Ask for the cut-off day."""
        from ajx_tui.domain.quantities import read_day
        from ajx_tui.domain.text import clean_code
        from ajx_tui.ui.widgets.confirm import Ask

        def wrong(text: str) -> str:
            return "" if read_day(clean_code(text)) else "请写成 2026-10-31 这样的日期。"

        def taken(text: str | None) -> None:
            day = read_day(clean_code(text)) if text is not None else None
            if day is not None:
                self.set_as_of(day)

        question = "统计、在保状态和到期提醒都以这一天为准。"
        self.push_screen(Ask("截止日", question, value=self.as_of.isoformat(), check=wrong), taken)

    def set_as_of(self, day: date) -> None:
        """Change the cut-off day; the page in front reads again now, others when they come to the front."""
        self.as_of = day
        self.person_changed()

    def person_changed(self) -> None:
        """The page in front reads again what changed with the person or the day."""
        page: Any = self.screen
        if hasattr(page, "on_screen_resume"):
            page.on_screen_resume()

    def do_theme(self) -> None:
        """Switch between dark and light."""
        from ajx_tui.ui import theme

        dark = self.theme == theme.DARK.name
        self.theme = (theme.LIGHT if dark else theme.DARK).name

    async def replace_session(self, session: Session) -> None:
        """Go on with another session (after a restore): every page is made anew."""
        self.session = session
        await self.switch_mode("9")
        await self.back_to_base()
        for room in ROOMS:
            if room.key != "9":
                await self.remove_mode(room.key)
                self.add_mode(room.key, partial(rooms.make_screen, room.key))
        await self.switch_mode("1")
        await self.remove_mode("9")
        self.add_mode("9", partial(rooms.make_screen, "9"))


def run(session: Session, *, as_of: date | None = None, plain: bool = False) -> None:
    """Open the program on a session and return when the user leaves. Closes stores it opened itself, not the given one.

    `as_of` is the cut-off day, today when None; `plain` draws nothing but ASCII decoration (兼容模式).
    """
    # Collecting garbage costs a tenth of the start; it is switched on again once everything is loaded.
    gc.disable()
    from ajx_tui import settings
    from ajx_tui.paths import Home
    from ajx_tui.ui.crash import run_guarded
    from ajx_tui.ui.theme import LIGHT

    light = settings.load(Home(session.store.path.parent.parent).settings).theme == LIGHT.name
    made: list[AjxApp] = []

    def make() -> AjxApp:
        current = made[-1] if made else None
        app = AjxApp(
            (current.present or current.session) if current else session,
            as_of=current.as_of if current else as_of,
            mode=detect_terminal(plain),
            light=light,
        )
        made.append(app)
        return app

    try:
        run_guarded(make, session.store.path.parent)
    finally:
        gc.enable()
        if made:
            made[-1].forget_past()
            if made[-1].session.store is not session.store:
                made[-1].session.store.close()
