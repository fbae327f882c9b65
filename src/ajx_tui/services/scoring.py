"""Scores: the yearly table of departments and townships (seed 六（二）), and the sheets of third-party assessments.

No official table was found: weights and sheets are the county's own (本级自定) and every score can be changed with a
reason. A figure without a denominator gives no score, never none or full marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.services import figures
from ajx_tui.services.figures import Figures, Line
from ajx_tui.services.session import Session
from ajx_tui.store import records
from ajx_tui.store.database import Store

ROW, SHEET, ITEM = KINDS["score_row"], KINDS["assessment"], KINDS["assessment_item"]
WEIGHTS_SETTING = "score.weights"
DEFAULT_WEIGHTS: Mapping[str, int] = {
    "coverage": 40,
    "headcount_coverage": 20,
    "service_fulfilment": 20,
    "rectification": 20,
}
"""Indicator of the packs → full marks; a county's own replace them."""
DEFAULT_SHEET: Sequence[tuple[str, str, int]] = (
    ("服务方案", "与投保单位商定方案，项目、措施、频次、人员、目标齐全", 15),
    ("约定次数兑现", "按约定次数提供服务，欠一次按比例扣分", 25),
    ("服务过程", "事前确认、现场记录、书面告知、回访、双方确认、归档齐全；弄虚作假本项不得分", 20),
    ("隐患闭环", "发现的隐患跟踪到整改完成，重大隐患告知主要负责人", 15),
    ("预防费用", "专门台账、专款专用、据实列支，凭证与服务对应", 10),
    ("理赔服务", "按时核定、预付、赔付，拒赔说明理由", 10),
    ("公开承诺", "承诺公开并兑现，投诉按时答复", 5),
)
"""Item, standard, full marks of a new assessment."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What drawing the table did: rows made, brought up to date, and those whose points a person had set."""

    added: int
    updated: int
    kept: int


def weights(store: Store) -> dict[str, int]:
    """Indicator → full marks in force here."""
    stored: dict[str, int] | None = store.setting(WEIGHTS_SETTING)
    return dict(stored or DEFAULT_WEIGHTS)


def set_weights(session: Session, wanted: Mapping[str, int], reason: str = "") -> None:
    """Set the county's own weights. Raises UsageError for an indicator that is none and for marks that can't be."""
    from ajx_tui.services.packs import rules

    known = rules(session.store).indicators
    unknown = [name for name in wanted if name not in known or known[name].shown != "percent"]
    if unknown or not wanted:
        told = "、".join(f"{n}（{i.title}）" for n, i in known.items() if i.shown == "percent")
        raise UsageError("权重有误", f"“{'、'.join(unknown) or '空'}”不是可计分的指标；可用：{told}")
    if not all(0 < marks <= 1000 for marks in wanted.values()):
        raise UsageError("权重有误", "每项满分应在 1 到 1000 之间。")
    with session.unit("调整考核计分权重（本级自定）", reason) as unit:
        unit.set_setting(WEIGHTS_SETTING, dict(wanted))


def draw(session: Session, year: int, as_of: date) -> Scored:
    """Fill the score table of `year` for every department and township from the indicators on `as_of`.

    Drawing again brings rates and computed points up to date; points that a person set stay with their reason.
    """
    marks = weights(session.store)
    found = figures.figures(session.store, as_of, marks)
    rows = [row for dimension in ("department", "township") for row in _rows(found, dimension, year, as_of, marks)]
    return _write(session, year, rows)


def _rows(found: Figures, dimension: str, year: int, as_of: date, marks: Mapping[str, int]) -> list[Values]:
    """The rows of one dimension; a line on which nothing is due has none."""
    made: list[Values] = []
    for line in found.lines(dimension):
        scores = [_row(found, line, indicator, full) for indicator, full in marks.items()]
        if line.key is not None and any(s["denominator"] for s in scores):
            head: Values = {"year": year, "subject_type": dimension, "subject": line.title, "as_of": as_of.isoformat()}
            made += [{**head, **score} for score in scores]
    return made


def _row(found: Figures, line: Line, indicator: str, full: int) -> Values:
    rate = found.rate(indicator, line.dimension, line.key)
    share = None if not rate.denominator else min(1_000_000, rate.numerator * 1_000_000 // rate.denominator)
    points = None if share is None else share * full // 10_000
    return {
        "indicator": found.title(indicator),
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "rate": None if not rate.denominator else rate.numerator * 1_000_000 // rate.denominator,
        "weight": full * 100,
        "drawn_points": points,
    }


def _write(session: Session, year: int, rows: Sequence[Values]) -> Scored:
    """New rows, and changes of those there are; what a person decided about points is left alone."""
    key = ("subject_type", "subject", "indicator")
    present = records.get_many(session.store, ROW, records.ids_where(session.store, ROW, "year", year))
    by_key = {tuple(v[c] for c in key): (i, v) for i, v in present.items()}
    new: list[Values] = []
    changes: list[tuple[int, dict[str, Value]]] = []
    kept = 0
    for row in rows:
        at = by_key.get(tuple(row[c] for c in key))
        if at is None:
            new.append({**row, "points": row["drawn_points"]})
            continue
        record_id, stored = at
        own = stored["points"] != stored["drawn_points"] or stored["reason"] is not None
        kept += own
        fresh = {**row} if own else {**row, "points": row["drawn_points"]}
        if any(stored[name] != value for name, value in fresh.items()):
            changes.append((record_id, fresh))
    with session.unit(f"计算{year}年度考核得分") as unit:
        if new:
            unit.insert_many(ROW, new)
        unit.update_many(ROW, changes)
    return Scored(len(new), len(changes), kept)


@dataclass(frozen=True, slots=True)
class Standing:
    """One department or township in the ranking: points and full marks, in hundredths, of what could be scored."""

    subject: str
    points: int
    full: int
    rank: int

    @property
    def share(self) -> float | None:
        """Points of full marks, None when nothing could be scored."""
        return self.points / self.full if self.full else None


def ranking(store: Store, year: int, subject_type: str) -> list[Standing]:
    """Departments or townships by their share of full marks; equal shares share a rank, who has none comes last."""
    sums: dict[str, tuple[int, int]] = {}
    for values in records.get_many(store, ROW, records.ids_where(store, ROW, "year", year)).values():
        if values["subject_type"] != subject_type:
            continue
        points, full = sums.get(str(values["subject"]), (0, 0))
        if values["points"] is not None:
            points, full = points + int(values["points"]), full + int(values["weight"] or 0)
        sums[str(values["subject"])] = (points, full)
    order = sorted(sums.items(), key=lambda s: (not s[1][1], -s[1][0] / s[1][1] if s[1][1] else 0.0, s[0]))
    made: list[Standing] = []
    for place, (subject, (points, full)) in enumerate(order, 1):
        last = made[-1] if made else None
        same = last is not None and last.points * full == points * last.full and bool(last.full) == bool(full)
        made.append(Standing(subject, points, full, last.rank if same and last is not None else place))
    return made


def draw_sheet(session: Session, assessment_id: int, items: Sequence[tuple[str, str, int]] = DEFAULT_SHEET) -> int:
    """Give an assessment its score sheet; returns how many lines were added. Lines it has stay as they are.

    Raises RefusedError when the assessment is gone.
    """
    if records.get(session.store, SHEET, assessment_id) is None:
        raise RefusedError("没有评分表", "这次评估已不存在，请刷新。")
    ids = records.ids_where(session.store, ITEM, "assessment_id", assessment_id)
    present = {v["item"] for v in records.get_many(session.store, ITEM, ids).values()}
    new: list[Values] = [
        {"assessment_id": assessment_id, "position": n, "item": item, "standard": standard, "weight": full * 100}
        for n, (item, standard, full) in enumerate(items, 1)
        if item not in present
    ]
    if new:
        with session.unit("生成评估评分表（本级自定）") as unit:
            unit.insert_many(ITEM, new)
    return len(new)


def total_up(session: Session, assessment_id: int) -> int:
    """Write the sum of the score sheet into the assessment; returns it in hundredths of a point.

    Raises RefusedError while a line has no score: a sum of what happens to be there would be no total.
    """
    ids = records.ids_where(session.store, ITEM, "assessment_id", assessment_id)
    lines = records.get_many(session.store, ITEM, ids)
    open_lines = [str(v["item"]) for v in lines.values() if v["score"] is None]
    if open_lines or not lines:
        told = f"还有{len(open_lines)}项没有打分：{'、'.join(open_lines[:5])}" if lines else "还没有评分表"
        raise RefusedError("没有合计", f"{told}。")
    total = sum(int(v["score"] or 0) for v in lines.values())
    with session.unit("合计评估得分") as unit:
        unit.update(SHEET, assessment_id, {"total": total})
    return total
