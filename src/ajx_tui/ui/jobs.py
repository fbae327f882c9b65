"""Long jobs on screen: progress bar, remaining time, cancel.

    def do_export(self) -> None:
        self.app.push_screen(JobScreen("导出工作方案", export_plan(...)), self._exported)

    def _exported(self, outcome: Path | Cancelled | AjxError | None) -> None: ...

The generator runs in one worker thread from its first step to its last, and is closed there when the user cancels:
what it began is undone by its own `finally`.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Button
from textual.worker import Worker, get_current_worker

from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.progress import Job, Progress
from ajx_tui.ui.commands import Command
from ajx_tui.ui.widgets.confirm import Dialog
from ajx_tui.ui.widgets.progress_line import ProgressLine
from ajx_tui.ui.widgets.prose import Prose

T = TypeVar("T")

PROGRESS_SECONDS = 0.05
"""At most this often does the thread report; a job of a million steps must not flood the message queue."""


def remaining_text(elapsed: float, done: int, total: int) -> str:
    """Return the estimated time left in Chinese, empty while there is nothing to go by. `elapsed` is in seconds."""
    if done <= 0 or total <= 0 or elapsed < 1.0:
        return ""
    seconds = elapsed * max(0, total - done) / done
    if seconds < 60:
        return f"约剩 {max(1, round(seconds))} 秒"
    if seconds < 3600:
        return f"约剩 {round(seconds / 60)} 分钟"
    return f"约剩 {seconds / 3600:.1f} 小时"


class JobScreen(Dialog[T | Cancelled], Generic[T]):
    """Runs a job and dismisses with its result, or with `Cancelled`.

    An `AjxError` of the job is shown here with what to do about it; the screen then dismisses with `Cancelled` too,
    so a caller only tells a result from none. `error` holds the failure for who wants it. Any other exception is a
    defect and reaches the app's crash page.
    """

    AUTO_FOCUS = "#cancel"
    DEFAULT_CSS = """
    JobScreen .job--time { color: $text-muted; }
    JobScreen ProgressLine { margin-bottom: 1; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "取消", "停止这项工作，不留下任何改动", ("escape", "ctrl+c"), "qx", "对话框"),
    )

    @dataclass
    class Stepped(Message):
        """The job went on; a newer one replaces an older in the queue."""

        progress: Progress

        def can_replace(self, message: Message) -> bool:
            """Only the newest progress matters."""
            return isinstance(message, JobScreen.Stepped)

    @dataclass
    class Failed(Message):
        """The job ended with an expected failure."""

        error: AjxError

    @dataclass
    class Broke(Message):
        """The job met a defect."""

        error: Exception

    @dataclass
    class Finished(Message):
        """The job ended well, or was cancelled: `result` is its result or `Cancelled`."""

        result: object

    def __init__(self, title: str, job: Job[T]) -> None:
        super().__init__(title)
        self._job = job
        self._worker: Worker[None] | None = None
        self._started = 0.0
        self._stopping = False
        self.error: AjxError | None = None

    def body(self) -> ComposeResult:
        """The step, the bar, the time."""
        yield Prose("正在开始", id="step")
        yield ProgressLine()
        yield Prose(" ", classes="job--time", id="time")

    def on_mount(self) -> None:
        """Start the job."""
        self._started = monotonic()
        self._worker = self.run_worker(self._run, thread=True, name="job")

    def _run(self) -> None:
        """Drive the generator; runs in the worker thread."""
        worker = get_current_worker()
        job, told = self._job, 0.0
        try:
            while not worker.is_cancelled:
                progress = next(job)
                now = monotonic()
                if now - told >= PROGRESS_SECONDS or progress.done >= progress.total:
                    told = now
                    self.post_message(self.Stepped(progress))
        except StopIteration as stop:
            self.post_message(self.Finished(stop.value))
        except AjxError as error:
            self.post_message(self.Failed(error))
        except Exception as error:
            self.post_message(self.Broke(error))
        else:
            self._close(job)

    def _close(self, job: Job[T]) -> None:
        """Undo a cancelled job, also while the whole app is on its way out."""
        try:
            job.close()
        except AjxError as error:
            self.post_message(self.Failed(error))
        except Exception as error:
            self.post_message(self.Broke(error))
        else:
            self.post_message(self.Finished(Cancelled()))

    @on(Stepped)
    def _show_progress(self, event: Stepped) -> None:
        event.stop()
        if self._stopping or self.error is not None:
            return
        progress = event.progress
        self.query_one("#step", Prose).update(progress.text or " ")
        self.query_one(ProgressLine).share = progress.done / progress.total if progress.total > 0 else 0.0
        count = f"{progress.done} / {progress.total}" if progress.total > 0 else ""
        left = remaining_text(monotonic() - self._started, progress.done, progress.total)
        self.query_one("#time", Prose).update("  ".join(part for part in (count, left) if part) or " ")

    @on(Finished)
    def _finish(self, event: Finished) -> None:
        event.stop()
        self.dismiss(event.result)  # type: ignore[arg-type]

    @on(Failed)
    def _fail(self, event: Failed) -> None:
        """Keep the failure on screen until the user has read it."""
        event.stop()
        self.error = event.error
        self.query_one("#step", Prose).update(f"未能完成：{event.error.title}")
        self.query_one(ProgressLine).display = False
        self.query_one("#time", Prose).update(event.error.message or " ")
        button = self.query_one("#cancel", Button)
        button.label, button.disabled = "知道了", False
        button.focus()

    @on(Broke)
    def _break(self, event: Broke) -> None:
        """Hand a defect on to the app; a worker's own exception would be lost once it is cancelled."""
        event.stop()
        self.dismiss(Cancelled())
        raise event.error

    def do_cancel(self) -> None:
        """Stop the job; the screen closes when the job has undone what it began."""
        if self.error is not None:
            self.dismiss(Cancelled())
            return
        if self._worker is not None and not self._stopping:
            self._stopping = True
            self._worker.cancel()
            self.query_one("#step", Prose).update("正在停止并撤销")
            self.query_one("#cancel", Button).disabled = True
