"""Whose row is whose: taking a layout apart by recipient."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS
from ajx_tui.errors import RefusedError
from ajx_tui.policy import lookups
from ajx_tui.services import packs
from ajx_tui.services.layouts.cells import BLOCK, Block, along
from ajx_tui.services.layouts.model import BY_DEPARTMENT, Layout, target
from ajx_tui.store import records, related
from ajx_tui.store.database import Store

Owners = dict[int, tuple[int, ...]]
"""Record id → ids of its recipients."""


def recipient_kind(layout: Layout) -> Kind:
    """What the recipients of a layout are. Raises RefusedError when it is not taken apart."""
    if not layout.by:
        raise RefusedError("没有导出", f"“{layout.title}”不按收件方分开。")
    return KINDS["department"] if layout.by == BY_DEPARTMENT else target(layout.kind, layout.by)


def owners(store: Store, layout: Layout, ids: Sequence[int], as_of: date) -> Owners:
    """Who each record belongs to; a record may belong to nobody, and to several departments."""
    leads: dict[int, tuple[int, ...]] = {}
    if layout.by == BY_DEPARTMENT:
        with packs.reading(store) as guard:
            leads = lookups.leads(guard, as_of.isoformat())
    found: Owners = {}
    for start in range(0, len(ids), BLOCK):
        block = Block(store, layout.kind, ids[start : start + BLOCK])
        if layout.by == BY_DEPARTMENT:
            found.update(_departments(block, leads))
        else:
            ends = along(block, layout.by)
            found.update({i: () if end is None else (int(end),) for i, end in ends.items()})
    return found


def _departments(block: Block, leads: dict[int, tuple[int, ...]]) -> Owners:
    """The department on record for the enterprise, else those that lead the sector: as figures count them."""
    way = related.path_up(block.kind.name, "enterprise") or ()
    firms = block.values(way)
    at, objects = block.kind, {} if block.kind.name != "insured_object" else block.values(())
    for number, step in enumerate(way):
        if "object_id" in at.fields:
            objects = block.values((*way[:number], "object_id"))
        at = target(at, (step,))
    found: Owners = {}
    for record_id in block.ids:
        firm = firms.get(record_id, {})
        sector = objects.get(record_id, {}).get("sector_id") or firm.get("sector_id")
        own = firm.get("department_id")
        found[record_id] = (int(own),) if own is not None else leads.get(int(sector or 0), ())
    return found


def recipients(store: Store, layout: Layout, ids: Sequence[int], as_of: date) -> dict[int, tuple[str, int]]:
    """Who may be sent a file of their own: id → (name, rows), of those with at least one of these records."""
    if not layout.by:
        return {}
    counts = Counter(owner for several in owners(store, layout, ids, as_of).values() for owner in several)
    names = records.labels(store, recipient_kind(layout), sorted(counts))
    return {owner: (names.get(owner, str(owner)), counts[owner]) for owner in sorted(counts)}
