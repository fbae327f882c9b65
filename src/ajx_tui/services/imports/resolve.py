"""Finding the record that a row refers to, and saying why none was found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ajx_tui.domain.fields import FieldProblem, RefKey
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.slots import ref_keys
from ajx_tui.domain.text import clean_code, compare_key, plain, shorten
from ajx_tui.services.imports.whole import split_aliases
from ajx_tui.store.database import Store
from ajx_tui.store.lookups import key_texts
from ajx_tui.store.records import columns

_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference leads to: an id (negative: a directory entry that is still to be made), or why to none."""

    id: int | None = None
    problem: str = ""
    warning: str = ""


@dataclass(slots=True)
class Refusals:
    """The rows this import has refused so far, by what other lists would call them."""

    _places: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def note(self, kind: Kind, column: str, raw: Any, place: str) -> None:
        """Remember that the row at `place`, which has `raw` in `column`, was refused."""
        key = compare_key(raw)
        if key:
            self._places.setdefault((kind.name, column, key), place)

    def where(self, kind: Kind, raws: Iterable[tuple[RefKey, Any]]) -> str:
        """Where the record that `raws` mean was refused; empty when it was not."""
        found = (self._places.get((kind.name, key.column, compare_key(raw))) for key, raw in raws)
        return next((place for place in found if place), "")


class Resolver:
    """Looks up one reference of one list. `new_names` are directory entries that must be created first."""

    def __init__(self, kind: Kind, name: str, store: Store, refusals: Refusals) -> None:
        self.spec = kind.refs[name]
        self.target = KINDS[self.spec.target]
        self.new_names: dict[str, str] = {}
        self._columns = [k.column for k in ref_keys(kind, name)]
        self._store = store
        self._refusals = refusals
        self._indexes: dict[str, dict[str, tuple[int, ...]]] = {}
        self._texts: dict[str, dict[int, str]] = {}

    def _index(self, column: str) -> dict[str, tuple[int, ...]]:
        """Normalised text → ids of the live records of the target that are called so in `column`."""
        if column not in self._indexes:
            index: dict[str, tuple[int, ...]] = {}
            texts = self._texts[column] = dict(key_texts(self._store, self.target, column))
            for record_id, text in texts.items():
                word = compare_key(text)
                index[word] = (*index.get(word, ()), record_id)
            if column == "name" and "aliases" in self.target.fields:
                for number, aliases in columns(self._store, self.target, ("aliases",)):
                    for word in set(map(compare_key, split_aliases(aliases))):
                        if number not in index.get(word, ()):
                            index[word] = (*index.get(word, ()), int(number or 0))
            self._indexes[column] = index
        return self._indexes[column]

    def find(self, raws: Sequence[tuple[RefKey, Any]]) -> Found:
        """What the filled keys of one row mean, the surest first; nothing when all are empty."""
        if not raws:
            return Found()
        key, raw = raws[0]
        ids = self._index(key.column).get(compare_key(raw), ())
        if len(ids) > 1:
            ids = self._narrowed(ids, raws[1:])
        if len(ids) == 1:
            return self._agreed(ids[0], raws)
        if ids:
            return Found(problem=self._several(raws, ids))
        if self.spec.creates:
            return self._new(raw)
        return Found(problem=self._unknown(raws))

    def _narrowed(self, ids: tuple[int, ...], others: Sequence[tuple[RefKey, Any]]) -> tuple[int, ...]:
        """Those of `ids` that the other keys mean too."""
        for key, raw in others:
            also = set(self._index(key.column).get(compare_key(raw), ()))
            ids = tuple(i for i in ids if i in also) or ids
        return ids

    def _agreed(self, record_id: int, raws: Sequence[tuple[RefKey, Any]]) -> Found:
        """A hit held against what the row says besides: another record's name is a contradiction."""
        for key, raw in raws[1:]:
            ids = self._index(key.column).get(compare_key(raw), ())
            if record_id in ids:
                continue
            stored = self._texts[key.column].get(record_id)
            if stored is None:
                continue
            first, said = raws[0], shorten(plain(raw), 30)
            if key.column.endswith("credit_code") or (ids and key.column.endswith("name")):
                owner = f"{first[0].title}“{shorten(plain(first[1]))}”"
                return Found(problem=f"{owner}登记的{key.title}是“{stored}”，表中却是“{said}”，请核对")
            return Found(record_id, warning=f"{key.title}“{said}”与登记的“{stored}”不一致，已按{first[0].title}对应")
        return Found(record_id)

    def _new(self, raw: Any) -> Found:
        """A directory entry that is not there yet."""
        try:
            name = self.target.fields[self.target.label].parse(raw)
        except FieldProblem as problem:
            return Found(problem=str(problem))
        key = compare_key(name)
        if not key:
            return Found(problem=f"{self.spec.title}“{shorten(plain(raw))}”不是名称")
        self.new_names.setdefault(key, str(name))
        return Found(-2 - list(self.new_names).index(key))

    def _several(self, raws: Sequence[tuple[RefKey, Any]], ids: Sequence[int]) -> str:
        """Why several records fit."""
        key, raw = raws[0]
        named = {k.column for k, _ in raws}
        missing = [c for c in self._columns if c not in named]
        for column in missing:
            self._index(column)
        who = [self._texts[c].get(i, "") for c in missing if not c.endswith("code") for i in ids[:_MOST_SHOWN]]
        shown = "、".join(dict.fromkeys(filter(None, who)))
        hint = f"（{shown}{'等' if len(ids) > _MOST_SHOWN else ''}）" if shown else ""
        advice = "请补充投保单位或信用代码列以区分" if self.target.name == "policy" else "请补充其他列以区分"
        return f"{key.title}“{shorten(plain(raw))}”对应{len(ids)}条{self.target.title}记录{hint}，{advice}"

    def _unknown(self, raws: Sequence[tuple[RefKey, Any]]) -> str:
        """Why the row's reference leads nowhere."""
        key, raw = raws[0]
        shown = shorten(plain(raw), 40)
        spec = self.target.fields.get(key.column)
        try:
            if spec is not None:
                spec.parse(raw)
        except FieldProblem as problem:
            return str(problem)
        if place := self._refusals.where(self.target, raws):
            return f"{key.title}“{shown}”：该{self.target.title}在本次导入中被退回（{place}），改好后一起再导入"
        for other, other_raw in raws[1:]:
            if self._index(other.column).get(compare_key(other_raw)):
                named = f"{other.title}“{shorten(plain(other_raw))}”"
                return f"{key.title}“{clean_code(raw)}”未登记，但{named}已登记，请核对{key.title}"
        if self.target.name in ("sector", "department"):
            titles = "、".join(str(r[1]) for r in columns(self._store, self.target, (self.target.label,)))
            return f"{key.title}“{shown}”不在{self.target.title.removesuffix('领域')}目录中（{titles}）"
        return f"{key.title}“{shown}”在{self.target.title}登记中查不到，请先登记或导入{self.target.title}"
