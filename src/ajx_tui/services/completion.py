"""What the program itself fills in when a record is saved, by form and by import alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Problem, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.store import lookups
from ajx_tui.store.database import Store
from ajx_tui.store.unit import Unit


class Completer:
    """Fills derived values of records from the store; `bulk` reads whole columns once instead of row by row."""

    def __init__(self, store: Store, *, bulk: bool = False) -> None:
        self._store = store
        self._bulk = bulk

    @cached_property
    def _own_objects(self) -> Mapping[int, int]:
        return lookups.own_objects(self._store)

    @cached_property
    def _columns(self) -> dict[tuple[str, str], Mapping[int, Value]]:
        return {}

    def own_object(self, enterprise_id: int) -> int | None:
        """The insured object that stands for the enterprise as a whole."""
        if self._bulk:
            return self._own_objects.get(enterprise_id)
        return lookups.own_object(self._store, enterprise_id)

    def value(self, kind: str, record_id: int, column: str) -> Value:
        """One column of a related record."""
        if not self._bulk:
            return lookups.value(self._store, KINDS[kind], record_id, column)
        if (kind, column) not in self._columns:
            self._columns[kind, column] = lookups.column(self._store, KINDS[kind], column)
        return self._columns[kind, column].get(record_id)

    def fill(self, kind: Kind, values: Values) -> list[Problem]:
        """Fill what can be derived, in place; returns what can't be reconciled with the records it refers to."""
        self._number(kind, values)
        if kind.name in ("policy", "enforcement_plan_item", "enforcement_case"):
            return self._fill_object(kind, values)
        if kind.name == "hazard" and values.get("found_on") is None and values.get("visit_id") is not None:
            values["found_on"] = self.value("visit", int(values["visit_id"] or 0), "visited_on")
        return []

    def _number(self, kind: Kind, values: Values) -> None:
        """The next number among records equal in every other key column; an import numbers its rows itself."""
        if not kind.occurrence or self._bulk or values.get(kind.occurrence) is not None:
            return
        others = {c: values.get(c) for c in kind.keys[0] if c != kind.occurrence}
        if None not in others.values():
            values[kind.occurrence] = lookups.highest(self._store, kind, kind.occurrence, others) + 1

    def _fill_object(self, kind: Kind, values: Values) -> list[Problem]:
        """A policy and a planned inspection always concern one insured object: the enterprise itself if none is named.

        A case may concern the enterprise without any.
        """
        enterprise, chosen = values.get("enterprise_id"), values.get("object_id")
        if enterprise is None and chosen is not None:
            enterprise = values["enterprise_id"] = self.value("insured_object", int(chosen), "enterprise_id")
        if enterprise is None:
            return []
        if chosen is None:
            if kind.name != "enforcement_case":
                values["object_id"] = self.own_object(int(enterprise))
        elif self.value("insured_object", int(chosen), "enterprise_id") != enterprise:
            whose = kind.fields["enterprise_id"].title
            return [Problem("object_id", f"所选应投保对象不属于该{whose}")]
        return []


COMPANIONS: Mapping[str, tuple[str, ...]] = {"enterprise": ("insured_object",)}
"""Kinds whose records come into being together with those of another kind."""


def after_insert(unit: Unit, kind: Kind, ids: Sequence[int], rows: Sequence[Mapping[str, Value]]) -> None:
    """What comes into being together with new records: an enterprise is itself an insured object."""
    if kind.name == "enterprise":
        own: list[Values] = [{"enterprise_id": i, "type": "enterprise"} for i in ids]
        unit.insert_many(KINDS["insured_object"], own)
