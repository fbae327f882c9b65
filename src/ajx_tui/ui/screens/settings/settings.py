"""Room 9: what can be set, each with how it stands now; Enter opens or switches it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui import settings as settings_file
from ajx_tui.domain.records import KINDS
from ajx_tui.paths import Home
from ajx_tui.services.office import office
from ajx_tui.store import lists, records
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui import theme
from ajx_tui.ui.commands import BoundCommand, Command
from ajx_tui.ui.needs import MANAGE
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.settings.backups import BackupsScreen
from ajx_tui.ui.screens.settings.office_form import OfficeForm
from ajx_tui.ui.widgets.cells import size_text
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

COLUMNS = (
    GridColumn("title", "项目", 14, sortable=False, fixed=True),
    GridColumn("now", "现在", 30, sortable=False, grow=True),
    GridColumn("key", "按键", 8, sortable=False),
)
ENTRIES = (
    *("office", "accounts", "own_account", "switch_role", "packs", "holidays", "backups", "doctor"),
    *("recycle_bin", "drafts", "past_day", "look", "plain", "folder"),
)
"""The commands that are listed where they apply, of this page or of the app; how each stands is told by `_now_<id>`."""
OFFICE = ("name", "level", "province", "city", "committee", "document_prefix", "contact", "phone")


class SettingsScreen(Page[None]):
    """Room 9."""

    HELP = "上下键移动，回车打开或切换光标所在的一项，下方说明它是什么；右边写着按键的也可以直接按键。"
    ROOM = "9"
    AUTO_FOCUS = "#entries"
    DEFAULT_CSS = """
    SettingsScreen #entries { height: 1fr; }
    SettingsScreen #about { height: auto; min-height: 3; max-height: 6; padding: 0 1; background: $panel; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("office", "本单位", "单位名称、行政区、发文机关代字等，印在文书上", ("f2",), "bdw", "设置"),
        Command("accounts", "账户", "建立账户，管理角色、口令、自动锁定和登录日志", ("f6",), "zh", "设置"),
        Command("backups", "备份", "现在备份一次，或者回到以前的一个备份", ("f7",), "bf", "设置"),
        Command("packs", "政策包", "查看政策包的内容和依据，检查或安装新的政策包", ("f9",), "zcb", "设置"),
        Command("doctor", "数据体检", "核对每条记录、历史和附件是否被改动或损坏", ("ctrl+t",), "sjtj", "设置"),
        Command("look", "深浅色", "在深色和浅色之间切换，并记住", ("f3",), "ssq", "设置"),
        Command("plain", "兼容模式", "旧控制台上只用最简单的符号，下次启动生效", ("f4",), "jrms", "设置"),
        Command("holidays", "节假日", "查看和装入节假日安排，按工作日的期限以它为准", (), "jjr", "设置", shown=False),
        Command("folder", "数据文件", "打开数据所在的文件夹；整个拷走就是完整备份", (), "sjwj", "设置", shown=False),
    )
    NEEDS = MappingProxyType({"office": MANAGE})

    def __init__(self) -> None:
        super().__init__("设置")
        self._entries: list[BoundCommand] = []

    def body(self) -> ComposeResult:
        """The entries, and what the one under the cursor is."""
        yield RecordGrid(ListSource(COLUMNS, {}), id="entries")
        yield Prose(id="about")

    def on_mount(self) -> None:
        """List the entries."""
        self.reload()

    @property
    def grid(self) -> RecordGrid:
        """The entries."""
        return self.query_one("#entries", RecordGrid)

    def reload(self) -> None:
        """Show how everything stands."""
        scope = {bound.command.id: bound for bound in self.app.commands.in_scope(self)}
        self._entries = [scope[name] for name in ENTRIES if name in scope]
        rows = {
            number: (bound.command.title, self._now(bound.command.id), bound.command.key_text)
            for number, bound in enumerate(self._entries)
        }
        self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id)
        self._tell()

    @on(RecordGrid.RowHighlighted, "#entries")
    def _tell(self) -> None:
        at = self.grid.cursor_id
        bound = self._entries[at] if at is not None and at < len(self._entries) else None
        told = f"{bound.command.title}　{self._now(bound.command.id)}\n{bound.command.help}。" if bound else ""
        self.query_one("#about", Prose).update(told)

    @on(RecordGrid.RowOpened, "#entries")
    async def _opened(self, event: RecordGrid.RowOpened) -> None:
        await self._entries[event.id].run()

    # ----- how things stand

    def _now(self, name: str) -> str:
        tell: Callable[[], str] | None = getattr(self, f"_now_{name}", None)
        return tell() if tell is not None else ""

    def _now_office(self) -> str:
        store, kind = self.session.store, KINDS["office"]
        values = office(store)
        if values is None:
            return "还没有填写"
        shown = records.show(store, kind, values)
        return "　".join(shown[name] for name in OFFICE if shown.get(name))

    def _now_accounts(self) -> str:
        from ajx_tui.services.accounts import everyone, idle_minutes

        store = self.session.store
        if store.setting("demo", False):
            return "演示县不用登录"
        people = sum(account.active for account in everyone(store))
        minutes = idle_minutes(store)
        if not people:
            return "没有账户，打开就能用"
        return f"{people} 个账户，" + (f"{minutes} 分钟没有操作就锁定" if minutes else "不自动锁定")

    def _now_own_account(self) -> str:
        return self.session.person

    _now_switch_role = _now_own_account

    def _now_packs(self) -> str:
        from ajx_tui.services.packs import rules

        return "、".join(f"{pack.title} {pack.version}" for pack in rules(self.session.store).packs)

    def _now_holidays(self) -> str:
        from ajx_tui.services.holidays import edge_text

        return edge_text(self.session.store, self.app.as_of)

    def _now_backups(self) -> str:
        from ajx_tui.services.backups import existing

        made = existing(self.session.store.path)
        return f"共 {len(made)} 份，最近 {made[0].made}（{made[0].label}）" if made else "还没有备份"

    def _now_recycle_bin(self) -> str:
        store = self.session.store
        count = sum(lists.count(store, ListQuery(kind, deleted=True)) for kind in KINDS)
        return f"{count} 条记录" if count else "空的"

    def _now_drafts(self) -> str:
        from ajx_tui.services.drafts import waiting

        count = len(waiting(self.session))
        return f"{count} 份没有填完" if count else "没有"

    def _now_doctor(self) -> str:
        return "回车开始"

    def _now_past_day(self) -> str:
        return "现在看的是今天的数据"

    def _now_look(self) -> str:
        return "浅色" if self.app.theme == theme.LIGHT.name else "深色"

    def _now_plain(self) -> str:
        return "开" if self._settings().plain else "关"

    def _now_folder(self) -> str:
        store = self.session.store
        return f"{store.path}　{size_text(store.path.stat().st_size)}，第 {store.revision()} 次改动"

    @property
    def _home(self) -> Home:
        return Home(self.app.logged_in.store.path.parent.parent)

    def _settings(self) -> settings_file.Settings:
        return settings_file.load(self._home.settings)

    # ----- commands

    def do_office(self) -> None:
        """Change the office."""
        self.app.push_screen(OfficeForm(self.session), lambda saved: self.data_changed() if saved else None)

    def do_accounts(self) -> None:
        """Manage accounts; make the first one where there is none."""
        from ajx_tui.services.accounts import everyone
        from ajx_tui.ui.screens.accounts.accounts import AccountsScreen, ask_first_account

        if self.session.store.setting("demo", False):
            notify(self.app, "演示县不用登录。用命令「换角色」可以试用每个角色。", "没有账户")
        elif everyone(self.session.store):
            self.app.push_screen(AccountsScreen(self.room))
        else:
            ask_first_account(self.app)

    def do_backups(self) -> None:
        """Show the backups."""
        self.app.push_screen(BackupsScreen(self.room), lambda _: self.reload())

    def do_look(self) -> None:
        """Switch between dark and light and remember it."""
        self.app.do_theme()
        settings_file.save(self._home.settings, replace(self._settings(), theme=self.app.theme))
        self.reload()

    def do_plain(self) -> None:
        """Switch 兼容模式 for the next start."""
        mode = self._settings()
        settings_file.save(self._home.settings, replace(mode, plain=not mode.plain))
        notify(self.app, f"兼容模式已{'关闭' if mode.plain else '打开'}，下次启动生效。")
        self.reload()

    def do_holidays(self) -> None:
        """Show which days offices work."""
        from ajx_tui.ui.screens.settings.holidays import Holidays

        self.app.push_screen(Holidays(self.room))

    def do_folder(self) -> None:
        """Open the folder with the system's file manager, or say where it is."""
        from ajx_tui.ui.open_file import open_path

        folder = self.app.logged_in.store.path.parent
        notify(self.app, open_path(folder) or str(folder), "数据文件夹")
