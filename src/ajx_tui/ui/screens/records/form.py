"""The page on which one record is entered or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from ajx_tui.domain.fields import Listed, Spec, Value
from ajx_tui.domain.record import Kind, Problem, Variant
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs
from ajx_tui.services.rule_lines import RuleLine, rule_help
from ajx_tui.store import records
from ajx_tui.store.lists import Condition
from ajx_tui.ui.commands import Command
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.form_drafts import FormDrafts
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.confirm import Dialog, plain
from ajx_tui.ui.widgets.field_box import FieldBox
from ajx_tui.ui.widgets.form import FormBody
from ajx_tui.ui.widgets.ref_field import RefField

if TYPE_CHECKING:
    from ajx_tui.services.records import Saved


class Leave(Dialog[str | None]):
    """What to do with changes that are not saved: dismisses with 'save', 'drop' or None to go on editing."""

    AUTO_FOCUS = "#cancel"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "继续编辑", "回到表单，什么也不丢", ("escape",), "jxbj", "对话框"),
    )

    def body(self) -> ComposeResult:
        """The question."""
        yield Static("修改还没有保存。", classes="dialog--text", markup=False)

    def buttons(self) -> ComposeResult:
        """Go on, drop, save."""
        yield Button("继续编辑", id="cancel", compact=True)
        yield Button("不保存", id="drop", variant="error", compact=True)
        yield Button("保存", id="save", variant="primary", compact=True)

    @on(Button.Pressed, "#drop")
    @on(Button.Pressed, "#save")
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)


class FieldHelp(Dialog[None]):
    """F1 in a form: what the field means, what may be written and which clause asks for it."""

    AUTO_FOCUS = "#cancel"
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("cancel", "关闭", "回到表单", ("escape", "f1", "enter"), "gb", "对话框"),
    )

    def __init__(self, box: FieldBox, choices: RuleLine | None = None) -> None:
        """`choices` is the code list that the field chooses from."""
        super().__init__(box.title)
        self._box, self._choices = box, choices

    def body(self) -> ComposeResult:
        """One line for each thing the declaration says."""
        spec = self._box.spec
        told = (
            ("说明", spec.help), ("类型", spec.type_title), ("单位", spec.unit), ("举例", spec.example),
            ("必填", "是" if self._box.required else "否"), ("依据", spec.clause),
            *self._told_choices(),
            ("个人信息", "是，导出时遮盖" if spec.personal else ""), ("也写作", "、".join(spec.synonyms[:6])),
        )  # fmt: skip
        lines = [Content.assemble((f"{name}　", "$text-muted"), display(text)) for name, text in told if text]
        yield Static(Content("\n").join(lines), classes="dialog--text")

    def _told_choices(self) -> tuple[tuple[str, str], ...]:
        rule = self._choices
        if rule is None:
            return ()
        return (("选项", rule.value), ("选项来源", rule.source),
                ("选项依据", f"{rule.clause.text}（{rule.clause.note}）"))  # fmt: skip

    def buttons(self) -> ComposeResult:
        """Close."""
        yield Button("知道了", id="cancel", compact=True)


class FormScreen(Page["Saved | None"]):
    """Enters a new record or changes record `record_id`; dismisses with what was saved, or None.

    `preset` are values proposed for a new record, `scopes` limit what reference fields offer, `at` is the field to
    start with.
    """

    HELP = (
        "按 Tab 或回车到下一项，Shift+Tab 回到上一项；日期、金额、百分比可用各种写法，离开该项时会改成统一写法。"
        "带 * 的必填。Ctrl+S 保存：有问题的项会一次全部标出。Esc 返回，未保存时会先问。"
    )
    DEFAULT_CSS = """
    FormScreen #help { dock: bottom; height: 2; padding: 0 1; background: $panel; color: $text-muted; }
    FormScreen #wrong { display: none; height: auto; max-height: 4; padding: 0 1; background: $error 30%; }
    FormScreen #wrong.-shown { display: block; }
    """
    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("save", "保存", "检查并保存，有问题会一次全部标出", ("ctrl+s",), "bc", "表单"),
        Command("leave", "返回", "回到上一页，未保存时先问", ("escape",), "fh", "表单"),
        Command("field_help", "本项说明", "说明光标所在的项和它的依据条款", ("f1",), "bxsm", "表单"),
    )

    def __init__(
        self,
        kind: Kind,
        record_id: int | None = None,
        *,
        preset: Mapping[str, Value] | None = None,
        variant: Variant | None = None,
        scopes: Mapping[str, Sequence[Condition]] | None = None,
        title: str = "",
        at: str = "",
    ) -> None:
        self.kind, self.record_id, self.variant = kind, record_id, variant
        named = variant.title if variant else kind.title
        super().__init__(title or (f"登记{named}" if record_id is None else f"修改{named}"))
        self._preset, self._scopes, self._at = dict(preset or {}), scopes, at
        self._drafts = FormDrafts(self)

    # ----- building

    def _values(self) -> dict[str, Value]:
        """What the form starts with."""
        if self.record_id is None:
            defaults = {name: spec.default for name, spec in self.kind.fields.items() if spec.default is not None}
            return {**defaults, **self._preset}
        return dict(records.get(self.session.store, self.kind, self.record_id) or {})

    def _skipped(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """An insured object keeps its type; the one that stands for the whole enterprise also keeps its owner."""
        if self.kind.name != "insured_object" or self.record_id is None:
            return ()
        return ("type", "enterprise_id", "code", "name") if values.get("type") == "enterprise" else ("type",)

    def body(self) -> ComposeResult:
        """Problems without a field, the fields, the line of help."""
        from ajx_tui.services.packs import code_lists

        values = self._values()
        yield Static("", id="wrong", markup=False)
        with Vertical():
            yield FormBody(
                self.session.store,
                self.kind,
                values,
                variant=self.variant,
                scopes=self._scopes,
                code_lists=code_lists(self.session.store),
                skip=self._skipped(values),
                id="form",
            )
        yield Static("", id="help", markup=False)

    @property
    def form(self) -> FormBody:
        """The fields."""
        return self.query_one("#form", FormBody)

    def on_mount(self) -> None:
        """Name the record and start at the first field to fill."""
        if self.record_id is not None:
            self.headline(records.labels(self.session.store, self.kind, [self.record_id]).get(self.record_id, ""))
        wanted = self.form.boxes.get(self._at)
        self.call_after_refresh(wanted.focus_control if wanted is not None else self.form.focus_first)
        self.call_after_refresh(self._drafts.start)

    # ----- help

    def on_form_body_field_focused(self, event: FormBody.FieldFocused) -> None:
        """Explain the field that has the focus."""
        spec = event.box.spec
        parts = [
            spec.help,
            f"例：{spec.example}" if spec.example else "",
            f"依据：{spec.clause}" if spec.clause else "",
        ]
        text = "　".join(part for part in parts if part)
        self.query_one("#help", Static).update(
            Content.assemble((display(event.box.title), "bold $text-primary"), f"　{display(text)}")
        )

    def can_field_help(self) -> bool:
        """Without a focused field F1 explains the page."""
        return self.form.focused_box is not None

    def do_field_help(self) -> None:
        """Explain the focused field at length."""
        box = self.form.focused_box
        if box is not None:
            self.app.push_screen(FieldHelp(box, self._choices(box.spec)))

    def _choices(self, spec: Spec) -> RuleLine | None:
        """The code list of the packs that a field chooses from."""
        store = self.session.store
        if not isinstance(spec, Listed) or spec.code_list not in packs.rules(store).code_lists:
            return None
        return rule_help(store, spec.code_list, self.app.as_of.isoformat())

    # ----- saving

    def lines(self) -> list[dict[str, object]]:
        """What was typed into lines below the fields; a form has none unless it says so."""
        return []

    async def take_lines(self, lines: Sequence[Mapping[str, object]]) -> None:
        """Put the lines of a draft back."""

    def keep_draft(self) -> None:
        """Keep what stands here now: the screen is about to be locked."""
        self._drafts.keep()

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return self.is_mounted and self.form.changed

    def save_now(self) -> Saved:
        """Write the record. Raises InvalidRecord with every problem."""
        from ajx_tui.services import records as service

        return service.save(self.session, self.kind, self.form.raw(), self.record_id)

    def do_save(self) -> None:
        """Save, or show everything that keeps the record from being saved."""
        from ajx_tui.services.records import InvalidRecord

        try:
            saved = self.save_now()
        except InvalidRecord as invalid:
            self.show_problems(invalid.problems)
            return
        self.finish(saved, saved.warnings)

    def finish(self, saved: Saved, warnings: Sequence[Problem]) -> None:
        """Say that it is saved, with what should still be looked at, and go back."""
        from ajx_tui.ui.after_save import tell_saved

        tell_saved(self.app, self.kind.name, saved.id, [p.text for p in warnings])
        self.form.settle()
        self._drafts.drop()
        self.dismiss(saved)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show all problems at once."""
        self.tell_loose(self.form.show_problems(problems), len(problems))

    def tell_loose(self, loose: Sequence[str], count: int) -> None:
        """Say how many problems there are, and those that belong to no field of this form."""
        line = self.query_one("#wrong", Static)
        text = "；".join([f"有 {count} 处需要改正，没有保存" if count else "", *loose]).strip("；")
        line.set_class(bool(text), "-shown")
        line.update(plain(text))

    def do_leave(self) -> None:
        """Go back, asking first when something would be lost."""
        if not self.has_unsaved:
            self._drafts.drop()
            self.dismiss(None)
            return
        self.app.push_screen(Leave(self.title or ""), self._left)

    def _left(self, answer: str | None) -> None:
        if answer == "drop":
            self._drafts.drop()
            self.dismiss(None)
        elif answer == "save":
            self.do_save()

    # ----- records made on the way

    @on(RefField.CreateWanted)
    def _create(self, event: RefField.CreateWanted) -> None:
        """Enter the record that a reference field did not find, and pick it when it is saved."""
        event.stop()
        field, target = event.field, event.field.target
        form = FormScreen(target, preset={target.label: event.text})

        def made(saved: Saved | None) -> None:
            if saved is not None:
                field.choose(saved.id)
            focus: Widget = field.input
            focus.focus()

        self.app.push_screen(form, made)


def kind_named(name: str) -> Kind:
    """The kind with this name."""
    return KINDS[name]
