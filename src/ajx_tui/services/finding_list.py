"""Findings as people go through them: each with its record, enterprise and place; by check; as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import Permission
from ajx_tui.policy.clause import Clause
from ajx_tui.policy.model import SEVERITIES
from ajx_tui.progress import Job
from ajx_tui.services import checks
from ajx_tui.services.checks import Finding
from ajx_tui.services.session import Session
from ajx_tui.store import records, related
from ajx_tui.store.database import Store


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with what people call its record, the enterprise it belongs to, and whose business that is.

    `departments` are the enterprise's own, or else those that lead its sector on the day.
    """

    finding: Finding
    label: str
    enterprise: str
    departments: tuple[str, ...]
    township: str

    @property
    def name(self) -> str:
        """What a list calls it: the enterprise, or the record where there is none."""
        return self.enterprise or self.label

    @property
    def told(self) -> str:
        """The finding's text without the name it begins with, for a list that has the name in a column."""
        return self.finding.text.removeprefix(self.name).removeprefix("的") if self.name else self.finding.text


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """What one check found: how much is open and how much was explained away."""

    check: str
    title: str
    group: str
    severity: str
    clause: Clause
    next_step: str
    open: int
    explained: int

    @property
    def severity_title(self) -> str:
        """违规, 疑点 or 提醒."""
        return SEVERITIES[self.severity]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list of findings is limited to; empty texts don't limit."""

    severity: str = ""
    department: str = ""
    township: str = ""

    def holds(self, placed: Placed) -> bool:
        """Whether a finding belongs to the list."""
        return (
            self.severity in ("", placed.finding.severity)
            and (not self.department or self.department in placed.departments)
            and self.township in ("", placed.township)
        )


def gather(store: Store, as_of: date, names: Iterable[str] | None = None) -> list[Placed]:
    """What the checks (all, or those named) find on a day, what was explained away included.

    Raises AjxError when a pack's SQL fails.
    """
    return place(store, checks.run_all(store, as_of, names, explained=True), as_of)


def place(store: Store, found: Sequence[Finding], as_of: date) -> list[Placed]:
    """Findings with the names and places of their records, in the same order."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for finding in found:
        by_kind[finding.kind].add(finding.record_id)
    labels = {name: records.labels(store, KINDS[name], ids) for name, ids in by_kind.items()}
    owners = {name: related.enterprises_of(store, KINDS[name], ids) for name, ids in by_kind.items()}
    whose = _whose(store, {owner for of_kind in owners.values() for owner, _ in of_kind.values()}, as_of)
    made = []
    for finding in found:
        owner, name = owners[finding.kind].get(finding.record_id, (0, ""))
        departments, township = whose.get(owner, ((), ""))
        label = labels[finding.kind].get(finding.record_id, "")
        made.append(Placed(finding, label, name, departments, township))
    return made


def _whose(store: Store, ids: set[int], as_of: date) -> dict[int, tuple[tuple[str, ...], str]]:
    """Enterprise → departments and township."""
    titles = {int(row[0] or 0): str(row[1]) for row in records.columns(store, KINDS["department"], ("name",))}
    leads = _leads(store, as_of)
    found = {}
    for record_id, values in records.get_many(store, KINDS["enterprise"], ids).items():
        own = values["department_id"]
        departments = (int(own),) if own is not None else leads.get(int(values["sector_id"] or 0), ())
        named = tuple(titles[d] for d in departments if d in titles)
        found[record_id] = (named, str(values["township"] or ""))
    return found


def _leads(store: Store, as_of: date) -> dict[int, tuple[int, ...]]:
    """Sector → the departments that lead it on the day."""
    day, found = as_of.isoformat(), dict[int, tuple[int, ...]]()
    names = ("sector_id", "department_id", "lead", "valid_from", "valid_until")
    for _, sector, department, lead, first, last in records.columns(store, KINDS["sector_department"], names):
        if lead and str(first or "") <= day <= str(last or "9999"):
            found[int(sector or 0)] = (*found.get(int(sector or 0), ()), int(department or 0))
    return found


def groups(found: Iterable[Placed]) -> list[CheckGroup]:
    """By check: the gravest first, then those with most to do."""
    members: dict[str, list[Finding]] = defaultdict(list)
    for placed in found:
        members[placed.finding.check].append(placed.finding)
    made = []
    for of_check in members.values():
        head = of_check[0]
        explained = sum(bool(f.explained) for f in of_check)
        made.append(
            CheckGroup(
                head.check, head.title, head.group, head.severity, head.clause, head.next_step,
                len(of_check) - explained, explained,
            )
        )  # fmt: skip
    order = list(SEVERITIES)
    return sorted(made, key=lambda g: (not g.open, order.index(g.severity), -g.open))


def field_title(finding: Finding) -> str:
    """What the field is called that a finding points at; empty when it points at the whole record."""
    spec = KINDS[finding.kind].fields.get(finding.field)
    return spec.title if spec is not None else ""


def field_text(store: Store, finding: Finding) -> str:
    """What that field holds now, as people read it."""
    kind = KINDS[finding.kind]
    values = records.get(store, kind, finding.record_id) if finding.field in kind.fields else None
    return records.show(store, kind, {finding.field: values[finding.field]})[finding.field] if values else ""


def export(session: Session, found: Sequence[Placed], path: Path, as_of: date) -> Job[Path]:
    """Write findings to xlsx, or csv by the suffix of `path`; returns the path. Raises NotPermittedError, AjxError.

    Departments and insurers are sent such lists: telephone and identity numbers in names and notes are masked.
    """
    session.require(Permission.EXPORT)
    from ajx_tui.domain.masking import scrub
    from ajx_tui.exchange.writer import OutColumn, write_list
    from ajx_tui.services.documents.folders import make_folder

    make_folder(path.parent)
    titles = ("程度", "检查", "类别", "企业", "记录", "字段", "发现", "下一步", "依据", "依据核对情况", "主管部门",
              "乡镇（街道）", "情况说明")  # fmt: skip
    rows = (
        [p.finding.severity_title, p.finding.title, p.finding.group, scrub(p.enterprise),
         f"{KINDS[p.finding.kind].title} {scrub(p.label)}", field_title(p.finding), scrub(p.finding.text),
         p.finding.next_step, p.finding.clause.text, p.finding.clause.note, scrub("、".join(p.departments)),
         scrub(p.township), scrub(p.finding.explained)]
        for p in found
    )  # fmt: skip
    columns = [OutColumn(title) for title in titles]
    return (yield from write_list(path, columns, rows, total=len(found), title=f"检查发现（截止 {as_of.isoformat()}）"))
