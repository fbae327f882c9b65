"""What is said after a record was saved: that it is, what to look at, and what the checks find about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ajx_tui.errors import AjxError
from ajx_tui.ui.widgets.notice import notify

if TYPE_CHECKING:
    from ajx_tui.ui.app import AjxApp

MOST = 3
"""Findings told in the notice; the others are counted."""


def tell_saved(app: AjxApp, kind: str, record_id: int, warnings: Sequence[str] = ()) -> None:
    """Say that a record is saved, with warnings of its fields and findings that concern it, the gravest first.

    The record is in the database whatever happens here: a check that fails is told, never raised.
    """
    told = list(warnings)
    try:
        told += _findings(app, kind, record_id)
    except AjxError as error:
        told.append(f"保存之后的检查没有完成：{error.message or error.title}")
    if told:
        notify(app, "\n".join(told), "已保存，请留意", "warning")
    else:
        notify(app, "已保存")


def _findings(app: AjxApp, kind: str, record_id: int) -> list[str]:
    """Lines for the notice, as things stand on the cut-off day."""
    from ajx_tui.policy.model import SEVERITIES
    from ajx_tui.services.checks import run_for

    found = run_for(app.session.store, kind, record_id, app.as_of)
    order = list(SEVERITIES)
    found.sort(key=lambda f: ((f.kind, f.record_id) != (kind, record_id), order.index(f.severity)))
    lines = [f"{f.severity_title}：{f.text}" for f in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"还有 {len(found) - MOST} 条发现，按 Ctrl+P 选「检查发现」查看。")
    return lines
