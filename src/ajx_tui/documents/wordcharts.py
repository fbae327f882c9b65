"""Native Word charts (DrawingML) with an embedded workbook, so that an official can restyle or edit them in WPS."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal

from ajx_tui.documents import blocks as b
from ajx_tui.documents.charts import SERIES_STYLES, amount, axis_ticks
from ajx_tui.documents.numbers import EMPTY
from ajx_tui.documents.text import tidy
from ajx_tui.documents.wordxml import NAMESPACES, attribute, words

_FORMATS = {
    b.NumberFormat.TEXT: "General",
    b.NumberFormat.INTEGER: "0",
    b.NumberFormat.DECIMAL: "0.00",
    b.NumberFormat.RATE: "0.0%",
    b.NumberFormat.YUAN: "0.00",
    b.NumberFormat.WAN: "0.00",
}
_DASHES = ("solid", "dash", "sysDot", "dashDot")
_FONT = '<a:latin typeface="仿宋"/><a:ea typeface="仿宋"/>'

Lines = list[tuple[str, list[float | None]]]


def bar_chart_parts(chart: b.BarChart) -> tuple[str, bytes]:
    """Chart XML and workbook of a bar chart. Details and '—' for missing values stand in the category labels."""
    categories = []
    for bar in chart.bars:
        detail = f"（{bar.detail}）" if bar.detail else ""
        categories.append(f"{bar.label}{detail}" + (f" {EMPTY}" if amount(bar.value) is None else ""))
    values = [_scaled(bar.value, chart.format) for bar in chart.bars]
    ticks = axis_ticks(values, _unscaled(chart.format), chart.maximum)
    lines: Lines = [(chart.caption, values)]
    series = _series(0, lines[0], categories, chart.format, f"<c:spPr>{_fill(0)}</c:spPr>", "outEnd")
    plot = (
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="80"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        + _category_axis("l", "maxMin")
        + _value_axis("b", ticks, chart.format, crosses="max")
    )
    return _chart(plot, legend=False), _workbook(categories, lines, chart.format)


def line_chart_parts(chart: b.LineChart) -> tuple[str, bytes]:
    """Chart XML and workbook of a line chart."""
    categories = list(chart.categories)
    lines: Lines = [
        (line.name, [_scaled(value, chart.format) for value in line.values[: len(categories)]])
        for line in chart.series[: len(SERIES_STYLES)]
    ]
    ticks = axis_ticks([v for _, values in lines for v in values], _unscaled(chart.format), chart.maximum)
    labelled = len(lines) <= 2 and len(categories) <= 13  # as in the PDF
    drawn = "".join(
        _series(i, line, categories, chart.format, _line_style(i), ("b" if i else "t") if labelled else "")
        for i, line in enumerate(lines)
    )
    plot = (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{drawn}'
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        + _category_axis("b", "minMax")
        + _value_axis("l", ticks, chart.format, crosses="autoZero")
    )
    return _chart(plot, legend=True), _workbook(categories, lines, chart.format)


def _scaled(value: int | float | Decimal | b.Ratio | None, style: b.NumberFormat) -> float | None:
    """The number a chart shows: money in the unit of its format."""
    number = amount(value)
    unit = {b.NumberFormat.YUAN: 100, b.NumberFormat.WAN: 1_000_000}.get(style, 1)
    return None if number is None else number / unit


def _unscaled(style: b.NumberFormat) -> b.NumberFormat:
    return b.NumberFormat.DECIMAL if style in (b.NumberFormat.YUAN, b.NumberFormat.WAN) else style


def _colour(index: int) -> str:
    return "".join(f"{round(part * 255):02X}" for part in SERIES_STYLES[index][0])


def _fill(index: int) -> str:
    return f'<a:solidFill><a:srgbClr val="{_colour(index)}"/></a:solidFill>'


def _line_style(index: int) -> str:
    marker = SERIES_STYLES[index][2]
    return (
        f'<c:spPr><a:ln w="16000">{_fill(index)}<a:prstDash val="{_DASHES[index]}"/></a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{marker}"/><c:size val="5"/><c:spPr>{_fill(index)}</c:spPr></c:marker>'
    )


def _series(
    index: int, line: tuple[str, list[float | None]], categories: Sequence[str], style: b.NumberFormat, look: str,
    label_place: str,
) -> str:  # fmt: skip
    name, values = line
    count, column = len(categories), chr(ord("B") + index)
    texts = "".join(f'<c:pt idx="{i}"><c:v>{words(text)}</c:v></c:pt>' for i, text in enumerate(categories))
    numbers = "".join(
        f'<c:pt idx="{i}"><c:v>{value!r}</c:v></c:pt>' for i, value in enumerate(values) if value is not None
    )
    smooth = '<c:smooth val="0"/>' if "marker" in look else ""
    labels = ""
    if label_place:
        shown = "".join(
            f'<c:{what} val="{on}"/>'
            for what, on in (
                ("showLegendKey", 0), ("showVal", 1), ("showCatName", 0), ("showSerName", 0), ("showPercent", 0),
                ("showBubbleSize", 0),
            )
        )  # fmt: skip
        labels = (
            f'<c:dLbls><c:numFmt formatCode="{_FORMATS[style]}" sourceLinked="0"/>'
            f'<c:dLblPos val="{label_place}"/>{shown}</c:dLbls>'
        )
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>Sheet1!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{words(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"{look}{labels}<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${count + 1}</c:f>"
        f'<c:strCache><c:ptCount val="{count}"/>{texts}</c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${count + 1}</c:f><c:numCache>"
        f'<c:formatCode>{_FORMATS[style]}</c:formatCode><c:ptCount val="{count}"/>{numbers}</c:numCache></c:numRef>'
        f"</c:val>{smooth}</c:ser>"
    )


def _text_properties(size: int) -> str:
    return f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{size}">{_FONT}</a:defRPr></a:pPr></a:p></c:txPr>'


def _category_axis(place: str, orientation: str) -> str:
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{orientation}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/>{_text_properties(1050)}<c:crossAx val="2"/></c:catAx>'
    )


def _value_axis(place: str, ticks: list[float], style: b.NumberFormat, *, crosses: str) -> str:
    grey = '<a:solidFill><a:srgbClr val="C8C8C8"/></a:solidFill>'
    grid = f'<c:majorGridlines><c:spPr><a:ln w="4000">{grey}</a:ln></c:spPr></c:majorGridlines>'
    code = "0%" if style is b.NumberFormat.RATE else "General"
    return (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="{ticks[-1]!r}"/>'
        f'<c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="{place}"/>{grid}'
        f'<c:numFmt formatCode="{code}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{_text_properties(900)}<c:crossAx val="1"/><c:crosses val="{crosses}"/>'
        f'<c:crossBetween val="between"/><c:majorUnit val="{ticks[1]!r}"/></c:valAx>'
    )


def _chart(plot: str, *, legend: bool) -> str:
    shown = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if legend else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}>'
        '<c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea><c:layout/>{plot}</c:plotArea>{shown}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
        "</c:chart>"
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
        f'{_text_properties(1000)}<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _workbook(categories: Sequence[str], lines: Lines, style: b.NumberFormat) -> bytes:
    """The numbers behind the chart as a workbook; strings never become formulas."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})
        sheet = book.add_worksheet("Sheet1")
        look = book.add_format({"num_format": _FORMATS[style]})
        for row, text in enumerate(categories, 1):
            sheet.write_string(row, 0, tidy(text)[:32_000])
        for column, (name, values) in enumerate(lines, 1):
            sheet.write_string(0, column, tidy(name)[:32_000])
            for row, value in enumerate(values, 1):
                if value is not None:
                    sheet.write_number(row, column, value, look)
    return buffer.getvalue()


def inline_drawing(relationship: str, number: int, caption: str, width: int, height: int) -> str:
    """The run that shows chart `number`; lengths in EMU, caption as alternative text."""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="图表 {number}" descr={attribute(caption)}/>'
        f'<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relationship}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
