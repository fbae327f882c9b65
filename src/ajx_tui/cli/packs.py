"""`ajx pack`: the rules of the documents as data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from ajx_tui.cli.chinese import Group
from ajx_tui.cli.context import as_of_option, cut_off, home_option, json_option, print_json, session_of
from ajx_tui.errors import ExitCode


@click.group("pack", cls=Group, short_help="政策包：查看、检查、安装")
def pack_group() -> None:
    """政策包：把文件规定写成数据，更新规定不需要更新程序。"""


@pack_group.command("list", short_help="列出政策包")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出手头的政策包：● 正在使用，○ 未启用。"""
    from ajx_tui.services.rule_pages import pack_list, pack_list_text

    with session_of(ctx, readonly=True) as session:
        lines = pack_list(session.store)
    if as_json:
        print_json([line.as_json() for line in lines])
    else:
        click.echo(pack_list_text(lines))


@pack_group.command("show", short_help="一个政策包的全部规定、依据和确定程度")
@click.argument("pack", metavar="政策包")
@as_of_option
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, pack: str, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出一个政策包的行业、部门、参数、代码表、指标、检查，每项带依据和确定程度（S/V/R/O）。"""
    from ajx_tui.services.rule_pages import pack_show, pack_show_text

    with session_of(ctx, readonly=True) as session:
        shown = pack_show(session.store, pack, cut_off(session, as_of).isoformat())
    if as_json:
        print_json(shown)
    else:
        click.echo(pack_show_text(shown))


@pack_group.command("check", short_help="检查政策包文件")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@json_option
@home_option
@click.pass_context
def check_command(ctx: click.Context, /, file: Path, as_json: bool, **_: Any) -> int:
    """检查政策包文件能不能用：哪个文件、哪一行、哪一项有问题，怎样改。不改动任何数据。"""
    from ajx_tui.services.pack_install import check_file

    found = check_file(file)
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(found.text)
    return ExitCode.FINDINGS if found.problems else ExitCode.OK


@pack_group.command("install", short_help="安装政策包文件")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--dry-run", is_flag=True, help="只试算会改变哪些数字，不安装")
@click.option("--yes", is_flag=True, help="不再询问，直接安装")
@as_of_option
@json_option
@home_option
@click.pass_context
def install_command(ctx: click.Context, /, file: Path, as_of: str | None, as_json: bool, **given: Any) -> int:
    """先试算今天的指标和检查结果会怎样变化，确认后安装。"""
    from ajx_tui.services.pack_install import install, preview

    with session_of(ctx) as session:
        day = cut_off(session, as_of)
        tried = preview(session, file, day)
        if as_json:
            print_json(tried.as_json())
        else:
            click.echo(tried.text)
        if given["dry_run"]:
            return ExitCode.OK
        if not given["yes"] and not (sys.stdin.isatty() and click.confirm("安装这个政策包？", default=False)):
            click.echo("没有安装。加 --yes 可直接安装。", err=True)
            return ExitCode.OK
        install(session, file, day)
    click.echo("已安装。", err=as_json)
    return ExitCode.OK


COMMANDS = (pack_group,)
