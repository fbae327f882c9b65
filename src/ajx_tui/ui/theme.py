"""Colours and the style sheet: calm blocks, no borders, dark and light.

Tones of the program → theme tokens: good `$success`, warn `$warning`, bad `$error`, muted `$text-muted`, what can be
acted on `$primary`. On coloured text use `$text-success`, `$text-warning`, `$text-error`.
"""

from __future__ import annotations

from pathlib import Path

from textual.theme import Theme

CSS_FILE = Path(__file__).with_name("theme.tcss")
"""Style sheet of every app of the program."""

DARK = Theme(
    name="ajx-dark",
    dark=True,
    primary="#6FB1D6",
    secondary="#3C5A6E",
    accent="#8FC7E8",
    foreground="#DDE3E6",
    background="#14191C",
    surface="#1B2226",
    panel="#273137",
    boost="#222B30",
    success="#5FA777",
    warning="#D9A441",
    error="#D46A6A",
    variables={
        "text-muted": "#93A1A8",
        "text-disabled": "#64727A",
        "text-success": "#7CC795",
        "text-warning": "#E3B85F",
        "text-error": "#EC8B8B",
        "text-primary": "#8FC7E8",
        "field": "#2C373E",
        "field-focus": "#35505F",
        "block-cursor-background": "#2F6C8F",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-blurred-background": "#33434C",
        "block-cursor-blurred-foreground": "#DDE3E6",
        "block-hover-background": "#2C383F",
        "secondary-muted": "#3A3A26",
        "input-cursor-background": "#DDE3E6",
        "input-cursor-foreground": "#14191C",
        "input-selection-background": "#2F6C8F",
        "scrollbar": "#46545C",
        "scrollbar-hover": "#5A6B75",
        "scrollbar-active": "#6FB1D6",
        "scrollbar-background": "#20282D",
        "scrollbar-background-hover": "#20282D",
        "scrollbar-background-active": "#20282D",
        "scrollbar-corner-color": "#20282D",
        "border": "#273137",
        "border-blurred": "#273137",
    },
)

LIGHT = Theme(
    name="ajx-light",
    dark=False,
    primary="#1F6A93",
    secondary="#B9CDD8",
    accent="#15567A",
    foreground="#1E2629",
    background="#F4F6F7",
    surface="#FFFFFF",
    panel="#E3E9EC",
    boost="#F3F6F8",
    success="#3C8455",
    warning="#B97F14",
    error="#B23B3B",
    variables={
        "text-muted": "#5B6A71",
        "text-disabled": "#94A1A7",
        "text-success": "#2B6E42",
        "text-warning": "#8A5C05",
        "text-error": "#A12C2C",
        "text-primary": "#15567A",
        "field": "#EDF1F3",
        "field-focus": "#D3E6F0",
        "block-cursor-background": "#2E7BA6",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-blurred-background": "#D0DCE2",
        "block-cursor-blurred-foreground": "#1E2629",
        "block-hover-background": "#E8EEF1",
        "secondary-muted": "#F7EBC8",
        "input-cursor-background": "#1E2629",
        "input-cursor-foreground": "#FFFFFF",
        "input-selection-background": "#A9CFE3",
        "scrollbar": "#B4C1C8",
        "scrollbar-hover": "#93A5AE",
        "scrollbar-active": "#1F6A93",
        "scrollbar-background": "#EAEFF1",
        "scrollbar-background-hover": "#EAEFF1",
        "scrollbar-background-active": "#EAEFF1",
        "scrollbar-corner-color": "#EAEFF1",
        "border": "#E3E9EC",
        "border-blurred": "#E3E9EC",
    },
)

THEMES = (DARK, LIGHT)
"""Every theme of the program; the first is the default."""
