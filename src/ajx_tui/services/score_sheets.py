"""Score sheets of third-party assessments (seed 四（六）), editable line by line.

An assessment's own sheet starts from that of the policy packs, which a county may replace by its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services import packs
from ajx_tui.services.records import InvalidRecord, examine
from ajx_tui.services.rule_names import ASSESSMENT_SHEET
from ajx_tui.services.session import Session
from ajx_tui.services.tables import table_text
from ajx_tui.store import records
from ajx_tui.store.database import Store

SHEET, ITEM = KINDS["assessment"], KINDS["assessment_item"]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of a sheet; marks in hundredths, `score` None while it was not scored."""

    id: int
    item: str
    standard: str
    weight: int
    score: int | None
    remark: str


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The sheet of one assessment. `total` is the sum once every line is scored, None before."""

    assessment_id: int
    number: str
    insurer: str
    lines: tuple[SheetLine, ...]

    @property
    def full(self) -> int:
        """The full marks of all lines."""
        return sum(line.weight for line in self.lines)

    @property
    def scored(self) -> int:
        """How many lines are scored."""
        return sum(line.score is not None for line in self.lines)

    @property
    def total(self) -> int | None:
        """The sum of the scores; None while a line has none."""
        complete = bool(self.lines) and self.scored == len(self.lines)
        return sum(line.score or 0 for line in self.lines) if complete else None

    def as_json(self) -> dict[str, Any]:
        """The sheet as plain values, marks as people write them."""
        lines = [
            {**asdict(line), "weight": line.weight / 100, "score": None if line.score is None else line.score / 100}
            for line in self.lines
        ]
        total = None if self.total is None else self.total / 100
        return {"number": self.number, "insurer": self.insurer, "full": self.full / 100, "total": total, "lines": lines}


def sheet(store: Store, assessment_id: int) -> ScoreSheet:
    """The sheet of an assessment as it stands. Raises RefusedError when the assessment is gone."""
    values = records.get(store, SHEET, assessment_id)
    if values is None:
        raise RefusedError("没有评分表", "这次评估已不存在，请刷新。")
    order = "position IS NULL, position, id"
    ids = records.ids_where(store, ITEM, "assessment_id", assessment_id, order)
    found = records.get_many(store, ITEM, ids)
    lines = tuple(
        SheetLine(
            i, str(v["item"]), str(v["standard"] or ""), int(v["weight"] or 0),
            None if v["score"] is None else int(v["score"]), str(v["remark"] or ""),
        )
        for i, v in ((i, found[i]) for i in ids)
    )  # fmt: skip
    insurer = records.show(store, SHEET, values)["insurer_id"]
    return ScoreSheet(assessment_id, str(values["number"]), insurer, lines)


def overview(store: Store) -> list[dict[str, Any]]:
    """Every assessment in a line: how far it is scored, its total in marks, when it was published."""
    made = []
    for one in records.ids_where(store, SHEET, "deleted_at", None, "period_to, id"):
        values, present = records.get_many(store, SHEET, [one])[one], sheet(store, one)
        shown = records.show(store, SHEET, values)
        made.append(
            {"id": one, "number": present.number, "insurer": present.insurer,
             "period": f"{values['period_from']} 至 {values['period_to']}",
             "scored": f"{present.scored}/{len(present.lines)}", "total": shown["total"] or None,
             "grade": shown["grade"] or None, "published_on": values["published_on"]}
        )  # fmt: skip
    return made


def marks_text(hundredths: int | None) -> str:
    """Marks as people write them; empty where nothing was scored."""
    return ITEM.fields["score"].show(hundredths)


def sheet_text(made: ScoreSheet) -> str:
    """The sheet for the command line."""
    rows = [(line.item, marks_text(line.weight), marks_text(line.score), line.remark) for line in made.lines]
    total = marks_text(made.total) or f"已打 {made.scored}/{len(made.lines)} 项"
    rows.append(("合计", marks_text(made.full), total, ""))
    title = f"{made.number}　{made.insurer}"
    return f"{title}\n\n{table_text([('评估项目', '满分', '得分', '扣分说明'), *rows], (1, 2))}"


def draw_sheet(session: Session, assessment_id: int) -> int:
    """Give an assessment its score sheet; returns how many lines were added. Lines it has stay as they are.

    Raises RefusedError when the assessment is gone.
    """
    present = {line.item for line in sheet(session.store, assessment_id).lines}
    new: list[Values] = [
        {
            "assessment_id": assessment_id,
            "position": n,
            "item": one.title,
            "standard": one.standard or None,
            "weight": one.points * 100,
        }
        for n, one in enumerate(packs.rules(session.store).score_sheets[ASSESSMENT_SHEET].items, 1)
        if one.title not in present
    ]
    if new:
        with session.unit("生成评估评分表") as unit:
            unit.insert_many(ITEM, new)
    return len(new)


def score(session: Session, item_id: int, points: object, remark: str = "") -> ScoreSheet:
    """Score one line as it was typed, and bring the total of its assessment up to date, in one transaction.

    Raises InvalidRecord for points above the full marks, or points taken off without a reason.
    """
    raw = {"score": points, "remark": remark}
    checked = examine(session, ITEM, raw, item_id)
    if checked.refused:
        raise InvalidRecord(ITEM, checked.refused)
    assessment = int(checked.values["assessment_id"] or 0)
    with session.unit("评估打分") as unit:
        unit.update(ITEM, item_id, {name: checked.values[name] for name in raw})
        after = sheet(session.store, assessment)
        unit.update(SHEET, assessment, {"total": after.total})
    return after


def settle(session: Session, assessment_id: int) -> None:
    """Bring the total of an assessment up to date after its lines changed; empty while one has no score."""
    total = sheet(session.store, assessment_id).total
    with session.unit("合计评估得分") as unit:
        unit.update(SHEET, assessment_id, {"total": total})


def total_up(session: Session, assessment_id: int) -> int:
    """Write the sum of the score sheet into the assessment; returns it in hundredths of a point.

    Raises RefusedError while a line has no score: a sum of what happens to be there would be no total.
    """
    present = sheet(session.store, assessment_id)
    open_lines = [line.item for line in present.lines if line.score is None]
    if present.total is None:
        told = f"还有{len(open_lines)}项没有打分：{'、'.join(open_lines[:5])}" if present.lines else "还没有评分表"
        raise RefusedError("没有合计", f"{told}。")
    with session.unit("合计评估得分") as unit:
        unit.update(SHEET, assessment_id, {"total": present.total})
    return present.total
