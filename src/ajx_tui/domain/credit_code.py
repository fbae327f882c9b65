"""Unified social credit code 统一社会信用代码 (GB 32100-2015)."""

from __future__ import annotations

from operator import mul

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_WEIGHTS = tuple(pow(3, i, 31) for i in range(LENGTH - 1))
_VALUE = {c: i for i, c in enumerate(ALPHABET)}
_WHOLE = (*_WEIGHTS, 1)
_VALUES = bytes(_VALUE.get(chr(byte), 255) for byte in range(256))
# Letters the standard leaves out, and what people usually meant.
_MISREAD = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


def check_character(first17: str) -> str:
    """The 18th character for the first 17 (GB 32100-2015, 5.2). Raises KeyError for a character outside the set."""
    total = sum(map(mul, map(_VALUE.__getitem__, first17), _WEIGHTS))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether `code` (already normalised) is a well-formed code with the right check character."""
    values = code.encode("ascii", "replace").translate(_VALUES)
    return len(values) == LENGTH and max(values) < 31 and sum(map(mul, values, _WHOLE)) % 31 == 0


def explain(code: str) -> str:
    """What is wrong with `code`, in Chinese, naming the character and what it should be; empty when it is valid."""
    if len(code) != LENGTH:
        return f"统一社会信用代码应为18位，这里是{len(code)}位"
    for place, c in enumerate(code, 1):
        if c not in _VALUE:
            hint = f"，疑为“{_MISREAD[c]}”" if c in _MISREAD else ""
            return f"统一社会信用代码第{place}位“{c}”不是规定字符（不用字母I、O、S、V、Z）{hint}"
    right = check_character(code[:17])
    if code[17] != right:
        return f"统一社会信用代码校验不符：第18位是“{code[17]}”，按前17位应为“{right}”"
    return ""
