"""Settings of the program on this PC. Flags come before environment, environment before the file."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from ajx_tui.errors import AjxError

PREFIX = "AJX_"


@dataclass(frozen=True, slots=True)
class Settings:
    """The docstring of each field is its manual; its name is the key in settings.toml and, after AJX_, the variable."""

    plain: bool = False
    """兼容模式: no box characters or symbols of ambiguous width, for old consoles."""

    theme: str = "ajx-dark"
    """Colour theme: ajx-dark or ajx-light."""

    bundled_fonts: bool = False
    """Use only the bundled fonts in documents, so that every PC makes the same bytes."""


def load(path: Path, **flags: Any) -> Settings:
    """The settings in force. `flags` that are None do not count. Raises AjxError for an unreadable file."""
    settings = Settings()
    if path.is_file():
        try:
            read = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AjxError("设置文件有误", f"{path}：{error}") from error
        settings = replace(settings, **_known(read, path))
    env = {
        f.name: os.environ[PREFIX + f.name.upper()] for f in fields(Settings) if PREFIX + f.name.upper() in os.environ
    }
    settings = replace(settings, **_known(env, Path("环境变量")))
    return replace(settings, **{k: v for k, v in flags.items() if v is not None})


def save(path: Path, settings: Settings) -> None:
    """Write the settings that differ from the defaults. Raises AjxError when the file can't be written."""
    lines = []
    for entry in fields(Settings):
        value = getattr(settings, entry.name)
        if value != entry.default:
            text = str(value).lower() if isinstance(value, bool) else f'"{value}"'
            lines.append(f"{entry.name} = {text}\n")
    try:
        partial = path.with_name(path.name + ".part")
        partial.write_text("".join(lines), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise AjxError("设置没有保存", f"不能写入 {path}：{error.strerror}") from error


def _known(read: dict[str, Any], where: Path) -> dict[str, Any]:
    """The entries of `read` that are settings, each as its type."""
    found: dict[str, Any] = {}
    types = {f.name: type(f.default) for f in fields(Settings)}
    for name, value in read.items():
        if name not in types:
            raise AjxError("设置文件有误", f"{where}：没有“{name}”这一项；可用：{'、'.join(types)}")
        if types[name] is bool and isinstance(value, str):
            value = value.strip().lower() in ("1", "true", "yes", "on", "是")
        if not isinstance(value, types[name]):
            raise AjxError("设置文件有误", f"{where}：“{name}”的值不对")
        found[name] = value
    return found
