"""The columns of a list: what a template has, what an import recognises, what an export writes.

A plain field is one column. A reference is as many columns as there are ways to name its target. Some lists write a
term in one column, or name a policy's holder beside its number; such columns are understood, but templates leave them
out (`Slot.extra`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ajx_tui.domain.fields import PLAIN, FieldProblem, Reading, Ref, RefKey, Spec, Value
from ajx_tui.domain.quantities import read_day
from ajx_tui.domain.record import Kind, Variant
from ajx_tui.domain.text import clean_code, compare_key, plain, shorten

_TERMS: Mapping[str, tuple[str, ...]] = {
    "policy": (
        "保险期间", "保险期限", "保险责任期间", "保险起止日期", "保险起止期", "起止日期", "保险有效期", "投保期限",
        "承保期间", "保险责任期限", "保单期间", "保险期间起止",
    ),
    "insured_object": ("起止日期", "有效期", "有效期限", "许可证有效期", "合同工期", "工期", "计划工期", "建设工期"),
}  # fmt: skip
# One policy number may cover several holders (团体保单): the holder then tells the policies apart.
_HOLDERS: Mapping[str, tuple[RefKey, ...]] = {
    "policy": (
        RefKey(
            "enterprise_id.credit_code",
            "投保单位统一社会信用代码",
            ("统一社会信用代码", "信用代码", "社会信用代码", "投保单位代码", "企业信用代码"),
        ),
        RefKey(
            "enterprise_id.name",
            "投保单位",
            ("企业名称", "单位名称", "投保企业", "被保险人", "投保人", "企业", "被服务企业", "服务企业", "受检单位"),
        ),
        RefKey("object_id.code", "施工许可证号", ("许可证号", "工程编号", "项目编号", "船名号")),
    ),
}
_DAY = re.compile(r"\d{4}\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?:\s?日)?(?!\d)|(?<!\d)\d{8}(?!\d)")
_TERM_WORDS = re.compile(r"[\s\d:：.时点分秒零二十四自从起至到止期日~～—–\-、,，()（）]*")


@dataclass(frozen=True, kw_only=True)
class Term(Spec):
    """A first and a last day in one cell, read as 'first/last' in ISO text: 2026-01-01至2026-12-31."""

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = unicodedata.normalize("NFKC", plain(raw)).strip()
        if not text:
            return None
        days = [read_day(clean_code(found)) for found in _DAY.findall(text)]
        if len(days) != 2 or None in days or not _TERM_WORDS.fullmatch(_DAY.sub("", text)):
            raise FieldProblem(f"{self.title}“{shorten(text, 40)}”看不出起止日期，请写成 2026-01-01至2026-12-31 这样")
        return "/".join(day.isoformat() for day in days if day is not None)


@dataclass(frozen=True, slots=True)
class Slot:
    """One column a list can have. `name` is 'field' or 'field.key'; `words` are its header words, normalised.

    `fields` are the fields of the record that the column fills; `extra` slots do not stand in templates.
    """

    name: str
    fields: tuple[str, ...]
    key: RefKey | None
    spec: Spec
    title: str
    words: frozenset[str]
    required: bool
    extra: bool = False

    @property
    def field(self) -> str:
        """The (first) field the column fills."""
        return self.fields[0]


def ref_keys(kind: Kind, field: str) -> tuple[RefKey, ...]:
    """The ways in which a list of `kind` may name the target of a reference, surest first."""
    spec = kind.refs[field]
    own = {k.column for k in spec.keys}
    holders = () if "enterprise_id" in kind.fields else _HOLDERS.get(spec.target, ())
    return (*spec.keys, *(k for k in holders if k.column not in own))


@cache
def _slots(kind_name: str, variant_name: str) -> tuple[Slot, ...]:
    from ajx_tui.domain.records import KINDS

    kind = KINDS[kind_name]
    variant = kind.variant(variant_name) if variant_name else None
    made: list[Slot] = []
    fixed = variant.fixed if variant else {}
    for field, spec in kind.fields.items():
        if not spec.imported or field in fixed or (variant and variant.fields and field not in variant.fields):
            continue
        if isinstance(spec, Ref):
            keys = ref_keys(kind, field)
            made += [_slot(field, spec, variant, key, first=key is keys[0]) for key in keys]
        else:
            made.append(_slot(field, spec, variant, None, first=True))
    if kind_name in _TERMS and {"start_on", "end_on"} <= {s.field for s in made}:
        title = _TERMS[kind_name][0]
        words = frozenset(map(compare_key, _TERMS[kind_name]))
        term = Term(title=title, required=made[0].required)
        made.append(Slot("start_on+end_on", ("start_on", "end_on"), None, term, title, words, False, True))
    return tuple(made)


def slots(kind: Kind, variant: Variant | None = None) -> tuple[Slot, ...]:
    """The columns of a kind's list, in order; those of a variant by the names used there."""
    return _slots(kind.name, variant.name if variant else "")


def find_slot(places: Sequence[Slot], text: str) -> Slot | None:
    """The slot that `text` means: its name, its title, or one of its header words."""
    key = compare_key(text)
    found = [s for s in places if text == s.name]
    found += [s for s in places if key == compare_key(s.title)]
    found += [s for s in places if key in s.words]
    return found[0] if found else None


def _slot(field: str, spec: Spec, variant: Variant | None, key: RefKey | None, *, first: bool) -> Slot:
    name = field if key is None else f"{field}.{key.column}"
    title = key.title if key else spec.title
    words = [title, *(key.synonyms if key else spec.synonyms)]
    required = spec.required is True and first
    if variant:
        title = variant.titles.get(name, title)
        words += [title, *variant.synonyms.get(name, ())]
        required = required or field in variant.required
    extra = isinstance(spec, Ref) and key not in spec.keys
    return Slot(name, (field,), key, spec, title, frozenset(map(compare_key, words)), required, extra)
