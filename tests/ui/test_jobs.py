"""JobScreen: success, failure, cancel, defects; and the dialogs."""

from __future__ import annotations

import threading
import time

import pytest
from textual.widgets import Button

from ajx_tui.errors import AjxError, Cancelled
from ajx_tui.progress import Job, Progress
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.jobs import JobScreen, remaining_text
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.progress_line import ProgressLine
from ajx_tui.ui.widgets.prose import Prose


class Host(BaseApp[None]):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []

    def ask(self, dialog) -> None:
        self.push_screen(dialog, self.answers.append)


class Work:
    """A job that can be held, with a record of what happened to it."""

    def __init__(self, steps: int = 3, *, fail: Exception | None = None, hold: bool = False) -> None:
        self.steps, self.fail = steps, fail
        self.go = threading.Event()
        self.threads: set[str] = set()
        self.undone = False
        if not hold:
            self.go.set()

    def run(self) -> Job[str]:
        try:
            for step in range(self.steps):
                self.threads.add(threading.current_thread().name)
                yield Progress(step, self.steps, f"第 {step} 步 [red]")
                if step == 1:
                    if self.fail:
                        raise self.fail
                    while not self.go.wait(0.005):
                        yield Progress(1, self.steps, "等待 [/甲]")
        except GeneratorExit:
            self.threads.add(threading.current_thread().name)
            self.undone = True
            raise
        return "成果"


async def until(pilot, condition) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "timed out"
        await pilot.pause(0.01)


async def test_a_job_gives_its_result_and_runs_in_one_thread() -> None:
    app, work = Host(), Work(200)
    async with app.run_test() as pilot:
        app.ask(JobScreen("导出", work.run()))
        await until(pilot, lambda: app.answers)
        assert app.answers == ["成果"] and not work.undone
        assert len(work.threads) == 1 and threading.main_thread().name not in work.threads


@pytest.mark.parametrize("key", ["escape", "ctrl+c", "enter"])
async def test_cancel_closes_the_generator_in_its_thread(key: str) -> None:
    app, work = Host(), Work(hold=True)
    async with app.run_test() as pilot:
        screen = JobScreen("导出", work.run())
        app.ask(screen)
        await until(pilot, lambda: screen.is_mounted and "等待 [/甲]" in screen.query_one("#step", Prose).text)
        assert 0 < screen.query_one(ProgressLine).share < 1
        await pilot.press(key)
        await until(pilot, lambda: app.answers)
        assert isinstance(app.answers[0], Cancelled) and work.undone and len(work.threads) == 1


async def test_a_failure_is_explained_until_it_is_read() -> None:
    app, work = Host(), Work(fail=AjxError("无法写入", "请关闭 WPS 后再试。"))
    async with app.run_test(size=(80, 24)) as pilot:
        screen = JobScreen("导出", work.run())
        app.ask(screen)
        await until(pilot, lambda: screen.error is not None)
        assert "无法写入" in screen.query_one("#step", Prose).text
        assert "请关闭 WPS 后再试。" in screen.query_one("#time", Prose).text
        assert screen.query_one(Button).has_focus and not app.answers
        await pilot.press("enter")
        assert isinstance(app.answers[0], Cancelled)


async def test_a_defect_reaches_the_app_even_after_cancel() -> None:
    class Bad(Work):
        def run(self) -> Job[str]:
            try:
                while True:
                    time.sleep(0.002)
                    yield Progress(1, 2)
            finally:
                raise RuntimeError("undo failed")

    app = Host()
    with pytest.raises(RuntimeError, match="undo failed"):
        async with app.run_test() as pilot:
            app.ask(JobScreen("导出", Bad().run()))
            await pilot.pause(0.05)
            await pilot.press("escape")
            await until(pilot, lambda: app.crash is not None)
    assert isinstance(app.crash, RuntimeError)


async def test_leaving_the_app_undoes_a_running_job() -> None:
    app, work = Host(), Work(hold=True)
    async with app.run_test() as pilot:
        app.ask(JobScreen("导出", work.run()))
        await until(pilot, lambda: work.threads)
        app.exit()
    end = time.monotonic() + 5
    while not work.undone and time.monotonic() < end:
        time.sleep(0.01)
    assert work.undone


def test_remaining_time_is_said_in_words() -> None:
    assert remaining_text(0.5, 5, 10) == "" and remaining_text(5, 0, 10) == "" and remaining_text(5, 1, 0) == ""
    assert remaining_text(5, 5, 10) == "约剩 5 秒"
    assert remaining_text(60, 10, 40) == "约剩 3 分钟"
    assert remaining_text(3600, 10, 30) == "约剩 2.0 小时"
    assert remaining_text(10, 12, 10) == "约剩 1 秒"


async def test_confirm_starts_on_cancel() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["enter"], ["escape"], ["tab", "enter"]):
            app.ask(Confirm("删除 [/甲]", "「[red]公司」将移入回收站。", "删除"))
            await pilot.pause()
            await pilot.press(*keys)
        assert app.answers == [False, False, True]
        app.ask(Confirm("删除", "甲"))
        await pilot.pause()
        await pilot.click("#yes")
        assert app.answers[-1] is True


async def test_ask_returns_text_checks_it_and_can_be_cancelled() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.ask(Ask("名称", "请输入", check=lambda text: "" if text else "不能为空 [/甲]"))
        await pilot.pause()
        await pilot.press("enter")
        assert app.screen.query_one("#wrong", Prose).text == "不能为空 [/甲]" and not app.answers
        await pilot.press(*"甲公司", "enter")
        app.ask(Ask("名称", value="旧"))
        await pilot.pause()
        await pilot.press("escape")
        assert app.answers == ["甲公司", None]


async def test_choose_by_digit_arrow_and_mouse() -> None:
    app = Host()
    choices = [Choice("a", "在保 [red]"), Choice("b", "脱保", "[/甲]"), Choice("c", "退保")]
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["2"], ["３"], ["down", "enter"], ["9", "escape"]):
            app.ask(Choose("状态", choices, current="b"))
            await pilot.pause()
            await pilot.press(*keys)
        app.ask(Choose("状态", choices))
        await pilot.pause()
        await pilot.click("#choices", offset=(3, 1))
        assert app.answers == ["b", "c", "c", None, "b"]
