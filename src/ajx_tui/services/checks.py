"""Checks of the packs on the county's records: what they find, why, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.policy import lookups, sql
from ajx_tui.policy.clause import Clause
from ajx_tui.policy.guard import Guard, QueryRefused
from ajx_tui.policy.messages import fill
from ajx_tui.policy.model import SEVERITIES, Check
from ajx_tui.policy.rules import Rules
from ajx_tui.services import packs
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import get_many, ids_where

SECONDS = 60.0
_PARENTS = ("visit", "policy", "insured_object", "enterprise")
_DIRECTORIES = ("insurer", "service_body")
_NOTE = KINDS["finding_note"]
_NO_BASIS = "-"


@dataclass(frozen=True, slots=True)
class Note:
    """Why a finding stands as it is: on which basis that was said, and until which day it holds (empty: no end)."""

    basis: str
    reason: str
    until: str


Notes = Mapping[tuple[str, str, int], Note]
"""By check, kind and record."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found. `explained` is the reason given for it, empty while it is open.

    `earlier` is the reason that was given before and no longer holds: what it rested on has changed, or it ran out.
    """

    check: str
    title: str
    group: str
    severity: str
    kind: str
    record_id: int
    field: str
    text: str
    next_step: str
    clause: Clause
    basis: str
    object_id: int | None = None
    explained: str = ""
    earlier: str = ""

    @property
    def severity_title(self) -> str:
        """违规, 疑点 or 提醒."""
        return SEVERITIES[self.severity]

    def as_json(self) -> dict[str, Any]:
        """The finding as `ajx check --json` prints it."""
        return {
            "check": self.check, "title": self.title, "group": self.group, "severity": self.severity,
            "kind": self.kind, "record_id": self.record_id, "object_id": self.object_id, "field": self.field,
            "text": self.text, "next": self.next_step, "clause": self.clause.as_json(), "explained": self.explained,
            "earlier": self.earlier,
        }  # fmt: skip


def run_all(
    store: Store,
    as_of: str | date,
    names: Iterable[str] | None = None,
    *,
    explained: bool = False,
    seconds: float = SECONDS,
) -> list[Finding]:
    """Everything the checks in force find on a day, in the order of the packs; each record once per check.

    `names` limits the checks. What was explained away is left out unless `explained`.
    Raises AjxError when a pack's SQL fails or takes longer than `seconds`.
    """
    rules, day = packs.rules(store), str(as_of)
    chosen = list(rules.checks.values()) if names is None else [rules.checks[n] for n in names]
    with packs.reading(store) as guard:
        notes = _notes(guard)
        found = [f for check in chosen for f in _run(guard, rules, check, day, notes, seconds=seconds)]
    return found if explained else [f for f in found if not f.explained]


def run_for(store: Store, kind: str, record_id: int, as_of: str | date) -> list[Finding]:
    """What the checks find about one record and those it hangs on: for after it was saved.

    Checks that must look at the whole county (`on_save = false`) are left out.
    """
    rules, day = packs.rules(store), str(as_of)
    with packs.reading(store) as guard:
        concerned = _chain(guard, kind, record_id)
        notes, seen = _notes(guard), dict(reversed(concerned))
        found = [
            finding
            for check in rules.checks.values()
            if check.on_save
            for scope in rules.scopes(check.query.sql) & seen.keys()
            for finding in _run(guard, rules, check, day, notes, (scope, seen[scope]))
        ]
    wanted = set(concerned)
    return [f for f in found if not f.explained and ((f.kind, f.record_id) in wanted or _on(f, wanted))]


def _on(finding: Finding, concerned: set[tuple[str, int]]) -> bool:
    """Whether the record is the object that a finding is about."""
    return finding.object_id is not None and ("insured_object", finding.object_id) in concerned


def run_enterprise(store: Store, enterprise_id: int, as_of: str | date, *, explained: bool = True) -> list[Finding]:
    """Everything the checks find about one enterprise and all its records, for its page."""
    rules, day = packs.rules(store), str(as_of)
    with packs.reading(store) as guard:
        notes = _notes(guard)
        found = [
            finding
            for check in rules.checks.values()
            if "enterprise" in rules.scopes(check.query.sql)
            for finding in _run(guard, rules, check, day, notes, ("enterprise", enterprise_id))
        ]
    return found if explained else [f for f in found if not f.explained]


def _run(
    guard: Guard,
    rules: Rules,
    check: Check,
    day: str,
    notes: Notes,
    scope: tuple[str, int] | None = None,
    seconds: float = SECONDS,
) -> list[Finding]:
    """The findings of one check, limited to one record when `scope` names a kind and an id."""
    text = rules.statement(check.query.sql, scope=scope[0] if scope else "")
    bound = {**rules.bindings(text, day), **({sql.SCOPE_PARAMETER: scope[1]} if scope else {})}
    try:
        columns, rows = guard.table(text, bound, seconds)
    except QueryRefused as refused:
        raise AjxError(f"检查“{check.title}”没有完成", refused.text) from refused
    fixed = {"as_of": day, **{name: rules.value(name, day) for name in _used(check, rules)}}
    found: dict[int, Finding] = {}
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        record_id = int(values["id"])
        if record_id in found:
            continue
        basis = str(values["basis"]) if values.get("basis") is not None else _NO_BASIS
        on = record_id if check.kind == "insured_object" else values.get("object_id")
        found[record_id] = Finding(
            check.name, check.title, check.group, check.severity, check.kind, record_id,
            values.get("field") or check.field, fill(check.message, {**fixed, **values}), check.next_step,
            check.clause, basis, on, *_reasons(notes.get((check.name, check.kind, record_id)), basis, day),
        )  # fmt: skip
    return list(found.values())


def _used(check: Check, rules: Rules) -> list[str]:
    """Parameters that the message itself names."""
    return [name for name in rules.parameters if f"{{{name}" in check.message]


def _notes(guard: Guard) -> Notes:
    return {(r[0], r[1], r[2]): Note(r[3] or _NO_BASIS, r[4], r[5] or "") for r in lookups.notes(guard)}


def _reasons(note: Note | None, basis: str, day: str) -> tuple[str, str]:
    """(the reason that holds, the one that no longer does); one of them at most."""
    if note is None:
        return "", ""
    holds = note.basis == basis[:200] and (not note.until or note.until >= day)
    return (note.reason, "") if holds else ("", note.reason)


def _chain(guard: Guard, kind: str, record_id: int) -> list[tuple[str, int]]:
    """The record and those it hangs on, up to the enterprise; for an enterprise its own object too.

    What hangs on no enterprise (a ledger entry) hangs on its insurer or service body.
    """
    found = lookups.upwards(guard, (kind, record_id), _PARENTS)
    if kind == "enterprise":
        return [*found, *lookups.own_object(guard, record_id)]
    if all(name != "enterprise" for name, _ in found):
        found += lookups.upwards(guard, (kind, record_id), _DIRECTORIES)[1:]
    return found


def explain(session: Session, finding: Finding, reason: str, until: str | None = None) -> int:
    """Keep why a finding stands as it is; it is open again when what it rests on changes, or after `until`.

    Returns the id of the note. Raises RefusedError when the reason is empty or too long.
    """
    from ajx_tui.domain.record import check as read

    raw = {
        "check_name": finding.check, "record_kind": finding.kind, "record_id": finding.record_id,
        "basis": finding.basis[:200], "reason": reason, "until": until,
    }  # fmt: skip
    checked = read(_NOTE, raw)
    if checked.refused:
        raise RefusedError("情况说明未保存", "；".join(p.text for p in checked.refused))
    with session.unit(f"说明检查发现：{finding.title}", reason) as unit:
        for note in _kept(session.store, finding):
            unit.update(_NOTE, note, checked.values)
            return note
        return unit.insert(_NOTE, checked.values)


def _kept(store: Store, finding: Finding) -> list[int]:
    """Ids of the notes on a finding: one, or none."""
    ids = ids_where(store, _NOTE, "record_id", finding.record_id)
    wanted = {"check_name": finding.check, "record_kind": finding.kind}
    return [i for i, values in get_many(store, _NOTE, ids).items() if wanted.items() <= values.items()]


def reopen(session: Session, finding: Finding) -> Finding:
    """Take an explanation back; returns the finding as open."""
    with session.unit(f"撤销情况说明：{finding.title}") as unit:
        for note in _kept(session.store, finding):
            unit.delete(_NOTE, note, "撤销情况说明")
    return replace(finding, explained="")


def findings_text(found: Sequence[Finding], most: int = 20) -> str:
    """The findings grouped by check, for the command line; at most `most` of each are spelt out."""
    if not found:
        return "没有发现问题。"
    lines = []
    for name in dict.fromkeys(f.check for f in found):
        group = [f for f in found if f.check == name]
        head = group[0]
        lines.append(f"【{head.severity_title}】{head.title}：{len(group)} 条　依据：{head.clause.text}")
        lines += [f"  · {f.text}{_said(f)}" for f in group[:most]]
        if len(group) > most:
            lines.append(f"  · 还有 {len(group) - most} 条，用 --json 可看全部。")
        lines.append(f"  下一步：{head.next_step}")
    lines.append(f"共 {len(found)} 条。")
    return "\n".join(lines)


def _said(finding: Finding) -> str:
    if finding.explained:
        return f"（已说明：{finding.explained}）"
    return f"（以前的说明已不适用：{finding.earlier}）" if finding.earlier else ""
