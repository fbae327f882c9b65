"""Opening the program from a subcommand."""

from __future__ import annotations

from datetime import date

import click

from ajx_tui.cli.context import home_of
from ajx_tui.errors import UsageError
from ajx_tui.start import at_terminal, open_home


def open_program(ctx: click.Context, plain: bool | None = None, as_of: date | None = None) -> None:
    """Open the database of this home and the program on it. Raises UsageError without a terminal."""
    if not at_terminal():
        raise UsageError("这里不是终端", "打开程序需要终端窗口；在脚本里请使用子命令，运行 ajx --help 查看。")
    open_home(home_of(ctx), plain, as_of)
