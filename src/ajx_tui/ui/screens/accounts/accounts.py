"""Accounts of the office: who may do what, adding, closing, new passwords, login log, idle lock, one-person office."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.text import clean_name
from ajx_tui.domain.workflow import ROLE_TITLES, Role, role_text
from ajx_tui.services import accounts, permissions
from ajx_tui.services.accounts import Account
from ajx_tui.services.timeline import shown_time
from ajx_tui.store.accounts import name_key
from ajx_tui.ui.commands import Command
from ajx_tui.ui.needs import MANAGE
from ajx_tui.ui.screens.accounts.secret_dialogs import PASSWORD_TWICE, Answers, AskLines, Line, passwords_wrong
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.choice_field import PickMany
from ajx_tui.ui.widgets.confirm import Ask, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

PEOPLE, LOG = "people", "log"
COLUMNS = (
    GridColumn("name", "姓名", 10, fixed=True, sortable=False, grow=True),
    GridColumn("roles", "角色", 24, sortable=False, grow=True),
    GridColumn("state", "状态", 8, sortable=False),
    GridColumn("recovery", "恢复码", 6, sortable=False),
    GridColumn("last", "最近登录", 16, sortable=False),
)
LOG_COLUMNS = (
    GridColumn("at", "时间", 16, fixed=True, sortable=False),
    GridColumn("name", "姓名", 20, sortable=False, grow=True),
    GridColumn("event", "事件", 16, sortable=False, grow=True),
)
FIRST_TEXT = (
    "建立账户后，每次打开程序都要登录；本人编制的内容须由别人审核。第一个账户是管理员，也能经办、审核和签发。"
    "建立后会显示一个恢复码，请准备打印或抄写。"
)


def ask_first_account(app: AjxApp) -> None:
    """Make the first account and go on as its owner."""

    def answered(answers: Answers | None) -> None:
        if answers is not None:
            entered = accounts.set_up_first(app.session.store, answers["name"], answers["new"])
            app.let_in(entered.session, entered.recovery_code)

    lines = (Line("name", "姓名"), *PASSWORD_TWICE)
    app.push_screen(AskLines("建立第一个账户", FIRST_TEXT, lines, _name_and_passwords, "建立"), answered)


def _name_and_passwords(answers: Answers) -> str:
    if not clean_name(answers["name"]):
        return "请填写姓名。"
    return passwords_wrong(answers["name"], answers)


class AccountsScreen(Page[None]):
    """The list of accounts and the login log."""

    HELP = (
        "管理员在这里添加同事、调整角色、停用离岗人员、重设忘记的口令。账户不能删除，姓名留在历史里。"
        "重设的口令只能用来登录一次，本人须改成自己的。「一人办公」的单位可以不区分编制和审核，文书上会注明。"
    )
    AUTO_FOCUS = "#grid"
    DEFAULT_CSS = """
    AccountsScreen TabRow { margin-bottom: 1; }
    AccountsScreen.-narrow TabRow { margin-bottom: 0; }
    AccountsScreen RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到上一页", ("escape",), "fh", "账户"),
        Command("add", "添加", "添加一个账户", ("ctrl+n",), "tj", "账户"),
        Command("roles", "角色", "改变光标所在账户的角色", ("f2",), "js", "账户"),
        Command("reset", "重设口令", "给光标所在的账户一个新口令", ("f3",), "cskl", "账户"),
        Command("toggle", "停用/启用", "停用或重新启用光标所在的账户", ("f4",), "tyqy", "账户"),
        Command("idle", "自动锁定", "几分钟没有操作就锁上屏幕", ("f6",), "zdsd", "账户"),
        Command("alone", "一人办公", "编制与审核是否必须由不同的人办理", ("f8",), "yrbg", "账户"),
    )
    NEEDS = MappingProxyType(dict.fromkeys(("add", "roles", "reset", "toggle", "idle", "alone"), MANAGE))

    def __init__(self, room: str = "9") -> None:
        super().__init__("账户", room)
        self._people: dict[int, Account] = {}

    def body(self) -> ComposeResult:
        """Tabs and the list."""
        yield TabRow([(PEOPLE, "账户"), (LOG, "登录日志")])
        yield RecordGrid(id="grid", empty="还没有账户。")

    def on_mount(self) -> None:
        """Read the accounts."""
        self.reload()

    @property
    def grid(self) -> RecordGrid:
        """The list."""
        return self.query_one("#grid", RecordGrid)

    def reload(self) -> None:
        """Read accounts or log."""
        store = self.session.store
        people = accounts.everyone(store)
        self._people = {a.id: a for a in people}
        events = accounts.login_log(store, 2_000)
        if self.tabs.current == PEOPLE:
            last = {e.name_key: e.at for e in reversed(events) if e.event in ("ok", "recovered")}
            rows = {a.id: self._row(a, last.get(name_key(a.name), "")) for a in people}
            self.grid.replace(ListSource(COLUMNS, rows), self.grid.cursor_id, empty="还没有账户。")
        else:
            names = {name_key(a.name): a.name for a in people}
            rows = {
                e.id: GridRow((shown_time(e.at), names.get(e.name_key, e.name_key), accounts.EVENT_TITLES[e.event]))
                for e in events
            }
            self.grid.replace(ListSource(LOG_COLUMNS, rows), self.grid.cursor_id, empty="还没有登录。")
        minutes = accounts.idle_minutes(store)
        idle = f"{minutes} 分钟自动锁定" if minutes else "不自动锁定"
        self.headline(idle, "一人办公：编制与审核不分离" if permissions.maker_checker_off(store) else "")
        self.status.show(rows=len(rows))
        self.refresh_bindings()

    @staticmethod
    def _row(account: Account, last: str) -> GridRow:
        state = "使用中" if account.active else "已停用"
        if account.active and account.must_change:
            state = "待改口令"
        cells = (account.name, role_text(account.roles), state, "有" if account.has_recovery else "", shown_time(last))
        return GridRow(cells, "" if account.active else "dim")

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self.reload()

    @on(RecordGrid.RowHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @property
    def chosen(self) -> Account | None:
        """The account under the cursor."""
        if not self.is_mounted or self.tabs.current != PEOPLE:
            return None
        return self._people.get(self.grid.cursor_id or 0)

    # ----- commands

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)

    def do_add(self) -> None:
        """Ask for name and password, then for roles."""

        def picked(answers: Answers, roles: tuple[str, ...] | None) -> None:
            if roles is not None:
                made = accounts.add(self.session, answers["name"], answers["new"], frozenset(map(Role, roles)))
                notify(self.app, f"{made.name}首次登录时要改成自己的口令。", "已添加账户")
                self.data_changed()

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                self._pick(f"{answers['name']}的角色", frozenset({Role.CLERK}), lambda r: picked(answers, r))

        lines = (Line("name", "姓名"), *PASSWORD_TWICE)
        text = "同名的人请加部门或编号区分。口令告诉本人，首次登录时由他改掉。"
        self.app.push_screen(AskLines("添加账户", text, lines, _name_and_passwords, "下一步"), answered)

    def _pick(self, title: str, present: frozenset[Role], then: Callable[[tuple[str, ...] | None], None]) -> None:
        options = [(role.value, ROLE_TITLES[role]) for role in Role]
        self.app.push_screen(PickMany(title, options, [role.value for role in present]), then)

    def can_roles(self) -> bool:
        """Needs an account."""
        return self.chosen is not None

    @on(RecordGrid.RowOpened)
    def do_roles(self) -> None:
        """Choose the roles of the account under the cursor."""
        account = self.chosen
        if account is None or self.refuses("roles"):
            return

        def picked(roles: tuple[str, ...] | None) -> None:
            if roles is not None:
                accounts.change_roles(self.session, account.name, frozenset(map(Role, roles)))
                self.app.person_changed()

        self._pick(f"{account.name}的角色", account.roles, picked)

    def can_reset(self) -> bool:
        """Needs an account of somebody else."""
        return self.chosen is not None and self.chosen.name != self.session.person

    def do_reset(self) -> None:
        """Give the account under the cursor a new password."""
        if (account := self.chosen) is None:
            return

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                accounts.reset_password(self.session, account.name, answers["new"])
                notify(self.app, f"{account.name}下次登录时要改成自己的口令。", "口令已重设")
                self.data_changed()

        check = passwords_wrong
        dialog = AskLines(f"重设{account.name}的口令", "", PASSWORD_TWICE, lambda a: check(account.name, a))
        self.app.push_screen(dialog, answered)

    can_toggle = can_reset

    def do_toggle(self) -> None:
        """Close the account under the cursor, or open it again."""
        if (account := self.chosen) is None:
            return
        act = accounts.disable if account.active else accounts.enable

        def answered(reason: str | None) -> None:
            if reason is not None:
                act(self.session, account.name, reason.strip())
                self.data_changed()

        verb = "停用" if account.active else "启用"
        text = "停用后不能登录，历史和送审的内容不变。原因：" if account.active else "启用后可用原来的口令登录。原因："
        self.app.push_screen(Ask(f"{verb}{account.name}", text), answered)

    def do_idle(self) -> None:
        """Ask for the minutes."""
        from ajx_tui.ui.compat.keys import half_width

        def wrong(text: str) -> str:
            shown = half_width(text).strip()
            return "" if shown.isdecimal() and int(shown) <= 240 else "请填 0 到 240 的整数，0 表示不自动锁定。"

        def answered(text: str | None) -> None:
            if text is not None:
                accounts.set_idle_minutes(self.session, int(half_width(text).strip()))
                self.data_changed()

        present = str(accounts.idle_minutes(self.session.store))
        self.app.push_screen(Ask("自动锁定", "几分钟没有操作就锁上屏幕？", value=present, check=wrong), answered)

    def do_alone(self) -> None:
        """Switch maker ≠ checker off for a one-person office, or on again."""
        off = permissions.maker_checker_off(self.session.store)

        def switch(reason: str) -> None:
            permissions.set_maker_checker_off(self.session, not off, reason)
            self.data_changed()

        if off:
            question = Confirm("恢复编制与审核分离", "今后本人编制的内容须由别人审核。", "确定")
            self.app.push_screen(question, lambda yes: switch("") if yes else None)
            return
        text = "本人编制的内容可以由本人审核。每一步都会注明，文书上会印明「编制与审核由同一人完成」。请写明原因："
        check = lambda reason: "" if reason.strip() else "请写明原因，它会记入历史。"  # noqa: E731
        dialog = Ask("一人办公", text, check=check)
        self.app.push_screen(dialog, lambda reason: switch(reason) if reason is not None else None)
