"""Answering a finding: correct it at the field it points at, say that it is corrected, or explain."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import FINDING_CODES
from ajx_tui.services import review
from ajx_tui.services.review import Finding
from ajx_tui.ui.screens import actions
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

CHECKLIST_PARTS = ("checklist_item", "checklist_evidence")
DOCUMENTS = ("document", "document_version")


def open_place(app: AjxApp, kind: str, record_id: int, field: str = "") -> bool:
    """Open what a finding points at for reading: a checklist where it is filled in, of a document the version that was
    submitted. False when it is gone."""
    if not _is_there(app, kind, record_id):
        return False
    if kind == "checklist" or kind in CHECKLIST_PARTS:
        _open_checklist(app, kind, record_id)
    elif kind not in DOCUMENTS or not _open_version(app, kind, record_id):
        app.open_record(kind, record_id)
    return True


def _open_version(app: AjxApp, kind: str, record_id: int) -> bool:
    """Open a version of a document, of the document itself its last. False when none was kept."""
    from ajx_tui.services import documents
    from ajx_tui.store import records
    from ajx_tui.ui.screens.documents.version import DocumentVersion

    store, own = app.session.store, kind == "document"
    values = {} if own else records.get(store, KINDS[kind], record_id) or {}
    document = record_id if own else int(values.get("document_id") or 0)
    made = documents.versions(app.session, document)
    if not made:
        return False
    title = records.labels(store, KINDS["document"], [document]).get(document, "")
    app.push_screen(DocumentVersion(made[-1].id if own else record_id, title, app.current_mode))
    return True


def _is_there(app: AjxApp, kind: str, record_id: int) -> bool:
    from ajx_tui.store import records

    if records.get(app.session.store, KINDS[kind], record_id) is not None:
        return True
    notify(app, "它可能已移入回收站。", f"{KINDS[kind].title}打不开", "warning")
    return False


def _open_checklist(app: AjxApp, kind: str, record_id: int) -> None:
    from ajx_tui.store import records
    from ajx_tui.ui.screens.checklists.fill import ChecklistFill

    if not _is_there(app, kind, record_id):
        return
    values = records.get(app.session.store, KINDS[kind], record_id) or {}
    checklist = record_id if kind == "checklist" else int(values.get("checklist_id") or 0)
    point = record_id if kind == "checklist_item" else None
    app.push_screen(ChecklistFill(checklist, app.current_mode, point))


def _edit_document(app: AjxApp, one: Finding, done: Callable[[], None]) -> None:
    """Open the chapters of a document at the one a finding names; afterwards ask whether it is corrected."""
    from datetime import date

    from ajx_tui.services import documents
    from ajx_tui.store import records
    from ajx_tui.ui.screens.documents.edit import DocumentEdit

    kind = KINDS[one.kind]
    values = records.get(app.session.store, kind, one.record_id or 0) or {}
    if one.kind == "document_version":
        values = records.get(app.session.store, KINDS["document"], int(values.get("document_id") or 0)) or {}
    name, day = str(values["name"]), date.fromisoformat(str(values["as_of"]))

    def answered(yes: bool | None) -> None:
        if yes:
            review.answer_finding(app.session, one.id, "fixed")
            done()

    def closed(_: object) -> None:
        app.push_screen(Confirm("这条意见改好了吗？", one.text, "已改正", "还没有"), answered)

    facts = documents.facts_for(app.session, documents.entry(name), day)
    chapter = one.field.partition(":")[2]
    app.push_screen(DocumentEdit(name, day, facts, app.current_mode, chapter), closed)


def correct(app: AjxApp, one: Finding, done: Callable[[], None]) -> None:
    """Open the form of the record at the field; what is saved there answers the finding as corrected."""
    if one.record_id is None or one.kind not in KINDS:
        return
    if one.kind == "checklist" or one.kind in CHECKLIST_PARTS:
        _open_checklist(app, one.kind, one.record_id)
        return
    if one.kind in DOCUMENTS and _is_there(app, one.kind, one.record_id):
        _edit_document(app, one, done)
        return

    def saved(_record_id: int) -> None:
        review.answer_finding(app.session, one.id, "fixed")
        done()

    if _is_there(app, one.kind, one.record_id):
        actions.edit_at(app, one.kind, one.record_id, one.field, saved)


def answer(app: AjxApp, one: Finding, done: Callable[[], None]) -> None:
    """Ask how a finding is answered, and answer it."""

    def explained(text: str | None) -> None:
        if text is not None:
            review.answer_finding(app.session, one.id, "explained", text)
            done()

    def chosen(how: str | None) -> None:
        if how == "correct":
            correct(app, one, done)
        elif how == "fixed":
            review.answer_finding(app.session, one.id, "fixed")
            done()
        elif how == "explained":
            question = "没有改动的，写明理由供审核人判断："
            app.push_screen(Ask("说明", question, value=one.answer, check=_need_text), explained)

    choices = [Choice("fixed", "已改正", "已在别处改好"), Choice("explained", "说明", "不改，写明理由")]
    if one.record_id is not None and one.kind in KINDS:
        choices.insert(0, Choice("correct", "去改正", "打开这一项，保存后记为已改正"))
    app.push_screen(Choose(FINDING_CODES.get(one.code, "意见"), choices, one.text), chosen)


def _need_text(text: str) -> str:
    return "" if text.strip() else "请写明理由。"
