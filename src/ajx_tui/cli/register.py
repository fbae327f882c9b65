"""`ajx register`: any register counted by what its records share, as the program's 统计 page does."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import as_of_option, cut_off, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import UsageError

if TYPE_CHECKING:
    from ajx_tui.domain.record import Kind
    from ajx_tui.store.database import Store
    from ajx_tui.store.lists import ListQuery


@click.command("register", cls=Command, short_help="登记簿统计：任一种记录按任一栏目分组")
@click.argument("kind", metavar="种类")
@click.option("--by", default="", metavar="栏目", help="按什么分组；不写则列出这种记录可用的栏目和常用筛选")
@click.option("--find", "text", default="", metavar="文字", help="只统计能查到这些字的记录，同列表里的搜索框")
@click.option("--only", default="", metavar="筛选", help="只统计符合一个常用筛选的，如 在保、逾期未整改")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写成 xlsx 或 csv")
@as_of_option
@json_option
@home_option
@click.pass_context
def register_command(ctx: click.Context, /, kind: str, by: str, as_of: str | None, **given: Any) -> None:
    """记录（如 policy 或 保单）按一个栏目统计：条数、占比、金额和数量的合计、费率的平均。日期按月，加 .year 按年。"""
    from ajx_tui.services import grouping

    found = _kind(kind)
    way = grouping.way_of(found, by) if by else None
    out, as_json = given["out"], given["as_json"]
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("没有这种格式", "文件名请以 .xlsx 或 .csv 结尾。")
    with session_of(ctx, readonly=True) as session:
        day = cut_off(session, as_of)
        query = _query(session.store, found, given["text"], given["only"], day)
        if way is None:
            _show_ways(session.store, found, day, as_json=as_json)
            return
        made = grouping.grouped(session.store, query, way, day)
        if out is not None:
            told = "　".join(filter(None, (given["only"], given["text"])))
            work(grouping.export(session, made, out, told), quiet=as_json)
    if as_json:
        print_json({**made.as_json(), "path": str(out) if out is not None else None})
    else:
        click.echo(f"已写出 {out}" if out is not None else grouping.grouped_text(made))


def _kind(wanted: str) -> Kind:
    from ajx_tui.domain.records import KINDS

    for kind in KINDS.values():
        if wanted in (kind.name, kind.title):
            return kind
    known = "、".join(f"{kind.name}（{kind.title}）" for kind in KINDS.values())
    raise UsageError("没有这种记录", f"可用：{known}。")


def _query(store: Store, kind: Kind, text: str, only: str, day: date) -> ListQuery:
    from ajx_tui.services.quick_filters import quick_filters
    from ajx_tui.store.lists import ListQuery

    if not only:
        return ListQuery(kind.name, text)
    known = quick_filters(store, kind.name, day)
    for quick in known:
        if only in (quick.key, quick.title):
            return ListQuery(kind.name, text, quick.conditions)
    raise UsageError("没有这个筛选", f"{kind.title}可用：{'、'.join(q.title for q in known) or '没有常用筛选'}。")


def _show_ways(store: Store, kind: Kind, day: date, *, as_json: bool) -> None:
    from ajx_tui.services.quick_filters import quick_filters
    from ajx_tui.services.tables import table_text
    from ajx_tui.store.grouping import ways

    quick = quick_filters(store, kind.name, day)
    if as_json:
        found = {"by": {way.key: way.title for way in ways(kind)}, "only": {one.key: one.title for one in quick}}
        print_json({"kind": kind.name, **found})
        return
    click.echo(f"{kind.title}可以按这些栏目统计（--by）：")
    click.echo(table_text([(way.key, way.title) for way in ways(kind)] or [("", "没有可以分组的栏目")]))
    if quick:
        click.echo(f"常用筛选（--only）：{'、'.join(one.title for one in quick)}")


COMMANDS = (register_command,)
