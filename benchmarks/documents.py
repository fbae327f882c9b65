"""Documents: our PDF engine beside plain reportlab Paragraphs and typst on the same content, in the same run.

    python benchmarks/documents.py                 # about half a minute
    python benchmarks/documents.py --rounds 1

Every case runs in a process of its own (median of the rounds), so that memory and first use of faces are its own.
`seconds` counts from the first call to the written file; for the cold start from the start of the process. typst is
compared where it is importable (`pip install typst`); it lays out without 避头尾 of ours, fallback report or grid.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from table import AS_JSON, Line, finish, say

SENTENCE = (
    "为落实《安全生产责任保险实施办法》（应急〔2025〕27号），截至2026年10月31日，全县应投保对象186家，已投保163家，"
    "投保率87.6%；对“应投保未投保”“未全员投保”“未足额投保”三类问题逐户核对、限期整改，做到底数清、责任明。"
)
HEADERS = ("序号", "企业名称", "统一社会信用代码", "行业", "乡镇", "保费（元）", "投保率")
WEIGHTS = (0.6, 2.6, 2.2, 1.0, 1.0, 1.0, 0.8)
TEXT_PAGES, NOTICES = 500, 300


@dataclass(frozen=True)
class Case:
    """A case, what it must reach, and the peers that do the same work."""

    name: str
    title: str
    work: str
    size: int
    seconds: float | None = None
    megabytes: int | None = None
    pages_per_second: int | None = None


CASES = (
    Case("cold", "process start to a one-page PDF", "cold", 1, seconds=1.0),
    Case("text", f"text, {TEXT_PAGES} pages", "text", TEXT_PAGES, pages_per_second=200),
    Case("rows5k", "table, 5 000 rows × 7", "table", 5_000, 0.7, 200),
    Case("rows50k", "table, 50 000 rows × 7", "table", 50_000, 5.0, 250),
    Case("notices", f"{NOTICES} notices, one file each", "notices", NOTICES, seconds=5.0),
)
PEER_LIMIT = 5_000  # rows; at 50 000 reportlab takes minutes and typst 5 GB of memory


def paragraphs(pages: int) -> list[str]:
    """About `pages` pages of 22 × 28 characters."""
    source = random.Random(1)
    return [SENTENCE * source.randint(1, 4) for _ in range(pages * 2)]


def rows(count: int) -> list[tuple[str, ...]]:
    """Register rows; some names are long and wrap."""
    sectors = ("煤矿", "非煤矿山", "危险化学品", "烟花爆竹", "建筑施工", "交通运输")
    return [
        (
            str(i + 1),
            f"甲县第{i + 1}{'矿业开发投资' if i % 3 else '运输'}有限责任公司",
            f"91410000MA{i:08d}",
            sectors[i % 6],
            f"第{i % 17 + 1}镇",
            f"{i * 137 % 90_000}.00",
            f"{i % 101}.0%",
        )
        for i in range(count)
    ]


# ours


def ours(work: str, size: int, folder: Path) -> int:
    """Our engine with the bundled faces; returns the pages written."""
    from ajx_tui.documents import blocks as b
    from ajx_tui.documents import pdf
    from ajx_tui.progress import run

    def write(name: str, *parts: b.Block) -> int:
        meta = b.DocumentMeta(name, as_of=dt.date(2026, 10, 31))
        return run(pdf.render(b.Document(meta, parts), folder / f"{name}.pdf", bundled_only=True)).pages

    if work == "cold":
        return write("通知", b.Title("通知"), b.Heading(1, "情况", 1), b.Paragraph(SENTENCE))
    if work == "text":
        return write("正文", *map(b.Paragraph, paragraphs(size)))
    if work == "table":
        columns = tuple(b.Column(title, weight) for title, weight in zip(HEADERS, WEIGHTS, strict=True))
        return write("台账", b.Table(columns, rows(size), size=10.5))
    return sum(
        write(
            f"通知{i}",
            b.Title("安全生产责任保险投保提示"),
            b.Recipient(f"甲县第{i}有限责任公司"),
            b.Paragraph(SENTENCE * 2),
            b.SignatureBlock(("甲县应急管理局",), dt.date(2026, 11, 3)),
        )
        for i in range(size)
    )


# plain reportlab


def reportlab(work: str, size: int, folder: Path) -> int:
    """SimpleDocTemplate with Paragraphs, CJK wrapping, Paragraph cells, one repeated header row."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    from ajx_tui.documents.faces import BUNDLED, Role

    registerFont(TTFont("body", str(BUNDLED[Role.FANGSONG].path)))
    style = ParagraphStyle("b", fontName="body", fontSize=15.75, leading=28.99, wordWrap="CJK", firstLineIndent=31.5)
    cell = ParagraphStyle("c", fontName="body", fontSize=10.5, leading=13.4, wordWrap="CJK")

    def write(name: str, flowables: list[object]) -> int:
        template = SimpleDocTemplate(str(folder / f"{name}.pdf"), pagesize=A4, leftMargin=79, rightMargin=74)
        template.build(flowables)
        return int(template.page)

    if work in ("cold", "text"):
        return write("正文", [Paragraph(text, style) for text in (paragraphs(size) if work == "text" else [SENTENCE])])
    if work == "table":
        unit = 442.2 / sum(WEIGHTS)
        cells = [[Paragraph(text, cell) for text in row] for row in (HEADERS, *rows(size))]
        widths = [unit * weight for weight in WEIGHTS]
        return write("台账", [Table(cells, colWidths=widths, repeatRows=1, style=[("GRID", (0, 0), (-1, -1), 0.4, 0)])])
    return sum(
        write(f"通知{i}", [Paragraph(text, style) for text in ("投保提示", f"甲县第{i}有限责任公司：", SENTENCE * 2)])
        for i in range(size)
    )


# typst


def typst_peer(work: str, size: int, folder: Path) -> int:
    """The same content as typst markup, compiled by the typst wheel with our body face."""
    import typst

    from ajx_tui.documents.faces import BUNDLED_FOLDER

    head = (
        '#set page(paper: "a4", margin: (top: 37mm, bottom: 35mm, left: 28mm, right: 26mm), numbering: "1")\n'
        '#set text(font: "AJX Fangsong", size: 15.75pt, lang: "zh")\n#set par(justify: true, leading: 13pt)\n'
    )
    if work == "table":
        fractions = ", ".join(f"{weight}fr" for weight in WEIGHTS)
        cells = ",\n".join(", ".join(f'"{text}"' for text in row) for row in rows(size))
        header = ", ".join(f'"{text}"' for text in HEADERS)
        source = f"{head}#set text(size: 10.5pt)\n#table(columns: ({fractions}), table.header({header}),\n{cells})"
        sources = [source]
    elif work == "notices":
        sources = [f"{head}投保提示\n\n甲县第{i}有限责任公司：\n\n{SENTENCE * 2}" for i in range(size)]
    else:
        sources = [head + "\n\n".join(paragraphs(size) if work == "text" else [SENTENCE])]
    for i, source in enumerate(sources):
        (folder / "in.typ").write_text(source, encoding="utf-8")
        typst.compile(str(folder / "in.typ"), str(folder / f"{i}.pdf"), font_paths=[str(BUNDLED_FOLDER)])
    return 0


ENGINES: dict[str, Callable[[str, int, Path], int]] = {"ours": ours, "reportlab": reportlab, "typst": typst_peer}


def peak_megabytes() -> float | None:
    """Peak resident memory of this process, where the system tells."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def run_one(engine: str, work: str, size: int) -> None:
    """Do one case in this process and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        pages = ENGINES[engine](work, size, folder)
        seconds = time.perf_counter() - start
        files = list(folder.glob("*.pdf"))
        length = sum(path.stat().st_size for path in files)
        if not pages:
            from pypdf import PdfReader

            pages = sum(len(PdfReader(path).pages) for path in files)
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes(), "pages": pages, "bytes": length}))


def measure(engine: str, case: Case, rounds: int) -> dict[str, float]:
    """The median round of a case in processes of its own."""
    found = []
    for _ in range(rounds):
        command = [sys.executable, __file__, "--run", engine, case.work, str(case.size)]
        start = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        whole = time.perf_counter() - start
        result = json.loads(done.stdout)
        found.append({**result, "seconds": whole if case.work == "cold" else result["seconds"]})
    middle = statistics.median_low([result["seconds"] for result in found])
    return next(result for result in found if result["seconds"] == middle)


def judged(case: Case, found: dict[str, dict[str, float]]) -> list[Line]:
    """Our figures beside the limits and the peers."""
    ours = found["ours"]
    seconds = ", ".join(f"{engine} {result['seconds']:.2f} s" for engine, result in found.items() if engine != "ours")
    lines = []
    if case.pages_per_second:
        lines.append(Line(case.title, ours["pages"] / ours["seconds"], "pages/s", seconds, case.pages_per_second, True))
    if case.seconds:
        lines.append(Line(case.title, ours["seconds"], "s", seconds, case.seconds))
    if case.megabytes and ours["megabytes"]:
        peers = ", ".join(f"{e} {r['megabytes']:.0f} MB" for e, r in found.items() if e != "ours" and r["megabytes"])
        lines.append(Line(f"{case.title}, memory", ours["megabytes"], "MB", peers, case.megabytes))
    if ours["pages"] >= 20 and case.work != "notices":
        lines.append(Line(f"{case.title}, file", ours["bytes"] / ours["pages"] / 1000, "KB/page", "", 20))
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all cases and print a table; exit code 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(AS_JSON, action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--run", nargs=3, metavar=("ENGINE", "WORK", "SIZE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        run_one(options.run[0], options.run[1], int(options.run[2]))
        return 0
    engines = ["ours", "reportlab"] + (["typst"] if importlib.util.find_spec("typst") else [])
    lines = []
    for case in CASES:
        found = {}
        for engine in engines if case.size <= PEER_LIMIT else engines[:1]:
            result = found[engine] = measure(engine, case, options.rounds if engine == "ours" else 1)
            say(
                f"{case.title:34} {engine:10} {result['seconds']:7.2f} s  {result['megabytes'] or 0:6.0f} MB "
                f"{result['pages']:6} pages {result['pages'] / result['seconds']:7.0f} pages/s "
                f"{result['bytes'] / result['pages'] / 1000:6.1f} KB/page"
            )
        lines += judged(case, found)
    return finish(lines)


if __name__ == "__main__":
    sys.exit(main())
