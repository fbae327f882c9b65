"""What the terminal can draw, asked of the terminal itself."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

PROBE = "\u201c"
"""A character of ambiguous width that every Chinese font has: the left quotation mark."""
PROBE_SECONDS = 0.06
"""A local terminal answers within a few milliseconds; a late answer is ignored by Textual's parser."""


@dataclass(frozen=True, slots=True)
class TerminalMode:
    """What the terminal can draw. `plain` is 兼容模式: no symbol beyond ASCII is used for decoration.
    `wide_ambiguous`: the terminal draws characters of ambiguous width (“”…①) two cells wide."""

    plain: bool = False
    wide_ambiguous: bool = False


def detect_terminal(plain: bool = False, environ: Mapping[str, str] = os.environ) -> TerminalMode:
    """Ask the terminal how wide it draws an ambiguous character. A wide answer switches 兼容模式 on by itself, as
    `plain` (the option `--plain`) and the variable `AJX_PLAIN=1` do."""
    width = _probe_windows() if sys.platform == "win32" else _probe_posix()
    wide = width == 2
    return TerminalMode(plain or wide or environ.get("AJX_PLAIN") == "1", wide)


def parse_cursor_report(answer: bytes) -> int | None:
    """Return the column (from 0) of a cursor position report, None when there is none in `answer`."""
    match = re.search(rb"\x1b\[\d+;(\d+)R", answer)
    return int(match.group(1)) - 1 if match else None


def _probe_posix() -> int | None:
    """Print the probe character, ask where the cursor is, wipe the line. None without an answer."""
    import select
    import termios
    import tty

    source, target = sys.__stdin__, sys.__stdout__
    if source is None or target is None or not (source.isatty() and target.isatty()):
        return None
    handle = source.fileno()
    try:
        before = termios.tcgetattr(handle)
    except termios.error:
        return None
    answer = b""
    try:
        tty.setraw(handle, termios.TCSANOW)
        os.write(target.fileno(), f"\r{PROBE}\x1b[6n".encode())
        while b"R" not in answer and select.select([handle], [], [], PROBE_SECONDS)[0]:
            answer += os.read(handle, 64)
    finally:
        os.write(target.fileno(), b"\r\x1b[K")
        termios.tcsetattr(handle, termios.TCSANOW, before)
    return parse_cursor_report(answer)


def _probe_windows() -> int | None:
    """Print the probe character and read the cursor column from the console itself. None without a console."""
    import ctypes
    from ctypes import wintypes

    class ScreenInfo(ctypes.Structure):
        _fields_ = (
            ("size", wintypes._COORD), ("cursor", wintypes._COORD), ("attributes", wintypes.WORD),
            ("window", wintypes.SMALL_RECT), ("maximum", wintypes._COORD),
        )  # fmt: skip

    target = sys.__stdout__
    if target is None or not target.isatty():
        return None
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.GetStdHandle.restype = wintypes.HANDLE
    target.write(f"\r{PROBE}")
    target.flush()
    info = ScreenInfo()
    known = kernel.GetConsoleScreenBufferInfo(wintypes.HANDLE(kernel.GetStdHandle(-11)), ctypes.byref(info))
    target.write("\r  \r")
    target.flush()
    return int(info.cursor.X) if known else None
