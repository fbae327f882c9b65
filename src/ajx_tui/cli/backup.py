"""`ajx backup`: the data with all its attachments, kept, taken elsewhere, put back."""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import home_of, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import AjxError, DamagedError, ExitCode, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.backups import Backup


@click.group("backup", cls=Group, short_help="备份：备份、恢复、拷出、拷入、找回附件")
def backup_group() -> None:
    """备份数据和全部附件。备份放在 db/backups 中，逐个核对；最多保留二十个。"""


@backup_group.command("make", cls=Command, short_help="现在备份一次")
@json_option
@home_option
@click.pass_context
def make_command(ctx: click.Context, /, as_json: bool, **_: Any) -> int:
    """备份数据和附件。有附件缺失或损坏、没能备份的，退出码为 3。"""
    from ajx_tui.services import backups

    with session_of(ctx) as session:
        made = work(backups.make_job(session), quiet=as_json)
    if as_json:
        print_json({"path": str(made.path), "files": made.files, "lost": list(made.lost)})
    else:
        click.echo(f"已备份 {made.path}（附件 {made.files} 个）")
        for name in made.lost:
            click.echo(f"  附件“{name}”缺失或损坏，没有备份")
    return ExitCode.FINDINGS if made.lost else ExitCode.OK


@backup_group.command("list", cls=Command, short_help="列出备份")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出备份，最近的在前。"""
    from ajx_tui.services import backups

    with suppress(DamagedError), session_of(ctx, readonly=True):  # damaged data keeps nobody from its backups
        pass
    found = backups.existing(home_of(ctx).database)
    told = [_held(one) for one in found]
    if as_json:
        made = ({"name": x.path.name, "made": x.made, "label": x.label, "size": x.size} for x in found)
        print_json([{**one, **held} for one, held in zip(made, told, strict=True)])
        return
    for one, held in zip(found, told, strict=True):
        lost = f"，缺 {len(held['lost'])} 个" if held["lost"] else ""
        state = held["damaged"] or f"附件 {held['files']} 个{lost}"
        click.echo(f"{one.made}  {one.label}  {one.path.name}  {state}")
    if not found:
        click.echo("还没有备份。")


def _held(one: Backup) -> dict[str, Any]:
    """What a backup holds; 'damaged' says why nothing can be said about it."""
    from ajx_tui.services.backups import contents

    try:
        held = contents(one)
    except AjxError as error:
        return {"files": 0, "files_size": 0, "lost": [], "damaged": error.title}
    return {"files": held.files, "files_size": held.size, "lost": list(held.lost), "damaged": ""}


@backup_group.command("restore", cls=Command, short_help="回到一个备份")
@click.argument("name", metavar="备份")
@click.option("--yes", is_flag=True, help="不再询问")
@json_option
@home_option
@click.pass_context
def restore_command(ctx: click.Context, /, name: str, yes: bool, as_json: bool, **_: Any) -> int:
    """数据和附件回到一个备份时的样子，并记入历史。恢复前自动再备份一次；数据已损坏、打不开的，原样留一份再恢复。

    备份写文件名或它的开头。"""
    from ajx_tui.services import backups

    database = home_of(ctx).database
    with ExitStack() as stack:
        try:
            session = stack.enter_context(session_of(ctx))
        except DamagedError as error:
            click.echo(f"注意：{error.title}，不能登录；恢复会照样记入历史。", err=True)
            chosen = _chosen(database, name, yes)
            lost = work(backups.rescue_job(database, chosen.path), quiet=as_json)
        else:
            chosen = _chosen(database, name, yes)
            done = work(backups.restore_job(session, chosen.path), quiet=as_json)
            done.session.store.close()
            if done.failed is not None:
                raise done.failed
            lost = done.lost
    if as_json:
        print_json({"restored": chosen.path.name, "lost": list(lost)})
    else:
        click.echo(f"数据已回到 {chosen.made} 时的样子。")
        for one in lost:
            click.echo(f"  附件“{one}”在备份中也没有")
    return ExitCode.FINDINGS if lost else ExitCode.OK


def _chosen(database: Path, name: str, yes: bool) -> Backup:
    """The backup to go back to, once that is confirmed. Raises UsageError."""
    chosen = _named(database, name)
    question = f"数据和附件将回到 {chosen.made}（{chosen.label}）时的样子，继续？"
    if not (yes or (sys.stdin.isatty() and click.confirm(question, default=False, err=True))):
        raise UsageError("没有恢复", "请确认，或加 --yes 直接恢复。")
    return chosen


@backup_group.command("out", cls=Command, short_help="整份写成一个文件，拷到别处")
@click.argument("name", metavar="备份")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件.zip")
@json_option
@home_option
@click.pass_context
def out_command(ctx: click.Context, /, name: str, file: Path, as_json: bool, **_: Any) -> None:
    """把一个备份连同全部附件写成一个 zip 文件。"""
    from ajx_tui.services import backup_copies

    if file.suffix.lower() != backup_copies.SUFFIX:
        raise UsageError("文件名不对", "文件名请以 .zip 结尾。")
    with session_of(ctx, readonly=True) as session:
        path = work(backup_copies.take_out_job(session, _named(session.store.path, name), file), quiet=as_json)
    print_json({"path": str(path)}) if as_json else click.echo(f"已写出 {path}")


@backup_group.command("in", cls=Command, short_help="把拷出的文件放回备份列表")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@json_option
@home_option
@click.pass_context
def in_command(ctx: click.Context, /, file: Path, as_json: bool, **_: Any) -> None:
    """核对一个拷出的备份文件，放回备份列表；再用 ajx backup restore 恢复。"""
    from ajx_tui.services import backup_copies

    with session_of(ctx) as session:
        path = work(backup_copies.bring_in_job(session, file), quiet=as_json)
    print_json({"name": path.name}) if as_json else click.echo(f"已核对并拷入：{path.name}")


@backup_group.command("recover", cls=Command, short_help="从备份中找回附件")
@json_option
@home_option
@click.pass_context
def recover_command(ctx: click.Context, /, as_json: bool, **_: Any) -> int:
    """找回缺失或损坏的附件，数据不动。备份中也没有的，退出码为 3。"""
    from ajx_tui.services import backups

    with session_of(ctx) as session:
        done = work(backups.recover_job(session), quiet=as_json)
    if as_json:
        print_json({"brought": done.brought, "lost": list(done.lost)})
    else:
        click.echo(f"找回附件 {done.brought} 个。" if done.brought or done.lost else "附件都完好，不需要找回。")
        for name in done.lost:
            click.echo(f"  附件“{name}”在备份中也没有")
    return ExitCode.FINDINGS if done.lost else ExitCode.OK


def _named(database: Path, text: str) -> Backup:
    """The backup of that name, or the newest whose name begins so. Raises UsageError."""
    from ajx_tui.services.backups import existing

    for one in existing(database):
        if one.path.name.startswith(text):
            return one
    raise UsageError("没有这个备份", "用 ajx backup list 查看。")


COMMANDS = (backup_group,)
