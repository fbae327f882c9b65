"""Importing planned lists: a preview that is rolled back, and the real thing, one transaction per file."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ajx_tui.domain.record import Kind
from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import Job, Progress, garbage_kept
from ajx_tui.services.completion import COMPANIONS, after_insert
from ajx_tui.services.imports.match import Earlier, Matcher, Sorted
from ajx_tui.services.imports.order import groups
from ajx_tui.services.imports.plan import FilePlan, ListPlan, accepted
from ajx_tui.services.imports.resolve import Refusals
from ajx_tui.services.imports.rows import Draft, RowReader, settle_new_entries
from ajx_tui.services.packs import code_lists
from ajx_tui.services.session import Session
from ajx_tui.store import import_log
from ajx_tui.store.bulk import Bulk
from ajx_tui.store.savepoint import savepoint
from ajx_tui.store.unit import Unit

_STEP = 2_000
_MOST_CHANGES = 1_000


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that a row changes: its id, its row, what it is called, and (field's title, before, after)."""

    id: int
    row: int
    name: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ListResult:
    """What one list did (or, in a preview, would do). Row numbers are those of the file.

    `changes` tells the first thousand changed records in full; `new_ids` are the records that came into being.
    """

    sheet: str
    list_name: str
    kind: str
    title: str
    new_ids: tuple[int, ...]
    changed: int
    unchanged: int
    changes: tuple[Changed, ...]
    refused: tuple[Draft, ...]
    duplicates: Mapping[int, int]
    warnings: tuple[Draft, ...]
    total_rows: tuple[int, ...]
    created: Mapping[str, tuple[str, ...]]

    @property
    def new(self) -> int:
        """How many records came into being."""
        return len(self.new_ids)

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


@dataclass(slots=True)
class _Import:
    """What the lists of one import know of each other."""

    session: Session
    refusals: Refusals = field(default_factory=Refusals)
    earlier: Earlier = field(default_factory=Earlier)
    results: dict[tuple[Path, str], ListResult] = field(default_factory=dict)

    def of(self, plans: Sequence[FilePlan]) -> list[FileResult]:
        """The results in the order in which the files were given, as far as there are any."""
        made = []
        for one in plans:
            found = [self.results.get((one.path, planned.sheet)) for planned in one.lists]
            made.append(FileResult(one, tuple(r for r in found if r is not None)))
        return made


class _PreviewOnly(Exception):
    """Ends a preview by rolling its transaction back."""


def preview(session: Session, plans: Sequence[FilePlan]) -> Job[list[FileResult]]:
    """What importing these files would do, found by doing it in a transaction that is rolled back."""
    work = _Import(session)
    shared = _shared_kinds(plans)
    with suppress(_PreviewOnly), garbage_kept(), session.unit("导入预览") as unit:
        for file_plan, planned in (pair for group in groups(plans) for pair in group):
            result = yield from _import_list(work, unit, planned, shared)
            work.results[file_plan.path, planned.sheet] = result
        raise _PreviewOnly
    return work.of(plans)


def run(session: Session, plans: Sequence[FilePlan], done: list[FileResult] | None = None) -> Job[list[FileResult]]:
    """Import files, each in one transaction; what was confirmed about their headers is remembered.

    Stopping between two steps leaves finished files in and the unfinished one out; `done` receives each file as soon
    as it is safely written, so that whoever stops can say which. Raises AjxError when the disk or the database refuses.
    """
    work = _Import(session)
    shared = _shared_kinds(plans)
    for group in groups(plans):
        names = "、".join(dict.fromkeys(p.path.name for p, _ in group))
        with garbage_kept(), session.unit(f"导入{names}") as unit:
            for file_plan, planned in group:
                result = yield from _import_list(work, unit, planned, shared)
                work.results[file_plan.path, planned.sheet] = result
                _log(session, unit, file_plan, planned, result)
        if done is not None:
            written = {p.path for p, _ in group}
            done.extend(r for r in work.of(plans) if r.plan.path in written)
    with suppress(AjxError):  # statistics only make later queries faster; the records are in
        session.store.optimise()
    return work.of(plans)


def _log(session: Session, unit: Unit, file_plan: FilePlan, planned: ListPlan, result: ListResult) -> None:
    """Note what was done, unless it was done before and nothing came of it: then nothing at all is changed."""
    name, sha256 = planned.recognition.list_name, file_plan.sha256
    if result.new or result.changed or not import_log.was_run(session.store, planned.sheet, name, sha256):
        import_log.log_run(unit, file_plan.path.name, planned.sheet, name, sha256, result.counts())
    mapping = accepted(planned)
    if any(mapping.values()):
        import_log.remember(unit, planned.source.fingerprint, mapping)


def _shared_kinds(plans: Sequence[FilePlan]) -> frozenset[str]:
    """The kinds of record that more than one list holds: only those can contradict each other."""
    names = [planned.recognition.kind.name for one in plans for planned in one.lists]
    return frozenset(name for name in names if names.count(name) > 1)


def _import_list(
    work: _Import, unit: Unit, planned: ListPlan, shared: frozenset[str]
) -> Generator[Progress, None, ListResult]:
    session, recognition = work.session, planned.recognition
    kind = recognition.kind
    reader = RowReader(session.store, planned, code_lists(session.store), work.refusals)
    drafts: list[Draft] = []
    total = 3 * len(reader)
    for start in range(0, len(reader), _STEP):
        yield Progress(start, total, f"读取{recognition.title}")
        drafts += reader.drafts(start, start + _STEP)
    matcher = Matcher(session.store, reader, work.earlier)
    matcher.sort(drafts)
    done = matcher.done
    created = _create_entries(unit, reader, done)
    ids: list[int] = []
    new = list(done.new)
    bulk = Bulk(unit, (kind.name, *COMPANIONS.get(kind.name, ()), "history"), len(new))
    for start in range(0, len(new), _STEP):
        yield Progress(len(reader) + start, total, f"写入{recognition.title}")
        part = new[start : start + _STEP]
        ids += _insert(unit, kind, matcher, part, done)
        if kind.name not in shared:
            for draft in part:
                draft.values = {}  # they lie in the database now
    for count in bulk.finish():
        yield Progress(2 * len(reader) + count, total, f"编制{recognition.title}的索引")
    yield Progress(3 * len(reader), total, f"写入{recognition.title}")
    _update(unit, kind, done)
    _note_refused(work.refusals, reader, done.refused)
    if kind.name in shared:
        told = [*zip(ids, done.new, strict=True), *((i, d) for i, d, _, _ in done.changed), *done.unchanged]
        work.earlier.add(kind, planned.place, told)
    return _result(planned, drafts, done, ids, created)


def _insert(unit: Unit, kind: Kind, matcher: Matcher, drafts: list[Draft], done: Sorted) -> list[int]:
    """Create records; when the database refuses one of them, all but that one. Refused ones leave `done.new`."""
    rows = [matcher.filled(draft) for draft in drafts]
    try:
        with savepoint(unit.conn):
            ids = unit.insert_many(kind, rows)
    except RefusedError as error:
        if len(drafts) == 1:
            drafts[0].problem(-1, str(error), refuses=True)
            done.refused.append(drafts[0])
            done.new.remove(drafts[0])
            return []
    else:
        after_insert(unit, kind, ids, rows)
        return list(ids)
    half = len(drafts) // 2
    return [*_insert(unit, kind, matcher, drafts[:half], done), *_insert(unit, kind, matcher, drafts[half:], done)]


def _update(unit: Unit, kind: Kind, done: Sorted) -> None:
    """Change records; those that may not be changed (locked by a review) are refused one by one."""
    kept = []
    for record_id, draft, changes, old in done.changed:
        try:
            unit.update(kind, record_id, changes)
        except RefusedError as error:
            draft.problem(-1, str(error), refuses=True)
            done.refused.append(draft)
        else:
            kept.append((record_id, draft, changes, old))
    done.changed = kept


def _result(
    planned: ListPlan, drafts: Sequence[Draft], done: Sorted, ids: Sequence[int], created: Mapping[str, tuple[str, ...]]
) -> ListResult:
    recognition = planned.recognition
    kind = recognition.kind
    changes = []
    for record_id, draft, new, old in done.changed[:_MOST_CHANGES]:
        told = tuple((kind.fields[n].title, _shown(kind, n, old.get(n)), _shown(kind, n, v)) for n, v in new.items())
        name = str({**old, **new}.get(kind.label) or "")
        changes.append(Changed(record_id, draft.row, name, told))
    refused = sorted(done.refused, key=lambda d: d.row)
    return ListResult(
        planned.sheet, recognition.list_name, kind.name, recognition.title, tuple(ids), len(done.changed),
        len(done.unchanged), tuple(changes), tuple(refused), done.duplicates,
        tuple(d for d in drafts if d.warnings and not d.refused), planned.source.layout.total_rows, created,
    )  # fmt: skip


def _shown(kind: Kind, name: str, value: str | int | None) -> str:
    """A value as people read it; references, whose names would each cost a query, as 'another one'."""
    if name in kind.refs:
        return "（空）" if value is None else "（另一条）"
    return kind.fields[name].show(value) or "（空）"


def _note_refused(refusals: Refusals, reader: RowReader, refused: Sequence[Draft]) -> None:
    """Remember by what names the refused rows would have been referred to."""
    kind, planned = reader.kind, reader.planned
    columns = {*(c for key in kind.keys for c in key), kind.label}
    for draft in refused:
        cells = planned.source.rows[draft.row - 1]
        for name in columns:
            place = reader.column_of(name)
            if 0 <= place < len(cells):
                refusals.note(kind, name, cells[place], f"{planned.place} 第{draft.row}行")


def _create_entries(unit: Unit, reader: RowReader, done: Sorted) -> dict[str, tuple[str, ...]]:
    """Create the directory entries that accepted rows name for the first time."""
    taken = [d.values for d in done.new] + [changes for _, _, changes, _ in done.changed]
    made: dict[str, tuple[str, ...]] = {}
    for ref in reader.references:
        if not ref.resolver.new_names:
            continue
        wanted = {values.get(ref.name) for values in taken}
        names = list(ref.resolver.new_names.values())
        needed = [place for place in range(len(names)) if -2 - place in wanted]
        if needed:
            target = ref.resolver.target
            ids = unit.insert_many(target, [{target.label: names[place]} for place in needed])
            settle_new_entries(taken, ref.name, {-2 - place: i for place, i in zip(needed, ids, strict=True)})
            made[target.title] = tuple(names[place] for place in needed)
    return made
