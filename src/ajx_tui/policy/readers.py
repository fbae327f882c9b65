"""One reader per kind of pack entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from ajx_tui.policy.clause import Clause, Document
from ajx_tui.policy.model import (
    ANCHORS,
    BEGINNING,
    FOREVER,
    OWN_ANCHOR,
    SEVERITIES,
    UNIT_FACTORS,
    Basis,
    Check,
    CodeList,
    DatedValue,
    DepartmentRule,
    DutyRule,
    Figure,
    Fragment,
    Indicator,
    Parameter,
    Query,
    SectorRule,
    SwitchedOff,
)
from ajx_tui.policy.section import Section
from ajx_tui.policy.sql import complaint

Documents = Mapping[str, Document]
SqlOf = Callable[[Section, str], Query]
_DUE_UNITS = ("enterprise", "project", "licence", "vessel")


def query(section: Section, key: str, files: Mapping[str, str]) -> Query:
    """SQL written in place, or in the .sql file that is named."""
    text = section.text(key)
    place = section.place(key)
    if text.endswith(".sql") and "\n" not in text:
        if text not in files:
            section.fail(key, f"没有文件 {text}，请检查文件名")
            return Query("SELECT 0 AS id", place)
        place = type(place)(section.label + text, 1)
        text = files[text]
    if text and (wrong := complaint(text)):
        section.problems.add(place, key, wrong)
        return Query("SELECT 0 AS id", place)
    return Query(text.strip().rstrip(";"), place)


def sector(section: Section, documents: Documents) -> SectorRule:
    """A [[sector]]."""
    section.only(("title", "aliases", "due_unit", "optional", "clause"))
    return SectorRule(
        section.text("title"), section.texts("aliases"), section.choice("due_unit", _DUE_UNITS, "enterprise"),
        section.flag("optional"), section.clause(documents),
    )  # fmt: skip


def department(section: Section, documents: Documents) -> DepartmentRule:
    """A [[department]]."""
    section.only(("name", "aliases", "duty", "clause"))
    return DepartmentRule(
        section.text("name"), section.texts("aliases"), section.text("duty", ""), section.clause(documents)
    )


def duty(section: Section, documents: Documents) -> DutyRule:
    """A [[duty]]: sector and department."""
    section.only(("sector", "department", "scope", "lead", "clause"))
    return DutyRule(
        section.text("sector"), section.text("department"), section.text("scope", ""), section.flag("lead"),
        section.clause(documents),
    )  # fmt: skip


def parameter(section: Section, documents: Documents, inherited: Mapping[str, Parameter], pack: str) -> Parameter:
    """A [[parameter]] of a pack. Title, unit and help may come from the pack below; a value may have its own clause."""
    section.only(("name", "title", "unit", "help", "values", "clause"))
    name = section.name()
    below = inherited.get(name)
    unit = section.choice("unit", UNIT_FACTORS, below.unit if below else None)
    clause = section.clause(documents)
    values = tuple(_dated(entry, unit, documents, clause, pack) for entry in section.tables("values"))
    if not values:
        section.fail("values", "至少要有一个取值，如 values = [{ from = 2025-03-29, value = 400000 }]")
    ordered = sorted(values, key=lambda v: v.valid_from)
    closed = []
    for number, value in enumerate(ordered):
        following = ordered[number + 1].valid_from if number + 1 < len(ordered) else ""
        if following and value.valid_until >= following and value.valid_until != FOREVER:
            section.fail("values", f"自 {following} 起的取值与前一个取值的有效期重叠")
        until = _day_before(following) if following and value.valid_until == FOREVER else value.valid_until
        closed.append(replace(value, valid_until=until))
    return Parameter(
        name, section.text("title", below.title if below else None), unit,
        section.text("help", below.help if below else ""), tuple(closed), clause, section.place("values"),
        section.place("unit"),
    )  # fmt: skip


def _dated(entry: Section, unit: str, documents: Documents, clause: Clause, pack: str) -> DatedValue:
    entry.only(("from", "until", "value", "multiple", "of", "at_least", "clause"))
    value, multiple, least = (entry.number(k) for k in ("value", "multiple", "at_least"))
    of = entry.text("of", "")
    if (value is None) == (multiple is None):
        entry.fail("value", "value 和 multiple 应当且只能写一个")
        value, multiple = Decimal(0), None
    if multiple is not None and not of:
        entry.fail("of", "写了 multiple 就要用 of 写明是哪个参数的倍数")
    if any(n is not None and n < 0 for n in (value, multiple, least)):
        entry.fail("value", "不能是负数")
    if value is not None and (value * UNIT_FACTORS.get(unit, 1)) % 1:
        entry.fail("value", "小数位过多，请核对单位")
    start, end = entry.day("from", BEGINNING), entry.day("until", FOREVER)
    if end < start:
        entry.fail("until", f"终止日 {end} 早于起始日 {start}")
    own = entry.clause(documents) if "clause" in entry.data else clause
    return DatedValue(start, end, own, pack, value, multiple, of, least)


def _day_before(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def code_list(section: Section, documents: Documents) -> CodeList:
    """A [[code_list]]."""
    section.only(("name", "title", "values", "clause"))
    values = section.texts("values")
    if len(set(values)) != len(values):
        section.fail("values", "有重复的选项，请删去")
    return CodeList(section.name(), section.text("title"), values, section.clause(documents))


def basis(section: Section, documents: Documents) -> Basis:
    """A [[basis]]."""
    section.only(("name", "title", "clause"))
    return Basis(section.name(), section.text("title"), section.clause(documents))


def switched_off(section: Section, documents: Documents) -> SwitchedOff:
    """A [[disabled]] check or checklist."""
    section.only(("name", "reason", "clause"))
    return SwitchedOff(section.name(), section.text("reason"), section.clause(documents), section.place("name"))


def fragment(section: Section, sql_of: SqlOf) -> Fragment:
    """A [[fragment]]: no rule itself, so it needs no clause."""
    section.only(("name", "sql", "materialised"))
    return Fragment(section.name(), sql_of(section, "sql"), section.flag("materialised"))


def figure(section: Section, documents: Documents, sql_of: SqlOf) -> Figure:
    """A [[figure]]: `kind` and `sql`, or `within` and `where`."""
    section.only(("name", "title", "kind", "sql", "within", "where", "amount", "amount_sql", "anchor", "by_insurer",
                  "help", "clause"))  # fmt: skip
    within = section.text("within", "")
    if within:
        made = Query(section.text("where"), section.place("where"))
        if wrong := complaint(f"SELECT {made.sql}"):
            section.fail("where", wrong)
    else:
        made = sql_of(section, "sql")
    return Figure(
        section.name(), section.text("title"), section.text("kind", "" if within else None), made, within,
        section.text("amount", ""), section.text("amount_sql", ""), _anchor(section),
        section.flag("by_insurer"), section.text("help", ""), section.clause(documents),
    )  # fmt: skip


def _anchor(section: Section) -> str:
    """Kinds of OWN_ANCHOR need none; of others it must be said, even if it is nowhere."""
    if section.data.get("within") or section.data.get("kind") in OWN_ANCHOR:
        return ""
    return section.choice("anchor", [*ANCHORS, "none"]).replace("none", "")


def indicator(section: Section, documents: Documents) -> Indicator:
    """An [[indicator]]."""
    section.only(("name", "title", "numerator", "denominator", "shown", "unit", "help", "clause"))
    return Indicator(
        section.name(), section.text("title"), section.text("numerator"), section.text("denominator"),
        section.choice("shown", ("percent", "average"), "percent"), section.text("unit", ""),
        section.text("help", ""), section.clause(documents),
    )  # fmt: skip


def check(section: Section, documents: Documents, sql_of: SqlOf) -> Check:
    """A [[check]]."""
    section.only(("name", "title", "kind", "severity", "field", "message", "next", "group", "on_save", "sql",
                  "clause"))  # fmt: skip
    return Check(
        section.name(), section.text("title"), section.text("kind"), section.choice("severity", SEVERITIES),
        section.text("field", ""), section.text("message"), section.text("next"), section.text("group", ""),
        section.flag("on_save", default=True),
        sql_of(section, "sql"), section.clause(documents),
        {key: section.place(key) for key in ("kind", "field", "message")},
    )  # fmt: skip
