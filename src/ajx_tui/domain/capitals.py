"""Amounts of money in the capital characters that papers ask for (大写), by the rules for vouchers of the central bank.

陆万元整, 壹拾万零伍拾元叁角, 壹佰零贰元零伍分: zeros between digits are said once, 整 ends an amount without 分.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def money_capitals(fen: int) -> str:
    """An amount of fen in capital characters. Raises ValueError for a negative amount or one of 10^16 yuan and more."""
    if not 0 <= fen < 10**18:
        raise ValueError(f"no capitals for {fen}")
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{whole or '零元'}整"
    parts = [f"{_DIGITS[jiao]}角" if jiao else "零" if yuan else "", f"{_DIGITS[cent]}分" if cent else "整"]
    return whole + "".join(parts)


def _whole(number: int) -> str:
    """A number below 10^16 by 亿 and 万; a zero is said where digits are missing between two that are not."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, size)
        if high:
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_whole(high)}{name}{gap}{_whole(low)}"
    return _group(number)


def _group(number: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text
