"""`ajx pack`: the rules of the documents as data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Group
from ajx_tui.cli.context import as_of_option, cut_off, home_of, home_option, json_option, print_json, session_of
from ajx_tui.errors import ExitCode

if TYPE_CHECKING:
    from ajx_tui.services.overlay import Edit
    from ajx_tui.services.pack_changes import Change
    from ajx_tui.services.rule_lines import RuleLine
    from ajx_tui.services.session import Session


@click.group("pack", cls=Group, short_help="政策包和本级自定：查看、检查、安装、修改")
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

    if home_of(ctx).database.is_file():
        with session_of(ctx, readonly=True) as session:
            found = check_file(file, session.store)
    else:
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
        if not as_json:
            click.echo(tried.text)
        wanted = not given["dry_run"] and (given["yes"] or _confirmed())
        if wanted:
            install(session, file, day)
    if as_json:
        print_json({**tried.as_json(), "installed": wanted})
    if wanted:
        click.echo("已安装。", err=as_json)
    elif not given["dry_run"]:
        click.echo("没有安装。加 --yes 可直接安装。", err=True)
    return ExitCode.OK


def _confirmed() -> bool:
    """Whether somebody at a terminal says yes; what would change was shown before."""
    return sys.stdin.isatty() and click.confirm("安装这个政策包？", default=False, err=True)


@pack_group.command("rules", short_help="现行规则：参数、代码表、检查、提纲、评分表")
@click.argument("name", required=False, metavar="[名称]")
@as_of_option
@json_option
@home_option
@click.pass_context
def rules_command(ctx: click.Context, /, name: str | None, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出现行的参数、代码表、检查、文书提纲、评分表和依据；写名称的只看这一条（指标、行业、清单项也可以）。"""
    from ajx_tui.services.rule_lines import lines, rule_help

    with session_of(ctx, readonly=True) as session:
        day = cut_off(session, as_of).isoformat()
        found = [rule_help(session.store, name, day)] if name else lines(session.store, day)
    if as_json:
        print_json([line.as_json() for line in found] if not name else found[0].as_json())
    else:
        click.echo(found[0].text if name else "\n".join(map(_line, found)))


def _line(line: RuleLine) -> str:
    told = f"（{line.source}；政策包为 {line.below or '无'}）" if line.own else ""
    return f"{line.kind_title}　{line.name}　{line.title}：{line.value}{told}"


@pack_group.command("local", short_help="本级自定：本单位自己定的规则")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写成文件，修改后可用 install 装回")
@as_of_option
@json_option
@home_option
@click.pass_context
def local_command(ctx: click.Context, /, out: Path | None, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出本级自定的参数、代码表、评分表、停用的检查和文书提纲，旁边是政策包原来的规定。"""
    from ajx_tui.services import light, overlay
    from ajx_tui.services.rule_lines import local

    with session_of(ctx, readonly=True) as session:
        found = local(session.store, (day := cut_off(session, as_of)).isoformat())
        weights = light.weights(session.store, day)
        if out is not None:
            overlay.write(session.store, out)
            click.echo(f"已写出 {out}", err=as_json)
    if as_json:
        print_json({"rules": [line.as_json() for line in found], "weights": weights.as_json()})
    elif out is None:
        click.echo("\n".join(map(_line, found)) or "本级没有自定规则。")
        click.echo(f"红黄绿：{weights.text}")


@pack_group.command("set", short_help="本级自定一条规则")
@click.argument("name", metavar="名称")
@click.argument("values", nargs=-1, required=True, metavar="取值…")
@click.option("--from", "since", default="", metavar="日期", help="参数：自哪一天起")
@click.option("--basis", default="", metavar="文字", help="依据，如“示政办〔2026〕3号第二条”")
@click.option("--reason", default="", metavar="文字", help="为什么这样定，记入历史")
@click.option("--dry-run", is_flag=True, help="只试算会改变哪些数字，不保存")
@as_of_option
@json_option
@home_option
@click.pass_context
def set_command(ctx: click.Context, /, name: str, values: tuple[str, ...], **given: Any) -> None:
    """本级自定：参数写取值和起始日，代码表写全部选项，评分表每项写成 项目|满分|标准，检查写 off 或 on。

    名称用 ajx pack rules 查看。红黄绿的分值和界限是 light_ 开头的参数；给一项检查单定分值，写 light_检查名。

    例：ajx pack set floor_per_person 50万元 --from 2026-01-01 --basis 示政办〔2026〕3号
    """
    from ajx_tui.services import overlay

    with session_of(ctx) as session:
        edit = overlay.by_name(session.store, name, values, given["since"], given["basis"], given["reason"])
        _carry_out(session, edit, given)


@pack_group.command("unset", short_help="取消本级自定，恢复政策包的规定")
@click.argument("name", metavar="名称")
@click.option("--from", "since", default="", metavar="日期", help="参数：只取消自这一天起的取值")
@click.option("--reason", default="", metavar="文字", help="为什么取消，记入历史")
@click.option("--dry-run", is_flag=True, help="只试算会改变哪些数字，不保存")
@as_of_option
@json_option
@home_option
@click.pass_context
def unset_command(ctx: click.Context, /, name: str, **given: Any) -> None:
    """取消一条本级自定，恢复政策包的规定。"""
    from ajx_tui.services import overlay

    with session_of(ctx) as session:
        _carry_out(session, overlay.unset(session.store, name, given["since"], given["reason"]), given)


def _carry_out(session: Session, edit: Edit, given: dict[str, Any]) -> None:
    """Work out what an edit changes, make it unless it is a dry run, and tell."""
    from ajx_tui.services import overlay

    changes = overlay.effect(session, edit, cut_off(session, given["as_of"]))
    if not given["dry_run"]:
        overlay.apply(session, edit)
    _done(given, edit.intention, changes)


def _done(given: dict[str, Any], intention: str, changes: Sequence[Change]) -> None:
    if given["as_json"]:
        told = [{"what": c.what, "title": c.title, "before": c.before, "after": c.after} for c in changes]
        print_json({"done": intention, "saved": not given["dry_run"], "changes": told})
        return
    for change in changes:
        click.echo(str(change))
    click.echo(("只是试算，没有保存：" if given["dry_run"] else "已保存：") + intention)


COMMANDS = (pack_group,)
