"""For whom a checklist is filled in: a township, a department, an enterprise or an insured object."""

from __future__ import annotations

from dataclasses import dataclass

from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.records.checklist import SCOPE_FIELDS, SCOPES
from ajx_tui.domain.text import clean_name, compare_key
from ajx_tui.errors import RefusedError, UsageError
from ajx_tui.store import checklists as stored
from ajx_tui.store import lookups, records
from ajx_tui.store.database import Store

TARGETS = {"department": "department", "enterprise": "enterprise", "project": "insured_object"}
"""Scope → the kind of record it names."""
_KEYS = {"department": ("name", "aliases"), "enterprise": ("credit_code", "name"), "insured_object": ("code", "name")}
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Scope:
    """One township (by name), or one department, enterprise or insured object (by id)."""

    type: str
    value: str | int

    @property
    def values(self) -> dict[str, Value]:
        """The fields of a checklist that say so."""
        return {"scope": self.type, **dict.fromkeys(SCOPE_FIELDS.values()), SCOPE_FIELDS[self.type]: self.value}


def of_values(values: dict[str, Value]) -> Scope:
    """The scope of a stored checklist."""
    scope = str(values["scope"])
    value = values[SCOPE_FIELDS[scope]]
    return Scope(scope, value if value is not None else "")


def title(store: Store, scope: Scope) -> str:
    """What the township, department, enterprise or object is called."""
    if scope.type not in TARGETS:
        return str(scope.value)
    return records.labels(store, KINDS[TARGETS[scope.type]], [int(scope.value or 0)]).get(int(scope.value or 0), "")


def check(store: Store, scope: Scope) -> str:
    """What the filler should know about this choice, '' mostly. Raises RefusedError when it is no living record."""
    if scope.type not in SCOPES:
        raise RefusedError("检查对象不明", f"可用的类别：{'、'.join(t[0] for t in SCOPES.values())}。")
    if scope.type == "township":
        if not str(scope.value).strip():
            raise RefusedError("请写明乡镇（街道）", "清单要写明是哪个乡镇（街道）的。")
        known = stored.townships(store)
        return "" if scope.value in known else f"台账中没有“{scope.value}”的企业，自动数据将为零"
    kind = KINDS[TARGETS[scope.type]]
    if not isinstance(scope.value, int) or records.get(store, kind, scope.value) is None:
        raise RefusedError(f"{kind.title}不存在", "它可能刚被删除，请重新选择检查对象。")
    return ""


def choices(store: Store, scope_type: str) -> list[tuple[Scope, str]]:
    """The townships or departments to choose from; enterprises and objects are searched for instead."""
    if scope_type == "township":
        return [(Scope("township", name), name) for name in stored.townships(store)]
    if scope_type == "department":
        kind = KINDS["department"]
        rows = [(int(row[0] or 0), str(row[1])) for row in records.columns(store, kind, ["name"])]
        return [(Scope("department", i), name) for i, name in rows]
    return []


def everyone(store: Store, scope_type: str, day: str) -> list[Scope]:
    """Every township, or every department that answers for a sector on a day: for handing one list out to all.

    Raises UsageError for enterprises and objects, which are too many for that.
    """
    if scope_type == "township":
        return [scope for scope, _ in choices(store, "township")]
    if scope_type == "department":
        return [Scope("department", i) for i in stored.supervising(store, day)]
    raise UsageError("不能全部新建", "按企业或应投保对象的清单请逐个新建。")


def find(store: Store, scope_type: str, text: str) -> Scope:
    """The scope that a text names: a township, or a record by code, name or alias. Raises UsageError with near ones."""
    wanted = clean_name(text)
    if scope_type == "township":
        key = compare_key(wanted)
        return Scope("township", next((t for t in stored.townships(store) if compare_key(t) == key), wanted))
    kind = KINDS[TARGETS[scope_type]]
    names: dict[str, set[int]] = {}
    for column in _KEYS[kind.name]:
        for record_id, found in lookups.key_texts(store, kind, column):
            for part in found.split("、") if column == "aliases" else [found]:
                names.setdefault(compare_key(part), set()).add(record_id)
    exact = names.get(compare_key(wanted), set())
    if len(exact) == 1:
        return Scope(scope_type, next(iter(exact)))
    near = exact or {i for key, ids in names.items() if compare_key(wanted) and compare_key(wanted) in key for i in ids}
    if len(near) == 1:
        return Scope(scope_type, next(iter(near)))
    told = "、".join(records.labels(store, kind, sorted(near)[:_NEAR]).values())
    hint = f"相近的有：{told}{'等' if len(near) > _NEAR else ''}。" if told else "请核对名称或代码。"
    raise UsageError(f"没有确定是哪个{SCOPES[scope_type][0]}", f"“{text}”对应 {len(near)} 条记录。{hint}")
