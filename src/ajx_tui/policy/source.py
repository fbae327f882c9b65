"""Where a pack's text comes from: a folder, a zip file, or one TOML file."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from ajx_tui.errors import RefusedError

MAIN = "pack.toml"
_MOST_FILES = 500
_MOST_BYTES = 4_000_000


@dataclass(frozen=True)
class PackSource:
    """The text files of one pack, by path inside the pack. `label` is put before file names in messages."""

    files: Mapping[str, str]
    origin: str
    label: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all files, in hexadecimal."""
        made = hashlib.sha256()
        for name in sorted(self.files):
            data = self.files[name].encode()
            made.update(f"{len(name.encode())}:{name}{len(data)}:".encode() + data)
        return made.hexdigest()


def read_source(path: Path) -> PackSource:
    """The pack at `path`. Raises RefusedError when it is no pack or can't be read."""
    try:
        if path.is_dir():
            raw = {
                f.relative_to(path).as_posix(): f.read_bytes()
                for f in sorted(path.rglob("*"))
                if f.suffix in (".toml", ".sql") and f.is_file() and f.stat().st_size <= _MOST_BYTES
            }
        elif zipfile.is_zipfile(path):
            raw = _unzipped(path)
        else:
            if path.stat().st_size > _MOST_BYTES:
                raise _refused(path, "文件过大，不像是政策包")
            raw = {MAIN: path.read_bytes()}
            if raw[MAIN].startswith(b"PK\x03\x04"):
                raise _refused(path, "压缩文件损坏或有密码，请重新索取")
    except OSError as error:
        raise _refused(path, f"打不开：{error.strerror or error}") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(path, "压缩文件损坏或有密码，请重新索取") from error
    if MAIN not in raw:
        raise _refused(path, f"里面没有 {MAIN}，不是政策包")
    if len(raw) > _MOST_FILES or sum(map(len, raw.values())) > _MOST_BYTES:
        raise _refused(path, "文件过多或过大，不像是政策包")
    files = {}
    for name, data in raw.items():
        try:
            files[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise _refused(path, f"{name}第{line}行不是 UTF-8 文字，请用 UTF-8 编码另存") from error
    return PackSource(files, path.name)


def _unzipped(path: Path) -> dict[str, bytes]:
    """The pack files of a zip; a single folder at its top is looked through. Sizes are checked before unpacking."""
    with zipfile.ZipFile(path) as archive:
        entries = [i for i in archive.infolist() if not i.is_dir() and i.filename.endswith((".toml", ".sql"))]
        if len(entries) > _MOST_FILES or sum(i.file_size for i in entries) > _MOST_BYTES:
            raise _refused(path, "文件过多或过大，不像是政策包")
        top = {PurePosixPath(i.filename).parts[0] for i in entries}
        cut = len(next(iter(top))) + 1 if len(top) == 1 and MAIN not in top else 0
        return {i.filename[cut:]: archive.read(i) for i in entries}


def _refused(path: Path, text: str) -> RefusedError:
    return RefusedError("政策包不能使用", f"{path.name} {text}。没有任何改动。")
