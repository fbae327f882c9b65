"""Rendering a document to Word (.docx): the same blocks with real styles, tables, fields and native charts."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ajx_tui.atomic import replacing
from ajx_tui.documents import blocks as b
from ajx_tui.documents.layout import work_units
from ajx_tui.documents.text import tidy
from ajx_tui.documents.wordblocks import block_xml
from ajx_tui.documents.wordcharts import bar_chart_parts, inline_drawing, line_chart_parts
from ajx_tui.documents.wordstyles import (
    demo_mark_xml,
    page_number_xml,
    section_xml,
    set_styles,
    turned_number_xml,
)
from ajx_tui.documents.wordtables import table_xml
from ajx_tui.documents.wordxml import NAMESPACES, TWIPS, ParagraphFormat, paragraph, rich, run
from ajx_tui.progress import Progress

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

PORTRAIT_WIDTH, LANDSCAPE_WIDTH = round(156 * TWIPS), round(225 * TWIPS)
_EMU = 635  # per twip
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_OPENING = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {NAMESPACES}><w:body>'
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)


def render(document: b.Document, path: Path | str) -> Generator[Progress, None, b.RenderReport]:
    """Write a document as .docx; yields progress per block and per 500 table rows, returns the report.

    Word breaks pages itself, so the report has 0 pages and no list of missing glyphs: the reader's own fonts are used.
    Closing the job leaves nothing behind. Raises `AjxError` when the file can't be written.
    """
    target = Path(path)
    total = work_units(document.blocks) + 1
    with replacing(target) as temporary:
        yield Progress(0, total, "开始排版")
        writer = _Writer(document)
        for done in writer.write_all():
            yield Progress(min(done, total - 1), total, "生成 Word 文档")
        yield Progress(total - 1, total, "写入文件")
        temporary.write_bytes(writer.save())
    return b.RenderReport(str(target), 0, ("Word：由打开它的程序选用本机字体",))


class _Writer:
    """A Word file in the making."""

    def __init__(self, document: b.Document) -> None:
        import docx

        self.source = document
        self.word: WordDocument = docx.Document()
        self.body: list[str] = []
        self.fresh = True
        set_styles(self.word)
        self.references = self._headers_and_footers()
        self.landscape = False
        self.restart = False
        self.done = 0
        self.charts = 0
        self.page_break = False
        self._describe()

    # the file

    def _describe(self) -> None:
        meta, properties = self.source.meta, self.word.core_properties
        day = meta.as_of or dt.date(2000, 1, 1)
        properties.title, properties.author = tidy(meta.title)[:255], tidy(meta.author)[:255]
        words = [*meta.keywords]
        words += [f"截止日 {meta.as_of.isoformat()}"] if meta.as_of else []
        words += [f"数据版本 {meta.revision}"] if meta.revision else []
        words += ["演示数据"] if meta.demo else []
        properties.subject, properties.keywords = tidy(meta.subject)[:255], tidy("；".join(words))[:255]
        properties.comments, properties.last_modified_by = "", tidy(meta.author)[:255]
        properties.created = properties.modified = dt.datetime(day.year, day.month, day.day)
        properties.language, properties.revision = "zh-CN", 1

    def _headers_and_footers(self) -> dict[bool, str]:
        """Create the header and footer parts and return the references to them, for upright and turned pages."""
        from docx.oxml import parse_xml

        settings = self.word.settings
        settings.odd_and_even_pages_header_footer = True
        zoom = settings.element.find("{*}zoom")
        mirror = parse_xml(f"<w:mirrorMargins {NAMESPACES}/>")
        settings.element.insert(0 if zoom is None else settings.element.index(zoom) + 1, mirror)
        scratch = self.word.add_section()
        return {False: self._fill(self.word.sections[0], page_number_xml), True: self._fill(scratch, turned_number_xml)}

    def _fill(self, section: Any, number_xml: Callable[[bool], str]) -> str:
        """Fill the headers and footers of a scratch section; returns the references to them as text."""
        parts: list[tuple[Any, str]] = []
        if self.source.meta.page_numbers:
            parts += [(section.footer, number_xml(False)), (section.even_page_footer, number_xml(True))]
        if self.source.meta.demo:
            parts += [(section.header, demo_mark_xml()), (section.even_page_header, demo_mark_xml())]
        for part, xml in parts:
            part.is_linked_to_previous = False
            element = part._element
            for child in list(element):
                element.remove(child)
            element.append(_parse(xml))
        kinds = ("headerReference", "footerReference")
        return "".join(_reference(child) for child in section._sectPr if child.tag.endswith(kinds))

    def save(self) -> bytes:
        """The bytes of the file, with fixed times inside, so that the same input gives the same file.

        The body goes into the archive as text: parsed, a table of thousands of rows would take gigabytes.
        """
        buffer, result = io.BytesIO(), io.BytesIO()
        self.word.save(buffer)
        with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as out:
            for name in source.namelist():
                if name != "word/document.xml":
                    out.writestr(zipfile.ZipInfo(name, _ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
                    continue
                entry = zipfile.ZipInfo(name, _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with out.open(entry, "w") as file:
                    file.write(_OPENING.encode())
                    for part in self.body:
                        file.write(part.encode())
                    file.write(f"{self._section()}</w:body></w:document>".encode())
        return result.getvalue()

    def _section(self) -> str:
        return section_xml(landscape=self.landscape, references=self.references[self.landscape], restart=self.restart)

    # blocks

    def write_all(self) -> Iterator[int]:
        """Write every block; yields the work units done."""
        yield from self._write(self.source.blocks, False)

    def _write(self, blocks: tuple[b.Block, ...], landscape: bool) -> Iterator[int]:
        for index, block in enumerate(blocks):
            if isinstance(block, b.Landscape):
                yield from self._write(block.blocks, True)
                continue
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            wide = isinstance(block, b.Attachment) and isinstance(following, b.Table) and following.landscape
            own = isinstance(block, b.Table) and block.landscape
            self._turn(landscape or wide or own)
            if isinstance(block, b.Table):
                yield from self._table(block, noted=bool(block.note) or isinstance(following, b.Note))
            elif isinstance(block, b.PageBreak):
                self._break_page(block)
            elif isinstance(block, b.BarChart | b.LineChart):
                self._chart(block)
            else:
                keep = isinstance(following, b.SignatureBlock | b.AttachmentList)
                for xml in block_xml(block, self.width, new_page=self._take_break(block), keep_next=keep):
                    self._add(xml)
            self.done += 1
            yield self.done

    @property
    def width(self) -> int:
        """Width of the text block in twips."""
        return LANDSCAPE_WIDTH if self.landscape else PORTRAIT_WIDTH

    def _turn(self, landscape: bool) -> None:
        if landscape != self.landscape:
            self._end_section()
            self.landscape = landscape

    def _end_section(self) -> None:
        """Close the section; its properties live in an empty last paragraph."""
        if self.body:
            spacing = '<w:snapToGrid w:val="0"/><w:spacing w:line="20" w:lineRule="exact"/>'
            properties = f"<w:pPr>{spacing}{self._section()}</w:pPr>"
            self._add(f"<w:p>{properties}</w:p>")
            self.restart, self.fresh = False, True
        self.page_break = False

    def _break_page(self, block: b.PageBreak) -> None:
        if block.restart_numbers:
            self._end_section()
            self.restart = True
        else:
            self.page_break = bool(self.body)

    def _take_break(self, block: b.Block) -> bool:
        """Whether this block begins a page; an attachment does, except at the start of a section."""
        wanted, self.page_break = self.page_break or isinstance(block, b.Attachment), False
        return wanted and not self.fresh

    def _add(self, xml: str) -> None:
        self.body.append(xml)
        self.fresh = False

    def _table(self, table: b.Table, *, noted: bool) -> Iterator[int]:
        new_page = self._take_break(table)
        if table.caption or new_page:
            form = ParagraphFormat("Caption", page_break=new_page, keep_next=True)
            self._add(paragraph(run(table.caption) if table.caption else "", form))
        if table.unit:
            self._add(paragraph(run(table.unit, size=12), ParagraphFormat("AjxNote", "right", keep_next=True)))
        start = self.done
        for rows, xml in table_xml(table, self.width, noted=noted):
            self._add(xml)
            self.done = start + rows
            yield self.done
        note = rich(table.note, size=12) if table.note else ""
        form = ParagraphFormat("AjxNote") if table.note else ParagraphFormat("AjxNote", line=120, keep_next=noted)
        self._add(paragraph(note, form))

    def _chart(self, chart: b.BarChart | b.LineChart) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        if isinstance(chart, b.BarChart):
            xml, workbook = bar_chart_parts(chart)
            height = min(len(chart.bars) * 440 + 900, 11000)
        else:
            xml, workbook = line_chart_parts(chart)
            height = 4600
        self.charts += 1
        package = self.word.part.package
        part = Part(PackURI(f"/word/charts/chart{self.charts}.xml"), _CHART, xml.encode(), package)
        book = Part(PackURI(f"/word/embeddings/chart{self.charts}.xlsx"), _SHEET, workbook, package)
        part.relate_to(book, _RELATION + "package")
        relationship = self.word.part.relate_to(part, _RELATION + "chart")
        form = ParagraphFormat("Caption", page_break=self._take_break(chart))
        self._add(paragraph(run(chart.caption), form))
        if chart.unit:
            self._add(paragraph(run(chart.unit, size=12), ParagraphFormat("AjxNote", "right", keep_next=True)))
        drawing = inline_drawing(relationship, self.charts, chart.caption, self.width * _EMU, height * _EMU)
        self._add(paragraph(drawing, ParagraphFormat("AjxCell", "center")))


def _parse(xml: str) -> Any:
    """One element from WordprocessingML text without namespace declarations."""
    from docx.oxml import parse_xml

    end = min(i for i in (xml.find(" "), xml.find(">"), xml.find("/>")) if i > 0)
    return parse_xml(f"{xml[:end]} {NAMESPACES}{xml[end:]}")


def _reference(element: Any) -> str:
    """A header or footer reference of a scratch section as text."""
    values = {name.rpartition("}")[2]: value for name, value in element.items()}
    kind = element.tag.rpartition("}")[2]
    return f'<w:{kind} w:type="{values["type"]}" r:id="{values["id"]}"/>'
