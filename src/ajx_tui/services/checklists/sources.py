"""Templates: those of the policy packs in force, and the office's own (本级自定)."""

from __future__ import annotations

from collections.abc import Mapping

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.policy.clause import LOCAL
from ajx_tui.policy.papers import Checklist, ChecklistItem
from ajx_tui.policy.rules import Rules
from ajx_tui.services import packs
from ajx_tui.services.checklists.model import OWN, Item, Template
from ajx_tui.services.session import Session
from ajx_tui.store import checklists as stored
from ajx_tui.store import records
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

TEMPLATE, ITEM = KINDS["checklist_template"], KINDS["checklist_template_item"]


def templates(store: Store) -> list[Template]:
    """Every template: those of packs in their order, then the office's own by number."""
    rules = packs.rules(store)
    own = [row[0] for row in records.columns(store, TEMPLATE, ["code"])]
    return [_of_pack(rules, c) for c in rules.checklists.values()] + sorted(
        (_own(store, rules, int(i or 0)) for i in own), key=lambda t: t.code
    )


def template(store: Store, name: str) -> Template:
    """A template by its name, number or title. Raises UsageError with those there are."""
    known = templates(store)
    wanted = name.strip()
    by_code = [t for t in known if t.code in (wanted, wanted.upper())]
    found = by_code or [t for t in known if t.title == wanted]
    if len(found) == 1:
        return found[0]
    listed = "、".join(f"{t.code}（{t.title}）" for t in known)
    raise UsageError("没有这份清单模板", f"“{name}”不是清单模板的编号或名称；可用：{listed or '无'}。")


def _of_pack(rules: Rules, rule: Checklist) -> Template:
    pack = next(p for p in reversed(rules.packs) if any(c.name == rule.name for c in p.checklists))
    origin = OWN if pack.id == LOCAL else pack.title
    items = tuple(_pack_item(item) for item in rule.items)
    return Template(rule.name, rule.title, rule.scope, rule.clause.text, pack.version, origin, items)


def _pack_item(item: ChecklistItem) -> Item:
    return Item(
        item.code, item.text, item.section, item.clause.text[:200], item.clause.certainty, item.method, item.weight,
        item.figure, item.span if item.figure else "day",
    )  # fmt: skip


def _own(store: Store, rules: Rules, template_id: int) -> Template:
    values = records.get(store, TEMPLATE, template_id) or {}
    ids = records.ids_where(store, ITEM, "template_id", template_id, "position IS NULL, position, id")
    rows = records.get_many(store, ITEM, ids)
    items = tuple(item_of(rows[i], rules) for i in ids)
    text = {name: str(value or "") for name, value in values.items()}
    return Template(
        text["code"], text["title"], text["scope"], text["basis"], text["version"], OWN, items, template_id,
        bool(values["retired"]),
    )  # fmt: skip


def item_of(values: Mapping[str, Value], rules: Rules | None = None) -> Item:
    """A point from its stored values; with `rules` a figure written by its title is known by its name."""
    text = {name: str(value or "") for name, value in values.items()}
    figure = figure_named(rules, text["figure"]) if rules is not None else text["figure"]
    return Item(
        text["code"], text["text"], text["section"], text["clause"], text["certainty"], text["method"],
        int(values["weight"] or 0), figure, (text["span"] or "day") if figure else "day",
    )  # fmt: skip


def figure_named(rules: Rules, text: str) -> str:
    """The name of the figure or indicator that `text` names or titles; `text` itself when nobody knows it."""
    titles = {n: r.title for n, r in rules.figures.items()} | {n: r.title for n, r in rules.indicators.items()}
    if not text or text in titles:
        return text
    lower = text.lower()
    return next((n for n, title in titles.items() if lower == n or title == text), text)


def figure_title(rules: Rules, name: str) -> str:
    """The Chinese name of a figure or indicator; the name itself when the packs in force do not know it."""
    rule = rules.indicators.get(name) or rules.figures.get(name)
    return rule.title if rule is not None else name


def figures(store: Store) -> list[tuple[str, str]]:
    """(name, title) of everything the program can fill in, rates first."""
    rules = packs.rules(store)
    rates = [(n, r.title) for n, r in rules.indicators.items()]
    return rates + [(n, r.title) for n, r in rules.figures.items()]


def copy(session: Session, name: str, code: str, title: str = "") -> int:
    """Make a template of the office's own from any other, to be changed; returns its id.

    Raises UsageError for an unknown one, RefusedError when the number is taken.
    """
    source = template(session.store, name)
    number = TEMPLATE.fields["code"].parse(code)
    if not number:
        raise RefusedError("请写明模板编号", "本级自定的模板要有自己的编号，如 BJ-01。")
    with session.unit("另存清单模板") as unit:
        made = unit.insert(
            TEMPLATE,
            {"code": number, "title": (title or source.title)[:60], "scope": source.scope,
             "basis": source.basis[:200] or None, "version": 1},
        )  # fmt: skip
        rows: list[Values] = [
            {"template_id": made, "position": n, **item_values(item)} for n, item in enumerate(source.items, 1)
        ]
        unit.insert_many(ITEM, rows)
    return made


def item_values(item: Item) -> Values:
    """The stored values of a point."""
    return {
        "code": item.code, "section": item.section or None, "text": item.text, "clause": item.clause or None,
        "certainty": item.certainty or None, "method": item.method or None, "weight": item.weight,
        "figure": item.figure or None, "span": item.span if item.figure else None,
    }  # fmt: skip


def settled_version(unit: Unit, store: Store, chosen: Template) -> str:
    """The version under which a list is made now.

    A template of the office's own whose points changed since a list was made from this version becomes the next one.
    """
    if chosen.id is None:
        return chosen.version
    used = stored.used_versions(store, chosen.code)
    if all(digest == chosen.digest for version, digest in used if version == chosen.version):
        return chosen.version
    highest = max((int(v) for v, _ in used if v.isdigit()), default=0)
    version = max(highest, int(chosen.version)) + 1
    unit.update(TEMPLATE, chosen.id, {"version": version})
    return str(version)


def delete_template(session: Session, template_id: int, reason: str) -> None:
    """Put a template of the office's own with its points into the recycle bin; lists made from it stay as they are.

    Raises RefusedError without a reason.
    """
    if not reason.strip():
        raise RefusedError("请写明删除原因", "原因会记入历史，供日后核查。")
    with session.unit("删除清单模板", reason.strip()) as unit:
        for item_id in records.ids_where(session.store, ITEM, "template_id", template_id):
            unit.delete(ITEM, item_id, reason.strip())
        unit.delete(TEMPLATE, template_id, reason.strip())
