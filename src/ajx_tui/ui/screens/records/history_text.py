"""History as a page shows it: who changed what, when and why, before and after; what was taken back says so."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from ajx_tui.services.timeline import Change, FieldChange
from ajx_tui.ui.widgets.cells import display, width_of


def history_text(changes: Sequence[Change], *, named: bool = False) -> Content:
    """Changes one below the other; `named` says of which record each is."""
    if not changes:
        return Content("没有历史记录。")
    return Content("\n\n").join([_entry(one, named) for one in changes])


def _entry(one: Change, named: bool) -> Content:
    mark = f"　［{one.mark}］" if one.mark else ""
    about = f"　{one.kind_title}「{one.label}」" if named else f"　{one.actor}"
    head = Content.assemble(
        (display("" if named else one.at.replace("T", " ")), "bold"),
        display(about),
        (f"　{one.action_title}", "$text-primary bold"),
        ("" if named else f"　{display(one.intention)}", "$text-muted"),
        (mark, "$text-warning bold"),
    )
    lines = [head]
    if one.reason:
        lines.append(Content.assemble(("  原因　", "$text-muted"), display(one.reason)))
    shown = [f for f in one.fields if f.field != "deleted_reason" and (f.before or f.after)]
    width = max((width_of(display(f.title)) for f in shown), default=0)
    lines += [_change(f, width, new=one.action == "create") for f in shown]
    return Content("\n").join(lines)


def _change(field: FieldChange, width: int, *, new: bool) -> Content:
    title = display(field.title)
    lead = f"  {title}{' ' * (width - width_of(title))}　"
    if new:
        return Content.assemble((lead, "$text-muted"), display(field.after))
    return Content.assemble(
        (lead, "$text-muted"), (display(field.before) or "（空）", "$text-error"), "  改为  ",
        (display(field.after) or "（空）", "$text-success"),
    )  # fmt: skip
