"""`ajx dictionary`: every field of every record, from the declarations themselves."""

from __future__ import annotations

import click

from ajx_tui.cli.chinese import Command
from ajx_tui.cli.context import json_option, print_json


@click.command("dictionary", cls=Command, short_help="数据字典：每种记录的每个字段")
@click.argument("kind", required=False, metavar="[记录]")
@json_option
def dictionary_command(kind: str | None, as_json: bool) -> None:
    """列出每种记录的字段：名称、类型、是否必填、含义、依据、导入时认得的列名。"""
    from ajx_tui.services.dictionary import as_text, entries

    found = entries(kind)
    if as_json:
        print_json(found)
    else:
        click.echo(as_text(found))


COMMANDS = (dictionary_command,)
