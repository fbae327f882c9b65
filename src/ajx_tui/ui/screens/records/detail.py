"""One record: what it is, what hangs on it, and what happened to it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ajx_tui.domain.courses import COURSES
from ajx_tui.domain.fields import Value
from ajx_tui.domain.records import KINDS
from ajx_tui.domain.workflow import STATE_TITLES
from ajx_tui.errors import AjxError
from ajx_tui.services import course, review, rights, timeline
from ajx_tui.store import lists, records
from ajx_tui.ui.commands import Command
from ajx_tui.ui.letters import RECORD_COMMANDS, PaperRecord
from ajx_tui.ui.register_source import StoreSource, candidates
from ajx_tui.ui.relations import RELATED, Related, about_facts, new_child, policies_in_force, related_query
from ajx_tui.ui.screens import actions
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.course import CourseView
from ajx_tui.ui.screens.records.history_text import history_text
from ajx_tui.ui.screens.records.parts import FieldsView
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Choice, Choose
from ajx_tui.ui.widgets.notice import show_error
from ajx_tui.ui.widgets.record_grid import RecordGrid
from ajx_tui.ui.widgets.tab_row import TabRow

RAIL, MARGINS = 16, 2
"""Cells beside the facts in the second line."""
COURSE, FIELDS, HISTORY = "course", "fields", "history"


class Scroll(VerticalScroll):
    """A part of the page that arrows scroll; left and right belong to the tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "screen.tab(-1)", show=False),
        Binding("right", "screen.tab(1)", show=False),
    ]


class DetailScreen(PaperRecord, Page[None]):
    """The page of one record of any kind."""

    HELP = (
        "进度页列出每一步的办理日期、期限和依据，回车登记那一步。Ctrl+G 换看各类内容；回车打开列表中的记录；"
        "Ctrl+N 在当前这一类下登记新记录，所属企业或保单已经填好。"
    )
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    DetailScreen #about { height: auto; background: $surface; padding: 0 1; margin-bottom: 1; }
    DetailScreen.-narrow #about { margin-bottom: 0; }
    DetailScreen #fields, DetailScreen #history { height: 1fr; background: $surface; padding: 1; }
    DetailScreen #history > Static { height: auto; }
    DetailScreen RecordGrid { height: 1fr; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("back", "返回", "回到上一页", ("escape",), "fh", "记录"),
        Command("edit", "修改", "修改这条记录", ("f2",), "xg", "记录"),
        Command("new", "新建", "在当前这一类下登记新记录", ("ctrl+n",), "xj", "记录"),
        Command("visit", "登记到访", "登记一次到访和发现的隐患", ("f8",), "djdf", "记录"),
        Command("renew", "续保", "照这份保单的条款登记下一期", ("f9",), "xb", "记录"),
        Command("life", "全貌", "这家企业的状态、原因和全部情况", ("f3",), "qm", "记录"),
        Command("files", "附件", "这条记录的扫描件、照片和文件", ("f6",), "fj", "记录"),
        Command("open_ref", "相关记录", "打开它所属的企业、保单、机构", ("f4",), "xgjl", "记录"),
        Command("delete", "删除", "移入回收站，须写明原因", ("delete",), "sc", "记录"),
        *RECORD_COMMANDS,
    )

    def __init__(self, kind: str, record_id: int, room: str = "") -> None:
        self.kind = KINDS[kind]
        super().__init__(self.kind.title, room)
        self.record_id = record_id
        self._lists = {relation.key: relation for relation in RELATED.get(kind, ())}
        self._values: dict[str, Value] = {}
        self._leaving = False

    # ----- building

    def body(self) -> ComposeResult:
        """What it is, the tabs, and the content of each."""
        yield Static("", id="about", markup=False)
        titles = [(key, relation.name) for key, relation in self._lists.items()]
        first = [(COURSE, "进度")] if self.kind.name in COURSES else []
        yield TabRow([*first, (FIELDS, "基本信息"), *titles, (HISTORY, "历史")])
        with Scroll(id=FIELDS):
            yield FieldsView()
        yield RecordGrid(id="grid")
        with Scroll(id=HISTORY):
            yield Static("", markup=False)
        if first:
            yield CourseView(id=COURSE)

    def on_mount(self) -> None:
        """Read the record."""
        self._read()
        self._show_tab()

    @property
    def grid(self) -> RecordGrid:
        """The list of the open tab."""
        return self.query_one("#grid", RecordGrid)

    @property
    def relation(self) -> Related | None:
        """The list that is open, None on the other tabs."""
        return self._lists.get(self.tabs.current)

    # ----- reading and showing

    def reload(self) -> None:
        """Read the record and the open list again; a record that is gone closes its page."""
        if not self._read():
            return
        self._show_tab(keep=True)

    def _read(self) -> bool:
        store = self.session.store
        values = records.get(store, self.kind, self.record_id)
        if values is None:
            self.call_later(self.do_back)
            return False
        self._values = dict(values)
        shown = records.show(store, self.kind, values)
        taken = lists.inherited(store, self.kind, self.record_id, values)
        self.query_one(FieldsView).show(self.kind, {**shown, **taken})
        name = records.labels(store, self.kind, [self.record_id])[self.record_id]
        state = review.states(self.session, self.kind.name, [self.record_id]).get(self.record_id)
        self.headline(name, STATE_TITLES[state] if state is not None else "")
        self.query_one("#about", Static).update(self._about(shown))
        counts = {key: lists.count(store, self._query(relation)) for key, relation in self._lists.items()}
        self.tabs.show_counts(counts)
        return True

    def _query(self, relation: Related) -> lists.ListQuery:
        return related_query(self.session.store, relation, self.record_id)

    def _about(self, shown: dict[str, str]) -> Content:
        """What matters most about the record, in one line or more, no fact broken."""
        facts = [Content.styled(display(text), "$text-muted") for text in about_facts(self.kind.name, shown)]
        if self.kind.name == "enterprise":
            facts.append(self._insured())
        room = self.app.size.width - MARGINS - (RAIL if self.has_class("-wide") else 0)
        lines: list[Content] = []
        for fact in facts:
            if lines and lines[-1].cell_length + 2 + fact.cell_length <= room:
                lines[-1] = lines[-1] + Content("　") + fact
            else:
                lines.append(fact)
        return Content("\n").join(lines)

    def _insured(self) -> Content:
        """Whether a policy of the enterprise is in force on the cut-off day."""
        store = self.session.store
        own = lists.all_ids(store, self._query(Related("policy", ("enterprise_id",))))
        running = policies_in_force(store, list(own), self.app.as_of)
        if running:
            return Content.styled(f"在保（有效保单 {len(running)} 份）", "$text-success")
        return Content.styled("截止日没有有效保单", "$text-error")

    def _show_tab(self, *, keep: bool = False) -> None:
        current, relation = self.tabs.current, self.relation
        for part in self.query(f"#{COURSE}, #{FIELDS}, #{HISTORY}"):
            part.display = part.id == current
        self.grid.display = relation is not None
        if relation is not None:
            title = relation.name
            source = StoreSource(self.session.store, self._query(relation), self.app.as_of)
            empty = f"还没有{title}。{self.hint('new', '按 Ctrl+N 登记。')}"
            self.grid.replace(source, self.grid.cursor_id if keep else None, sort=("", False), empty=empty)
        elif current == COURSE:
            self._show_course(keep)
        elif current == HISTORY:
            text = history_text(timeline.record_changes(self.session.store, self.kind.name, self.record_id))
            self.query_one(f"#{HISTORY} > Static", Static).update(text)
        self.status.show(rows=None)
        if not keep:
            target = self.grid if relation is not None else self.query_one(f"#{current}")
            self.focus_content(target.grid if isinstance(target, CourseView) else target)
        self.refresh_bindings()

    def _show_course(self, keep: bool) -> None:
        made = course.of_record(self.session, self.kind.name, self.record_id, self.app.as_of)
        if made is not None:
            self.query_one(CourseView).show(made, keep=keep)

    @on(CourseView.Chosen)
    def _step_chosen(self, event: CourseView.Chosen) -> None:
        if not self.refuses("edit"):
            actions.edit_record(self.app, self.kind.name, self.record_id, self._saved, at=event.field)

    @on(TabRow.Chosen)
    def _tab_chosen(self) -> None:
        self._show_tab()

    def action_tab(self, step: int) -> None:
        """Open the neighbouring tab."""
        self.tabs.action_step(step)

    @on(RecordGrid.Loaded)
    def _loaded(self, event: RecordGrid.Loaded) -> None:
        if self.relation is not None:
            self.status.show(rows=event.count)

    @on(RecordGrid.LoadFailed)
    def _failed(self, event: RecordGrid.LoadFailed) -> None:
        show_error(self.app, event.error)

    @on(RecordGrid.RowOpened)
    def _opened(self, event: RecordGrid.RowOpened) -> None:
        if (relation := self.relation) is not None:
            self.app.open_record(relation.kind, event.id)

    # ----- commands

    def do_back(self) -> None:
        """Go back, once: a record that was deleted here is also found to be gone."""
        if not self._leaving:
            self._leaving = True
            self.dismiss(None)

    def _saved(self, _record_id: int) -> None:
        self.data_changed()

    @property
    def subject(self) -> tuple[str, int, str]:
        """The record under the cursor of a list, else the record of the page."""
        row = self.grid.cursor_id if self.relation is not None and self.grid.has_focus else None
        if row is not None and self.relation is not None:
            return self.relation.kind, row, ""
        return self.kind.name, self.record_id, ""

    def do_edit(self) -> None:
        """Change the record under the cursor of a list, else the record of the page."""
        kind, record_id, _ = self.subject
        actions.edit_record(self.app, kind, record_id, self._saved)

    def can_new(self) -> bool:
        """New records belong to a list."""
        return self.is_mounted and self.relation is not None

    def refusal_new(self) -> AjxError | None:
        """What is under review or approved gets no more parts."""
        relation = self.relation
        if relation is None:
            return None
        return rights.against_adding(self.session, relation.kind, self.kind.name, self.record_id)

    def do_new(self) -> None:
        """Enter a record of the open list."""
        if (relation := self.relation) is not None:
            self._enter(relation)

    def _enter(self, relation: Related) -> None:
        start = new_child(self.session.store, self.kind.name, self.record_id, relation, self.app.as_of)
        actions.new_record(self.app, relation.kind, self._saved, preset=start.preset, scopes=start.scopes)

    def can_life(self) -> bool:
        """Only enterprises have a whole life."""
        return self.kind.name == "enterprise"

    def do_life(self) -> None:
        """Show the whole life of the enterprise."""
        from ajx_tui.ui.screens.records.enterprise_life import EnterpriseLife

        self.app.push_screen(EnterpriseLife(self.record_id, self.room))

    def do_files(self) -> None:
        """Show the files of the record."""
        from ajx_tui.ui.screens.records.attachments import Attachments

        self.app.push_screen(Attachments(self.kind.name, self.record_id, self.room))

    def _visit_list(self) -> Related | None:
        return next((relation for relation in self._lists.values() if relation.kind == "visit"), None)

    def can_visit(self) -> bool:
        """Enterprises and policies are visited."""
        return self.kind.name in ("enterprise", "policy")

    def do_visit(self) -> None:
        """Record a visit with its hazards."""
        if (relation := self._visit_list()) is not None:
            self._enter(relation)

    def _renewable(self) -> int | None:
        """The policy a renewal would follow: that of the page, or the one under the cursor."""
        if self.kind.name == "policy":
            return self.record_id
        relation = self.relation
        return self.grid.cursor_id if relation is not None and relation.kind == "policy" else None

    def can_renew(self) -> bool:
        """Only policies are renewed."""
        return self.is_mounted and self._renewable() is not None

    def do_renew(self) -> None:
        """Propose the next term of a policy."""
        from ajx_tui.services.renewal import proposal

        if (policy_id := self._renewable()) is not None:
            preset = proposal(self.session, policy_id)
            actions.open_form(self.app, "policy", self._saved, preset=preset, title="续保：登记下一期保单")

    def can_open_ref(self) -> bool:
        """Whether it points at other records."""
        return any(self._values.get(name) is not None for name in self.kind.refs)

    def do_open_ref(self) -> None:
        """Open one of the records it points at."""
        choices: list[Choice] = []
        targets: dict[str, tuple[str, int]] = {}
        for name, ref in self.kind.refs.items():
            value = self._values.get(name)
            if value is not None:
                label = candidates(self.session.store, KINDS[ref.target], [int(value)])[int(value)][0]
                choices.append(Choice(name, ref.title, label))
                targets[name] = (ref.target, int(value))

        def chosen(name: str | None) -> None:
            if name is not None:
                self.app.open_record(*targets[name])

        if len(choices) == 1:
            chosen(choices[0].value)
        else:
            self.app.push_screen(Choose("打开哪一条相关记录？", choices), chosen)

    def refusal_delete(self) -> AjxError | None:
        """What others hang on stays."""
        kind, record_id, _ = self.subject
        return rights.against_delete(self.session, kind, record_id)

    def do_delete(self) -> None:
        """Delete the record under the cursor of a list, else the record of the page."""
        if (relation := self.relation) is not None and self.grid.has_focus:
            if (row := self.grid.cursor_id) is not None:
                actions.delete_record(self.app, relation.kind, row, self._saved)
            return
        actions.delete_record(self.app, self.kind.name, self.record_id, lambda _id: self.do_back())
