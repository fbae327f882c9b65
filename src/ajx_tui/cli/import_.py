"""`ajx import`, `ajx template`: lists in, and the empty lists to hand out."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import home_option, json_option, print_json, print_rows, session_of, work
from ajx_tui.errors import AjxError, Cancelled, ExitCode, RefusedError, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.imports import FilePlan, FileResult
    from ajx_tui.services.session import Session

_MOST_LINES = 50


def _pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """'甲=乙' options as a mapping. Raises UsageError."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError("选项写法不对", f"{option} 后面应写成 名称=值，这里是“{text}”。")
        if found.setdefault(name.strip(), value.strip()) != value.strip():
            raise UsageError("选项写法不对", f"{option} 给“{name.strip()}”指定了两个不同的值。")
    return found


@click.command("import", cls=Command, short_help="导入部门、保险机构交来的表格")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--yes", is_flag=True, help="不再询问，直接写入；推断出的内容按推断处理")
@click.option("--as", "list_name", metavar="种类", default="", help="指明是哪种清单，如 企业、保单、在建工程")
@click.option("--sheet", metavar="工作表", default="", help="只读这个工作表（隐藏的也读）")
@click.option(
    "--column", "columns", multiple=True, metavar="列=字段", help="指明某列是什么；列写列名或字母，字段空着为不用"
)
@click.option("--unit", "units", multiple=True, metavar="列=单位", help="指明某列的单位：元、万元、%、小数")
@click.option("--set", "values", multiple=True, metavar="字段=值", help="整张表都相同的内容，如 保险机构=甲保险")
@click.option("--errors", type=click.Path(path_type=Path), metavar="文件", help="把退回的行写成 xlsx，改好后可再导入")
@json_option
@home_option
@click.pass_context
def import_command(ctx: click.Context, /, files: tuple[Path, ...], **given: Any) -> int:
    """导入表格（xlsx、xls、ods、csv）。先显示将新增、修改、退回多少行，确认后写入；重复导入不会重复登记。

    有退回的行时退出码为 3；有不能确定的内容为 2，并说明用哪个选项指明。
    """
    from ajx_tui.services.imports import Options, plan_files, preview

    options = Options(
        given["list_name"], given["sheet"], _pairs(given["columns"], "--column"),
        _pairs(given["units"], "--unit"), _pairs(given["values"], "--set"),
    )  # fmt: skip
    quiet = given["as_json"]
    _check_errors_path(files, given["errors"])
    with session_of(ctx) as session:
        _prepare(session)
        plans = work(plan_files(session, files, options), quiet=quiet)
        if (code := _settle(plans, yes=given["yes"], as_json=quiet)) is not None:
            return code
        if not given["yes"]:
            results = work(preview(session, plans), quiet=quiet)
            if not quiet:
                _tell(results, "将会")
            if quiet or not (sys.stdin.isatty() and click.confirm("写入以上内容？", default=False)):
                click.echo("没有写入。加 --yes 可直接写入。", err=True)
                return _finish(results, given, written=False)
        results = _write(session, plans, quiet=quiet)
        if not quiet:
            _tell(results, "已")
        return _finish(results, given)


def _check_errors_path(files: Sequence[Path], errors: Path | None) -> None:
    """Raises UsageError when the refused rows would overwrite a file that is being imported."""
    if errors is not None and errors.resolve() in {f.resolve() for f in files}:
        raise UsageError("--errors 的文件不对", f"{errors} 正是要导入的文件，请换一个文件名。")
    if errors is not None and errors.suffix.lower() != ".xlsx":
        raise UsageError("--errors 的文件不对", f"{errors.name} 请用 .xlsx 结尾。")


def _prepare(session: Session) -> None:
    """A database that nobody set up yet gets the sectors and departments of its policy packs. Raises LockedError."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import packs
    from ajx_tui.store.records import count

    if session.store.readonly_reason:
        raise session.store.readonly_error("现在不能导入")
    if not count(session.store, KINDS["sector"]):
        packs.seed(session)


def _settle(plans: Sequence[FilePlan], *, yes: bool, as_json: bool) -> int | None:
    """The exit code when something is open that `--yes` may not decide, None when all is settled.

    Raises RefusedError when a file holds no list, UsageError naming the options that settle what is open.
    """
    for file in plans:
        if not file.lists:
            raise RefusedError("没有认出清单", f"{file.path.name}：{'；'.join(file.skipped) or '没有带表头的清单'}")
    asked = [(p, one, q) for p in plans for one in p.lists for q in one.questions]
    blocking = [(p, one, q) for p, one, q in asked if not q.optional and not (yes and q.guess)]
    if not as_json:
        for p, one, q in asked:
            if q.optional or (yes and q.guess):
                click.echo(f"提示 {p.path.name} · {one.recognition.title}：{q.text}（可用 {q.option}）", err=True)
    if not blocking:
        return None
    if as_json:
        told = [
            {"file": p.path.name, "sheet": one.sheet, "topic": q.topic, "about": q.about, "text": q.text,
             "option": q.option, "guess": q.guess, "optional": q.optional}
            for p, one, q in asked
        ]  # fmt: skip
        print_json({"written": False, "questions": told})
        return ExitCode.USAGE
    lines = [f"{p.path.name} · {one.recognition.title}：{q.text}。请加 {q.option}" for p, one, q in blocking]
    if not yes and any(q.guess for _, _, q in blocking):
        lines.append("（加 --yes 表示接受上面有推断的内容）")
    raise UsageError("有不能确定的内容，没有写入", "\n  ".join(["", *lines]))


def _write(session: Session, plans: Sequence[FilePlan], *, quiet: bool) -> list[FileResult]:
    """Import; when stopped between files, say which ones are in. Raises AjxError."""
    from ajx_tui.services.imports import run

    done: list[FileResult] = []
    try:
        results: list[FileResult] = work(run(session, plans, done), quiet=quiet)
    except KeyboardInterrupt as stop:
        if not done:
            raise Cancelled from stop
        raise AjxError("已中断", _so_far(plans, done)) from stop
    except AjxError as error:
        if done:
            error.message = f"{error.message}{_so_far(plans, done)}"
            error.args = (f"{error.title}：{error.message}",)
        raise
    return results


def _so_far(plans: Sequence[FilePlan], done: Sequence[FileResult]) -> str:
    """Which files were written before the import stopped."""
    written = [r.plan.path.name for r in done]
    rest = [p.path.name for p in plans if p.path.name not in written]
    return f"已写入：{'、'.join(written)}；没有写入：{'、'.join(rest)}。再次导入全部文件即可补齐，不会重复登记。"


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
            _tell_rows("退回", [(d.row, d.refused) for d in one.refused])
            _tell_rows("提示", [(d.row, d.warnings) for d in one.warnings])
        for planned in result.plan.lists:
            for text in planned.notes:
                click.echo(f"  说明 {text}")
        for text in result.plan.skipped:
            click.echo(f"  跳过 {text}")


def _tell_rows(word: str, rows: Sequence[tuple[int, Mapping[int, str]]]) -> None:
    for number, why in rows[:_MOST_LINES]:
        click.echo(f"  {word} 第{number}行：{'；'.join(why.values())}")
    if len(rows) > _MOST_LINES:
        click.echo(f"  {word} 还有 {len(rows) - _MOST_LINES} 行，用 --errors 或 --json 查看全部")


def _finish(results: Sequence[FileResult], given: dict[str, Any], *, written: bool = True) -> int:
    """Write the refused rows where asked, print JSON where asked; 3 when rows were refused."""
    from ajx_tui.services.imports.report import as_json, write_refused

    refused = any(r.refused for r in results)
    if given["errors"] is not None and refused:
        work(write_refused(given["errors"], results), quiet=given["as_json"])
        if not given["as_json"]:
            click.echo(f"退回的行已写入 {given['errors']}，改好后可直接再次导入。")
    if given["as_json"]:
        print_json({"written": written, "files": as_json(results)})
    return ExitCode.FINDINGS if refused else ExitCode.OK


@click.command("template", cls=Command, short_help="生成空白导入模板")
@click.argument("name", required=False, metavar="[模板]")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 名称.xlsx")
@json_option
@home_option
@click.pass_context
def template_command(ctx: click.Context, /, name: str | None, out: Path | None, as_json: bool, **_: Any) -> None:
    """生成空白导入模板（xlsx，带下拉选项和填表说明）；不写名称时列出全部模板。

    按填报单位的：部门填报、保险机构填报、服务机构填报，每份含该单位的全部清单。按清单的：企业、保单、在建工程等。
    """
    from ajx_tui.services.templates import offered, title_of, write

    if name is None:
        if as_json:
            print_json([{"name": n, "title": title, "help": told} for n, (title, told) in offered().items()])
        else:
            print_rows([(n, title, told) for n, (title, told) in offered().items()])
        return
    path = out or Path(f"{title_of(name)}.xlsx")
    with session_of(ctx) as session:
        if not session.store.readonly_reason:
            _prepare(session)
        work(write(session, name, path), quiet=as_json)
    if as_json:
        print_json({"path": str(path)})
    else:
        click.echo(f"模板已写入 {path}")


COMMANDS = (import_command, template_command)
