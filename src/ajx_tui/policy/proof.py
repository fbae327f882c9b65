"""Proving merged rules before they are used: names exist, SQL runs on the tables, messages can be filled."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ajx_tui.policy import sql
from ajx_tui.policy.asked import Asked, prove_asked
from ajx_tui.policy.checklists import prove_checklists
from ajx_tui.policy.clause import LOCAL, Place
from ajx_tui.policy.guard import Guard, QueryRefused
from ajx_tui.policy.messages import parts
from ajx_tui.policy.model import Check, Figure, Problems, Query
from ajx_tui.policy.outlines import Writable, prove_outlines
from ajx_tui.policy.rules import AS_OF, DATED, LISTED, Rules
from ajx_tui.policy.score_sheets import prove_score_sheets

TRIAL_SECONDS = 2.0
_DAY = "2026-10-31"


def prove(
    rules: Rules,
    guard: Guard,
    kinds: Mapping[str, Collection[str]],
    writable: Writable,
    problems: Problems,
    asked: Asked | None = None,
) -> None:
    """Add to `problems` whatever would fail later.

    `guard` is over empty tables; `kinds` gives the fields by kind, `writable` the parts of documents, `asked` what the
    program can't do without.
    """
    _prove_names(rules, kinds, problems)
    prove_outlines(rules, writable, problems)
    prove_score_sheets(rules, problems)
    if not problems.found and asked is not None:
        prove_asked(rules, asked, _nowhere(rules), problems)
    if problems.found:
        return
    for fragment in rules.own_fragments.values():
        _try(rules, guard, fragment.query, f"SELECT * FROM {fragment.name}", problems)
    for figure in rules.figures.values():
        _prove_figure(rules, guard, figure, problems)
    for check in rules.checks.values():
        _prove_check(rules, guard, check, kinds, problems)


def _nowhere(rules: Rules) -> Place:
    return Place(rules.packs[-1].id if rules.packs else "", 0)


def _prove_names(rules: Rules, kinds: Mapping[str, Collection[str]], problems: Problems) -> None:
    """References between entries."""
    at = _nowhere(rules)
    for duty in rules.duties.values():
        if duty.sector not in rules.sectors:
            problems.add(at, "duty", f"行业“{duty.sector}”没有在 [[sector]] 中列出")
        if duty.department not in rules.departments:
            problems.add(at, "duty", f"部门“{duty.department}”没有在 [[department]] 中列出")
    for parameter in rules.parameters.values():
        for dated in parameter.values:
            if dated.of and dated.of not in rules.parameters:
                problems.add(parameter.place, "of", f"没有名为 {dated.of} 的参数")
    for figure in rules.figures.values():
        if figure.within and figure.within not in rules.figures:
            problems.add(figure.query.place, "within", f"没有名为 {figure.within} 的指标")
        elif not figure.within and figure.kind not in kinds:
            problems.add(figure.query.place, "kind", f"没有“{figure.kind}”这种记录，可用的有：{'、'.join(kinds)}")
    for indicator in rules.indicators.values():
        for side in (indicator.numerator, indicator.denominator):
            if side.removesuffix(".amount") not in rules.figures:
                problems.add(at, indicator.name, f"没有名为 {side} 的指标")
    for check in rules.checks.values():
        if check.kind not in kinds:
            problems.add(check.places["kind"], "kind", f"没有“{check.kind}”这种记录，可用的有：{'、'.join(kinds)}")
    known = {n for p in rules.packs for n in (*(c.name for c in p.checks), *(c.name for c in p.checklists))}
    for off in (off for pack in rules.packs if pack.id != LOCAL for off in pack.disabled if off.name not in known):
        # What the county switched off may be gone with an update: nothing is lost by that.
        problems.add(off.place, "name", f"没有名为 {off.name} 的检查或清单")
    prove_checklists(rules, problems)
    _prove_circles(rules, problems, at)


def _prove_circles(rules: Rules, problems: Problems, at: Place) -> None:
    try:
        for fragment in rules.own_fragments.values():
            at = fragment.query.place
            if fragment.name.startswith((DATED, LISTED)):
                problems.add(at, "name", f"{DATED}、{LISTED} 开头的名称留给参数和代码表，请改名")
            sql.used(fragment.name, {n: (f.query.sql, False) for n, f in rules.own_fragments.items()})
        for name, parameter in rules.parameters.items():
            at = parameter.place
            rules.intervals(name)
        for figure in rules.figures.values():
            at = figure.query.place
            seen, step = {figure.name}, figure
            while step.within in rules.figures:
                step = rules.figures[step.within]
                if step.name in seen:
                    raise RecursionError(f"{figure.name} → {step.name}")
                seen.add(step.name)
    except RecursionError as circle:
        problems.add(at, "", f"互相引用成了一个圈：{circle}")
    except KeyError:
        return  # named above already


def _try(
    rules: Rules, guard: Guard, query: Query, body: str, problems: Problems, tail: str = "SELECT * FROM q"
) -> tuple[str, ...]:
    """Run a query over the empty tables, once plainly and once for every kind it can be limited to."""
    columns: tuple[str, ...] = ()
    plain = rules.statement(body, tail)
    unknown = sql.parameters(plain) - rules.parameters.keys() - {AS_OF}
    if unknown:
        name = sorted(unknown)[0]
        problems.add(
            _line(query, name), "sql", f"没有名为 {name} 的参数；可用 :{AS_OF} 或 [[parameter]] 中的名称（如 :名称）"
        )
        return ()
    for scope in ("", *sorted(sql.scopes(plain))):
        text = rules.statement(body, tail, scope)
        values = {**rules.bindings(text, _DAY), **({sql.SCOPE_PARAMETER: 1} if scope else {})}
        try:
            columns, _ = guard.table(text, values, TRIAL_SECONDS)
        except QueryRefused as refused:
            problems.add(_line(query, refused.token), "sql", refused.text)
            return ()
    return columns


def _line(query: Query, token: str) -> Place:
    """The line in which a word of the SQL stands."""
    if token and (match := re.search(rf"(?<!\w){re.escape(token)}(?!\w)", query.sql)):
        return Place(query.place.file, query.place.line + query.sql.count("\n", 0, match.start()))
    return query.place


def _prove_figure(rules: Rules, guard: Guard, figure: Figure, problems: Problems) -> None:
    base, conditions = rules.chain(figure.name)
    if not figure.within:
        columns = _try(rules, guard, figure.query, figure.query.sql, problems)
        needed = ["id", *(["amount"] if figure.amount and not figure.amount_sql else [])]
        missing = [
            c
            for c in (
                *needed,
                *([figure.anchor] if figure.anchor else []),
                *(["insurers"] if figure.by_insurer else []),
            )
            if columns and c not in columns
        ]
        if missing:
            problems.add(figure.query.place, "sql", f"查询结果缺少列 {'、'.join(missing)}")
        return
    amount = f", {figure.amount_sql} AS amount" if figure.amount_sql else ""
    tail = f"SELECT r.id{amount} FROM q r WHERE {' AND '.join(conditions)}"
    _try(rules, guard, figure.query, base.query.sql, problems, tail)


def _prove_check(
    rules: Rules, guard: Guard, check: Check, kinds: Mapping[str, Collection[str]], problems: Problems
) -> None:
    columns = _try(rules, guard, check.query, check.query.sql, problems)
    if not columns:
        return
    if "id" not in columns:
        problems.add(check.query.place, "sql", f"查询结果要有 id 列（{check.kind} 的记录号）")
    if check.field and check.field not in kinds[check.kind]:
        problems.add(check.places["field"], "field", f"{check.kind} 没有“{check.field}”这个字段")
    try:
        wanted = {name for _, name, _ in parts(check.message) if name}
    except ValueError as error:
        told = str(error) if not str(error).isascii() else "花括号要成对；要印出花括号本身，写两个"
        problems.add(check.places["message"], "message", f"说明写得不对：{told}")
        return
    for name in sorted(wanted - set(columns) - {AS_OF} - rules.parameters.keys()):
        problems.add(
            check.places["message"], "message", f"说明中的 {{{name}}} 在查询结果中没有，请改正或在 SELECT 中加上"
        )
