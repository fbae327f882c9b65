"""The doctor: is every row what its history says, is the history whole, is the file sound? Names what is not.

Rows are replayed from the hash-chained history and compared field by field, so that a write by any other program shows
with the record, the field and what it should be. SQLite's own checks run beside it in a thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError, NotPermittedError
from ajx_tui.progress import Job, Progress, garbage_kept
from ajx_tui.services.timeline import KIND_TITLES, SETTING, Shower, field_title
from ajx_tui.store import digests, reindex, replay, seal
from ajx_tui.store import doctor as look
from ajx_tui.store.connection import explain, size_of
from ajx_tui.store.database import Store

MOST = 200
"""Findings of one sort that are listed; the rest is counted."""
_NAMED = 500
"""Row findings whose record is looked up by name."""

SORTS = {
    "file": "数据文件", "seal": "封签", "schema": "表结构", "history": "历史", "login": "登录日志", "row": "记录",
    "missing": "记录缺失", "unknown": "来历不明", "setting": "设置", "search": "检索", "attachment": "附件",
    "working": "工作数据",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the program left it. `stored` and `expected` are as people read them."""

    sort: str
    text: str
    kind: str = ""
    record_id: int = 0
    label: str = ""
    field: str = ""
    stored: str = ""
    expected: str = ""

    def line(self) -> str:
        """The finding in one line."""
        return f"【{SORTS[self.sort]}】{self.text}"


@dataclass(slots=True)
class Report:
    """What the doctor found. `notices` are worth knowing but nothing is wrong; `checked` counts what was looked at."""

    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing at all was found."""
        return not self.findings

    def add(self, finding: Finding) -> None:
        """Take a finding in, or only count it when there are many of its sort."""
        if sum(f.sort == finding.sort for f in self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.left_out[finding.sort] = self.left_out.get(finding.sort, 0) + 1

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {"sound": self.sound, **asdict(self)}


def reindex_job(path: Path) -> Job[int]:
    """Make all search indexes of the database file at `path` anew; returns how many records are in them.

    Raises AjxError when it does not exist, LockedError while another instance has it.
    """
    if size_of(path) is None:
        raise AjxError("没有数据", f"{path} 不存在。")
    store = Store.open(path)
    try:
        return (yield from reindex.rebuild(store))
    finally:
        store.close()


def examine(path: Path, *, digests: bool = True) -> Job[Report]:
    """Examine the database file at `path`; never raises for what is wrong with it, that is what it reports.

    Raises AjxError when there is none, NotPermittedError when it may not be read.

    With `digests` off only SQLite's own checks run: what a program without a hashed history could know.
    """
    began = perf_counter()
    report = Report()
    size = size_of(path)
    if size is None:
        raise AjxError("没有数据", f"{path} 不存在。")
    if size == 0:
        report.add(Finding("file", f"数据文件是空的（0 字节）：{path}"))
        return report
    _settle(path)
    if digests:
        _check_seal(path, report)
    with garbage_kept(), ThreadPoolExecutor(1) as pool:
        own = pool.submit(look.sqlite_faults, path)
        inside = pool.submit(look.index_faults, path) if digests else None
        if digests:
            yield from _guarded(path, report)
        yield Progress(9, 10, "核对文件结构")
        _take_own(own, path, report)
        if inside is not None:
            _take_inside(inside, path, report)
    report.seconds = round(perf_counter() - began, 3)
    return report


def _settle(path: Path) -> None:
    """Let a save that was cut short be taken back, before the bytes of the file are looked at.

    Raises NotPermittedError when the file may not be read: that says nothing of what is in it.
    """
    try:
        look.opened(path).close()
    except NotPermittedError:
        raise
    except AjxError:
        return  # told by whoever reads on


def _check_seal(path: Path, report: Report) -> None:
    found = seal.broken(path)
    if found is None:
        report.notices.append("没有封签：程序正在使用，或上次没有正常退出，或文件是复制来的。其余各项照常核对。")
        return
    at, blocks = found
    report.checked["seal"] = 1
    if blocks:
        places = "、".join(map(str, blocks[:10])) + ("等" if len(blocks) > 10 else "")
        text = f"文件在程序之外被改动过：与 {at} 关闭时相比，第{places}块（每块4096字节）不同，共{len(blocks)}块"
        report.add(Finding("seal", text))


def _take_own(own: Future[list[str]], path: Path, report: Report) -> None:
    """SQLite's own verdict."""
    try:
        for text in own.result():
            report.add(Finding("file", text))
    except (AjxError, sqlite3.Error) as error:
        _cannot_read(report, error, path)


def _take_inside(inside: Future[list[tuple[Kind, str]]], path: Path, report: Report) -> None:
    """Whether the search indexes hold together inside; needs a moment in which nobody writes."""
    try:
        for kind, text in inside.result():
            report.add(Finding("search", f"{kind.title}的检索索引内部不一致：{text}", kind.name))
    except (AjxError, sqlite3.Error) as error:
        if all(f.sort != "file" for f in report.findings):
            told = error if isinstance(error, AjxError) else explain(error, path)
            report.notices.append(f"没有核对检索索引内部：{told}")


def _cannot_read(report: Report, error: AjxError | sqlite3.Error, path: Path) -> None:
    """That the file can't be read to its end is a finding; once is enough."""
    told = str(error if isinstance(error, AjxError) else explain(error, path))
    if all(f.text != told for f in report.findings):
        report.add(Finding("file", told))


def _guarded(path: Path, report: Report) -> Iterator[Progress]:
    """The digest checks; a file that stops being readable on the way is itself a finding."""
    for tolerant in (False, True):
        fresh = Report(list(report.findings), list(report.notices), dict(report.checked))
        try:
            with closing(look.opened(path, tolerant=tolerant)) as conn:
                yield from _with(path, conn, fresh)
        except (AjxError, sqlite3.Error) as error:
            if not tolerant and "decode" in str(error):
                continue
            _cannot_read(fresh, error, path)
        report.findings, report.notices, report.checked = fresh.findings, fresh.notices, fresh.checked
        report.left_out = fresh.left_out
        return


def _with(path: Path, conn: sqlite3.Connection, report: Report) -> Iterator[Progress]:
    if text := look.version_fault(conn):
        report.add(Finding("schema", text))
        return
    for text in (*look.header_faults(conn), *look.schema_faults(conn)):
        report.add(Finding("schema", text))
    reading = look.Reading()
    total = look.last_entry(conn)
    for reading in look.read_history(conn):
        yield Progress(round(6 * reading.entries / max(1, total)), 10, f"核对历史 {reading.entries}/{total}")
    report.checked["history"] = reading.entries
    store = Store(path, None, "检查")
    try:
        names = _Names(store)
        for fault in reading.faults:
            report.add(_told_entry(fault, names))
        for fault in look.login_faults(conn):
            report.add(Finding("login", fault.text))
        yield Progress(6, 10, "核对记录")
        wrong = _check_rows(conn, reading, report, names)
        yield Progress(7, 10, "核对检索")
        _check_search(conn, report, names, wrong)
        for text in look.search_setting_faults(conn):
            report.add(Finding("search", text))
        for work in digests.faults(conn):
            report.add(_told_work(work, names))
        yield Progress(8, 10, "核对附件")
        _check_attachments(store, report)
    finally:
        store.close()
    if reading.jumps:
        jumps = reading.jumps
        entry, at, before = jumps[-1]
        last = f"最近：第{entry}条历史的时间是{at}，早于上一条的{before}"
        report.notices.append(f"电脑时钟曾被调回{len(jumps)}次（{last}）")


@dataclass
class _Names:
    """Names of records for findings; what can't be read is named by number."""

    store: Store
    asked: int = 0
    shower: Shower | None = None

    def label(self, kind: str, record_id: int) -> str:
        """What people call a record."""
        self.asked += 1
        plain = f"{KIND_TITLES.get(kind, kind)}{record_id}"
        if self.asked > _NAMED or kind == SETTING:
            return KIND_TITLES[SETTING] if kind == SETTING else plain
        try:
            self.shower = self.shower or Shower(self.store)
            return self.shower.label(kind, record_id) or plain
        except (AjxError, sqlite3.Error):
            return plain

    def value(self, kind: str, name: str, value: Any) -> str:
        """A value as people read it."""
        try:
            self.shower = self.shower or Shower(self.store)
            return self.shower.value(kind, name, value)
        except (AjxError, sqlite3.Error, ValueError, TypeError):
            return str(value)


_SYSTEM_TITLES = {
    "uid": "唯一编号", "created_at": "登记时间", "updated_at": "修改时间", "deleted_at": "删除时间",
    "deleted_reason": "删除原因",
}  # fmt: skip


def _told_entry(fault: look.EntryFault, names: _Names) -> Finding:
    label = names.label(fault.kind, fault.record_id) if fault.kind else ""
    about = f"，涉及{KIND_TITLES.get(fault.kind, fault.kind)}「{label}」" if label else ""
    return Finding("history", f"{fault.text}{about}", fault.kind, fault.record_id, label)


def _told_work(fault: digests.WorkFault, names: _Names) -> Finding:
    label = _called(fault, names)
    return Finding("working", f"{label}{fault.text}", fault.table, 0, label, "、".join(map(str, fault.key)))


def _called(fault: digests.WorkFault, names: _Names) -> str:
    """What people call a row of a working table."""
    if fault.table not in digests.WORKING:
        return ""
    title, key = digests.WORKING[fault.table].title, fault.key
    match (fault.table, *key):
        case ("draft", owner, str(kind), int(record_id)):
            what = f"「{names.label(kind, record_id)}」" if record_id else "（新记录）"
            return f"{owner}的{title}：{KIND_TITLES.get(kind, kind)}{what}"
        case ("review_look", int(review), person):
            return f"{person}的{title}：审核「{names.label('review', review)}」"
        case ("search_made", str(kind)):
            return f"{KIND_TITLES.get(kind, kind)}的{title}"
    return f"{title} {'、'.join(map(str, key))}"


def _check_rows(conn: sqlite3.Connection, reading: look.Reading, report: Report, names: _Names) -> set[tuple[str, int]]:
    """Compare every row with its history; returns the records that differ."""
    wrong: set[tuple[str, int]] = set()
    for table in replay.tracked():
        states = reading.states.get(table, {})
        report.checked[table] = len(states)
        for fault in look.row_faults(conn, table, states):
            wrong.add((table, fault.record_id))
            report.add(_told_row(fault, states.get(fault.record_id), names))
    for fault in look.setting_faults(conn, reading.states.get(SETTING, {}).get(0, {})):
        report.add(_told_row(fault, None, names))
    return wrong


def _told_row(fault: look.RowFault, state: replay.State | None, names: _Names) -> Finding:
    kind, title = fault.table, KIND_TITLES[fault.table]
    field_name = _SYSTEM_TITLES.get(fault.field) or field_title(kind, fault.field)
    label = field_name if kind == SETTING else names.label(kind, fault.record_id)
    if not fault.field and fault.expected is not None:
        name = str((state or {}).get(KINDS[kind].label) or label) if kind in KINDS else label
        return Finding("missing", f"{title}「{name}」（编号{fault.record_id}）不见了", kind, fault.record_id, name)
    if not fault.field:
        text = f"{title}「{label}」（编号{fault.record_id}）不是由程序登记的"
        return Finding("unknown", text, kind, fault.record_id, label)
    stored = names.value(kind, fault.field, fault.stored) or "（空）"
    expected = names.value(kind, fault.field, fault.expected) or "（空）"
    what = "" if kind == SETTING else f"的{field_name}"
    text = f"{title}「{label}」{what}是“{stored}”，按历史应为“{expected}”"
    sort = "setting" if kind == SETTING else "row"
    return Finding(sort, text, kind, fault.record_id, label, fault.field, stored, expected)


def _check_search(conn: sqlite3.Connection, report: Report, names: _Names, wrong: set[tuple[str, int]]) -> None:
    old = reindex.outdated(conn)
    if old:
        titles = "、".join(kind.title for kind in old)
        report.notices.append(
            f"检索索引由别的版本建立，查找可能不全（{titles}）：打开程序或运行 ajx doctor --reindex 重建。"
        )
    for kind in (k for k in reindex.searched_kinds() if k not in old):
        for record_id, text in look.search_faults(conn, kind):
            if (kind.name, record_id) not in wrong:
                label = names.label(kind.name, record_id)
                report.add(Finding("search", f"{kind.title}「{label}」{text}", kind.name, record_id, label))


def _check_attachments(store: Store, report: Report) -> None:
    from ajx_tui.progress import run
    from ajx_tui.services import attachments
    from ajx_tui.services.session import Session

    for fault in run(attachments.verify(Session(store))):
        label = fault.name
        text = f"附件「{label}」{fault.text}"
        report.add(Finding("attachment", text, "attachment", fault.attachment_id or 0, label))


_BENT = frozenset({"history", "login", "row", "missing", "unknown", "setting", "schema"})
_ADVICE = (
    (
        frozenset({"file"}),
        "数据文件已损坏或读不出来。先拷一份留底，检查磁盘，再恢复最近的完好备份（备份页 F8，或 ajx backup restore）。",
    ),
    (
        _BENT,
        "有内容不是经程序改动的。先别继续登记，把整个数据文件夹拷一份留底并报告管理员；查清后在程序中改正，"
        "或恢复改动之前的备份（恢复会记入历史）。",
    ),
    (frozenset({"attachment"}), "缺失或损坏的附件可以从备份中找回（备份页 F3，或 ajx backup recover）。"),
    (frozenset({"search"}), "检索可以重建：ajx doctor --reindex。"),
    (frozenset({"working"}), "工作数据不影响登记的内容；请核对其中的草稿是否是自己写的，再重新保存。"),
)
"""What to do about which sorts of findings, the most urgent first."""


def advice(report: Report) -> list[str]:
    """What to do about what was found, the most urgent first."""
    sorts = {f.sort for f in report.findings}
    told = [text for about, text in _ADVICE if sorts & about]
    if sorts == {"seal"}:
        told.append("各条记录与历史一致，只是文件被别的软件写过，或磁盘出错：备份一次，再请管理员检查电脑和磁盘。")
    return told


def report_text(report: Report) -> str:
    """The report for the command line."""
    lines = [finding.line() for finding in report.findings]
    lines += [f"【{SORTS[sort]}】另有{count}处，没有逐条列出" for sort, count in report.left_out.items()]
    lines += [f"提示：{text}" for text in report.notices]
    lines += [f"怎么办：{text}" for text in advice(report)]
    counted = sum(n for name, n in report.checked.items() if name in KINDS)
    verdict = "没有发现问题" if report.sound else f"发现{len(report.findings) + sum(report.left_out.values())}处问题"
    lines.append(f"{verdict}（记录{counted}条，历史{report.checked.get('history', 0)}条，用时{report.seconds:.1f}秒）")
    return "\n".join(lines)
