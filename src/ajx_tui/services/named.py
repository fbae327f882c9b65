"""Which record people mean by a number, a code or a name, for the command line."""

from __future__ import annotations

from ajx_tui.domain.record import Kind
from ajx_tui.domain.text import clean_code, clean_name
from ajx_tui.errors import UsageError
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.lists import Condition, ListQuery

_SHOWN = 8
"""Records that are told when several are meant."""


def one(session: Session, kind: Kind, text: str) -> int:
    """The id of the live record that `text` names: exactly by a natural key or its label, else the only search hit.

    A bare number is an id where nothing is called by it. Raises UsageError when it names none or several.
    """
    wanted = text.strip()
    columns = dict.fromkeys([key[0] for key in kind.keys if len(key) == 1] + [kind.label])
    for column in columns:
        for form in dict.fromkeys((wanted, clean_name(wanted), clean_code(wanted))):
            found = list(lists.all_ids(session.store, ListQuery(kind.name, conditions=(Condition(column, "=", form),))))
            if found:
                return _only(session, kind, text, found)
    if wanted.isdecimal() and records.get(session.store, kind, int(wanted)) is not None:
        return int(wanted)
    found = list(lists.all_ids(session.store, ListQuery(kind.name, text=wanted), _SHOWN + 1)) if wanted else []
    return _only(session, kind, text, found)


def _only(session: Session, kind: Kind, text: str, found: list[int]) -> int:
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"没有这条{kind.title}", f"“{text}”不是编号、代码或名称，也搜索不到。")
    names = records.labels(session.store, kind, found[:_SHOWN])
    told = "、".join(f"{i}（{names.get(i, '')}）" for i in found[:_SHOWN]) + ("等" if len(found) > _SHOWN else "")
    raise UsageError(f"不止一条{kind.title}", f"“{text}”可能是 {told}，请写编号。")
