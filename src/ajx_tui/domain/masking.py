"""Masking personal data for who receives it (个人信息保护法 Art. 6, 51): tagged fields, and what stands in free text.

Free text is searched for telephone and identity numbers however they are spaced or written, since clerks put them
into notes; numbers in typed columns (money, days, counts) are left as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from ajx_tui.domain.credit_code import is_valid
from ajx_tui.domain.fields import CreditCode, Spec, Text

HIDDEN = "***"


class Profile(StrEnum):
    """How much of personal data leaves: all 内部, parts of it 上报, none 公示. In order of strictness."""

    INTERNAL = "internal"
    REPORT = "report"
    PUBLIC = "public"


PROFILE_TITLES = {Profile.INTERNAL: "内部", Profile.REPORT: "上报", Profile.PUBLIC: "公示"}
_ORDER = (Profile.INTERNAL, Profile.REPORT, Profile.PUBLIC)


def stricter(first: Profile, second: Profile) -> Profile:
    """The one that lets less out."""
    return max(first, second, key=_ORDER.index)


_NUMERALS = "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺"
_SPELLED = str.maketrans(_NUMERALS, "001234567891234567891")
_LEAST = 7
"""The shortest number looked for, in digits: most texts hold fewer, and are not looked at further."""
_GAP = r"[ \-‐‑‒–—―－_.·•/\\()（）\[\]*~\u00a0\u3000\u200b-\u200f\u2060\ufeff\t\n]{0,3}"
_D = rf"{_GAP}\d"
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_D}){{9}}(?!\d)")
_ANYWHERE = re.compile(rf"1{_GAP}[3-9](?:{_D}){{9}}")
_GROUPED = re.compile(r"(?<!\d)1[3-9]\d[,，、]\d{4}[,，、]\d{4}(?!\d)")
_LANDLINE = re.compile(rf"(?<!\d)(?:\+?86{_GAP})?[(（]?0(?:{_D}){{9,11}}(?!\d)")
_LOCAL = re.compile(
    rf"(?:电话|手机|座机|联系|热线|致电|拨打|打给|tel|phone|mobile)[^\d]{{0,8}}(\d(?:{_D}){{6,7}})(?!\d)", re.I
)
_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{_D}){{16}}{_GAP}[\dXx](?![0-9A-Za-z])")
_OLD_IDENTITY = re.compile(rf"(?<![0-9A-Za-z])[1-9](?:{_D}){{14}}(?![0-9A-Za-z])")
_NAME_BREAK = re.compile(r"[、,，;；/\s（）()：:]+")


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """`text` with telephone numbers, identity numbers and the `names` masked wherever they stand."""
    spans = _numbers(text) if sum(map(_digit_like, text)) >= _LEAST else []
    for start, end in sorted(_joined(spans), reverse=True):
        text = text[:start] + HIDDEN + text[end:]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return text


def _digit_like(char: str) -> bool:
    return char.isdigit() or char in _NUMERALS


def _numbers(text: str) -> list[tuple[int, int]]:
    """Where telephone and identity numbers stand, however they are written."""
    # A name may end in a numeral (张三) and stand right before the number: only digits proper may not stand beside it.
    plain, mixed = _fold(text), _fold(text.translate(_SPELLED))
    spans = [m.span() for m in _ANYWHERE.finditer(mixed) if _apart(plain, *m.span())]
    for folded in (plain, mixed):
        spans += [m.span() for pattern in (_MOBILE, _GROUPED, _LANDLINE) for m in pattern.finditer(folded)]
        spans += [m.span(1) for m in _LOCAL.finditer(folded)]
        spans += [m.span() for m in _IDENTITY.finditer(folded) if _born(_digits(m[0])[6:14])]
        spans += [m.span() for m in _OLD_IDENTITY.finditer(folded) if _born("19" + _digits(m[0])[6:12])]
    return spans


def _apart(text: str, start: int, end: int) -> bool:
    """Whether no digit proper stands right before or behind a span."""
    return not text[max(0, start - 1) : start].isdecimal() and not text[end : end + 1].isdecimal()


def _fold(text: str) -> str:
    """The text with every kind of digit made an ASCII one, character for character."""
    made = []
    for char in text:
        digit = unicodedata.digit(char, None)
        made.append(str(digit) if digit is not None else char)
    return "".join(made)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _born(text: str) -> bool:
    """Whether eight digits are a day somebody alive can have been born on."""
    try:
        return date(1900, 1, 1) <= date(int(text[:4]), int(text[4:6]), int(text[6:8])) <= date(2199, 1, 1)
    except ValueError:
        return False


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping spans made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def mask_name(name: str) -> str:
    """A name by its first character."""
    return f"{name[0]}**" if name else ""


def names_in(value: str) -> list[str]:
    """The single names in a field that may hold several; single characters are no names."""
    return [part for part in _NAME_BREAK.split(value) if len(part) > 1]


def mask(spec: Spec, text: str, profile: Profile, names: Iterable[str] = ()) -> str:
    """The shown value of a field as `profile` lets it out. `names` are the persons of the same record: masked in
    texts, not in what other records are called.
    """
    if profile is Profile.INTERNAL or not text:
        return text
    if spec.personal:
        return HIDDEN if profile is Profile.PUBLIC else partly(spec.personal, text)
    if isinstance(spec, CreditCode) and is_valid(text):
        return text
    if spec.sql_type != "TEXT" and not hasattr(spec, "target"):
        return text
    return scrub(text, names if isinstance(spec, Text) else ())


def partly(personal: str, text: str) -> str:
    """As much of a personal value as a superior office needs to tell two persons apart."""
    if personal == "name":
        return "、".join(mask_name(part) for part in _NAME_BREAK.split(text) if part)
    if personal == "phone":
        return "、".join(
            f"{part[:3]}****{part[-2:]}" if len(part) >= 7 else HIDDEN for part in _NAME_BREAK.split(text) if part
        )
    return f"{HIDDEN}{text[-2:]}" if personal == "id" and len(text) > 6 else HIDDEN
