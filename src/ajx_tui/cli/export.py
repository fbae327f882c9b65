"""`ajx export`: official documents as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import as_of_option, cut_off, home_of, home_option, json_option, print_json, session_of, work


@click.command("export", cls=Command, short_help="导出工作方案、自评报告（PDF、Word）")
@click.argument("document", metavar="文书")
@as_of_option
@click.option("--out", type=click.Path(path_type=Path), metavar="文件", help="写到哪里；默认 exports 文件夹")
@click.option("--format", "suffix", type=click.Choice(["pdf", "docx"]), help="格式；默认按文件名，再默认 pdf")
@click.option("--bundled-fonts", is_flag=True, default=None, help="只用自带字体，任何电脑上结果完全相同")
@json_option
@home_option
@click.pass_context
def export_command(ctx: click.Context, /, document: str, as_of: str | None, out: Path | None, **given: Any) -> None:
    """导出文书：plan（工作方案）、evaluation（自评报告）。"""
    from ajx_tui.services.documents import export_job, title_of
    from ajx_tui.settings import load

    home = home_of(ctx)
    settings = load(home.settings, bundled_fonts=given["bundled_fonts"])
    suffix = given["suffix"] or (out.suffix.lstrip(".").lower() if out and out.suffix else "pdf")
    with session_of(ctx, readonly=True) as session:
        day = cut_off(session, as_of)
        path = out or home.exports / f"{title_of(document)}-{day.isoformat()}.{suffix}"
        job = export_job(session, document, day, path, suffix=suffix, bundled_only=settings.bundled_fonts)
        report = work(job, quiet=given["as_json"])
    if given["as_json"]:
        print_json({"path": str(report.path), "pages": report.pages, "missing": list(report.missing)})
    else:
        click.echo(f"已写出 {report.path}（{report.pages} 页）")
        for character, where in report.missing:
            click.echo(f"  提示：字体中没有“{character}”（{where}），已印成□")


COMMANDS = (export_command,)
