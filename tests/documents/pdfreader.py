"""Measuring a PDF from its own bytes: what each text operator shows, where, how wide."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4


@dataclass(frozen=True)
class Shown:
    """One shown string: left and right edge and baseline in points, in the coordinates of the text matrix."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    font: str


def _unicode_map(font: Any) -> dict[int, str]:
    data = font["/ToUnicode"].get_data().decode("ascii")
    for block in re.findall(r"(\d+) beginbfchar(.*?)endbfchar", data, re.S):
        assert int(block[0]) <= 100
    pairs = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", data)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def _widths(font: Any) -> defaultdict[int, float]:
    descendant = font["/DescendantFonts"][0].get_object()
    table: defaultdict[int, float] = defaultdict(lambda: float(descendant["/DW"]))
    entries = list(descendant["/W"])
    while entries:
        first, group = int(entries.pop(0)), entries.pop(0).get_object()
        table.update({first + i: float(width) for i, width in enumerate(group)})
    return table


def shown(page: PageObject) -> list[Shown]:
    """Every shown string of a page, in drawing order."""
    fonts = {name: font.get_object() for name, font in page["/Resources"]["/Font"].items()}
    maps = {name: (_unicode_map(font), _widths(font), str(font["/BaseFont"])) for name, font in fonts.items()}
    found, x, y, name, size, spacing = [], 0.0, 0.0, "", 0.0, 0.0
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"Tm":
            x, y = float(operands[4]), float(operands[5])
        elif operator == b"Tf":
            name, size = str(operands[0]), float(operands[1])
        elif operator == b"Tc":
            spacing = float(operands[0])
        elif operator == b"Tj":
            raw = operands[0].original_bytes
            codes = [int.from_bytes(raw[i : i + 2]) for i in range(0, len(raw), 2)]
            to_unicode, widths, base = maps[name]
            end = x + sum(widths[code] * size / 1000 + spacing for code in codes)
            text = "".join(to_unicode[code] for code in codes)
            found.append(Shown(x, end - spacing, y, size, text, base))
            x = end
    return found


def lines(page: PageObject, size: float) -> list[tuple[float, float, float, str]]:
    """The lines set in one size: (baseline, left, right, text) from top to bottom."""
    rows: defaultdict[float, list[Shown]] = defaultdict(list)
    for item in shown(page):
        if abs(item.size - size) < 0.01:
            rows[item.y].append(item)
    return [
        (y, min(i.x0 for i in row), max(i.x1 for i in row), "".join(i.text for i in row))
        for y, row in sorted(rows.items(), reverse=True)
    ]


def rules(page: PageObject) -> list[tuple[float, float, float, float]]:
    """Straight rules as (x1, y1, x2, y2)."""
    found, start = [], (0.0, 0.0)
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"m":
            start = (float(operands[0]), float(operands[1]))
        elif operator == b"l":
            found.append((*start, float(operands[0]), float(operands[1])))
    return found


def open_pdf(path: Path) -> PdfReader:
    """Read a file completely, so that it can be replaced afterwards."""
    from io import BytesIO

    return PdfReader(BytesIO(path.read_bytes()))
