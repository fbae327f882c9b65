"""Holding the rows of a list against each other and against what is stored: new, changed, the same, or refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import itemgetter

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Values, apply_rules, missing
from ajx_tui.domain.text import shorten
from ajx_tui.services.completion import Completer
from ajx_tui.services.imports.rows import Draft, RowReader
from ajx_tui.store.database import Store
from ajx_tui.store.lookups import key_rows
from ajx_tui.store.records import get_many

Key = tuple[Value, ...]
_BATCH = 2_000


@dataclass(slots=True)
class Earlier:
    """What earlier lists of the same import said, by kind and record id: (place, their values)."""

    _said: dict[str, dict[int, tuple[str, Values]]] = field(default_factory=dict)

    def of(self, kind: Kind) -> Mapping[int, tuple[str, Values]]:
        """The records of a kind that earlier lists spoke of."""
        return self._said.get(kind.name, {})

    def add(self, kind: Kind, place: str, pairs: Sequence[tuple[int, Draft]]) -> None:
        """Remember what a list said."""
        said = self._said.setdefault(kind.name, {})
        for record_id, draft in pairs:
            said.setdefault(record_id, (f"{place} 第{draft.row}行", draft.values))


@dataclass(slots=True)
class Sorted:
    """The rows of a list sorted by what is to be done with them. `changed` are (id, row, changes, old values)."""

    new: list[Draft] = field(default_factory=list)
    changed: list[tuple[int, Draft, Values, Values]] = field(default_factory=list)
    unchanged: list[tuple[int, Draft]] = field(default_factory=list)
    refused: list[Draft] = field(default_factory=list)
    duplicates: dict[int, int] = field(default_factory=dict)


class _Stored:
    """Finds the stored record that a row means, by the natural keys of its kind, surest first.

    A row without the surest key is also found by a later one, whether or not the stored record has the surest; a row
    that has it only where the stored record lacks it.
    """

    def __init__(self, store: Store, kind: Kind) -> None:
        self._keys = kind.keys
        self._label = kind.label if any(kind.label in key for key in kind.keys[1:]) else ""
        names = list(dict.fromkeys(c for key in kind.keys for c in key))
        rows = key_rows(store, kind, names)
        places = [tuple(names.index(c) for c in key) for key in kind.keys]
        self._by_key: list[dict[Key, int]] = [{} for _ in kind.keys]
        self._weak: list[set[int]] = [set() for _ in kind.keys]
        self._by_label: dict[Value, list[int]] = {}
        for row in rows:
            self._add(row, places, names)

    def _add(self, row: Key, places: Sequence[tuple[int, ...]], names: Sequence[str]) -> None:
        record_id = int(row[-1] or 0)
        surest = True
        for level, columns in enumerate(places):
            key = tuple(row[c] for c in columns)
            complete = None not in key
            if complete or level == len(places) - 1:
                self._by_key[level].setdefault(key, record_id)
            if surest and level:
                self._weak[level].add(record_id)
            surest = surest and not complete
        if self._label:
            self._by_label.setdefault(row[names.index(self._label)], []).append(record_id)

    def find(self, keys: Sequence[Key], label: Value) -> int | None:
        """The id, or None. `keys` are the row's keys, one per level."""
        sure = False
        for level, key in enumerate(keys):
            complete = None not in key
            if complete or level == len(keys) - 1:
                found = self._by_key[level].get(key)
                if found is not None and (not sure or found in self._weak[level]):
                    return found
            sure = sure or complete
        return None if sure or not self._label else self._by_name(keys[-1], label)

    def _by_name(self, key: Key, label: Value) -> int | None:
        """By name alone, when only one record has it and the row says nothing else about which it is."""
        ids = self._by_label.get(label, []) if label is not None and sum(v is not None for v in key) == 1 else []
        return ids[0] if len(ids) == 1 else None

    def namesakes(self, label: Value) -> int:
        """How many stored records have this name."""
        return len(self._by_label.get(label, ())) if self._label else 0


class Matcher:
    """Sorts the rows of one list."""

    def __init__(self, store: Store, reader: RowReader, earlier: Earlier) -> None:
        self._store, self._reader, self._earlier = store, reader, earlier
        self._kind = kind = reader.kind
        self._stored = _Stored(store, kind)
        self._getters = [_getter(key) for key in kind.keys]
        self._blank = dict.fromkeys({c for key in kind.keys for c in key})
        self._defaults = {n: s.default for n, s in kind.fields.items() if s.default is not None}
        self._required = [n for n, s in kind.fields.items() if s.required is not False]
        self._completer = Completer(store, bulk=True)
        self._inherits = {n: s.inherits for n, s in kind.fields.items() if s.inherits}
        self._seen: list[dict[Key, Draft]] = [{} for _ in kind.keys]
        self._times: dict[Key, int] = {}
        self.done = Sorted()

    def _keys_of(self, values: Values) -> list[Key]:
        if self._is_own_object(values):
            return [("enterprise", values.get("enterprise_id"))]
        try:
            return [get(values) for get in self._getters]
        except KeyError:
            whole = self._blank | values
            return [get(whole) for get in self._getters]

    def sort(self, drafts: Sequence[Draft]) -> None:
        """Sort these rows into `done`."""
        known: list[tuple[int, Draft]] = []
        fresh: list[Draft] = []
        for draft in drafts:
            if draft.refused:
                self.done.refused.append(draft)
                continue
            record_id = self._derive(draft)
            if draft.refused:
                self.done.refused.append(draft)
                continue
            keys = self._keys_of(draft.values)
            first = self._repeated(keys)
            if first is not None:
                self._repeat(first, draft)
                continue
            if record_id is None:
                record_id = self._stored.find(keys, draft.values.get(self._kind.label))
            self._note(keys, draft)
            if record_id is None:
                fresh.append(draft)
            else:
                known.append((record_id, draft))
        for draft in fresh:
            self._judge_new(draft)
        todo = iter(known)
        while batch := list(islice(todo, _BATCH)):
            olds = get_many(self._store, self._kind, [i for i, _ in batch])
            for record_id, draft in batch:
                self._judge_known(record_id, draft, olds[record_id])

    def _derive(self, draft: Draft) -> int | None:
        """Complete the natural key: number rows that may be equal, fill a policy's object. Returns the record's id
        where that is already plain: a policy that names no object is the one its holder has under that number."""
        values = draft.values
        self._leave_inherited(values)
        if self._is_own_object(values):
            return self._completer.own_object(int(values.get("enterprise_id") or 0))
        if self._kind.name == "policy":
            if values.get("object_id") is None:
                ids = self._holders.get((values.get("number"), values.get("enterprise_id")), ())
                if len(ids) == 1:
                    return ids[0]
            self._complete(draft)
        if self._kind.occurrence:
            columns = [c for c in self._kind.keys[0] if c != self._kind.occurrence]
            key = tuple(values.get(c) for c in columns)
            self._times[key] = self._times.get(key, 0) + 1
            values[self._kind.occurrence] = self._times[key]
        return None

    def _is_own_object(self, values: Values) -> bool:
        """Whether a row is the object that stands for an enterprise as a whole: it is known by the enterprise alone."""
        return self._kind.name == "insured_object" and values.get("type") == "enterprise"

    def _leave_inherited(self, values: Values) -> None:
        """What a row only repeats of the record it belongs to stays with that one: exports write it out."""
        for name, source in self._inherits.items():
            value, owner = values.get(name), values.get(source)
            if value is not None and isinstance(owner, int) and owner > 0:
                target = self._kind.refs[source].target
                if self._completer.value(target, owner, name) == value:
                    values[name] = None

    @cached_property
    def _holders(self) -> dict[Key, list[int]]:
        """(number, enterprise) → the policies that this enterprise has under this number."""
        found: dict[Key, list[int]] = {}
        for number, enterprise, record_id in key_rows(self._store, self._kind, ("number", "enterprise_id")):
            found.setdefault((number, enterprise), []).append(int(record_id or 0))
        return found

    def _complete(self, draft: Draft) -> None:
        """Fill what follows from the records referred to."""
        for problem in self._completer.fill(self._kind, draft.values):
            draft.problem(self._reader.column_of(problem.field), problem.text, refuses=problem.refuses)

    # ----- rows of one list among each other

    def _repeated(self, keys: Sequence[Key]) -> Draft | None:
        """The earlier row of this list that means the same record."""
        sure = False
        for level, key in enumerate(keys):
            complete = None not in key
            if complete or level == len(keys) - 1:
                first = self._seen[level].get(key)
                if first is not None and (not sure or not self._is_sure(first, level)):
                    return first
            sure = sure or complete
        return None

    def _is_sure(self, draft: Draft, level: int) -> bool:
        return any(None not in key for key in self._keys_of(draft.values)[:level])

    def _note(self, keys: Sequence[Key], draft: Draft) -> None:
        for level, key in enumerate(keys):
            if None not in key or level == len(keys) - 1:
                self._seen[level].setdefault(key, draft)

    def _repeat(self, first: Draft, draft: Draft) -> None:
        """A second row of one record: a repetition (which may fill gaps of the first), or a contradiction."""
        changes = _changes(first.values, draft.values)
        against = [n for n in changes if first.values.get(n) is not None]
        if against:
            differ = self._differ(first.values, changes, against)
            text = f"与第{first.row}行是同一{self._kind.title}，但{differ}，请核对后只保留一行"
            draft.problem(-1, text, refuses=True)
            self.done.refused.append(draft)
            return
        if not first.refused:
            first.values.update(changes)
        self.done.duplicates[draft.row] = first.row

    def _differ(self, old: Mapping[str, Value], new: Mapping[str, Value], names: Sequence[str]) -> str:
        """'从业人员数不同（50、60）' for the first few fields."""
        told = []
        for name in names[:3]:
            spec = self._kind.fields[name]
            if name in self._kind.refs:
                told.append(f"{spec.title}不同")
            else:
                told.append(f"{spec.title}不同（{shorten(spec.show(old[name]))}、{shorten(spec.show(new[name]))}）")
        return "、".join(told) + ("等" if len(names) > 3 else "")

    # ----- rows against what is stored

    def filled(self, draft: Draft) -> Values:
        """The values of a new record: what the row says, and the defaults of what it leaves open."""
        said = draft.values
        open_ = {name: default for name, default in self._defaults.items() if said.get(name) is None}
        return {**said, **open_} if open_ else said

    def _judge_new(self, draft: Draft) -> None:
        if named := [n for n in draft.masked if n in self._blank]:
            titles = "、".join(self._kind.fields[n].title for n in named)
            draft.problem(-1, f"{titles}是遮盖过的，认不出是哪条{self._kind.title}，请用没有遮盖的清单", refuses=True)
        if self._kind.name != "policy":
            self._complete(draft)
        values = self.filled(draft)
        self._require(draft, values)
        if draft.refused and (others := self._stored.namesakes(values.get(self._kind.label))):
            draft.problem(-1, f"已登记的{self._kind.title}中有{others}家同名，请补充信用代码或乡镇以对应", refuses=True)
        self._rules(draft, values)
        (self.done.refused if draft.refused else self.done.new).append(draft)

    def _require(self, draft: Draft, values: Mapping[str, Value]) -> None:
        if any(values.get(n) is None for n in self._required):
            for problem in missing(self._kind, values):
                draft.problem(self._reader.column_of(problem.field), problem.text, refuses=True)

    def _judge_known(self, record_id: int, draft: Draft, old: Values) -> None:
        changes = _changes(old, draft.values)
        if not changes:
            self.done.unchanged.append((record_id, draft))
            return
        self._contradicts_earlier(record_id, draft, changes)
        merged = {**old, **changes}
        self._require(draft, merged)
        self._rules(draft, merged)
        label = self._kind.label
        if changes.get(label) is not None and old.get(label) is not None and label not in self._kind.refs:
            shown = shorten(str(old[label]), 30), shorten(str(changes[label]), 30)
            text = f"{self._kind.fields[label].title}由“{shown[0]}”改为“{shown[1]}”"
            draft.problem(self._reader.column_of(label), text, refuses=False)
        if draft.refused:
            self.done.refused.append(draft)
        else:
            self.done.changed.append((record_id, draft, changes, old))

    def _contradicts_earlier(self, record_id: int, draft: Draft, changes: Values) -> None:
        """Two lists of one import that say different things about one record can't both be right."""
        place, said = self._earlier.of(self._kind).get(record_id, ("", {}))
        against = [n for n in changes if said.get(n) is not None and said[n] != changes[n]]
        if against:
            differ = self._differ(said, changes, against)
            text = f"与本次导入的{place}是同一{self._kind.title}，但{differ}，请核对后只保留一处"
            draft.problem(-1, text, refuses=True)

    def _rules(self, draft: Draft, values: Mapping[str, Value]) -> None:
        for problem in apply_rules(self._kind, values):
            draft.problem(self._reader.column_of(problem.field), problem.text, refuses=problem.refuses)


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Value]], Key]:
    """`itemgetter` that gives a tuple for one name too."""
    if len(names) > 1:
        return itemgetter(*names)
    (name,) = names
    return lambda values: (values[name],)


def _changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> Values:
    """The fields in which `new` says something else; an empty cell never erases what is stored."""
    return {name: value for name, value in new.items() if value is not None and old.get(name) != value}
