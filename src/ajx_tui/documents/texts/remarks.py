"""附注 that a document carries on account of how it was made, not of what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ajx_tui.documents import blocks as b


def with_remark(document: b.Document, remark: str) -> b.Document:
    """The document with a small 注 below the date of every signature, where GB/T 9704 §7.3.6 has the 附注.

    A document that nobody signs carries it at its end, before the imprint. An empty `remark` changes nothing.
    """
    if not remark:
        return document
    note = b.Note(f"注：{remark}")
    if any(isinstance(block, b.SignatureBlock) for block in document.blocks):
        blocks = tuple(_below_signatures(document.blocks, note))
    else:
        blocks = _at_end(document.blocks, note)
    return replace(document, blocks=blocks)


def _below_signatures(blocks: Iterable[b.Block], note: b.Note) -> Iterator[b.Block]:
    for block in blocks:
        yield block
        if isinstance(block, b.SignatureBlock):
            yield note


def _at_end(blocks: tuple[b.Block, ...], note: b.Note) -> tuple[b.Block, ...]:
    if not blocks:
        return (note,)
    *before, last = blocks
    match last:
        case b.Imprint():
            return (*before, note, last)
        case b.Landscape():
            return (*before, b.Landscape((*last.blocks, note)))
    return (*blocks, note)
