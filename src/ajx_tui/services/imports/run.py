"""Comparing the rows of a list with what is stored, and writing the difference: one transaction per file."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ajx_tui.domain.fields import Value
from ajx_tui.domain.record import Kind, Values
from ajx_tui.domain.records import KINDS
from ajx_tui.progress import Job, Progress
from ajx_tui.services.completion import after_insert
from ajx_tui.services.imports.plan import FilePlan, ListPlan
from ajx_tui.services.imports.rows import Draft, RowReader, settle_new_entries
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store import import_log
from ajx_tui.store.records import get_many, key_index
from ajx_tui.store.unit import Unit

_STEP = 2_000


@dataclass(frozen=True, slots=True)
class ListResult:
    """What one list did (or, in a preview, would do). Row numbers are those of the file."""

    sheet: str
    list_name: str
    title: str
    new: int
    changed: int
    unchanged: int
    refused: tuple[Draft, ...]
    duplicates: Mapping[int, int]
    warnings: tuple[Draft, ...]
    total_rows: tuple[int, ...]
    created: Mapping[str, tuple[str, ...]]

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
            "duplicates": len(self.duplicates),
            "warnings": len(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file did."""

    plan: FilePlan
    lists: tuple[ListResult, ...]

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return sum(len(one.refused) for one in self.lists)


class _PreviewOnly(Exception):
    """Ends a preview by rolling its transaction back."""


def _in_order(plans: Sequence[FilePlan]) -> list[tuple[FilePlan, ListPlan]]:
    """All lists, parents before children, otherwise as given."""
    order = list(KINDS)
    pairs = [(one, planned) for one in plans for planned in one.lists]
    return sorted(pairs, key=lambda pair: order.index(pair[1].recognition.kind.name))


def preview(session: Session, plans: Sequence[FilePlan]) -> Job[list[FileResult]]:
    """What importing these files would do, found by doing it in a transaction that is rolled back."""
    results: dict[Path, list[ListResult]] = {p.path: [] for p in plans}
    with suppress(_PreviewOnly), session.unit("导入预览") as unit:
        for file_plan, planned in _in_order(plans):
            result = yield from _import_list(session, unit, planned)
            results[file_plan.path].append(result)
        raise _PreviewOnly
    return [FileResult(p, tuple(results[p.path])) for p in plans]


def run(session: Session, plans: Sequence[FilePlan]) -> Job[list[FileResult]]:
    """Import files, each in one transaction; what was confirmed about their headers is remembered.

    Stopping between two steps leaves finished files in and the unfinished one out.
    """
    results: dict[Path, list[ListResult]] = {p.path: [] for p in plans}
    for group in _by_file(_in_order(plans)):
        file_plan = group[0][0]
        with session.unit(f"导入{file_plan.path.name}") as unit:
            for _, planned in group:
                result = yield from _import_list(session, unit, planned)
                results[file_plan.path].append(result)
                recognition = planned.recognition
                counts = result.counts()
                import_log.log_run(
                    unit, file_plan.path.name, planned.sheet, recognition.list_name, file_plan.sha256, counts
                )
                import_log.remember(unit, planned.layout.fingerprint, _confirmed(planned))
    session.store.optimise()
    return [FileResult(p, tuple(results[p.path])) for p in plans]


def _by_file(pairs: Sequence[tuple[FilePlan, ListPlan]]) -> list[list[tuple[FilePlan, ListPlan]]]:
    """Lists grouped by file, files in the order in which their last list may be read."""
    groups: dict[Path, list[tuple[FilePlan, ListPlan]]] = {}
    for pair in pairs:
        group = groups.pop(pair[0].path, [])
        groups[pair[0].path] = [*group, pair]
    return list(groups.values())


def _confirmed(planned: ListPlan) -> dict[str, Any]:
    """What to remember about a list's header."""
    recognition = planned.recognition
    return {
        "list": recognition.list_name,
        "columns": {c.header.text: c.slot.name if c.slot else "" for c in recognition.columns if c.header.text},
        "units": {c.header.text: c.unit for c in recognition.columns if c.unit},
    }


@dataclass(slots=True)
class _Sorted:
    """The rows of a list sorted by what is to be done with them."""

    new: list[Draft] = field(default_factory=list)
    changed: list[tuple[int, Values]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Draft] = field(default_factory=list)
    duplicates: dict[int, int] = field(default_factory=dict)


def _import_list(session: Session, unit: Unit, planned: ListPlan) -> Generator[Progress, None, ListResult]:
    kind = planned.recognition.kind
    reader = RowReader(session.store, planned, code_lists(session.store))
    total = len(planned.layout.data_row_numbers)
    title = f"读取{planned.recognition.title}"
    drafts: list[Draft] = []
    for draft in reader.drafts():
        drafts.append(draft)
        if len(drafts) % _STEP == 0:
            yield Progress(len(drafts), 2 * total, title)
    created = _create_entries(unit, reader, drafts)
    sorted_rows = _sort(session, kind, drafts)
    yield Progress(total, 2 * total, f"写入{planned.recognition.title}")
    for start in range(0, len(sorted_rows.new), _STEP):
        rows = [draft.values for draft in sorted_rows.new[start : start + _STEP]]
        ids = unit.insert_many(kind, rows)
        after_insert(unit, kind, ids, rows)
        yield Progress(total + start, 2 * total, f"写入{planned.recognition.title}")
    unit.update_many(kind, sorted_rows.changed)
    return ListResult(
        planned.sheet, planned.recognition.list_name, planned.recognition.title, len(sorted_rows.new),
        len(sorted_rows.changed), sorted_rows.unchanged, tuple(sorted_rows.refused), sorted_rows.duplicates,
        tuple(d for d in drafts if d.warnings and not d.refused), planned.layout.total_rows, created,
    )  # fmt: skip


def _create_entries(unit: Unit, reader: RowReader, drafts: Sequence[Draft]) -> dict[str, tuple[str, ...]]:
    """Create the directory entries that accepted rows name for the first time."""
    made: dict[str, tuple[str, ...]] = {}
    settled: dict[str, Mapping[int, int]] = {}
    for ref in reader.references:
        wanted = {d.values.get(ref.name) for d in drafts if not d.refused}
        names = list(ref.resolver.new_names.values())
        needed = [place for place in range(len(names)) if -2 - place in wanted]
        if needed:
            target = ref.resolver.target
            ids = unit.insert_many(target, [{target.label: names[place]} for place in needed])
            settled[ref.name] = {-2 - place: i for place, i in zip(needed, ids, strict=True)}
            made[target.title] = tuple(names[place] for place in needed)
    settle_new_entries([d for d in drafts if not d.refused], settled)
    return made


def _sort(session: Session, kind: Kind, drafts: Sequence[Draft]) -> _Sorted:
    """Hold the rows against each other and against what is stored."""
    stored = key_index(session.store, kind)
    seen: dict[tuple[Value, ...], Draft] = {}
    known: dict[int, Draft] = {}
    done = _Sorted()
    times: dict[tuple[Value, ...], int] = {}
    for draft in drafts:
        if draft.refused:
            done.refused.append(draft)
            continue
        if kind.occurrence:
            _number(kind, draft, times)
        key = kind.key_of(draft.values)
        if key is not None and key in seen:
            _repeat(done, seen[key], draft)
            continue
        if key is not None:
            seen[key] = draft
        if key is None or key not in stored:
            done.new.append(draft)
        else:
            known[stored[key]] = draft
    olds = get_many(session.store, kind, known)
    for record_id, draft in known.items():
        changes = _changes(olds[record_id], draft.values)
        if changes:
            done.changed.append((record_id, changes))
        else:
            done.unchanged += 1
    return done


def _number(kind: Kind, draft: Draft, times: dict[tuple[Value, ...], int]) -> None:
    """Number rows that are equal in every other key column, in the order of the list."""
    key = tuple(draft.values.get(c) for c in kind.keys[0] if c != kind.occurrence)
    times[key] = times.get(key, 0) + 1
    draft.values[kind.occurrence] = times[key]


def _repeat(done: _Sorted, first: Draft, draft: Draft) -> None:
    """A second row with the key of an earlier one: a plain repetition, or a contradiction, which is refused."""
    if _changes(first.values, draft.values):
        draft.problem(-1, f"与第{first.row}行编号相同但内容不同，请核对后只保留一行", refuses=True)
        done.refused.append(draft)
    else:
        done.duplicates[draft.row] = first.row


def _changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> Values:
    """The fields in which `new` says something else; an empty cell never erases what is stored."""
    return {name: value for name, value in new.items() if value is not None and old.get(name) != value}
