"""What one list of a room shows, and the box it is searched from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.widgets import Input

from ajx_tui.store.lists import Condition, ListQuery
from ajx_tui.ui.screens.registers.filters import Filters


@dataclass(frozen=True, slots=True)
class ListState:
    """What one list shows: everything that makes up its query, and where the cursor stands."""

    kind: str
    text: str = ""
    filters: Filters = field(default_factory=dict)
    quick: str = ""
    quick_conditions: tuple[Condition, ...] = ()
    ids: tuple[int, ...] | None = None
    crumb: str = ""
    sort: str = ""
    descending: bool = False
    cursor: int | None = None

    @property
    def query(self) -> ListQuery:
        """The query it stands for."""
        conditions = tuple(c for found in self.filters.values() for c in found)
        return ListQuery(
            self.kind, self.text, (*self.quick_conditions, *conditions), self.ids, self.sort, self.descending
        )

    @property
    def narrowed(self) -> bool:
        """Whether it shows less than all records."""
        return bool(self.text.strip() or self.filters or self.quick_conditions or self.ids is not None)


class SearchInput(Input):
    """The search box: Down and Enter lead into the list."""

    # Its width is fixed: a key must not lay the whole page out anew before the list can answer.
    value: reactive[str] = reactive("", layout=False, init=False)

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down,enter", "screen.to_grid", show=False)]
