"""Lists for others: layouts as data, with personal data masked on the way, each export noted in a log."""

from __future__ import annotations

from ajx_tui.services.layouts.handing import (
    Handed,
    Order,
    Preview,
    export,
    export_each,
    preview,
    recipients,
)
from ajx_tui.services.layouts.keeping import Shelf, find, for_kind, install, own, put, shelf, shipped, take_back
from ajx_tui.services.layouts.model import PARTY_TITLES, Layout, LayoutColumn, Party, whole
from ajx_tui.services.layouts.reading import LayoutCheck, check_file

__all__ = [
    "PARTY_TITLES",
    "Handed",
    "Layout",
    "LayoutCheck",
    "LayoutColumn",
    "Order",
    "Party",
    "Preview",
    "Shelf",
    "check_file",
    "export",
    "export_each",
    "find",
    "for_kind",
    "install",
    "own",
    "preview",
    "put",
    "recipients",
    "shelf",
    "shipped",
    "take_back",
    "whole",
]
