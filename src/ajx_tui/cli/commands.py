"""All subcommands, in the order of the work."""

from __future__ import annotations

import click

from ajx_tui.cli import checklist, demo, dictionary, export, figures, history, import_, packs, review, users


def add_to(group: click.Group) -> None:
    """Hang every subcommand under `group`, once."""
    if group.commands:
        return
    for module in (demo, import_, figures, export, checklist, review, history, users, packs, dictionary):
        for command in module.COMMANDS:
            group.add_command(command)
