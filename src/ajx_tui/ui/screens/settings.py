"""Room 9: the office, where the data lies, backups, the look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from ajx_tui import settings as settings_file
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.paths import Home
from ajx_tui.services import backups
from ajx_tui.services.office import office
from ajx_tui.store import records
from ajx_tui.ui import theme
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.office_form import OfficeForm
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.cells import display, fit
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid

SHOWN = ("name", "area", "level", "city", "province", "committee", "document_prefix", "contact", "phone")
BACKUP_COLUMNS = (
    GridColumn("made", "备份时间", 20, sortable=False),
    GridColumn("label", "缘由", 14, sortable=False),
    GridColumn("size", "大小", 10, "right", sortable=False),
    GridColumn("name", "文件", 24, sortable=False, grow=True),
)
TITLE_CELLS = 18
BUTTONS = (
    ("备份", "do_backup"), ("深浅色", "do_look"), ("兼容模式", "do_plain"), ("账户", "do_accounts"),
    ("数据体检", "do_doctor"), ("回收站", "do_bin"), ("节假日", "do_holidays"),
)  # fmt: skip


def size_text(size: int) -> str:
    """A file size in bytes for people."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


class SettingsScreen(Page[None]):
    """Room 9."""

    ROOM = "9"
    HELP = "修改本单位资料，备份和恢复数据，切换深浅色和兼容模式。恢复前会自动再备份一次现有数据。"
    AUTO_FOCUS = "#backups"
    DEFAULT_CSS = """
    SettingsScreen .block { height: auto; width: 1fr; background: $surface; margin-bottom: 1; }
    SettingsScreen .block--title { height: 1; padding: 0 1; background: $panel; color: $primary; text-style: bold; }
    SettingsScreen .block--text { height: auto; padding: 0 1; }
    SettingsScreen .block--buttons { height: 1; padding: 0 1; }
    SettingsScreen .block--buttons Button { margin-right: 2; }
    SettingsScreen.-narrow .block { margin-bottom: 0; }
    SettingsScreen #backups { height: 1fr; min-height: 4; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("office", "本单位", "修改本单位资料", ("f2",), "bdw", "设置"),
        Command("backup", "备份", "现在备份一次数据", ("f7",), "bf", "设置"),
        Command("restore", "恢复", "用光标所在的备份替换现有数据", ("f8",), "hf", "设置"),
        Command("look", "深浅色", "在深色和浅色之间切换，并记住", ("f3",), "ssq", "设置"),
        Command("plain", "兼容模式", "旧控制台上只用最简单的符号，下次启动生效", ("f4",), "jrms", "设置"),
        Command("packs", "政策包", "查看政策包的内容和依据，检查或安装新的政策包", ("f9",), "zcb", "设置"),
        Command("accounts", "账户", "建立账户，管理角色、口令、自动锁定和登录日志", ("f6",), "zh", "设置"),
        Command("holidays", "节假日", "查看和装入节假日安排，按工作日的期限以它为准", (), "jjr", "设置", shown=False),
        Command("doctor", "数据体检", "核对每条记录、历史和附件是否被改动或损坏", ("ctrl+t",), "sjtj", "设置"),
    )

    def __init__(self) -> None:
        super().__init__("设置")
        self._backups: list[backups.Backup] = []

    def body(self) -> ComposeResult:
        """Office, data, look, backups."""
        yield from self._block("本单位", "office", (("修改", "do_office"),))
        yield from self._block("数据与外观", "data", BUTTONS)
        yield Static("备份　光标移到要用的备份上，按 F8 恢复", classes="block--title", markup=False)
        yield RecordGrid(ListSource(BACKUP_COLUMNS, {}), id="backups", empty="还没有备份。\n按 F7 备份一次。")

    def _block(self, title: str, id_: str, buttons: tuple[tuple[str, str], ...]) -> ComposeResult:
        with Vertical(classes="block"):
            yield Static(title, classes="block--title", markup=False)
            yield Static("", classes="block--text", id=id_, markup=False)
            with Horizontal(classes="block--buttons"):
                for text, action in buttons:
                    yield Button(text, name=action, compact=True)

    def on_mount(self) -> None:
        """Fill the blocks."""
        self.reload()

    @property
    def _home(self) -> Home:
        return Home(self.app.logged_in.store.path.parent.parent)

    def _settings(self) -> settings_file.Settings:
        return settings_file.load(self._home.settings)

    def reload(self) -> None:
        """Show office, data and backups as they are."""
        store, kind = self.session.store, KINDS["office"]
        values = office(store)
        if values is None:
            self.query_one("#office", Static).update("还没有填写。按 F2 填写本单位。")
        else:
            shown = records.show(store, kind, values)
            facts = [(kind.fields[name].title, shown[name]) for name in SHOWN if shown.get(name)]
            self.query_one("#office", Static).update(self._lines(facts))
        mode = self._settings()
        shade = "浅色" if self.app.theme == theme.LIGHT.name else "深色"
        facts = [
            ("数据文件", str(store.path)),
            ("大小", f"{size_text(store.path.stat().st_size)}，第 {store.revision()} 次改动"),
            (
                "外观",
                f"{shade}，兼容模式{'开' if mode.plain else '关'}",
            ),
        ]
        self.query_one("#data", Static).update(self._lines(facts))
        self.query_one("Button", Button).display = self.can_office()
        self._show_backups()

    @staticmethod
    def _lines(facts: list[tuple[str, str]]) -> Content:
        return Content("\n").join(
            Content.assemble((fit(title, TITLE_CELLS), "$text-muted"), display(text)) for title, text in facts
        )

    def _show_backups(self) -> None:
        self._backups = backups.existing(self.session)
        rows = {
            number: (one.made, one.label, size_text(one.size), one.path.name)
            for number, one in enumerate(self._backups)
        }
        self.query_one("#backups", RecordGrid).replace(ListSource(BACKUP_COLUMNS, rows))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        action: Callable[[], object] = getattr(self, event.button.name or "")
        self.call_next(action)

    def do_office(self) -> None:
        """Change the office."""
        self.app.push_screen(OfficeForm(self.session), lambda saved: self.data_changed() if saved else None)

    def do_backup(self) -> None:
        """Back up now."""
        path = backups.make(self.session)
        notify(self.app, str(path), "已备份并校验")
        self._show_backups()

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

    async def do_doctor(self) -> None:
        """Examine the data."""
        await self.app.do_doctor()

    def do_holidays(self) -> None:
        """Show which days offices work."""
        from ajx_tui.ui.screens.holidays import Holidays

        self.app.push_screen(Holidays(self.room))

    async def do_bin(self) -> None:
        """Open the recycle bin."""
        await self.app.do_recycle_bin()

    def do_accounts(self) -> None:
        """Manage accounts; make the first one where there is none."""
        from ajx_tui.services.accounts import everyone
        from ajx_tui.ui.screens.accounts import AccountsScreen, ask_first_account

        if self.session.store.setting("demo", False):
            notify(self.app, "演示县不用登录。用命令「换角色」可以试用每个角色。", "没有账户")
        elif everyone(self.session.store):
            self.app.push_screen(AccountsScreen(self.room))
        else:
            ask_first_account(self.app)

    async def do_packs(self) -> None:
        """Open the policy packs."""
        await self.app.do_packs()

    def can_office(self) -> bool:
        """For administrators."""
        return self.session.may(Permission.MANAGE)

    def can_backup(self) -> bool:
        """The past is not backed up."""
        return self.app.present is None

    def can_restore(self) -> bool:
        """Needs a backup under the cursor, and who manages: a backup takes back decisions too."""
        return self.is_mounted and bool(self._backups) and self.session.may(Permission.MANAGE)

    @on(RecordGrid.RowOpened, "#backups")
    def do_restore(self) -> None:
        """Replace the data by the backup under the cursor, after a question."""
        index = self.query_one("#backups", RecordGrid).cursor_id
        if index is None or not self.can_restore():
            return
        chosen = self._backups[index]
        if self.app.unsaved():
            notify(self.app, "还有没有保存的内容，请先保存或放弃。", "没有恢复", "warning")
            return
        text = f"数据将回到 {chosen.made}（{chosen.label}）时的样子。现有数据会先自动备份。"
        self.app.push_screen(Confirm("恢复备份", text, "恢复"), lambda yes: self._restore(chosen) if yes else None)

    def _restore(self, chosen: backups.Backup) -> None:
        try:
            session = backups.restore(self.session, chosen.path)
        except backups.RestoreFailed as failed:
            self.app.call_later(self.app.replace_session, failed.session)
            raise
        notify(self.app, f"数据已回到 {chosen.made} 时的样子", "已恢复")
        self.app.call_later(self.app.replace_session, session)
