"""Opening the program itself. `ajx` without a subcommand comes straight here: the command line library alone would
take a quarter of the time to the first page."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ajx_tui.errors import AjxError
from ajx_tui.paths import Home, find_home


@dataclass(frozen=True, slots=True)
class Plain:
    """What a command line without a subcommand asks for. `plain` is None when it says nothing about 兼容模式."""

    home: Path | None = None
    plain: bool | None = None


def without_subcommand(arguments: Sequence[str]) -> Plain | None:
    """The command line when it holds `--home FOLDER` and `--plain` at most, None for everything else."""
    home, plain = None, None
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--plain":
            plain = True
        elif argument == "--home" and rest and not rest[0].startswith("-"):
            home = Path(rest.pop(0))
        elif argument.startswith("--home=") and len(argument) > len("--home="):
            home = Path(argument.partition("=")[2])
        else:
            return None
    return Plain(home, plain)


def at_terminal() -> bool:
    """Whether the program can draw and read keys here."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def open_home(home: Home, plain: bool | None = None, as_of: date | None = None) -> None:
    """Open the database of a home and the program on it. Raises AjxError when it can't be read at all."""
    # Collecting garbage costs a tenth of the start; the program switches it on again once everything is loaded.
    gc.disable()
    from ajx_tui.services.session import Session
    from ajx_tui.settings import load
    from ajx_tui.store.database import Store

    settings = load(home.settings, plain=plain)
    store = Store.open(home.database)
    try:
        from ajx_tui.ui.app import run

        run(Session(store), as_of=as_of, plain=settings.plain)
    finally:
        gc.enable()
        store.close()


def run(asked: Plain) -> int:
    """Open the program and return the exit code of `ajx`. Errors are told in Chinese on standard error."""
    try:
        open_home(find_home(asked.home), asked.plain)
    except KeyboardInterrupt:
        print("已取消，没有留下任何改动。", file=sys.stderr)
        return 1
    except AjxError as error:
        print(f"错误：{error}", file=sys.stderr)
        return int(error.exit_code)
    except Exception:
        import traceback

        print("程序内部出错，数据没有改动。请把下面的内容交给维护人员：", file=sys.stderr)
        traceback.print_exc()
        return 1
    return 0
