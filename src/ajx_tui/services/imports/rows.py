"""From the cells of a list to the values of records, each problem with the column it stands in.

Columns are read one after the other, each distinct cell once: a list of 50 000 rows repeats itself a great deal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ajx_tui.domain.credit_code import is_valid
from ajx_tui.domain.fields import (
    Code,
    CodeLists,
    CreditCode,
    FieldProblem,
    Phone,
    Reading,
    Ref,
    RefKey,
    Spec,
    Text,
    Value,
)
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.slots import Term, ref_keys
from ajx_tui.domain.text import shorten
from ajx_tui.exchange.recognise import ColumnMatch, read_type, type_header
from ajx_tui.services.imports.plan import ListPlan
from ajx_tui.services.imports.resolve import Found, Refusals, Resolver
from ajx_tui.store.database import Store

_NOTHING: Mapping[int, str] = MappingProxyType({})
_MEMO_LIMIT = 50_000
_MANY = 100
# Cells that are their own value as they stand, looked at all at once.
_PLAIN: Mapping[type[Spec], re.Pattern[str]] = {
    Text: re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）\n]+"),
    Code: re.compile(r"[0-9A-Z\u4e00-\u9fff〔〕\n]+"),
    Phone: re.compile(r"[0-9\n-]+"),
}
_LONGEST_CELL = 20_000
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
_DASHES = frozenset(("-", "--", "—", "——", "－", "/", "／", "\\", "无", "暂无"))


class Masked(FieldProblem):
    """A value that was masked before the list was handed over: it must not take the place of the real one."""


class Draft:
    """One row of a list on its way to a record: its values, and what is wrong by column (-1: no single column).

    `masked` are the fields whose values were masked, and so left out.
    """

    __slots__ = ("_refused", "_warnings", "masked", "row", "values")

    def __init__(self, row: int, values: Values) -> None:
        self.row, self.values = row, values
        self.masked: tuple[str, ...] = ()
        self._refused: dict[int, str] | None = None
        self._warnings: dict[int, str] | None = None

    @property
    def refused(self) -> Mapping[int, str]:
        """Why the row is refused, by column; empty when it is taken."""
        return self._refused or _NOTHING

    @property
    def warnings(self) -> Mapping[int, str]:
        """What a person should look at, by column."""
        return self._warnings or _NOTHING

    def problem(self, column: int, text: str, *, refuses: bool) -> None:
        """Add a problem; several in one column are told together."""
        if refuses:
            where = self._refused = self._refused or {}
        else:
            where = self._warnings = self._warnings or {}
        where[column] = f"{where[column]}；{text}" if column in where else text


class _Column:
    """How one plain column is read."""

    def __init__(self, names: tuple[str, ...], column: int, spec: Spec, reading: Reading, constant: Value) -> None:
        self.names, self.column, self.spec = names, column, spec
        self._reading, self._constant = reading, constant
        self._dashes = not isinstance(spec, Term) and isinstance(spec, Code | CreditCode | Day)
        self._memo: dict[Any, Value] = {}
        self._bad: dict[Any, FieldProblem] = {}

    def read(self, cells: Sequence[Any]) -> list[Value]:
        """The values of these cells, None where there is none or none can be read."""
        distinct = set(cells)
        if True in distinct or False in distinct:  # equal to the numbers 1 and 0, but meaning something else
            cells = ["是" if c is True else "否" if c is False else c for c in cells]
            distinct = set(cells)
        memo = self._memo
        if len(memo) > _MEMO_LIMIT:
            memo.clear()
        plain = self._plain(distinct)
        others = distinct - plain
        for cell in others.difference(memo):
            memo[cell] = self._read(cell)
        if not plain:
            return [memo[c] for c in cells]
        return [memo.get(c, c) for c in cells] if others else list(cells)

    def _plain(self, cells: set[Any]) -> set[str]:
        """Those cells that are their own value as they stand: all texts among many, or none; every right code."""
        if isinstance(self.spec, CreditCode):
            return {c for c in cells if c.__class__ is str and is_valid(c)}
        pattern = _PLAIN.get(type(self.spec))
        if pattern is None or len(cells) < _MANY:
            return set()
        texts = {c for c in cells if c.__class__ is str and c and c not in _DASHES}
        joined = "\n".join(texts)
        if not texts or not pattern.fullmatch(joined) or joined.count("\n") != len(texts) - 1:
            return set()
        return set() if max(map(len, texts)) > self.spec.max_length else texts

    def problems(self, cells: Sequence[Any]) -> list[tuple[int, FieldProblem]]:
        """(place, problem) of the cells that could not be read."""
        if not self._bad:
            return []
        return [(i, self._bad[c]) for i, c in enumerate(cells) if c in self._bad]

    def _read(self, cell: Any) -> Value:
        if cell == "":
            return self._constant
        try:
            value = self._parsed(cell)
        except FieldProblem as problem:
            self._bad[cell] = problem
            return None
        return self._constant if value is None else value

    def _parsed(self, cell: Any) -> Value:
        if cell is None:
            raise FieldProblem(f"{self.spec.title}是公式，文件里没有计算结果")
        if isinstance(cell, str):
            if len(cell) > _LONGEST_CELL:
                raise FieldProblem(f"{self.spec.title}有{len(cell)}个字符，太长了")
            if cell in _ERRORS:
                raise FieldProblem(f"{self.spec.title}是表格错误值 {cell}")
            if self._dashes and cell.strip() in _DASHES:
                return None
            if "**" in cell or "＊＊" in cell:
                raise Masked(f"{self.spec.title}“{shorten(cell)}”是遮盖过的，未采用")
        return self.spec.parse(cell, self._reading)


@dataclass(slots=True)
class _Reference:
    """How one reference is read: its columns, surest key first, and what holds where they are empty."""

    name: str
    places: list[tuple[RefKey, int]]
    fixed: list[tuple[RefKey, object]]
    resolver: Resolver

    def find(self, rows: Sequence[Sequence[Any]]) -> list[Found]:
        """What each row means."""
        if not self.places:
            return [self.resolver.find(self.fixed)] * len(rows)
        keys = [key for key, _ in self.places]
        memo: dict[tuple[Any, ...], Found] = {}
        found = []
        for cells in zip(*([row[column] for row in rows] for _, column in self.places), strict=True):
            one = memo.get(cells)
            if one is None:
                filled = [(k, c) for k, c in zip(keys, cells, strict=True) if not _says_nothing(c)]
                one = memo[cells] = self.resolver.find(filled or self.fixed)
            found.append(one)
        return found


def _says_nothing(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell or cell in _ERRORS or cell.strip() in {"", *_DASHES}))


class RowReader:
    """Reads the rows of one planned list."""

    def __init__(self, store: Store, planned: ListPlan, lists: CodeLists, refusals: Refusals) -> None:
        recognition = planned.recognition
        self.kind: Kind = recognition.kind
        self.planned = planned
        self._constant: Values = dict(recognition.variant.fixed) if recognition.variant else {}
        self.references: list[_Reference] = []
        self._store, self._refusals = store, refusals
        whole = self._whole(planned.fixed, lists)
        self._columns = [
            self._column(m, lists, whole) for m in recognition.columns if m.slot and not isinstance(m.slot.spec, Ref)
        ]
        self._constant.update({n: v for n, v in whole.items() if n not in {x for c in self._columns for x in c.names}})
        self._refer(recognition.columns)
        self._column_of = {n: c.column for c in self._columns for n in c.names}
        self._column_of.update({r.name: r.places[0][1] for r in self.references if r.places})

    def _whole(self, fixed: Mapping[str, str], lists: CodeLists) -> Values:
        """The plain values that hold for every row; references among them are noted at their reference."""
        plain: Values = {}
        for name, value in fixed.items():
            field_name, _, key_name = name.partition(".")
            if not value:
                continue
            if isinstance(self.kind.fields[field_name], Ref):
                key = next(k for k in ref_keys(self.kind, field_name) if k.column == key_name)
                self._reference(field_name).fixed.append((key, value))
            else:
                plain[field_name] = self.kind.fields[field_name].parse(value, Reading(lists=lists))
        return plain

    @staticmethod
    def _column(match: ColumnMatch, lists: CodeLists, whole: Values) -> _Column:
        slot = match.slot
        assert slot is not None
        reading = Reading(unit=match.unit, lists=lists)
        return _Column(slot.fields, match.header.column, slot.spec, reading, whole.get(slot.field))

    def _reference(self, name: str) -> _Reference:
        found = next((r for r in self.references if r.name == name), None)
        if found is None:
            found = _Reference(name, [], [], Resolver(self.kind, name, self._store, self._refusals))
            self.references.append(found)
        return found

    def _refer(self, matches: Sequence[ColumnMatch]) -> None:
        for match in matches:
            if match.slot is not None and match.slot.key is not None:
                self._reference(match.slot.field).places.append((match.slot.key, match.header.column))
        for ref in self.references:
            order = [k.column for k in ref_keys(self.kind, ref.name)]
            ref.places.sort(key=lambda place: order.index(place[0].column))

    def column_of(self, name: str) -> int:
        """The column in which a field stands, -1 when none does."""
        return self._column_of.get(name, -1)

    def __len__(self) -> int:
        return len(self.planned.row_numbers)

    def drafts(self, start: int, stop: int) -> list[Draft]:
        """The data rows from `start` to before `stop`, counted from 0."""
        numbers = self.planned.row_numbers[start:stop]
        every = self.planned.source.rows
        rows = [every[n - 1] for n in numbers]
        names = list(self._constant)
        values: list[Sequence[Value]] = [[v] * len(rows) for v in self._constant.values()]
        troubles: list[tuple[_Column, list[tuple[int, FieldProblem]]]] = []
        for column in self._columns:
            cells = [row[column.column] for row in rows]
            read = column.read(cells)
            names += column.names
            values += [read] if len(column.names) == 1 else _apart(read)
            troubles.append((column, column.problems(cells)))
        found = [(ref, ref.find(rows)) for ref in self.references]
        for ref, targets in found:
            names.append(ref.name)
            values.append([one.id for one in targets])
        table = zip(*values, strict=True)
        drafts = [Draft(n, dict(zip(names, row, strict=True))) for n, row in zip(numbers, table, strict=True)]
        self._tell(drafts, troubles, found)
        self._tell_types(drafts, rows)
        return drafts

    def _tell_types(self, drafts: Sequence[Draft], rows: Sequence[Sequence[Any]]) -> None:
        """Refuse the rows that say that they are something else than their list."""
        recognition = self.planned.recognition
        header = type_header(recognition.variant, self.kind, [m.header for m in recognition.columns])
        if header is None or recognition.variant is None:
            return
        (name, wanted), *_ = recognition.variant.fixed.items()
        spec = self.kind.fields[name]
        for draft, row in zip(drafts, rows, strict=True):
            said = read_type(spec, row[header.column])
            if said is not None and said != wanted:
                text = f"{spec.title}是“{spec.show(said)}”，不是{recognition.title}，请按类型分开导入"
                draft.problem(header.column, text, refuses=True)

    def _tell(
        self,
        drafts: Sequence[Draft],
        troubles: Sequence[tuple[_Column, list[tuple[int, FieldProblem]]]],
        found: Sequence[tuple[_Reference, list[Found]]],
    ) -> None:
        """Put what could not be read or found at the rows it concerns."""
        for column, problems in troubles:
            for at, problem in problems:
                if isinstance(problem, Masked):
                    drafts[at].masked += column.names
                    drafts[at].problem(column.column, str(problem), refuses=False)
                    continue
                refuses = column.spec.required is not False
                text = str(problem) if refuses else _left_out(column.spec, problem)
                drafts[at].problem(column.column, text, refuses=refuses)
        for ref, targets in found:
            spec = self.kind.refs[ref.name]
            refuses = spec.required is not False or ref.name == "object_id"
            where = self.column_of(ref.name)
            for at, one in enumerate(targets):
                if one.problem:
                    told = one.problem if refuses else f"{one.problem}，已留空"
                    drafts[at].problem(where, told, refuses=refuses)
                if one.warning:
                    drafts[at].problem(where, one.warning, refuses=False)


def _left_out(spec: Spec, problem: FieldProblem) -> str:
    """What becomes of an unreadable value that may be missing."""
    return f"{problem}，已留空" if spec.default is None else f"{problem}，未采用"


def _apart(read: Sequence[Value]) -> list[list[Value]]:
    """First and last days of terms."""
    pairs = [str(v).split("/") if v is not None else (None, None) for v in read]
    return [[p[0] for p in pairs], [p[1] for p in pairs]]


def settle_new_entries(rows: Sequence[Values], name: str, ids: Mapping[int, int]) -> None:
    """Put the ids of freshly created directory entries in the place of their placeholders in the field `name`."""
    for values in rows:
        value = values.get(name)
        if isinstance(value, int) and value < 0:
            values[name] = ids[value]
