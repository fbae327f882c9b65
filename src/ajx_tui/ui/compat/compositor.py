"""Keeps Textual's compositor from cutting Chinese characters in half.

For every line it cuts each widget at the edges of all widgets that lie on that line, also of those beneath it. Where
an edge falls into the middle of a two-cell character the character is lost: a notice over a form reads 「数据 变动」.
Such a cut, when both its sides show the same widget, is not made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.cells import get_character_cell_size
from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip

_JOINED = Strip([], 0)
"""Stands where a piece was drawn together with the one before it."""


def split_offsets(strip: Strip, offsets: Sequence[int]) -> set[int]:
    """Those of the ascending `offsets` (cells from the start of the strip) that fall inside a two-cell character."""
    found: set[int] = set()
    wanted = iter(offsets)
    offset = next(wanted, None)
    at = 0
    for segment in strip:
        if offset is None:
            break
        text = segment.text
        if text.isascii():
            at += len(text)
            while offset is not None and offset <= at:
                offset = next(wanted, None)
            continue
        for char in text:
            end = at + get_character_cell_size(char)
            while offset is not None and offset < end:
                if offset > at:
                    found.add(offset)
                offset = next(wanted, None)
            at = end
    return found


def _fill(line: dict[int, Strip | None], cuts: Sequence[int], strip: Strip, left: int) -> None:
    """Put a widget's strip, which starts at cell `left`, into the pieces of the line that are still empty."""
    split = split_offsets(strip, [cut - left for cut in cuts[1:-1]]) if len(cuts) > 2 else set()
    if not split:
        for cut, part in zip(cuts, strip.divide([cut - left for cut in cuts[1:]]), strict=False):
            if cut in line and line[cut] is None:
                line[cut] = part
        return
    index = 0
    while index < len(cuts) - 1:
        cut, last = cuts[index], index + 1
        if line.get(cut, _JOINED) is None:
            while last < len(cuts) - 1 and cuts[last] - left in split and line.get(cuts[last], _JOINED) is None:
                line[cuts[last]] = _JOINED
                last += 1
            line[cut] = strip.crop(cut - left, cuts[last] - left)
        index = last


def _render_chops(
    self: Any, crop: Region, is_rendered_line: Callable[[int], bool]
) -> Sequence[Mapping[int, Strip | None]]:
    """Render the pieces of each line, front to back; the first widget to reach a piece wins it."""
    cuts: list[list[int]] = self.cuts
    chops: list[dict[int, Strip | None]] = [dict.fromkeys(line[:-1]) for line in cuts]
    for region, clip, strips in self._get_renders(crop):
        area = region.intersection(clip)
        first, last = area.column_span
        for y, strip in zip(area.line_range, strips, strict=False):
            if is_rendered_line(y):
                _fill(chops[y], [cut for cut in cuts[y] if first <= cut <= last], strip, area.x)
    for line in chops:
        for cut in [cut for cut, strip in line.items() if strip is _JOINED]:
            del line[cut]
    return chops


def _render_partial_update(self: Any) -> ChopsUpdate | None:
    """As the original; the ends of the pieces follow from the pieces that were made."""
    regions = self._dirty_regions.copy()
    self._dirty_regions.clear()
    if not regions:
        return None
    crop = Region.from_union(list(regions)).intersection(self.size.region)
    spans = list(self._regions_to_spans(regions))
    chops = self._render_chops(crop, {y for y, _, _ in spans}.__contains__)
    ends = [[*list(line)[1:], cuts[-1]] for line, cuts in zip(chops, self.cuts, strict=True)]
    return ChopsUpdate(chops, spans, ends)


def keep_wide_characters() -> None:
    """Replace the two methods. Calling it again changes nothing."""
    compositor: Any = Compositor
    compositor._render_chops = _render_chops
    compositor.render_partial_update = _render_partial_update
