"""English strings and ambiguous symbols of Textual's widgets, put into Chinese and ASCII."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import textual.widgets
from rich.text import Text
from textual.content import Content
from textual.scrollbar import ScrollBar

from ajx_tui.ui.compat.glyphs import BlockScrollBar

LOADING = "正在读取"


def _patch_select(cls: type[Any]) -> None:
    from textual.widgets import _select

    def compose(self: Any) -> Any:
        yield _select.NonSelectableStatic(self.placeholder, id="label")
        yield _select.NonSelectableStatic("v", classes="arrow down-arrow")
        yield _select.NonSelectableStatic("^", classes="arrow up-arrow")

    _select.SelectCurrent.compose = compose  # type: ignore[method-assign]
    for function in (cls.__init__, cls.from_values.__func__):
        function.__kwdefaults__["prompt"] = "请选择"


def _patch_input(cls: type[Any]) -> None:
    """Passwords as `*`, control characters as spaces, validators that speak Chinese."""
    from textual import validation

    # One for one, so that the cursor still counts characters.
    hidden = dict.fromkeys((*range(32), *range(127, 160), 0x2028, 0x2029), " ")

    def _value(self: Any) -> Text:
        shown = "*" * len(self.value) if self.password else self.value.translate(hidden)
        text = Text(shown, no_wrap=True, overflow="ignore", end="")
        return self.highlighter(text) if self.highlighter is not None and not self.password else text

    cls._value = property(_value)

    def bounds(low: object, high: object, what: str) -> str:
        if low is None and high is None:
            return f"请填写{what}。"
        if low is None:
            return f"请填写不大于 {high} 的{what}。"
        return f"请填写不小于 {low} 的{what}。" if high is None else f"请填写 {low} 至 {high} 之间的{what}。"

    texts: dict[type[Any], Callable[[Any], str]] = {
        validation.Number: lambda rule: bounds(rule.minimum, rule.maximum, "数字"),
        validation.Integer: lambda rule: bounds(rule.minimum, rule.maximum, "整数"),
        validation.Length: lambda rule: bounds(rule.minimum, rule.maximum, "字数"),
        validation.Regex: lambda _rule: "格式不符合要求。",
        validation.URL: lambda _rule: "请填写完整的网址。",
    }
    for validator, text in texts.items():
        validator.describe_failure = lambda self, _failure, text=text: text(self)


def _patch_loading(cls: type[Any]) -> None:
    cls.render = lambda self: Text(LOADING)


def _patch_toggle(_cls: type[Any]) -> None:
    """`[x]` or `[ ]`: the state reads without colour, too."""
    from textual.widgets._toggle_button import ToggleButton

    def _button(self: Any) -> Content:
        return Content("[x]" if self.value else "[ ]")

    ToggleButton.BUTTON_LEFT, ToggleButton.BUTTON_INNER, ToggleButton.BUTTON_RIGHT = "[", "x", "]"
    ToggleButton._button = property(_button)  # type: ignore[assignment,method-assign]


def _patch_bar(_cls: type[Any]) -> None:
    from textual.renderables.bar import Bar

    Bar.HALF_BAR_LEFT, Bar.BAR, Bar.HALF_BAR_RIGHT = " ", "-", " "


def _patch_collapsible(cls: type[Any]) -> None:
    cls.__init__.__kwdefaults__.update(collapsed_symbol="+", expanded_symbol="-", title="展开")


def _patch_tree(cls: type[Any]) -> None:
    cls.ICON_NODE, cls.ICON_NODE_EXPANDED = "+ ", "- "


PATCHES: Mapping[str, Callable[[type[Any]], None]] = MappingProxyType(
    {
        "Select": _patch_select, "Input": _patch_input, "MaskedInput": _patch_input,
        "LoadingIndicator": _patch_loading, "Checkbox": _patch_toggle, "SelectionList": _patch_toggle,
        "RadioButton": _patch_toggle, "RadioSet": _patch_toggle, "Tabs": _patch_bar, "TabbedContent": _patch_bar,
        "ProgressBar": _patch_bar, "Collapsible": _patch_collapsible, "Tree": _patch_tree, "DirectoryTree": _patch_tree,
    }
)  # fmt: skip
"""Widget name → what to replace in it, when the widget is first asked for."""


def patch_widgets() -> None:
    """Replace English texts and ambiguous symbols of Textual's widgets, each when it is first loaded, so that no
    widget is imported for the sake of its patch. Calling it again changes nothing."""
    package: Any = textual.widgets
    if hasattr(package, "_ajx_patched"):
        return
    original = package.__getattr__
    done: set[str] = set()

    def patched(name: str) -> type[Any]:
        cls: type[Any] = original(name)
        if name in PATCHES and name not in done:
            done.add(name)
            PATCHES[name](cls)
        return cls

    for name in tuple(package._WIDGETS_LAZY_LOADING_CACHE):
        patched(name)
    package.__getattr__ = patched
    package._ajx_patched = True
    ScrollBar.renderer = BlockScrollBar
