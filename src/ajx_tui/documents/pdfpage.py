"""A page's marks as a PDF content stream."""

from __future__ import annotations

from collections.abc import Iterable

from ajx_tui.documents.page import BLACK, PAGE_HEIGHT, PAGE_WIDTH, Colour, Line, Mark, Page, Shape, Text


def content_stream(page: Page) -> bytes:
    """The operators that draw a page on its upright portrait sheet; a landscape page is turned by its matrix."""
    if not page.landscape:
        code = _code([*page.marks, *page.sheet_marks], PAGE_HEIGHT)
    else:
        turned = _code(page.marks, PAGE_WIDTH)
        upright = _code(page.sheet_marks, PAGE_HEIGHT)
        code = f"q 0 1 -1 0 {PAGE_WIDTH:.3f} 0 cm\n{turned}Q\n{upright}"
    return code.encode("ascii")


def _code(marks: Iterable[Mark], height: float) -> str:
    """Operators for marks on a page of this height. Stretches of text share a text object and its state."""
    out: list[str] = []
    add = out.append
    in_text = False
    font: tuple[str, float] | None = None
    spacing, fill, pen = 0.0, BLACK, (BLACK, 1.0, ())  # type: tuple[float, Colour, tuple[object, ...]]
    for mark in marks:
        if type(mark) is Text:
            x, y, typeface, size, text, extra, colour = mark
            if not in_text:
                add("BT")
                in_text = True
            if colour != fill:
                add(_operands(colour, "rg"))
                fill = colour
            if extra != spacing:
                add(f"{extra:.3f} Tc")
                spacing = extra
            add(f"1 0 0 1 {x:.2f} {height - y:.2f} Tm")
            for face, codes, _ in typeface.encode(text):
                if font != (face.resource, size):
                    font = (face.resource, size)
                    add(f"/{face.resource} {size:g} Tf")
                add(f"<{codes}> Tj")
            continue
        if in_text:
            add("ET")
            in_text = False
        if type(mark) is Line:
            if pen != (mark.colour, mark.width, mark.dash):
                add(_pen(mark))
                pen = (mark.colour, mark.width, mark.dash)
            add(f"{mark.x1:.2f} {height - mark.y1:.2f} m {mark.x2:.2f} {height - mark.y2:.2f} l S")
        elif type(mark) is Shape:
            add(_shape(mark, height))
    if in_text:
        add("ET")
    out.append("")
    return "\n".join(out)


def _operands(colour: Colour, operator: str) -> str:
    return f"{colour[0]:g} {colour[1]:g} {colour[2]:g} {operator}"


def _pen(line: Line) -> str:
    dash = " ".join(f"{part:g}" for part in line.dash)
    return f"{_operands(line.colour, 'RG')} {line.width:g} w [{dash}] 0 d"


def _shape(shape: Shape, height: float) -> str:
    """A polygon in a graphics state of its own."""
    path = " ".join(f"{x:.2f} {height - y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(shape.points))
    parts = ["q"]
    if shape.fill:
        parts.append(_operands(shape.fill, "rg"))
    if shape.stroke:
        parts.append(f"{_operands(shape.stroke, 'RG')} {shape.width:g} w [] 0 d")
    paint = "b" if shape.fill and shape.stroke else "f" if shape.fill else "s"
    return " ".join([*parts, path, "h" if paint == "f" else "", paint, "Q"])
