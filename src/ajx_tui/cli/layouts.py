"""`ajx hand-over`, `ajx layout`: lists for departments, insurers, service bodies, superiors and the public."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command, Group
from ajx_tui.cli.context import (
    PROFILES,
    as_of_option,
    cut_off,
    home_of,
    home_option,
    json_option,
    print_json,
    print_rows,
    session_of,
    work,
)
from ajx_tui.errors import ExitCode, UsageError
from ajx_tui.paths import free_file

if TYPE_CHECKING:
    from ajx_tui.services.layouts import Layout, Order
    from ajx_tui.services.session import Session


@click.command("hand-over", cls=Command, short_help="导出给部门、保险机构、服务机构、上级或公示")
@click.argument("layout", metavar="格式")
@as_of_option
@click.option("--format", "suffix", type=click.Choice(["xlsx", "csv"]), help="文件格式；默认按文件名，再默认 xlsx")
@click.option("--filter", "filters", multiple=True, metavar="字段=值", help="只要这些行，可重复；= != < <= > >= 含")
@click.option("--search", default="", metavar="文字", help="只要能查找到这些文字的行")
@click.option("--profile", type=click.Choice([*PROFILES, *PROFILES.values()]), help="个人信息遮得更严：上报、公示")
@click.option("--to", "recipient", default="", metavar="名称", help="只给这一个收件方，如 某保险公司")
@click.option("--each", is_flag=True, help="每个收件方一个文件，写进一个文件夹")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--preview", "shown", type=click.IntRange(1, 1000), metavar="行数", help="只看前几行，不写文件")
@json_option
@home_option
@click.pass_context
def hand_over_command(ctx: click.Context, /, layout: str, as_of: str | None, out: Path | None, **given: Any) -> None:
    """按一种格式导出清单并登记在案：谁、何时、给谁、多少条、遮盖到哪一档。格式见 ajx layout list。"""
    from ajx_tui.services import layouts as service

    suffix = given["suffix"] or (out.suffix.lstrip(".").lower() if out and out.suffix else "xlsx")
    with session_of(ctx, readonly=bool(given["shown"])) as session:
        chosen = service.find(session.store, layout)
        order = _order(session, chosen, cut_off(session, as_of), given)
        if given["shown"]:
            _show(service.preview(session, order, given["shown"]), as_json=given["as_json"])
            return
        name = f"{chosen.title}{'-' + given['recipient'] if given['recipient'] else ''}-{order.as_of.isoformat()}"
        folder = home_of(ctx).exports
        if given["each"]:
            job = service.export_each(session, order, out or folder / name, suffix)
        else:
            path = out or free_file(folder / f"{name}.{suffix}")
            job = service.export(session, order, path if path.suffix else path.with_suffix(f".{suffix}"))
        handed = work(job, quiet=given["as_json"])
    if given["as_json"]:
        print_json({"path": str(handed.path), "rows": handed.rows, "files": handed.files, "profile": order.masking})
    else:
        each = f"，{handed.files} 个文件" if given["each"] else ""
        click.echo(f"已写出 {handed.path}（{handed.rows} 条{each}，{_title(order.masking)}档），已登记在案")


def _title(profile: str) -> str:
    return next(title for title, name in PROFILES.items() if name == profile)


def _order(session: Session, layout: Layout, day: Any, given: dict[str, Any]) -> Order:
    """What the options ask for. Raises UsageError for a filter or recipient that means nothing."""
    from ajx_tui.domain.masking import Profile
    from ajx_tui.services.layouts import Order, recipients
    from ajx_tui.services.layouts.filters import list_query

    query, told = list_query(session.store, layout.kind, given["filters"], given["search"])
    profile = Profile(PROFILES.get(given["profile"], given["profile"])) if given["profile"] else None
    order = Order(layout, day, query, told, profile=profile)
    if profile is not None and order.masking is not profile:
        least = _title(layout.masking())
        raise UsageError("遮盖档次不对", f"“{layout.title}”给{layout.recipient}，至少要用{least}档。")
    if not given["recipient"]:
        return order
    known = recipients(session, order)
    owner = next((one for one, (name, _) in known.items() if name == given["recipient"]), None)
    if owner is None:
        names = "、".join(f"{name}（{rows} 条）" for name, rows in known.values()) or "没有"
        raise UsageError("没有这个收件方", f"“{layout.title}”这次可以分给：{names}")
    return Order(layout, day, query, told, only=owner, profile=profile)


def _show(preview: Any, *, as_json: bool) -> None:
    if as_json:
        shares = [{"name": name, "rows": rows} for name, rows in preview.recipients.values()]
        first = [dict(zip(preview.titles, row, strict=True)) for row in preview.first]
        print_json({"rows": preview.count, "first": first, "recipients": shares})
        return
    print_rows([preview.titles, *preview.first])
    click.echo(f"共 {preview.count} 条" + (f"，以上是前 {len(preview.first)} 条" if preview.first else ""))
    for name, rows in preview.recipients.values():
        click.echo(f"  {name}：{rows} 条")


@click.group("layout", cls=Group, short_help="导出格式：查看、检查、安装、导出登记")
def layout_group() -> None:
    """导出格式：给谁、哪些列、什么顺序、个人信息遮到哪一档，都写成数据，本县可改。"""


@layout_group.command("list", short_help="列出导出格式")
@click.option("--kind", default="", metavar="种类", help="只列这种记录的，如 policy")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, kind: str, as_json: bool, **_: Any) -> None:
    """列出手头的导出格式；本县修改过的注明基于哪一版。"""
    from ajx_tui.domain.masking import PROFILE_TITLES
    from ajx_tui.services.layouts import PARTY_TITLES, for_kind, shelf

    with session_of(ctx, readonly=True) as session:
        found, known = for_kind(session.store, kind), shelf(session.store)
    if as_json:
        print_json([{**one.as_json(), "note": known.note(one)} for one in found])
        return
    rows = [
        (PARTY_TITLES[one.party], one.id, one.title, f"{PROFILE_TITLES[one.profile]}档", one.version, known.note(one))
        for one in found
    ]
    print_rows(rows)
    click.echo("另有 all-种类：全部栏目，内部档，如 all-policy。")
    for name, text in known.broken.items():
        click.echo(f"不能使用 {name}：{text}")


@layout_group.command("show", short_help="一种导出格式的内容，或取出它的文件")
@click.argument("layout", metavar="格式")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="文件", help="写成文件，改好后用 ajx layout install 装回"
)
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, layout: str, out: Path | None, as_json: bool, **_: Any) -> None:
    """显示各列取自哪里、给谁、遮盖档次；--out 取出可以修改的文件。"""
    from ajx_tui.domain.masking import PROFILE_TITLES
    from ajx_tui.services.layouts import find, shelf
    from ajx_tui.services.layouts.keeping import write_copy
    from ajx_tui.services.layouts.model import LABEL, source_text

    with session_of(ctx, readonly=True) as session:
        one = find(session.store, layout)
        note = shelf(session.store).note(one)
        if out is not None:
            write_copy(session.store, one, out)
            click.echo(f"已写出 {out}。改好后运行 ajx layout check {out}，再运行 ajx layout install {out}。")
            return
    if as_json:
        print_json({**one.as_json(), "note": note})
        return
    click.echo(f"{one.title}（{one.id} {one.version}，{LABEL}，{note}）")
    click.echo(f"给{one.recipient}，{PROFILE_TITLES[one.profile]}档，每行一条{one.kind.title}")
    print_rows([(f"  {n}", c.title, source_text(one.kind, c)) for n, c in enumerate(one.columns, 1)])


@layout_group.command("check", short_help="检查导出格式文件")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@json_option
@home_option
@click.pass_context
def check_command(ctx: click.Context, /, file: Path, as_json: bool, **_: Any) -> int:
    """检查文件能不能用：哪一行、哪一项有问题，怎样改。不改动任何数据。"""
    from ajx_tui.services.layouts import check_file
    from ajx_tui.services.packs import rules

    with session_of(ctx, readonly=True) as session:
        found = check_file(file, rules(session.store))
    if as_json:
        print_json(found.as_json())
    else:
        click.echo(found.told)
    return ExitCode.FINDINGS if found.problems else ExitCode.OK


@layout_group.command("install", short_help="装入本县自定的导出格式")
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@json_option
@home_option
@click.pass_context
def install_command(ctx: click.Context, /, file: Path, as_json: bool, **_: Any) -> None:
    """装入后替换同编号的格式；程序升级不会动它。"""
    from ajx_tui.services.layouts import install

    with session_of(ctx) as session:
        one = install(session, file)
    if as_json:
        print_json(one.as_json())
    else:
        click.echo(f"已装入 {one.title}（{one.id} {one.version}），{len(one.columns)} 列")


@layout_group.command("remove", short_help="移除本县自定的导出格式")
@click.argument("layout", metavar="格式")
@json_option
@home_option
@click.pass_context
def remove_command(ctx: click.Context, /, layout: str, as_json: bool, **_: Any) -> None:
    """移除后，同编号的随程序提供的格式重新生效。"""
    from ajx_tui.services.layouts import take_back

    with session_of(ctx) as session:
        take_back(session, layout)
    if as_json:
        print_json({"removed": layout})
    else:
        click.echo(f"已移除本县的 {layout}")


@layout_group.command("log", short_help="导出登记：谁在何时给了谁什么")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, metavar="条数", help="最多列多少条；默认 100")
@json_option
@home_option
@click.pass_context
def log_command(ctx: click.Context, /, limit: int, as_json: bool, **_: Any) -> None:
    """列出导出登记，最近的在前。"""
    from ajx_tui.store.handouts import handouts

    with session_of(ctx, readonly=True) as session:
        found = handouts(session.store, limit)
    if as_json:
        print_json([one.as_json() for one in found])
        return
    rows = [
        (one.at.replace("T", " "), one.actor, one.title, f"给{one.recipient}", f"{one.entries} 条",
         f"{_title(one.profile)}档", one.file_name, one.filter)
        for one in found
    ]  # fmt: skip
    print_rows(rows)
    if not found:
        click.echo("还没有导出过。")


COMMANDS = (hand_over_command, layout_group)
