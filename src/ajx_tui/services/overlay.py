"""The county's own rules 本级自定: kept apart from the packs, on top of them, untouched by their updates."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from ajx_tui.errors import RefusedError
from ajx_tui.policy.model import LOCAL
from ajx_tui.policy.source import MAIN, PackSource
from ajx_tui.services import pack_install, packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

_HEAD = {"id": LOCAL, "title": "本级自定", "version": "1"}
Table = dict[str, Any]


def overlay(store: Store) -> Table:
    """The overlay as a pack's tables; just its head when nothing was set."""
    kept = store.setting(packs.OVERLAY)
    return tomllib.loads(kept["files"][MAIN]) if kept else {"pack": dict(_HEAD)}


def set_parameter(session: Session, name: str, value: Decimal | int, since: str, basis: str) -> None:
    """Give a parameter a value of this county's own from a day on, in the parameter's unit (元, %, 天 …).

    `basis` says on what document it stands. Raises RefusedError when the parameter is unknown or the value unfit.
    """
    made = overlay(session.store)
    if name not in packs.rules(session.store).parameters:
        raise RefusedError("没有这个参数", f"政策包中没有名为 {name} 的参数。")
    entries: list[Table] = made.setdefault("parameter", [])
    entry = next((e for e in entries if e["name"] == name), None)
    if entry is None:
        entry = {"name": name, "values": []}
        entries.append(entry)
    kept = [v for v in entry["values"] if str(v.get("from", "")) != since]
    entry["values"] = sorted([*kept, {"from": since, "value": value}], key=lambda v: str(v["from"]))
    entry["clause"] = {"document": LOCAL, "article": basis, "certainty": "O"}
    _save(session, made, f"本级自定参数：{name}")


def unset_parameter(session: Session, name: str) -> None:
    """Go back to what the packs say."""
    made = overlay(session.store)
    made["parameter"] = [e for e in made.get("parameter", []) if e["name"] != name]
    _save(session, made, f"取消本级自定参数：{name}")


def set_codes(session: Session, name: str, values: Sequence[str], basis: str) -> None:
    """Replace a code list by this county's own. Raises RefusedError when the list is unknown or the titles unfit."""
    lists = packs.rules(session.store).code_lists
    if name not in lists:
        raise RefusedError("没有这个代码表", f"政策包中没有名为 {name} 的代码表。")
    made = overlay(session.store)
    kept = [e for e in made.get("code_list", []) if e["name"] != name]
    clause = {"document": LOCAL, "article": basis, "certainty": "O"}
    made["code_list"] = [
        *kept, {"name": name, "title": lists[name].title, "values": list(values), "clause": clause}
    ]  # fmt: skip
    _save(session, made, f"本级自定代码表：{lists[name].title}")


def switch_check(session: Session, name: str, *, on: bool) -> None:
    """Switch a check off in this county, or on again."""
    made = overlay(session.store)
    disabled = [n for n in made["pack"].get("disabled", []) if n != name]
    made["pack"]["disabled"] = disabled if on else [*disabled, name]
    _save(session, made, f"{'启用' if on else '停用'}检查：{name}")


def _save(session: Session, made: Table, intention: str) -> None:
    source = PackSource({MAIN: to_toml(made)}, "本级自定")
    found, rules = pack_install.examine(source, packs.at_hand(session.store), packs.active(session.store))
    if rules is None:
        raise RefusedError("本级自定没有保存", "；".join(p.text for p in found.problems))
    with session.unit(intention) as unit:
        unit.set_setting(packs.OVERLAY, {"files": dict(source.files), "origin": source.origin})
        packs.seed_in(unit, session.store, rules)


def to_toml(made: Mapping[str, Any]) -> str:
    """The overlay as TOML, so that it can be exported, read and edited like any other pack."""
    lines: list[str] = []
    for key, value in made.items():
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            lines.append(f"[[{key}]]" if isinstance(value, list) else f"[{key}]")
            lines += [f"{k} = {_value(v)}" for k, v in entry.items()]
            lines.append("")
    return "\n".join(lines)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
