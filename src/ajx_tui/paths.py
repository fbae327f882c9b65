"""Where things lie: the home folder, and the places inside it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "AJX_HOME"


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder: one county's database, backups and produced documents."""

    root: Path

    @property
    def database(self) -> Path:
        """The database file."""
        return self.root / "db" / "ajx.db"

    @property
    def exports(self) -> Path:
        """Where produced documents go."""
        return self.root / "exports"

    @property
    def settings(self) -> Path:
        """The settings file of this home."""
        return self.root / "settings.toml"


def find_home(flag: Path | None = None) -> Home:
    """The home folder: the flag, else AJX_HOME, else the checkout or portable folder, else the platform's."""
    if flag is not None:
        return Home(flag.expanduser().absolute())
    if chosen := os.environ.get(HOME_VARIABLE):
        return Home(Path(chosen).expanduser().absolute())
    for folder in (Path.cwd(), Path(sys.argv[0]).absolute().parent):
        if (folder / "db").is_dir() and (folder / "exports").is_dir():
            return Home(folder)
    from platformdirs import user_data_path

    return Home(user_data_path("ajx_tui", appauthor=False))


def free_file(path: Path) -> Path:
    """`path`, or the first of name(2), name(3) … that does not exist yet: what was given out is not overwritten."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}({number}){path.suffix}")
    return free
