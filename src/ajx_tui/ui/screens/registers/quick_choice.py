"""F4 of a list: what clerks ask of it every week, and any field's values with how many records have each.

Nothing here names a field: the fields, their values and what is missing come from the declaration of the kind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ajx_tui.domain.quantities import Count, Money
from ajx_tui.domain.record import Kind
from ajx_tui.domain.text import cells
from ajx_tui.services import grouping
from ajx_tui.services.quick_filters import day_ranges, quick_filters
from ajx_tui.store.grouping import Way, measures, missing, ways
from ajx_tui.store.lists import Condition, searched
from ajx_tui.ui.screens.registers.filters import AskRange
from ajx_tui.ui.widgets.confirm import Choice, Choose

if TYPE_CHECKING:
    from ajx_tui.services.grouping import Grouped, Line
    from ajx_tui.ui.screens.registers.register import RegisterScreen

HINT_CELLS = 40
MOST_LINES = 200
"""More values than this nobody looks through."""
_FIELD, _RANGE, _MISSING = "field ", "range ", "missing"
_EMPTY = "empty"


def search_hint(kind: Kind) -> str:
    """What the search box of a kind looks into: those above by their name, its own fields by their title."""
    titles = dict.fromkeys(each.title if each is not kind else kind.fields[name].title for each, name in searched(kind))
    hint = ""
    for title in titles:
        longer = f"{hint}、{title}" if hint else title
        if cells(longer) > HINT_CELLS:
            break
        hint = longer
    more = "或拼音首字母"
    return hint + more if cells(hint + more) <= HINT_CELLS else hint


class QuickChoice:
    """Mixin of a register: the named filters, then the fields."""

    @property
    def _page(self) -> RegisterScreen:
        page: Any = self
        return page  # type: ignore[no-any-return]

    def do_quick(self) -> None:
        """Choose a named filter, or a field by whose values to filter."""
        page = self._page
        kind, known = page.kind, quick_filters(page.session.store, page.kind.name, page.app.as_of)
        choices = [Choice("", "全部"), *(Choice(quick.key, quick.title) for quick in known)]
        choices += [Choice(f"{_FIELD}{way.key}", f"按{way.title}…") for way in ways(kind)]
        numbers = [name for name in measures(kind) if isinstance(kind.fields[name], Money | Count)]
        choices += [Choice(f"{_RANGE}{name}", f"按{kind.fields[name].title}…", "从多少到多少") for name in numbers]
        choices.append(Choice(_MISSING, "按缺项…", "没有填写的栏目和条数"))

        def chosen(key: str | None) -> None:
            if key is None:
                return
            if key.startswith(_FIELD):
                self._ask_value(next(way for way in ways(kind) if way.key == key.removeprefix(_FIELD)))
            elif key.startswith(_RANGE):
                self._ask_range(key.removeprefix(_RANGE))
            elif key == _MISSING:
                self._ask_missing()
            else:
                conditions = next((quick.conditions for quick in known if quick.key == key), ())
                page.show_state(replace(page.state, quick=key, quick_conditions=conditions))

        page.app.push_screen(Choose(f"常用筛选：{kind.title}", choices, current=page.state.quick), chosen)

    def _ask_value(self, way: Way) -> None:
        """Choose one of the values of a field that the list has; of a day also a range around the cut-off day."""
        page = self._page
        made = grouping.grouped(page.session.store, page.state.query, way, page.app.as_of)
        around = day_ranges(way.field, page.app.as_of) if way.grain else ()
        choices = [Choice(f"around {quick.key}", quick.title) for quick in around]
        choices += [Choice(str(n), line.title, f"{line.count} 条") for n, line in enumerate(made.lines[:MOST_LINES])]
        text = f"只列出前 {MOST_LINES} 个，其余用 F3 筛选或在搜索框里查找。" if len(made.lines) > MOST_LINES else ""

        def chosen(key: str | None) -> None:
            if key is None:
                return
            if key.startswith("around "):
                found = next(quick for quick in around if quick.key == key.removeprefix("around "))
                self._filter(way.field, found.conditions)
            else:
                self._take_line(made, made.lines[int(key)])

        page.app.push_screen(Choose(f"{page.kind.title}：按{way.title}", choices, text), chosen)

    def _take_line(self, made: Grouped, line: Line) -> None:
        conditions = made.conditions(line)
        if conditions is not None:
            self._filter(conditions[0].field, conditions)
            return
        page = self._page
        crumb = "　".join(filter(None, (page.state.crumb, f"{made.way.title}：{line.title}")))
        page.show_state(replace(page.state, ids=made.ids(line), crumb=crumb))

    def _filter(self, name: str, conditions: tuple[Condition, ...]) -> None:
        page = self._page
        filters = {field: set_ for field, set_ in page.state.filters.items() if field != name}
        page.show_state(replace(page.state, filters={**filters, name: conditions} if conditions else filters))

    def _ask_range(self, name: str) -> None:
        page = self._page
        present = page.state.filters.get(name, ())

        def took(made: tuple[Condition, ...] | None) -> None:
            if made is not None:
                self._filter(name, made)

        page.app.push_screen(AskRange(name, page.kind.fields[name], present), took)

    def _ask_missing(self) -> None:
        page = self._page
        lacking = missing(page.session.store, page.state.query)
        choices = [Choice(name, page.kind.fields[name].title, f"{count} 条未填") for name, count in lacking.items()]

        def chosen(name: str | None) -> None:
            if name:
                self._filter(name, (Condition(name, _EMPTY),))

        none = Choice("", "没有缺项")
        page.app.push_screen(Choose(f"{page.kind.title}：哪一栏没有填写？", choices or [none]), chosen)
