"""Reading a pack: from TOML text to `Pack`, with every problem named by file, line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from ajx_tui.policy import checklists, outlines, readers, score_sheets
from ajx_tui.policy.clause import LOCAL, LOCAL_DOCUMENT, Document, Place
from ajx_tui.policy.lines import Path, key_lines
from ajx_tui.policy.model import Pack, Parameter, Problems, Query
from ajx_tui.policy.section import Section
from ajx_tui.policy.source import MAIN, PackSource

_TOP = (
    "pack", "documents", "sector", "department", "duty", "parameter", "code_list", "fragment", "figure", "indicator",
    "check", "checklist", "outline", "disabled", "basis", "score_sheet",
)  # fmt: skip
_DAYS = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
T = TypeVar("T")


def load_pack(source: PackSource, inherited: Mapping[str, Parameter], problems: Problems) -> Pack | None:
    """The pack in `source`; None when it can't be read at all. What is wrong is added to `problems`.

    `inherited` are the parameters of the packs below, so that an entry may give new values only.
    """
    sections = _sections(source, problems)
    if not sections:
        return None
    head = sections[0].table("pack")
    head.only(("id", "title", "version", "extends", "note", "include"))
    documents = _documents(sections)

    def every(key: str, read: Callable[[Section], T]) -> tuple[T, ...]:
        return tuple(read(entry) for section in sections for entry in section.tables(key))

    def sql_of(section: Section, key: str) -> Query:
        return readers.query(section, key, source.files)

    pack_id = _pack_id(head)
    pack = Pack(
        id=pack_id,
        title=head.text("title"),
        version=head.text("version"),
        extends=head.texts("extends"),
        note=head.text("note", ""),
        documents=documents,
        digest=source.digest,
        disabled=every("disabled", lambda s: readers.switched_off(s, documents)),
        sectors=every("sector", lambda s: readers.sector(s, documents)),
        departments=every("department", lambda s: readers.department(s, documents)),
        duties=every("duty", lambda s: readers.duty(s, documents)),
        parameters=every("parameter", lambda s: readers.parameter(s, documents, inherited, pack_id)),
        code_lists=every("code_list", lambda s: readers.code_list(s, documents)),
        fragments=every("fragment", lambda s: readers.fragment(s, sql_of)),
        figures=every("figure", lambda s: readers.figure(s, documents, sql_of)),
        indicators=every("indicator", lambda s: readers.indicator(s, documents)),
        checks=every("check", lambda s: readers.check(s, documents, sql_of)),
        checklists=every("checklist", lambda s: checklists.checklist(s, documents)),
        outlines=every("outline", lambda s: outlines.outline(s, documents)),
        bases=every("basis", lambda s: readers.basis(s, documents)),
        score_sheets=every("score_sheet", lambda s: score_sheets.score_sheet(s, documents)),
    )
    _unique(sections, problems)
    return pack


def _sections(source: PackSource, problems: Problems) -> list[Section]:
    """The main file and those it includes, in order."""
    main = read_toml(source, MAIN, problems)
    if main is None:
        return []
    main.only(_TOP)
    found = [main]
    for name in main.table("pack").texts("include"):
        if name not in source.files:
            main.table("pack").fail("include", f"没有文件 {name}，请检查文件名")
        elif (section := read_toml(source, name, problems)) is not None:
            section.only([k for k in _TOP if k != "pack"])
            found.append(section)
    return found


def read_toml(source: PackSource, name: str, problems: Problems) -> Section | None:
    """The top table of one TOML file; None when it can't be read, which is added to `problems` with its line."""
    text = source.files[name]
    try:
        data, lines = _read(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = _AT_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        shown = text.splitlines()[line - 1].strip()[:80] if 0 < line <= len(text.splitlines()) else ""
        text = _syntax(error, shown)
        problems.add(Place(source.label + name, line), "", text)
        return None
    return Section(problems, name, lines, (), data, source.label)


@lru_cache(32)
def _read(text: str) -> tuple[Mapping[str, Any], Mapping[Path, int]]:
    """The tables of a TOML text and the lines of their keys; a pack is read again whenever another is tried on it."""
    return tomllib.loads(text), key_lines(text)


_SAID = (
    ("overwrite", "这一项写了两次，请删去一个"),
    ("declare", "这个小节写了两次，请合并或删去一个"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "有不能出现的字符，或者引号没有成对"),
)
"""What tomllib says in English → what to do about it."""


def _syntax(error: Exception, shown: str) -> str:
    """What is wrong with TOML, for a clerk."""
    if isinstance(error, RecursionError):
        return "括号套得太深，不像是政策包"
    if not shown:
        return "没有写完整"
    if any(not _is_day(text) for text in _DAYS.findall(shown)):
        return f"TOML 语法错误，日期不对，请写成 2026-01-01 这样：“{shown}”"
    told = next((chinese for said, chinese in _SAID if said in str(error)), "请检查这一行的引号、括号和等号")
    return f"TOML 语法错误，{told}：“{shown}”"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _pack_id(head: Section) -> str:
    value = head.text("id")
    if value and not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", value):
        head.fail("id", f"“{value}”只能用小写字母、数字和连字符")
    return value


def _documents(sections: Iterable[Section]) -> dict[str, Document]:
    found = {LOCAL: LOCAL_DOCUMENT}
    for section in sections:
        tables = section.table("documents")
        for key in tables.data:
            entry = tables.table(key)
            entry.only(("title", "number", "issued", "short"))
            texts = entry.text("title"), entry.text("number", ""), entry.day("issued", ""), entry.text("short", "")
            found[key] = Document(key, *texts)
    return found


def _unique(sections: Iterable[Section], problems: Problems) -> None:
    """Two entries of one name in one pack: the second would silently win."""
    for key, label in (
        ("sector", "title"), ("department", "name"), ("parameter", "name"), ("code_list", "name"),
        ("fragment", "name"), ("figure", "name"), ("indicator", "name"), ("check", "name"),
        ("checklist", "name"), ("outline", "document"), ("disabled", "name"),
        ("basis", "name"), ("score_sheet", "name"),
    ):  # fmt: skip
        seen: dict[str, Place] = {}
        for section in sections:
            for entry in section.tables(key):
                value, place = str(entry.data.get(label, "")), entry.place(label)
                if value and value in seen:
                    first = seen[value]
                    problems.add(place, label, f"“{value}”与{first.file}第{first.line}行重复，请改名或删去一个")
                seen.setdefault(value, place)
