"""`ajx stats`, `loss`, `check`: the county's figures and findings on a day."""

from __future__ import annotations

from typing import Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import as_of_option, cut_off, home_option, json_option, print_json, session_of
from ajx_tui.errors import ExitCode


@click.command("stats", cls=Command, short_help="投保、服务、隐患、理赔统计")
@as_of_option
@click.option(
    "--by",
    type=click.Choice(["sector", "township", "department", "insurer"]),
    help="按什么分：行业（默认）、乡镇、部门、保险机构",
)
@json_option
@home_option
@click.pass_context
def stats_command(ctx: click.Context, /, as_of: str | None, by: str | None, as_json: bool, **_: Any) -> None:
    """按截止日统计：应投保、已投保、投保率，人员、限额、服务、隐患和理赔。"""
    from ajx_tui.services.figures import figures
    from ajx_tui.services.stats import stats_json, stats_text

    with session_of(ctx, readonly=True) as session:
        found = figures(session.store, cut_off(session, as_of))
        if as_json:
            print_json(stats_json(found, by or ""))
        else:
            click.echo(stats_text(found, by or "sector"))


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
