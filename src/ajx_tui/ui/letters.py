"""Papers from where their enterprises are: written for what a list shows or has marked, opened as they went out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.store.lists import ListQuery
from ajx_tui.store.related import path_up
from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import show_error

if TYPE_CHECKING:
    from ajx_tui.services.documents.scope import Scope
    from ajx_tui.ui.app import AjxApp


PAPER = "document_paper"
LIST_COMMANDS = (
    Command("papers", "发文", "给列表里（有标记时为已标记的）的企业发催保、整改等文书", ("f9",), "fw", "列表", place=2),
)
"""For a list; carried out by `PaperList`."""
RECORD_COMMANDS = (Command("open_paper", "打开文书", "打开送出去的那一份文件", ("f7",), "dkws", "记录", place=1),)
"""For the page of a record; carried out by `PaperRecord`."""


class PaperList:
    """Mixin of a list of records: papers to their enterprises."""

    def can_papers(self) -> bool:
        """Papers go to enterprises."""
        page: Any = self
        return page.is_mounted and goes_to_enterprises(page.kind.name) and page.grid.cursor_id is not None

    def do_papers(self) -> None:
        """Write papers to the enterprises of the marked records, else of the whole list."""
        page: Any = self
        marked, title = tuple(sorted(page.grid.marks)), page.kind.title
        query = replace(page.state.query, ids=marked) if marked else page.state.query
        limits = "，".join(part for part in (*page.limits(), page.state.crumb, page.state.text.strip()) if part)
        told = f"标记的{len(marked)}条{title}" if marked else limits
        write_papers(page.app, query, told)


class PaperRecord:
    """Mixin of the page of a record: the paper that it is, or that the cursor stands on in the list of papers."""

    def _paper_id(self) -> int | None:
        page: Any = self
        if page.kind.name == PAPER:
            return int(page.record_id)
        relation = page.relation if page.is_mounted else None
        return page.grid.cursor_id if relation is not None and relation.kind == PAPER else None

    def can_open_paper(self) -> bool:
        """Only papers are opened."""
        return self._paper_id() is not None

    def do_open_paper(self) -> None:
        """Open it as it went out."""
        page: Any = self
        if (paper_id := self._paper_id()) is not None:
            open_paper(page.app, paper_id)


def open_paper(app: AjxApp, paper_id: int) -> None:
    """Open a paper of 发文登记 exactly as it went out."""
    from ajx_tui.store import records
    from ajx_tui.ui.screens.documents.files import open_bytes

    values = records.get(app.session.store, KINDS[PAPER], paper_id) or {}
    if values.get("sha256"):
        open_bytes(app, str(values["sha256"]))
    else:
        show_error(app, AjxError("没有留存这份文书", "它是手工登记的，没有原文件；扫描件请看附件。"))


def goes_to_enterprises(kind: str) -> bool:
    """Whether the records of a kind belong to enterprises, who could get papers."""
    return kind == "enterprise" or path_up(kind, "enterprise") is not None


def write_papers(app: AjxApp, query: ListQuery, told: str) -> None:
    """Ask which paper the enterprises of a list get; `told` says in words what the list shows."""
    from ajx_tui.services import documents
    from ajx_tui.services.documents import scope

    try:
        found = scope.of_list(app.session, query, told or f"{KINDS[query.kind].title}列表")
    except AjxError as error:
        show_error(app, error)
        return
    choices = [Choice(e.name, e.title, e.help[:24]) for e in documents.CATALOGUE.values() if e.number_of]

    def chosen(name: str | None) -> None:
        if name is not None:
            app.call_next(_open, app, name, found)

    text = f"列表里的 {len(found.enterprises)} 家企业，其中需要这份文书的各一份。"
    app.push_screen(Choose("给这些企业发哪一种文书？", choices, text), chosen)


async def _open(app: AjxApp, name: str, found: Scope) -> None:
    """Go to room 7 with the paper and its enterprises."""
    from ajx_tui.ui.screens.documents.export import ExportScreen
    from ajx_tui.ui.widgets.notice import notify

    await app.switch_mode("7")
    if app.unsaved_in("7"):
        notify(app, "“文书”里还有没有保存的内容，请先保存或放弃。", "没有打开", "warning")
        return
    await app.back_to_base()
    if isinstance(app.screen, ExportScreen):
        app.screen.show_document(name, found)
