"""Books: the tables beside the records whose every change stands in the history too.

Accounts, reviews and the like are no records of the register, yet who was a reviewer and what was approved must be as
provable as any record. A book is written only here, together with its history entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ajx_tui.domain.fields import Value
from ajx_tui.errors import RefusedError
from ajx_tui.store.database import Store
from ajx_tui.store.history import Action, Entry
from ajx_tui.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Book:
    """One such table: its columns with their Chinese titles. Of `secret` columns the history keeps only a digest."""

    name: str
    title: str
    fields: Mapping[str, str]
    label: str
    secret: frozenset[str] = frozenset()


ACCOUNT = Book(
    "account",
    "账户",
    {
        "name": "姓名", "name_key": "登录名", "roles": "角色", "password": "口令", "recovery": "恢复码",
        "must_change": "须改口令", "disabled_at": "停用时间", "created_at": "建立时间",
    },
    label="name",
    secret=frozenset({"password", "recovery"}),
)  # fmt: skip
REVIEW = Book(
    "review",
    "审核",
    {
        "subject_kind": "对象种类", "subject_id": "对象编号", "title": "标题", "state": "状态", "submitter": "送审人",
        "submitted_at": "送审时间", "state_at": "进入状态时间", "round": "轮次", "department_id": "部门",
        "township": "乡镇（街道）",
    },
    label="title",
)  # fmt: skip
REVIEW_STEP = Book(
    "review_step",
    "审核步骤",
    {
        "review_id": "审核", "act": "动作", "from_state": "原状态", "to_state": "新状态", "actor": "经手人",
        "at": "时间", "text": "意见", "revision": "数据版本", "alone": "编审未分离",
    },
    label="act",
)  # fmt: skip
REVIEW_FINDING = Book(
    "review_finding",
    "审核意见",
    {
        "review_id": "审核", "step_id": "步骤", "kind": "记录种类", "record_id": "记录", "field": "字段",
        "code": "类别", "text": "意见", "clause": "依据", "outcome": "处理情况", "answer": "答复",
        "answered_by": "答复人", "answered_at": "答复时间",
    },
    label="text",
)  # fmt: skip
REVIEW_BATCH = Book("review_batch", "送审变更", {"review_id": "审核", "batch": "批次"}, label="batch")
UNDO_LINK = Book("undo_link", "撤销", {"batch": "撤销批次", "undoes": "被撤销批次"}, label="undoes")
IMPORT_RUN = Book(
    "import_run",
    "导入",
    {
        "batch": "批次", "at": "时间", "actor": "经手人", "file_name": "文件", "sheet": "工作表", "kind": "清单",
        "sha256": "文件校验值", "counts": "条数",
    },
    label="file_name",
)  # fmt: skip
HANDOUT = Book(
    "handout",
    "导出登记",
    {
        "at": "时间", "actor": "经手人", "layout": "格式", "version": "格式版本", "title": "名称", "party": "给谁",
        "recipient": "收件方", "profile": "遮盖档次", "kind": "清单", "as_of": "截止日", "entries": "条数",
        "filter": "筛选", "file_name": "文件", "format": "文件格式", "sha256": "文件校验值",
    },
    label="title",
)  # fmt: skip
RESTORATION = Book(
    "restoration",
    "备份恢复",
    {
        "at": "时间", "actor": "经手人", "act": "做法", "file_name": "备份文件", "files": "附件数",
        "lost": "找不到的附件", "entries": "被替换的历史条数", "saved_as": "被替换的数据另存为",
        "head": "被替换的历史末尾校验值", "sha256": "备份校验值",
    },
    label="act",
)  # fmt: skip
RESTORED = {"restore": "恢复备份", "rescue": "数据打不开时恢复备份", "recover": "找回附件"}
"""What the acts of `RESTORATION` are called."""

_ALL = (ACCOUNT, REVIEW, REVIEW_STEP, REVIEW_FINDING, REVIEW_BATCH, UNDO_LINK, IMPORT_RUN, HANDOUT, RESTORATION)
BOOKS: Mapping[str, Book] = MappingProxyType({book.name: book for book in _ALL})


def digest(value: Value) -> Value:
    """What the history keeps of a secret value: enough to see that it was changed, nothing to guess it from."""
    return None if value is None else "sha256:" + hashlib.sha256(str(value).encode()).hexdigest()


def told(book: Book, values: Mapping[str, Value]) -> dict[str, Value]:
    """Values as the history keeps them."""
    return {k: digest(v) if k in book.secret else v for k, v in values.items()}


def label_of(store: Store, book: Book, record_id: int) -> str:
    """What people call a row of a book, '' when it is gone."""
    rows = store.read(f"SELECT {book.label} FROM {book.name} WHERE id = ?", (record_id,))
    return str(rows[0][0]) if rows and rows[0][0] is not None else ""


def add(unit: Unit, book: Book, values: Mapping[str, Value]) -> int:
    """Write one new row and its history entry; returns its id."""
    filled = {k: v for k, v in values.items() if v is not None}
    marks = ", ".join("?" * len(filled))
    done = unit.conn.execute(f"INSERT INTO {book.name} ({', '.join(filled)}) VALUES ({marks})", tuple(filled.values()))
    record_id = int(done.lastrowid or 0)
    unit.note([Entry(Action.CREATE, book.name, record_id, None, told(book, filled))])
    return record_id


def change(unit: Unit, book: Book, record_id: int, changes: Mapping[str, Value]) -> None:
    """Change one row and write what really changed into the history. Raises RefusedError when it is gone."""
    names = list(changes)
    found = unit.conn.execute(f"SELECT {', '.join(names)} FROM {book.name} WHERE id = ?", (record_id,)).fetchone()
    if found is None:
        raise RefusedError(f"{book.title}已不存在", "请刷新后重试。")
    old = dict(zip(names, found, strict=True))
    new = {n: v for n, v in changes.items() if old[n] != v}
    if not new:
        return
    setters = ", ".join(f"{n} = ?" for n in new)
    unit.conn.execute(f"UPDATE {book.name} SET {setters} WHERE id = ?", (*new.values(), record_id))
    before = told(book, {n: old[n] for n in new})
    unit.note([Entry(Action.UPDATE, book.name, record_id, before, told(book, new))])
