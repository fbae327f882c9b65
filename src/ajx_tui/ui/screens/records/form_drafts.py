"""Keeping what stands in a form, and giving it back after a crash, a lock or a kill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from ajx_tui.domain.workflow import Permission
from ajx_tui.services import drafts
from ajx_tui.services.drafts import Draft
from ajx_tui.services.timeline import shown_time
from ajx_tui.ui.widgets.choice_field import ChoiceStrip, PopupChoice
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.ref_field import RefField

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp
    from ajx_tui.ui.screens.records.form import FormScreen
    from ajx_tui.ui.widgets.field_box import FieldBox


class FormDrafts:
    """The draft of one form screen."""

    def __init__(self, form: FormScreen) -> None:
        self._form = form
        self._owner = ""
        self._asked = False

    @property
    def wanted(self) -> bool:
        """Whether this person's forms are kept here at all."""
        session = self._form.session
        return not session.store.readonly_reason and session.may(Permission.EDIT)

    def start(self) -> None:
        """Offer what was kept, and keep from now on."""
        form = self._form
        if not self.wanted:
            return
        self._owner = form.session.person
        kept = drafts.restore(form.session, form.kind, form.record_id)
        if kept is not None and self._differs(kept):
            self._offer(kept)
        else:
            self._asked = True
        form.set_interval(drafts.EVERY, self.keep)

    def _differs(self, kept: Draft) -> bool:
        now = {name: value for name, value in self._form.form.raw().items() if value not in ("", None)}
        fields = {name: value for name, value in kept.content.items() if name != drafts.LINES}
        return fields != now or bool(drafts.lines_of(kept))

    def _offer(self, kept: Draft) -> None:
        form = self._form

        def answered(yes: bool | None) -> None:
            if yes:
                form.run_worker(self._give_back(kept))
            else:
                drafts.discard(form.session, form.kind, form.record_id)
                self._asked = True

        text = f"{shown_time(kept.saved_at)} 没有保存完的内容还在。恢复后可以接着填，再按 Ctrl+S 保存。"
        title = drafts.title(form.session, kept)
        form.app.push_screen(Confirm(f"草稿：{title}", text, "恢复", "不要，丢弃草稿"), answered)

    async def _give_back(self, kept: Draft) -> None:
        """Put a draft into the form. A worker: new lines are only there once the dialog is gone."""
        fill(self._form.form.boxes, kept.content)
        await self._form.take_lines(drafts.lines_of(kept))
        self._asked = True

    def keep(self) -> None:
        """Keep what stands in the form, if anything was changed; the person may have changed meanwhile."""
        form = self._form
        if not (form.is_mounted and self._asked and self.wanted and form.session.person == self._owner):
            return
        if form.has_unsaved:
            drafts.keep(form.session, form.kind, form.record_id, form.form.raw(), form.lines())

    def drop(self) -> None:
        """The form was saved or given up: forget what was kept, and keep nothing more while it closes."""
        if self._asked and self.wanted:
            drafts.discard(self._form.session, self._form.kind, self._form.record_id)
        self._asked = False


def fill(boxes: Mapping[str, FieldBox], content: Mapping[str, Any]) -> None:
    """Put a draft into the fields; what it does not hold was empty."""
    for name, box in boxes.items():
        value, control = content.get(name), box.control
        if isinstance(control, RefField):
            if isinstance(value, str):
                with control.input.prevent(Input.Changed):
                    control.input.value = value
            else:
                control.choose(value)
        elif isinstance(control, ChoiceStrip | PopupChoice):
            control.value = value
        else:
            box.set_text(str(value or ""))


def open_draft(app: AjxApp, one: Draft) -> None:
    """Open what a draft belongs to; that then gives the draft back itself."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.store import records
    from ajx_tui.ui.screens import actions

    if one.kind not in KINDS:
        _open_work(app, one)
        return

    def done(_record_id: int) -> None:
        app.person_changed()

    if one.record_id != drafts.NEW:
        if records.get(app.session.store, KINDS[one.kind], one.record_id) is not None:
            actions.edit_record(app, one.kind, one.record_id, done)
        else:
            drafts.discard(app.session, KINDS[one.kind], one.record_id)
        return
    kind = KINDS[one.kind]
    preset = {"type": one.content["type"]} if kind.variants and one.content.get("type") else None
    actions.new_record(app, one.kind, done, preset=preset)


def _open_work(app: AjxApp, one: Draft) -> None:
    """Open the review, the checklist or the document that somebody was writing on; a draft of what is gone goes too."""
    from ajx_tui.errors import RefusedError
    from ajx_tui.ui.screens.review import answers as review_answers

    work, _, name = one.kind.partition(":")
    if work == drafts.FINDINGS:
        from ajx_tui.services import review
        from ajx_tui.ui.screens.review.item import ReviewItem

        try:
            review.get(app.session, one.record_id)
        except RefusedError:
            drafts.forget_work(app.session, one.kind, one.record_id)
            raise
        app.push_screen(ReviewItem(one.record_id))
    elif work == drafts.REMARK:
        if not review_answers.open_place(app, "checklist_item", one.record_id):
            drafts.forget_work(app.session, one.kind, one.record_id)
    else:
        from datetime import date

        from ajx_tui.services import documents
        from ajx_tui.ui.screens.documents.edit import DocumentEdit

        day = date.fromordinal(one.record_id)
        facts = documents.facts_for(app.session, documents.entry(name), day)
        app.push_screen(DocumentEdit(name, day, facts, app.current_mode))
