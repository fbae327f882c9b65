"""`ajx case`: enforcement cases, from opening to their papers, with every clock."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import (
    as_of_option,
    cut_off,
    home_of,
    home_option,
    json_option,
    print_json,
    session_of,
    work,
)
from ajx_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.session import Session


@click.group("case", cls=Group, short_help="执法案件：列出、立案、期限、文书")
def case_group() -> None:
    """执法案件：从应保未保、隐患、执法计划立案，按行政处罚法列出每一个期限，打印文书。"""


@case_group.command("list", cls=Command, short_help="列出案件和下一步")
@click.option("--open", "only_open", is_flag=True, help="只列未结案的")
@as_of_option
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, only_open: bool, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出案件的当事人、案由、处理决定和下一步。"""
    from ajx_tui.services import case_list

    with session_of(ctx, readonly=True) as session:
        found = case_list.cases(session, cut_off(session, as_of), only_open=only_open)
    if as_json:
        print_json([line.as_json() for line in found])
        return
    from ajx_tui.services.tables import table_text

    if found:
        rows = [(x.number, x.enterprise, x.cause, x.decision or x.state, x.next) for x in found]
        click.echo(table_text([("案件编号", "当事人", "案由", "处理", "下一步"), *rows]))
    else:
        click.echo("没有案件。用 ajx case open 立案。")


@case_group.command("show", cls=Command, short_help="一个案件的全部期限和文书")
@click.argument("case", metavar="案件")
@as_of_option
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, case: str, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出一个案件每一步的办理日期、期限、依据，处罚幅度，文书，以及是否应提请关闭。案件写编号。"""
    from ajx_tui.services import case_list

    with session_of(ctx, readonly=True) as session:
        shown = case_list.show(session, _case(session, case), cut_off(session, as_of))
    if as_json:
        print_json(shown)
    else:
        click.echo(case_list.show_text(shown))


@case_group.command("open", cls=Command, short_help="立案")
@click.option("--object", "thing", metavar="对象", help="应投保对象：证照编号或编号（ajx stats --json 列出应保未保的）")
@click.option("--enterprise", "firm", metavar="企业", help="企业：信用代码、名称或编号")
@click.option("--hazard", type=int, metavar="编号", help="逾期未整改的隐患")
@click.option("--plan", type=int, metavar="编号", help="年度执法计划中的一项")
@click.option("--lead", metavar="线索", help="线索投诉的编号")
@click.option("--officer", "officers", multiple=True, metavar="姓名:证号", help="执法人员，写两次")
@click.option("--number", metavar="案件编号", help="默认接着编下去，如 ZF2026001")
@click.option("--found", metavar="日期", help="发现日期；默认截止日")
@click.option("--facts", metavar="文字", help="违法事实；默认按台账反映的情况")
@click.option("--again", is_flag=True, help="已有同一案由的未结案件，仍另立一案")
@as_of_option
@json_option
@home_option
@click.pass_context
def open_command(ctx: click.Context, /, officers: tuple[str, ...], as_of: str | None, **given: Any) -> int:
    """立案：当事人、事实、依据、承办部门按台账填好；写明一个来源（--object、--enterprise、--hazard、--plan、--lead）。"""
    from ajx_tui.services import cases

    with session_of(ctx) as session:
        day = cut_off(session, given["found"] or as_of)
        made = cases.propose(session, *_source(session, given), day)
        if made.existing and not given["again"]:
            click.echo(f"已有同一案由的未结案件：{'、'.join(made.existing.values())}；仍要立案请加 --again。", err=True)
            return ExitCode.REFUSED
        if made.values["facts"] is None and not given["facts"]:
            click.echo("台账没有反映违法事实，请用 --facts 写明。", err=True)
            return ExitCode.REFUSED
        values: dict[str, object] = {**made.values, **_officers(officers)}
        values |= {name: given[name] for name in ("number", "facts") if given[name]}
        saved = cases.open_case(session, values, made.source)
        number = str(values["number"])
    if given["as_json"]:
        print_json({"id": saved.id, "number": number, "cause": made.values["cause"],
                    "fine": made.fine.text if made.fine else None,
                    "warnings": [p.text for p in saved.warnings]})  # fmt: skip
    else:
        click.echo(f"已立案 {number}。" + (made.fine.text + "。" if made.fine else ""))
        for problem in saved.warnings:
            click.echo(f"  请留意：{problem.text}")
    return ExitCode.OK


def _source(session: Session, given: dict[str, Any]) -> tuple[str, int]:
    """Kind and id of the one source that was named. Raises UsageError."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services.named import one

    named = {"thing": "insured_object", "firm": "enterprise", "lead": "lead"}
    chosen = [name for name in (*named, "hazard", "plan") if given[name] is not None]
    if len(chosen) != 1:
        raise UsageError("来源不清楚", "请写明一个来源：--object、--enterprise、--hazard、--plan 或 --lead。")
    name = chosen[0]
    if name in named:
        return named[name], one(session, KINDS[named[name]], given[name])
    return {"hazard": "hazard", "plan": "enforcement_plan_item"}[name], given[name]


def _officers(given: tuple[str, ...]) -> dict[str, object]:
    """Officers as fields. Raises UsageError for another number than none or two."""
    if len(given) not in (0, 2):
        raise UsageError("执法人员不够", "执法人员不得少于两人，请写两次 --officer 姓名:证号。")
    found: dict[str, object] = {}
    for number, text in enumerate(given, 1):
        name, _, certificate = text.replace("：", ":").partition(":")
        found |= {f"officer_{number}": name, f"certificate_{number}": certificate or None}
    return found


@case_group.command("print", cls=Command, short_help="打印案件的一种文书")
@click.argument("case", metavar="案件")
@click.argument("paper", metavar="文书")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--format", "suffix", type=click.Choice(["pdf", "docx"]), help="格式；默认按文件名，再默认 pdf")
@click.option("--number", metavar="文号", help="文书编号；不写则留空手写")
@click.option("--date", "day", metavar="日期", help="文书日期；默认案件中的日期")
@click.option("--no-record", is_flag=True, help="只打印，不登记到案件名下")
@as_of_option
@json_option
@home_option
@click.pass_context
def print_command(ctx: click.Context, /, case: str, paper: str, out: Path | None, **given: Any) -> None:
    """打印文书：filing 立案审批表、order 责令限期整改指令书、reinspection 整改复查意见书、notice 行政处罚告知书、
    decision 行政处罚决定书、delivery 送达回证、urge 催告书、closing 结案审批表。"""
    from dataclasses import replace

    from ajx_tui.services.documents import case_papers

    suffix = given["suffix"] or (out.suffix.lstrip(".").lower() if out and out.suffix else "pdf")
    with session_of(ctx, readonly=given["no_record"]) as session:
        as_of = cut_off(session, given["as_of"])
        case_id = _case(session, case)
        kind, title = case_papers.named(paper)
        wanted = case_papers.proposed(session, case_id, kind, as_of)
        if given["number"]:
            wanted = replace(wanted, number=given["number"])
        if given["day"]:
            wanted = replace(wanted, day=_day(given["day"]))
        name = f"{case_papers.case_number(session, case_id)}-{title}.{suffix}"
        path = out or home_of(ctx).exports / name
        job = case_papers.print_job(
            session, case_id, kind, path, wanted, as_of, suffix=suffix, recorded=not given["no_record"]
        )
        report = work(job, quiet=given["as_json"])
    if given["as_json"]:
        print_json({"path": str(report.path), "pages": report.pages})
    else:
        click.echo(f"已写出 {report.path}")


@case_group.command("closure", cls=Command, short_help="应提请关闭的企业")
@as_of_option
@json_option
@home_option
@click.pass_context
def closure_command(ctx: click.Context, /, as_of: str | None, as_json: bool, **_: Any) -> int:
    """列出有重大隐患未整改、一段期间内多次受到处罚，应提请关闭的企业；次数和期间见政策包。有时退出码为 3。"""
    from ajx_tui.services.enforcement import closure_requests, closure_text

    with session_of(ctx, readonly=True) as session:
        found = closure_requests(session, day := cut_off(session, as_of))
        rule = closure_text(session.store, day)
    if as_json:
        print_json([one.as_json() for one in found])
    for one in found if not as_json else []:
        click.echo(f"{one.name}：{one.text}")
    if not found and not as_json:
        click.echo(f"没有应提请关闭的企业（{rule}）。")
    return ExitCode.FINDINGS if found else ExitCode.OK


def _case(session: Session, text: str) -> int:
    from ajx_tui.services.cases import CASE
    from ajx_tui.services.named import one

    return one(session, CASE, text)


def _day(text: str) -> date:
    from ajx_tui.domain.quantities import read_day

    day = read_day(text)
    if day is None:
        raise UsageError("日期看不懂", f"“{text}”请写成 2026-10-31 这样。")
    return day


COMMANDS = (case_group,)
