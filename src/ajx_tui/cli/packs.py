"""`ajx pack`: the rules of the documents as data."""

from __future__ import annotations

import click

from ajx_tui.cli.chinese import Group


@click.group("pack", cls=Group, short_help="政策包：查看、检查、安装")
def pack_group() -> None:
    """政策包：把文件规定写成数据，更新规定不需要更新程序。"""


COMMANDS = (pack_group,)
