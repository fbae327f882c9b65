"""Entering, changing, deleting and exporting records, from wherever it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import Cancelled
from ajx_tui.store import records
from ajx_tui.store.lists import Condition
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.records.form import FormScreen
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved
    from ajx_tui.ui.app import AjxApp

Done = Callable[[int], None]
"""Called with the id of the record that was saved."""


def new_record(
    app: AjxApp,
    kind_name: str,
    done: Done,
    *,
    preset: Mapping[str, Value] | None = None,
    scopes: Mapping[str, Sequence[Condition]] | None = None,
) -> None:
    """Enter a record. Insured objects are asked for their type first, visits bring their hazards along."""
    if kind_name == "insured_object" and "type" not in (preset or {}):
        _ask_type(app, done, preset)
        return
    open_form(app, kind_name, done, preset=preset, scopes=scopes)


def open_form(
    app: AjxApp,
    kind_name: str,
    done: Done,
    *,
    preset: Mapping[str, Value] | None = None,
    scopes: Mapping[str, Sequence[Condition]] | None = None,
    title: str = "",
) -> None:
    """Show the form of a new record."""
    kind = KINDS[kind_name]
    if kind_name == "visit":
        from ajx_tui.ui.screens.records.visit_form import VisitForm

        form: FormScreen = VisitForm(preset=preset, scopes=scopes)
    elif kind_name == "enforcement_case":
        from ajx_tui.ui.screens.records.case_form import CaseForm, next_number

        form = CaseForm(preset={"number": next_number(app), **(preset or {})})
    else:
        variant = kind.variant(str((preset or {}).get("type", ""))) if kind.variants else None
        form = FormScreen(kind, preset=preset, variant=variant, scopes=scopes, title=title)
    app.push_screen(form, lambda saved: _saved(saved, done))


def _saved(saved: Saved | None, done: Done) -> None:
    if saved is not None:
        done(saved.id)


def _ask_type(app: AjxApp, done: Done, preset: Mapping[str, Value] | None) -> None:
    variants = KINDS["insured_object"].variants
    choices = [Choice(variant.name, variant.title) for variant in variants]

    def chosen(answer: str | None) -> None:
        if answer is not None:
            open_form(app, "insured_object", done, preset={**(preset or {}), "type": answer})

    app.push_screen(Choose("登记哪一类应投保对象？", choices, "企业整体的应投保对象随企业自动建立。"), chosen)


def edit_record(app: AjxApp, kind_name: str, record_id: int, done: Done, at: str = "") -> None:
    """Change a record, starting at the field `at` when its form has it."""
    kind = KINDS[kind_name]
    variant = None
    if kind.variants:
        values = records.get(app.session.store, kind, record_id) or {}
        variant = kind.variant(str(values.get("type", "")))
    form = FormScreen(kind, record_id, variant=variant, at=at)
    if kind_name == "enforcement_case":
        from ajx_tui.ui.screens.records.case_form import CaseForm

        form = CaseForm(record_id, at=at)
    app.push_screen(form, lambda saved: _saved(saved, done))


def edit_at(app: AjxApp, kind_name: str, record_id: int, at: str, done: Done) -> None:
    """Change the field of a record that a finding points at. An object that stands for a whole enterprise has most of
    its fields there."""
    if kind_name == "insured_object":
        values = records.get(app.session.store, KINDS[kind_name], record_id) or {}
        if values.get("type") == "enterprise" and at in ("", *KINDS["enterprise"].fields):
            kind_name, record_id = "enterprise", int(values["enterprise_id"] or 0)
    edit_record(app, kind_name, record_id, done, at)


def _need_reason(text: str) -> str:
    return "" if text.strip() else "请写明原因，它会记入历史。"


def delete_record(app: AjxApp, kind_name: str, record_id: int, done: Done) -> None:
    """Ask for the reason and put one record into the recycle bin."""
    kind = KINDS[kind_name]
    name = records.labels(app.session.store, kind, [record_id]).get(record_id, "")

    def answered(reason: str | None) -> None:
        if reason is None:
            return
        from ajx_tui.services import records as service

        service.delete(app.session, kind, record_id, reason)
        notify(app, f"「{name}」已移入回收站")
        done(record_id)

    question = f"「{name}」将移入回收站，随时可以恢复。请写明原因："
    app.push_screen(Ask(f"删除{kind.title}", question, check=_need_reason), answered)


def delete_records(app: AjxApp, kind_name: str, ids: Sequence[int], done: Callable[[], None]) -> None:
    """Ask for the reason and put several records into the recycle bin, all or none."""
    kind = KINDS[kind_name]

    def finished(result: int | Cancelled | None) -> None:
        if isinstance(result, int):
            notify(app, f"{result} 条{kind.title}已移入回收站")
            done()

    def answered(reason: str | None) -> None:
        if reason is not None:
            from ajx_tui.services.bulk import delete_many

            job = delete_many(app.session, kind, list(ids), reason)
            app.push_screen(JobScreen(f"删除{kind.title}", job), finished)

    question = f"已标记的 {len(ids)} 条{kind.title}将移入回收站，随时可以恢复。请写明原因："
    app.push_screen(Ask(f"删除{kind.title}", question, check=_need_reason), answered)


def exports_folder(app: AjxApp) -> Path:
    """Where produced files of this database go: beside the folder of the database."""
    from ajx_tui.paths import Home

    return Home(app.logged_in.store.path.parent.parent).exports
