"""What a document says differently: two versions, or a version and the document as it stands, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult

from ajx_tui.services import documents, packs
from ajx_tui.services.documents import changes
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.reading import ReadingPage
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.side_by_side import Compared, SideBySide

NUMBERS = "数字"


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the title of the page, the head of each column, what is told of each, and what differs."""

    title: str
    heads: tuple[str, str]
    told: str
    found: changes.Changes


class DocumentChanges(ReadingPage[Sides]):
    """The earlier of two at the left, the later at the right. `after` None is the document as it would be now."""

    HELP = (
        "左列是前一版印出的，右列是后一版（或者现在）的；先列数字，再按章列出文字，＋是新增，－是删去。"
        "光标所在一行在下方完整显示。"
    )
    AUTO_FOCUS = "#lines"
    DEFAULT_CSS = "DocumentChanges #told { height: auto; max-height: 4; padding: 0 1; background: $panel; }"
    COMMANDS: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, before: int, after: int | None, now: tuple[str, date] | None = None, room: str = "") -> None:
        super().__init__("改动", room)
        self._before, self._after, self._now = before, after, now

    def body(self) -> ComposeResult:
        """What is compared, and the lines."""
        yield Prose(id="told")
        yield SideBySide(id="sides")

    def read(self) -> Sides:
        """What differs."""
        rules = packs.rules(self.session.store)
        before = documents.version(self.session, self._before)
        if self._after is not None:
            after = documents.version(self.session, self._after)
            same = before.document_id == after.document_id
            heads = (_name(before, full=not same), _name(after, full=not same))
            told = f"{_told(before)}\n{_told(after)}"
            return Sides(_titles(before, after), heads, told, changes.between(before, after, rules))
        name, as_of = self._now or ("", self.app.as_of)
        found = changes.since(before, documents.build(self.session, name, as_of), rules)
        return Sides(documents.title_of(name), (_name(before), "现在"), _told(before), found)

    def show_read(self, data: Sides) -> None:
        """One line a difference."""
        found = data.found
        lines = [_line(f"n{i}", one.title, one.before, one.after, "—") for i, one in enumerate(found.numbers)]
        lines += [_line(f"t{i}", one.chapter, one.before, one.after, "") for i, one in enumerate(found.texts)]
        self.query_one(SideBySide).show(data.heads, lines)
        counts = f"{NUMBERS} {len(found.numbers)} 处，文字 {len(found.texts)} 处" if found else "没有不同"
        self.headline(data.title, counts)
        self.query_one("#told", Prose).update(data.told)


def _line(key: str, title: str, before: str, after: str, nothing: str) -> Compared:
    mark = "＋" if before == nothing else "－" if after == nothing else ""
    return Compared(key, title, (before, after), ("", "warn"), mark)


def _name(one: documents.Version, *, full: bool = False) -> str:
    """第3版; with the file name where two documents are compared."""
    return f"第{one.number}版" + (f" {one.file_name}" if full else "")


def _told(one: documents.Version) -> str:
    made = f"第{one.number}版：{one.made_by} {one.made_at} 导出，{one.file_name}，数据版本 {one.revision}"
    return f"{made}，SHA-256 {one.sha256[:16]}…"


def _titles(before: documents.Version, after: documents.Version) -> str:
    return "两版对照" if before.document_id == after.document_id else "两份文书对照"
