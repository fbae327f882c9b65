"""Finding the record that a row refers to, and saying why none was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ajx_tui.domain.fields import FieldProblem, Ref, RefKey, Value
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.text import clean_code, clean_name, compare_key, plain, shorten
from ajx_tui.services.imports.plan import split_aliases
from ajx_tui.store.database import Store
from ajx_tui.store.records import columns

_AMBIGUOUS = -1


@dataclass(slots=True)
class Resolver:
    """Looks up one reference of one list. `new_names` are directory entries that must be created first."""

    spec: Ref
    store: Store
    fixed: Mapping[str, Value] = field(default_factory=dict)
    new_names: dict[str, str] = field(default_factory=dict)
    _indexes: dict[str, dict[str, int]] = field(default_factory=dict)
    _memo: dict[tuple[str, ...], int | FieldProblem | None] = field(default_factory=dict)

    @property
    def target(self) -> Kind:
        """The kind referred to."""
        return KINDS[self.spec.target]

    def _index(self, key: RefKey) -> dict[str, int]:
        """Normalised key → id of every live record of the target; ambiguous keys are marked."""
        if key.column not in self._indexes:
            aliased = "aliases" in self.target.fields
            index: dict[str, int] = {}
            for row in columns(self.store, self.target, (key.column, *(("aliases",) if aliased else ()))):
                words = [row[1], *(split_aliases(row[2]) if aliased else ())]
                for word in {compare_key(w) for w in words if w is not None}:
                    index[word] = _AMBIGUOUS if index.get(word, row[0]) != row[0] else int(row[0] or 0)
            self._indexes[key.column] = index
        return self._indexes[key.column]

    def find(self, raws: Sequence[tuple[RefKey, object]]) -> int | None:
        """The id that the keys of one row mean; None when all are empty.

        A negative id −n stands for the n-th of `new_names`. Raises FieldProblem when nothing matches.
        """
        memo_key = tuple(plain(raw) for _, raw in raws)
        if memo_key not in self._memo:
            try:
                self._memo[memo_key] = self._find([(key, raw) for key, raw in raws if plain(raw).strip()])
            except FieldProblem as problem:
                self._memo[memo_key] = problem
        found = self._memo[memo_key]
        if isinstance(found, FieldProblem):
            raise found
        return found

    def _find(self, raws: Sequence[tuple[RefKey, object]]) -> int | None:
        if not raws:
            return None
        key, raw = raws[0]
        found = self._index(key).get(compare_key(raw))
        if found is not None and found != _AMBIGUOUS:
            return found
        if found == _AMBIGUOUS:
            others = [self._index(k).get(compare_key(r)) for k, r in raws[1:]]
            settled = [o for o in others if o is not None and o != _AMBIGUOUS]
            if settled:
                return settled[0]
            raise FieldProblem(f"{key.title}“{shorten(plain(raw))}”对应多条{self.target.title}记录，请补充其他列以区分")
        if self.spec.creates:
            return self._new(clean_name(raw))
        raise FieldProblem(self._unknown(raws))

    def _new(self, name: str) -> int:
        key = compare_key(name)
        self.new_names.setdefault(key, name)
        return -2 - list(self.new_names).index(key)

    def created(self, ids: Sequence[int]) -> dict[int, int]:
        """Placeholder → real id, once `new_names` have been created in order."""
        return {-2 - place: record_id for place, record_id in enumerate(ids)}

    def _unknown(self, raws: Sequence[tuple[RefKey, object]]) -> str:
        """Why the row's reference leads nowhere."""
        key, raw = raws[0]
        shown = shorten(plain(raw), 40)
        spec = self.target.fields[key.column]
        try:
            spec.parse(raw)
        except FieldProblem as problem:
            return str(problem)
        for other, other_raw in raws[1:]:
            known = self._index(other).get(compare_key(other_raw))
            if known is not None and known != _AMBIGUOUS:
                named = f"{other.title}“{shorten(plain(other_raw))}”"
                return f"{key.title}“{clean_code(raw)}”未登记，但{named}已登记，请核对{key.title}"
        if self.target.name == "sector":
            titles = "、".join(str(r[1]) for r in columns(self.store, self.target, ("title",)))
            return f"行业领域“{shown}”不在行业目录中（{titles}）"
        return f"{key.title}“{shown}”在{self.target.title}登记中查不到，请先登记或导入{self.target.title}"
