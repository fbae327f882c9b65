"""`ajx demo`: the practice county, end to end."""

from __future__ import annotations

import sys
from typing import Any

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import home_of, home_option, json_option, print_json, session_of, work


@click.command("demo", cls=Command, short_help="建立演示县并打开：十张表进，工作方案和自评报告出")
@click.option("--no-tui", is_flag=True, help="只建立和导出，不打开程序")
@json_option
@home_option
@click.pass_context
def demo_command(ctx: click.Context, /, no_tui: bool, as_json: bool, **_: Any) -> None:
    """用自带的十张表建立演示县：导入、统计、导出工作方案和自评报告（PDF），然后打开程序。全部内容均为虚构。"""
    from ajx_tui.services import demo
    from ajx_tui.services.documents import export_job
    from ajx_tui.services.figures import figures
    from ajx_tui.services.imports.report import as_json as imports_json
    from ajx_tui.services.imports.report import rejected
    from ajx_tui.services.stats import stats_json, stats_text

    home = home_of(ctx)
    with session_of(ctx) as session:
        built = work(demo.build(session), quiet=as_json)
        found = figures(session.store, demo.AS_OF)
        made = {
            name: work(export_job(session, name, demo.AS_OF, home.exports / f"演示-{title}.pdf"), quiet=as_json)
            for name, title in (("plan", "工作方案"), ("evaluation", "自评报告"))
        }
        if as_json:
            told = {"imports": imports_json(built.imports), "rejected": rejected(built.imports)}
            print_json({**stats_json(found), **told, "documents": {n: str(r.path) for n, r in made.items()}})
        else:
            for result in built.imports:
                counts = [one.counts() for one in result.lists]
                new, refused = (sum(c[k] for c in counts) for k in ("new", "refused"))
                click.echo(f"{result.plan.path.name}：新增 {new}，退回 {refused}")
            click.echo(stats_text(found))
            for report in made.values():
                click.echo(f"已写出 {report.path}（{report.pages} 页）")
    if not no_tui and not as_json and sys.stdin.isatty() and sys.stdout.isatty():
        from ajx_tui.cli.program import open_program

        open_program(ctx, as_of=demo.AS_OF)


COMMANDS = (demo_command,)
