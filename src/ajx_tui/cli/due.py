"""`ajx due`: what falls due, and `ajx holidays`: which days offices work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import as_of_option, cut_off, home_option, json_option, print_json, session_of


@click.command("due", cls=Command, short_help="到期事项：执法、理赔、投诉、整改、保单、名录的各项期限")
@click.option("--days", type=click.IntRange(0, 3650), default=30, metavar="天数", help="看多少天以内到期的；默认 30")
@click.option("--topic", default="", metavar="类别", help="只看一类，如 执法、理赔、投诉、整改、保单、名录")
@as_of_option
@json_option
@home_option
@click.pass_context
def due_command(ctx: click.Context, /, days: int, topic: str, as_of: str | None, as_json: bool, **_: Any) -> None:
    """列出已逾期的和这些天以内到期的全部期限，最早的在前，每项带依据、责任方和剩余的工作日。"""
    from ajx_tui.errors import UsageError
    from ajx_tui.services.due_list import TOPICS, due_list
    from ajx_tui.services.tables import table_text

    if topic not in ("", *TOPICS):
        raise UsageError("没有这一类", f"可用：{'、'.join(TOPICS)}。")
    with session_of(ctx, readonly=True) as session:
        found = due_list(session, days, cut_off(session, as_of)).only(topic)
    if as_json:
        print_json(found.as_json())
        return
    rows = [
        (line.day.isoformat(), line.left, line.item.due.title, line.item.enterprise or line.item.label,
         line.item.label if line.item.enterprise else "", line.item.holder, line.item.due.clause)
        for line in found.lines
    ]  # fmt: skip
    click.echo(f"到 {found.until.isoformat()} 为止共 {len(rows)} 项，其中逾期 {found.overdue} 项")
    if rows:
        head = ("最后一天", "剩余", "事项", "企业或机构", "记录", "责任方", "依据")
        click.echo("\n" + table_text([head, *rows]))
    if found.note:
        click.echo(f"\n注意：{found.note}。用 ajx holidays install 装入国务院办公厅公布的安排。")


@click.group("holidays", cls=Group, short_help="节假日安排：查看、装入")
def holidays_group() -> None:
    """节假日和调休上班的日子。按工作日计算的期限（听证、送达、投诉答复等）以此为准。"""


@holidays_group.command("show", cls=Command, short_help="列出已录入的年份和放假、上班日")
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, as_json: bool, **_: Any) -> None:
    """列出已录入的各年放假日和调休上班日，以及录入到哪一年为止。"""
    from ajx_tui.services import holidays

    with session_of(ctx, readonly=True) as session:
        years, edge = holidays.years(session.store), holidays.edge_text(session.store, session.today())
    if as_json:
        print_json({"years": [year.as_json() for year in years], "note": edge})
        return
    for year in years:
        click.echo(f"{year.year}年（{year.source}）{year.document}")
        click.echo(f"  放假：{'、'.join(year.off)}")
        click.echo(f"  上班：{'、'.join(year.work) or '无'}")
    click.echo(edge)


@holidays_group.command("install", cls=Command, short_help="装入一个节假日文件")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@json_option
@home_option
@click.pass_context
def install_command(ctx: click.Context, /, file: Path, as_json: bool, **_: Any) -> None:
    """装入某年的节假日安排（TOML）：year 年份，off 放假日，work 调休上班的周末。同一年再装，以新的为准。"""
    from ajx_tui.services import holidays

    with session_of(ctx) as session:
        years = holidays.install(session, file)
    if as_json:
        print_json({"installed": list(years)})
    else:
        click.echo(f"已装入{'、'.join(map(str, years))}年的节假日安排。")


COMMANDS = (due_command, holidays_group)
