"""Terminal, input-method and Textual fixes."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import types
import unicodedata
from pathlib import Path

import pytest
from textual import validation
from textual.app import ComposeResult
from textual.widgets import Checkbox, Input, LoadingIndicator, RadioButton, Select

from ajx_tui.errors import AjxError
from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.compat import app as app_base
from ajx_tui.ui.compat import keys, terminal

FRESH = {**os.environ, "TEXTUAL_DISABLE_KITTY_KEY": "", "TEXTUAL_ANIMATIONS": ""}


def fresh(code: str, **environ: str) -> str:
    """Run code in a new interpreter without Textual's switches and return what it prints."""
    env = {key: value for key, value in {**FRESH, **environ}.items() if value}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_kitty_protocol_is_off_before_textual_is_imported() -> None:
    code = (
        "import ajx_tui.ui.jobs; from textual import constants as c; print(c.DISABLE_KITTY_KEY, c.TEXTUAL_ANIMATIONS)"
    )
    assert fresh(code) == "True none"


def test_nothing_heavy_is_loaded_at_start() -> None:
    code = "import ajx_tui.ui.base_app, ajx_tui.ui.widgets.record_grid, sys; print(*sorted(sys.modules))"
    loaded = set(fresh(code).split())
    heavy = {"pydantic", "reportlab", "docx", "xlsxwriter", "pypinyin", "sqlite_utils", "python_calamine", "sqlite3"}
    assert not heavy & loaded
    assert "textual.widgets._tabbed_content" not in loaded, "patching must not import what nobody asked for"


@pytest.mark.parametrize(
    ("character", "state", "virtual_key", "kept"),
    [
        ("？", 0x10, 0, True), ("《", 0x30, 0, True), ("安", 0, 0, True), ("a", 0, 65, True),
        ("\x00", 0x10, 0, False), ("", 0x08, 0, False), ("\x00", 0, 0, True), ("\x00", 0x10, 0x10, True),
    ],
)  # fmt: skip
def test_only_bare_modifiers_are_dropped(character: str, state: int, virtual_key: int, kept: bool) -> None:
    assert keys.keeps_key_record(character, state, virtual_key) is kept


@pytest.fixture
def windows_module(monkeypatch: pytest.MonkeyPatch):
    """`compat.windows` on a machine that is not Windows: its console library is a stand-in."""

    class Library:
        def __getattr__(self, name: str) -> object:
            stub = types.SimpleNamespace()
            setattr(self, name, stub)
            return stub

    names = ("textual.drivers.win32", "textual.drivers.windows_driver", "ajx_tui.ui.compat.windows")
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(ctypes, "WinDLL", lambda *_a, **_k: Library(), raising=False)
    monkeypatch.setitem(sys.modules, "msvcrt", types.ModuleType("msvcrt"))
    import ajx_tui.ui.compat.windows as module

    yield module
    for name in names:
        sys.modules.pop(name, None)


def test_console_records_become_text(windows_module) -> None:
    win32 = windows_module.win32

    def key(unit: int, state: int = 0, virtual_key: int = 65, down: bool = True):
        record = win32.INPUT_RECORD()
        record.EventType = windows_module.KEY_EVENT
        event = record.Event.KeyEvent
        event.bKeyDown, event.dwControlKeyState, event.wVirtualKeyCode = down, state, virtual_key
        event.uChar.UnicodeChar = chr(unit)
        return record

    size = win32.INPUT_RECORD()
    size.EventType = windows_module.WINDOW_BUFFER_SIZE_EVENT
    size.Event.WindowBufferSizeEvent.dwSize.X, size.Event.WindowBufferSizeEvent.dwSize.Y = 120, 36
    records = [
        key(0xFF1F, 0x10, 0), key(0, 0x10, 0), key(ord("a"), down=False), key(0xD842, 0, 0), key(0xDFB7, 0, 0), size,
    ]  # fmt: skip
    assert windows_module.decode_records(records) == ("？𠮷", (120, 36))
    assert win32.EventMonitor is windows_module.ImeEventMonitor
    assert issubclass(windows_module.ImeWindowsDriver, windows_module.windows_driver.WindowsDriver)


def test_cursor_reports_are_read_and_noise_is_not() -> None:
    assert terminal.parse_cursor_report(b"\x1b[5;3R") == 2
    assert terminal.parse_cursor_report(b"abc\x1b[12;2Rxyz") == 1
    assert terminal.parse_cursor_report(b"") is None and terminal.parse_cursor_report(b"\x1b[<0;1;1M") is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("answer", "expected"), [(b"\x1b[1;3R", "True True"), (b"\x1b[1;2R", "False False"), (b"", "False False")]
)
def test_the_terminal_is_asked_how_wide_it_draws(answer: bytes, expected: str) -> None:
    import pty

    master, slave = pty.openpty()
    code = (
        "import sys; from ajx_tui.ui.compat import terminal; terminal.PROBE_SECONDS = 1.0 if sys.argv[1] else 0.05;"
        "m = terminal.detect_terminal(environ={}); print(m.plain, m.wide_ambiguous, file=sys.stderr)"
    )
    arguments = [sys.executable, "-c", code, "yes" if answer else ""]
    with subprocess.Popen(arguments, stdin=slave, stdout=slave, stderr=subprocess.PIPE, text=True) as child:
        seen = b""
        while b"\x1b[6n" not in seen:
            seen += os.read(master, 1024)
        os.write(master, answer)
        assert child.stderr is not None
        assert child.stderr.read().strip() == expected
    assert terminal.PROBE.encode() in seen
    os.close(slave)
    os.close(master)


def test_plain_mode_can_be_asked_for() -> None:
    assert terminal.detect_terminal(True, {}).plain
    assert terminal.detect_terminal(False, {"AJX_PLAIN": "1"}).plain
    assert not terminal.detect_terminal(False, {}).plain


def test_wide_ambiguous_characters_count_two_everywhere() -> None:
    code = """
from ajx_tui.ui.compat import glyphs
from ajx_tui.ui.widgets.cells import fit, width_of
from rich.cells import cell_len, set_cell_size
from textual.strip import Strip
from rich.segment import Segment
assert cell_len('“甲”…①') == 6 and width_of('“a”') == 3
glyphs.use_wide_ambiguous()
assert cell_len('“甲”…①') == 10, cell_len('“甲”…①')
assert width_of('“a”') == 5 and cell_len('e\\u0301') == 1 and cell_len('甲a') == 3
assert cell_len(fit('“引号”①②③', 9)) == 9
assert cell_len(Strip([Segment('“引号”abc')]).crop(0, 5).text) == 5
print('ok')
"""
    assert fresh(code) == "ok"


def test_full_width_typing_is_normalised() -> None:
    assert keys.half_width("２０２６－１０－３１　１２。５％Ａ") == "2026-10-31 12.5%A"
    assert keys.half_width("安全3") == "安全3"


class FormApp(BaseApp[None]):
    def compose(self) -> ComposeResult:
        yield Input("制\t表\x1b[2J", id="text")
        yield Input("secret", password=True, id="password")
        yield Select([("甲", 1)], id="choice")
        yield Checkbox("同意", id="box")
        yield RadioButton("是", True)
        yield LoadingIndicator()


async def test_textual_speaks_chinese_in_plain_symbols() -> None:
    app = FormApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.set_focus(None)
        await pilot.press("ctrl+c")
        await pilot.pause()
        app.query_one("#choice", Select).focus()
        await pilot.pause()
        strips = app.screen._compositor.render_strips(app.screen.size)
        text = "\n".join(strip.text for strip in strips)
        assert "请选择" in text and "[ ]" in text and "[x]" in text and "正在读取" in text and "******" in text
        assert "制 表 [2J" in text and "\x1b" not in text
        assert [note.message for note in app._notifications] == [app_base.QUIT_HINT]
        latin = {
            word for word in text.replace("[x]", "").split() if word.isascii() and word.isalpha() and len(word) > 1
        }
        assert not latin
        odd = {char for char in text if unicodedata.east_asian_width(char) == "A"}
        assert not odd, odd


def test_validators_speak_chinese() -> None:
    texts = [
        validation.Number(minimum=1).validate("0"), validation.Integer(maximum=5).validate("9"),
        validation.Length(1, 3).validate("1234"), validation.Regex("a").validate("b"), validation.URL().validate("x"),
        validation.Number().validate("x"),
    ]  # fmt: skip
    assert [result.failure_descriptions[0] for result in texts] == [
        "请填写不小于 1 的数字。", "请填写不大于 5 的整数。", "请填写 1 至 3 之间的字数。", "格式不符合要求。",
        "请填写完整的网址。", "请填写数字。",
    ]  # fmt: skip


async def test_a_defect_is_kept_and_an_expected_failure_is_told() -> None:
    app = FormApp()
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            app.call_later(lambda: 1 // 0)
            await pilot.pause()
    assert isinstance(app.crash, ZeroDivisionError)

    async def fail() -> None:
        raise AjxError("失败", "请重试。")

    app = FormApp()
    async with app.run_test() as pilot:
        app.run_worker(fail())
        await pilot.pause()
        await pilot.pause()
        assert [note.title for note in app._notifications] == ["失败"]
        assert app.crash is None


def test_the_style_sheet_asks_for_no_border() -> None:
    from ajx_tui.ui import theme

    text = Path(theme.CSS_FILE).read_text(encoding="utf-8")
    assert all(part.strip().startswith("none") for part in text.split("border:")[1:])
