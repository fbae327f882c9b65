"""Textual's Windows driver with one filter changed; importable on Windows only. See `keys.keeps_key_record`."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import byref, wintypes
from typing import Any

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers import win32, windows_driver

from ajx_tui.ui.compat.keys import keeps_key_record

MAX_EVENTS = 1024
KEY_EVENT = 0x0001
WINDOW_BUFFER_SIZE_EVENT = 0x0004
KITTY_ON = "\x1b[>1u"


def decode_records(records: Any) -> tuple[str, tuple[int, int] | None]:
    """Return the text that console input records carry and the newest window size among them."""
    keys: list[str] = []
    size: tuple[int, int] | None = None
    for record in records:
        if record.EventType == KEY_EVENT:
            key = record.Event.KeyEvent
            character = key.uChar.UnicodeChar
            if key.bKeyDown and keeps_key_record(character, key.dwControlKeyState, key.wVirtualKeyCode):
                keys.append(character)
        elif record.EventType == WINDOW_BUFFER_SIZE_EVENT:
            new = record.Event.WindowBufferSizeEvent.dwSize
            size = (new.X, new.Y)
    # Characters beyond the BMP arrive as two records, one surrogate each.
    return "".join(keys).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), size


class ImeEventMonitor(win32.EventMonitor):
    """Reads the console like the original, without dropping what an input method sends."""

    def run(self) -> None:
        """Read records until the driver stops."""
        handle: Callable[[Any], None] = self.process_event
        parser = XTermParser(debug=constants.DEBUG)
        read_count = wintypes.DWORD(0)
        console = win32.GetStdHandle(win32.STD_INPUT_HANDLE)
        records = (win32.INPUT_RECORD * MAX_EVENTS)()
        try:
            while not self.exit_event.is_set():
                for event in parser.tick():
                    handle(event)
                if win32.wait_for_handles([console], 100) is None:
                    continue
                win32.KERNEL32.ReadConsoleInputW(console, byref(records), MAX_EVENTS, byref(read_count))
                text, size = decode_records(records[: read_count.value])
                if text:
                    for event in parser.feed(text):
                        handle(event)
                if size is not None:
                    self.on_size_change(*size)
        except OSError as error:
            self.app.log.error("EVENT MONITOR ERROR", error)


class ImeWindowsDriver(windows_driver.WindowsDriver):
    """The Windows driver with the monitor above and without the kitty keyboard protocol."""

    def write(self, data: str) -> None:
        """Write, leaving out the switch that garbles input-method commits."""
        if data != KITTY_ON:
            super().write(data)


# The driver looks the monitor up here when it starts.
win32.EventMonitor = ImeEventMonitor  # type: ignore[misc]
