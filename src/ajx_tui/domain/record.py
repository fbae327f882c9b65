"""What a kind of record is, and how raw values become one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, get_type_hints

from pydantic import BaseModel, ConfigDict

from ajx_tui.domain.fields import PLAIN, FieldProblem, Reading, Ref, Spec, Value

Values = dict[str, Value]
"""The stored values of one record, by field name. A field that is absent is not being changed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of a record. `refuses` is false for a warning: the record is still saved."""

    field: str
    text: str
    refuses: bool = True


Rule = Callable[[Mapping[str, Value]], Iterable[Problem]]
"""A rule over several fields of one record."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A kind of list that fills one kind of record in one particular way, e.g. 在建工程 → insured object.

    `fixed` are values the list never spells out; `titles` and `synonyms` are what its columns are called there.
    `fields` limits the columns of its template and form.
    """

    name: str
    title: str
    fixed: Mapping[str, Value] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    list_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """Everything the program knows about one kind of record apart from its rows. `name` is also its table.

    `keys` are natural keys, surest first: the first whose columns are all filled identifies the record.
    `label` is the column by which people name a record; `search` are the columns the search box looks into.
    `occurrence` names the column that numbers rows which are equal in every other key column of one list.
    """

    name: str
    title: str
    model: type[Record]
    keys: tuple[tuple[str, ...], ...]
    label: str
    search: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    variants: tuple[Variant, ...] = ()
    list_words: tuple[str, ...] = ()
    occurrence: str = ""
    unique: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()
    help: str = ""

    @cached_property
    def fields(self) -> Mapping[str, Spec]:
        """Field name → declaration, in the order of the model."""
        hints = get_type_hints(self.model, include_extras=True)
        specs: dict[str, Spec] = {}
        for name in self.model.model_fields:
            specs[name] = next(m for m in hints[name].__metadata__ if isinstance(m, Spec))
        return specs

    @cached_property
    def refs(self) -> Mapping[str, Ref]:
        """The fields that refer to other records."""
        return {name: spec for name, spec in self.fields.items() if isinstance(spec, Ref)}

    def key_of(self, values: Mapping[str, Value]) -> tuple[Value, ...] | None:
        """The natural key of a record as (number of the key, values…), or None when no key is complete."""
        for number, columns in enumerate(self.keys):
            key = tuple(values.get(c) for c in columns)
            if None not in key:
                return (number, *key)
        return None

    def variant(self, name: str) -> Variant | None:
        """The variant of that name."""
        return next((v for v in self.variants if v.name == name), None)


class Record(BaseModel):
    """Base of all record models. Instances are plain immutable values; they know no database."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)
    kind: ClassVar[Kind]

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON schema with the Chinese titles and help of the declarations."""
        schema = cls.model_json_schema()
        for name, spec in cls.kind.fields.items():
            schema["properties"][name].update(spec.json_extra())
        return schema


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of reading one record: what could be read, and every problem at once."""

    values: Values
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> tuple[Problem, ...]:
        """The problems that keep the record from being saved."""
        return tuple(p for p in self.problems if p.refuses)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems a person should see although the record can be saved."""
        return tuple(p for p in self.problems if not p.refuses)


def check(
    kind: Kind,
    raw: Mapping[str, object],
    readings: Mapping[str, Reading] | None = None,
    *,
    lenient: bool = False,
) -> Checked:
    """Read the raw values of one record of `kind`; every problem of every field is reported, none raised.

    With `lenient` (imports) an unreadable optional value becomes empty with a warning.
    """
    values: Values = {}
    problems: list[Problem] = []
    for name, value in raw.items():
        spec = kind.fields[name]
        try:
            values[name] = spec.parse(value, (readings or {}).get(name, PLAIN))
        except FieldProblem as problem:
            optional = lenient and spec.required is False
            values[name] = None
            problems.append(Problem(name, f"{problem}，已留空" if optional else str(problem), refuses=not optional))
    problems += missing(kind, values, skip={p.field for p in problems})
    problems += apply_rules(kind, values)
    return Checked(values, tuple(problems))


def missing(kind: Kind, values: Mapping[str, Value], skip: Iterable[str] = ()) -> list[Problem]:
    """A problem for every required field that is empty, apart from those in `skip`."""
    skipped = set(skip)
    found = []
    for name, spec in kind.fields.items():
        if (
            values.get(name) is None
            and name not in skipped
            and spec.required is not False
            and (spec.required is True or spec.required(values))
        ):
            found.append(Problem(name, spec.required_text or f"{spec.title}未填写"))
    return found


def apply_rules(kind: Kind, values: Mapping[str, Value]) -> list[Problem]:
    """The problems that the kind's own rules over several fields find."""
    return [problem for rule in kind.rules for problem in rule(values)]
