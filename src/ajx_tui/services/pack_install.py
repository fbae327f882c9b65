"""Checking, trying and installing a policy pack from a file. A refused pack changes nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.policy.clause import LOCAL, Place
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.lines import key_lines, line_of
from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import Pack, Problem, Problems
from ajx_tui.policy.proof import prove
from ajx_tui.policy.rules import Rules, merge
from ajx_tui.policy.source import MAIN, PackSource, read_source
from ajx_tui.services import packs
from ajx_tui.services.asked import asked
from ajx_tui.services.documents.catalogue import CATALOGUE
from ajx_tui.services.pack_changes import Change, changes, seen
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.schema import statements

TRIAL_SECONDS = 15.0
"""How long one query of a new pack may take on this database before the pack is refused."""
_KIND_FIELDS = {name: tuple(kind.fields) for name, kind in KINDS.items()}
_WRITABLE = {name: (tuple(entry.parts), tuple(entry.annexes)) for name, entry in CATALOGUE.items()}


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What is in a pack and what is wrong with it."""

    id: str
    title: str
    version: str
    problems: tuple[Problem, ...]
    contents: Mapping[str, int]

    @property
    def text(self) -> str:
        """For the command line: every problem with its place, or what the pack holds."""
        if self.problems:
            head = f"政策包不能使用，有 {len(self.problems)} 处问题："
            return "\n".join([head, *(f"  {p}" for p in self.problems)])
        inside = "，".join(f"{title} {count}" for title, count in self.contents.items() if count)
        return f"{self.title}（{self.id} {self.version}）没有问题。内容：{inside or '无'}。"

    def as_json(self) -> dict[str, Any]:
        """The result as JSON."""
        told = [{"file": p.file, "line": p.line, "key": p.key, "text": p.text} for p in self.problems]
        return {"id": self.id, "title": self.title, "version": self.version, "problems": told,
                "contents": dict(self.contents)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Preview:
    """How today's figures and findings change with a pack."""

    check: PackCheck
    as_of: str
    changes: tuple[Change, ...]

    @property
    def text(self) -> str:
        """For the command line."""
        lines = [self.check.text, f"按 {self.as_of} 试算："]
        if not self.changes:
            lines.append("  指标和检查结果都没有变化。")
        lines += [f"  {change}" for change in self.changes]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The result as JSON."""
        told = [{"what": c.what, "title": c.title, "before": c.before, "after": c.after} for c in self.changes]
        return {**self.check.as_json(), "as_of": self.as_of, "changes": told}


def check_file(path: Path, store: Store | None = None) -> PackCheck:
    """Everything wrong with the pack at `path`, on empty tables. With `store`, its packs can be extended.

    Raises RefusedError when the file is no pack at all.
    """
    known = dict(packs.at_hand(store)) if store is not None else dict(packs.shipped())
    return examine(read_source(path), known, packs.active(store) if store is not None else packs.DEFAULT_ACTIVE)[0]


def examine(
    source: PackSource, known: Mapping[str, PackSource], active: Sequence[str]
) -> tuple[PackCheck, Rules | None]:
    """A pack proved among those it is to work with: what it extends, what is active, the overlay.

    Returns what was found, and the rules as they would be; None when something is wrong.
    """
    problems = Problems()
    if packs.id_of(source) in packs.extends(source):
        line = line_of(key_lines(source.files[MAIN]), ("pack", "extends"))
        problems.add(Place(MAIN, line), "extends", "政策包不能建立在自己之上，请从 extends 中删去它自己")
        return _told(None, problems), None
    if missing := [i for i in packs.extends(source) if i not in known]:
        line = line_of(key_lines(source.files[MAIN]), ("pack", "extends"))
        text = f"没有政策包 {'、'.join(missing)}，请先安装它（已有：{'、'.join(known)}）"
        problems.add(Place(MAIN, line), "extends", text)
        return _told(None, problems), None
    pack = load_pack(source, _below(source, known), problems)
    if pack is None or problems.found:
        return _told(pack, problems), None
    together = {**known, pack.id: source}
    order = [*(i for i in active if i != pack.id), *([pack.id] if pack.id != LOCAL else [])]
    try:
        rules = merge(packs.load_all(order, together, problems))
    except AjxError as error:
        problems.found.append(Problem("pack.toml", 1, "extends", error.message))
        return _told(pack, problems), None
    if not problems.found:
        with closing(_empty()) as conn:
            prove(rules, Guard(conn, packs.readable), _KIND_FIELDS, _WRITABLE, problems, asked())
    return _told(pack, problems), None if problems.found else rules


def _below(source: PackSource, known: Mapping[str, PackSource]) -> Mapping[str, Any]:
    """Parameters of the packs that this one extends; of everything at hand for the overlay."""
    below = packs.extends(source) or [i for i in known if i != LOCAL]
    try:
        loaded = packs.load_all(
            [i for i in below if i in known], {k: v for k, v in known.items() if k != LOCAL}, Problems()
        )
    except AjxError:
        return {}
    return merge(loaded).parameters


def _empty() -> sqlite3.Connection:
    """The tables of this program without a row, in memory."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements():
        conn.execute(statement)
    return conn


def _told(pack: Pack | None, problems: Problems) -> PackCheck:
    problems.found.sort(key=lambda problem: (problem.file != MAIN, problem.file, problem.line))
    contents = {} if pack is None else {
        "行业": len(pack.sectors), "部门": len(pack.departments), "分工": len(pack.duties),
        "参数": len(pack.parameters), "代码表": len(pack.code_lists), "指标": len(pack.figures),
        "比率": len(pack.indicators), "检查": len(pack.checks), "清单": len(pack.checklists),
        "文书提纲": len(pack.outlines), "评分表": len(pack.score_sheets), "程序依据": len(pack.bases),
    }  # fmt: skip
    head = (pack.id, pack.title, pack.version) if pack is not None else ("", "", "")
    return PackCheck(*head, tuple(problems.found), contents)


def preview(session: Session, path: Path, as_of: str | date | None = None) -> Preview:
    """Try the pack on a copy of this database: what would change in the figures and findings of a day.

    Raises RefusedError with every problem when the pack is wrong.
    """
    source, found, _ = _sound(session.store, path)
    day = str(as_of or session.today())
    return Preview(found, day, trial(session, source, found.id, day))


def install(session: Session, path: Path, as_of: str | date | None = None) -> Preview:
    """Try the pack as `preview` does, then make it active in one transaction. Returns what changed.

    Raises RefusedError when it is wrong or older than the one in force, NotPermittedError for the wrong role; nothing
    is changed then.
    """
    session.require(Permission.MANAGE)
    tried = preview(session, path, as_of)
    source, found, rules = _sound(session.store, path)
    with session.unit(f"安装政策包：{found.title} {found.version}", permission=Permission.MANAGE) as unit:
        for name, value in _settings(session.store, source, found.id).items():
            unit.set_setting(name, value)
        packs.seed_in(unit, session.store, rules)
    return tried


def _sound(store: Store, path: Path) -> tuple[PackSource, PackCheck, Rules]:
    source = read_source(path)
    known = packs.at_hand(store)
    same = known.get(packs.id_of(source))
    if same is not None and packs.version_of(source) < packs.version_of(same):
        # Told before anything else: what an old pack lacks beside the others is not what is wrong with it.
        raise RefusedError("政策包没有安装", f"{path.name} 比正在使用的版本旧，没有任何改动。")
    found, rules = examine(source, known, packs.active(store))
    if rules is None:
        raise RefusedError("政策包没有安装", f"{found.text}\n没有任何改动。")
    return source, found, rules


def _settings(store: Store, source: PackSource, pack_id: str) -> dict[str, Any]:
    """The settings that put a pack into force."""
    kept = {"files": dict(source.files), "origin": source.origin}
    if pack_id == LOCAL:
        return {packs.OVERLAY: kept}
    active = packs.active(store)
    return {
        packs.INSTALLED: {**store.setting(packs.INSTALLED, {}), pack_id: kept},
        packs.ACTIVE: [*active, *([] if pack_id in active else [pack_id])],
    }


def trial(session: Session, source: PackSource, pack_id: str, day: str) -> tuple[Change, ...]:
    """How a sound pack changes what is seen on a day, on a copy of this database.

    Raises RefusedError when a query of it takes too long here.
    """
    with tempfile.TemporaryDirectory(prefix="ajx-") as folder:
        place = Path(folder) / "trial.db"
        with closing(sqlite3.connect(place)) as target:
            session.store.conn.backup(target)
        trial = Store.open(place)
        try:
            before = seen(trial, day)
            with trial.unit(session.person, "试装政策包") as unit:
                for name, value in _settings(trial, source, pack_id).items():
                    unit.set_setting(name, value)
                packs.seed_in(unit, trial, packs.rules(trial))
            try:
                return changes(before, seen(trial, day, TRIAL_SECONDS))
            except AjxError as error:
                raise RefusedError("政策包没有安装", f"{error}\n没有任何改动。") from error
        finally:
            trial.close()
