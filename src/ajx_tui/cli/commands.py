"""All subcommands, in the order of the work."""

from __future__ import annotations

import click

from ajx_tui.cli import demo, dictionary, export, figures, import_, packs


def add_to(group: click.Group) -> None:
    """Hang every subcommand under `group`, once."""
    if group.commands:
        return
    for module in (demo, import_, figures, export, packs, dictionary):
        for command in module.COMMANDS:
            group.add_command(command)
