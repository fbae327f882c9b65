"""Findings that are written but not sent: kept as a draft until the work is returned, so that no kill loses them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ajx_tui.domain.workflow import FINDING_CODES, Permission
from ajx_tui.services import drafts
from ajx_tui.services.review import NewFinding
from ajx_tui.ui.screens.review.dialogs import FindingDialog, Place

if TYPE_CHECKING:
    from ajx_tui.ui.screens.review.page import ReviewPage

Written = tuple[NewFinding, Place]
"""A finding and what it is about."""


class FindingDrafts:
    """The unsent findings of the review that a page shows, and what is being typed into the dialog above it."""

    def __init__(self, page: ReviewPage) -> None:
        self._page = page
        self._owner = ""
        self.written: list[Written] = []
        self._typed: Mapping[str, Any] = {}

    def take_up(self) -> int:
        """Read what was kept for the review and the person in front; how many findings came back.

        What cannot be kept (a database that is only read) stays with the page.
        """
        session = self._page.session
        if session.store.readonly_reason and session.person == self._owner:
            return 0
        known = self.written if session.person == self._owner else []
        self._owner = session.person
        kept = drafts.kept_work(session, drafts.FINDINGS, self._page.review_id)
        self.written = [one for line in kept.get("findings") or [] if (one := _read(line)) is not None]
        self._typed = kept.get("typing") or {}
        return len(self.written) if self.written != known else 0

    def leave(self) -> None:
        """Keep what is there: another review comes to the front."""
        self.keep()
        self.written, self._typed, self._owner = [], {}, ""

    def closed(self, one: NewFinding | None, place: Place) -> bool:
        """The dialog was closed, with a finding or without; returns whether there is one more."""
        self._typed = {}
        if one is not None:
            self.written.append((one, place))
        self.keep()
        return one is not None

    def remove(self, one: object) -> None:
        """Forget one of them."""
        self.written = [pair for pair in self.written if pair[0] is not one]
        self.keep()

    def clear(self) -> None:
        """They were sent, or are not wanted."""
        self.written, self._typed = [], {}
        self.keep()

    def typed(self, place: Place) -> str:
        """What stood in the dialog about this place when it was closed by force."""
        return str(self._typed.get("text", "")) if self._typed.get("place") == asdict(place) else ""

    def keep(self) -> None:
        """Keep everything now; called every few seconds too, for what is being typed."""
        session = self._page.session
        if not session.may(Permission.REVIEW) or session.person != self._owner:
            return
        dialog = next((s for s in self._page.app.screen_stack if isinstance(s, FindingDialog)), None)
        if dialog is not None:
            self._typed = {"place": asdict(dialog.place), "text": dialog.text} if dialog.text else {}
        content: dict[str, Any] = {}
        if self.written:
            content["findings"] = [{**asdict(one), "told": place.told} for one, place in self.written]
        if self._typed:
            content["typing"] = dict(self._typed)
        drafts.keep_work(session, drafts.FINDINGS, self._page.review_id, content)


def _read(line: object) -> Written | None:
    """A kept finding, None for what this program does not understand."""
    if not isinstance(line, dict):
        return None
    known: dict[str, Any] = {name: line.get(name) for name in ("text", "code", "kind", "record_id", "field", "clause")}
    texts = all(isinstance(known[name], str) for name in known if name != "record_id")
    if not (texts and known["code"] in FINDING_CODES and isinstance(known["record_id"], int | None)):
        return None
    one = NewFinding(**known)
    return one, Place(one.kind, one.record_id, one.field, str(line.get("told") or ""))
