"""What every subcommand shares: the home folder, opening its store, the cut-off day, printing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.errors import NotPermittedError, UsageError
from ajx_tui.paths import Home, find_home
from ajx_tui.progress import Job

if TYPE_CHECKING:
    from ajx_tui.services.session import Session
    from ajx_tui.store.database import Store

PROFILES = {"内部": "internal", "上报": "report", "公示": "public"}
"""Masking profiles by the words that people use."""
USER = "ajx.user"
"""Where the name given with --user waits for the session."""


def home_of(ctx: click.Context) -> Home:
    """The home folder of this run; a subcommand's --home comes before the group's."""
    return find_home(ctx.find_root().params.get("home") or ctx.params.get("home"))


@contextmanager
def session_of(ctx: click.Context, *, readonly: bool = False) -> Iterator[Session]:
    """An open session on the home's database, closed at the end.

    Once there are accounts the person named by --user logs in first; his try goes into the login log, so that even a
    reading command opens the database for writing then. Raises NotPermittedError.
    """
    from ajx_tui.store.accounts import open_mode
    from ajx_tui.store.database import Store

    path = home_of(ctx).database
    store = Store.open(path, readonly=readonly)
    try:
        if readonly and not open_mode(store):
            store.close()
            store = Store.open(path)
        session = signed_in(store, ctx.meta.get(USER) or os.environ.get("AJX_USER", ""))
        _warn(store)
        yield session
    finally:
        store.close()


def _warn(store: Store) -> None:
    """Say on standard error when the county's own rules are left out, or the PC's clock was set back."""
    from ajx_tui.services.packs import overlay_warning
    from ajx_tui.services.timeline import clock_behind

    for warning in filter(None, (overlay_warning(store), clock_behind(store))):
        click.echo(f"注意：{warning}", err=True)


def signed_in(store: Store, name: str) -> Session:
    """The session of the person who runs the command. The password comes from AJX_PASSWORD or is asked for.

    Raises NotPermittedError without a name or with a wrong password.
    """
    from ajx_tui.services.accounts import log_in
    from ajx_tui.services.session import NOBODY, Session
    from ajx_tui.store.accounts import open_mode

    if open_mode(store):
        return Session(store, name or NOBODY)
    if not name:
        raise NotPermittedError("请先登录", "这里已启用账户，请加 --user 姓名，口令会另外询问（或放在 AJX_PASSWORD）。")
    return log_in(store, name, password_of("AJX_PASSWORD", f"{name}的口令"))


def password_of(variable: str, prompt: str, *, twice: bool = False) -> str:
    """A password from the environment, else asked for without echo. Raises NotPermittedError without a terminal."""
    given = os.environ.get(variable)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NotPermittedError("没有口令", f"这里不能询问口令，请把口令放在环境变量 {variable} 中。")
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt="再输一遍" if twice else False, err=True))


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


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in aligned columns; a Chinese character takes two cells."""
    from ajx_tui.domain.text import cells

    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = (text + " " * (width - cells(text)) for text, width in zip(row, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


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


def _note_user(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.meta[USER] = value


def home_option(function: Any) -> Any:
    """The --home and --user options: where the data is, and who acts on it."""
    function = click.option(
        "--user", expose_value=False, callback=_note_user, metavar="姓名", help="以谁的账户操作（启用账户后必填）"
    )(function)
    return click.option(
        "--home", type=click.Path(path_type=Path), metavar="文件夹", help="数据所在文件夹（默认见 README）"
    )(function)


def as_of_option(function: Any) -> Any:
    """The --as-of option."""
    return click.option("--as-of", "as_of", metavar="日期", help="截止日，如 2026-10-31；默认今天")(function)


def json_option(function: Any) -> Any:
    """The --json option."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON")(function)
