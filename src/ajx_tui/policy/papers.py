"""What packs lay down for papers: checklists, outlines of documents, score sheets."""

from __future__ import annotations

from dataclasses import dataclass

from ajx_tui.policy.clause import Clause, Place


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One point of a checklist. `weight` in hundredths of a point, above 0.

    `figure` is a figure or indicator whose value the program fills in, `span` whether as it stands at the end of the
    period or what was added within it (`CHECKLIST_SPANS`).
    """

    code: str
    section: str
    text: str
    method: str
    weight: int
    figure: str
    span: str
    clause: Clause
    place: Place


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of points that is filled in for one township, department, enterprise or project (`CHECKLIST_SCOPES`)."""

    name: str
    title: str
    scope: str
    help: str
    items: tuple[ChecklistItem, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class OutlinePart:
    """One chapter or annex of a document.

    `name` is a part the program has words for, or any name when `text` gives them. A `required` one must be in every
    outline of the document that a pack above gives.
    """

    name: str
    title: str
    text: str
    required: bool
    clause: Clause
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document of the catalogue is made of: its chapters and annexes, in order."""

    document: str
    title: str
    chapters: tuple[OutlinePart, ...]
    annexes: tuple[OutlinePart, ...]
    clause: Clause
    place: Place

    @property
    def parts(self) -> tuple[OutlinePart, ...]:
        """Chapters, then annexes."""
        return (*self.chapters, *self.annexes)


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of a score sheet: full marks in whole points, 1 to `MOST_POINTS`.

    A line with `indicator` is computed from that indicator, one without is scored by a person against `standard`.
    """

    title: str
    standard: str
    points: int
    indicator: str
    clause: Clause
    place: Place


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """What is scored, with how many marks: the sheet that an office's own one starts from."""

    name: str
    title: str
    items: tuple[ScoreItem, ...]
    clause: Clause
    place: Place
