"""Where the files of the last import lay: the wizard begins there."""

from __future__ import annotations

from pathlib import Path

from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

_SETTING = "ui.import_folder"


def last_folder(store: Store) -> Path | None:
    """The folder of the last import, or None."""
    text = store.setting(_SETTING)
    return Path(str(text)) if text else None


def remember_folder(session: Session, folder: Path) -> None:
    """Note the folder of an import. Raises AjxError when nothing can be written."""
    with session.unit("记住文件夹") as unit:
        unit.set_setting(_SETTING, str(folder))
