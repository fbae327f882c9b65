"""The part of room 7 that says who gets a paper: everybody, a sector or township, what a filter finds, or ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ajx_tui.domain.records import KINDS
from ajx_tui.services.documents import scope
from ajx_tui.services.documents.scope import Scope
from ajx_tui.store.lists import ListQuery
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.documents.export_record import DocumentRoom
from ajx_tui.ui.screens.registers.filters import FilterPanel, Filters, describe
from ajx_tui.ui.widgets.choice_field import PickMany
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.documents.texts.facts import Case

FILTER, PICK = "?filter", "?pick"
"""What the choice of a scope may also mean."""
MOST_PICKED = 500
SCOPE_COMMAND = Command("scope", "范围", "只给某个行业、乡镇，或者筛选、勾选出的企业发", ("f9",), "fw", "文书")


class ScopedRoom(DocumentRoom):
    """Who gets a paper."""

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    _scope: Scope | None = None

    def _choose(self) -> None:
        """Show the chosen document anew."""
        raise NotImplementedError

    def _cases(self) -> tuple[Case, ...]:
        facts = self._found()
        return facts.cases.get(self.entry.number_of, ()) if facts is not None else ()

    def _groups(self) -> dict[str, frozenset[int]]:
        """Sectors and townships of the enterprises that would get this paper, with their ids."""
        groups: dict[str, set[int]] = {}
        for place in ("sector", "township"):
            for case in self._cases():
                if name := getattr(case, place):
                    groups.setdefault(name, set()).add(case.enterprise_id)
        return {name: frozenset(ids) for name, ids in groups.items()}

    def scoped(self) -> Scope | None:
        """The chosen scope of a document that goes to enterprises, None for all of them."""
        return self._scope if self.entry.number_of else None

    def can_scope(self) -> bool:
        """Only papers to enterprises have a scope."""
        return bool(self.entry.number_of)

    def do_scope(self) -> None:
        """Choose who gets a paper."""
        groups = self._groups()
        choices = [Choice("", "全部", ""), Choice(FILTER, "按条件筛选…", "企业的任何字段"),
                   Choice(PICK, "逐家勾选…", "")]  # fmt: skip
        choices += [Choice(name, name, f"{len(ids)} 家") for name, ids in groups.items()]
        current = self._scope.text if self._scope is not None else ""
        self.app.push_screen(Choose("发给哪些企业", choices, current=current), self._scope_chosen)

    def _scope_chosen(self, chosen: str | None) -> None:
        if chosen == FILTER:
            kind = KINDS["enterprise"]
            self.app.push_screen(FilterPanel(self.session.store, kind, {}), self._filtered)
        elif chosen == PICK:
            self._pick()
        elif chosen is not None:
            self.set_scope(Scope(self._groups()[chosen], chosen) if chosen else None)

    def set_scope(self, chosen: Scope | None) -> None:
        """Limit the papers to these enterprises, None for all."""
        self._scope = chosen
        self._choose()

    def _filtered(self, filters: Filters | None) -> None:
        if not filters:
            return
        kind = KINDS["enterprise"]
        conditions = tuple(condition for found in filters.values() for condition in found)
        told = [f"{kind.fields[n].title}：{describe(self.session.store, kind, c)}" for n, c in filters.items()]
        self._limit(scope.of_list(self.session, ListQuery(kind.name, conditions=conditions), "，".join(told)))

    def _pick(self) -> None:
        """Tick enterprises one by one."""
        names = {str(case.enterprise_id): f"{case.enterprise}　{case.township}" for case in self._cases()}
        if len(names) > MOST_PICKED:
            notify(self.app, f"有 {len(names)} 家，请先按条件筛选，或在企业列表里标记后按 F9。", "太多了")
            return
        ticked = [str(i) for i in self._scope.enterprises] if self._scope is not None else list(names)

        def picked(answer: tuple[str, ...] | None) -> None:
            if answer is not None:
                self._limit(Scope(frozenset(map(int, answer)), f"勾选的{len(answer)}家"))

        self.app.push_screen(PickMany(f"{self.entry.title}发给哪些企业", list(names.items()), ticked), picked)

    def _limit(self, chosen: Scope) -> None:
        """Take a scope, unless it has nobody who would get this paper."""
        if chosen.enterprises & {case.enterprise_id for case in self._cases()}:
            self.set_scope(chosen)
        else:
            notify(self.app, f"“{chosen.text}”的企业都不需要{self.entry.title}，范围没有改变。", "没有企业", "warning")
