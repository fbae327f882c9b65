"""`ajx export`: official documents as files, in one format or several at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import as_of_option, cut_off, home_of, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from ajx_tui.services.documents import Paper
    from ajx_tui.services.session import Session

SUFFIXES = ("pdf", "docx", "xlsx")
NEXT = ("next", "下一号")


def _formats(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The formats asked for: the option may be repeated, or name several with commas between."""
    found = [part.strip().lower() for text in given for part in text.replace("，", ",").replace("|", ",").split(",")]
    for part in found:
        if part not in SUFFIXES:
            raise UsageError("没有这种格式", f"“{part}”不能导出；可用 {'、'.join(SUFFIXES)}，几种之间用逗号隔开。")
    return tuple(dict.fromkeys(found))


def _number(_: click.Context, __: click.Parameter, given: str | None) -> int | str | None:
    """A 发文字号's number, or that the next free one is wanted."""
    if given is None or given in NEXT:
        return given
    if not given.isdecimal() or int(given) < 1:
        raise UsageError("序号看不懂", f"“{given}”请写成正整数，或者写 next 取下一个可用的号。")
    return int(given)


@click.command("export", cls=Command, short_help="导出文书（PDF、Word、Excel）")
@click.argument("document", metavar="文书")
@as_of_option
@click.option("--known-on", metavar="日期", help="按这一天结束时已经登记的内容重现（从历史回放），只看不登记")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--format", "suffixes", multiple=True, callback=_formats, metavar="格式",
              help="pdf、docx、xlsx，可以几种一起（逗号隔开）；默认按文件名，再默认 pdf")  # fmt: skip
@click.option(
    "--number", callback=_number, metavar="序号", help="发文字号里的序号，每家一份时依次编下去；next 取下一号"
)
@click.option("--date", "issued", metavar="日期", help="成文日期；默认同截止日")
@click.option("--signer", default="", metavar="姓名", help="上行文的签发人；默认留空手签")
@click.option("--each", is_flag=True, help="每家企业一个文件（催保通知、整改通知等）")
@click.option("--for", "only", multiple=True, metavar="企业",
              help="只给这一家（全名或信用代码），可重复；enterprise（企业全貌）必填")  # fmt: skip
@click.option("--filter", "filters", multiple=True, metavar="字段=值", help="只发给这些企业，可重复；= != < <= > >= 含")
@click.option("--search", default="", metavar="文字", help="只发给能查找到这些文字的企业")
@click.option("--record", is_flag=True, help="登记为一版并留存；每家一份的同时记到企业名下")
@click.option("--evidence", is_flag=True, help="另存一份 xlsx，列出每个数字由哪些记录得出")
@click.option("--bundled-fonts", is_flag=True, default=None, help="只用自带字体，任何电脑上结果完全相同")
@json_option
@home_option
@click.pass_context
def export_command(ctx: click.Context, /, document: str, as_of: str | None, out: Path | None, **given: Any) -> None:
    """导出一种文书；文书写英文名或中文名：plan（工作方案）、evaluation（自评报告）、bulletin（通报）、urging（催保通知）等。

    enterprise（企业全貌）用 --for 指明企业，是存档用的一户一档。
    """
    from ajx_tui.services import enterprise_paper
    from ajx_tui.services.documents import evidence_job, export_each_job, export_job, findings, title_of

    if document in (enterprise_paper.NAME, enterprise_paper.TITLE):
        _enterprise(ctx, as_of, out, given)
        return
    suffixes = given["suffixes"] or ((out.suffix.lstrip(".").lower() if out and out.suffix else "pdf"),)
    title, quiet = title_of(document), given["as_json"]
    with session_of(ctx, readonly=not given["record"]) as now, _known_on(now, given["known_on"]) as session:
        day = cut_off(session, as_of or given["known_on"])
        for note in findings(session, day):
            click.echo(f"提示：{note}", err=True)
        base = out.with_suffix("") if out and not given["each"] else out
        base = base or home_of(ctx).exports / f"{title}-{day.isoformat()}"
        paper = _paper(session, document, day, given)
        options = {"bundled_only": _bundled(ctx, given), "paper": paper, "recorded": given["record"]}
        files = []
        for suffix in suffixes:
            if given["each"]:
                path = base.with_name(f"{base.name}-{suffix}") if len(suffixes) > 1 else base
                job = export_each_job(session, document, day, path, suffix=suffix, **options)
            else:
                job = export_job(session, document, day, _named(base, out, suffix), suffix=suffix, **options)
            files.append(work(job, quiet=quiet))
        beside = base.with_name(f"{base.name}-数据来源.xlsx") if given["evidence"] else None
        if beside is not None:
            work(evidence_job(session, document, day, beside, paper=paper), quiet=quiet)
    _tell(files, beside, given)


def _enterprise(ctx: click.Context, as_of: str | None, out: Path | None, given: dict[str, Any]) -> None:
    """Write the paper of one enterprise. Raises UsageError without one."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import enterprise_paper
    from ajx_tui.store.records import labels

    if len(given["only"]) != 1:
        raise UsageError("请指明企业", "企业全貌是给一家企业的，请加 --for 企业全名或统一社会信用代码。")
    suffixes = given["suffixes"] or ((out.suffix.lstrip(".").lower() if out and out.suffix else "pdf"),)
    with session_of(ctx, readonly=True) as now, _known_on(now, given["known_on"]) as session:
        day, firm = cut_off(session, as_of or given["known_on"]), enterprise_paper.find(session.store, given["only"][0])
        name = labels(session.store, KINDS["enterprise"], [firm])[firm]
        files = []
        for suffix in suffixes:
            proposed = home_of(ctx).exports / enterprise_paper.file_name(name, day, suffix)
            path = _named(out.with_suffix(""), out, suffix) if out else proposed
            bundled = _bundled(ctx, given)
            job = enterprise_paper.export_job(session, firm, path, day, suffix=suffix, bundled_only=bundled)
            files.append(work(job, quiet=given["as_json"]))
    _tell(files, None, given)


def _named(base: Path, out: Path | None, suffix: str) -> Path:
    """The file of one format; a name that was given with this very suffix stays as it was given."""
    if out is not None and out.suffix.lower() == f".{suffix}":
        return out
    return base.with_name(f"{base.name}.{suffix}")


@contextmanager
def _known_on(session: Session, text: str | None) -> Iterator[Session]:
    """The session, or one on the county as it stood at the end of a past day. Raises UsageError, RefusedError."""
    from dataclasses import replace

    from ajx_tui.domain.quantities import read_day
    from ajx_tui.services import timeline

    if not text:
        yield session
        return
    day = read_day(text)
    if day is None:
        raise UsageError("日期看不懂", f"“{text}”请写成 2026-10-31 这样。")
    with timeline.as_of(session.store, day) as past:
        yield replace(session, store=past)


def _bundled(ctx: click.Context, given: dict[str, Any]) -> bool:
    from ajx_tui.settings import load

    return load(home_of(ctx).settings, bundled_fonts=given["bundled_fonts"]).bundled_fonts


def _paper(session: Session, document: str, day: date, given: dict[str, Any]) -> Paper:
    """Number, day, signer and receivers. Raises UsageError for what can't be read or is not there."""
    from dataclasses import replace

    from ajx_tui.domain.quantities import read_day
    from ajx_tui.services import documents

    chosen = documents.entry(document)
    issued = read_day(given["issued"]) if given["issued"] else None
    if given["issued"] and issued is None:
        raise UsageError("日期看不懂", f"“{given['issued']}”请写成 2026-10-31 这样。")
    paper = documents.Paper(date=issued, signer=given["signer"])
    limits = given["only"], given["filters"], given["search"]
    if any(limits):
        if not chosen.number_of:
            raise UsageError("不能只发给一部分", f"{chosen.title}不是每家一份的文书。")
        found = _scope(session, *limits)
        paper = replace(paper, only=found.enterprises, scope=found.text)
    if given["number"] in NEXT:
        facts = documents.facts_for(session, chosen, day)
        number = documents.next_number(session, chosen, chosen.build(facts, paper), facts, paper)
        return replace(paper, number=number)
    return replace(paper, number=given["number"])


def _scope(session: Session, only: tuple[str, ...], filters: tuple[str, ...], search: str) -> Any:
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services.documents import scope
    from ajx_tui.services.layouts.filters import list_query

    named = scope.of_names(session, only) if only else None
    if not filters and not search:
        return named
    query, told = list_query(session.store, KINDS["enterprise"], filters, search)
    found = scope.of_list(session, query, told)
    if named is None:
        return found
    return scope.Scope(named.enterprises & found.enterprises, f"{named.text}，{told}")


def _tell(files: list[Any], beside: Path | None, given: dict[str, Any]) -> None:
    missing = [[glyph.character, glyph.context] for report in files for glyph in report.missing]
    if given["as_json"]:
        listed = [{"path": str(report.path), "pages": report.pages} for report in files]
        print_json({**listed[0], "files": listed, "missing": missing, "evidence": str(beside) if beside else None})
        return
    for report in files:
        click.echo(f"已写出 {report.path}" + (f"（{report.pages} 页）" if report.pages else ""))
    if beside is not None:
        click.echo(f"已写出 {beside}")
    if given["number"] is not None and not given["record"]:
        click.echo("  提示：没有登记，这个发文字号没有占用；加 --record 登记。")
    for character, where in dict.fromkeys(map(tuple, missing)):
        click.echo(f"  提示：字体中没有“{character}”（{where}），已印成□")


COMMANDS = (export_command,)
