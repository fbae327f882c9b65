"""Importing lists, step 2: what each list was taken for, column by column, and what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult

from ajx_tui.domain.fields import Choice as ChoiceSpec
from ajx_tui.domain.fields import Flag, Listed, Ref
from ajx_tui.domain.quantities import Money, Percent
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot
from ajx_tui.errors import AjxError
from ajx_tui.exchange.columns import MONEY_UNITS, PERCENT_UNITS
from ajx_tui.exchange.recognise import Answers, ColumnMatch, Question
from ajx_tui.services import imports
from ajx_tui.services.imports import FilePlan, ListPlan
from ajx_tui.store.records import distinct
from ajx_tui.ui.commands import Command
from ajx_tui.ui.jobs import JobScreen
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.widgets.confirm import Ask, Choice, Choose, Confirm
from ajx_tui.ui.widgets.grid_source import GridColumn, GridRow, ListSource
from ajx_tui.ui.widgets.notice import notify, show_error
from ajx_tui.ui.widgets.prose import Prose
from ajx_tui.ui.widgets.record_grid import RecordGrid

_LISTS = (
    GridColumn("file", "文件", 24, sortable=False, grow=True),
    GridColumn("kind", "认作", 12, sortable=False),
    GridColumn("rows", "行数", 7, "right", sortable=False),
    GridColumn("open", "待确认", 7, "right", sortable=False),
)
_COLUMNS = (
    GridColumn("title", "表中列名", 16, sortable=False, grow=True),
    GridColumn("field", "作为字段", 16, sortable=False, grow=True),
    GridColumn("how", "依据", 10, sortable=False),
    GridColumn("unit", "单位", 5, sortable=False),
    GridColumn("samples", "内容举例", 22, sortable=False, grow=True),
)
_WHOLE = 100_000
"""Row ids from here on are values that hold for the whole list."""
_MOST_NAMES = 300


class ImportColumns(Page[None]):
    """Step 2: every list with its columns; what is unsure stands out and can be corrected."""

    HELP = (
        "上面是读到的清单，下面是光标所在清单的每一列：作为哪个字段、凭什么认出、什么单位、内容举例。"
        "黄色的行不能确定，请核对：回车改字段，F4 改单位，F6 改整张清单的种类。最下面几行是整张表都相同的内容，"
        "如保险机构，回车填写。确认过的对应关系会记住，下次同样表头的表格不再询问。"
    )
    AUTO_FOCUS = "#columns"
    DEFAULT_CSS = """
    ImportColumns #lists { height: auto; min-height: 2; max-height: 7; margin-bottom: 1; }
    ImportColumns.-wide #lists { max-height: 11; }
    ImportColumns #columns { height: 1fr; }
    ImportColumns #why { height: 2; padding: 0 1; color: $text-warning; background: $background; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("next", "下一步", "核对每一行，预览将新增、修改、退回多少", ("f2",), "xyb", "导入"),
        Command("unit", "改单位", "指明这一列的单位", ("f4",), "gdw", "导入"),
        Command("kind", "改种类", "指明这是哪一种清单", ("f6",), "gzl", "导入"),
        Command("next_open", "待确认", "跳到下一处不能确定的地方", ("f3",), "dqr", "导入"),
        Command("drop", "不导入", "这次不导入光标所在的清单", ("delete",), "bdr", "导入"),
        Command("cancel", "上一步", "回到选择文件", ("escape",), "syb", "导入"),
    )

    def __init__(self, plans: Sequence[FilePlan], room: str = "") -> None:
        super().__init__("导入表格", room)
        self._plans = list(plans)
        self._lists: list[tuple[FilePlan, ListPlan]] = [(p, one) for p in plans for one in p.lists]
        self._at = 0

    def body(self) -> ComposeResult:
        """Lists above, columns below, the question of the line under the cursor."""
        yield RecordGrid(id="lists")
        yield RecordGrid(id="columns")
        yield Prose(id="why")

    def on_mount(self) -> None:
        """Show the first list with an open question, else the first."""
        self._show_lists()
        open_ = next((n for n, (_, one) in enumerate(self._lists) if _unsettled(one)), 0)
        self.query_one("#lists", RecordGrid).move_to(open_)
        self._show_columns(open_)

    # ----- showing

    @property
    def planned(self) -> ListPlan:
        """The list whose columns are shown."""
        return self._lists[self._at][1]

    def _show_lists(self) -> None:
        rows = {n: _list_row(*pair) for n, pair in enumerate(self._lists)}
        self.query_one("#lists", RecordGrid).replace(ListSource(_LISTS, rows), self._at)

    def _show_columns(self, at: int, keep: int | None = None) -> None:
        self._at = at
        planned = self.planned
        rows = {n: _column_row(planned, column) for n, column in enumerate(planned.recognition.columns)}
        rows.update({_WHOLE + n: row for n, row in enumerate(_whole_rows(planned))})
        self.query_one("#columns", RecordGrid).replace(ListSource(_COLUMNS, rows), keep)
        skipped = [text for one in self._plans for text in one.skipped]
        told = f"{len(skipped)} 个工作表没有读取" if skipped else ""
        self.headline("第 2 步，共 4 步：核对各列", f"{planned.source.path.name} · {planned.recognition.title}", told)
        self._explain()

    @on(RecordGrid.RowHighlighted, "#lists")
    def _list_chosen(self, event: RecordGrid.RowHighlighted) -> None:
        if event.id is not None and event.id != self._at:
            self._show_columns(event.id)

    @on(RecordGrid.RowHighlighted, "#columns")
    def _column_chosen(self) -> None:
        self._explain()

    @on(RecordGrid.RowOpened, "#lists")
    def _list_opened(self) -> None:
        self.query_one("#columns", RecordGrid).focus()

    def _explain(self) -> None:
        """The question about the line under the cursor, else the remarks on the list."""
        question = self._question()
        general = [q.text for q in self.planned.questions if q.topic == "kind"]
        text = question.text if question else "；".join((*general, *self.planned.notes))
        self.query_one("#why", Prose).update(text)

    def _question(self) -> Question | None:
        """The open question about the line under the cursor."""
        row = self.query_one("#columns", RecordGrid).cursor_id
        if row is None:
            return None
        about = _whole_slots(self.planned)[row - _WHOLE].title if row >= _WHOLE else self._column(row).key
        return next((q for q in self.planned.questions if q.about == about), None)

    def _column(self, row: int) -> ColumnMatch:
        return self.planned.recognition.columns[row]

    # ----- answering

    def _settle(self, answers: Answers, values: Mapping[str, str] | None = None) -> None:
        """Recognise the shown list anew with what was said."""
        file, planned = self._lists[self._at]
        given = planned.values if values is None else values
        try:
            found = imports.settle(self.session, planned.source, answers, given)
        except AjxError as error:
            show_error(self.app, error)
            return
        if found is None:
            notify(self.app, "按这样的对应认不出任何记录，请至少保留一个能区分记录的列。", "没有改动", "warning")
            return
        self._lists[self._at] = (file, found)
        keep = self.query_one("#columns", RecordGrid).cursor_id
        self._show_lists()
        self._show_columns(self._at, keep)

    @on(RecordGrid.RowOpened, "#columns")
    def _row_opened(self, event: RecordGrid.RowOpened) -> None:
        if event.id >= _WHOLE:
            self._ask_value(_whole_slots(self.planned)[event.id - _WHOLE])
        else:
            self._ask_field(self._column(event.id))

    def _ask_field(self, column: ColumnMatch) -> None:
        """Which field is this column?"""
        taken = {name: match.key for name, match in self.planned.recognition.slot_columns().items()}
        choices = [Choice("", "不使用这一列")]
        for slot in self.planned.recognition.slots:
            other = taken.get(slot.name)
            told = (
                f"现在是“{other}”列" if other and other != column.key else "必填" if slot.required else slot.spec.help
            )
            choices.append(Choice(slot.name, slot.title, told))
        current = column.slot.name if column.slot else ""
        question = Choose(f"“{column.header.raw or column.key}”列作为", choices, current=current)
        self.app.push_screen(question, lambda name: self._field_said(column, name))

    def _field_said(self, column: ColumnMatch, name: str | None) -> None:
        if name is None:
            return
        answers = self.planned.answers
        others = {key: slot for key, slot in answers.columns.items() if not name or slot != name}
        self._settle(replace(answers, columns={**others, column.key: name}))

    def _ask_value(self, slot: Slot) -> None:
        """What is this field in every row?"""
        names = self._offered(slot)
        if names:
            choices = [Choice("", "留空"), *(Choice(name, name) for name in names)]
            question: Any = Choose(f"整张表的“{slot.title}”", choices, current=self.planned.fixed.get(slot.name, ""))
        else:
            text = "每一行都按这里填写的内容处理；留空表示没有。"
            question = Ask(f"整张表的“{slot.title}”", text, value=self.planned.fixed.get(slot.name, ""))
        self.app.push_screen(question, lambda value: self._value_said(slot, value))

    def _offered(self, slot: Slot) -> list[str]:
        """The values a field can have, when they are few."""
        spec = slot.spec
        if isinstance(spec, Ref):
            target = KINDS[spec.target]
            if spec.creates or target.name not in ("sector", "department"):
                return []
            return distinct(self.session.store, target, target.label, _MOST_NAMES)
        if isinstance(spec, ChoiceSpec):
            return [titles[0] for titles in spec.options.values()]
        if isinstance(spec, Listed):
            return list(self.planned.source.table.lists.get(spec.code_list, ()))
        return ["是", "否"] if isinstance(spec, Flag) else []

    def _value_said(self, slot: Slot, value: str | None) -> None:
        if value is not None:
            self._settle(self.planned.answers, {**self.planned.values, slot.title: value.strip()})

    # ----- commands

    def do_unit(self) -> None:
        """In which unit are the numbers of this column?"""
        row = self.query_one("#columns", RecordGrid).cursor_id
        column = self._column(row) if row is not None and row < _WHOLE else None
        spec = column.slot.spec if column is not None and column.slot is not None else None
        units = MONEY_UNITS if isinstance(spec, Money) else PERCENT_UNITS if isinstance(spec, Percent) else ()
        if column is None or not units:
            notify(self.app, "只有金额和比例的列需要指明单位。", "这一列没有单位", "information")
            return
        like = f"内容如 {'、'.join(column.samples)}" if column.samples else ""
        helps = {"小数": "0.05 就是 5%", "%": "5 就是 5%"}
        choices = [Choice(unit, unit, helps.get(unit, "")) for unit in units]
        self.app.push_screen(
            Choose(f"“{column.key}”列的单位", choices, like, current=column.unit),
            lambda unit: self._unit_said(column, unit),
        )

    def _unit_said(self, column: ColumnMatch, unit: str | None) -> None:
        if unit is not None:
            answers = self.planned.answers
            self._settle(replace(answers, units={**answers.units, column.key: unit}))

    def do_kind(self) -> None:
        """Which kind of list is this?"""
        choices = [
            Choice(name, variant.title if variant else kind.title) for name, (kind, variant) in list_kinds().items()
        ]
        current = self.planned.recognition.list_name
        self.app.push_screen(Choose("这是哪种清单", choices, current=current), self._kind_said)

    def _kind_said(self, name: str | None) -> None:
        if name is not None:
            same = name == self.planned.recognition.list_name
            self._settle(Answers(name, self.planned.answers.columns if same else {}, self.planned.answers.units))

    def do_next_open(self) -> None:
        """Move on to the next thing that is open."""
        for at in [*range(self._at, len(self._lists)), *range(self._at)]:
            rows = _open_rows(self._lists[at][1])
            here = self.query_one("#columns", RecordGrid).cursor_id if at == self._at else -1
            later = [row for row in rows if row > (here if here is not None else -1)] or (
                rows if at != self._at else []
            )
            if later:
                self.query_one("#lists", RecordGrid).move_to(at)
                self._show_columns(at, later[0])
                self.query_one("#columns", RecordGrid).focus()
                return
        rows = _open_rows(self.planned)
        if rows:
            self.query_one("#columns", RecordGrid).move_to(rows[0])
        else:
            notify(self.app, "没有待确认的内容，按 F2 到下一步。")

    def do_drop(self) -> None:
        """Leave the list out of this import."""
        if len(self._lists) == 1:
            notify(self.app, "只有这一张清单；按 Esc 可以不导入。", "没有去掉", "information")
            return
        del self._lists[self._at]
        self._at = min(self._at, len(self._lists) - 1)
        self._show_lists()
        self._show_columns(self._at)

    def do_next(self) -> None:
        """Check every row, once nothing is open that has no guess."""
        open_ = [(n, q) for n, (_, one) in enumerate(self._lists) for q in _unsettled(one)]
        blocking = [(n, q) for n, q in open_ if not q.guess]
        if blocking:
            at, question = blocking[0]
            rows = _open_rows(self._lists[at][1])
            self._show_columns(at, rows[0] if rows else None)
            notify(self.app, question.text, "还有不能确定的内容", "warning")
            return
        if open_:
            told = "\n".join(f"{self._lists[n][0].path.name}：{q.text}，将按“{q.guess}”处理。" for n, q in open_[:6])
            more = f"\n等 {len(open_)} 处。" if len(open_) > 6 else ""
            question_ = Confirm("有推断的内容", told + more, "按推断处理", "回去核对")
            self.app.push_screen(question_, lambda yes: self._check() if yes else None)
            return
        self._check()

    def _check(self) -> None:
        plans = self._settled_plans()
        self.app.push_screen(
            JobScreen("核对每一行", imports.preview(self.session, plans)), lambda results: self._checked(plans, results)
        )

    def _settled_plans(self) -> list[FilePlan]:
        """The files with their lists as they stand now."""
        made = []
        for one in self._plans:
            lists = tuple(planned for file, planned in self._lists if file is one)
            if lists:
                made.append(replace(one, lists=lists))
        return made

    def _checked(self, plans: Sequence[FilePlan], results: Any) -> None:
        if isinstance(results, list):
            from ajx_tui.ui.screens.imports.preview import ImportPreview

            self.app.push_screen(ImportPreview(plans, results, self.room))

    def do_cancel(self) -> None:
        """Back to the files."""
        self.dismiss(None)


def _unsettled(planned: ListPlan) -> list[Question]:
    """What a person should decide before going on."""
    return [q for q in planned.questions if not q.optional]


def _open_rows(planned: ListPlan) -> list[int]:
    """The lines of the columns grid that an open question is about."""
    about = {q.about for q in _unsettled(planned)}
    rows = [n for n, column in enumerate(planned.recognition.columns) if column.key in about]
    return rows + [_WHOLE + n for n, slot in enumerate(_whole_slots(planned)) if slot.title in about]


def _list_row(file: FilePlan, planned: ListPlan) -> GridRow:
    name = file.path.name if len(file.lists) == 1 else f"{file.path.name} · {planned.sheet}"
    asked = len(_unsettled(planned))
    tones = {"open": "warn", "kind": "warn" if any(q.topic == "kind" for q in planned.questions) else ""}
    cells = (name, planned.recognition.title, str(len(planned.row_numbers)), str(asked) if asked else "")
    return GridRow(cells, tones=tones)  # type: ignore[arg-type]


def _column_row(planned: ListPlan, column: ColumnMatch) -> GridRow:
    title, samples = column.header.raw or column.key, "、".join(column.samples)
    asked = any(q.about == column.key for q in planned.questions)
    if column.slot is None:
        return GridRow((title, "（不使用）", column.how, "", samples), "warn" if asked else "dim")
    how = column.how if column.sure else f"{column.how}？"
    return GridRow((title, column.slot.title, how, column.unit, samples), "warn" if asked else "")


def _whole_slots(planned: ListPlan) -> list[Slot]:
    """Fields whose value holds for the whole list: those that have one, and those that are asked for."""
    about = {q.about for q in planned.questions if q.topic == "value"}
    return [s for s in planned.recognition.slots if s.name in planned.fixed or s.title in about]


def _whole_rows(planned: ListPlan) -> list[GridRow]:
    rows = []
    for slot in _whole_slots(planned):
        question = next((q for q in planned.questions if q.about == slot.title), None)
        value = planned.fixed.get(slot.name, "")
        how = (
            "推断？"
            if question and value
            else "已指定"
            if slot.title in planned.values
            else "推断"
            if value
            else "未填"
        )
        tone = "warn" if question else ""
        rows.append(GridRow(("（整张表）", slot.title, how, "", value or "（留空）"), tone))  # type: ignore[arg-type]
    return rows
