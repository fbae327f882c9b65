"""The fixture that renders a document and opens it; helpers of this folder are importable in every import mode."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ajx_tui.documents import pdf
from ajx_tui.documents.blocks import Document
from ajx_tui.progress import run

sys.path.insert(0, str(Path(__file__).parent))

from document_samples import Rendered
from pdfreader import open_pdf


@pytest.fixture
def render(tmp_path: Path) -> Callable[..., Rendered]:
    """Render a document with the bundled faces and open the file."""

    def _render(source: Document, name: str = "文书.pdf") -> Rendered:
        report = run(pdf.render(source, tmp_path / name, bundled_only=True))
        return open_pdf(tmp_path / name), report

    return _render
