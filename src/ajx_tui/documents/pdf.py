"""Rendering a document to PDF: embedded TrueType faces, bookmarks, properties, the same bytes for the same input."""

from __future__ import annotations

import zlib
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from ajx_tui.atomic import replacing
from ajx_tui.documents.blocks import Document, DocumentMeta, RenderReport
from ajx_tui.documents.layout import Layout
from ajx_tui.documents.page import PAGE_HEIGHT, PAGE_WIDTH, OutlineEntry, Page
from ajx_tui.documents.pdffont import embed
from ajx_tui.documents.pdfpage import content_stream
from ajx_tui.documents.text import tidy
from ajx_tui.documents.typeface import FontSet
from ajx_tui.progress import Progress

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

PRODUCER = "ajx_tui"
_FIXED_DAY = (2000, 1, 1)


def render(
    document: Document, path: Path | str, *, bundled_only: bool = False
) -> Generator[Progress, None, RenderReport]:
    """Write a document as PDF; yields progress per page, returns the report.

    With `bundled_only` the bytes depend on the document alone (and on zlib's release), otherwise also on system faces.
    Closing the job leaves nothing behind. Raises `AjxError` when the file can't be written.
    """
    target = Path(path)
    fonts = FontSet(bundled_only=bundled_only)
    layout = Layout(document, fonts)
    file = _File(document.meta)
    total = layout.units + 1
    with replacing(target) as temporary:
        yield Progress(0, total, "开始排版")
        for done, pages in layout.steps():
            for page in pages:
                file.add_page(page)
                yield Progress(min(done, total - 1), total, f"第 {file.pages} 页")
        yield Progress(total - 1, total, "写入文件")
        temporary.write_bytes(file.finish(fonts, layout.flow.outline))
    return RenderReport(str(target), file.pages, fonts.log(), tuple(fonts.missing), tuple(layout.flow.figures))


class _File:
    """A PDF file in the making. Pages are compressed as they come, faces embedded at the end."""

    def __init__(self, meta: DocumentMeta) -> None:
        from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObjectReference

        self.pages = 0
        self._pdf: PDFDocument = PDFDocument(invariant=1, lang="zh-CN", pdfVersion=(1, 7))
        # One dictionary of resources for all pages; the faces are filled in at the end.
        self._resources = self._pdf.Reference(PDFDictionary({"Font": PDFObjectReference("BasicFonts")}))
        self._describe(meta)

    def _describe(self, meta: DocumentMeta) -> None:
        info = self._pdf.info
        info.title, info.author, info.subject = tidy(meta.title), tidy(meta.author), tidy(meta.subject)
        words = [*meta.keywords]
        if meta.as_of:
            words.append(f"截止日 {meta.as_of.isoformat()}")
        if meta.revision:
            words.append(f"数据版本 {meta.revision}")
        if meta.demo:
            words.append("演示数据")
        info.keywords = tidy("；".join(words))
        info.creator = info.producer = PRODUCER
        day = (meta.as_of.year, meta.as_of.month, meta.as_of.day) if meta.as_of else _FIXED_DAY
        self._pdf._timeStamp.YMDhms = (*day, 0, 0, 0)

    def add_page(self, page: Page) -> None:
        """Compress and add one page. Landscape pages are portrait sheets shown turned by 90°."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFPage, PDFStream

        data = zlib.compress(content_stream(page), 6)
        self._pdf.signature.update(data)
        sheet = PDFPage()
        sheet.Override_default_compilation = 1
        sheet.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), data)
        sheet.MediaBox = PDFArray([0, 0, round(PAGE_WIDTH, 3), round(PAGE_HEIGHT, 3)])
        sheet.Resources = self._resources
        sheet.Parent = self._pdf.Reference(self._pdf.Pages)
        sheet.Rotate = 90 if page.landscape else None
        self._pdf.addPage(sheet)
        self.pages += 1

    def finish(self, fonts: FontSet, outline: list[OutlineEntry]) -> bytes:
        """Embed the faces, write bookmarks and return the bytes of the file."""
        pdf = self._pdf
        resources = pdf.idToObject["BasicFonts"]
        for in_use in fonts.faces_in_use():
            resources.dict[in_use.resource] = embed(pdf, in_use)
        pdf.Catalog.Outlines = _outline(pdf, outline) if outline else None
        if outline:
            pdf.Catalog.showOutline()
        pdf.info.invariant = 1
        pdf.info.digest(pdf.signature)
        data: bytes = pdf.format()
        return data


class _Node:
    """One bookmark with its children."""

    def __init__(self, entry: OutlineEntry | None) -> None:
        self.entry = entry
        self.children: list[_Node] = []

    def count(self) -> int:
        return len(self.children) + sum(child.count() for child in self.children)


def _tree(entries: list[OutlineEntry]) -> _Node:
    root = _Node(None)
    path: list[tuple[int, _Node]] = [(-1, root)]
    for entry in entries:
        while path[-1][0] >= entry.level:
            path.pop()
        node = _Node(entry)
        path[-1][1].children.append(node)
        path.append((entry.level, node))
    return root


def _outline(pdf: PDFDocument, entries: list[OutlineEntry]) -> object:
    """The bookmark tree; each entry opens its page at its own height."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFObjectReference, PDFString

    root = _tree(entries)
    names: dict[int, str] = {}

    def reference(node: _Node) -> object:
        return PDFObjectReference(names.setdefault(id(node), f"Bookmark{len(names)}"))

    def write(node: _Node, parent: _Node | None, before: _Node | None, after: _Node | None) -> None:
        items: dict[str, object] = {"Count": node.count()}
        if node.entry and parent:
            items["Title"] = PDFString(node.entry.text)
            items["Parent"] = reference(parent)
            items["Dest"] = _destination(node.entry)
        else:
            items["Type"] = PDFName("Outlines")
        for key, other in (("Prev", before), ("Next", after)):
            if other:
                items[key] = reference(other)
        if node.children:
            items["First"], items["Last"] = reference(node.children[0]), reference(node.children[-1])
        reference(node)
        pdf.Reference(PDFDictionary(items), names[id(node)])
        around = [None, *node.children, None]
        for i, child in enumerate(node.children, 1):
            write(child, node, around[i - 1], around[i + 1])

    write(root, None, None, None)
    return reference(root)


def _destination(entry: OutlineEntry) -> object:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFName, PDFObjectReference

    page = PDFObjectReference(f"Page{entry.page}")
    if entry.landscape:
        return PDFArray([page, PDFName("Fit")])
    return PDFArray([page, PDFName("XYZ"), "null", round(PAGE_HEIGHT - entry.y, 2), "null"])
