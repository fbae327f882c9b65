"""Opening a finished file, or the folder it lies in, with the program the system has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_path(path: Path) -> str:
    """Open a file or folder outside the terminal. Returns '' or, in Chinese, why that is not possible; never raises."""
    if not path.exists():
        return f"找不到“{path}”，可能已被移走或改名。"
    try:
        if sys.platform == "win32":
            os.startfile(path)
            return ""
        command = _opener()
        if command is None:
            return f"这台电脑没有可用的图形界面，请到这里取用：{path}"
        quiet = subprocess.DEVNULL
        subprocess.Popen([command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    except OSError as error:
        return f"系统没有打开它（{error.strerror or error}），请到这里取用：{path}"
    return ""


def _opener() -> str | None:
    """The system's own opener, None without a desktop."""
    if sys.platform == "darwin":
        return shutil.which("open")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    return shutil.which("xdg-open")
