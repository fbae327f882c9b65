"""What every subcommand shares: the home folder, opening its store, the cut-off day, printing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.errors import UsageError
from ajx_tui.paths import Home, find_home
from ajx_tui.progress import Job

if TYPE_CHECKING:
    from ajx_tui.services.session import Session


def home_of(ctx: click.Context) -> Home:
    """The home folder of this run; a subcommand's --home comes before the group's."""
    return find_home(ctx.find_root().params.get("home") or ctx.params.get("home"))


@contextmanager
def session_of(ctx: click.Context, *, readonly: bool = False) -> Iterator[Session]:
    """An open session on the home's database, closed at the end."""
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store

    store = Store.open(home_of(ctx).database, readonly=readonly)
    try:
        yield Session(store)
    finally:
        store.close()


def cut_off(session: Session, text: str | None) -> date:
    """The cut-off day: the option, else the one set in the database, else today. Raises UsageError."""
    from ajx_tui.domain.quantities import read_day

    if not text:
        text = session.store.setting("as_of") or session.today().isoformat()
    day = read_day(text)
    if day is None:
        raise UsageError("日期看不懂", f"“{text}”请写成 2026-10-31 这样。")
    return day


def print_json(value: Any) -> None:
    """Print a value as JSON that people can read."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def work(job: Job[Any], *, quiet: bool = False) -> Any:
    """Run a job, with a progress line on a terminal."""
    shown = not quiet and sys.stderr.isatty()
    try:
        while True:
            step = next(job)
            if shown:
                share = min(1.0, step.done / step.total) if step.total else 0.0
                sys.stderr.write(f"\r\x1b[K{'#' * round(share * 30):<30} {share:4.0%} {step.text}")
                sys.stderr.flush()
    except StopIteration as stop:
        return stop.value
    finally:
        job.close()
        if shown:
            sys.stderr.write("\r\x1b[K")


def home_option(function: Any) -> Any:
    """The --home option."""
    return click.option(
        "--home", type=click.Path(path_type=Path), metavar="文件夹", help="数据所在文件夹（默认见 README）"
    )(function)


def as_of_option(function: Any) -> Any:
    """The --as-of option."""
    return click.option("--as-of", "as_of", metavar="日期", help="截止日，如 2026-10-31；默认今天")(function)


def json_option(function: Any) -> Any:
    """The --json option."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON")(function)
