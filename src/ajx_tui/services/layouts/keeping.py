"""Which layouts are at hand: those that came with the program, and the county's own on top of them.

A county's own layout is kept as the text of its file in the database, apart from the shipped ones, so that an update
of the program leaves it alone. One with the id of a shipped layout stands in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import count
from pathlib import Path

from ajx_tui.atomic import writing
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services.layouts.model import WHOLE, Layout, Party, whole
from ajx_tui.services.layouts.reading import LayoutCheck, check, check_file
from ajx_tui.services.packs import rules
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

SETTING = "layouts"
_PARTIES = list(Party)
_OWN_VERSION = re.compile(r"(.*本县)([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every layout at hand by id; the ids of the county's own; what is wrong with own ones that can't be used."""

    layouts: Mapping[str, Layout]
    own: frozenset[str]
    broken: Mapping[str, str]

    def note(self, layout: Layout) -> str:
        """Where a layout comes from, and whether the program now ships a newer one than it was copied from."""
        if layout.id not in self.own:
            return "随程序提供"
        first = shipped().get(layout.id)
        if first is None:
            return "本县自定"
        newer = first.version if layout.base and layout.base != first.version else ""
        return f"本县修改（基于 {layout.base or first.version}" + (f"，程序已有 {newer}）" if newer else "）")


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Layout]:
    """The layouts that come with the program, by id. Raises RefusedError when one of them is faulty."""
    found = [_sound(check(text, f"{name}.toml")) for name, text in sorted(shipped_texts().items())]
    return {layout.id: layout for layout in found}


@lru_cache(maxsize=1)
def shipped_texts() -> Mapping[str, str]:
    """The files of the shipped layouts by id."""
    folder = files("ajx_tui") / "exchange" / "layouts"
    return {f.name[:-5]: f.read_text(encoding="utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}


def shelf(store: Store) -> Shelf:
    """Every layout at hand. An own one that this program can't read stays where it is and is told, not used."""
    layouts, broken = dict(shipped()), dict[str, str]()
    texts: dict[str, str] = store.setting(SETTING, {})
    for name, text in texts.items():
        found = check(text, f"{name}.toml")
        if found.layout is not None:
            layouts[name] = found.layout
        else:
            broken[name] = "；".join(map(str, found.problems))
    return Shelf(layouts, frozenset(texts) - frozenset(broken), broken)


def find(store: Store, name: str) -> Layout:
    """The layout of that id or title, also those that every kind has. Raises UsageError naming those there are."""
    known = shelf(store)
    if name.startswith(WHOLE) and (kind := KINDS.get(name.removeprefix(WHOLE))) is not None:
        return whole(kind)
    found = known.layouts.get(name) or next((one for one in known.layouts.values() if one.title == name), None)
    if found is None and name in known.broken:
        raise RefusedError("导出格式不能使用", known.broken[name])
    if found is None:
        told = "、".join(f"{one.id}（{one.title}）" for one in known.layouts.values())
        more = f"每种记录另有 {WHOLE}种类（全部栏目，内部），如 {WHOLE}policy"
        raise UsageError("没有这种导出格式", f"“{name}”不是导出格式；可用：{told}；{more}")
    return found


def for_kind(store: Store, kind_name: str = "") -> list[Layout]:
    """The layouts for lists of a kind, all of them first; without a kind every layout. By whom they are for."""
    found = [one for one in shelf(store).layouts.values() if kind_name in ("", one.kind.name)]
    found.sort(key=lambda one: (_PARTIES.index(one.party), one.kind.name, one.id))
    return [whole(KINDS[kind_name]), *found] if kind_name else found


def own(store: Store, layout: Layout) -> bool:
    """Whether a layout is the county's own."""
    return layout.id in shelf(store).own


def install(session: Session, path: Path) -> Layout:
    """Put a layout file into this database, replacing the own one of its id.

    Raises RefusedError with every problem when it is faulty, NotPermittedError for the wrong role; nothing is changed.
    """
    found = check_file(path, rules(session.store))
    return _put(session, _sound(found), found.text)


def put(session: Session, layout: Layout) -> Layout:
    """Keep a layout that was put together on screen. Raises RefusedError when it does not hold together."""
    text = to_toml(layout)
    return _put(session, _sound(check(text, f"{layout.id}.toml", rules(session.store))), text)


def _put(session: Session, layout: Layout, text: str) -> Layout:
    with session.unit(f"装入导出格式{layout.title}", permission=Permission.MANAGE) as unit:
        unit.set_setting(SETTING, {**session.store.setting(SETTING, {}), layout.id: text})
    return layout


def take_back(session: Session, layout_id: str) -> None:
    """Remove an own layout; a shipped one of its id comes back. Raises RefusedError when there is no own one."""
    kept: dict[str, str] = dict(session.store.setting(SETTING, {}))
    if layout_id not in kept:
        raise RefusedError("没有移除", f"“{layout_id}”不是本县自定的导出格式。")
    del kept[layout_id]
    with session.unit(f"移除本县导出格式{layout_id}", permission=Permission.MANAGE) as unit:
        unit.set_setting(SETTING, kept)


def own_copy(store: Store, layout: Layout) -> Layout:
    """A layout as the next version of the county's own, marked by the shipped version that it began as."""
    if layout.id.startswith(WHOLE):
        return separate_copy(store, layout)
    if (own_version := _OWN_VERSION.fullmatch(layout.version)) is not None:
        return replace(layout, version=f"{own_version[1]}{int(own_version[2]) + 1}")
    first = shipped().get(layout.id)
    return replace(layout, version=f"{layout.version}+本县1", base=first.version if first is not None else layout.base)


def separate_copy(store: Store, layout: Layout) -> Layout:
    """A layout as the start of another one, with an id of its own."""
    known = shelf(store)
    taken = {*known.layouts, *known.broken}
    stem = layout.kind.name.replace("_", "-")
    number = next(n for n in count(1) if f"own-{stem}-{n}" not in taken)
    return replace(layout, id=f"own-{stem}-{number}", version="本县1", base="")


def write_copy(store: Store, layout: Layout, path: Path) -> None:
    """Write a layout as a file to be changed, as the start of the county's own. Raises AjxError when it can't."""
    from ajx_tui.services.documents.folders import make_folder

    one = own_copy(store, layout)
    make_folder(path.absolute().parent)
    with writing(path) as stream:
        stream.write(to_toml(one).encode())


def _sound(found: LayoutCheck) -> Layout:
    if found.layout is None:
        raise RefusedError("导出格式有误", f"{found.told}\n没有任何改动。")
    return found.layout


def to_toml(layout: Layout) -> str:
    """A layout as the text of its file."""
    head = {
        "id": layout.id, "title": layout.title, "party": layout.party, "recipient": layout.recipient,
        "version": layout.version, "base": layout.base, "kind": layout.kind.name, "profile": layout.profile,
        "figure": layout.figure, "day": layout.day, "by": ".".join(layout.by),
    }  # fmt: skip
    lines = [f"{key} = {_quoted(value)}" for key, value in head.items() if value]
    for one in layout.columns:
        lines += ["", "[[column]]", f"figure = {_quoted(one.figure)}" if one.figure else f"path = {_quoted(one.path)}"]
        if one.figure or one.spec is None or one.title != one.spec.title:
            lines.append(f"title = {_quoted(one.title)}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007F")


def parties(layouts: Sequence[Layout]) -> list[Party]:
    """For whom there are layouts, in the usual order."""
    found = {one.party for one in layouts}
    return [party for party in _PARTIES if party in found]
