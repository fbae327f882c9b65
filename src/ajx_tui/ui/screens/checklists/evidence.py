"""What hangs on one point of a checklist: records and files as evidence, and the answer to a reviewer's finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.domain.records import KINDS
from ajx_tui.services import checklists, review
from ajx_tui.services.checklists import Point, Proof
from ajx_tui.services.review import Finding
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.open_file import open_path
from ajx_tui.ui.screens.checklists.parts import PickRecord
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

KINDS_OFFERED = (
    *("enterprise", "insured_object", "policy", "visit", "hazard", "claim", "enforcement_case"),
    *("problem", "meeting", "publicity", "lead", "assessment", "fund_entry"),
)
"""What mostly shows an answer."""


def reason_given(text: str) -> str:
    """What is wrong with a reason."""
    return "" if text.strip() else "请写明原因，它会记入历史。"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one point: asks what to do and does it; `done` is called after a change."""

    app: AjxApp
    checklist_id: int
    point: Point
    editable: bool
    done: Callable[[], None]

    def ask(self) -> None:
        """Add, open or remove."""
        choices = [Choice("+record", "添加记录"), Choice("+file", "添加附件文件")] if self.editable else []
        for number, proof in enumerate(self.point.proofs):
            kind = KINDS[proof.kind].title if proof.kind in KINDS else proof.kind
            choices.append(Choice(str(number), f"{kind}「{proof.label}」", "记录已删除" if proof.gone else proof.note))

        def chosen(answer: str | None) -> None:
            if answer == "+record":
                self._ask_record()
            elif answer == "+file":
                self._ask_file()
            elif answer is not None:
                self._ask_about(self.point.proofs[int(answer)])

        self.app.push_screen(Choose(f"{self.point.item.code} 佐证", choices), chosen)

    def _ask_record(self) -> None:
        def picked(kind: str, record_id: int | None) -> None:
            if record_id is not None:
                code = self.point.item.code
                checklists.add_evidence(self.app.session, self.checklist_id, code, kind, record_id)
                self.done()

        def chosen(kind: str | None) -> None:
            if kind is not None:
                picker = PickRecord(self.app.session.store, KINDS[kind])
                self.app.push_screen(picker, lambda found: picked(kind, found))

        self.app.push_screen(Choose("哪一类记录？", [Choice(n, KINDS[n].title) for n in KINDS_OFFERED]), chosen)

    def _ask_file(self) -> None:
        def path_of(text: str) -> Path:
            return Path(text.strip().strip("\"'")).expanduser()

        def wrong(text: str) -> str:
            return "" if path_of(text).is_file() else "没有这个文件，请核对。"

        def answered(text: str | None) -> None:
            if text is not None:
                job = checklists.attach(self.app.session, self.checklist_id, self.point.item.code, path_of(text))
                self.app.push_screen(JobScreen("添加附件", job), lambda _: self.done())

        question = "照片、扫描件等文件的位置："
        self.app.push_screen(Ask(f"{self.point.item.code} 添加附件", question, check=wrong), answered)

    def _ask_about(self, proof: Proof) -> None:
        choices = [] if proof.gone else [Choice("open", "打开")]
        choices += [Choice("remove", "移除", "须写明原因")] if self.editable else []

        def removed(reason: str | None) -> None:
            if reason is not None:
                code = self.point.item.code
                checklists.remove_evidence(self.app.session, self.checklist_id, code, proof.kind, proof.id, reason)
                self.done()

        def chosen(answer: str | None) -> None:
            if answer == "open":
                self._open(proof)
            elif answer == "remove":
                question = f"「{proof.label}」不再作为佐证。请写明原因："
                self.app.push_screen(Ask("移除佐证", question, check=reason_given), removed)

        self.app.push_screen(Choose(f"「{proof.label}」", choices), chosen)

    def _open(self, proof: Proof) -> None:
        if proof.kind != "attachment":
            self.app.open_record(proof.kind, proof.record_id)
            return
        from ajx_tui.services import attachments

        problem = open_path(attachments.viewable(self.app.session, proof.id))
        if problem:
            notify(self.app, problem, "没有打开", "warning")


def reply(app: AjxApp, finding: Finding, done: Callable[[], None]) -> None:
    """Answer a reviewer's finding: fixed, or explained with a text; `done` is called after that."""

    def settle(outcome: str, text: str) -> None:
        review.answer_finding(app.session, finding.id, outcome, text)
        done()

    def explained(text: str | None) -> None:
        if text is not None:
            settle("explained", text)

    def chosen(answer: str | None) -> None:
        if answer == "fixed":
            settle("fixed", "")
        elif answer == "explained":
            app.push_screen(Ask("说明", finding.text, check=reason_given), explained)

    choices = [Choice("fixed", "已改正"), Choice("explained", "说明", "没有改动的写明理由")]
    app.push_screen(Choose("答复审核意见", choices, finding.text), chosen)
