"""The fields of a record for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from ajx_tui.domain.fields import Spec, Text
from ajx_tui.domain.record import Kind
from ajx_tui.ui.widgets.cells import cut, display, fit, width_of

TITLE_CELLS = 22
TWO_COLUMNS_FROM = 84
NOTHING = "—"
UNTITLED = "登记内容"
MOST_SHOWN = 4_000
"""Characters of one field on the page; longer ones are what the program keeps for itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its text, ready to be laid out."""

    title: str
    text: str
    wide: bool


Line = list[tuple[str, str]]
"""Pieces of one line: text and the name of its style."""


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` cells, broken at its own line breaks first."""
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        rest = display(part)
        while width_of(rest) > width:
            head = cut(rest, width)
            lines.append(head)
            rest = rest[len(head) :]
        lines.append(rest)
    return lines


class FieldsView(Widget):
    """All fields of a record in their groups, in two columns where there is room; one widget, so that it opens at
    once."""

    DEFAULT_CSS = """
    FieldsView { height: auto; width: 1fr; background: $surface; color: $foreground; }
    FieldsView > .view--title { background: $panel; color: $primary; text-style: bold; }
    FieldsView > .view--name { color: $text-muted; }
    FieldsView > .view--none { color: $text-disabled; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"view--title", "view--name", "view--none"}

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[tuple[str, list[Shown]]] = []

    def show(self, kind: Kind, shown: Mapping[str, str]) -> None:
        """Show the fields of one record."""
        names = [name for name in kind.fields if name != kind.occurrence]
        self._groups = [
            (title or UNTITLED, [self._shown(kind.fields[name], shown.get(name, "")) for name in members])
            for title, members in groupby(names, key=lambda name: kind.fields[name].group)
        ]
        self.refresh(layout=True)

    @staticmethod
    def _shown(spec: Spec, text: str) -> Shown:
        if len(text) > MOST_SHOWN:  # chapters and numbers of a document version, record numbers of a figure
            text = f"{text[:MOST_SHOWN]}…（共 {len(text)} 个字符）"
        unit = f" {spec.unit}" if text and spec.unit and not text.endswith(spec.unit) else ""
        return Shown(spec.title, text + unit, isinstance(spec, Text) and (spec.lines or spec.length >= 200))

    def _lines(self, width: int) -> list[Line]:
        """Everything as lines of `width` cells."""
        columns = 2 if width >= TWO_COLUMNS_FROM else 1
        made: list[Line] = []
        for title, fields in self._groups:
            made.append([(fit(f" {title}", width), "title")])
            row: list[Shown] = []
            for field in fields:
                if row and (field.wide or len(row) == columns):
                    made += self._row(row, columns, width)
                    row = []
                row.append(field)
                if field.wide:
                    made += self._row(row, 1, width)
                    row = []
            made += self._row(row, columns, width) if row else []
            made.append([("", "")])
        return made

    @staticmethod
    def _row(fields: Sequence[Shown], columns: int, width: int) -> list[Line]:
        """Fields side by side, as high as the longest of them."""
        room = width // columns
        value = max(4, room - TITLE_CELLS - 3)
        texts = [wrapped(field.text, value) if field.text else [] for field in fields]
        lines: list[Line] = []
        for at in range(max(1, *map(len, texts))):
            line: Line = []
            for field, text in zip(fields, texts, strict=True):
                line.append((fit(f" {field.title}" if not at else "", TITLE_CELLS), "name"))
                filled = text[at] if at < len(text) else ""
                empty = not at and not text
                line.append((fit(NOTHING if empty else filled, room - TITLE_CELLS), "none" if empty else ""))
            lines.append(line)
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the fields need at this width."""
        return max(1, len(self._lines(width)))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the visible lines."""
        width = self.size.width
        lines = self._lines(width)
        base = self.rich_style
        styles = {name: base + self.get_component_rich_style(f"view--{name}") for name in ("title", "name", "none")}
        drawn = []
        for y in range(crop.y, crop.bottom):
            pieces = lines[y] if y < len(lines) else []
            strip = Strip([Segment(text, styles.get(style, base)) for text, style in pieces if text])
            drawn.append(strip.extend_cell_length(width, base).crop(crop.x, crop.right))
        return drawn
