"""What people type, made safe to keep: control and direction marks out, line ends and spaces in order."""

import re
import unicodedata

_KEPT = {"\n", "\u200d", "\ufe0f"}  # line ends, and what joins emoji
_COUNTS = "①②③④⑤⑥"


def clean(text: str) -> str:
    """Drop control, format and direction characters (RTL marks can make a text read as another)."""
    kept = (c for c in text.replace("\r\n", "\n") if c in _KEPT or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


def short(text: str, most: int = 18) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def circled(number: int) -> str:
    """1 → ①, for lists of at most six."""
    return _COUNTS[number - 1]
