"""`ajx stats`, `loss`, `check`: the county's figures and findings on a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import (
    as_of_option,
    cut_off,
    home_option,
    json_option,
    print_json,
    print_rows,
    session_of,
    work,
)
from ajx_tui.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from ajx_tui.services.session import Session


@click.command("stats", cls=Command, short_help="投保、服务、隐患、理赔统计")
@as_of_option
@click.option(
    "--by",
    type=click.Choice(["sector", "township", "department", "insurer"]),
    help="按什么分：行业（默认）、乡镇、部门、保险机构",
)
@click.option("--indicators", is_flag=True, help="列出六项指标：投保、人员、服务、整改、结案、费用")
@click.option(
    "--months", type=click.IntRange(1, 120), metavar="月数", help="一项指标近若干个月的变化（用 --indicator 选）"
)
@click.option("--indicator", default="coverage", metavar="指标", help="配合 --months；默认 coverage（投保率）")
@click.option("--table", is_flag=True, help="统计表全部栏目")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="把统计表写成 xlsx 或 csv")
@json_option
@home_option
@click.pass_context
def stats_command(ctx: click.Context, /, as_of: str | None, by: str | None, as_json: bool, **given: Any) -> None:
    """按截止日统计：应投保、已投保、投保率，人员、限额、服务、隐患和理赔。"""
    from ajx_tui.services.figures import figures
    from ajx_tui.services.stats import stats_json, stats_text

    with session_of(ctx, readonly=True) as session:
        day, dimension = cut_off(session, as_of), by or "sector"
        if given["out"] is not None:
            _write_table(session, day, dimension, given["out"], as_json=as_json)
        elif given["months"] is not None:
            _show_months(session, day, dimension, given["indicator"], given["months"], as_json=as_json)
        elif given["indicators"] or given["table"]:
            _show_table(session, day, dimension, whole=given["table"], as_json=as_json)
        elif as_json:
            print_json(stats_json(figures(session.store, day), by or ""))
        else:
            click.echo(stats_text(figures(session.store, day), dimension))


def _write_table(session: Session, day: date, by: str, path: Path, *, as_json: bool) -> None:
    from ajx_tui.services.statistics import export

    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("没有这种格式", "文件名请以 .xlsx 或 .csv 结尾。")
    written = work(export(session, day, by, path), quiet=as_json)
    if as_json:
        print_json({"path": str(written)})
    else:
        click.echo(f"已写出 {written}")


def _show_months(session: Session, day: date, by: str, indicator: str, count: int, *, as_json: bool) -> None:
    from ajx_tui.services.statistics import month_series, rows_text
    from ajx_tui.services.stats import DIMENSION_TITLES

    made = month_series(session.store, day, by, indicator, count)
    if as_json:
        print_json(made.as_json())
        return
    click.echo(f"{made.title}　{made.days[0]} 至 {made.days[-1]}")
    print_rows(rows_text([DIMENSION_TITLES[by], *(one[:7] for one in made.days)], made.lines))


def _show_table(session: Session, day: date, by: str, *, whole: bool, as_json: bool) -> None:
    from ajx_tui.services.statistics import INDICATORS, rates, rows_text, table
    from ajx_tui.services.stats import DIMENSION_TITLES

    made = table(session.store, day)
    if as_json and whole:
        print_json(made.as_json(by))
        return
    found = rates(made.figures, by)
    names = [name for name in INDICATORS if name in made.figures.rules.indicators]
    if as_json:
        print_json([{"line": line.title, **dict(zip(names, map(str, row), strict=True))} for line, row in found])
    elif whole:
        head = [DIMENSION_TITLES[by], *(column.title for column in made.columns)]
        print_rows([head, *([x.title, *(made.text(c, x) for c in made.columns)] for x in made.lines(by))])
    else:
        print_rows(rows_text([DIMENSION_TITLES[by], *map(made.figures.title, names)], found))


@click.command("check", cls=Command, short_help="按政策包检查数据，列出问题")
@as_of_option
@click.option("--explained", is_flag=True, help="连同已说明情况的一起列出，附上说明")
@json_option
@home_option
@click.pass_context
def check_command(ctx: click.Context, /, as_of: str | None, explained: bool, as_json: bool, **_: Any) -> int:
    """运行全部检查，列出问题、依据和下一步。有没处理也没说明的问题时退出码为 3。"""
    from ajx_tui.services.checks import findings_text, run_all

    with session_of(ctx, readonly=True) as session:
        found = run_all(session.store, cut_off(session, as_of), explained=explained)
        if as_json:
            print_json([f.as_json() for f in found])
        else:
            click.echo(findings_text(found))
    return ExitCode.FINDINGS if any(not f.explained for f in found) else ExitCode.OK


@click.command("loss", cls=Command, short_help="赔付率：赔款与保费，和公布的纯风险损失率")
@as_of_option
@click.option(
    "--by",
    type=click.Choice(["sector", "insurer", "department", "township"]),
    default="sector",
    help="按什么分：行业（默认）、保险机构、部门、乡镇",
)
@json_option
@home_option
@click.pass_context
def loss_command(ctx: click.Context, /, as_of: str | None, by: str, as_json: bool, **_: Any) -> None:
    """按行业、保险机构等列出保费、报案、赔款、赔付率；按行业的并列公布的纯风险损失率。"""
    from ajx_tui.services.losses import loss_table, loss_text

    with session_of(ctx, readonly=True) as session:
        made = loss_table(session.store, cut_off(session, as_of), by)
    print_json(made.as_json()) if as_json else click.echo(loss_text(made))


COMMANDS = (stats_command, loss_command, check_command)
