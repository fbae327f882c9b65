"""Import templates: the empty lists to hand out, one kind at a time or everything that a party reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ajx_tui.domain.fields import Choice, CodeLists, Flag, Listed, Ref, Spec
from ajx_tui.domain.quantities import Count, Day, Money, Percent
from ajx_tui.domain.records import KINDS, list_kinds
from ajx_tui.domain.slots import Slot, slots
from ajx_tui.domain.text import compare_key
from ajx_tui.errors import UsageError
from ajx_tui.exchange.template import TemplateColumn, TemplateSheet, write_template
from ajx_tui.exchange.writer import ColumnKind
from ajx_tui.progress import Job
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import distinct

_KINDS: tuple[tuple[type[Spec], ColumnKind], ...] = (
    (Count, ColumnKind.INT),
    (Day, ColumnKind.DATE),
    (Money, ColumnKind.NUMBER),
    (Percent, ColumnKind.NUMBER),
)
_NOTES = ("同一编号重复导入只会更新，不会重复登记。", "空单元格不会清除已有内容。")


@dataclass(frozen=True, slots=True)
class PartyTemplate:
    """What one party reports, in one workbook: the lists with what goes into each."""

    title: str
    help: str
    lists: Mapping[str, str]


PARTIES: Mapping[str, PartyTemplate] = MappingProxyType(
    {
        "for-department": PartyTemplate(
            "部门填报模板",
            "给行业主管部门：底数、工程、许可证、船舶、执法、宣传",
            {
                "enterprise": "本行业应当投保的企业，一家一行",
                "project": "在建工程，一个施工许可证一行",
                "licence": "按许可证投保的矿山、危险化学品等，一证一行",
                "vessel": "渔业船舶，一船一行",
                "enforcement_case": "因不投保、不整改等立案的案件，一案一行",
                "publicity": "安责险宣传活动，一次一行",
            },
        ),
        "for-insurer": PartyTemplate(
            "保险机构填报模板",
            "给保险机构：承保、约定服务、服务方案、理赔、预防费用、公开承诺",
            {
                "policy": "安责险保单，一张保单一行；一单多户或多个工程的，各占一行",
                "promised_service": "保单里约定的服务项目和次数，一项一行",
                "service_plan": "与企业商定的服务方案，一个方案一行",
                "claim": "理赔案件，一案一行",
                "fund_entry": "预防费用的提取和支出，一笔一行",
                "commitment": "向社会公开的承诺，一条一行",
            },
        ),
        "for-body": PartyTemplate(
            "服务机构填报模板",
            "给事故预防服务机构：服务方案、服务记录、发现的隐患",
            {
                "service_plan": "与企业商定的服务方案，一个方案一行",
                "visit": "服务记录，到企业一次一行",
                "hazard": "服务中发现的隐患，一条一行，写明是哪次服务发现的",
            },
        ),
    }
)
"""What the parties of domain §1 report, by the name that the command line takes."""


def offered() -> dict[str, tuple[str, str]]:
    """Name → (title, what it is for) of every template: parties first, then each kind of list."""
    found = {name: (one.title, one.help) for name, one in PARTIES.items()}
    for name, (kind, variant) in list_kinds().items():
        found[name] = (f"{variant.title if variant else kind.title}导入模板", "")
    return found


def named(text: str) -> str:
    """The template that `text` means: its name, its title, or the title of its list. Raises UsageError."""
    known = offered()
    if text in known:
        return text
    key = compare_key(text)
    for name, (title, _) in known.items():
        if any(key == compare_key(title.removesuffix(end)) for end in ("", "模板", "导入模板")):
            return name
    told = "、".join(f"{name}（{title}）" for name, (title, _) in known.items())
    raise UsageError("没有这种模板", f"“{text}”不是模板；可用：{told}")


def title_of(name: str) -> str:
    """The title of a template, which is also the name of its file. Raises UsageError."""
    return offered()[named(name)][0]


def write(session: Session, name: str, path: Path) -> Job[Path]:
    """Write a template, by its name or title.

    Raises UsageError for an unknown one, AjxError when the file can't be written.
    """
    chosen = named(name)
    party = PARTIES.get(chosen)
    lists = party.lists if party is not None else {chosen: ""}
    sheets = tuple(_sheets(session.store, lists))
    if party is None:
        sheets = (TemplateSheet(title_of(chosen), sheets[0].columns),)
        return write_template(path, title_of(chosen), sheets, notes=_NOTES)
    told = "需要哪张表就填哪张，其余留空；各表可以一起导入，先后次序由程序安排。"
    return write_template(path, party.title, sheets, notes=(party.help + "。", told, *_NOTES))


def _sheets(store: Store, lists: Mapping[str, str]) -> Iterator[TemplateSheet]:
    codes = code_lists(store)
    for name, about in lists.items():
        kind, variant = list_kinds()[name]
        columns = tuple(_column(store, slot, codes) for slot in slots(kind, variant) if not slot.extra)
        yield TemplateSheet(variant.title if variant else kind.title, columns, about)


def _column(store: Store, slot: Slot, lists: CodeLists) -> TemplateColumn:
    spec = slot.spec
    choices: tuple[str, ...] = ()
    strict = True
    if isinstance(spec, Choice):
        choices = tuple(titles[0] for titles in spec.options.values())
    elif isinstance(spec, Flag):
        choices = ("是", "否")
    elif isinstance(spec, Listed):
        choices, strict = tuple(lists.get(spec.code_list, ())), not spec.several
    elif slot.key is not None and slot.key.column in ("title", "name") and slot.spec.width:
        choices, strict = _directory(store, slot), False
    kind = next((k for t, k in _KINDS if isinstance(spec, t)), ColumnKind.TEXT)
    meaning = "；".join(part for part in (spec.help, spec.clause and f"依据：{spec.clause}") if part)
    unit = spec.unit if isinstance(spec, Money | Percent | Count) else ""
    example = _example(slot, choices)
    return TemplateColumn(slot.title, slot.required, kind, meaning, example, choices, strict, unit, spec.width)


def _example(slot: Slot, choices: tuple[str, ...]) -> str:
    """What the example row shows: the field's own example, that of the record it names, something for a required one.

    No insurer or service body is ever the example: that would steer (domain §3, Art. 39).
    """
    spec = slot.spec
    if spec.example:
        return spec.example
    if isinstance(spec, Ref):
        named_field = KINDS[spec.target].fields.get(slot.key.column) if slot.key is not None else None
        return named_field.example if named_field is not None else ""
    if not slot.required:
        return ""
    return "2026-01-15" if isinstance(spec, Day) else choices[0] if choices else ""


def _directory(store: Store, slot: Slot) -> tuple[str, ...]:
    """The names of a short directory as a drop-down; long ones (enterprises) are not offered."""
    target = KINDS[getattr(slot.spec, "target")]  # noqa: B009 - a slot with a key is a reference
    if target.name not in ("sector", "department", "insurer", "service_body"):
        return ()
    return tuple(distinct(store, target, target.label, 300))
