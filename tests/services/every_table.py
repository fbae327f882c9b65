"""A small county in which every table has rows, so that an edit made behind the program's back can be made in each.

Rows are made from the declarations of their kinds: a new kind or field is in it without anybody thinking of it.
"""

from __future__ import annotations

from pathlib import Path

from office import lived_in

from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.fields import Choice, CreditCode, Flag, Ref, Spec, Value
from ajx_tui.domain.quantities import Day
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import run
from ajx_tui.services import attachments, backups, drafts, review, review_desk, undo
from ajx_tui.services.session import Session
from ajx_tui.store import accounts, handouts, import_log
from ajx_tui.store.books import HANDOUT
from ajx_tui.store.database import Store

EACH = 3
"""Rows of each kind beside those of `lived_in`."""


def value(kind: Kind, name: str, spec: Spec, n: int) -> Value:
    """A value of a field of the nth row that its column takes, different from row to row where there are others."""
    if isinstance(spec, Ref):
        return None if spec.target == kind.name else n
    if isinstance(spec, Choice):
        return list(spec.options)[n % len(spec.options)]
    if isinstance(spec, Flag):
        return n % 2
    if isinstance(spec, Day):
        return f"2026-0{n}-1{n}"
    if isinstance(spec, CreditCode):
        body = f"91410100MB{len(name) + n:07d}"
        return body + check_character(body)
    return 8 + n if spec.sql_type == "INTEGER" else f"{spec.title}{n}"[: spec.max_length]


def every_table(folder: Path) -> Path:
    """A closed and sealed database in `folder` with rows in every table and files beside it; returns its path."""
    path = folder / "ajx.db"
    store = Store.open(path)
    with store.unit("经办甲", "登记各种记录") as unit:
        for kind in (k for k in KINDS.values() if k.name != "attachment"):
            named = kind.fields.items()
            unit.insert_many(kind, [{c: value(kind, c, s, n) for c, s in named} for n in range(1, EACH + 1)])
    store.close()
    ids = lived_in(folder)
    store = Store.open(path)
    clerk = Session(store, "经办甲", accounts.by_name(store, "经办甲"))
    for number in range(3):
        scan = folder / f"照片{number}.jpg"
        scan.write_bytes(b"picture %d" % number * 500)
        run(attachments.add(clerk, "visit", 1 + number, scan))
    with clerk.unit("删后恢复") as unit:
        unit.delete(KINDS["meeting"], 1, "误登")
    undo.undo(clerk)
    for person in ("审核丙", "签发丁"):
        review_desk.looked(Session(store, person, accounts.by_name(store, person)), ids["review"])
    for name in ("张某", "李某"):
        with clerk.unit("改联系人") as unit:
            unit.update(KINDS["insurer"], 1, {"contact": name})
        if name == "张某":
            undo.undo(clerk)
        else:
            review.submit_changes(clerk, [unit.batch])
    for content in ({"name": "新企业"}, {"name": "新企业", "note": "未完"}):
        drafts.keep(clerk, KINDS["enterprise"], None, content)
    drafts.keep(clerk, KINDS["sector"], 1, {"title": "改名"})
    with clerk.unit("登记去向") as unit:
        handouts.log(unit, {n: "2026" for n in HANDOUT.fields if n not in ("at", "actor", "filter")} | _HANDED)
        import_log.remember(unit, "f" * 20, {"columns": ["name"]})
        import_log.remember(unit, "e" * 20, {"columns": ["number"]})
        import_log.log_run(unit, "底数.xlsx", "Sheet1", "enterprise", "0" * 64, {"created": 3})
        unit.set_setting("ui.import_folder", "下载")
    with store.unit("管理己", "设置") as unit:
        unit.set_setting("review.one_person", False)
    store.optimise()
    manager = Session(store, "管理己", accounts.by_name(store, "管理己"))
    made = backups.make(manager)
    backups.restore(manager, made).store.close()
    return path


_HANDED = {"profile": "report", "format": "xlsx", "entries": 3, "sha256": "0" * 64}
