"""Charts drawn with the document's own faces: calm greys and one blue, bars from zero, every value labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from ajx_tui.documents.blocks import Bar, BarChart, LineChart, NumberFormat, Ratio
from ajx_tui.documents.faces import Role
from ajx_tui.documents.flow import Flow
from ajx_tui.documents.numbers import EMPTY, format_cell
from ajx_tui.documents.page import BASELINE, BODY_SIZE, PITCH, Colour, Line, Shape, Text
from ajx_tui.documents.titles import balanced

INK: Colour = (0.20, 0.33, 0.48)
_GRID: Colour = (0.78, 0.78, 0.78)
_AXIS: Colour = (0.35, 0.35, 0.35)
_SIZE = 12.0
_ROW, _BAR = 21.0, 12.0
_WIDEST_CATEGORY = 60.0
_PLOT, _LOWEST_PLOT, _AROUND_PLOT = 190.0, 125.0, 62.0
SERIES_STYLES: tuple[tuple[Colour, tuple[float, ...], str], ...] = (
    (INK, (), "circle"),
    ((0.45, 0.45, 0.45), (5, 2.5), "square"),
    ((0.62, 0.36, 0.16), (1.5, 2), "triangle"),
    ((0.25, 0.45, 0.30), (7, 2, 1.5, 2), "diamond"),
)
"""Colour, dash and marker of the first to fourth line: each differs in all three."""


def amount(value: int | float | Decimal | Ratio | None) -> float | None:
    """The length of a bar or height of a point; None where there is none to draw (missing, zero denominator, NaN)."""
    number = value.value if isinstance(value, Ratio) else None if value is None else float(value)
    return number if number is not None and math.isfinite(number) else None


def axis_ticks(values: Iterable[float | None], style: NumberFormat, wanted: float | None) -> list[float]:
    """Round ticks from zero to the end of the axis: 0..100 % for rates, whole numbers for counts."""
    largest = max((value for value in values if value is not None), default=0.0)
    if style is NumberFormat.RATE and largest <= 1 and wanted is None:
        wanted = 1.0
    if wanted is not None and wanted >= largest and wanted > 0:
        return [wanted * i / 4 for i in range(5)]
    unit = {NumberFormat.YUAN: 100, NumberFormat.WAN: 1_000_000}.get(style, 1)
    rough = max(largest, 1e-9) / unit / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.9999) * unit
    if style is NumberFormat.INTEGER:
        step = max(math.ceil(step), 1)
    count = max(math.ceil(largest / step - 1e-9), 1)
    return [step * i for i in range(count + 1)]


def tick_label(value: float, style: NumberFormat) -> str:
    """A short tick label: no decimals where none are needed."""
    if style is NumberFormat.RATE:
        return f"{value * 100:g}%"
    scale = {NumberFormat.YUAN: 100, NumberFormat.WAN: 1_000_000}.get(style, 1)
    return f"{value / scale:g}"


def chart_need(flow: Flow, chart: BarChart | LineChart) -> float:
    """The least height that a chart wants on the page it begins on, in points."""
    lines = _caption_lines(flow, chart.caption)[1]
    return min(len(lines) * PITCH + _least(flow, chart), flow.page.block_height)


def _least(flow: Flow, chart: BarChart | LineChart) -> float:
    """The least height below the caption; a line chart may be lower than it would like to be."""
    if isinstance(chart, LineChart):
        return _LOWEST_PLOT + _AROUND_PLOT
    return max(min(len(chart.bars), _bars_per_page(flow)), 1) * _ROW + 2.5 * _ROW


def _bars_per_page(flow: Flow) -> int:
    return int((flow.page.block_height - 4 * PITCH) / _ROW)


def _caption_lines(flow: Flow, caption: str) -> tuple[str, list[tuple[int, int]]]:
    text = flow.fonts.clean(caption, flow.context(caption))
    return text, balanced(text, flow.fonts[Role.HEITI].widths, BODY_SIZE, flow.page.block_width) if text else []


def _caption(flow: Flow, caption: str, unit: str, height: float) -> None:
    text, lines = _caption_lines(flow, caption)
    small = flow.fit(flow.one_line(unit), Role.FANGSONG, _SIZE, flow.page.block_width)
    flow.need(min(len(lines) * PITCH + height, flow.page.block_height))
    if text:
        flow.centred(text, lines, Role.HEITI, BODY_SIZE)
        flow.need(height)
    if small:
        x = flow.page.block_width - flow.fonts[Role.FANGSONG].width(small, _SIZE)
        flow.text(max(x, 0.0), flow.y + _SIZE, Role.FANGSONG, _SIZE, small)
        flow.advance(_SIZE * 1.4)


def place_bar_chart(flow: Flow, chart: BarChart) -> None:
    """Horizontal bars with their values; a chart longer than a page goes on with its axis on the next."""
    ticks = axis_ticks((amount(bar.value) for bar in chart.bars), chart.format, chart.maximum)
    bars = list(chart.bars)
    per_page = _bars_per_page(flow)
    while True:
        part, bars = bars[:per_page], bars[per_page:]
        _caption(flow, chart.caption, chart.unit, max(len(part), 1) * _ROW + 2.5 * _ROW)
        _draw_bars(flow, chart, part, ticks)
        if not bars:
            break
        flow.new_page()
    flow.skip(6)


def _draw_bars(flow: Flow, chart: BarChart, bars: list[Bar], ticks: list[float]) -> None:
    face, page = flow.fonts[Role.FANGSONG], flow.page
    labels = [flow.one_line(bar.label) for bar in bars]
    values = [_value_text(flow, bar, chart.format) for bar in bars]
    label_room = min(max((face.width(t, _SIZE) for t in labels), default=0.0) + 8, page.block_width * 0.34)
    value_room = min(max((face.width(t, _SIZE) for t in values), default=0.0) + 10, page.block_width * 0.36)
    left, top = page.left + label_room, page.top + flow.y + 4
    span, bottom = page.block_width - label_room - value_room, top + max(len(bars), 1) * _ROW
    marks, end = page.marks, ticks[-1]
    for tick in ticks:
        x = left + span * tick / end
        if tick:
            marks.append(Line(x, top, x, bottom, 0.3, _GRID))
        text = tick_label(tick, chart.format)
        marks.append(Text(x - face.width(text, 10) / 2, bottom + 12, face, 10, text, 0.0, _AXIS))
    for i, bar in enumerate(bars):
        middle = top + i * _ROW + _ROW / 2
        shown = flow.fit(labels[i], Role.FANGSONG, _SIZE, label_room - 6)
        x = left - 6 - face.width(shown, _SIZE)
        marks.append(Text(x, middle + BASELINE * _SIZE, face, _SIZE, shown))
        length = span * min(max(amount(bar.value) or 0.0, 0.0), end) / end
        if length:
            y1, y2 = middle - _BAR / 2, middle + _BAR / 2
            marks.append(Shape(((left, y1), (left + length, y1), (left + length, y2), (left, y2)), INK))
        shown = flow.fit(values[i], Role.FANGSONG, _SIZE, value_room - 8)
        marks.append(Text(left + span + 8, middle + BASELINE * _SIZE, face, _SIZE, shown))
    marks.append(Line(left, top - 2, left, bottom, 0.7, _AXIS))
    if chart.reference is not None and 0 < chart.reference <= end:
        x = left + span * chart.reference / end
        marks.append(Line(x, top - 6, x, bottom, 0.8, _AXIS, (4, 2)))
        label = flow.fit(flow.one_line(chart.reference_label), Role.FANGSONG, 10, page.block_width)
        width = face.width(label, 10)
        x = min(max(x - width / 2, page.left), page.left + page.block_width - width)
        marks.append(Text(x, bottom + 25, face, 10, label, 0.0, _AXIS))
    flow.advance(bottom - top + (34 if chart.reference_label else 20))


def _value_text(flow: Flow, bar: Bar, style: NumberFormat) -> str:
    text = EMPTY if amount(bar.value) is None else format_cell(bar.value, style)
    if bar.detail:
        text += f"（{bar.detail}）"
    return flow.fonts.clean(text, flow.context(bar.label)).replace("\n", " ")


def place_line_chart(flow: Flow, chart: LineChart) -> None:
    """Lines over categories with a legend below; values at every point of up to two lines, else at their ends."""
    _caption(flow, chart.caption, chart.unit, _LOWEST_PLOT + _AROUND_PLOT)
    height = max(min(_PLOT, flow.room - _AROUND_PLOT), _LOWEST_PLOT)
    series = chart.series[: len(SERIES_STYLES)]
    numbers = [[amount(value) for value in line.values[: len(chart.categories)]] for line in series]
    ticks = axis_ticks((v for line in numbers for v in line), chart.format, chart.maximum)
    face, page = flow.fonts[Role.FANGSONG], flow.page
    end = ticks[-1]
    label_room = max(face.width(tick_label(tick, chart.format), 10) for tick in ticks) + 8
    left, top = page.left + label_room, page.top + flow.y + 14
    labelled = len(series) <= 2 and len(chart.categories) <= 13
    span, bottom = page.block_width - label_room - (12 if labelled else 44), top + height - 30
    for tick in ticks:
        y, text = bottom - (bottom - top) * tick / end, tick_label(tick, chart.format)
        page.marks.append(Line(left, y, left + span, y, 0.7 if not tick else 0.3, _AXIS if not tick else _GRID))
        page.marks.append(Text(left - 5 - face.width(text, 10), y + BASELINE * 10, face, 10, text, 0.0, _AXIS))
    columns = _category_axis(flow, chart.categories, left, span, bottom)
    placed = [
        [
            (x, None if v is None else bottom - (bottom - top) * min(max(v, 0.0), end) / end)
            for x, v in zip(columns, line, strict=False)
        ]
        for line in numbers
    ]
    for index, points in enumerate(placed):
        _draw_series(flow, points, index)
    if labelled:
        for index, points in enumerate(placed):
            _point_labels(flow, chart, index, points)
    else:
        _end_labels(flow, chart, placed)
    flow.advance(height + 4)
    _legend(flow, [line.name for line in series])


def _category_axis(flow: Flow, categories: tuple[str, ...], left: float, span: float, bottom: float) -> list[float]:
    """Draw category labels below the axis, leaving some out when they would touch; returns their x positions."""
    face, size = flow.fonts[Role.FANGSONG], 10.0
    step = span / max(len(categories), 1)
    texts = [flow.one_line(text) for text in categories]
    widest = min(max((face.width(text, size) for text in texts), default=0.0) + 4, max(step, _WIDEST_CATEGORY))
    every = max(1, math.ceil(widest / step)) if step else 1
    columns = [left + step * (i + 0.5) for i in range(len(categories))]
    for i, x in enumerate(columns):
        flow.page.marks.append(Line(x, bottom, x, bottom + 3, 0.5, _AXIS))
        if i % every == 0:
            shown = flow.fit(texts[i], Role.FANGSONG, size, step * every)
            mark = Text(x - face.width(shown, size) / 2, bottom + 14, face, size, shown, 0.0, _AXIS)
            flow.page.marks.append(mark)
    return columns


def _draw_series(flow: Flow, points: list[tuple[float, float | None]], index: int) -> None:
    colour, dash, marker = SERIES_STYLES[index]
    for (x1, y1), (x2, y2) in pairwise(points):
        if y1 is not None and y2 is not None:
            flow.page.marks.append(Line(x1, y1, x2, y2, 1.3, colour, dash))
    for x, y in points:
        if y is not None:
            flow.page.marks.append(Shape(_marker(marker, x, y), colour))


def _marker(kind: str, x: float, y: float) -> tuple[tuple[float, float], ...]:
    r = 2.8
    if kind == "circle":
        return tuple((x + r * math.cos(i * math.pi / 6), y + r * math.sin(i * math.pi / 6)) for i in range(12))
    if kind == "square":
        return ((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r))
    if kind == "triangle":
        return ((x, y - r * 1.2), (x + r * 1.2, y + r), (x - r * 1.2, y + r))
    return ((x, y - r * 1.3), (x + r * 1.3, y), (x, y + r * 1.3), (x - r * 1.3, y))


def _point_labels(flow: Flow, chart: LineChart, index: int, points: list[tuple[float, float | None]]) -> None:
    """Values above the points of the first line, below those of the second."""
    face, size = flow.fonts[Role.FANGSONG], 9.0
    for (x, y), value in zip(points, chart.series[index].values, strict=False):
        if y is not None:
            text = format_cell(value, chart.format)
            baseline = y + (13 if index else -6)
            flow.page.marks.append(Text(x - face.width(text, size) / 2, baseline, face, size, text))


def _end_labels(flow: Flow, chart: LineChart, placed: list[list[tuple[float, float | None]]]) -> None:
    """The last value of each line to the right of its end, moved apart where they would touch."""
    face, size = flow.fonts[Role.FANGSONG], 9.0
    ends = []
    for line, points in zip(chart.series, placed, strict=False):
        known = [(y, x, value) for (x, y), value in zip(points, line.values, strict=False) if y is not None]
        if known:
            y, x, value = known[-1]
            ends.append((y, x, format_cell(value, chart.format)))
    lowest = 0.0
    for y, x, text in sorted(ends):
        lowest = max(y, lowest + size + 1)
        flow.page.marks.append(Text(x + 7, lowest + BASELINE * size, face, size, text))


def _legend(flow: Flow, names: list[str]) -> None:
    face, page, size = flow.fonts[Role.FANGSONG], flow.page, 11.0
    texts = [flow.one_line(name) for name in names]
    room = page.block_width / max(len(texts), 1) - 50
    texts = [flow.fit(text, Role.FANGSONG, size, room) for text in texts]
    total = sum(face.width(text, size) + 50 for text in texts) - 16
    x, y = page.left + max((page.block_width - total) / 2, 0.0), page.top + flow.y + 8
    for i, text in enumerate(texts):
        colour, dash, marker = SERIES_STYLES[i]
        page.marks.append(Line(x, y, x + 28, y, 1.3, colour, dash))
        page.marks.append(Shape(_marker(marker, x + 14, y), colour))
        page.marks.append(Text(x + 33, y + BASELINE * size, face, size, text))
        x += face.width(text, size) + 50
    flow.advance(22)
