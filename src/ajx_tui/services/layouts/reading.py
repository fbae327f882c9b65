"""Reading a layout file: every problem is named by file, line and key, and nothing is guessed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ajx_tui.domain.masking import PROFILE_TITLES, Profile, stricter
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.policy.loader import read_toml
from ajx_tui.policy.model import Problem, Problems
from ajx_tui.policy.rules import Rules
from ajx_tui.policy.section import Section
from ajx_tui.policy.source import PackSource
from ajx_tui.services.layouts.model import (
    BY_DEPARTMENT,
    LOOSEST,
    PARTY_TITLES,
    WHOLE,
    Layout,
    LayoutColumn,
    Party,
    column,
    refers,
    target,
)
from ajx_tui.store.related import path_up

_HEAD = ("id", "title", "party", "recipient", "version", "base", "kind", "profile", "figure", "day", "by", "column")
_COLUMN = ("path", "title", "figure")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_MOST_BYTES = 1_000_000
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class LayoutCheck:
    """What is in a layout file and what is wrong with it; `layout` is None when something is."""

    layout: Layout | None
    text: str
    problems: tuple[Problem, ...]

    @property
    def told(self) -> str:
        """For people: every problem with its place, or what the layout holds."""
        if self.layout is None:
            head = f"导出格式不能使用，有 {len(self.problems)} 处问题："
            return "\n".join([head, *(f"  {problem}" for problem in self.problems)])
        one = self.layout
        return (
            f"{one.title}（{one.id} {one.version}）没有问题：给{one.recipient}，{PROFILE_TITLES[one.profile]}档，"
            f"每行一条{one.kind.title}，{len(one.columns)} 列。"
        )

    def as_json(self) -> dict[str, Any]:
        """The result as plain values."""
        told = [{"file": p.file, "line": p.line, "key": p.key, "text": p.text} for p in self.problems]
        return {"layout": self.layout.as_json() if self.layout else None, "problems": told}


def check_file(path: Path, rules: Rules | None = None) -> LayoutCheck:
    """Everything wrong with the layout file at `path`. With `rules`, its figures are looked up too.

    Raises RefusedError when it can't be read as text at all.
    """
    title = f"{path.name} 不是导出格式"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RefusedError(title, "文件过大。没有任何改动。")
        data = path.read_bytes()
    except OSError as error:
        raise RefusedError(title, f"打不开：{error.strerror or error}。没有任何改动。") from error
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RefusedError(title, f"第{line}行不是 UTF-8 文字，请用 UTF-8 编码另存。没有任何改动。") from error
    return check(text, path.name, rules)


def check(text: str, name: str, rules: Rules | None = None) -> LayoutCheck:
    """Everything wrong with the text of a layout file that is called `name`."""
    problems = Problems()
    head = read_toml(PackSource({name: text}, name), name, problems)
    layout = _layout(head, rules) if head is not None else None
    return LayoutCheck(None if problems.found else layout, text, tuple(problems.found))


def _layout(head: Section, rules: Rules | None) -> Layout | None:
    """The layout as far as it can be read; what is wrong is noted in the section's problems."""
    head.only(_HEAD)
    layout_id = head.text("id")
    if layout_id and (not _ID.fullmatch(layout_id) or layout_id.startswith(WHOLE)):
        head.fail("id", f"“{layout_id}”只能用小写字母、数字和连字符，2 到 40 个字符，不以 {WHOLE} 开头")
    party = Party(head.choice("party", [*Party]) or Party.OFFICE)
    profile = Profile(head.choice("profile", [*Profile]) or Profile.PUBLIC)
    if stricter(profile, LOOSEST[party]) is not profile:
        least = PROFILE_TITLES[LOOSEST[party]]
        head.fail("profile", f"给{PARTY_TITLES[party]}的至少要用{least}档，不能用{PROFILE_TITLES[profile]}档")
    texts = {key: head.text(key) for key in ("title", "recipient", "version")}
    kind = KINDS.get(head.text("kind"))
    if kind is None:
        if given := head.data.get("kind"):
            head.fail("kind", f"没有“{given}”这种记录，{_nearest(str(given), KINDS)}")
        return None
    return Layout(
        id=layout_id,
        title=texts["title"],
        party=party,
        recipient=texts["recipient"],
        version=texts["version"],
        kind=kind,
        profile=profile,
        columns=tuple(_columns(head, kind, rules)),
        figure=_figure(head, kind, rules),
        day=_day(head, kind),
        by=_by(head, kind),
        base=head.text("base", ""),
    )


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"是不是 {near[0]}？" if near else "可运行 ajx dictionary 查看"


def _columns(head: Section, kind: Kind, rules: Rules | None) -> list[LayoutColumn]:
    entries = head.tables("column")
    if not entries:
        head.fail("column", "至少要有一列（[[column]]）")
    if len(entries) > MOST_COLUMNS:
        head.fail("column", f"有 {len(entries)} 列，最多 {MOST_COLUMNS} 列")
    made: dict[str, LayoutColumn] = {}
    for entry in entries:
        one = _column(entry, kind, rules)
        if one is not None and one.title in made:
            key = "title" if "title" in entry.data else "path"
            entry.fail(key, f"有两列都叫“{one.title}”，请用 title 区分")
        elif one is not None:
            made[one.title] = one
    return list(made.values())


def _column(entry: Section, kind: Kind, rules: Rules | None) -> LayoutColumn | None:
    entry.only(_COLUMN)
    title = entry.text("title", "")
    if ("path" in entry.data) == ("figure" in entry.data):
        entry.fail("", "path 和 figure 要写一个，而且只写一个")
        return None
    if "figure" in entry.data:
        if not title:
            entry.fail("figure", "figure 列要写 title")
        figure = _figure(entry, kind, rules)
        return LayoutColumn(title, (), None, figure) if title and figure else None
    ways = [_way(entry, "path", kind, part) for part in entry.text("path").split("|")]
    paths = tuple(way for way in ways if way)
    return column(kind, paths, title) if paths and len(paths) == len(ways) else None


def _figure(section: Section, kind: Kind, rules: Rules | None) -> str:
    """The name of a figure that counts records of this kind; without rules it is taken as it is."""
    name = section.text("figure", "")
    if name and rules is not None:
        if name not in rules.figures:
            section.fail("figure", f"政策包中没有指标“{name}”，{_nearest(name, rules.figures)}")
        elif (behind := rules.kind_of(name)) != kind.name:
            section.fail("figure", f"指标“{name}”背后是{KINDS[behind].title}，不是{kind.title}")
    return name


def _day(head: Section, kind: Kind) -> str:
    name = head.text("day", "")
    if name and not isinstance(kind.fields.get(name), Day):
        head.fail("day", f"{kind.title}没有日期字段“{name}”，{_nearest(name, kind.fields)}")
    return name


def _by(head: Section, kind: Kind) -> tuple[str, ...]:
    text = head.text("by", "")
    if (text,) == BY_DEPARTMENT:
        if path_up(kind.name, "enterprise") is None:
            head.fail("by", f"{kind.title}不属于企业，不能按主管部门分开")
        return BY_DEPARTMENT
    way = _way(head, "by", kind, text) if text else ()
    if way and not refers(target(kind, way[:-1]).fields[way[-1]]):
        head.fail("by", f"“{way[-1]}”不指向收件方，要写指向部门、保险机构或服务机构的字段")
        return ()
    return way


def _way(section: Section, key: str, kind: Kind, text: str) -> tuple[str, ...]:
    """The fields of 'a.b.c'; empty when it leads nowhere, which is noted."""
    names = tuple(part.strip() for part in text.split("."))
    at = kind
    for place, name in enumerate(names):
        spec = at.fields.get(name)
        if spec is None:
            section.fail(key, f"{at.title}没有字段“{name}”，{_nearest(name, at.fields)}")
            return ()
        if place < len(names) - 1:
            if not refers(spec):
                section.fail(key, f"“{name}”（{spec.title}）不指向别的记录，后面不能再写“.{names[place + 1]}”")
                return ()
            at = target(at, (name,))
    return names
