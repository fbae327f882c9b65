"""`ajx document`: versions of documents, what changed between any two, their numbers walked back, lint, 发文登记."""

from __future__ import annotations

from dataclasses import asdict
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
    from ajx_tui.services.documents.trail import Trail, Trails


@click.group("document", cls=Group, short_help="文书版次：列出、查看、对照、检查、另存原件、发文登记")
def document_group() -> None:
    """导出并登记过的文书：每一版的内容、数字和数字背后的记录，都按导出那一刻留存。"""


@document_group.command("list", cls=Command, short_help="列出各版，最近的在前")
@click.option("--kind", default="", metavar="文书", help="只列这种文书，如 bulletin 或 通报")
@json_option
@home_option
@click.pass_context
def list_command(ctx: click.Context, /, kind: str, as_json: bool, **_: Any) -> None:
    """列出导出并登记过的各版。第一列是编号，供 show、compare、restore 使用。"""
    from ajx_tui.domain.workflow import STATE_TITLES
    from ajx_tui.services import documents

    with session_of(ctx, readonly=True) as session:
        found = documents.listing(session, documents.entry(kind).name if kind else "")
    if as_json:
        print_json([one.as_json() for one in found])
        return
    for one in found:
        state = STATE_TITLES[one.state] if one.state is not None and one.current else ""
        version = f"第{one.version}版 {one.format}" if one.version_id else "未导出"
        parts = (one.title, version, one.issued_number, state, f"{one.made_by} {one.made_at}".strip(), one.file_name)
        click.echo(f"{one.version_id or '-':>5}  " + "  ".join(part for part in parts if part))
    if not found:
        click.echo("还没有登记过的文书。用 ajx export 加 --record 导出并登记。")


@document_group.command("show", cls=Command, short_help="看一版：正文、数字，或者一个数字背后的记录")
@click.argument("number", type=int, metavar="编号")
@click.option("--numbers", is_flag=True, help="列出印出的数字")
@click.option("--number", "wanted", default="", metavar="数字", help="列出这个数字背后的记录，如 应投保 或 due")
@json_option
@home_option
@click.pass_context
def show_command(ctx: click.Context, /, number: int, numbers: bool, wanted: str, as_json: bool, **_: Any) -> None:
    """看一版留存的内容。数字和记录取自导出那一刻，以后数据变了也不变。"""
    from ajx_tui.services import documents
    from ajx_tui.services.documents import snapshots

    with session_of(ctx, readonly=True) as session:
        version = documents.version(session, number)
        if numbers or wanted:
            trails = snapshots.read(session, version.evidence_sha256)
            found = _chosen(trails, wanted) if wanted else list(trails.numbers)
            since = snapshots.since(session, found[0], version.revision) if wanted else []
    if numbers or wanted:
        _tell_numbers(found, [(one.source, one.changed) for one in since], as_json)
    elif as_json:
        print_json(asdict(version))
    else:
        click.echo(f"第{version.number}版，{version.made_by} {version.made_at} 导出，{version.file_name}")
        click.echo(f"数据版本 {version.revision}，SHA-256 {version.sha256}")
        for title, text in version.chapters.items():
            click.echo(f"\n【{title}】\n{text}")


def _chosen(trails: Trails, wanted: str) -> list[Trail]:
    """The number that was asked for, by its id or title. Raises UsageError with those there are."""
    found = [one for one in trails.numbers if wanted in (one.evidence, one.title, f"{one.line} {one.title}")]
    if not found:
        known = "、".join(dict.fromkeys(one.title for one in trails.numbers)) or "无"
        raise UsageError("没有这个数字", f"这一版没有印出“{wanted}”；印出的有：{known}。")
    return found[:1]


def _tell_numbers(found: list[Trail], since: list[tuple[Any, str]], as_json: bool) -> None:
    if as_json:
        changed = {source.id: text for source, text in since}
        print_json([_as_json(one, changed) for one in found])
        return
    for one in found:
        click.echo(f"{one.title}（{one.line}）印出 {one.text}，{one.kind_title}{len(one.records)}条")
        if since:
            click.echo(f"  {one.basis}")
    for source, changed_text in since:
        click.echo(f"  {source.code}  {source.name}" + (f"  （{changed_text}）" if changed_text else ""))


def _as_json(one: Trail, changed: dict[int, str]) -> dict[str, Any]:
    records = [asdict(source) | {"since": changed.get(source.id, "")} for source in one.records]
    return asdict(one) | {"records": records}


@document_group.command("compare", cls=Command, short_help="对照任意两版：数字和文字有什么不同")
@click.argument("before", type=int, metavar="编号")
@click.argument("after", type=int, metavar="编号")
@json_option
@home_option
@click.pass_context
def compare_command(ctx: click.Context, /, before: int, after: int, as_json: bool, **_: Any) -> None:
    """对照任意两版。有不同时退出码为 3。"""
    from ajx_tui.services import documents, packs
    from ajx_tui.services.documents import changes

    with session_of(ctx, readonly=True) as session:
        pair = documents.version(session, before), documents.version(session, after)
        found = changes.between(*pair, packs.rules(session.store))
    if as_json:
        print_json(asdict(found))
    else:
        for number in found.numbers:
            click.echo(f"{number.title}：{number.before} → {number.after}")
        for text in found.texts:
            click.echo(f"【{text.chapter}】")
            for sign, line in (("-", text.before), ("+", text.after)):
                if line:
                    click.echo(f"  {sign} {line}")
        if not found:
            click.echo("没有不同。")
    if found:
        ctx.exit(ExitCode.FINDINGS)


@document_group.command("restore", cls=Command, short_help="把一版的原文件一字不差地另存")
@click.argument("number", type=int, metavar="编号")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@json_option
@home_option
@click.pass_context
def restore_command(ctx: click.Context, /, number: int, out: Path | None, as_json: bool, **_: Any) -> None:
    """另存一版留存的文件（每家一份的写成一个文件夹），与导出时一字不差。"""
    from ajx_tui.services import documents

    with session_of(ctx, readonly=True) as session:
        version = documents.version(session, number)
        path = out or home_of(ctx).exports / version.file_name
        report = work(documents.restore_job(session, version, path), quiet=as_json)
    if as_json:
        print_json({"path": report.path, "sha256": version.sha256, "pages": report.pages})
    else:
        click.echo(f"已写出 {report.path}")


@document_group.command("lint", cls=Command, short_help="签发前检查一种文书")
@click.argument("document", metavar="文书")
@as_of_option
@json_option
@home_option
@click.pass_context
def lint_command(ctx: click.Context, /, document: str, as_of: str | None, as_json: bool, **_: Any) -> None:
    """检查一种文书：指定保险机构的措辞、空的数字、前后不一致的表、缺少的附件、印不出的字。有发现时退出码为 3。"""
    from ajx_tui.services import documents

    with session_of(ctx, readonly=True) as session:
        notes = documents.draft(session, documents.entry(document).name, cut_off(session, as_of)).notes
    if as_json:
        print_json([asdict(note) for note in notes])
    else:
        for note in notes:
            click.echo(f"{'应当处理' if note.serious else '请核实'}：{note}")
        if not notes:
            click.echo("未发现需要留意的地方。")
    if notes:
        ctx.exit(ExitCode.FINDINGS)


@document_group.command("papers", cls=Command, short_help="发文登记：每个发文字号给了谁，有没有空号")
@click.option("--gaps", is_flag=True, help="只列各系列用到几号、有哪些空号")
@json_option
@home_option
@click.pass_context
def papers_command(ctx: click.Context, /, gaps: bool, as_json: bool, **_: Any) -> None:
    """列出发文登记。"""
    from ajx_tui.services.documents import numbering

    with session_of(ctx, readonly=True) as session:
        books = [numbering.ledger(session.store, series) for series in numbering.series_known(session.store)]
        listed = [] if gaps else numbering.register(session.store)
    if as_json:
        told = [{"series": one.series, "next": one.next, "gaps": list(one.gaps)} for one in books]
        print_json({"series": told, "papers": listed})
        return
    for one in listed:
        served = f"{one['served_on']}送达" if one["served_on"] else ""
        to = one["enterprise_id"] or one["addressee"]
        state = "已作废" if one["void_on"] else served
        parts = (one["number"] or "（手写字号）", one["title"], to, one["issued_on"], state)
        click.echo("  ".join(part for part in parts if part))
    for book in books:
        missing = "、".join(map(str, book.gaps))
        click.echo(f"{book.series}：用到{book.next - 1}号，" + (f"空号{missing}" if missing else "没有空号"))


COMMANDS = (document_group,)
