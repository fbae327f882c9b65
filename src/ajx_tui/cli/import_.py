"""`ajx import`, `ajx template`: lists in, and the empty lists to hand out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import home_option, json_option, print_json, session_of, work
from ajx_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.imports import FilePlan, FileResult


def _pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """'甲=乙' options as a mapping. Raises UsageError."""
    found = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise UsageError("选项写法不对", f"{option} 后面应写成 名称=值，这里是“{text}”。")
        found[name.strip()] = value.strip()
    return found


@click.command("import", cls=Command, short_help="导入部门、保险机构交来的表格")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--yes", is_flag=True, help="不再询问，直接写入；推断出的内容按推断处理")
@click.option("--as", "list_name", metavar="种类", default="", help="指明是哪种清单，如 enterprise、policy")
@click.option("--sheet", metavar="工作表", default="", help="只读这个工作表")
@click.option("--column", "columns", multiple=True, metavar="列名=字段", help="指明某列是什么；字段留空表示不用该列")
@click.option("--unit", "units", multiple=True, metavar="列名=单位", help="指明某列的单位：元、万元、%、小数")
@click.option("--set", "values", multiple=True, metavar="字段=值", help="整张表都相同的内容，如 保险机构=甲保险")
@click.option("--errors", type=click.Path(path_type=Path), metavar="文件", help="把退回的行写成 xlsx")
@json_option
@home_option
@click.pass_context
def import_command(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> int:
    """导入表格（xlsx、xls、ods、csv）。先显示将新增、修改、退回多少行，确认后写入；重复导入不会重复登记。"""
    from ajx_tui.services.imports import Options, plan, preview, run

    options = Options(
        given["list_name"], given["sheet"], _pairs(given["columns"], "--column"),
        _pairs(given["units"], "--unit"), _pairs(given["values"], "--set"),
    )  # fmt: skip
    quiet = given["as_json"]
    with session_of(ctx) as session:
        plans = [plan(session, path, options) for path in files]
        _settle(plans, yes=given["yes"])
        results = None
        if not given["yes"]:
            results = work(preview(session, plans), quiet=quiet)
            if not quiet:
                _tell(results, "将会")
            if not (sys.stdin.isatty() and click.confirm("写入以上内容？", default=False)):
                click.echo("没有写入。加 --yes 可直接写入。", err=True)
                return _finish(results, given, ExitCode.OK, written=False)
        results = work(run(session, plans), quiet=quiet)
        if not quiet:
            _tell(results, "已")
        return _finish(results, given, ExitCode.FINDINGS if any(r.refused for r in results) else ExitCode.OK)


def _settle(plans: Sequence[FilePlan], *, yes: bool) -> None:
    """Stop when something is open that `--yes` may not decide. Raises UsageError naming the options that settle it."""
    open_questions = [(p, q) for p in plans for q in p.questions if not (yes and q.guess)]
    blocking = [(p, q) for p, q in open_questions if not q.optional]
    for one in plans:
        if not one.lists:
            raise UsageError("没有认出清单", f"{one.path.name}：{'；'.join(one.skipped) or '没有带表头的清单'}")
    if blocking:
        lines = [f"{p.path.name}：{q.text}。请加 {q.option}" for p, q in blocking]
        raise UsageError("有不能确定的内容", "\n  ".join(["", *lines, "（加 --yes 表示接受推断）" if not yes else ""]))


def _tell(results: Sequence[FileResult], verb: str) -> None:
    """The outcome in words, a line per list, then every refused row."""
    for result in results:
        for one in result.lists:
            c = one.counts()
            click.echo(
                f"{result.plan.path.name} · {one.title}：{verb}新增 {c['new']}，修改 {c['changed']}，"
                f"相同 {c['unchanged']}，重复 {c['duplicates']}，退回 {c['refused']}"
            )
            for title, names in one.created.items():
                click.echo(f"  {verb}新登记{title}：{'、'.join(names)}")
            for draft in one.refused:
                click.echo(f"  退回 第{draft.row}行：{'；'.join(draft.refused.values())}")
            for draft in one.warnings:
                click.echo(f"  提示 第{draft.row}行：{'；'.join(draft.warnings.values())}")
        for text in result.plan.skipped:
            click.echo(f"  跳过 {text}")


def _finish(results: Sequence[FileResult], given: dict[str, Any], code: ExitCode, *, written: bool = True) -> int:
    """Write the refused rows where asked, print JSON where asked."""
    from ajx_tui.services.imports.report import as_json, write_refused

    if given["errors"] is not None and any(r.refused for r in results):
        work(write_refused(given["errors"], results), quiet=given["as_json"])
        if not given["as_json"]:
            click.echo(f"退回的行已写入 {given['errors']}，改好后可直接再次导入。")
    if given["as_json"]:
        print_json({"written": written, "files": as_json(results)})
    return code


@click.command("template", cls=Command, short_help="生成空白导入模板")
@click.argument("list_name", metavar="种类")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 种类.xlsx")
@home_option
@click.pass_context
def template_command(ctx: click.Context, /, list_name: str, out: Path | None, home: Path | None) -> None:
    """生成某种清单的空白导入模板（xlsx，带下拉选项和填表说明）。"""
    from ajx_tui.services.templates import write

    with session_of(ctx) as session:
        path = work(write(session, list_name, out or Path(f"{list_name}.xlsx")))
    click.echo(f"模板已写入 {path}")


COMMANDS = (import_command, template_command)
