"""Styles, page set-up, headers and footers of the Word twin after GB/T 9704-2012."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ajx_tui.documents.wordxml import (
    FANGSONG,
    HEITI,
    KAITI,
    NAMESPACES,
    SONGTI,
    TWIPS,
    WPS,
    XIAOBIAOSONG,
    ParagraphFormat,
    field,
    paragraph,
    run,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

LINE = 579
"""Line pitch in twips: 22 lines in 225 mm."""
EMU_MM = 36_000
"""English metric units per millimetre."""
_SPACING = -5
"""Twips between characters: 16 pt characters at a pitch of 15.75 pt make 28 fit into 156 mm in every word processor."""
_OUTLINE_OFF = 9

# style id, name, font, size in half-points, outline level, alignment, extra paragraph properties
_BODY = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_EXACT = '<w:widowControl w:val="0"/><w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""22 whole lines a page, marks inside the text block, no space put between figures and characters."""
_STYLES = (
    ("Title", "Title", XIAOBIAOSONG, 44, _OUTLINE_OFF, "center"),
    ("Subtitle", "Subtitle", KAITI, 32, _OUTLINE_OFF, "center"),
    ("Heading1", "heading 1", HEITI, 32, 0, ""),
    ("Heading2", "heading 2", KAITI, 32, 1, ""),
    ("Heading3", "heading 3", FANGSONG, 32, 2, ""),
    ("Heading4", "heading 4", FANGSONG, 32, 3, ""),
    ("AjxAttachment", "附件标识", HEITI, 32, 0, "left"),
    ("Caption", "caption", HEITI, 32, _OUTLINE_OFF, "center"),
    ("AjxNote", "表注", FANGSONG, 24, _OUTLINE_OFF, ""),
    ("AjxCell", "表格文字", FANGSONG, 24, _OUTLINE_OFF, ""),
)


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _style_xml(style: str, name: str, font: str, size: int, outline: int, align: str) -> str:
    keep = "<w:keepNext/>" if style.startswith("Heading") or style == "Caption" else ""
    keep += "<w:keepLines/>" if style == "AjxNote" else ""
    level = f'<w:outlineLvl w:val="{outline}"/>' if outline != _OUTLINE_OFF else ""
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>' if style.startswith("Heading") else ""
    spacing = _BODY
    if style == "AjxCell":
        spacing = '<w:snapToGrid w:val="0"/><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'
    elif style == "Title":
        spacing = f'<w:snapToGrid w:val="0"/>{_BODY}'
    elif style == "AjxNote":
        spacing = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="360" w:lineRule="exact"/>'
    tight = '<w:spacing w:val="0"/>' if size != 32 else ""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    return (
        f'<w:style {NAMESPACES} w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f"<w:pPr>{keep}{spacing}{indent}{jc}{level}</w:pPr>"
        f'<w:rPr>{_fonts(font)}<w:color w:val="000000"/>{tight}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        "</w:style>"
    )


def set_styles(document: WordDocument) -> None:
    """Replace the template's styles by those of an official document."""
    from docx.oxml import parse_xml

    root = document.styles.element
    wanted = {style for style, *_ in _STYLES} | {"Normal"}
    names = {name for _, name, *_ in _STYLES}
    for element in list(root):
        if element.tag.endswith("}style"):
            name = element.find("{*}name")
            if element.get(_w("styleId")) in wanted or (name is not None and name.get(_w("val")).lower() in names):
                root.remove(element)
    root.append(
        parse_xml(
            f'<w:style {NAMESPACES} w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
            f'<w:qFormat/><w:pPr>{_EXACT}{_BODY}<w:jc w:val="both"/></w:pPr><w:rPr>{_fonts(FANGSONG)}'
            f'<w:spacing w:val="{_SPACING}"/><w:kern w:val="2"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>'
        )
    )
    for style in _STYLES:
        root.append(parse_xml(_style_xml(*style)))


def _w(name: str) -> str:
    from ajx_tui.documents.wordxml import W

    return f"{{{W}}}{name}"


def section_xml(*, landscape: bool, references: str, restart: bool, new_page: bool = True) -> str:
    """Section properties: A4, margins of the standard (mirrored by the settings), the grid of 22 × 28."""
    width, height = round(210 * TWIPS), round(297 * TWIPS)
    turned = ""
    top, right, bottom, left = 37.0, 26.0, 35.0, 28.0
    if landscape:
        width, height, turned = height, width, ' w:orient="landscape"'
        # Word mirrors left and right even on a turned sheet: equal margins keep the text block where it is.
        top, right, bottom, left = 27.0, 36.0, 27.0, 36.0
    margins = " ".join(
        f'w:{side}="{round(value * TWIPS)}"'
        for side, value in (("top", top), ("right", right), ("bottom", bottom), ("left", left))
    )
    kind = f'<w:type w:val="{"nextPage" if new_page else "continuous"}"/>'
    number = '<w:pgNumType w:start="1"/>' if restart else ""
    footer = round((bottom - 7 - 5) * TWIPS)
    return (
        f'<w:sectPr>{references}{kind}<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar {margins} w:header="{round(15 * TWIPS)}" w:footer="{footer}" w:gutter="0"/>{number}'
        f'<w:docGrid w:type="lines" w:linePitch="{LINE}"/></w:sectPr>'
    )


def page_number_xml(even: bool, *, inset: int = 280) -> str:
    """'— 1 —' in 4号 宋体, one character from the outer edge: right on odd pages, left on even ones."""
    content = run("— ", font=SONGTI, size=14) + field("PAGE", font=SONGTI, size=14) + run(" —", font=SONGTI, size=14)
    form = ParagraphFormat(align="left", left=inset) if even else ParagraphFormat(align="right", right=inset)
    return paragraph(content, form)


def turned_number_xml(even: bool) -> str:
    """The page number of a landscape page where it stands on the upright sheet (§8): at the left edge, turned."""
    width, height = round(10 * EMU_MM), round(40 * EMU_MM)
    x, y = 20.5, (26 + 4.94 if even else 184 - 4.94 - 40)
    size = f'cx="{width}" cy="{height}"'
    content = page_number_xml(even, inset=0)
    return (
        '<w:p><w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{round(x * EMU_MM)}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{round(y * EMU_MM)}</wp:posOffset></wp:positionV>'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{9002 if even else 9001}" name="页码"/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing></w:r></w:p>"
    )


def demo_mark_xml() -> str:
    """演示 in the header of every page."""
    return paragraph(
        run(" 演示数据 ", font=HEITI, size=14, colour="D90000", boxed=True), ParagraphFormat(align="right")
    )
