"""The bundled faces: complete, licensed, what PROVENANCE.md says; system faces found by name; fallback and □."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest

from ajx_tui.documents import faces, pdf, sfnt
from ajx_tui.documents.blocks import Document, DocumentMeta, Paragraph
from ajx_tui.documents.faces import BUNDLED, BUNDLED_FOLDER, FaceFile, Role, load
from ajx_tui.documents.typeface import REPLACEMENT, FontSet
from ajx_tui.progress import run

DATA = Path(__file__).with_name("data")
PROBES = "䶮㛃𬭎㸆𫟼𬍛䓛㙍槑犇喆堃玥淼鑫祎"


def gbk() -> set[str]:
    """Every character of GBK."""
    codes = (bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    return {text for code in codes if len(text := code.decode("gbk", "ignore")) == 1 and ord(text) > 0x7F}


@pytest.fixture
def fonts() -> FontSet:
    return FontSet(bundled_only=True)


def test_every_character_of_gbk_and_the_general_standard_table_has_a_glyph_in_every_role(fonts: FontSet) -> None:
    table = "".join((DATA / "general-standard-8105.txt").read_text(encoding="utf-8").split())
    assert len(set(table)) == 8105
    wanted = gbk() | set(table) | set(PROBES)
    assert len(wanted) > 21_800
    assert fonts.clean("".join(sorted(wanted)), "全表") == "".join(sorted(wanted))
    assert fonts.missing == []
    for role in Role:
        widths = fonts[role].widths
        assert all(widths[character] > 0 for character in wanted)


def test_glyphs_of_the_tables_have_outlines() -> None:
    """A face that maps a character to an empty glyph would print nothing."""
    face = load(BUNDLED[Role.SONGTI])
    with sfnt.SfntFile(face.file.path) as font:
        count = struct.unpack_from(">H", font.table("maxp"), 4)[0]
        offsets = struct.unpack(f">{count + 1}L", font.table("loca"))
    table = "".join((DATA / "general-standard-8105.txt").read_text(encoding="utf-8").split())
    empty = [c for c in table if offsets[face.glyphs[c]] == offsets[face.glyphs[c] + 1]]
    assert empty == []


def test_folder_is_small_licensed_and_what_provenance_says() -> None:
    files = [path for path in BUNDLED_FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 35_000_000
    provenance = (BUNDLED_FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    for face in BUNDLED.values():
        assert hashlib.sha256(face.path.read_bytes()).hexdigest() in provenance
    licences = {path.name for path in (BUNDLED_FOLDER / "licences").iterdir()}
    assert {"Fandol-COPYING.txt", "NotoSansSC-OFL.txt", "NotoSerifSC-OFL.txt", "LXGWWenKai-OFL.txt"} <= licences
    assert "FandolFang-Regular.otf.xz" in licences


@pytest.mark.parametrize("role", [Role.XIAOBIAOSONG, Role.HEITI])
def test_sidecars_say_what_the_font_files_say(role: Role) -> None:
    path = BUNDLED[role].path
    assert sfnt.unpack(path.with_suffix(".metrics").read_bytes()) == sfnt.read_metrics(path)


def test_a_face_is_loaded_only_when_its_role_is_used(tmp_path: Path) -> None:
    report = run(pdf.render(Document(DocumentMeta("题"), (Paragraph("正文"),)), tmp_path / "a.pdf", bundled_only=True))
    assert report.faces == ("仿宋：FandolFang（内置）", "宋体：Noto Serif SC（内置）")


def test_what_no_face_has_prints_a_box_and_is_reported_with_each_context(fonts: FontSet) -> None:
    assert fonts.clean("𠮷😀甲", "企业一") == REPLACEMENT * 2 + "甲"
    assert fonts.clean("𠮷", "企业二") == REPLACEMENT
    assert [(m.character, m.context) for m in fonts.missing] == [("𠮷", "企业一"), ("😀", "企业一"), ("𠮷", "企业二")]


def test_rare_characters_come_from_another_face(fonts: FontSet) -> None:
    stretches = fonts[Role.FANGSONG].encode(fonts.clean("王䶮生", ""))
    assert [text for _, _, text in stretches] == ["王", "䶮", "生"]
    assert stretches[0][0] is stretches[2][0] is not stretches[1][0]
    assert fonts.log()[-1].startswith("补字：")


def _renamed(source: Path, family: str, fs_type: int = 0) -> bytes:
    """A copy of a bundled face that calls itself by another family name."""
    tables = {}
    with sfnt.SfntFile(source) as font:
        for tag in ("head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "post"):
            tables[tag] = font.table(tag)
    text = family.encode("utf-16-be")
    names = b"".join(struct.pack(">6H", 3, 1, 0x804, number, len(text), 0) for number in (1, 4))
    tables["name"] = struct.pack(">HHH", 0, 2, 6 + len(names)) + names + text
    tables["OS/2"] = tables["OS/2"][:8] + struct.pack(">H", fs_type) + tables["OS/2"][10:]
    return sfnt._sfnt(tables)


@pytest.fixture
def system_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "系统字体"
    folder.mkdir()
    monkeypatch.setattr(faces, "system_font_folders", lambda: (folder,))
    faces.find_system_faces.cache_clear()
    return folder


def test_a_system_face_is_found_by_its_name_not_its_file_name(system_folder: Path, tmp_path: Path) -> None:
    (system_folder / "whatever.ttf").write_bytes(_renamed(BUNDLED[Role.XIAOBIAOSONG].path, "仿宋_GB2312"))
    (system_folder / "simfang.ttf").write_bytes(b"not a font")
    (system_folder / "empty.ttc").write_bytes(b"")
    (system_folder / "cut.ttf").write_bytes(_renamed(BUNDLED[Role.HEITI].path, "黑体")[:2000])
    source = Document(DocumentMeta("题"), (Paragraph("正文"),))
    assert run(pdf.render(source, tmp_path / "a.pdf")).faces[0] == "仿宋：仿宋_GB2312（系统）"
    assert run(pdf.render(source, tmp_path / "b.pdf", bundled_only=True)).faces[0] == "仿宋：FandolFang（内置）"


def test_a_system_face_that_may_not_be_embedded_is_passed_over(system_folder: Path, tmp_path: Path) -> None:
    (system_folder / "locked.ttf").write_bytes(_renamed(BUNDLED[Role.XIAOBIAOSONG].path, "仿宋", fs_type=2))
    report = run(pdf.render(Document(DocumentMeta("题"), (Paragraph("正文"),)), tmp_path / "a.pdf"))
    assert report.faces[0] == "仿宋：FandolFang（内置）"


def test_a_damaged_bundled_face_is_a_clear_error(tmp_path: Path) -> None:
    from ajx_tui.errors import AjxError

    (tmp_path / "x.metrics").write_bytes(b"AJXM1\nrubbish")
    with pytest.raises(AjxError, match="重新安装"):
        load(FaceFile("x", tmp_path / "x.ttf"))
