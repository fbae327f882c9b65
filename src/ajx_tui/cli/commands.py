"""All subcommands, in the order of the work."""

from __future__ import annotations

import click

from ajx_tui.cli import (
    backup,
    case,
    checklist,
    demo,
    dictionary,
    document,
    due,
    duplicates,
    export,
    figures,
    history,
    import_,
    layouts,
    packs,
    register,
    review,
    score,
    users,
)


def add_to(group: click.Group) -> None:
    """Hang every subcommand under `group`, once."""
    if group.commands:
        return
    work = (
        demo,
        import_,
        duplicates,
        figures,
        register,
        score,
        due,
        case,
        export,
        document,
        layouts,
        checklist,
        review,
    )
    for module in (*work, history, backup, users, packs, dictionary):
        for command in module.COMMANDS:
            group.add_command(command)
