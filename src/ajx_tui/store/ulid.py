"""ULIDs: keys that sort by time and do not clash when records of many counties meet."""

from __future__ import annotations

import os
import time

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(a + b for a in _DIGITS for b in _DIGITS)


def encode(number: int) -> str:
    """The 26 characters of a 128-bit number in Crockford base 32."""
    pairs = "".join(_PAIRS[(number >> shift) & 1023] for shift in range(115, 0, -10))
    return f"{_DIGITS[number >> 125]}{pairs}{_DIGITS[number & 31]}"


def new_ulids(count: int) -> list[str]:
    """`count` ULIDs of this moment, strictly ascending."""
    start = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(9), "big")
    made: list[str] = []
    for number in range(start, start + count):
        if not made or not number & 0xFFFFF:
            led = encode(number)[:-4]
        made.append(f"{led}{_PAIRS[number >> 10 & 1023]}{_PAIRS[number & 1023]}")
    return made
