"""Policy packs at work: which are in force, what they say, and what of them stands in the database as records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui import policy
from ajx_tui.domain.fields import CodeLists, Value
from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.policy.clause import LOCAL, Clause
from ajx_tui.policy.functions import provided
from ajx_tui.policy.guard import Guard
from ajx_tui.policy.loader import load_pack
from ajx_tui.policy.model import UNIT_FACTORS, Pack, Problems
from ajx_tui.policy.rules import Rules, merge
from ajx_tui.policy.source import PackSource, read_source
from ajx_tui.services import holidays
from ajx_tui.services.session import Session
from ajx_tui.store.connection import explain
from ajx_tui.store.database import Store
from ajx_tui.store.records import columns

if TYPE_CHECKING:
    from ajx_tui.store.unit import Unit

_PRIVATE = frozenset(["account"])
DEFAULT_ACTIVE = ("national-2025", "henan-2023")
ACTIVE, INSTALLED, OVERLAY, SEEDED = "packs.active", "packs.installed", "packs.overlay", "packs.seeded"


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, PackSource]:
    """The packs that come with the program, by id (the name of their folder)."""
    folder = Path(policy.__file__).parent / "packs"
    names = [f.name for f in sorted(folder.iterdir()) if (f / "pack.toml").is_file()]
    return {name: replace(read_source(folder / name), label=f"{name}/") for name in names}


def rules(store: Store) -> Rules:
    """The rules in force in this database: active packs in order, the county's own overlay last."""
    return rules_of(*(store.setting_text(name) for name in (ACTIVE, INSTALLED, OVERLAY)))


def pack_rules(store: Store) -> Rules:
    """The rules as the packs alone would have them, without the county's own overlay."""
    return rules_of(store.setting_text(ACTIVE), store.setting_text(INSTALLED), "")


@lru_cache(maxsize=4)
def rules_of(active: str, installed: str, overlay: str) -> Rules:
    """The rules that the three settings (as stored, JSON) stand for. Raises AjxError when a pack can't be read."""
    problems = Problems()
    made = merge(load_all(json.loads(active) if active else DEFAULT_ACTIVE, sources(installed, overlay), problems))
    if not problems.found:
        return made
    told = "；".join(map(str, problems.found[:5]))
    if overlay:  # an update may take away what it stands on; the county must be able to work and mend it
        return replace(rules_of(active, installed, ""), warning=f"本级自定有误，暂未生效：{told}")
    raise AjxError("政策包读不出来", told)


def overlay_warning(store: Store) -> str:
    """Why the county's own overlay is left out, empty when it is not."""
    return rules(store).warning if store.setting_text(OVERLAY) else ""


def at_hand(store: Store) -> dict[str, PackSource]:
    """Every pack at hand in this database by id, the county's own overlay among them."""
    installed, overlay = store.setting(INSTALLED, {}), store.setting(OVERLAY)
    return sources(json.dumps(installed) if installed else "", json.dumps(overlay) if overlay else "")


def active(store: Store) -> tuple[str, ...]:
    """Ids of the packs that were made active, in order; packs they extend are in force too."""
    return tuple(store.setting(ACTIVE, DEFAULT_ACTIVE))


def sources(installed: str, overlay: str) -> dict[str, PackSource]:
    """Every pack at hand by id: shipped, then those installed from a file (unless the shipped one is newer)."""
    found = dict(shipped())
    for pack_id, kept in (json.loads(installed) if installed else {}).items():
        source = PackSource(kept["files"], kept["origin"], f"{pack_id}/")
        if pack_id not in found or version_of(source) >= version_of(found[pack_id]):
            found[pack_id] = source
    if overlay:
        found[LOCAL] = PackSource(json.loads(overlay)["files"], "本级自定", "本级自定/")
    return found


def version_of(source: PackSource) -> tuple[int, ...]:
    """The version of a pack as numbers that compare."""
    version = str(_head(source).get("version", "0"))
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in version.split("."))


def id_of(source: PackSource) -> str:
    """The id a pack gives itself; empty when its text can't be read."""
    return str(_head(source).get("id", ""))


def _head(source: PackSource) -> Mapping[str, Any]:
    """The [pack] table of a pack's text; empty when it can't be read, which the loader tells."""
    return _head_of(source.files["pack.toml"])


@lru_cache(maxsize=32)
def _head_of(text: str) -> Mapping[str, Any]:
    import tomllib

    try:
        head = tomllib.loads(text).get("pack", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}


def load_all(wanted: Sequence[str], known: Mapping[str, PackSource], problems: Problems) -> list[Pack]:
    """The active packs and those they extend, lowest first, then the overlay."""
    loaded: dict[str, Pack] = {}

    def load(pack_id: str, path: tuple[str, ...]) -> None:
        if pack_id in loaded:
            return
        if pack_id in path:
            raise AjxError("政策包互相依赖", f"{' → '.join((*path, pack_id))}，请改正 extends。")
        if pack_id not in known:
            raise AjxError("政策包缺失", f"没有政策包 {pack_id}，请先安装它，或在设置中停用依赖它的政策包。")
        for below in extends(known[pack_id]):
            load(below, (*path, pack_id))
        pack = load_pack(known[pack_id], merge(loaded.values()).parameters, problems)
        if pack is not None:
            loaded[pack_id] = pack

    for pack_id in (*wanted, *([LOCAL] if LOCAL in known else [])):
        load(pack_id, ())
    return list(loaded.values())


def extends(source: PackSource) -> tuple[str, ...]:
    """Ids of the packs that one builds on; none when its text can't be read."""
    found = _head(source).get("extends", [])
    return tuple(i for i in found if isinstance(i, str)) if isinstance(found, list) else ()


def readable(table: str) -> bool:
    """The tables pack SQL may read: those of the records, and the temporary ones that figures are cut with."""
    return (table in KINDS and table not in _PRIVATE) or table.startswith("place_")


def guard(store: Store) -> Guard:
    """This thread's guarded connection: pack SQL and figures are read through it."""
    return store.reader(lambda conn: Guard(conn, readable, provided(lambda: holidays.calendar(store))))


@contextmanager
def reading(store: Store) -> Iterator[Guard]:
    """The guarded connection inside one snapshot: everything read inside is of one state of the data.

    Raises AjxError for anything SQLite reports about the file.
    """
    try:
        made = guard(store)
        with made.snapshot():
            yield made
    except sqlite3.Error as error:
        raise explain(error, store.path) from error


def code_lists(store: Store) -> CodeLists:
    """Every code list in force, for `Listed` fields."""
    return {name: codes.values for name, codes in rules(store).code_lists.items()}


def parameter(store: Store, name: str, day: str) -> int:
    """A parameter on a day (ISO): money in fen, rates in hundredths of a percent, days as they are.

    Raises AjxError when the packs in force know no value of it for that day.
    """
    in_force = rules(store)
    value = in_force.value(name, day) if name in in_force.parameters else None
    if value is None:
        raise AjxError("政策包中没有这个参数", f"{name} 在 {day} 没有取值，请在本级自定中补上。")
    return value


def clause(store: Store, name: str, day: str) -> Clause:
    """What a parameter or basis stands on, on a day (ISO). Raises AjxError when the packs in force have neither."""
    found = rules(store).clause(name, day)
    if found is None:
        raise AjxError("政策包中没有这条依据", f"政策包中没有 {name}，请在本级自定中用 [[basis]] 补上。")
    return found


def seed(session: Session) -> int:
    """Put sectors, departments and their pairs of the packs in force into the tables; returns how many were written.

    What a county changed, renamed or deleted stays so: only what was never seeded is added, and only a value that
    still is what was seeded last follows a newer pack.
    """
    in_force = rules(session.store)
    if not needs_seed(session.store, in_force):
        return 0
    with session.unit("按政策包建立行业和部门") as unit:
        return seed_in(unit, session.store, in_force)


def shown(in_force: Rules, name: str, day: str) -> str:
    """A parameter on a day as people read it, with its unit; '无' when it has no value then."""
    rule, value = in_force.parameters[name], in_force.value(name, day)
    if value is None:
        return "无"
    if rule.unit == "元":
        return f"{money_text(value)} 元"
    return f"{Decimal(value) / UNIT_FACTORS[rule.unit]:f}{rule.unit if rule.unit == '%' else ' ' + rule.unit}".strip()


def needs_seed(store: Store, in_force: Rules) -> bool:
    """Whether the rules want anything in the tables that was not put there before."""
    before: dict[str, dict[str, Values]] = store.setting(SEEDED, {})
    return any(
        before.get(kind, {}).get(label) != v for kind, all_ in _wanted(in_force).items() for label, v in all_.items()
    )


def seed_in(unit: Unit, store: Store, in_force: Rules) -> int:
    """`seed` inside a transaction that is already open on the store's connection of this thread."""
    before: dict[str, dict[str, Values]] = store.setting(SEEDED, {})
    wanted, written = _wanted(in_force), 0
    for kind_name, label in (("sector", "title"), ("department", "name")):
        kind = KINDS[kind_name]
        present = {str(row[1]): int(row[0] or 0) for row in columns(store, kind, [label])}
        known = before.get(kind_name, {})
        new = [v for k, v in wanted[kind_name].items() if k not in known and k not in present]
        unit.insert_many(kind, new)
        changes = _changes(store, kind, present, known, wanted[kind_name])
        unit.update_many(kind, changes)
        written += len(new) + len(changes)
    pairs = _new_pairs(store, wanted, before)
    unit.insert_many(KINDS["sector_department"], pairs)
    unit.set_setting(SEEDED, {k: {**before.get(k, {}), **v} for k, v in wanted.items()})
    return written + len(pairs)


def _wanted(in_force: Rules) -> dict[str, dict[str, Values]]:
    """What the packs want in the tables: kind → label → values. Pairs are labelled 'sector/department'."""
    sectors = [s for s in in_force.sectors.values() if not s.optional]
    return {
        "sector": {
            s.title: {"title": s.title, "aliases": "、".join(s.aliases) or None, "due_unit": s.due_unit,
                      "basis": s.clause.text, "position": n}
            for n, s in enumerate(sectors, 1)
        },
        "department": {
            d.name: {"name": d.name, "aliases": "、".join(d.aliases) or None, "duty": d.duty or None, "position": n}
            for n, d in enumerate(in_force.departments.values(), 1)
        },
        "sector_department": {
            f"{d.sector}/{d.department}": {"scope": d.scope or None, "lead": int(d.lead)}
            for d in in_force.duties.values()
        },
    }  # fmt: skip


def _changes(
    store: Store, kind: Kind, present: Mapping[str, int], known: Mapping[str, Values], wanted: Mapping[str, Values]
) -> list[tuple[int, dict[str, Value]]]:
    """Fields that a newer pack changes and nobody else has."""
    found = []
    names = list(kind.fields)
    rows = {int(r[0] or 0): dict(zip(names, r[1:], strict=True)) for r in columns(store, kind, names)}
    for label, values in wanted.items():
        old = known.get(label)
        if old is None or label not in present:
            continue
        current: dict[str, Any] = rows[present[label]]
        changed = {k: v for k, v in values.items() if old.get(k) != v and current[k] == old.get(k)}
        if changed:
            found.append((present[label], changed))
    return found


def _new_pairs(
    store: Store, wanted: Mapping[str, Mapping[str, Values]], before: Mapping[str, Mapping[str, Values]]
) -> list[dict[str, Value]]:
    ids = {
        kind: {str(row[1]): int(row[0] or 0) for row in columns(store, KINDS[kind], [label])}
        for kind, label in (("sector", "title"), ("department", "name"))
    }
    present = {row[1:] for row in columns(store, KINDS["sector_department"], ["sector_id", "department_id"])}
    found: list[dict[str, Value]] = []
    for label, values in wanted["sector_department"].items():
        sector, department = (ids[k].get(n) for k, n in zip(("sector", "department"), label.split("/"), strict=True))
        if sector is None or department is None or (sector, department) in present:
            continue
        if label not in before.get("sector_department", {}):
            found.append({"sector_id": sector, "department_id": department, **values})
    return found
