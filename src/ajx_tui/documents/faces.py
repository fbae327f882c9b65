"""Which font file stands behind each role of a document: a system face where present, else the bundled one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from ajx_tui.documents import sfnt
from ajx_tui.errors import AjxError

BUNDLED_FOLDER = Path(__file__).with_name("fonts")
_NO_EMBEDDING = 0x0002  # OS/2 fsType: restricted licence embedding


class Role(StrEnum):
    """The typographic roles of GB/T 9704-2012; the value is what the export log prints."""

    FANGSONG = "仿宋"
    XIAOBIAOSONG = "小标宋"
    HEITI = "黑体"
    KAITI = "楷体"
    SONGTI = "宋体"


@dataclass(frozen=True, slots=True)
class FaceFile:
    """A face on disk. `index` is its place in a collection; `system` tells it from a bundled one."""

    name: str
    path: Path
    index: int = 0
    system: bool = False

    def label(self) -> str:
        """The name for the export log."""
        return f"{self.name}（{'系统' if self.system else '内置'}）"


@dataclass(frozen=True, slots=True)
class Face:
    """A face whose metrics are loaded: character → glyph id and advance width in 1/1000 em."""

    file: FaceFile
    info: sfnt.FaceInfo
    glyphs: dict[str, int]
    widths: dict[str, int]


BUNDLED = {
    Role.FANGSONG: FaceFile("FandolFang", BUNDLED_FOLDER / "fangsong.ttf"),
    Role.XIAOBIAOSONG: FaceFile("Noto Serif SC Black", BUNDLED_FOLDER / "xiaobiaosong.ttf"),
    Role.HEITI: FaceFile("Noto Sans SC", BUNDLED_FOLDER / "heiti.ttf"),
    Role.KAITI: FaceFile("霞鹜文楷", BUNDLED_FOLDER / "kaiti.ttf"),
    Role.SONGTI: FaceFile("Noto Serif SC", BUNDLED_FOLDER / "songti.ttf"),
}

# Family or full names a system face may carry, best first. Names, never file names: files get renamed.
SYSTEM_NAMES = {
    Role.FANGSONG: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "STFangsong"),
    Role.XIAOBIAOSONG: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    Role.HEITI: ("黑体", "SimHei", "方正黑体_GBK", "华文黑体", "STHeiti"),
    Role.KAITI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti"),
    Role.SONGTI: ("宋体", "SimSun", "方正书宋_GBK", "华文宋体", "STSong"),
}


def system_font_folders() -> tuple[Path, ...]:
    """Where this operating system keeps fonts, installed for all users and for this one."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return (Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", local)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts")


def _font_files(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        for parent, _, names in os.walk(folder):
            yield from (Path(parent, n) for n in sorted(names) if n.lower().endswith((".ttf", ".ttc")))


@lru_cache(maxsize=4)
def find_system_faces(folders: tuple[Path, ...]) -> tuple[tuple[Role, FaceFile], ...]:
    """The best system face of each role, found by name table; broken files are passed over."""
    wanted = {name: (role, rank) for role, names in SYSTEM_NAMES.items() for rank, name in enumerate(names)}
    best: dict[Role, tuple[int, FaceFile]] = {}
    for path in _font_files(folders):
        try:
            for index, family in _faces_of(path):
                role, rank = wanted.get(family, (None, 0))
                if role and (role not in best or rank < best[role][0]):
                    best[role] = (rank, FaceFile(family, path, index, system=True))
        except (sfnt.FontError, OSError):
            continue
    return tuple((role, face) for role, (_, face) in best.items())


def _faces_of(path: Path) -> Iterator[tuple[int, str]]:
    with sfnt.SfntFile(path) as first:
        count = min(first.face_count(), 16)
    for index in range(count):
        with sfnt.SfntFile(path, index) as font:
            if font.has("glyf"):
                yield from ((index, family) for family in sfnt.family_names(font))


@lru_cache(maxsize=16)
def load(file: FaceFile) -> Face:
    """The metrics of a face: from its sidecar when it is bundled, else parsed.

    Raises `AjxError` when a bundled face is missing or damaged, `sfnt.FontError` or OSError for a system face.
    """
    if file.system:
        metrics = sfnt.read_metrics(file.path, file.index)
        if metrics.info.fs_type & _NO_EMBEDDING:
            raise sfnt.FontError(f"{file.name} must not be embedded")
    else:
        try:
            metrics = sfnt.unpack(file.path.with_suffix(".metrics").read_bytes())
        except (OSError, sfnt.FontError) as error:
            raise AjxError(
                "内置字体损坏", f"读不出 {file.path.name} 的字宽表（{error}）。请重新安装本程序。"
            ) from error
    characters = list(map(chr, metrics.points))
    return Face(
        file,
        metrics.info,
        dict(zip(characters, metrics.glyphs, strict=True)),
        dict(zip(characters, metrics.widths, strict=True)),
    )


def chain(role: Role, *, bundled_only: bool) -> tuple[FaceFile, ...]:
    """The faces to try for a role, in order: system, bundled, then the other bundled faces, 宋体 first."""
    own = [] if bundled_only else [face for r, face in find_system_faces(system_font_folders()) if r is role]
    rest = (Role.SONGTI, Role.HEITI, Role.KAITI, Role.FANGSONG, Role.XIAOBIAOSONG)
    return (*own, BUNDLED[role], *(BUNDLED[r] for r in rest if r is not role))
