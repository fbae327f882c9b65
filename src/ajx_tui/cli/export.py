"""`ajx export`: official documents as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import as_of_option, cut_off, home_of, home_option, json_option, print_json, session_of, work
from ajx_tui.errors import UsageError

if TYPE_CHECKING:
    from ajx_tui.documents.report import RenderReport
    from ajx_tui.services.session import Session


@click.command("export", cls=Command, short_help="导出文书（PDF、Word、Excel）")
@click.argument("document", metavar="文书")
@as_of_option
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--format", "suffix", type=click.Choice(["pdf", "docx", "xlsx"]), help="格式；默认按文件名，再默认 pdf")
@click.option("--number", type=int, metavar="序号", help="发文字号里的序号；每家一份时从它依次编下去")
@click.option("--each", is_flag=True, help="每家企业一个文件（催保通知、整改通知等）")
@click.option("--record", is_flag=True, help="登记为一版；每家一份的同时记到企业名下")
@click.option("--for", "firm", metavar="企业", help="只给这一家（全名或信用代码）；enterprise（企业全貌）必填")
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
    from ajx_tui.services.documents import Paper, evidence_job, export_each_job, export_job, findings, title_of
    from ajx_tui.settings import load

    home = home_of(ctx)
    settings = load(home.settings, bundled_fonts=given["bundled_fonts"])
    suffix = given["suffix"] or (out.suffix.lstrip(".").lower() if out and out.suffix else "pdf")
    with session_of(ctx, readonly=not given["record"]) as session:
        day = cut_off(session, as_of)
        firm = enterprise_paper.find(session.store, given["firm"]) if given["firm"] else None
        if document in (enterprise_paper.NAME, enterprise_paper.TITLE):
            report, beside = _enterprise(ctx, session, firm, day, out, suffix, settings.bundled_fonts), None
        else:
            for note in findings(session, day):
                click.echo(f"提示：{note}", err=True)
            name = f"{title_of(document)}-{day.isoformat()}"
            path = out or home.exports / (name if given["each"] else f"{name}.{suffix}")
            make = export_each_job if given["each"] else export_job
            paper = Paper(number=given["number"], only=frozenset({firm}) if firm else None)
            fonts, recorded = settings.bundled_fonts, given["record"]
            job = make(session, document, day, path, suffix=suffix, bundled_only=fonts, paper=paper, recorded=recorded)
            report = work(job, quiet=given["as_json"])
            beside = path.with_name(f"{path.stem if path.suffix else path.name}-数据来源.xlsx")
            if given["evidence"]:
                work(evidence_job(session, document, day, beside, paper=paper), quiet=given["as_json"])
    _tell(report, beside if given["evidence"] else None, as_json=given["as_json"])


def _enterprise(
    ctx: click.Context, session: Session, firm: int | None, day: date, out: Path | None, suffix: str, bundled: bool
) -> RenderReport:
    """Write the paper of one enterprise. Raises UsageError without one."""
    from ajx_tui.domain.records import KINDS
    from ajx_tui.services import enterprise_paper
    from ajx_tui.store.records import labels

    if firm is None:
        raise UsageError("请指明企业", "企业全貌是给一家企业的，请加 --for 企业全名或统一社会信用代码。")
    name = labels(session.store, KINDS["enterprise"], [firm])[firm]
    path = out or home_of(ctx).exports / enterprise_paper.file_name(name, day, suffix)
    job = enterprise_paper.export_job(session, firm, path, day, suffix=suffix, bundled_only=bundled)
    report: RenderReport = work(job, quiet=True)
    return report


def _tell(report: RenderReport, beside: Path | None, *, as_json: bool) -> None:
    """Say what was written, and which characters no face has."""
    if as_json:
        missing = [(glyph.character, glyph.context) for glyph in report.missing]
        print_json({"path": str(report.path), "pages": report.pages, "missing": missing,
                    "evidence": str(beside) if beside else None})  # fmt: skip
        return
    click.echo(f"已写出 {report.path}" + (f"（{report.pages} 页）" if report.pages else ""))
    if beside is not None:
        click.echo(f"已写出 {beside}")
    for glyph in report.missing:
        click.echo(f"  提示：字体中没有“{glyph.character}”（{glyph.context}），已印成□")


COMMANDS = (export_command,)
