"""Chinese characters survive the edges of widgets that lie beneath."""

from __future__ import annotations

import re

import pytest
from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widgets import Static

from ajx_tui.ui.base_app import BaseApp
from ajx_tui.ui.compat.compositor import split_offsets

TEXT = "统计之后又有新的登记或修改请刷新"


class Layered(BaseApp[None]):
    """A row of odd-width widgets with a text above them."""

    CSS = """
    Screen { layers: below above; }
    Horizontal { layer: below; height: 1; }
    Horizontal > Static { width: 3; }
    #over { layer: above; width: 32; height: 1; background: $panel; }
    """

    def compose(self) -> ComposeResult:
        yield Horizontal(*(Static("甲", classes="cell") for _ in range(15)))
        yield Static(TEXT, id="over")


def line(app: Layered, y: int = 0) -> str:
    return "".join(segment.text for segment in app.screen._compositor.render_strips()[y])


async def test_text_over_other_widgets_is_whole() -> None:
    app = Layered()
    async with app.run_test(size=(45, 5)):
        assert line(app).startswith(TEXT)
        assert line(app)[len(TEXT) :].strip().startswith("甲")


async def test_partial_update_draws_the_same_cells() -> None:
    app = Layered()
    async with app.run_test(size=(45, 5)) as pilot:
        over = app.query_one("#over")
        compositor = app.screen._compositor
        over.refresh()
        compositor.update_widgets({over})
        update = compositor.render_partial_update()
        assert update is not None
        written = update.render_segments(app.console)
        assert TEXT in re.sub(r"\x1b\[[\d;]*[A-Za-z]", "", written)
        await pilot.pause()
        assert compositor.render_partial_update() is None


@pytest.mark.parametrize(
    ("texts", "offsets", "split"),
    [
        (["甲乙"], [1, 2, 3], {1, 3}), (["ab", "甲"], [1, 2, 3], {3}), (["abc"], [1, 2], set()), (["甲"], [], set()),
        (["甲", "b", "乙"], [2, 3, 4], {4}), (["零\u200b乙"], [2, 3], {3}),
    ],
)  # fmt: skip
def test_split_offsets(texts: list[str], offsets: list[int], split: set[int]) -> None:
    assert split_offsets(Strip([Segment(text) for text in texts]), offsets) == split
