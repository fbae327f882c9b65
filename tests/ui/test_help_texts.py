"""What the help of each page promises, without a screen: keys that exist, titles that fit their column."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import pytest

from ajx_tui.domain.records import KINDS
from ajx_tui.ui import screens
from ajx_tui.ui.app import AjxApp
from ajx_tui.ui.commands import CommandHost, key_name
from ajx_tui.ui.screens.page import Page
from ajx_tui.ui.screens.records.parts import TITLE_CELLS
from ajx_tui.ui.widgets.cells import width_of
from ajx_tui.ui.widgets.record_grid import RecordGrid

KEY = re.compile(r"F1[0-2]|F\d|Ctrl\+[A-Z]|Delete|Esc|空格")


def pages() -> Iterator[type[Page[object]]]:
    """Every page of the program."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        loaded = importlib.import_module(module.name)
        for _, cls in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(cls, Page) and cls.__module__ == loaded.__name__ and cls is not Page:
                yield cls


def keys_of(*hosts: type[CommandHost]) -> set[str]:
    """The keys of some hosts, as the user reads them."""
    return {key_name(key) for host in hosts for command in host.all_commands() for key in command.keys}


@pytest.mark.parametrize("page", sorted(pages(), key=lambda cls: cls.__name__))
def test_every_key_of_the_help_is_a_key_of_the_page(page: type[Page[object]]) -> None:
    told = set(KEY.findall(page.HELP or ""))
    assert told <= keys_of(page, AjxApp, RecordGrid), f"{page.__name__} tells of keys it does not have"


@pytest.mark.parametrize("page", sorted(pages(), key=lambda cls: cls.__name__))
def test_no_two_commands_of_a_page_share_a_key(page: type[Page[object]]) -> None:
    users: dict[str, list[str]] = {}
    for command in page.all_commands():
        for key in command.keys:
            users.setdefault(key, []).append(command.id)
    doubled = {key: names for key, names in users.items() if len(names) > 1}
    # A key may do different things at different times, which `can_<id>` tells apart.
    assert all(hasattr(page, f"can_{name}") for names in doubled.values() for name in names), doubled


@pytest.mark.parametrize("page", sorted(pages(), key=lambda cls: cls.__name__))
def test_every_page_says_what_it_is_for(page: type[Page[object]]) -> None:
    assert len(page.HELP or "") > 20 or page.__subclasses__(), page.__name__


def test_titles_of_fields_fit_beside_their_values() -> None:
    long = [
        f"{kind.title} {spec.title}"
        for kind in KINDS.values()
        for spec in kind.fields.values()
        if width_of(spec.title) > TITLE_CELLS - 2
    ]
    assert long == []
