"""What the program itself fills in when a record is saved, by form and by import alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Problem, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit

Lookup = Callable[[int], Value]
"""A column of another record by that record's id."""


class Completer:
    """Fills derived values of records from the store; `bulk` reads whole columns once instead of row by row."""

    def __init__(self, store: Store, *, bulk: bool = False) -> None:
        self._store = store
        self._bulk = bulk
        self._columns: dict[tuple[str, str, str, str], dict[int, Value]] = {}

    def _value(self, table: str, column: str, key: str, value: int, where: str = "1") -> Value:
        if not self._bulk:
            sql = f"SELECT {column} FROM {table} WHERE {key} = ? AND deleted_at IS NULL AND {where}"
            rows = self._store.read(sql, (value,))
            return rows[0][0] if rows else None
        name = (table, column, key, where)
        if name not in self._columns:
            sql = f"SELECT {key}, {column} FROM {table} WHERE deleted_at IS NULL AND {where}"
            self._columns[name] = dict(self._store.read(sql))
        return self._columns[name].get(value)

    def own_object(self, enterprise_id: int) -> Value:
        """The insured object that stands for the enterprise as a whole."""
        return self._value("insured_object", "id", "enterprise_id", enterprise_id, "type = 'enterprise'")

    def fill(self, kind: Kind, values: Values) -> list[Problem]:
        """Fill what can be derived, in place; returns what can't be reconciled with the records it refers to."""
        if kind.name == "policy":
            return self._fill_policy(values)
        if kind.name == "hazard" and values.get("found_on") is None and values.get("visit_id") is not None:
            values["found_on"] = self._value("visit", "visited_on", "id", int(values["visit_id"] or 0))
        return []

    def _fill_policy(self, values: Values) -> list[Problem]:
        enterprise, chosen = values.get("enterprise_id"), values.get("object_id")
        if enterprise is None:
            return []
        if chosen is None:
            values["object_id"] = self.own_object(int(enterprise))
        elif self._value("insured_object", "enterprise_id", "id", int(chosen)) != enterprise:
            return [Problem("object_id", "所选应投保对象不属于该投保单位")]
        return []


def after_insert(unit: Unit, kind: Kind, ids: Sequence[int], rows: Sequence[Mapping[str, Value]]) -> None:
    """What comes into being together with new records: an enterprise is itself an insured object."""
    if kind.name == "enterprise":
        own: list[Values] = [{"enterprise_id": i, "type": "enterprise"} for i in ids]
        unit.insert_many(KINDS["insured_object"], own)
