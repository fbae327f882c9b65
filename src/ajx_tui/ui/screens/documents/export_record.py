"""The part of room 7 that deals with documents on record: editing, what changed, sending to review, evidence."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ajx_tui.domain.workflow import STATE_TITLES, Permission
from ajx_tui.errors import AjxError
from ajx_tui.services import documents, rights, submitting
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.needs import EDIT, EXPORT
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Confirm
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.documents.texts.facts import Facts, Paper


DOCUMENT = "document"
RECORD_COMMANDS = (
    Command("versions", "版次", "导出过的每一版：看内容、对照、另存原件、回溯数字", ("f5",), "bc", "文书"),
    Command("papers", "发文登记", "每个发文字号给了哪份文书、哪家企业", ("ctrl+b",), "fwdj", "文书"),
    Command("edit_text", "编辑", "逐章修改文字，数字随数据更新", ("ctrl+e",), "bj", "文书"),
    Command("changes", "改动", "与上一版相比，文字和数字有什么不同", ("ctrl+d",), "gd", "文书"),
    Command("evidence", "数据来源", "另存一份表格，列出每个数字由哪些记录得出", ("ctrl+y",), "sjly", "文书"),
    Command("submit", "送审", "存为一版送交审核，随即锁定", ("ctrl+t",), "ss", "文书"),
)
"""Commands on documents as records; the room lists them after its own."""


class DocumentRoom(Page[None]):
    """What `RECORD_COMMANDS` do with the document that is chosen; the room itself says which one that is."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    NEEDS = MappingProxyType({"export": EXPORT, "evidence": EXPORT, "submit": EXPORT, "edit_text": EDIT})

    @property
    def entry(self) -> documents.Entry:
        """The document that is chosen."""
        raise NotImplementedError

    def _paper(self) -> Paper | None:
        raise NotImplementedError

    def _found(self) -> Facts | None:
        raise NotImplementedError

    def target(self) -> Path:
        """Where the file goes."""
        raise NotImplementedError

    def _exported(self, report: Any) -> None:
        raise NotImplementedError

    def present(self) -> documents.Working:
        """The document as it is worked on."""
        return documents.working(self.session, self.entry.name, self.app.as_of)

    def recorded(self) -> bool:
        """Whether an export is put on record: not while somebody else holds the data, nor without rights."""
        return not self.session.store.readonly_reason and self.session.may(Permission.EXPORT)

    def state_text(self) -> str:
        """Version and state of review in a few words."""
        present = self.present()
        parts = [f"第{present.current}版"] if present.current else []
        parts += [STATE_TITLES[present.state]] if present.state is not None else []
        if present.edited:
            kept = f"（沿用{present.inherited.isoformat()}）" if present.inherited else ""
            parts.append(f"改动{len(present.edited)}章{kept}")
        return "　".join(parts)

    def can_edit_text(self) -> bool:
        """There must be text."""
        return self.is_mounted and self._found() is not None

    def refusal_edit_text(self) -> AjxError | None:
        """What is under review or approved stays as it is."""
        present = self.present()
        return rights.against_change(self.session, DOCUMENT, () if present.id is None else (present.id,))

    def do_edit_text(self, chapter: str = "", quote: str = "") -> None:
        """Edit the chapters, beginning with the words of one."""
        from ajx_tui.ui.screens.documents.edit import DocumentEdit

        if (facts := self._found()) is not None:
            self.app.push_screen(DocumentEdit(self.entry.name, self.app.as_of, facts, self.room, chapter, quote))

    def do_versions(self) -> None:
        """List the versions of this kind of document."""
        from ajx_tui.ui.screens.documents.versions import DocumentVersions

        self.app.push_screen(DocumentVersions(self.room, self.entry.name))

    def do_papers(self) -> None:
        """Open the register of papers."""
        from ajx_tui.ui.screens.documents.paper_register import PaperRegister

        self.app.push_screen(PaperRegister())

    def do_changes(self) -> None:
        """Compare with the last version."""
        from ajx_tui.ui.screens.documents.changes import DocumentChanges

        present = self.present()
        made = documents.versions(self.session, present.id) if present.id is not None else []
        if not made:
            notify(self.app, "还没有导出过，没有可以比较的上一版。", "改动")
        else:
            now = (self.entry.name, self.app.as_of)
            self.app.push_screen(DocumentChanges(made[-1].id, None, now, self.room))

    def do_evidence(self) -> None:
        """Write the records behind every number beside the document."""
        target = self.target()
        path = target.with_name(f"{target.stem if target.suffix else target.name}-数据来源.xlsx")
        job = documents.evidence_job(self.session, self.entry.name, self.app.as_of, path, paper=self._paper())
        self.app.push_screen(JobScreen(f"{self.entry.title}的数据来源", job), self._exported)

    def refusal_submit(self) -> AjxError | None:
        """Clerks submit what is a draft or was returned."""
        present = self.present()
        if present.id is None:
            return submitting.against_submitting(self.session)
        return submitting.against_submit(self.session, DOCUMENT, present.id)

    def do_submit(self) -> None:
        """Ask, then write the version and submit it."""
        title = self.entry.title
        text = f"把截至 {self.app.as_of.isoformat()} 的{title}存为一版 PDF 送审。送审后不能修改，导出的就是这一份文件。"
        self.app.push_screen(Confirm(f"送审{title}", text, "送审", "取消"), lambda yes: self._send() if yes else None)

    def _send(self) -> None:
        job = documents.submit_job(self.session, self.entry.name, self.app.as_of, paper=self._paper())
        self.app.push_screen(JobScreen(f"送审{self.entry.title}", job), self._sent)

    def _sent(self, made: Any) -> None:
        if made is not None and hasattr(made, "state"):
            notify(self.app, f"「{made.title}」已送审，在“审核与上报”中可以看到。", "已送审")
            self.data_changed()
