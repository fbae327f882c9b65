"""Export layouts as data: what is exported for whom, in which columns, with how much of personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ajx_tui.domain.fields import Ref, Spec
from ajx_tui.domain.masking import Profile
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.store.database import Store

SETTING = "layouts"
_HEAD = {"id": True, "title": True, "recipient": True, "version": True, "kind": True, "profile": True,
         "figure": False, "by": False, "column": True}  # fmt: skip
_COLUMN = ("path", "title", "figure")


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: ways through references to a field, the first that leads to a value counts; or a figure (是/否).

    `own_name` marks the registered name of a firm or office: it may hold its owner's name and is public all the same.
    """

    title: str
    paths: tuple[tuple[str, ...], ...]
    spec: Spec | None
    figure: str = ""
    own_name: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. `figure` limits the rows to the records behind it, `by` is where a recipient stands in them."""

    id: str
    title: str
    recipient: str
    version: str
    kind: Kind
    profile: Profile
    columns: tuple[LayoutColumn, ...]
    figure: str = ""
    by: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Layout]:
    """The layouts that come with the program, by id."""
    folder = files("ajx_tui") / "exchange" / "layouts"
    texts = {f.name: f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    made = [parse(texts[name], name) for name in sorted(texts)]
    return {layout.id: layout for layout in made}


def layouts(store: Store) -> dict[str, Layout]:
    """Every layout at hand: shipped, and those the county put in, which replace a shipped one of their id."""
    added: dict[str, str] = store.setting(SETTING, {})
    return {**shipped(), **{name: parse(text, name) for name, text in added.items()}}


def find(store: Store, layout_id: str) -> Layout:
    """The layout of that id. Raises UsageError naming those there are."""
    known = layouts(store)
    if layout_id not in known:
        told = "、".join(f"{one.id}（{one.title}）" for one in known.values())
        raise UsageError("没有这种导出格式", f"“{layout_id}”不是导出格式；可用：{told}")
    return known[layout_id]


def parse(text: str, name: str) -> Layout:
    """A layout from its TOML text. Raises RefusedError that says where in file `name` what is wrong."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError("导出格式有误", f"{name}：{error}") from error
    _keys(data, name)
    kind = KINDS.get(data["kind"])
    if kind is None:
        raise _wrong(name, "kind", f"没有“{data['kind']}”这种记录")
    if data["profile"] not in set(Profile):
        raise _wrong(name, "profile", f"“{data['profile']}”不是遮盖档次（internal、report、public）")
    columns = data["column"]
    if not isinstance(columns, list) or not columns or not all(isinstance(c, dict) for c in columns):
        raise _wrong(name, "column", "至少要有一列（[[column]]）")
    made = tuple(_column(kind, entry, f"{name}第{number}列") for number, entry in enumerate(columns, 1))
    titles = [column.title for column in made]
    twice = next((t for t in titles if titles.count(t) > 1), None)
    if twice:
        raise _wrong(name, "column", f"有两列都叫“{twice}”，请用 title 区分")
    by = _path(kind, data["by"], f"{name} by")[0] if data.get("by") else ()
    return Layout(
        data["id"], data["title"], data["recipient"], data["version"], kind, Profile(data["profile"]), made,
        data.get("figure", ""), by,
    )  # fmt: skip


def _keys(data: Mapping[str, Any], name: str) -> None:
    for key in data:
        if key not in _HEAD:
            raise _wrong(name, key, f"不认识的键；可用：{'、'.join(_HEAD)}")
    for key, needed in _HEAD.items():
        value = data.get(key)
        if key != "column" and ((needed and not value) or (value is not None and not isinstance(value, str))):
            raise _wrong(name, key, "没有填写，或不是文字")
    if "column" not in data:
        raise _wrong(name, "column", "至少要有一列（[[column]]）")


def _column(kind: Kind, entry: Mapping[str, Any], where: str) -> LayoutColumn:
    for key, value in entry.items():
        if key not in _COLUMN or not isinstance(value, str):
            raise RefusedError("导出格式有误", f"{where}：“{key}”不是列的键，或值不是文字；可用：{'、'.join(_COLUMN)}")
    if ("path" in entry) == ("figure" in entry):
        raise RefusedError("导出格式有误", f"{where}：path 和 figure 要写一个，而且只写一个")
    if "figure" in entry:
        if not entry.get("title"):
            raise RefusedError("导出格式有误", f"{where}：figure 列要写 title")
        return LayoutColumn(entry["title"], (), None, entry["figure"])
    found = [_path(kind, part, where) for part in entry["path"].split("|")]
    names, spec = found[0]
    owner = kind
    for step in names[:-1]:
        owner = KINDS[owner.refs[step].target]
    own_name = names[-1] == "name" and any("name" in key for key in owner.keys)
    return LayoutColumn(entry.get("title") or spec.title, tuple(path for path, _ in found), spec, own_name=own_name)


def _path(kind: Kind, text: str, where: str) -> tuple[tuple[str, ...], Spec]:
    """The fields of 'a.b.c' and the declaration at its end."""
    names = tuple(part.strip() for part in text.split("."))
    at = kind
    for place, name in enumerate(names):
        spec = at.fields.get(name)
        if spec is None:
            raise RefusedError("导出格式有误", f"{where}：{at.title}没有字段“{name}”（{text.strip()}）")
        if place == len(names) - 1:
            return names, spec
        if not isinstance(spec, Ref):
            raise RefusedError("导出格式有误", f"{where}：“{name}”不指向别的记录（{text.strip()}）")
        at = KINDS[spec.target]
    raise RefusedError("导出格式有误", f"{where}：path 是空的")


def _wrong(name: str, key: str, text: str) -> RefusedError:
    return RefusedError("导出格式有误", f"{name} {key}：{text}")
