"""The faces one document uses: widths, character codes and the characters nothing can draw."""

from __future__ import annotations

from collections.abc import Iterator

from ajx_tui.documents import sfnt
from ajx_tui.documents.blocks import MissingGlyph
from ajx_tui.documents.faces import Face, FaceFile, Role, chain, load
from ajx_tui.documents.text import tidy, tidy_character

REPLACEMENT = "□"
"""What stands on paper for a character without a glyph."""


class FaceInUse:
    """A face with the characters a document has drawn from it; character codes are handed out from 1 in that order."""

    def __init__(self, face: Face, number: int) -> None:
        self.face = face
        self.resource = f"F{number}"
        self.codes = _Codes(face.glyphs)

    @property
    def used(self) -> list[str]:
        """The characters drawn so far, in the order of their codes (1, 2, …)."""
        return list(self.codes)


class _Codes(dict[str, str]):
    """Character → four hexadecimal digits of its code; a character the face lacks raises KeyError."""

    def __init__(self, glyphs: dict[str, int]) -> None:
        super().__init__()
        self._glyphs = glyphs

    def __missing__(self, character: str) -> str:
        if character not in self._glyphs:
            raise KeyError(character)
        code = self[character] = f"{len(self) + 1:04X}"
        return code


class _Widths(dict[str, int]):
    """Character → advance width in 1/1000 em in the first face of a chain that has it."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface
        self._primary = typeface.primary.widths

    def __missing__(self, character: str) -> int:
        width = self._primary.get(character)
        if width is None:
            width = self._typeface.face_for(character).widths[character]
        self[character] = width
        return width


class Typeface:
    """One role: a chain of faces tried character by character. `widths` covers every cleaned text."""

    def __init__(self, fonts: FontSet, role: Role) -> None:
        self.role = role
        self._fonts = fonts
        self._chain = chain(role, bundled_only=fonts.bundled_only)
        self.primary = fonts.first_usable(self._chain)
        self.widths: dict[str, int] = _Widths(self)
        self._primary_in_use: FaceInUse | None = None

    def face_for(self, character: str) -> Face:
        """The first face of the chain with a glyph for a character of a cleaned text. Raises KeyError without one."""
        for file in self._chain:
            face = self._fonts.usable(file)
            if face and character in face.glyphs:
                return face
        raise KeyError(character)

    def width(self, text: str, size: float) -> float:
        """The natural width of a cleaned text in points."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000

    def encode(self, text: str) -> list[tuple[FaceInUse, str, str]]:
        """Split a cleaned text into stretches of one face: (face, hexadecimal codes, characters)."""
        if self._primary_in_use is None:
            self._primary_in_use = self._fonts.use(self.primary)
        try:
            return [(self._primary_in_use, "".join(map(self._primary_in_use.codes.__getitem__, text)), text)]
        except KeyError:
            return list(self._encode_mixed(text))

    def _encode_mixed(self, text: str) -> Iterator[tuple[FaceInUse, str, str]]:
        start, current = 0, self.face_for(text[0])
        for i in range(1, len(text) + 1):
            face = self.face_for(text[i]) if i < len(text) else None
            if face is not current:
                part, in_use = text[start:i], self._fonts.use(current)
                yield in_use, "".join(map(in_use.codes.__getitem__, part)), part
                if face is None:
                    return
                start, current = i, face


class FontSet:
    """All typefaces of one document, loaded when first asked for, and its list of missing characters."""

    def __init__(self, *, bundled_only: bool = False) -> None:
        self.bundled_only = bundled_only
        self.missing: list[MissingGlyph] = []
        self._typefaces: dict[Role, Typeface] = {}
        self._in_use: dict[FaceFile, FaceInUse] = {}
        self._refused: set[FaceFile] = set()
        self.known: set[str] = {" ", "\n"}
        self._reported: set[tuple[str, str]] = set()

    def __getitem__(self, role: Role) -> Typeface:
        typeface = self._typefaces.get(role)
        if typeface is None:
            typeface = self._typefaces[role] = Typeface(self, role)
        return typeface

    def usable(self, file: FaceFile) -> Face | None:
        """The loaded face, or None for a system face that can't be read or embedded."""
        if file in self._refused:
            return None
        try:
            return load(file)
        except (sfnt.FontError, OSError):
            self._refused.add(file)
            return None

    def first_usable(self, files: tuple[FaceFile, ...]) -> Face:
        """The first face of a chain that can be loaded; the bundled one always can or raises `AjxError`."""
        return next(face for face in map(self.usable, files) if face)

    def use(self, face: Face) -> FaceInUse:
        """The face's entry among those the document embeds."""
        in_use = self._in_use.get(face.file)
        if in_use is None:
            in_use = self._in_use[face.file] = FaceInUse(face, len(self._in_use) + 1)
        return in_use

    def faces_in_use(self) -> list[FaceInUse]:
        """The faces to embed, in the order of their first use."""
        return list(self._in_use.values())

    def log(self) -> tuple[str, ...]:
        """Which face stood in for which role, then the faces that only helped out."""
        lines = [f"{role.value}：{typeface.primary.file.label()}" for role, typeface in self._typefaces.items()]
        own = {typeface.primary.file for typeface in self._typefaces.values()}
        return (*lines, *(f"补字：{file.label()}" for file in self._in_use if file not in own))

    def clean(self, text: str, context: str = "") -> str:
        """Text that can be drawn: `tidy`, with □ and an entry in `missing` for each character no face has."""
        if self.known.issuperset(text):
            return text
        return "".join(self._drawable(c, context) for c in text.replace("\r\n", "\n"))

    def _drawable(self, character: str, context: str) -> str:
        if character in self.known:
            return character
        tidied = tidy_character(character)
        if tidied != character and tidied != "\ufffd":
            return tidied
        any_role = next(iter(self._typefaces.values()), None) or self[Role.FANGSONG]
        try:
            any_role.face_for(character)
        except KeyError:
            shown, context = character if tidied == character else "\ufffd", tidy(context)
            if (shown, context) not in self._reported:
                self._reported.add((shown, context))
                self.missing.append(MissingGlyph(shown, context))
            return REPLACEMENT
        self.known.add(character)
        return character
