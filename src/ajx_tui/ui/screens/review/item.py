"""Deciding on one review: one key per decision, then on to the next."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual import on

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import ACT_TITLES, BATCH, Act, step
from ajx_tui.errors import AjxError, NotPermittedError, RefusedError
from ajx_tui.services import review, review_desk, submitting
from ajx_tui.services.review import Finding, NewFinding, Review
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.review.answers import answer, open_place
from ajx_tui.ui.screens.review.dialogs import FindingDialog
from ajx_tui.ui.screens.review.page import FINDINGS, ReviewPage
from ajx_tui.ui.widgets.confirm import Ask, Confirm
from ajx_tui.ui.widgets.notice import notify
from ajx_tui.ui.widgets.record_grid import RecordGrid


class ReviewItem(ReviewPage):
    """One review with what this person may do to it; a decision leads on to the next of the queue."""

    HELP = (
        "「变更」一栏左边是原来的、右边是现在的内容，只列上次看过以后的改动，F6 换看全部。"
        "F2 办理下一步（通过、签发、报送、再送审），F4 对光标所在的项写意见，可以写多条，F3 连同写好的意见退回。"
        "处理完自动转到下一项。退回给您的内容：在「意见」一栏按回车，改正或说明每一条，再按 F2 送审。"
    )
    PAUSE = 0.6
    """Seconds for which a new item takes no decision: a key pressed twice must not approve what nobody has seen."""
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("approve", "通过", "审核通过，内容从此锁定，转到下一项", ("f2",), "tg", "审核"),
        Command("sign", "签发", "签发，转到下一项", ("f2",), "qf", "审核"),
        Command("send", "已报送", "标记为已报送，转到下一项", ("f2",), "ybs", "审核"),
        Command("resubmit", "再送审", "意见逐条答复后再次送交审核", ("f2",), "zss", "审核"),
        Command("return_it", "退回", "连同写好的意见退回，转到下一项", ("f3",), "th", "审核"),
        Command("answer", "答复", "改正或说明光标所在的意见", ("f3",), "df", "审核"),
        Command("note", "写意见", "对光标所在的项写一条意见，退回时一并发出", ("f4",), "xyj", "审核"),
        Command("withdraw", "撤回", "撤回自己送审的内容", ("f9",), "ch", "审核"),
        Command("unlock", "解锁", "重新允许修改，须写明原因", ("f8",), "js", "审核"),
        Command("open_place", "打开记录", "打开光标所在的记录", ("f7",), "dkjl", "审核"),
        Command("drop_note", "去掉意见", "去掉光标所在的、还没有发出的意见", ("delete",), "qdyj", "审核", shown=False),
        Command("next_item", "下一项", "不作决定，看下一项", ("ctrl+down",), "xyx", "审核", shown=False),
        Command("previous_item", "上一项", "看上一项", ("ctrl+up",), "syx", "审核", shown=False),
    )

    # ----- decisions

    def _comes_next(self, act: Act) -> bool:
        """Whether the workflow has this step here, for whomever."""
        found = self._shown.review if self._shown is not None else None
        return found is not None and step(found.state, act, found.subject_kind) is not None

    def _against(self, act: Act) -> AjxError | None:
        """Why this person can't take the step."""
        why = self._shown.refusals.get(act) if self._shown is not None else None
        return NotPermittedError(f"不能{ACT_TITLES[act]}", f"{why}。") if why else None

    def _against_passing(self, act: Act) -> AjxError | None:
        """Who has written findings returns the work with them, or takes them off first."""
        if self._drafted:
            return RefusedError("还有没发出的意见", "按 F3 连同意见退回；要通过的，先在“意见”一栏按 Delete 去掉。")
        return self._against(act)

    def _take(self, act: Act, take: Callable[[], Review]) -> None:
        """Take a step and go on to the next review."""
        if monotonic() - self._since < self.PAUSE:
            return
        made = take()
        notify(self.app, f"「{made.title}」", f"已{ACT_TITLES[act].removeprefix('标记已')}")
        self._drafts.clear()
        self._go_on()

    def can_approve(self) -> bool:
        """What was submitted."""
        return self._comes_next(Act.APPROVE)

    def refusal_approve(self) -> AjxError | None:
        """For a reviewer who made none of it."""
        return self._against_passing(Act.APPROVE)

    def do_approve(self) -> None:
        """Approve."""
        self._take(Act.APPROVE, lambda: review.approve(self.session, self.review_id))

    def can_sign(self) -> bool:
        """What was approved."""
        return self._comes_next(Act.SIGN)

    def refusal_sign(self) -> AjxError | None:
        """For a leader who made none of it."""
        return self._against_passing(Act.SIGN)

    def do_sign(self) -> None:
        """Sign off."""
        self._take(Act.SIGN, lambda: review.sign(self.session, self.review_id))

    def can_send(self) -> bool:
        """What was signed off."""
        return self._comes_next(Act.SEND)

    def refusal_send(self) -> AjxError | None:
        """For clerks and leaders."""
        return self._against(Act.SEND)

    def do_send(self) -> None:
        """Note that it has left the office."""
        self._take(Act.SEND, lambda: review.mark_sent(self.session, self.review_id))

    def can_resubmit(self) -> bool:
        """What was returned or taken back."""
        return self._comes_next(Act.SUBMIT)

    def refusal_resubmit(self) -> AjxError | None:
        """For a clerk, once every finding is answered."""
        left = len(self._shown.open_findings) if self._shown is not None else 0
        if (refused := self._against(Act.SUBMIT)) is not None or not left:
            return refused
        return RefusedError("还有意见没有答复", f"请先在“意见”一栏逐条答复{left}条意见（已改正或说明），再送审。")

    def do_resubmit(self) -> None:
        """Submit again; a document is written as a new version first."""
        if self._shown is not None and self._shown.review.subject_kind == "document":
            job = submitting.again_job(self.session, self.review_id)
            self.app.push_screen(JobScreen("送审", job), self._sent)
        else:
            self._take(Act.SUBMIT, lambda: submitting.again(self.session, self.review_id))

    def _sent(self, made: object) -> None:
        if isinstance(made, Review):
            self._since = 0.0
            self._take(Act.SUBMIT, lambda: made)

    def can_return_it(self) -> bool:
        """What was submitted or approved."""
        return self._comes_next(Act.RETURN)

    def refusal_return_it(self) -> AjxError | None:
        """For who may approve or sign it."""
        return self._against(Act.RETURN)

    def do_return_it(self) -> None:
        """Return with the findings that were written; without any, ask for one."""
        if self._drafted:
            told = f"连同 {len(self._drafted)} 条意见退回给{self._shown.review.submitter if self._shown else ''}。"
            self.app.push_screen(Confirm("退回", told, "退回"), lambda yes: self._send_back() if yes else None)
            return

        def written(one: NewFinding | None) -> None:
            if self._drafts.closed(one, place):
                self._send_back()

        place = self.place
        typed = self._drafts.typed(place)
        self.app.push_screen(FindingDialog(place, typed, title="退回：写明意见", ok="退回"), written)

    def _send_back(self) -> None:
        self._since = 0.0
        found = [one for one, _ in self._drafted]
        self._take(Act.RETURN, lambda: review.return_with(self.session, self.review_id, found))

    can_note, refusal_note = can_return_it, refusal_return_it

    def do_note(self) -> None:
        """Write a finding on what the cursor points at."""
        place = self.place

        def written(one: NewFinding | None) -> None:
            if self._drafts.closed(one, place):
                self._show_findings()
                self.refresh_bindings()

        self.app.push_screen(FindingDialog(place, self._drafts.typed(place)), written)

    def can_drop_note(self) -> bool:
        """Needs a finding that is not sent yet."""
        return self.is_mounted and self.tabs.current == FINDINGS and isinstance(self.finding, NewFinding)

    def do_drop_note(self) -> None:
        """Forget a finding that is not sent yet."""
        self._drafts.remove(self.finding)
        self._show_findings()

    def can_withdraw(self) -> bool:
        """What nobody has decided yet."""
        return self._comes_next(Act.WITHDRAW)

    def refusal_withdraw(self) -> AjxError | None:
        """For the submitter."""
        return self._against(Act.WITHDRAW)

    def do_withdraw(self) -> None:
        """Take one's own submission back."""
        self._take(Act.WITHDRAW, lambda: review.withdraw(self.session, self.review_id))

    def can_unlock(self) -> bool:
        """What is locked."""
        return self._comes_next(Act.UNLOCK)

    def refusal_unlock(self) -> AjxError | None:
        """For reviewers and leaders, later for leaders."""
        return self._against(Act.UNLOCK)

    def do_unlock(self) -> None:
        """Ask for the reason and open the work for changes again."""

        def answered(reason: str | None) -> None:
            if reason is not None:
                self._since = 0.0
                self._take(Act.UNLOCK, lambda: review.unlock(self.session, self.review_id, reason))

        def wrong(text: str) -> str:
            return "" if text.strip() else "请写明原因，它会记入历史。"

        self.app.push_screen(Ask("解锁", "解锁后回到草稿，须重新送审。原因：", check=wrong), answered)

    # ----- moving on

    def _note_look(self) -> None:
        """Remember that this person has read what stands here, unless nothing can be written."""
        if self._seen and not self.session.store.readonly_reason:
            self._seen = False
            review_desk.looked(self.session, self.review_id)

    def _go_on(self) -> None:
        """The next review of the queue that this person can act on, else back."""
        self._note_look()
        at = self._queue.index(self.review_id) if self.review_id in self._queue else 0
        for candidate in (*self._queue[at + 1 :], *self._queue[:at]):
            acts = review.actions(self.session, review.get(self.session, candidate))
            if set(acts) - {Act.UNLOCK, Act.WITHDRAW}:
                self._open(candidate)
                return
        self.dismiss(None)

    def _open(self, review_id: int) -> None:
        self._drafts.leave()
        self._note_look()
        self.review_id, self._shown, self._everything = review_id, None, False
        self._places = {}
        self.data_changed()

    def _step(self, by: int) -> None:
        at = self._queue.index(self.review_id) + by if self.review_id in self._queue else -1
        if 0 <= at < len(self._queue):
            self._open(self._queue[at])

    def do_next_item(self) -> None:
        """The next review, without a decision."""
        self._step(1)

    def do_previous_item(self) -> None:
        """The review before."""
        self._step(-1)

    def do_back(self) -> None:
        """Go back to the list; findings that are not sent stay as a draft."""
        self._drafts.leave()
        self._note_look()
        self.dismiss(None)

    # ----- reading closer

    def can_open_place(self) -> bool:
        """Needs something that has a page."""
        found = self._target()
        return found is not None and found[0] in KINDS

    def _target(self) -> tuple[str, int, str] | None:
        """(kind, record, field) under the cursor, else of the subject."""
        if self._shown is None:
            return None
        one = self.finding if self.tabs.current == FINDINGS else None
        for where in (one, self.place):
            if where is not None and where.kind and where.record_id is not None:
                return where.kind, where.record_id, where.field
        found = self._shown.review
        return None if found.subject_kind == BATCH else (found.subject_kind, found.subject_id, "")

    @on(RecordGrid.RowOpened, "#lines")
    def do_open_place(self) -> None:
        """Open the record under the cursor."""
        found = self._target()
        if found is not None:
            open_place(self.app, *found)

    def can_answer(self) -> bool:
        """Needs a finding of returned work under the cursor."""
        here = self.is_mounted and self.tabs.current == FINDINGS and isinstance(self.finding, Finding)
        return here and self._comes_next(Act.ANSWER)

    def refusal_answer(self) -> AjxError | None:
        """For clerks."""
        return self._against(Act.ANSWER)

    def do_answer(self) -> None:
        """Answer the finding under the cursor."""
        if isinstance(one := self.finding, Finding):
            answer(self.app, one, self.data_changed)

    @on(RecordGrid.RowOpened, "#notes")
    def _finding_opened(self) -> None:
        """Answer a finding where that is due, else open what it points at."""
        if self.applies("answer"):
            self.do_answer()
        elif self.can_open_place():
            self.do_open_place()
