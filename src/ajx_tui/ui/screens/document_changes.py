"""What a document says differently since its last version: numbers and words side by side."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from ajx_tui.services import documents, packs
from ajx_tui.services.documents import changes
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.side_by_side import Compared, SideBySide

Found = tuple[documents.Version, changes.Changes]


class DocumentChanges(ReadingPage[Found]):
    """The last version beside the document as it would be written now."""

    HELP = "左列是上一版印出的，右列是现在的；先列数字，再按章列出文字。光标所在一行在下方完整显示。"
    AUTO_FOCUS = "#lines"
    DEFAULT_CSS = "DocumentChanges #told { height: auto; max-height: 3; padding: 0 1; background: $panel; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, name: str, as_of: date, document_id: int, room: str = "") -> None:
        super().__init__("改动", room)
        self._document, self._as_of, self._document_id = name, as_of, document_id

    def body(self) -> ComposeResult:
        """What is compared, and the lines."""
        yield Prose(id="told")
        yield SideBySide(id="sides")

    def read(self) -> Found:
        """The last version and what differs from it now."""
        last = documents.versions(self.session, self._document_id)[-1]
        now = documents.build(self.session, self._document, self._as_of)
        return last, changes.since(last, now, packs.rules(self.session.store))

    def show_read(self, data: Found) -> None:
        """One line a difference."""
        last, found = data
        lines = [Compared(f"n{i}", x.title, (x.before, x.after), ("", "warn")) for i, x in enumerate(found.numbers)]
        lines += [Compared(f"t{i}", x.chapter, (x.before, x.after), ("", "warn")) for i, x in enumerate(found.texts)]
        self.query_one(SideBySide).show([f"第{last.number}版", "现在"], lines)
        counts = f"数字 {len(found.numbers)} 处，文字 {len(found.texts)} 处" if found else "没有改动"
        self.headline(documents.entry(self._document).title, counts)
        made = f"第{last.number}版：{last.made_by} {last.made_at} 导出，{last.file_name}，数据版本 {last.revision}，"
        self.query_one("#told", Prose).update(f"{made}SHA-256 {last.sha256[:16]}…")
