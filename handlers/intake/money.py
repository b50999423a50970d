"""Money as people write and say it: 300, 三百块, 三百五, 一千二, 两百来块."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_SPOKEN = "[零一二两俩三四五六七八九十百千万]+"
_NUMBER = re.compile(rf"(?<![\d.])\d{{1,6}}(?![\d])(?:\.\d+)?[百千万]?|{_SPOKEN}")
_YUAN = re.compile(r"\s*(?:多|来|几)?\s*(?:元|块|圆|人民币)")
MOST = 999_999


def yuan(text: str, *, bare: bool = False) -> int | None:
    """The money a text names; `bare`: money was asked for, so that a number needs no 元 behind it."""
    text = re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", text)
    numbers = list(_NUMBER.finditer(text))
    named = [found for found in numbers if _YUAN.match(text, found.end())]
    for found in named or (numbers if bare else ()):
        value = _value(found.group())
        if value is not None and 0 < value <= MOST:
            return value
    return None


def _value(said: str) -> int | None:
    if said[0].isdigit():
        power = _POWERS.get(said[-1], 1)
        return int(float(said.rstrip("百千万")) * power)
    return _spoken(said)


def _spoken(said: str) -> int | None:
    """二百三十 → 230; 三百五 → 350, for a digit left over counts the tenth of the power before it."""
    total, digit, power = 0, None, 0
    for sign in said:
        if sign in _POWERS:
            power = _POWERS[sign]
            total = (
                (total + (digit or 0)) * power if power == 10_000 else total + (1 if digit is None else digit) * power
            )
            digit = None
        elif digit not in (None, 0):
            return None  # 三五: read sign by sign it is a number of something else
        else:
            power = 10 if sign == "零" else power  # 三百零五 is 305
            digit = _DIGITS[sign]
    if digit is None:
        return total
    return total + digit * (power // 10 if power > 10 else 1)
