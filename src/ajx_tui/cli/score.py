"""`ajx score`: the yearly scores of departments and townships; `ajx assessment`: score sheets of insurers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import as_of_option, cut_off, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import UsageError


@click.command("score", cls=Command, short_help="部门或乡镇的年度考核计分")
@click.option("--by", type=click.Choice(["township", "department"]), default="township", help="按乡镇（默认）或部门")
@click.option(
    "--weight", "weights", multiple=True, metavar="指标=满分", help="改权重，如 coverage=50；可重复，写全各项"
)
@click.option("--basis", default="", metavar="依据", help="改权重的依据，如“示安委〔2026〕2号”；改权重时必写")
@click.option("--reason", default="", metavar="原因", help="改权重的原因，记入历史")
@click.option("--save", is_flag=True, help="把得分登记到本年度，供调整和查阅")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写成 pdf、docx 或 xlsx")
@as_of_option
@json_option
@home_option
@click.pass_context
def score_command(ctx: click.Context, /, by: str, weights: tuple[str, ...], as_of: str | None, **given: Any) -> None:
    """按指标计算得分和名次。权重为本级自定；人工调整过的得分连同理由保留，没有分母的指标不计分（—）。"""
    from ajx_tui.services import scoring
    from ajx_tui.services.documents.score_paper import export_job

    out, as_json = given["out"], given["as_json"]
    with session_of(ctx, readonly=not (weights or given["save"])) as session:
        day = cut_off(session, as_of)
        if weights:
            scoring.set_weights(session, _weights(weights), given["basis"], given["reason"])
        if given["save"]:
            scoring.draw(session, day.year, day)
        made = scoring.table(session.store, day, by)
        if out is not None:
            report = work(export_job(session, by, day, out), quiet=as_json)
    if as_json:
        print_json({**made.as_json(), "path": str(report.path) if out is not None else None})
        return
    click.echo(scoring.table_text(made))
    if out is not None:
        click.echo(f"\n已写出 {report.path}")


def _weights(given: tuple[str, ...]) -> dict[str, int]:
    """Indicator → full marks. Raises UsageError for what is no pair."""
    found = {}
    for text in given:
        name, _, marks = text.partition("=")
        if not marks.strip().isdecimal():
            raise UsageError("权重看不懂", f"“{text}”请写成 coverage=40 这样，满分用整数。")
        found[name.strip()] = int(marks)
    return found


@click.group("assessment", cls=Group, short_help="第三方评估：列出、评分表、打分")
def assessment_group() -> None:
    """对保险机构预防服务的第三方评估，评分表为本级自定，逐项打分后自动合计。"""


@assessment_group.command("list", cls=Command, short_help="列出评估")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出评估的机构、打分进度、总分和公布日期。"""
    from ajx_tui.services.score_sheets import overview

    with session_of(ctx, readonly=True) as session:
        found = overview(session.store)
    if as_json:
        print_json(found)
        return
    from ajx_tui.services.tables import table_text

    if found:
        names = ("number", "insurer", "period", "scored", "total", "grade", "published_on")
        rows = [[str(line[name] if line[name] is not None else "") for name in names] for line in found]
        head = ("评估编号", "保险机构", "评估期", "已打分", "总分", "等次", "公布日期")
        click.echo(table_text([head, *rows]))
    else:
        click.echo("还没有评估。")


@assessment_group.command("show", cls=Command, short_help="一次评估的评分表")
@click.argument("assessment", metavar="评估")
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, assessment: str, as_json: bool, **_: Any) -> None:
    """列出评分表的项目、满分、得分和扣分说明。评估写编号。"""
    from ajx_tui.services import score_sheets
    from ajx_tui.services.named import one

    with session_of(ctx, readonly=True) as session:
        sheet = score_sheets.sheet(session.store, one(session, score_sheets.SHEET, assessment))
    print_json(sheet.as_json()) if as_json else click.echo(score_sheets.sheet_text(sheet))


@assessment_group.command("sheet", cls=Command, short_help="生成评分表")
@click.argument("assessment", metavar="评估")
@json_option
@home_option
@click.pass_context
def sheet_command(ctx: click.Context, /, assessment: str, as_json: bool, **_: Any) -> None:
    """给一次评估加上通用的评分表；已有的项目不动。"""
    from ajx_tui.services import score_sheets
    from ajx_tui.services.named import one

    with session_of(ctx) as session:
        added = score_sheets.draw_sheet(session, one(session, score_sheets.SHEET, assessment))
    print_json({"added": added}) if as_json else click.echo(f"评分表新增 {added} 项。")


@assessment_group.command("score", cls=Command, short_help="给一项打分")
@click.argument("assessment", metavar="评估")
@click.argument("item", metavar="项目")
@click.argument("points", metavar="得分")
@click.option("--reason", default="", metavar="扣分说明", help="没有得满分的须写明")
@json_option
@home_option
@click.pass_context
def points_command(ctx: click.Context, /, assessment: str, item: str, points: str, reason: str, **given: Any) -> None:
    """给评分表的一项打分，全部打完后总分自动合计。"""
    from ajx_tui.services import score_sheets
    from ajx_tui.services.named import one

    with session_of(ctx) as session:
        sheet = score_sheets.sheet(session.store, one(session, score_sheets.SHEET, assessment))
        line = next((line for line in sheet.lines if line.item == item.strip()), None)
        if line is None:
            raise UsageError(
                "没有这一项", f"评分表的项目：{'、'.join(line.item for line in sheet.lines) or '还没有'}。"
            )
        after = score_sheets.score(session, line.id, points, reason)
    print_json(after.as_json()) if given["as_json"] else click.echo(score_sheets.sheet_text(after))


COMMANDS = (score_command, assessment_group)
