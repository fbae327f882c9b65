"""Embedding a face: one composite font per face with its subset, widths and a ToUnicode map.

reportlab's own TrueType fonts are not used: they split a face into subsets of 256 characters, parse the whole file and
write five hexadecimal digits for characters beyond the BMP, which then extract as other characters.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ajx_tui.documents import sfnt
from ajx_tui.documents.typeface import FaceInUse
from ajx_tui.errors import AjxError

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObjectReference

_BLOCK = 100  # most entries a bfchar block may have (Adobe TN 5014)
_SYMBOLIC = 4


def embed(document: PDFDocument, in_use: FaceInUse) -> PDFObjectReference:
    """Add the face with the characters used so far to the file. Raises `AjxError` when its file can't be read."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    face, characters = in_use.face, in_use.used
    try:
        data = sfnt.subset(face.file.path, face.file.index, [face.glyphs[c] for c in characters])
    except (OSError, sfnt.FontError) as error:
        raise AjxError("字体读不出", f"读不出字体 {face.file.name}（{error}）。") from error
    name = PDFName(f"{_tag(characters)}+{face.info.postscript_name}")
    descendant = PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
            "FontDescriptor": _descriptor(document, face.info, name, data),
            "DW": 1000,
            "W": PDFArray(_widths([face.widths[c] for c in characters])),
            "CIDToGIDMap": PDFName("Identity"),
        }
    )
    font = PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": name,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(descendant)]),
            "ToUnicode": _stream(document, to_unicode(characters).encode("ascii")),
        }
    )
    return document.Reference(font)


def _descriptor(document: PDFDocument, info: sfnt.FaceInfo, name: str, data: bytes) -> PDFObjectReference:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    entries = {
        "Type": PDFName("FontDescriptor"),
        "FontName": name,
        "Flags": _SYMBOLIC,
        "FontBBox": PDFArray(list(info.bbox)),
        "ItalicAngle": 0,
        "Ascent": info.ascent,
        "Descent": info.descent,
        "CapHeight": info.cap_height,
        "StemV": 80,
        "FontFile2": _stream(document, data, Length1=len(data)),
    }
    return document.Reference(PDFDictionary(entries))


def _stream(document: PDFDocument, data: bytes, **entries: int) -> PDFObjectReference:
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFStream, PDFZCompress

    return document.Reference(PDFStream(PDFDictionary(dict(entries)), data, [PDFZCompress]))


def _tag(characters: list[str]) -> str:
    """The six letters that mark a subset, the same for the same characters."""
    digest = hashlib.sha256("".join(characters).encode("utf-8")).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _widths(widths: list[int]) -> list[object]:
    """The W array: widths other than 1000 from code 1 on, neighbours grouped."""
    from reportlab.pdfbase.pdfdoc import PDFArray

    entries: list[object] = []
    group: list[int] = []
    for code, width in enumerate([*widths, 1000], 1):
        if width != 1000:
            if not group:
                entries.append(code)
            group.append(width)
        elif group:
            entries.append(PDFArray(group))
            group = []
    return entries


def to_unicode(characters: list[str]) -> str:
    """The ToUnicode CMap of codes 1, 2, …: UTF-16BE values in blocks of at most 100."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(characters), _BLOCK):
        block = characters[start : start + _BLOCK]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:04X}> <{c.encode('utf-16-be').hex().upper()}>" for code, c in enumerate(block, start + 1)]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)
