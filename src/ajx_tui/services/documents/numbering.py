"""发文字号: one sequence per series and year, kept in 发文登记. No number is given twice, none is lost silently.

A number belongs to one paper of one document: exporting the document again keeps it. It is taken in the transaction
that puts the version on record, so that an export that is cancelled, fails or is killed has taken none. What was
numbered by mistake is marked void: its number stays taken, and the register says why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, islice

from ajx_tui.documents import blocks as b
from ajx_tui.documents.texts.facts import Facts, Office, Paper
from ajx_tui.documents.texts.letters import recipients
from ajx_tui.documents.texts.wording import issue_day
from ajx_tui.domain.record import Values
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.services.documents.catalogue import Entry
from ajx_tui.services.documents.drafting import ids_of
from ajx_tui.services.session import Session
from ajx_tui.store import lists, records
from ajx_tui.store.database import Store
from ajx_tui.store.lists import Condition, ListQuery

PAPER = KINDS["document_paper"]
_GAPS = 200


@dataclass(frozen=True, slots=True)
class Ledger:
    """The numbers of one series: number → the id of the paper that has it. `dropped` are numbers of deleted papers."""

    series: str
    taken: Mapping[int, int]
    dropped: frozenset[int] = frozenset()

    @property
    def next(self) -> int:
        """The number after the last one that was ever given."""
        return max((*self.taken, *self.dropped), default=0) + 1

    @property
    def gaps(self) -> tuple[int, ...]:
        """Numbers between the first and the last that no paper has, at most `_GAPS` of them."""
        first = min((*self.taken, *self.dropped), default=self.next)
        return tuple(islice((n for n in range(first, self.next) if n not in self.taken), _GAPS))


def series_of(chosen: Entry, office: Office, day: date) -> str:
    """What stands before the number: 示安委办〔2026〕; of a department's own papers without the area."""
    code = chosen.own_number or office.issuer_code.strip()
    return f"{code}〔{day.year}〕"


def ledger(store: Store, series: str) -> Ledger:
    """The numbers of a series."""
    same = (Condition("series", "=", series),)
    taken = {_sequence(v): i for i, v in _papers(store, ids_of(store, PAPER.name, *same)).items()}
    gone = lists.all_ids(store, ListQuery(PAPER.name, conditions=same, deleted=True))
    rows = lists.rows(store, PAPER, ["sequence"], gone)
    return Ledger(series, taken, frozenset(int(str(row[0])) for row in rows.values() if row[0] is not None))


def series_known(store: Store) -> list[str]:
    """Every series that has numbers, latest first."""
    found = _papers(store, ids_of(store, PAPER.name, Condition("series", "filled")))
    return list(dict.fromkeys(str(values["series"]) for values in reversed(found.values())))


def _papers(store: Store, ids: Collection[int]) -> dict[int, Values]:
    return records.get_many(store, PAPER, ids)


def own_papers(store: Store, document_id: int | None) -> dict[int | None, tuple[int, Values]]:
    """Enterprise (None: the document as a whole) → the latest paper of this document to it that is not void."""
    found = papers_of(store, document_id).items()
    return {_enterprise(v): (i, v) for i, v in found if v["void_on"] is None}


def papers_of(store: Store, document_id: int | None) -> dict[int, Values]:
    """Every paper of a document, by its id."""
    if document_id is None:
        return {}
    return _papers(store, ids_of(store, PAPER.name, Condition("document_id", "=", document_id)))


def _enterprise(values: Values) -> int | None:
    return None if values["enterprise_id"] is None else int(values["enterprise_id"])


def is_numbered(document: b.Document, chosen: Entry) -> bool:
    """Whether a document carries a 发文字号 at all."""
    headed = any(isinstance(x, b.DocumentHead) and x.number is not None for x in document.blocks)
    return headed or bool(chosen.number_of)


def assign(session: Session, chosen: Entry, facts: Facts, paper: Paper, document_id: int | None) -> Paper:
    """`paper` with the number of each of its papers: those they have already, then the next free ones.

    A new number to begin with is for the papers that have none and for those that were served: what is handed over is
    done with. Raises RefusedError when the number that was asked for is another paper's.
    """
    series = series_of(chosen, facts.office, issue_day(facts, paper))
    own = {k: (i, v) for k, (i, v) in own_papers(session.store, document_id).items() if v["series"] == series}
    book = ledger(session.store, series)
    again = paper.number is None or book.taken.get(paper.number) in {i for i, _ in own.values()}
    if not again:
        _check_free(session.store, book, paper.number or 0)
        own = {k: (i, v) for k, (i, v) in own.items() if v["served_on"] is None}
    if not chosen.number_of:
        return replace(paper, number=_sequence(own[None][1]) if again and None in own else paper.number)
    wanted = [cases[0].enterprise_id for cases in recipients(facts, chosen.number_of, paper)]
    numbers = {e: _sequence(own[e][1]) for e in wanted if e in own}
    if paper.number is not None:
        fresh = (e for e in wanted if e not in numbers)
        numbers |= zip(list(fresh), _free(book, paper.number), strict=False)
    return replace(paper, numbers=tuple(sorted(numbers.items())))


def next_number(
    session: Session, chosen: Entry, document: b.Document, facts: Facts, paper: Paper | None = None
) -> int | None:
    """The next free number of the series that a document takes its number from; None for one without a number."""
    if not is_numbered(document, chosen):
        return None
    return ledger(session.store, series_of(chosen, facts.office, issue_day(facts, paper or Paper()))).next


def _sequence(values: Values) -> int:
    return int(values["sequence"] or 0)


def _free(book: Ledger, start: int) -> Iterator[int]:
    return (n for n in count(start) if n not in book.taken)


def _check_free(store: Store, book: Ledger, number: int) -> None:
    """Raises RefusedError, naming the paper that has the number and the next free one."""
    if number in book.taken:
        raise RefusedError("发文字号已经用过", f"{taken_by(store, book, number)}下一个可用的是{book.next}号。")


def taken_by(store: Store, book: Ledger, number: int) -> str:
    """Who has a number, as a sentence; '' when nobody has."""
    paper_id = book.taken.get(number)
    if paper_id is None:
        return ""
    values = _papers(store, [paper_id])[paper_id]
    shown = records.show(store, PAPER, {n: values[n] for n in ("enterprise_id", "addressee", "title", "issued_on")})
    to = shown["enterprise_id"] or shown["addressee"]
    void = "，已作废" if values["void_on"] is not None else ""
    return f"{book.series}{number}号是{shown['issued_on']}的{shown['title']}{f'（{to}）' if to else ''}{void}。"


def register(store: Store) -> list[dict[str, str]]:
    """Every paper as people read it, latest first."""
    ids = lists.all_ids(store, ListQuery(PAPER.name, sort="issued_on", descending=True))
    names = [n for n in PAPER.fields if n not in ("document_id", "version_id")]
    rows = lists.rows(store, PAPER, names, ids)
    return [{"id": str(i), **dict(zip(names, lists.texts(PAPER, names, rows[i]), strict=True))} for i in ids]


def shown(series: str, sequence: int) -> str:
    """示安委办〔2026〕12号."""
    return f"{series}{sequence}号"
