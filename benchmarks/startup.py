"""First paint of the whole program on a large county, beside a bare Textual app: whole processes in a real terminal.

    python benchmarks/startup.py [--enterprises 100000] [--repeat 7] [--home FOLDER]

Every run starts a fresh process on a pseudo-terminal (120 × 36) and waits until the bytes of the first page arrive:
`python -m ajx_tui` with its home page, and an app of one Static. The runs alternate, so that a busy machine slows
both. `figures` is when the home page shows its counts. Medians. Limit: first paint ≤ 1.7 × bare. The program's modules
are compiled before, as installers do: in a fresh checkout, and wherever Python may write no bytecode, reading the
sources alone costs as much as the first page.
"""

from __future__ import annotations

import argparse
import compileall
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

import ajx_tui
from table import AS_JSON, Line, finish

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("BARE-PAINTED")
Bare().run()
"""
FRAME, COUNTED, PAINTED = "今天要办".encode(), "应投保对象".encode(), b"BARE-PAINTED"
CURSOR_QUESTION, CURSOR_ANSWER = b"\x1b[6n", b"\x1b[1;2R"
TIMEOUT = 60.0


def measure(command: list[str], marks: list[bytes]) -> list[float]:
    """Milliseconds from the start of a process until each mark appeared on its terminal, in order."""
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    seen, found = b"", []
    try:
        while len(found) < len(marks) and time.perf_counter() - started < TIMEOUT:
            if not select.select([terminal], [], [], 1.0)[0]:
                continue
            piece = os.read(terminal, 65536)
            seen += piece
            if CURSOR_QUESTION in piece:
                os.write(terminal, CURSOR_ANSWER)
            while len(found) < len(marks) and marks[len(found)] in seen:
                found.append((time.perf_counter() - started) * 1000)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    if len(found) < len(marks):
        raise SystemExit(f"{command}: {marks[len(found)]!r} never appeared\n{seen[-2000:]!r}")
    return found


def main() -> int:
    """Measure in alternating runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--enterprises", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--home", type=Path, help="a home that holds such a county already")
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    compileall.compile_dir(Path(ajx_tui.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        if options.home is None:
            from county import build

            build(home / "db", options.enterprises).close()
        program = [sys.executable, "-m", "ajx_tui", "--home", str(home)]
        bare = [sys.executable, "-c", BARE]
        runs = [(measure(bare, [PAINTED])[0], *measure(program, [FRAME, COUNTED])) for _ in range(options.repeat + 1)][
            1:
        ]
    floor, paint, counted = (statistics.median(column) for column in zip(*runs, strict=True))
    size = f"{options.enterprises:,} enterprises".replace(",", " ")
    beside = f"{paint:.0f} ms; bare Textual app {floor:.0f} ms"
    return finish([
        Line(f"first paint, {size}", paint / floor, "×", beside, 1.7),
        Line(f"figures on the first page, {size}", counted, "ms", f"bare Textual app {floor:.0f} ms"),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
