"""Opening the program itself."""

from __future__ import annotations

import sys
from datetime import date

import click

from ajx_tui.cli.context import home_of
from ajx_tui.errors import UsageError


def open_program(ctx: click.Context, plain: bool | None = None, as_of: date | None = None) -> None:
    """Open the database of this home and the program on it. Raises UsageError without a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("这里不是终端", "打开程序需要终端窗口；在脚本里请使用子命令，运行 ajx --help 查看。")
    from ajx_tui.services.session import Session
    from ajx_tui.settings import load
    from ajx_tui.store.database import Store

    home = home_of(ctx)
    settings = load(home.settings, plain=plain)
    store = Store.open(home.database)
    try:
        from ajx_tui.ui.app import run

        run(Session(store), as_of=as_of, plain=settings.plain)
    finally:
        store.close()
