"""What the page of one review shows: head lines, changes side by side, findings, steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import (
    ACT_TITLES,
    BATCH,
    FINDING_CODES,
    OUTCOMES,
    STATE_TITLES,
    WAITS_FOR,
    Act,
    State,
    role_text,
    step,
    subject,
)
from ajx_tui.services import review
from ajx_tui.services.review import Finding, NewFinding, Review, StepTaken
from ajx_tui.services.review_view import POINT, SideBySide, side_by_side
from ajx_tui.services.session import Session
from ajx_tui.services.timeline import KIND_TITLES, Shower, shown_time
from ajx_tui.ui.screens.review.dialogs import Place, field_title
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow
from ajx_tui.ui.widgets.side_by_side import Compared

CHANGES_LIMIT = 2_000
FORWARD: Mapping[State, Act] = {
    State.DRAFT: Act.SUBMIT, State.SUBMITTED: Act.APPROVE, State.RETURNED: Act.SUBMIT, State.APPROVED: Act.SIGN,
    State.SIGNED: Act.SEND,
}  # fmt: skip
"""State → the step that brings work nearer to its end."""
FINDING_COLUMNS = (
    GridColumn("outcome", "答复", 8, fixed=True, sortable=False),
    GridColumn("code", "类别", 10, sortable=False),
    GridColumn("record", "对象", 20, sortable=False, grow=True),
    GridColumn("field", "项目", 12, sortable=False),
    GridColumn("text", "意见", 24, sortable=False, grow=True),
    GridColumn("clause", "依据", 16, sortable=False),
)
DRAFTED = "未发出"


@dataclass(frozen=True, slots=True)
class Shown:
    """One review as read: what may be done, what changed, what was found, what happened."""

    review: Review
    refusals: Mapping[Act, str]
    """Why this person can't take a step; what is not here he can."""
    why_not: str
    changes: list[SideBySide]
    first_look: bool
    unchanged: bool
    """Nothing changed since this person's last look: `changes` are all of them then."""
    findings: list[Finding]
    steps: list[StepTaken]
    names: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def acts(self) -> frozenset[Act]:
        """The steps this person can take."""
        return frozenset(act for act in Act if act not in self.refusals)

    @property
    def open_findings(self) -> list[Finding]:
        """Findings that wait for an answer."""
        return [f for f in self.findings if f.outcome == "open"]


def read(session: Session, review_id: int, *, everything: bool) -> Shown:
    """Read one review; `everything` shows all changes, else those since this person's last look.

    Raises RefusedError when there is no such review.
    """
    from ajx_tui.store import reviews

    found = review.get(session, review_id)
    looked = reviews.look(session.store, review_id, session.person)
    since = 0 if everything else looked or 0
    changes = side_by_side(session, found, since, CHANGES_LIMIT)
    unchanged = bool(looked) and not everything and not changes
    if unchanged:
        changes = side_by_side(session, found, 0, CHANGES_LIMIT)
    findings = review.findings(session, review_id)
    shower = Shower(session.store)
    pairs = [(f.kind, f.record_id) for f in findings if f.record_id is not None and f.kind in KINDS]
    shower.learn(pairs)
    names = {pair: shower.label(*pair) for pair in pairs}
    refusals = {act: why for act in Act if (why := _refusal(session, found, act))}
    why_not = _why_not(session, found, refusals)
    return Shown(
        found, refusals, why_not, changes, not looked, unchanged, findings, review.steps(session, review_id), names
    )  # fmt: skip


def _refusal(session: Session, found: Review, act: Act) -> str:
    return review.refusal(session, found, act) or session.store.readonly_reason.rstrip("。")


def _why_not(session: Session, found: Review, refusals: Mapping[Act, str]) -> str:
    """Why the step that is due is not offered, '' when it is or when it is the turn of others anyway."""
    due = FORWARD.get(found.state)
    if due is None or step(found.state, due, found.subject_kind) is None:
        return ""
    return refusals.get(due, "") if WAITS_FOR[found.state] in session.roles else ""


def head_lines(shown: Shown, now: datetime, told: str) -> str:
    """State, how long it waits, which changes are listed; who submitted when; the last word on it."""
    found = shown.review
    days = max(0, (now - datetime.fromisoformat(found.state_at)).days)
    role = WAITS_FOR[found.state] if found.state is not subject(found.subject_kind).final else None
    waits = f"等{role_text(frozenset({role}))}，已等 {days} 天" if role else "已办结"
    kind = "数据变更" if found.subject_kind == BATCH else KIND_TITLES.get(found.subject_kind, "")
    parts = [
        f"{kind}　{STATE_TITLES[found.state]}　{waits}　第 {found.round} 轮　{told}",
        f"{found.submitter} {shown_time(found.submitted_at)} 送审" + (f"　{found.township}" if found.township else ""),
    ]
    said = next((s for s in reversed(shown.steps) if s.text), None)
    if said is not None:
        parts.append(f"{said.actor}（{ACT_TITLES[Act(said.act)]}）：{said.text}")
    if shown.why_not:
        parts.append(f"{shown.why_not}。")
    return "\n".join(parts)


# ----- changes


def change_lines(changes: Sequence[SideBySide]) -> tuple[list[Compared], dict[int, Place]]:
    """The lines of the comparison, and what each is about. A point of a checklist is one line."""
    lines: list[Compared] = []
    places: dict[int, Place] = {}
    for one in changes:
        if one.kind == POINT and not one.gone:
            places[len(lines)] = Place(one.kind, one.record_id, "answer", f"{one.mark} {one.label}")
            lines.append(_point_line(one))
            continue
        name = f"{one.kind_title}「{one.label}」"
        places[len(lines)] = Place(one.kind, one.record_id, "", name)
        told = f"移入回收站：{one.gone}" if one.gone else "新登记" if one.new else f"修改 {len(one.fields)} 项"
        lines.append(Compared("", f"【{one.kind_title}】", (one.label, told), ("", "warn"), "", "dim"))
        for changed in one.fields:
            if changed.field == "deleted_reason" or not (changed.before or changed.after):
                continue
            places[len(lines)] = Place(one.kind, one.record_id, changed.field, f"{name} {changed.title}")
            texts = (changed.before or "（空）", changed.after or "（空）")
            lines.append(Compared(changed.field, changed.title, texts, ("dim" if one.new else "bad", "good"), "  "))
    return lines, places


def new_lines(lines: Sequence[Compared]) -> list[Compared]:
    """The same lines where nothing was there before: one column, so that there is room to read."""
    return [
        replace(line, texts=(line.texts[1] if line.key else "　".join(line.texts),), tones=line.tones[1:])
        for line in lines
    ]


def _point_line(one: SideBySide) -> Compared:
    """Answer, figure and remark of a point, before beside after; what did not change is left out."""
    before = "　".join(f.before for f in one.fields if f.before) or "（空）"
    after = "　".join(f.after for f in one.fields if f.after) or "（空）"
    return Compared("answer", f"{one.mark} {one.label}", (before, after), ("dim" if one.new else "bad", "good"))


# ----- findings


def finding_row(shown: Shown, one: Finding) -> GridRow:
    """A finding as a line."""
    name = shown.names.get((one.kind, one.record_id or 0), "送审内容整体")
    cells = (
        OUTCOMES[one.outcome], FINDING_CODES.get(one.code, one.code), name, field_title(one.kind, one.field), one.text,
        one.clause,
    )  # fmt: skip
    return GridRow(cells, tones={"outcome": "bad" if one.outcome == "open" else "good"})


def drafted_row(one: NewFinding, place: Place) -> GridRow:
    """A finding that is not sent yet."""
    cells = (DRAFTED, FINDING_CODES[one.code], place.told, field_title(one.kind, one.field), one.text, one.clause)
    return GridRow(cells, tones={"outcome": "warn"})


def finding_text(one: Finding | NewFinding) -> str:
    """A finding in full."""
    parts = [f"意见　{one.text}"]
    if one.clause:
        parts.append(f"依据　{one.clause}")
    if isinstance(one, Finding) and one.outcome != "open":
        told = f"{OUTCOMES[one.outcome]}（{one.answered_by} {shown_time(one.answered_at)}）"
        parts.append(f"答复　{told}{f'：{one.answer}' if one.answer else ''}")
    return "\n".join(parts)


# ----- steps


def steps_text(steps: Sequence[StepTaken]) -> str:
    """Everything that happened, newest first."""
    lines = []
    for one in reversed(steps):
        moved = "" if one.from_state == one.to_state else f"　{STATE_TITLES[State(one.to_state)]}"
        alone = "　（一人办公，未经他人审核）" if one.alone else ""
        lines.append(f"{shown_time(one.at)}　{one.actor}　{ACT_TITLES[Act(one.act)]}{moved}{alone}")
        if one.text:
            lines.append(f"　　{one.text}")
    return "\n".join(lines)
