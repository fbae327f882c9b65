"""Pages whose content takes a moment: painted at once, read in a worker thread, shown when it is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.message import Message
from textual.worker import get_current_worker

from ajx_tui.errors import AjxError
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.notice import show_error

T = TypeVar("T")


class ReadingPage(Page[None], Generic[T]):
    """A page on top of another. A subclass implements `read` (in a thread, no widgets) and `show_read`."""

    COMMANDS: ClassVar[tuple[Command, ...]] = (Command("back", "返回", "回到上一页", ("escape",), "fh", "本页"),)

    @dataclass
    class Read(Message):
        """The worker has read the content."""

        data: Any

    @dataclass
    class ReadFailed(Message):
        """The worker could not read it."""

        error: AjxError

    def on_mount(self) -> None:
        """Read once the frame is on screen."""
        self.reload()

    def reload(self) -> None:
        """Read anew in a worker thread; what an earlier one brings is dropped."""
        self.run_worker(self._work, thread=True, exclusive=True, group="read")

    def _work(self) -> None:
        worker = get_current_worker()
        try:
            data = self.read()
        except AjxError as error:
            if not worker.is_cancelled:
                self.post_message(self.ReadFailed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Read(data))

    def read(self) -> T:
        """The content; runs in a worker thread. May raise AjxError."""
        raise NotImplementedError

    def show_read(self, data: T) -> None:
        """Show what was read."""
        raise NotImplementedError

    @on(Read)
    def _arrived(self, event: Read) -> None:
        event.stop()
        self.show_read(event.data)

    @on(ReadFailed)
    def _failed(self, event: ReadFailed) -> None:
        event.stop()
        show_error(self.app, event.error)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)
