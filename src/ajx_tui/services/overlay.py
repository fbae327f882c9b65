"""The county's own rules 本级自定: kept apart from the packs, on top of them, untouched by their updates.

Every change is first worked out as an `Edit`: what it would do to today's figures and findings can be seen (`effect`)
before it is made (`apply`), by whoever manages, with its basis printed as its clause and its reason in the history.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ajx_tui.domain.quantities import read_day, read_number
from ajx_tui.domain.text import clean_text
from ajx_tui.domain.workflow import Permission
from ajx_tui.errors import RefusedError
from ajx_tui.policy.clause import LOCAL
from ajx_tui.policy.model import Parameter
from ajx_tui.policy.papers import Outline
from ajx_tui.policy.rules import Rules
from ajx_tui.policy.source import MAIN, PackSource
from ajx_tui.services import pack_install, packs
from ajx_tui.services.pack_changes import Change
from ajx_tui.services.rule_names import LIGHT_PREFIX
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

_HEAD = {"id": LOCAL, "title": "本级自定", "version": "1"}
_LABELS = {"parameter": "name", "code_list": "name", "disabled": "name", "outline": "document", "score_sheet": "name"}
"""Section of the overlay → which key names its entries."""
_LONGEST = 200
_UNITS = {"元": {"": 1, "元": 1, "万": 10_000, "万元": 10_000}, "%": {"": 1, "%": 1}}
_ABOUT = "# 本级自定。改好以后用 ajx pack install 装回；写法见程序所带政策包的 README.md。\n"
SHEET_THIRD = {"standard": "标准", "indicator": "指标名"}
"""What stands third in a line of a score sheet."""
SWITCH = {"on": True, "off": False, "启用": True, "停用": False}
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """The overlay as it would be, what is done to it in a few words, and why.

    `base` is the overlay as stored that it was worked out from: it can't be made on another one.
    """

    base: str
    table: Table
    intention: str
    reason: str = ""

    @property
    def source(self) -> PackSource:
        """The overlay as a pack's text."""
        return PackSource({MAIN: to_toml(self.table)}, "本级自定")


def overlay(store: Store) -> Table:
    """The overlay as a pack's tables; just its head when nothing was set."""
    kept = store.setting(packs.OVERLAY)
    return tomllib.loads(kept["files"][MAIN]) if kept else {"pack": dict(_HEAD)}


def write(store: Store, path: Path) -> None:
    """Write the overlay as TOML: to be kept, changed by hand and put back with `ajx pack install`.

    Raises RefusedError when the file is there already or can't be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_ABOUT + to_toml(overlay(store)))
    except FileExistsError as error:
        raise RefusedError("没有写出", f"{path} 已经存在，请换一个名字。") from error
    except OSError as error:
        raise RefusedError("没有写出", f"{path}：{error.strerror or error}") from error


# ----- edits


def parameter(store: Store, name: str, value: str, since: str, basis: str, reason: str = "") -> Edit:
    """Give a parameter a value of this county's own from a day on, in the parameter's unit (50万元, 15%, 30 …).

    `basis` says on what paper it stands. Raises RefusedError when the parameter is unknown or the value can't be read.
    """
    rules = packs.rules(store)
    rule = rules.parameters.get(name) or _own_weight(rules, name) or _known(rules.parameters, name, "参数")
    number, day = read_value(rule, value), _day(since)
    made = overlay(store)
    entry = _entry(made, "parameter", name) or {"name": name, "title": rule.title, "unit": rule.unit, "values": []}
    clause = _clause(basis)
    kept = [v for v in entry["values"] if str(v.get("from", "")) != day.isoformat()]
    entry["values"] = sorted([*kept, {"from": day, "value": number, "clause": clause}], key=lambda v: str(v["from"]))
    entry["clause"] = clause
    _put(made, "parameter", entry)
    return _edit(store, made, f"本级自定参数：{rule.title}自{day.isoformat()}起为{clean_text(value)}", reason)


def _own_weight(rules: Rules, name: str) -> Parameter | None:
    """The parameter that gives one check a weight of its own in 红黄绿, in the shape of that of its severity."""
    check = rules.checks.get(name.removeprefix(LIGHT_PREFIX)) if name.startswith(LIGHT_PREFIX) else None
    below = rules.parameters.get(f"{LIGHT_PREFIX}{check.severity}") if check is not None else None
    return None if check is None or below is None else replace(below, name=name, title=f"红黄绿：{check.title}每条")


def score_sheet(store: Store, name: str, lines: Sequence[str], basis: str, reason: str = "") -> Edit:
    """Replace a score sheet by this county's own: one line each, `项目|满分|标准`, or the indicator in place of 标准.

    Raises RefusedError when the sheet is unknown or a line can't be read.
    """
    rule = _known(packs.rules(store).score_sheets, name, "评分表")
    made, clause = overlay(store), _clause(basis)
    third = "indicator" if any(item.indicator for item in rule.items) else "standard"
    items: list[Table] = []
    for line in filter(str.strip, lines):
        title, marks, told = (*(clean_text(part) for part in line.replace("｜", "|").split("|", 2)), "", "")[:3]
        points = read_number(marks)
        if not title or points is None or points[1] not in ("", "分") or points[0] % 1:
            raise RefusedError("评分表看不懂", f"“{line.strip()}”请写成 项目|满分|{SHEET_THIRD[third]}，满分用整数。")
        items.append({"title": title, "points": int(points[0]), **({third: told} if told else {}), "clause": clause})
    if not items:
        raise RefusedError("评分表不能是空的", "请至少写一项。")
    _put(made, "score_sheet", {"name": name, "title": rule.title, "clause": clause, "item": items})
    return _edit(store, made, f"本级自定评分表：{rule.title}", reason)


def read_value(rule: Parameter, value: str) -> Decimal:
    """A value as people write it, in the unit of a parameter. Raises RefusedError."""
    read = read_number(value)
    factors = _UNITS.get(rule.unit, {"": 1, rule.unit: 1})
    if read is None or read[1] not in factors or read[0] < 0:
        raise RefusedError("取值看不懂", f"“{value}”不是{rule.title}的取值，请写成数字，单位是{rule.unit or '个'}。")
    return read[0] * factors[read[1]]


def codes(store: Store, name: str, values: Sequence[str], basis: str, reason: str = "") -> Edit:
    """Replace a code list by this county's own. Raises RefusedError when the list is unknown or there are no titles."""
    rule = _known(packs.rules(store).code_lists, name, "代码表")
    titles = [clean for value in values if (clean := clean_text(value))]
    if not titles:
        raise RefusedError("代码表不能是空的", f"请至少写一个{rule.title}。")
    made = overlay(store)
    _put(made, "code_list", {"name": name, "title": rule.title, "values": titles, "clause": _clause(basis)})
    return _edit(store, made, f"本级自定代码表：{rule.title}", reason)


def check(store: Store, name: str, *, on: bool, basis: str = "", reason: str = "") -> Edit:
    """Switch a check off in this county, with basis and reason, or on again. Raises RefusedError."""
    rules = packs.rules(store)
    if on:
        return unset(store, name, reason=reason)
    rule = _known(rules.checks, name, "启用的检查")
    if not reason.strip():
        raise RefusedError("没有停用", "停用检查要写明原因，原因会和检查一起显示。")
    made = overlay(store)
    _put(made, "disabled", {"name": name, "reason": clean_text(reason), "clause": _clause(basis or reason)})
    return _edit(store, made, f"停用检查：{rule.title}", reason)


def outline(store: Store, made_of: Outline, basis: str, reason: str = "") -> Edit:
    """Replace the outline of a document by this county's own."""
    made = overlay(store)
    entry: Table = {"document": made_of.document, "title": made_of.title, "clause": _clause(basis)}
    for key, parts in (("chapter", made_of.chapters), ("annex", made_of.annexes)):
        entry[key] = [
            {"name": p.name, "title": p.title, **({"text": p.text} if p.text else {}), "required": p.required,
             "clause": {"document": LOCAL, "article": p.clause.text[:_LONGEST], "certainty": "O"}}
            for p in parts
        ]  # fmt: skip
    _put(made, "outline", entry)
    return _edit(store, made, f"本级自定文书提纲：{made_of.title}", reason)


def unset(store: Store, name: str, since: str = "", reason: str = "") -> Edit:
    """Go back to what the packs say: of a parameter the value from one day (or all), a list, a check, an outline.

    Raises RefusedError when the county set nothing of that name.
    """
    made, title = overlay(store), ""
    for section in _LABELS:
        entry = _entry(made, section, name)
        if entry is None:
            continue
        title = str(entry.get("title", name))
        made[section] = [e for e in made[section] if e is not entry]
        if since and section == "parameter":
            left = [v for v in entry["values"] if str(v["from"]) != _day(since).isoformat()]
            if left == entry["values"]:
                raise RefusedError("没有这一天起的取值", f"{title}没有自 {since} 起的本级自定取值。")
            if left:
                _put(made, section, {**entry, "values": left, "clause": left[-1]["clause"]})
    if not title:
        raise RefusedError("没有可以取消的", f"本级没有自定过 {name}。")
    rules, below = packs.rules(store), packs.pack_rules(store)
    tables: tuple[Mapping[str, Any], ...] = (
        rules.parameters, rules.code_lists, rules.outlines, rules.score_sheets, below.checks,
    )  # fmt: skip
    known = next((table[name] for table in tables if name in table), None)
    return _edit(store, made, f"取消本级自定：{known.title if known is not None else title}", reason)


def by_name(store: Store, name: str, values: Sequence[str], since: str, basis: str, reason: str = "") -> Edit:
    """What a name asks for: a parameter's value, a list's titles, a check switched off or on. Raises RefusedError."""
    rules = packs.rules(store)
    rule = rules.parameters.get(name) or _own_weight(rules, name)
    if rule is not None:
        if len(values) != 1:
            raise RefusedError("取值不对", f"{rule.title}一次只能写一个取值。")
        if not since:
            raise RefusedError("没有起始日", "请写明自哪一天起（--from 2026-01-01）。")
        return parameter(store, name, values[0], since, basis, reason)
    if name in rules.code_lists:
        return codes(store, name, values, basis, reason)
    if name in rules.score_sheets:
        return score_sheet(store, name, values, basis, reason)
    if name in rules.checks or name in rules.switched_off:
        if len(values) != 1 or values[0] not in SWITCH:
            raise RefusedError("取值不对", f"检查只能写 {'、'.join(SWITCH)}。")
        return check(store, name, on=SWITCH[values[0]], basis=basis, reason=reason)
    raise RefusedError("没有这条规则", f"政策包中没有名为 {name} 的参数、代码表、评分表或检查。")


def _edit(store: Store, made: Table, intention: str, reason: str) -> Edit:
    return Edit(store.setting_text(packs.OVERLAY), made, intention, reason.strip())


def _known(table: Mapping[str, Any], name: str, what: str) -> Any:
    if name not in table:
        raise RefusedError(f"没有这个{what}", f"政策包中没有名为 {name} 的{what}。")
    return table[name]


def _day(text: str) -> date:
    day = read_day(text.strip())
    if day is None:
        raise RefusedError("日期看不懂", f"“{text}”请写成 2026-01-01 这样。")
    return day


def _clause(basis: str) -> Table:
    told = clean_text(basis)
    if not told:
        raise RefusedError("没有写依据", "本级自定要写明依据，如“示政办〔2026〕3号”。")
    if len(told) > _LONGEST:
        raise RefusedError("依据过长", f"有{len(told)}个字，最多{_LONGEST}个。")
    return {"document": LOCAL, "article": told, "certainty": "O"}


def _entry(made: Table, section: str, name: str) -> Table | None:
    return next((e for e in made.get(section, ()) if e[_LABELS[section]] == name), None)


def _put(made: Table, section: str, entry: Table) -> None:
    label = _LABELS[section]
    made[section] = [*(e for e in made.get(section, ()) if e[label] != entry[label]), entry]


# ----- seeing and doing


def effect(session: Session, edit: Edit, as_of: date | str) -> tuple[Change, ...]:
    """How an edit would change the figures and findings of a day. Raises RefusedError when it can't stand."""
    proved(session.store, edit)
    return pack_install.trial(session, edit.source, LOCAL, str(as_of))


def apply(session: Session, edit: Edit) -> None:
    """Put an edit in force. Raises RefusedError when it can't stand, NotPermittedError for the wrong role."""
    rules = proved(session.store, edit)
    if session.store.setting_text(packs.OVERLAY) != edit.base:
        raise RefusedError("本级自定没有保存", "本级自定刚才被别处改过，请重新修改一次。")
    with session.unit(edit.intention, edit.reason, permission=Permission.MANAGE) as unit:
        unit.set_setting(packs.OVERLAY, {"files": dict(edit.source.files), "origin": "本级自定"})
        packs.seed_in(unit, session.store, rules)


def proved(store: Store, edit: Edit) -> Rules:
    """The rules as an edit would have them. Raises RefusedError when it can't stand."""
    found, rules = pack_install.examine(edit.source, packs.at_hand(store), packs.active(store))
    if rules is None:
        raise RefusedError("本级自定没有保存", "；".join(p.text for p in found.problems))
    return rules


# ----- as a file


def to_toml(made: Mapping[str, Any]) -> str:
    """The overlay as TOML, so that it can be exported, read and edited like any other pack."""
    lines: list[str] = []
    for key, value in made.items():
        for entry in value if isinstance(value, list) else [value]:
            lines += _section(key, entry, array=isinstance(value, list))
    return "\n".join(lines)


def _section(key: str, entry: Mapping[str, Any], *, array: bool) -> list[str]:
    """One table; lists of tables with more than a line's worth in them become sections of their own."""
    below = [k for k, v in entry.items() if isinstance(v, list) and v and isinstance(v[0], Mapping)]
    lines = [f"[[{key}]]" if array else f"[{key}]"]
    lines += [f"{k} = {_value(v)}" for k, v in entry.items() if k not in below]
    lines.append("")
    for name in below:
        for one in entry[name]:
            lines += _section(f"{key}.{name}", one, array=True)
    return lines


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal, date)):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
