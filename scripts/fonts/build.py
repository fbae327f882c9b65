"""Build the bundled faces of src/ajx_tui/documents/fonts/ again from named packages.

    pip install fonttools
    python scripts/fonts/build.py --work DIR [--check]

Needs a Debian (bookworm) `apt-get` and `dpkg-deb`, and `npm`: packages are fetched by name through those clients into
DIR (kept between runs), their SHA-256 compared with the pinned ones, the faces subset, renamed (the Open Font License
reserves names) and written next to their metrics sidecars and PROVENANCE.md. `--check` writes into DIR/out instead
and compares with what is committed. The output is the same bytes for the same fontTools release.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import hashlib
import lzma
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fontTools
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src" / "ajx_tui" / "documents" / "fonts"
FIXED_TIME = 3_786_912_000  # 2024-01-01 in seconds since 1904, the epoch of the head table
MAX_ERROR = 1.5  # largest distance between a cubic and its quadratic copy, in units of 1/1000 em


@dataclass(frozen=True)
class Package:
    """A package by name, version and the SHA-256 of the archive its client delivers."""

    client: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Face:
    """One bundled face: the member of a package it comes from, its new family name and the characters it keeps."""

    out: str
    package: str
    member: str
    family: str
    licence: str
    characters: Callable[[dict[int, int]], set[int]]


PACKAGES = (
    Package(
        "apt",
        "texlive-lang-chinese",
        "2022.20230122-1",
        "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
    ),
    Package(
        "apt", "fonts-lxgw-wenkai", "1.250+repack-1", "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318"
    ),
    Package("apt", "unicode-data", "15.0.0-1", "5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc"),
    Package(
        "npm",
        "@expo-google-fonts/noto-serif-sc",
        "0.4.3",
        "ff6bcf5ba68d92dfecc05544bb150f9e724741a932354a0dd97e7289c40a3f5e",
    ),
    Package(
        "npm",
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
    ),
)

FANDOL = "./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
WENKAI = "./usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf"

# Latin, punctuation, units, arrows, mathematics, box drawing, enclosed numbers, CJK and full-width forms.
SYMBOLS = {
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2BB, 0x2DE), *range(0x391, 0x3CA), *range(0x401, 0x452),
    *range(0x2010, 0x205F), *range(0x20A0, 0x20BE), *range(0x2100, 0x2200), *range(0x2200, 0x2300),
    *range(0x2460, 0x2500), *range(0x2500, 0x2580), *range(0x2580, 0x2700), *range(0x3000, 0x3040),
    *range(0x3200, 0x3400), *range(0xFE30, 0xFE70), *range(0xFF00, 0xFFF0),
}  # fmt: skip


def charset(name: str) -> set[int]:
    """Every code point of a double-byte Python codec."""
    points = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            text = bytes([high, low]).decode(name, "ignore")
            points.update(map(ord, text) if len(text) == 1 else ())
    return points


GB2312, GBK = charset("gb2312"), charset("gbk")
EXTENSION_A = set(range(0x3400, 0x4DC0))

FACES = (
    Face("fangsong.ttf", "texlive-lang-chinese", FANDOL, "AJX Fangsong", "GPL-3.0-font-exception",
         lambda table: GB2312 | table.keys() | SYMBOLS),
    Face("xiaobiaosong.ttf", "@expo-google-fonts/noto-serif-sc", "package/900Black/NotoSerifSC_900Black.ttf",
         "AJX Biaosong", "OFL-1.1", lambda table: table.keys() | SYMBOLS & GBK | set(range(0x20, 0x180))),
    Face("heiti.ttf", "@expo-google-fonts/noto-sans-sc", "package/400Regular/NotoSansSC_400Regular.ttf",
         "AJX Heiti", "OFL-1.1", lambda table: GB2312 | table.keys() | SYMBOLS),
    Face("kaiti.ttf", "fonts-lxgw-wenkai", WENKAI, "AJX Kaiti", "OFL-1.1",
         lambda table: {point for point, number in table.items() if number <= 6500} | SYMBOLS & GBK),
    Face("songti.ttf", "@expo-google-fonts/noto-serif-sc", "package/400Regular/NotoSerifSC_400Regular.ttf",
         "AJX Songti", "OFL-1.1", lambda table: GBK | EXTENSION_A | table.keys() | SYMBOLS),
)  # fmt: skip


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(package: Package, work: Path) -> Path:
    """Deliver the archive of a package into `work` and compare its checksum; stop the build when it differs."""
    if package.client == "apt":
        pattern, command = f"{package.name}_*.deb", ["apt-get", "download", f"{package.name}={package.version}"]
    else:
        stem = package.name.removeprefix("@").replace("/", "-")
        pattern, command = f"{stem}-{package.version}.tgz", ["npm", "pack", f"{package.name}@{package.version}"]
    if not list(work.glob(pattern)):
        subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    path = next(work.glob(pattern))
    found = sha256(path)
    if package.sha256 and found != package.sha256:
        sys.exit(f"{package.name}: SHA-256 is {found}, expected {package.sha256}")
    return path


def member(archive: Path, name: str) -> bytes:
    """One file out of a .deb or an npm .tgz."""
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as tar:
            return tar.extractfile(name).read()  # type: ignore[union-attr]
    deb = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", archive], stdout=subprocess.PIPE)
    with deb, tarfile.open(fileobj=deb.stdout, mode="r|") as tar:
        for entry in tar:
            if entry.name == name:
                data = tar.extractfile(entry).read()  # type: ignore[union-attr]
                deb.kill()
                return data
    raise KeyError(name)


def to_quadratic(font: TTFont) -> None:
    """Replace the CFF outlines of a font by TrueType ones, in place."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    del font["CFF "]
    for tag in ("VORG", "GPOS", "BASE"):
        if tag in font:
            del font[tag]
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones, maxp.maxTwilightPoints = 0x00010000, 1, 0
    for field in ("maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
                  "maxSizeOfInstructions", "maxComponentElements"):  # fmt: skip
        setattr(maxp, field, 0)
    font["post"].formatType, font.sfntVersion = 3.0, "\x00\x01\x00\x00"


def rename(font: TTFont, face: Face) -> None:
    """Give the derived face a name of its own; copyright and licence records stay."""
    names = font["name"]
    keep = {n.nameID: n.toUnicode() for n in names.names if n.nameID in (0, 7, 10, 13, 14)}
    names.names = []
    postscript = face.family.replace(" ", "") + "-Regular"
    own = {1: face.family, 2: "Regular", 3: f"ajx_tui:{postscript}", 4: face.family, 5: "Version 1.000", 6: postscript}
    for number, text in sorted({**keep, **own}.items()):
        names.setName(text, number, 3, 1, 0x409)


def build_face(face: Face, data: Path, out: Path, table: dict[int, int]) -> None:
    """Subset, convert where needed, rename and write one face."""
    font = TTFont(data, recalcTimestamp=False)
    options = Options()
    options.hinting, options.notdef_outline, options.glyph_names = False, True, False
    options.layout_features, options.name_IDs, options.legacy_kern = [], ["*"], False
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "VORG", "gasp", "prep"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.characters(table) & set(font.getBestCmap()))
    subsetter.subset(font)
    if "CFF " in font:
        to_quadratic(font)
    rename(font, face)
    font["head"].modified = font["head"].created = FIXED_TIME
    font.save(out / face.out, reorderTables=True)


def general_standard(archive: Path) -> dict[int, int]:
    """通用规范汉字表: the 8105 characters with a kTGH entry in Unihan, each with its number in the table."""
    text = bz2.decompress(member(archive, "./usr/share/unicode/Unihan_OtherMappings.txt.bz2")).decode("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if "\tkTGH\t" in line]
    table = {int(point[2:], 16): int(value.partition(":")[2]) for point, _, value in rows}
    if len(table) != 8105:
        sys.exit(f"通用规范汉字表 has {len(table)} characters, expected 8105")
    return table


def write_sidecars(out: Path) -> None:
    """Write the metrics sidecar beside each face, with the reader the program itself uses."""
    sys.path.insert(0, str(ROOT / "src"))
    from ajx_tui.documents import sfnt

    for face in FACES:
        path = out / face.out
        path.with_suffix(".metrics").write_bytes(sfnt.pack(sfnt.read_metrics(path)))


def write_licences(archives: dict[str, Path], out: Path) -> None:
    """Copy the licence texts, and the OpenType source of the face under the GPL."""
    folder = out / "licences"
    folder.mkdir(parents=True, exist_ok=True)
    tex = archives["texlive-lang-chinese"]
    fandol = "./usr/share/doc/texlive-doc/fonts/fandol/"
    (folder / "Fandol-COPYING.txt").write_bytes(gzip.decompress(member(tex, fandol + "COPYING.gz")))
    (folder / "Fandol-README.txt").write_bytes(member(tex, fandol + "README"))
    for package, name in (("noto-serif-sc", "NotoSerifSC"), ("noto-sans-sc", "NotoSansSC")):
        text = member(archives[f"@expo-google-fonts/{package}"], "package/LICENSE_FONT")
        (folder / f"{name}-OFL.txt").write_bytes(text)
    copyright_file = "./usr/share/doc/fonts-lxgw-wenkai/copyright"
    (folder / "LXGWWenKai-OFL.txt").write_bytes(member(archives["fonts-lxgw-wenkai"], copyright_file))
    source = lzma.compress(member(tex, FANDOL), preset=9 | lzma.PRESET_EXTREME)
    (folder / "FandolFang-Regular.otf.xz").write_bytes(source)


def write_provenance(archives: dict[str, Path], inputs: dict[str, Path], out: Path) -> None:
    """Write PROVENANCE.md: where each byte comes from and what it became."""
    lines = ["# 内置字体来源", "", "由 `scripts/fonts/build.py` 从下列软件包生成，程序本身从不下载字体。",
             f"fontTools {fontTools.version}，FandolFang 的三次曲线以 ≤ {MAX_ERROR:g}/1000 em 的误差转为二次曲线。",
             "许可证全文及 GPL 字体的 OpenType 源文件（xz 压缩）在 `licences/`。各字体均为子集，按许可证要求改名。", "",
             "## 软件包", "", "| 来源 | 软件包 | 版本 | SHA-256 |", "|---|---|---|---|"]  # fmt: skip
    lines += [f"| {p.client} | {p.name} | {p.version} | `{sha256(archives[p.name])}` |" for p in PACKAGES]
    lines += ["", "## 字体", "", "| 文件 | 来源文件 | 许可证 | 输入 SHA-256 | 输出 SHA-256 | 字节 |",
              "|---|---|---|---|---|---|"]  # fmt: skip
    for face in FACES:
        path = out / face.out
        lines.append(f"| {face.out} | {Path(face.member).name} | {face.licence} | `{sha256(inputs[face.out])}` "
                     f"| `{sha256(path)}` | {path.stat().st_size} |")  # fmt: skip
    lines += ["", "`*.metrics` 是对应字体的字符、字形编号与字宽表，由同一脚本生成，打开文档时代替解析字体文件。",
              "8105 字表取自 unicode-data 的 Unihan kTGH 字段。", ""]  # fmt: skip
    (out / "PROVENANCE.md").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Fetch, build, and write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True, help="folder for downloads and intermediate files")
    parser.add_argument("--check", action="store_true", help="build beside and compare with the committed files")
    options = parser.parse_args()
    work: Path = options.work.resolve()
    out = work / "out" if options.check else TARGET
    for folder in (work / "in", out):
        folder.mkdir(parents=True, exist_ok=True)
    archives = {package.name: fetch(package, work) for package in PACKAGES}
    table = general_standard(archives["unicode-data"])
    inputs: dict[str, Path] = {}
    for face in FACES:
        inputs[face.out] = work / "in" / Path(face.member).name
        inputs[face.out].write_bytes(member(archives[face.package], face.member))
        build_face(face, inputs[face.out], out, table)
        print(face.out, (out / face.out).stat().st_size)
    write_sidecars(out)
    write_licences(archives, out)
    write_provenance(archives, inputs, out)
    if options.check:
        differing = [p.name for p in TARGET.rglob("*") if p.is_file()
                     and (out / p.relative_to(TARGET)).read_bytes() != p.read_bytes()]  # fmt: skip
        shutil.rmtree(out)
        sys.exit(f"differs: {', '.join(differing)}" if differing else 0)


if __name__ == "__main__":
    main()
