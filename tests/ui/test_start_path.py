"""What is imported before the first page is painted: every module there is time a clerk waits at every start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

CHILD = """
import os, sys
from pathlib import Path
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.ui.app import AjxApp

class Watched(AjxApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if renderable is not None and type(screen).__name__ == "HomeScreen":
            print("\\n".join(sys.modules), file=sys.__stdout__, flush=True)
            os._exit(0)

Watched(Session(Store.open(Path(sys.argv[1])))).run(headless=True, size=(120, 36))
"""
OTHERS = {"__main__", "_distutils_hack", "filelock", "platformdirs", "rich", "textual", "typing_extensions"}
"""What stands beside the standard library and the program itself."""
OURS = """
domain domain.workflow errors paths settings start
services services.office services.session
store store.accounts store.backup store.connection store.database store.history store.migrations store.office store.seal
ui ui.app ui.base_app ui.compat ui.compat.app ui.compat.compositor ui.compat.glyphs ui.compat.styles
ui.compat.terminal ui.compat.texts ui.commands ui.desk ui.guard ui.needs ui.pages ui.rooms ui.theme ui.widgets
ui.screens ui.screens.home ui.screens.home_rows ui.screens.page
"""


def test_only_what_the_first_page_shows_is_imported_before_it(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "ajx.db")
    with Session(store).unit("试验") as unit:
        unit.set_setting("demo", True)
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(store.path)], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    ours = {name.removeprefix("ajx_tui.") for name in loaded if name.startswith("ajx_tui.")}
    assert "ui.widgets.record_grid" not in ours
    ours = {name for name in ours - set(OURS.split()) if not name.startswith("ui.widgets.")}
    assert not ours, f"{sorted(ours)}: import it where it is needed, or ask for it once `app.has_loaded`"
    others = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names - OTHERS - {"ajx_tui"}
    assert not {name for name in others if not name.startswith("_")}
