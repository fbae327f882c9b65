"""`ajx duplicates`: enterprises that may be one, merged or kept apart, and both taken back."""

from __future__ import annotations

from typing import Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import home_option, json_option, print_json, session_of, work
from ajx_tui.errors import ExitCode, UsageError


@click.group("duplicates", cls=Group, short_help="疑似重复的企业：列出、合并、排除、撤销")
def duplicates_group() -> None:
    """按信用代码、许可证号、名称和乡镇找出可能重复登记的企业；合并可以撤销，“不是重复”会记住。"""


@duplicates_group.command("list", cls=Command, short_help="列出疑似重复，最像的在前")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=200, metavar="对数", help="最多列多少对；默认 200")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, limit: int, as_json: bool, **_: Any) -> int:
    """列出还没有结论的疑似重复。有疑似重复时退出码为 3。"""
    from ajx_tui.services.duplicates import candidates

    with session_of(ctx, readonly=True) as session:
        found = work(candidates(session), quiet=as_json)
    if as_json:
        print_json([pair.as_json() for pair in found[:limit]])
    else:
        for pair in found[:limit]:
            told = "、".join(pair.reasons)
            click.echo(f"{pair.score:>3}  {pair.first} {pair.names[0]}  /  {pair.second} {pair.names[1]}  （{told}）")
        more = f"，以上是前 {limit} 对" if len(found) > limit else ""
        click.echo(f"共 {len(found)} 对{more}。" if found else "没有疑似重复的企业。")
    return ExitCode.FINDINGS if found else ExitCode.OK


@duplicates_group.command("merge", cls=Command, short_help="把第二家并入第一家")
@click.argument("keep", metavar="保留")
@click.argument("drop", metavar="并入")
@click.option("--reason", required=True, metavar="理由", help="记入历史")
@click.option("--take", multiple=True, metavar="字段", help="这一项用第二家的内容，如 phone；可重复")
@json_option
@home_option
@click.pass_context
def merge_command(ctx: click.Context, /, keep: str, drop: str, take: tuple[str, ...], **given: Any) -> None:
    """合并两家企业：第二家名下的记录都归第一家，它自己进回收站。企业写编号、信用代码或名称。"""
    from ajx_tui.services import merging
    from ajx_tui.services.duplicates import ENTERPRISE
    from ajx_tui.services.named import one

    unknown = [name for name in take if name not in ENTERPRISE.fields]
    if unknown:
        raise UsageError("没有这个字段", f"“{'、'.join(unknown)}”不是企业的字段，ajx dictionary 列出全部字段。")
    with session_of(ctx) as session:
        both = one(session, ENTERPRISE, keep), one(session, ENTERPRISE, drop)
        merged = merging.merge(session, *both, given["reason"], frozenset(take))
    if given["as_json"]:
        dropped = [{"kind": d.kind, "label": d.label, "field": d.field, "kept": d.kept, "dropped": d.dropped}
                   for d in merged.dropped]  # fmt: skip
        print_json({"batch": merged.batch, "moved": dict(merged.moved), "joined": dict(merged.joined),
                    "dropped": dropped})  # fmt: skip
        return
    moved = "、".join(f"{title}{count}条" for title, count in merged.moved.items())
    click.echo(f"已合并，{moved or '没有名下记录'}归到保留的一家。")
    for lost in merged.dropped:
        click.echo(f"  未采用：{lost.kind}「{lost.label}」{lost.field} {lost.dropped}（保留 {lost.kept}）")


@duplicates_group.command("dismiss", cls=Command, short_help="记住这是两家不同的企业")
@click.argument("first", metavar="一家")
@click.argument("second", metavar="另一家")
@click.option("--reason", default="", metavar="理由", help="记入历史")
@json_option
@home_option
@click.pass_context
def dismiss_command(ctx: click.Context, /, first: str, second: str, reason: str, as_json: bool, **_: Any) -> None:
    """记住两家企业不是重复，以后不再列出。企业写编号、信用代码或名称。"""
    from ajx_tui.services.duplicates import ENTERPRISE, keep_apart
    from ajx_tui.services.named import one

    with session_of(ctx) as session:
        number = keep_apart(session, one(session, ENTERPRISE, first), one(session, ENTERPRISE, second), reason)
    if as_json:
        print_json({"decision": number})
    else:
        click.echo(f"已记下：不是重复（结论 {number}）。")


@duplicates_group.command("decided", cls=Command, short_help="列出已有结论的")
@json_option
@home_option
@click.pass_context
def decided_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出合并过的和记为不是重复的，最近的在前。"""
    from ajx_tui.services.merging import decisions
    from ajx_tui.services.timeline import shown_time

    with session_of(ctx, readonly=True) as session:
        found = decisions(session)
    if as_json:
        print_json([one.as_json() for one in found])
        return
    for one in found:
        reason = f"（{one.reason}）" if one.reason else ""
        click.echo(f"{one.id}  {shown_time(one.at)}  {one.by}  {one.verdict_title}：{one.names}{reason}")
    if not found:
        click.echo("还没有结论。")


@duplicates_group.command("undo", cls=Command, short_help="撤销一条结论：拆开合并，或重新列为疑似")
@click.argument("number", type=int, metavar="结论编号")
@click.option("--reason", default="", metavar="原因", help="记入历史；撤销别人的结论时必填")
@json_option
@home_option
@click.pass_context
def undo_command(ctx: click.Context, /, number: int, reason: str, as_json: bool, **_: Any) -> None:
    """撤销一条结论（编号见 ajx duplicates decided）。合并之后又改动过的记录会说明，不能撤销。"""
    from ajx_tui.services.merging import take_back

    with session_of(ctx) as session:
        done = take_back(session, number, reason)
    if as_json:
        print_json({"undone": done.undoes, "batch": done.batch, "counts": dict(done.counts)})
    else:
        told = "、".join(f"{verb}{count}条" for verb, count in done.counts.items())
        click.echo(f"已撤销“{done.intention}”：{told}。")


COMMANDS = (duplicates_group,)
