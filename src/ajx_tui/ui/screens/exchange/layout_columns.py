"""栏目: the columns of a layout, where each comes from and how it is masked; changing them makes the county's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.fields import PERSONAL_KINDS
from ajx_tui.domain.masking import PROFILE_TITLES, Profile, stricter
from ajx_tui.paths import free_file
from ajx_tui.services import layouts as service
from ajx_tui.services import packs
from ajx_tui.services.documents.folders import file_name
from ajx_tui.services.layouts import Layout, LayoutColumn, editing
from ajx_tui.services.layouts.keeping import own_copy, separate_copy, write_copy
from ajx_tui.services.layouts.model import LABEL, LOOSEST, PARTY_TITLES, source_text
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import MANAGE
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.attachments import typed_path
from ajx_tui.ui.widgets.choice_field import PickMany
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("number", "序", 4, "right", fixed=True, sortable=False),
    GridColumn("title", "列名", 22, sortable=False, grow=True),
    GridColumn("source", "取自", 30, sortable=False, grow=True),
    GridColumn("masked", "个人信息", 14, sortable=False),
)


class LayoutColumns(Page[bool]):
    """One layout. Dismisses with whether anything at hand changed."""

    HELP = (
        "各列从上到下就是表里从左到右。Ctrl+N 勾选要哪些栏目，Ctrl+上下移动，F2 改列名，Delete 去掉；"
        "F9 改遮盖档次，F4 改名称。"
        "Ctrl+S 存为本县的格式：它替换同编号的格式，程序升级不会动它；F3 另存为一种新格式。F8 换回随程序提供的。"
        "F7 把格式写成文件，可以用记事本改好，再用 F6 装入；文件有错时会指出哪一行、哪一项。"
    )
    AUTO_FOCUS = "#columns"
    DEFAULT_CSS = """
    LayoutColumns #columns { height: 1fr; }
    LayoutColumns #about { height: auto; max-height: 4; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save", "保存", "存为本县的格式", ("ctrl+s",), "bc", "栏目"),
        Command("pick", "选栏目", "勾选要哪些栏目", ("ctrl+n",), "xlm", "栏目"),
        Command("rename", "改列名", "改光标所在列的列名", ("f2",), "glm", "栏目"),
        Command("up", "上移", "光标所在的列上移一位", ("ctrl+up",), "sy", "栏目"),
        Command("down", "下移", "光标所在的列下移一位", ("ctrl+down",), "xy", "栏目"),
        Command("drop", "去掉", "去掉光标所在的列", ("delete",), "qd", "栏目"),
        Command("mask", "遮盖", "改这种格式的遮盖档次", ("f9",), "zg", "栏目"),
        Command("title", "名称", "改这种格式的名称", ("f4",), "mc", "栏目"),
        Command("save_as", "另存", "存为一种新的格式", ("f3",), "lc", "栏目"),
        Command("install", "装入", "装入一个改好的格式文件", ("f6",), "zr", "栏目"),
        Command("write_file", "取出", "把格式写成可以修改的文件", ("f7",), "qc", "栏目"),
        Command("take_back", "换回", "移除本县的，换回随程序提供的格式", ("f8",), "hh", "栏目"),
        Command("back", "返回", "回到上一页", ("escape",), "fh", "栏目"),
    )
    NEEDS = MappingProxyType(
        dict.fromkeys(
            ("save", "pick", "rename", "up", "down", "drop", "mask", "title", "save_as", "install", "take_back"), MANAGE
        )
    )

    def __init__(self, layout: Layout, room: str = "") -> None:
        super().__init__("栏目", room)
        self._kept = self._now = layout
        self._changed = False

    def body(self) -> ComposeResult:
        """What the layout is, then its columns."""
        yield Prose(id="about")
        yield RecordGrid(id="columns", empty="没有栏目")

    def on_mount(self) -> None:
        """Show the layout."""
        self._fill()

    @property
    def has_unsaved(self) -> bool:
        """Whether there is something to lose."""
        return self._now != self._kept

    def _fill(self, at: int | None = None) -> None:
        one = self._now
        rows = {n: (str(n + 1), c.title, source_text(one.kind, c), self._masked(c)) for n, c in enumerate(one.columns)}
        grid = self.query_one("#columns", RecordGrid)
        grid.replace(ListSource(COLUMNS, rows), grid.cursor_id if at is None else at)
        self.headline(f"{one.title}{'（未保存）' if self.has_unsaved else ''}")
        known = service.shelf(self.session.store)
        note = (
            "每种记录都有" if one.id.startswith("all-") else known.note(one) if one.id in known.layouts else "新的格式"
        )
        self.query_one("#about", Prose).update(
            f"{LABEL}格式 {one.id} {one.version}，{note}。给{one.recipient}（{PARTY_TITLES[one.party]}），"
            f"{PROFILE_TITLES[one.masking()]}档，每行一条{one.kind.title}。"
        )
        self.status.show(rows=len(rows))
        self.refresh_bindings()

    def _masked(self, one: LayoutColumn) -> str:
        """What happens to the personal data of a column."""
        personal = one.spec.personal if one.spec is not None else ""
        if not personal or self._now.masking() is Profile.INTERNAL:
            return PERSONAL_KINDS.get(personal, "")
        return f"{PERSONAL_KINDS[personal]}，{'不写出' if self._now.masking() is Profile.PUBLIC else '部分遮盖'}"

    # ----- changing

    def _change(self, layout: Layout, at: int | None = None) -> None:
        self._now = layout
        self._fill(at)

    @property
    def _at(self) -> int | None:
        return self.query_one("#columns", RecordGrid).cursor_id if self.is_mounted else None

    def can_rename(self) -> bool:
        """Needs a column under the cursor."""
        return self._at is not None

    can_up = can_down = can_drop = can_rename

    def do_pick(self) -> None:
        """Choose which columns there are."""
        rules = packs.rules(self.session.store)
        offered = editing.candidates(self._now, rules)
        present = [editing.key_of(one) for one in self._now.columns]

        def taken(keys: tuple[str, ...] | None) -> None:
            if keys is not None:
                self._change(editing.choose(self._now, keys, rules))

        self.app.push_screen(PickMany("要哪些栏目？", offered, present), taken)

    def do_up(self) -> None:
        """Move the column up."""
        self._move(-1)

    def do_down(self) -> None:
        """Move the column down."""
        self._move(1)

    def _move(self, step: int) -> None:
        if (at := self._at) is not None:
            self._change(editing.move(self._now, at, step), max(0, min(len(self._now.columns) - 1, at + step)))

    def do_drop(self) -> None:
        """Leave the column out."""
        if (at := self._at) is not None:
            self._change(editing.drop(self._now, at), min(at, len(self._now.columns) - 2))

    @on(RecordGrid.RowOpened, "#columns")
    def do_rename(self) -> None:
        """Ask for another heading."""
        at = self._at
        if at is not None and not self.refuses("rename"):
            self._ask("列名", self._now.columns[at].title, lambda text: editing.rename(self._now, at, text))

    def do_title(self) -> None:
        """Ask for another name of the layout."""
        self._ask("格式的名称", self._now.title, lambda text: replace(self._now, title=text.strip() or self._now.title))

    def _ask(self, title: str, value: str, change: Callable[[str], Layout]) -> None:
        def answered(text: str | None) -> None:
            if text is not None:
                self._change(change(text))

        self.app.push_screen(Ask(title, value=value), answered)

    def do_mask(self) -> None:
        """Choose the profile; no looser than the recipient allows."""
        least = LOOSEST[self._now.party]
        choices = [Choice(p, f"{PROFILE_TITLES[p]}档") for p in Profile if stricter(p, least) is p]

        def chosen(profile: str | None) -> None:
            if profile is not None:
                self._change(replace(self._now, profile=Profile(profile)))

        title = f"给{PARTY_TITLES[self._now.party]}的，个人信息遮到哪一档？"
        self.app.push_screen(Choose(title, choices, current=self._now.profile), chosen)

    # ----- keeping

    def can_save(self) -> bool:
        """Only what changed."""
        return self.has_unsaved

    def do_save(self) -> None:
        """Keep it as the county's own."""
        self._took(service.put(self.session, own_copy(self.session.store, self._now)))
        notify(self.app, f"{self._now.title}（{self._now.id} {self._now.version}）", "已存为本县的格式")

    def do_save_as(self) -> None:
        """Keep it as a layout of its own."""

        def answered(title: str | None) -> None:
            if title is not None and title.strip():
                made = separate_copy(self.session.store, replace(self._now, title=title.strip()))
                self._took(service.put(self.session, made))
                notify(self.app, f"{made.title}（{made.id}）", "已存为新的格式")

        self.app.push_screen(Ask("另存为", "新格式的名称：", value=f"{self._now.title}（本县）"), answered)

    def _took(self, layout: Layout) -> None:
        self._kept = self._now = layout
        self._changed = True
        self._fill()

    def can_take_back(self) -> bool:
        """Only the county's own."""
        return service.own(self.session.store, self._kept)

    def do_take_back(self) -> None:
        """Ask, then remove the county's own."""
        one = self._kept
        text = "随程序提供的格式重新生效。" if one.id in service.shipped() else "这种格式是本县加的，移除后就没有了。"
        question = Confirm("移除本县的格式", f"“{one.title}”（{one.version}）将移除。{text}", "移除")
        self.app.push_screen(question, lambda yes: self._remove(one) if yes else None)

    def _remove(self, one: Layout) -> None:
        service.take_back(self.session, one.id)
        self._changed = True
        first = service.shipped().get(one.id)
        if first is None:
            self.dismiss(True)
        else:
            self._took(first)

    def do_write_file(self) -> None:
        """Write the layout as a file into the exports folder."""
        path = free_file(exports_folder(self.app) / f"{file_name(self._kept.title)}.toml")
        write_copy(self.session.store, self._now, path)
        notify(self.app, f"{path}\n改好后在这里按 F6 装入。", "已取出")

    def do_install(self) -> None:
        """Ask for a file and keep what is in it."""

        def wrong(text: str) -> str:
            path = typed_path(text)
            if not text.strip() or not path.is_file():
                return "没有这个文件，请检查路径。"
            found = service.check_file(path, packs.rules(self.session.store))
            return "" if found.layout is not None else "\n".join(map(str, found.problems[:6]))

        def answered(text: str | None) -> None:
            if text is not None:
                self._took(service.install(self.session, Path(typed_path(text))))
                notify(self.app, f"{self._now.title}（{self._now.id} {self._now.version}）", "已装入")

        self.app.push_screen(
            Ask("装入格式文件", "文件的路径，可以键入、粘贴，或把文件拖进窗口：", check=wrong), answered
        )

    def do_back(self) -> None:
        """Go back, asking before changes are lost."""
        if not self.has_unsaved:
            self.dismiss(self._changed)
            return
        question = Confirm("还没有保存", "对栏目的修改会丢失。", "不保存，返回", "继续修改")
        self.app.push_screen(question, self._leave)

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(self._changed)
