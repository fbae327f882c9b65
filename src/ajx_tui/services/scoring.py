"""The yearly scores of departments and townships, from the indicators (seed 六（二）).

What is scored with how many marks says the score sheet of the policy packs, which a county may replace by its own;
every score can be changed with a reason.
A figure without a denominator gives no score, never none or full marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.quantities import money_text
from ajx_tui.domain.rate import Rate
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import UsageError
from ajx_tui.policy.clause import Clause
from ajx_tui.policy.score_sheets import MOST_POINTS
from ajx_tui.services import figures, overlay, packs, tables
from ajx_tui.services.figures import Figures, Line
from ajx_tui.services.rule_names import PERFORMANCE_SHEET
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

ROW = KINDS["score_row"]
SUBJECTS: Mapping[str, str] = {"department": "部门", "township": "乡镇、街道"}
"""What is scored."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator of one subject; marks in hundredths. `points` are what counts: computed, or set with a reason.

    `row_id` is the stored score, None while it was not written yet.
    """

    indicator: str
    title: str
    rate: Rate
    weight: int
    drawn: int | None
    points: int | None
    reason: str = ""
    row_id: int | None = None

    @property
    def own(self) -> bool:
        """Whether a person set the points."""
        return bool(self.reason) or self.points != self.drawn


@dataclass(frozen=True, slots=True)
class Subject:
    """One department or township: points and full marks, in hundredths, of what could be scored."""

    title: str
    cells: tuple[Cell, ...]
    rank: int = 0

    @property
    def points(self) -> int:
        """The sum of what was scored."""
        return sum(cell.points or 0 for cell in self.cells)

    @property
    def full(self) -> int:
        """The full marks of what could be scored."""
        return sum(cell.weight for cell in self.cells if cell.points is not None)

    @property
    def share(self) -> Rate:
        """Points of full marks; '—' when nothing could be scored."""
        return Rate(self.points, self.full)


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The scores of one sort of subjects on a day, best first. `indicators` are name → (title, full marks).

    `basis` is what the marks stand on.
    """

    by: str
    basis: str
    as_of: str
    county: str
    indicators: Mapping[str, tuple[str, int]]
    subjects: tuple[Subject, ...]

    def as_json(self) -> dict[str, Any]:
        """The table as plain values, points in marks."""
        return {
            "by": self.by, "as_of": self.as_of,
            "weights": {name: full for name, (_, full) in self.indicators.items()},
            "subjects": [
                {"subject": s.title, "rank": s.rank, "points": s.points / 100, "full": s.full / 100,
                 "share": s.share.value,
                 "scores": {c.indicator: {"rate": c.rate.value, "points": None if c.points is None else c.points / 100,
                                          "reason": c.reason or None} for c in s.cells}}
                for s in self.subjects
            ],
        }  # fmt: skip


def points_text(hundredths: int | None) -> str:
    """Marks as people read them; '—' where nothing could be scored."""
    return "—" if hundredths is None else ROW.fields["points"].show(hundredths)


def weights(store: Store) -> dict[str, int]:
    """Indicator → full marks in force here."""
    sheet = packs.rules(store).score_sheets[PERFORMANCE_SHEET]
    return {item.indicator: item.points for item in sheet.items if item.indicator}


def basis(store: Store, indicator: str = "") -> Clause:
    """What the score sheet stands on, or the marks of one indicator in it."""
    sheet = packs.rules(store).score_sheets[PERFORMANCE_SHEET]
    return next((item.clause for item in sheet.items if indicator and item.indicator == indicator), sheet.clause)


def scorable(store: Store) -> dict[str, str]:
    """Indicator → title, of all that can be scored: shares of something."""
    return {name: rule.title for name, rule in packs.rules(store).indicators.items() if rule.shown == "percent"}


def set_weights(session: Session, wanted: Mapping[str, int], basis: str, reason: str = "") -> None:
    """Replace the score sheet by the county's own; `basis` says on what paper it stands.

    Raises UsageError for an indicator that is none and for marks that can't be, RefusedError without a basis,
    NotPermittedError for who may not make rules.
    """
    known = scorable(session.store)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        told = "、".join(f"{name}（{title}）" for name, title in known.items())
        raise UsageError("权重有误", f"“{'、'.join(unknown) or '空'}”不是可计分的指标；可用：{told}")
    if not all(0 < marks <= MOST_POINTS for marks in wanted.values()):
        raise UsageError("权重有误", f"每项满分应在 1 到 {MOST_POINTS} 之间。")
    lines = [f"{known[name]}|{marks}|{name}" for name, marks in wanted.items()]
    overlay.apply(session, overlay.score_sheet(session.store, PERFORMANCE_SHEET, lines, basis, reason))


# ----- the table


def table(store: Store, as_of: date, by: str) -> ScoreTable:
    """The scores on a day, from the indicators, with the points that persons set for that year.

    Raises UsageError for another sort of subject.
    """
    if by not in SUBJECTS:
        raise UsageError("没有这种考核对象", f"可用：{'、'.join(SUBJECTS)}。")
    marks = weights(store)
    found = figures.figures(store, as_of, marks)
    stored = _stored(store, as_of.year)
    subjects = [
        Subject(title, tuple(_with_own(cell, stored.get((by, title, cell.title))) for cell in cells))
        for title, cells in _computed(found, by, marks).items()
    ]
    indicators = {name: (found.title(name), full) for name, full in marks.items()}
    return ScoreTable(by, basis(store).text, found.as_of, found.county, indicators, tuple(_ranked(subjects)))


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an indicator's rate: what it counts, how much, and the records."""

    title: str
    text: str
    kind: str
    ids: tuple[int, ...]


def sides(store: Store, as_of: date, by: str, subject: str, indicator: str) -> list[Side]:
    """Numerator and denominator of an indicator for one subject, with the records behind them; empty for a subject on
    which nothing is counted."""
    found = figures.figures(store, as_of, (indicator,))
    rule = found.rules.indicators[indicator]
    line = next((one for one in found.lines(by) if one.title == subject), None)
    if line is None:
        return []
    made = []
    for side in (rule.numerator, rule.denominator):
        name, at = side.removesuffix(".amount"), (line.dimension, line.key)
        behind = found.ids(name, *at)
        unit = found.rules.figures[name].amount if side != name else "条"
        amount = found.amount(name, *at) if side != name else len(behind.ids)
        text = f"{money_text(amount) if unit == '元' else amount} {unit}"
        made.append(Side(found.title(name), text, behind.kind, behind.ids))
    return made


def _computed(found: Figures, by: str, marks: Mapping[str, int]) -> dict[str, tuple[Cell, ...]]:
    """Subject → its cells; a line on which nothing is due has none."""
    made = {}
    for line in found.lines(by):
        cells = tuple(_cell(found, line, name, full) for name, full in marks.items())
        if line.key is not None and any(cell.rate.denominator for cell in cells):
            made[line.title] = cells
    return made


def _cell(found: Figures, line: Line, name: str, full: int) -> Cell:
    rate = found.rate(name, line.dimension, line.key)
    share = None if not rate.denominator else min(1_000_000, rate.numerator * 1_000_000 // rate.denominator)
    points = None if share is None else share * full // 10_000
    return Cell(name, found.title(name), rate, full * 100, points, points)


def _stored(store: Store, year: int) -> dict[tuple[Value, ...], tuple[int, Values]]:
    rows = records.get_many(store, ROW, records.ids_where(store, ROW, "year", year))
    return {(v["subject_type"], v["subject"], v["indicator"]): (i, v) for i, v in rows.items()}


def _own(values: Mapping[str, Value]) -> bool:
    """Whether a person set the points of a stored score."""
    return values["points"] != values["drawn_points"] or values["reason"] is not None


def _with_own(cell: Cell, stored: tuple[int, Values] | None) -> Cell:
    """A cell with the points a person set, as far as they fit its weight."""
    if stored is None:
        return cell
    row_id, values = stored
    if not _own(values):
        return replace(cell, row_id=row_id)
    points = None if values["points"] is None else min(int(values["points"]), cell.weight)
    return replace(cell, points=points, reason=str(values["reason"] or ""), row_id=row_id)


def _ranked(subjects: Iterable[Subject]) -> list[Subject]:
    """Best share of full marks first; equal shares share a rank, who could not be scored comes last."""
    order = sorted(subjects, key=lambda s: (_behind(s), s.title))
    made: list[Subject] = []
    for place, one in enumerate(order, 1):
        level = bool(made) and _behind(made[-1]) == _behind(one)
        made.append(replace(one, rank=made[-1].rank if level else place))
    return made


def _behind(subject: Subject) -> tuple[bool, Fraction]:
    """What sorts the ranking, exactly."""
    return (not subject.full, -Fraction(subject.points, subject.full) if subject.full else Fraction(0))


def table_text(made: ScoreTable) -> str:
    """The table for the command line."""
    head = [
        "名次",
        SUBJECTS[made.by],
        *(f"{title}（{full}）" for title, full in made.indicators.values()),
        "得分",
        "得分率",
    ]
    rows = [
        [str(one.rank), one.title, *(f"{cell.rate.text} {_marked(cell)}" for cell in one.cells),
         points_text(one.points) if one.full else "—", one.share.text]
        for one in made.subjects
    ]  # fmt: skip
    title = f"{made.county or '本县'}考核计分（{SUBJECTS[made.by]}，截止 {made.as_of}，权重依据：{made.basis}）"
    lines = [title, "", tables.table_text([head, *rows], range(2, len(head)))]
    told = [(one.title, cell) for one in made.subjects for cell in one.cells if cell.own]
    lines += [f"* {who}“{cell.title}”由 {points_text(cell.drawn)} 调整：{cell.reason}" for who, cell in told]
    return "\n".join(lines)


def _marked(cell: Cell) -> str:
    return points_text(cell.points) + ("*" if cell.own else "")


# ----- writing it down


@dataclass(frozen=True, slots=True)
class Scored:
    """What drawing the table did: rows made, brought up to date, and those whose points a person had set."""

    added: int
    updated: int
    kept: int


def draw(session: Session, year: int, as_of: date) -> Scored:
    """Write the scores of `year` for every department and township, computed on `as_of`.

    Drawing again brings rates and computed points up to date; points that a person set stay with their reason.
    """
    marks = weights(session.store)
    found = figures.figures(session.store, as_of, marks)
    stored = _stored(session.store, year)
    new: list[Values] = []
    changes: list[tuple[int, dict[str, Value]]] = []
    kept = 0
    for by in SUBJECTS:
        for title, cells in _computed(found, by, marks).items():
            for cell in cells:
                row = _row(year, by, title, cell, as_of)
                present = stored.get((by, title, cell.title))
                if present is None:
                    new.append({**row, "points": cell.points})
                    continue
                row_id, values = present
                own = _own(values)
                kept += own
                fresh = row if own else {**row, "points": cell.points}
                if any(values[name] != value for name, value in fresh.items()):
                    changes.append((row_id, fresh))
    with session.unit(f"计算{year}年度考核得分") as unit:
        if new:
            unit.insert_many(ROW, new)
        unit.update_many(ROW, changes)
    return Scored(len(new), len(changes), kept)


def _row(year: int, by: str, title: str, cell: Cell, as_of: date) -> Values:
    rate = cell.rate
    return {
        "year": year, "subject_type": by, "subject": title, "as_of": as_of.isoformat(), "indicator": cell.title,
        "numerator": rate.numerator, "denominator": rate.denominator,
        "rate": None if not rate.denominator else rate.numerator * 1_000_000 // rate.denominator,
        "weight": cell.weight, "drawn_points": cell.drawn,
    }  # fmt: skip
