"""Commands on the work as a whole: undo and redo, the recycle bin, a past day, the check-up, drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ajx_tui.domain.workflow import Permission
from ajx_tui.ui.commands import Command

if TYPE_CHECKING:
    from ajx_tui.errors import AjxError
    from ajx_tui.services.doctor import Report
    from ajx_tui.services.drafts import Draft
    from ajx_tui.services.session import Session
    from ajx_tui.services.timeline import PastStore
    from ajx_tui.services.undo import Plan
    from ajx_tui.ui.app import AjxApp

DESK_COMMANDS: tuple[Command, ...] = (
    Command("undo", "撤销", "撤销自己最近一次操作，先说明会改变什么", ("ctrl+z",), "cx", "历史", shown=False),
    Command("redo", "重做", "重做刚撤销的操作", ("ctrl+y",), "cz", "历史", shown=False),
    Command("journal", "操作记录", "谁在什么时候做了什么；撤销其中一次", (), "czjl", "历史", shown=False),
    Command("recycle_bin", "回收站", "查看和恢复删除的记录", (), "hsz", "历史", shown=False),
    Command("past_day", "历史某天", "查看过去某一天结束时的全部数据", (), "lsmt", "历史", shown=False),
    Command("present", "回到现在", "离开过去的数据，回到现在", ("ctrl+r",), "hdxz", "历史"),
    Command("doctor", "数据体检", "核对每条记录、历史和附件是否被改动或损坏", (), "sjtj", "历史", shown=False),
    Command("submit_record", "送审本条", "把这条记录送交审核", (), "ssbt", "审核", shown=False),
    Command("drafts", "草稿", "打开没有保存完的表单、意见和文字", (), "cg", "历史", shown=False),
)


def told_counts(counts: Mapping[str, int]) -> str:
    """What undoing would do, in words."""
    return "、".join(f"{what} {count} 条" for what, count in counts.items()) or "没有记录会改变"


class Desk:
    """Mixin of the app. `present` is the session to come back to while a past day is shown."""

    present: Session | None = None

    @property
    def _app(self) -> AjxApp:
        return cast("AjxApp", self)

    def overlay_warning(self) -> str:
        """Why the county's own rules are left out, empty when they are not."""
        from ajx_tui.services.packs import overlay_warning

        return overlay_warning(self._app.session.store)

    # ----- undo and redo

    def _can_take_back(self) -> bool:
        """Not while a form is open: there Ctrl+Z would surprise."""
        screen = self._app.screen
        form = hasattr(type(screen), "save_now") or getattr(screen, "has_unsaved", False)
        return not form

    can_undo = can_redo = _can_take_back

    async def do_undo(self) -> None:
        """Say what would be undone, and do it when confirmed."""
        await self._app.records_loaded()
        from ajx_tui.services import undo

        self.take_back("撤销", undo.plan(self._app.session))

    async def do_redo(self) -> None:
        """Say what would be done again, and do it when confirmed."""
        await self._app.records_loaded()
        from ajx_tui.errors import RefusedError
        from ajx_tui.services import undo

        one = undo.last_redoable(self._app.session)
        if one is None:
            raise RefusedError("没有可以重做的操作", "撤销之后又做了新的操作，或没有撤销过。")
        self.take_back("重做", undo.plan(self._app.session, one.batch))

    def take_back(self, verb: str, plan: Plan) -> None:
        """Say what taking a batch back would do, or why it can't be done; do it when confirmed. The work of others
        takes a reason."""
        from ajx_tui.services.timeline import shown_time
        from ajx_tui.ui.widgets.confirm import Ask, Confirm
        from ajx_tui.ui.widgets.notice import notify

        app, one = self._app, plan.batch
        what = one.intention.removeprefix("撤销：")
        if plan.conflicts:
            told = "\n".join(f"「{c.label}」{c.text}" for c in plan.conflicts[:5])
            notify(app, f"{what}之后又有改动：\n{told}", f"不能{verb}", "warning")
            return
        text = f"{shown_time(one.at)}　{what}\n{verb}会：{told_counts(plan.counts)}。历史里会记下这次{verb}。"
        if one.actor == app.session.person:
            question = Confirm(f"{verb}：{what}", text, verb)
            app.push_screen(question, lambda yes: self._run_take_back(verb, plan) if yes else None)
            return
        check = lambda reason: "" if reason.strip() else "请写明原因，它会记入历史。"  # noqa: E731
        dialog = Ask(f"{verb}{one.actor}的操作：{what}", f"{text}\n这是{one.actor}做的，请写明原因：", check=check)
        app.push_screen(dialog, lambda why: self._run_take_back(verb, plan, why) if why is not None else None)

    def _run_take_back(self, verb: str, plan: Plan, reason: str = "") -> None:
        from ajx_tui.services import undo
        from ajx_tui.ui.jobs import JobScreen
        from ajx_tui.ui.widgets.notice import notify

        app = self._app

        def done(result: object) -> None:
            if isinstance(result, undo.Undone):
                notify(app, told_counts(result.counts), f"已{verb}：{result.intention}")
                app.person_changed()

        app.push_screen(JobScreen(verb, undo.undo_job(app.session, plan.batch.batch, reason)), done)

    async def do_journal(self) -> None:
        """Open the journal."""
        await self._app.records_loaded()
        from ajx_tui.ui.screens.records.journal import Journal

        self._app.push_screen(Journal(self._app.current_mode))

    # ----- recycle bin

    async def do_recycle_bin(self) -> None:
        """Open the recycle bin."""
        await self._app.records_loaded()
        from ajx_tui.ui.screens.registers.recycle_bin import RecycleBin

        self._app.push_screen(RecycleBin(self._app.current_mode))

    # ----- a past day

    def can_past_day(self) -> bool:
        """From the present only."""
        return self.present is None

    def can_present(self) -> bool:
        """While a past day is shown."""
        return self.present is not None

    async def do_past_day(self) -> None:
        """Ask for the day, rebuild it, and show everything as it was."""
        await self._app.records_loaded()
        from ajx_tui.domain.quantities import read_day
        from ajx_tui.domain.text import clean_code
        from ajx_tui.services.timeline import rebuild_job
        from ajx_tui.ui.jobs import JobScreen
        from ajx_tui.ui.widgets.confirm import Ask
        from ajx_tui.ui.widgets.notice import notify

        app = self._app
        if app.unsaved():
            notify(app, "还有没有保存的内容，请先保存或放弃。", "没有打开", "warning")
            return

        def wrong(text: str) -> str:
            day = read_day(clean_code(text))
            if day is None:
                return "请写成 2026-10-31 这样的日期。"
            return "" if day <= app.session.today() else "请填今天或以前的日期。"

        def answered(text: str | None) -> None:
            day = read_day(clean_code(text)) if text is not None else None
            if day is not None:
                app.push_screen(JobScreen("重现过去的数据", rebuild_job(app.session.store, day)), self._show_past)

        question = "列表、统计和文书都按那一天结束时的数据显示，只能查看。哪一天？"
        app.push_screen(Ask("历史某天", question, value=app.session.today().isoformat(), check=wrong), answered)

    def _show_past(self, result: object) -> None:
        from ajx_tui.services.session import Session
        from ajx_tui.services.timeline import PastStore

        if isinstance(result, PastStore):
            app = self._app
            now, self.present = app.session, app.session
            past = Session(result, now.person, None, now.roles)
            app.as_of = result.day
            app.call_next(app.begin, past)

    async def do_present(self) -> None:
        """Come back; the rebuilt past is thrown away."""
        if self.present is None:
            return
        app, past = self._app, cast("PastStore", self._app.session.store)
        session, self.present = self.present, None
        app.as_of = app.usual_day(session)
        app.call_next(self._come_back, session, past)

    async def _come_back(self, session: Session, past: PastStore) -> None:
        await self._app.begin(session)
        past.close()

    def forget_past(self) -> None:
        """Throw the rebuilt past away when the program ends."""
        if self.present is not None:
            self._app.session.store.close()
            self._app.session, self.present = self.present, None

    # ----- check-up

    async def do_doctor(self) -> None:
        """Examine the database, then list what was found."""
        await self._app.records_loaded()
        from ajx_tui.services import doctor
        from ajx_tui.ui.jobs import JobScreen

        app = self._app

        def done(result: Any) -> None:
            if isinstance(result, doctor.Report):
                self._show_report(result)

        app.push_screen(JobScreen("数据体检", doctor.examine(app.session.store.path)), done)

    def _show_report(self, report: Report) -> None:
        from ajx_tui.ui.screens.settings.doctor import DoctorScreen

        self._app.push_screen(DoctorScreen(report, self._app.current_mode))

    # ----- submitting one record

    def _record_in_front(self) -> tuple[str, int] | None:
        """(kind, id) of the record whose page is in front."""
        screen: Any = self._app.screen
        kind, number = getattr(screen, "kind", None), getattr(screen, "record_id", None)
        if not isinstance(number, int) or hasattr(type(screen), "save_now") or not hasattr(kind, "fields"):
            return None
        return str(getattr(kind, "name", "")), number

    def can_submit_record(self) -> bool:
        """On the page of a record that goes through review by itself."""
        from ajx_tui.domain.workflow import stands_alone

        found = self._record_in_front()
        return found is not None and stands_alone(found[0])

    def refusal_submit_record(self) -> AjxError | None:
        """What the workflow says to this person."""
        from ajx_tui.services.submitting import against_submit

        found = self._record_in_front()
        return against_submit(self._app.session, *found) if found is not None else None

    def do_submit_record(self) -> None:
        """Ask for a note and submit the record in front."""
        from ajx_tui.services.review import Review
        from ajx_tui.services.submitting import submit_job
        from ajx_tui.ui.jobs import JobScreen
        from ajx_tui.ui.widgets.confirm import Ask
        from ajx_tui.ui.widgets.notice import notify

        app, found = self._app, self._record_in_front()
        if found is None:
            return

        def sent(made: object) -> None:
            if isinstance(made, Review):
                notify(app, f"「{made.title}」等待审核", "已送审")
                app.person_changed()

        def answered(note: str | None) -> None:
            if note is not None:
                app.push_screen(JobScreen("送审", submit_job(app.session, *found, note.strip())), sent)

        text = "送审后，在审核退回或解锁以前不能修改。说明（可不填）："
        app.push_screen(Ask("送审本条", text), answered)

    # ----- search

    async def renew_search(self) -> None:
        """After an update of the program: make search indexes anew that were made by another tokeniser."""
        app = self._app
        await app.records_loaded()
        from ajx_tui.store import reindex
        from ajx_tui.ui.jobs import JobScreen
        from ajx_tui.ui.widgets.notice import notify

        store = app.session.store
        old = reindex.outdated(store.conn)
        if old and store.readonly_reason:
            notify(app, "检索索引是旧版本建立的，现在不能重建，查找可能不全。", "只能查看", "warning")
        elif old:
            app.push_screen(JobScreen("重建检索索引", reindex.rebuild(store, old)))

    # ----- drafts

    async def tell_drafts(self) -> None:
        """After a crash, a kill or a login: say what waits to be finished."""
        await self._app.records_loaded()
        if not self.can_drafts():
            return
        from ajx_tui.services import drafts
        from ajx_tui.ui.widgets.notice import notify

        count = len(drafts.waiting(self._app.session))
        if count:
            notify(self._app, "按 Ctrl+P，输入「草稿」打开。", f"有 {count} 份没有保存完的草稿")

    async def tell_clock(self) -> None:
        """Say that the PC's clock was set back since somebody last worked here."""
        await self._app.records_loaded()
        from ajx_tui.services.timeline import clock_behind
        from ajx_tui.ui.widgets.notice import notify

        told = clock_behind(self._app.session.store) if self.present is None else ""
        if told:
            notify(self._app, told, "电脑时间不对", "warning")

    def can_drafts(self) -> bool:
        """Where forms can be saved, and where other work was kept."""
        session = self._app.session
        if session.store.readonly_reason:
            return False
        if session.may(Permission.EDIT) or not self._app.has_loaded:
            return session.may(Permission.EDIT)
        from ajx_tui.services import drafts

        return bool(drafts.waiting(session))

    async def do_drafts(self) -> None:
        """Choose one of one's own drafts and open it where it was written."""
        await self._app.records_loaded()
        from ajx_tui.services import drafts
        from ajx_tui.services.timeline import shown_time
        from ajx_tui.ui.widgets.confirm import Choice, Choose
        from ajx_tui.ui.widgets.notice import notify

        app = self._app
        waiting = drafts.waiting(app.session)
        if not waiting:
            notify(app, "没有没保存完的草稿。", "草稿")
            return
        choices = [
            Choice(str(n), drafts.title(app.session, one), shown_time(one.saved_at)) for n, one in enumerate(waiting)
        ]
        app.push_screen(
            Choose("打开哪份草稿？", choices), lambda v: self._open_draft(waiting[int(v)]) if v is not None else None
        )

    def _open_draft(self, one: Draft) -> None:
        from ajx_tui.ui.screens.records.form_drafts import open_draft

        open_draft(self._app, one)
