"""Where the numbers of a document come from: every number it prints, and the records that each was counted from.

The trail is taken from the same state of the data as the document and is kept with every version (`snapshots`), so that
a number can still be followed when the records have changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ajx_tui.documents import blocks as b
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import AjxError
from ajx_tui.policy.rules import Rules
from ajx_tui.services import figures as figure_service
from ajx_tui.services.documents.catalogue import Entry
from ajx_tui.services.documents.changes import title_of
from ajx_tui.services.documents.drafting import printed
from ajx_tui.services.documents.gathering import GROUPED
from ajx_tui.services.figures import Behind, Figures
from ajx_tui.services.packs import rules
from ajx_tui.services.session import Session
from ajx_tui.store import paper_rows

DIMENSIONS = {"sector": "行业领域", "township": "乡镇（街道）", "department": "责任部门", "insurer": "保险机构"}


@dataclass(frozen=True, slots=True)
class Source:
    """One record behind a number: what it is identified by, and whose or what it is."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One printed number. `evidence` is its id, `line` the line of a table, `texts` how it prints; `basis` says what
    is counted, and on which clause."""

    evidence: str
    title: str
    line: str
    texts: tuple[str, ...]
    kind: str
    records: tuple[Source, ...]
    basis: str = ""

    @property
    def kind_title(self) -> str:
        """What the records are, in Chinese."""
        return GROUPED.get(self.kind) or (KINDS[self.kind].title if self.kind in KINDS else self.kind)

    @property
    def text(self) -> str:
        """How it prints; a list that the document gives without its number prints as that."""
        return "、".join(self.texts) or "（名单）"


@dataclass(frozen=True, slots=True)
class Trails:
    """The trails of one document, of one day and one revision of the data."""

    as_of: date
    revision: str
    numbers: tuple[Trail, ...]

    def number(self, evidence: str) -> Trail | None:
        """The trail of one number."""
        return next((one for one in self.numbers if one.evidence == evidence), None)


def trails(session: Session, chosen: Entry, document: b.Document, as_of: date) -> Trails:
    """Every number of a document with its records, from the data as it is now.

    `revision` of the result is that of the data; whoever needs number and list of one state compares it with the
    document's. Raises AjxError when others save meanwhile.
    """
    names = rules(session.store).figures
    wanted = dict(printed(document))
    for name in chosen.behind:
        if name in names:
            wanted.setdefault(name, ())
    counted = frozenset(key.rpartition(":")[2] for key in wanted) & names.keys()
    found = figure_service.figures(session.store, as_of, counted)
    behind = {key: made for key in wanted if (made := _behind(found, key)) is not None}
    described = _described(session, behind.values())
    numbers = tuple(
        Trail(
            key, title_of(key.rpartition(":")[2], found.rules, wanted[key]), _line(key), wanted[key], made.kind,
            tuple(sorted((Source(i, *described[made.kind].get(i, ("", ""))) for i in made.ids), key=_order)),
            _basis(found.rules, key.rpartition(":")[2]),
        )
        for key, made in behind.items()
    )  # fmt: skip
    if session.store.revision() != found.revision:
        raise AjxError("数据正在变动", "核对数据来源期间又有新的登记或修改，请再导出一次。")
    return Trails(as_of, f"{found.revision}-{found.rules.digest}", numbers)


def _order(one: Source) -> tuple[str, int]:
    return one.code, one.id


def _behind(found: Figures, evidence: str) -> Behind | None:
    """The records behind a number; None for what is no figure of the packs, or a line that has none."""
    place, _, name = evidence.rpartition(":")
    if name not in found.rules.figures:
        return None
    if not place:
        return found.ids(name)
    dimension, _, title = place.partition(":")
    line = next((one for one in found.lines(dimension) if one.title == title), None)
    return None if line is None else found.ids(name, dimension, line.key)


def _described(session: Session, behind: Iterable[Behind]) -> dict[str, Mapping[int, tuple[str, str]]]:
    """What the records of all numbers are called: each read once, however many numbers count it."""
    wanted: dict[str, set[int]] = {}
    for one in behind:
        wanted.setdefault(one.kind, set()).update(one.ids)
    return {kind: paper_rows.described(session.store, kind, sorted(ids)) for kind, ids in wanted.items()}


def _line(evidence: str) -> str:
    place = evidence.rpartition(":")[0]
    dimension, _, title = place.partition(":")
    return f"{DIMENSIONS.get(dimension, dimension)}：{title}" if place else "全部"


def _basis(rules: Rules, name: str) -> str:
    rule = rules.figures[name]
    return "；".join(part for part in (rule.help, rule.clause.text) if part)
