"""导出给…: a list for a department, an insurer, a service body, superiors or the public; shown before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from ajx_tui.domain.masking import PROFILE_TITLES, Profile, stricter
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.paths import free_file
from ajx_tui.services import layouts as service
from ajx_tui.services.documents.folders import file_name
from ajx_tui.services.layouts import PARTY_TITLES, Handed, Layout, Order, Preview
from ajx_tui.services.layouts.model import LABEL
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EXPORT
from ajx_tui.ui.screens.actions import exports_folder
from ajx_tui.ui.screens.written import WrittenFile
from ajx_tui.ui.widgets.cells import display, width_of
from ajx_tui.ui.widgets.choice_field import ChoiceStrip
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

TOGETHER, EACH = "", "*"
FORMATS = (("xlsx", "Excel"), ("csv", "CSV"))
_WIDEST = 30


def hand_over(app: AjxApp, query: ListQuery | None = None, told: str = "") -> None:
    """Open the page, for a list with its filter, or for any kind."""
    app.push_screen(HandOver(query, told, app.current_mode))


class HandOver(WrittenFile):
    """Layouts by recipient at the left; what the chosen one would write at the right."""

    HELP = (
        "左边选给谁的哪种格式，右边是会写出的前几行：列、顺序和个人信息遮盖都由格式决定，列表的筛选保留。"
        "F2 导出到 exports 文件夹并登记在案；F4 只给某一个收件方或每家一个文件；F9 遮得更严；"
        "F6 看栏目，也可以改成本县的格式；Ctrl+T 看导出登记。内部档只能给本单位和部门，公示一律不含个人信息。"
    )
    AUTO_FOCUS = "#layouts"
    DEFAULT_CSS = """
    HandOver #layouts { width: 28; height: 1fr; background: $surface; margin-right: 1; }
    HandOver.-wide #layouts { width: 36; }
    HandOver #right { width: 1fr; height: 1fr; }
    HandOver #about { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold;
                      text-wrap: nowrap; text-overflow: ellipsis; }
    HandOver .line { height: 1; width: 1fr; }
    HandOver .line > .label { width: 9; padding-left: 1; color: $text-muted; }
    HandOver .line > .fact { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    HandOver #told { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    HandOver #told.-bad { color: $text-warning; }
    HandOver #told.-good { color: $text-success; }
    HandOver #preview { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (  # type: ignore[assignment]
        Command("export", "导出", "按光标所在的格式写出文件并登记", ("f2",), "dc", "导出"),
        Command("cut_off", "截止日", "改变数字和名单所依据的日期", ("f3",), "jzr", "导出"),
        Command("share", "收件方", "只给某一个收件方，或每家一个文件", ("f4",), "sjf", "导出"),
        Command("columns", "栏目", "看各列取自哪里，改成本县的格式", ("f6",), "lm", "导出"),
        Command("mask", "遮盖", "把个人信息遮得更严", ("f9",), "zg", "导出"),
        Command("open_file", "打开文件", "用系统的程序打开刚写出的文件", ("f7",), "dkwj", "导出"),
        Command("open_folder", "文件夹", "打开刚写出的文件所在的文件夹", ("f8",), "wjj", "导出"),
        Command("handouts", "登记", "看以前导出过什么、给了谁", ("ctrl+t",), "dj", "导出"),
        Command("back", "返回", "回到上一页", ("escape",), "fh", "导出"),
    )
    NEEDS = MappingProxyType({"export": EXPORT})

    @dataclass
    class Previewed(Message):
        """The worker knows how an order would begin, or why it can't be read."""

        order: Order
        preview: Preview | None
        error: AjxError | None = None

    def __init__(self, query: ListQuery | None = None, told: str = "", room: str = "") -> None:
        super().__init__("导出给…", room)
        self._query, self._told_filter = query, told
        self._layouts: list[Layout | None] = []
        self._profile: Profile | None = None
        self._share = TOGETHER
        self._preview: Preview | None = None
        self._shares: dict[int, tuple[str, int]] = {}
        self._given_name = ""
        self._shown_id = self._told_written = ""

    # ----- the page

    def body(self) -> ComposeResult:
        """Layouts, settings, the first rows."""
        with Horizontal():
            yield OptionList(id="layouts", markup=False)
            with Vertical(id="right"):
                yield Static("", id="about", markup=False)
                for title, name in (("遮盖", "mask"), ("收件方", "share")):
                    with Horizontal(classes="line"):
                        yield Static(title, classes="label", markup=False)
                        yield Static("", id=name, classes="fact", markup=False)
                with Horizontal(classes="line"):
                    yield Static("格式", classes="label", markup=False)
                    yield ChoiceStrip(FORMATS, "xlsx", clearable=False)
                with Horizontal(classes="line"):
                    yield Static("文件名", classes="label", markup=False)
                    yield Input(id="file")
                yield Prose(id="told")
                yield RecordGrid(id="preview", empty="正在读取")

    def on_mount(self) -> None:
        """List the layouts."""
        self.reload()

    def reload(self) -> None:
        """Read layouts and rows anew, staying on the same layout."""
        kept = self.chosen.id if self._layouts else ""
        known = service.shelf(self.session.store)
        found = service.for_kind(self.session.store, self._query.kind if self._query else "")
        options, self._layouts = [], []
        party = None
        for one in found:
            if one.party is not party:
                party = one.party
                heading = Content.styled(PARTY_TITLES[party], "$text-muted")
                options.append(Option(heading, disabled=True))
                self._layouts.append(None)
            mark = "*" if one.id in known.own else ""
            options.append(Option(Content(f" {display(one.title)}{mark}")))
            self._layouts.append(one)
        listed = self.query_one("#layouts", OptionList)
        at = next((n for n, one in enumerate(self._layouts) if one is not None and one.id == kept), 1)
        listed.clear_options()
        listed.add_options(options)
        listed.highlighted = at
        for name, text in known.broken.items():
            notify(self.app, text, f"本县的格式 {name} 不能使用", "warning")

    @property
    def chosen(self) -> Layout:
        """The layout under the cursor."""
        at = self.query_one("#layouts", OptionList).highlighted
        chosen = self._layouts[at] if at is not None and at < len(self._layouts) else None
        return chosen or next(one for one in self._layouts if one is not None)

    @property
    def suffix(self) -> str:
        """The chosen file format."""
        return str(self.query_one(ChoiceStrip).value)

    @property
    def order(self) -> Order:
        """What would be written."""
        only = int(self._share) if self._share not in (TOGETHER, EACH) else None
        return Order(self.chosen, self.app.as_of, self._query, self._told_filter, only, self._profile)

    @on(OptionList.OptionHighlighted, "#layouts")
    def _highlighted(self) -> None:
        if self.chosen.id != self._shown_id:  # the list is also filled anew after every export: that is no other layout
            self._shown_id = self.chosen.id
            self._profile, self._share, self._shares = None, TOGETHER, {}
            self._written, self._told_written = None, ""
        self._choose()

    def _choose(self) -> None:
        """Another layout or setting: say what it is and read its first rows."""
        order, layout = self.order, self.chosen
        self._preview = None
        limit = f"{KINDS[self._query.kind].title}列表" if self._query else ""
        self.headline(f"截止日 {order.as_of.isoformat()}", f"{limit}　{self._told_filter}".strip())
        self.query_one("#about", Static).update(Content(display(f"{layout.title}　给{layout.recipient}")))
        note = service.shelf(self.session.store).note(layout) if not layout.id.startswith("all-") else "随程序提供"
        self._tell(
            self._told_written or f"{LABEL}格式 {layout.id} {layout.version}，{note}",
            "-good" if self._told_written else "",
        )
        self._show_facts()
        self.query_one("#preview", RecordGrid).replace(ListSource((), {}), empty="正在读取")
        self.run_worker(lambda: self._work(order), thread=True, exclusive=True, group="preview")
        self.refresh_bindings()

    def _work(self, order: Order) -> None:
        worker = get_current_worker()
        try:
            made: Preview | None = service.preview(self.session, order)
            error = None
        except AjxError as failed:
            made, error = None, failed
        if not worker.is_cancelled:
            self.post_message(self.Previewed(order, made, error))

    @on(Previewed)
    def _show(self, event: Previewed) -> None:
        event.stop()
        if event.order != self.order:
            return
        grid = self.query_one("#preview", RecordGrid)
        if event.preview is None:
            grid.replace(ListSource((), {}), empty="没有读出")
            if event.error is not None:
                self._tell(f"{event.error.title}：{event.error.message}", "-bad")
            return
        self._preview = event.preview
        if event.order.only is None:
            self._shares = dict(event.preview.recipients)
        grid.replace(
            ListSource(self._columns(event.preview), dict(enumerate(event.preview.first))), empty="没有要导出的行"
        )
        self.status.show(rows=event.preview.count)
        self._show_facts()
        self.refresh_bindings()

    def _columns(self, preview: Preview) -> list[GridColumn]:
        made = []
        for number, (title, kind) in enumerate(zip(preview.titles, preview.kinds, strict=True)):
            texts = (row[number] for row in preview.first)
            widest = max((width_of(text) for text in texts), default=0)
            width = max(width_of(title), min(widest, _WIDEST))
            right = kind in (ColumnKind.INT, ColumnKind.MONEY, ColumnKind.PERCENT)
            align = "right" if right else "left"
            made.append(GridColumn(str(number), title, width, align, sortable=False, fixed=number == 0))  # type: ignore[arg-type]
        return made

    def _show_facts(self) -> None:
        """Masking, recipient and file name in words."""
        order, found = self.order, self._preview
        texts = {
            Profile.INTERNAL: "内部档：不遮盖，仅限工作使用",
            Profile.REPORT: "上报档：电话、证件号、姓名部分遮盖",
            Profile.PUBLIC: "公示档：不含个人信息",
        }
        self.query_one("#mask", Static).update(Content(texts[order.masking]))
        rows = f"{found.count} 条" if found is not None else ""
        if not order.layout.by:
            told = f"{display(order.layout.recipient)}　{rows}"
        elif self._share == EACH:
            told = f"每家一个文件　{rows}　F4 改"
        elif self._share:
            told = f"只给{display(self._names().get(self._share, ''))}　{rows}　F4 改"
        else:
            told = f"合成一个文件　{rows}　F4 分开"
        self.query_one("#share", Static).update(Content(told))
        self._name_file()

    def _names(self) -> dict[str, str]:
        """Recipients by the value of their choice."""
        return {str(owner): name for owner, (name, _) in self._shares.items()}

    def _tell(self, text: str, tone: str = "") -> None:
        told = self.query_one("#told", Prose)
        told.set_classes(tone)
        told.update(text)

    # ----- settings

    @on(ChoiceStrip.Changed)
    def _name_file(self) -> None:
        """Propose a file name until the user has written one."""
        field = self.query_one("#file", Input)
        if field.value == self._given_name:
            mark = "演示-" if self.session.store.setting("demo", False) else ""
            who = f"-{file_name(self._names().get(self._share, ''))}" if self._share not in (TOGETHER, EACH) else ""
            stem = f"{mark}{file_name(self.chosen.title)}{who}-{self.app.as_of.isoformat()}"
            self._given_name = stem if self._share == EACH else f"{stem}.{self.suffix}"
            field.value = self._given_name

    def can_share(self) -> bool:
        """Only layouts that name their recipient in the rows can be taken apart."""
        return bool(self._layouts) and bool(self.chosen.by) and bool(self._shares)

    def do_share(self) -> None:
        """Choose whose rows are written."""
        shares = self._shares
        choices = [Choice(TOGETHER, "合成一个文件"), Choice(EACH, "每家一个文件", f"{len(shares)} 个文件")]
        choices += [Choice(str(owner), name, f"{rows} 条") for owner, (name, rows) in shares.items()]
        self.app.push_screen(Choose(f"“{self.chosen.title}”给谁？", choices, current=self._share), self._shared)

    def _shared(self, share: str | None) -> None:
        if share is not None:
            self._share, self._told_written = share, ""
            self._choose()

    def can_mask(self) -> bool:
        """What is masked wholly can't be masked more."""
        return bool(self._layouts) and self.chosen.masking() is not Profile.PUBLIC

    def do_mask(self) -> None:
        """Choose how much is masked; never less than the layout says."""
        least = self.chosen.masking()
        choices = [Choice(p, f"{PROFILE_TITLES[p]}档") for p in Profile if stricter(p, least) is p]
        self.app.push_screen(Choose("个人信息遮到哪一档？", choices, current=self.order.masking), self._masked)

    def _masked(self, profile: str | None) -> None:
        if profile is not None:
            self._profile, self._told_written = Profile(profile), ""
            self._choose()

    def do_columns(self) -> None:
        """Show the columns of the layout."""
        from ajx_tui.ui.screens.exchange.layout_columns import LayoutColumns

        self.app.push_screen(LayoutColumns(self.chosen, self.room), lambda _: self.reload())

    def do_handouts(self) -> None:
        """Show the log."""
        from ajx_tui.ui.screens.exchange.handout_log import HandoutLog

        self.app.push_screen(HandoutLog(self.room))

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    # ----- the file

    @on(OptionList.OptionSelected, "#layouts")
    @on(Input.Submitted, "#file")
    def _submitted(self) -> None:
        if not self.refuses("export"):
            self.do_export()

    def do_export(self) -> None:
        """Write the file, beside an older one of the same name; the log says which is which."""
        given = Path(self.query_one("#file", Input).value.strip() or self._given_name).expanduser()
        path = given if given.is_absolute() else exports_folder(self.app) / given
        if self._share == EACH:
            job = service.export_each(self.session, self.order, path, self.suffix, log=self.app.logged_in)
        else:
            if path.suffix.lower() not in (".xlsx", ".csv"):
                path = path.with_name(f"{path.name}.{self.suffix}")
            job = service.export(self.session, self.order, free_file(path), log=self.app.logged_in)
        self.app.push_screen(JobScreen(f"导出{self.chosen.title}", job), self._exported)

    def _exported(self, result: Handed | Cancelled | None) -> None:
        if isinstance(result, Handed):
            self._written = result.path
            files = f"{result.files} 个文件，" if result.files > 1 else ""
            self._told_written = f"已写出（{files}{result.rows} 条）并登记：{result.path}　F7 打开，F8 打开文件夹"
            self._tell(self._told_written, "-good")
            self.refresh_bindings()
