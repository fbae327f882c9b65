"""The data dictionary: what every field of every record is, made from the declarations."""

from __future__ import annotations

from typing import Any

from ajx_tui.domain.fields import PERSONAL_KINDS, Choice, Listed, Ref, Spec
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.slots import slots
from ajx_tui.errors import UsageError


def entries(name: str | None = None) -> list[dict[str, Any]]:
    """One entry per kind with its fields; only `name` (or its Chinese title) when given. Raises UsageError."""
    kinds = [k for k in KINDS.values() if name in (None, k.name, k.title)]
    if not kinds:
        titles = "、".join(f"{k.name}（{k.title}）" for k in KINDS.values())
        raise UsageError("没有这种记录", f"“{name}”不是记录种类；可用：{titles}")
    return [{"kind": k.name, "title": k.title, "fields": [_field(k, n, s) for n, s in k.fields.items()]} for k in kinds]


def _field(kind: Kind, name: str, spec: Spec) -> dict[str, Any]:
    required = "必填" if spec.required is True else "视情况" if spec.required else ""
    words = [s for v in (kind.variants or (None,)) for s in slots(kind, v) if s.field == name]
    return {
        "name": name,
        "title": spec.title,
        "type": spec.type_title,
        "unit": spec.unit,
        "required": required,
        "values": _values(spec),
        "meaning": spec.help,
        "clause": spec.clause,
        "personal": PERSONAL_KINDS.get(spec.personal, ""),
        "example": spec.example,
        "headers": sorted({word for s in words for word in s.words}),
    }


def _values(spec: Spec) -> str:
    """What may stand in the field, in Chinese."""
    if isinstance(spec, Choice):
        return "、".join(titles[0] for titles in spec.options.values())
    if isinstance(spec, Listed):
        return f"代码表 {spec.code_list}"
    return KINDS[spec.target].title if isinstance(spec, Ref) else ""


def as_text(found: list[dict[str, Any]]) -> str:
    """The dictionary as a Markdown page."""
    lines = ["# 数据字典", ""]
    for kind in found:
        lines += [f"## {kind['title']}（{kind['kind']}）", "", "| 字段 | 名称 | 类型 | 必填 | 取值 | 说明 | 依据 |"]
        lines.append("|---|---|---|---|---|---|---|")
        for f in kind["fields"]:
            kind_text = f["type"] + (f"（{f['unit']}）" if f["unit"] else "")
            told = "；".join(part for part in (f["meaning"], f["personal"] and f"个人信息：{f['personal']}") if part)
            row = (f["name"], f["title"], kind_text, f["required"], f["values"], told, f["clause"])
            lines.append(f"| {' | '.join(row)} |")
        lines.append("")
    return "\n".join(lines)
