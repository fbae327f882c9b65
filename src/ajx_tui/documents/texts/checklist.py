"""检查清单: the form to fill in by hand, and the filled list with the records behind its figures; landscape."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.wording import day_text, join

BOXES = "□符合\n□不符合\n□不适用"
_SIZE = 10
_HAND_HEIGHT = 14.0
"""Least height of a row that is written in by hand, in mm."""
_LISTED = 40
"""Records named under a figure; longer lists say how many there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One point. `evidence` names what shows the answer; `value` is the program's figure, `title` what it counts."""

    section: str
    code: str
    text: str
    basis: str
    method: str
    weight: str
    figure_title: str = ""
    figure_value: str = ""
    figure_on: str = ""
    records: tuple[str, ...] = ()
    record_kind: str = ""
    answer: str = ""
    remark: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Everything a checklist prints. `scope_title`, period and number are empty on a form without a subject."""

    title: str
    office: str
    scope_kind: str
    scope_title: str
    period: str
    number: str
    template: str
    check: str
    basis: str
    lines: tuple[Line, ...]
    filled: bool
    checker: str = ""
    present: str = ""
    checked_on: str = ""
    conclusion: str = ""
    score: str = "—"
    counts: tuple[int, int, int] = (0, 0, 0)
    state: str = ""
    alone: str = ""
    as_of: dt.date | None = None
    revision: str = ""
    demo: bool = False
    context: str = ""


def build(form: Form) -> b.Document:
    """The checklist as a document: one landscape form, and behind a filled one the records its figures count."""
    meta = b.DocumentMeta(
        title=f"{form.title} {form.number}".strip(),
        subject="安全生产责任保险检查清单",
        author=form.office,
        as_of=form.as_of,
        revision=form.revision,
        keywords=tuple(filter(None, ("安责险", "清单", form.scope_title))),
        demo=form.demo,
        context=form.context or form.title,
    )
    inner: list[b.Block] = [b.Title(form.title, subtitle=_subtitle(form)), *_head(form), _table(form), *_foot(form)]
    if form.filled:
        inner += _annex(form)
    return b.Document(meta, (b.Landscape(tuple(inner)),))


def _subtitle(form: Form) -> str:
    return f"（{form.scope_title}　{form.period}）" if form.scope_title else ""


def _head(form: Form) -> list[b.Block]:
    """Who is checked, when and by whom: written by hand where it is not known."""
    first = [b.FormField(f"{form.scope_kind}：", form.scope_title, 2.4)]
    if not form.scope_title:
        first.append(b.FormField("期间：", form.period, 1.6))
    first.append(b.FormField("编号：", form.number, 1.2))
    second = (
        b.FormField("检查（填报）人：", form.checker, 1.3),
        b.FormField("陪同人：", form.present, 1.0),
        b.FormField("日期：", _day(form.checked_on), 1.2),
    )
    return [b.FormLine(tuple(first)), b.FormLine(second)]


def _day(text: str) -> str:
    return day_text(dt.date.fromisoformat(text)) if text else ""


def _table(form: Form) -> b.Table:
    """One row per point; the section stands in every row, so that no page lacks it."""
    return b.Table(
        (
            b.Column("类别", 1.0, b.Align.CENTER),
            b.Column("编号", 0.7, b.Align.CENTER),
            b.Column("检查内容", 4.0),
            b.Column("依据", 3.0),
            b.Column("检查方式", 2.1),
            b.Column("分值", 0.6, b.Align.CENTER),
            b.Column("数据", 1.7),
            b.Column("结论", 1.7, b.Align.CENTER),
            b.Column("情况说明和佐证", 2.8),
        ),
        [_row(form, line) for line in form.lines],
        size=_SIZE,
        row_height=0.0 if form.filled else _HAND_HEIGHT,
        row_contexts=tuple(f"{form.context or form.title} {line.code}" for line in form.lines),
    )


def _row(form: Form, line: Line) -> tuple[b.Cell, ...]:
    told = f"{line.figure_title}\n{line.figure_value}".strip() if line.figure_title else ""
    first = (line.section, line.code, line.text, line.basis, line.method, line.weight, told)
    if not form.filled:
        return (*first, BOXES, "")
    proof = f"佐证：{join(line.evidence, 6)}" if line.evidence else ""
    remark = "\n".join(part for part in (line.remark, proof) if part)
    return (*first, line.answer or "（未填）", remark)


def _foot(form: Form) -> list[b.Block]:
    """Score, conclusion, signatures, where the form comes from."""
    blocks: list[b.Block] = []
    if form.filled:
        yes, no, na = form.counts
        blocks.append(
            b.Note(
                f"共{len(form.lines)}项：符合{yes}项，不符合{no}项，不适用{na}项；得分率{form.score}"
                "（符合项分值占适用项分值的比例，没有适用项的记“—”）。"
            )
        )
    blocks.append(b.Note(_origin(form)))
    if form.conclusion:
        blocks.append(b.Paragraph(f"检查结论：{form.conclusion}"))
    else:
        blocks.append(b.FormLine((b.FormField("检查结论："),)))
    blocks.append(
        b.FormLine(
            (
                b.FormField("检查人签字："),
                b.FormField("受检单位签字：", width=1.25),
                b.FormField("日期：", width=0.8),
            )
        )
    )
    return blocks


def _origin(form: Form) -> str:
    parts = [f"注：本清单按“{form.template}”制作，检查项校验码{form.check}"]
    if form.basis:
        parts.append(f"制定依据：{form.basis}")
    if form.as_of:
        parts.append(f"自动数据截至{day_text(form.as_of)}")
    if form.state:
        parts.append(f"状态：{form.state}")
    return "；".join(parts) + "。清单表式为本级拟定。" + form.alone


def _annex(form: Form) -> list[b.Block]:
    """Every figure with its day and the records it counts."""
    lines = [line for line in form.lines if line.figure_title and line.figure_value]
    if not lines:
        return []
    rows = [(line.code, line.figure_title, line.figure_value, line.figure_on, _records(line)) for line in lines]
    table = b.Table(
        (
            b.Column("编号", 0.7, b.Align.CENTER),
            b.Column("数据名称", 1.6),
            b.Column("数值", 1.6),
            b.Column("截止日", 1.4, b.Align.CENTER),
            b.Column("对应的记录", 8),
        ),
        rows,
        caption="数据来源",
        size=_SIZE,
    )
    return [b.PageBreak(), table]


def _records(line: Line) -> str:
    if not line.records:
        return "无"
    shown = "、".join(line.records[:_LISTED])
    more = f"等{len(line.records)}条" if len(line.records) > _LISTED else ""
    return f"{line.record_kind}：{shown}{more}" if line.record_kind else shown + more
