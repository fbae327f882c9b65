"""`ajx log`, `ajx undo`, `ajx doctor`: what happened, taking it back, and proving that nothing else did."""

from __future__ import annotations

import sys
from typing import Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import home_of, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import ExitCode, UsageError


def _since(text: str) -> str:
    """A day or time in ISO. Raises UsageError."""
    from ajx_tui.domain.quantities import read_day

    if not text or "T" in text:
        return text
    day = read_day(text)
    if day is None:
        raise UsageError("日期看不懂", f"“{text}”请写成 2026-10-31 这样。")
    return str(day)


@click.command("log", cls=Command, short_help="历史：谁在什么时候改了什么")
@click.option("--kind", default="", metavar="种类", help="只看这种记录，如 enterprise、policy")
@click.option("--id", "record_id", type=int, metavar="编号", help="只看这条记录（与 --kind 一起用）")
@click.option("--since", default="", metavar="日期", help="从这天起，如 2026-10-31")
@click.option("--by", default="", metavar="姓名", help="只看这个人的")
@click.option("--batches", is_flag=True, help="按批次列出，供 ajx undo 和 ajx review submit 使用")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, metavar="条数", help="最多列多少条；默认 200")
@json_option
@home_option
@click.pass_context
def log_command(ctx: click.Context, /, kind: str, record_id: int | None, **given: Any) -> None:
    """列出历史，最近的在前。"""
    from ajx_tui.services import timeline

    if kind and kind not in timeline.KIND_TITLES:
        raise UsageError("没有这种记录", f"“{kind}”不是记录种类，可用：{'、'.join(timeline.KIND_TITLES)}")
    with session_of(ctx, readonly=True) as session:
        if given["batches"]:
            made = timeline.batches(session.store, given["by"], given["limit"])
            if given["as_json"]:
                print_json([one.as_json() for one in made])
            for one in made if not given["as_json"] else []:
                state = f"（{one.mark}）" if one.mark else ""
                when = timeline.shown_time(one.at)
                click.echo(f"{one.batch}  {when}  {one.actor}  {one.intention}  {one.entries}条{state}")
            return
        limits = (_since(given["since"]), given["by"], given["limit"])
        found = timeline.log(session.store, kind, record_id, *limits)
    if given["as_json"]:
        print_json([change.as_json() for change in found])
        return
    for change in found:
        click.echo(_line(change))
    if not found:
        click.echo("没有符合条件的历史。")


def _line(change: Any) -> str:
    from ajx_tui.services.timeline import shown_time

    told = "；".join(f"{f.title}：{f.before or '（空）'} → {f.after or '（空）'}" for f in change.fields)
    if change.action == "create":
        told = "；".join(f"{f.title}：{f.after}" for f in change.fields[:6])
    reason = f"（原因：{change.reason}）" if change.reason else ""
    mark = f"［{change.mark}］" if change.mark else ""
    what = f"{change.action_title}{change.kind_title}「{change.label}」{mark}{reason}"
    return f"{shown_time(change.at)}  {change.actor}  {what}  {told}".rstrip()


@click.command("undo", cls=Command, short_help="撤销自己最近的一次操作，或指定的一批")
@click.argument("batch", required=False, default="", metavar="[批次]")
@click.option("--redo", "again", is_flag=True, help="重做刚撤销的")
@click.option("--reason", default="", metavar="原因", help="记入历史；撤销别人的操作时必填")
@click.option("--yes", is_flag=True, help="不再询问")
@click.option("--dry-run", is_flag=True, help="只显示会撤销什么")
@json_option
@home_option
@click.pass_context
def undo_command(ctx: click.Context, /, batch: str, again: bool, reason: str, **given: Any) -> int:
    """撤销整批操作（一次保存、一次导入）。历史只增不减：撤销也是新的一条。之后又被改动的，不能撤销并说明原因。"""
    from ajx_tui.services import undo

    as_json = given["as_json"]
    with session_of(ctx) as session:
        if again:
            done = undo.redo(session, reason)
        else:
            planned = undo.plan(session, batch)
            told = "、".join(f"{verb}{count}条" for verb, count in planned.counts.items())
            if given["dry_run"]:
                _show_plan(planned, told, as_json)
                return ExitCode.REFUSED if planned.conflicts else ExitCode.OK
            question = f"撤销“{planned.batch.intention}”（{planned.batch.actor}，{told}）？"
            if not (given["yes"] or (sys.stdin.isatty() and click.confirm(question, default=False, err=True))):
                raise UsageError("没有撤销", "请确认，或加 --yes 直接撤销。")
            done = work(undo.undo_job(session, planned.batch.batch, reason), quiet=as_json)
    if as_json:
        from dataclasses import asdict

        print_json(asdict(done))
    else:
        told = "、".join(f"{verb}{count}条" for verb, count in done.counts.items())
        click.echo(f"已{'重做' if again else '撤销'}“{done.intention}”：{told}。")
    return ExitCode.OK


def _show_plan(planned: Any, told: str, as_json: bool) -> None:
    if as_json:
        print_json(planned.as_json())
        return
    click.echo(f"将撤销“{planned.batch.intention}”：{told}。")
    for conflict in planned.conflicts:
        click.echo(f"  不能撤销：「{conflict.label}」{conflict.text}")


@click.command("doctor", cls=Command, short_help="体检：查出任何绕过程序的改动")
@click.option("--reindex", is_flag=True, help="先重建检索索引（查找不全或索引有问题时用）")
@click.option("--no-digests", is_flag=True, hidden=True, help="只做 SQLite 自己的检查")
@json_option
@home_option
@click.pass_context
def doctor_command(ctx: click.Context, /, reindex: bool, no_digests: bool, as_json: bool, **_: Any) -> int:
    """核对每条记录是否与历史一致、历史是否完整、附件和文件是否被改动。发现问题时退出码为 3。不需要登录。"""
    from ajx_tui.services import doctor

    if reindex:
        made = work(doctor.reindex_job(home_of(ctx).database), quiet=as_json)
        click.echo(f"检索索引已重建，共 {made} 条记录。", err=as_json)
    report = work(doctor.examine(home_of(ctx).database, digests=not no_digests), quiet=as_json)
    if as_json:
        print_json(report.as_json())
    else:
        click.echo(doctor.report_text(report))
    return ExitCode.OK if report.sound else ExitCode.FINDINGS


COMMANDS = (log_command, undo_command, doctor_command)
