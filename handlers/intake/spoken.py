"""What is only spoken has words that stand for it, until somebody writes some: （语音，12 秒）. Pure."""

import re

from handlers.kit.turns import lasting

_SPOKEN = re.compile(r"(?:\s*（语音(?:，[\d 分秒]+)?）)+\s*")


def spoken(seconds: int) -> str:
    """The words of a voice that came without any: who can't type can report all the same."""
    return f"（{lasting(seconds)}）"


def is_spoken(text: str) -> bool:
    """Whether nothing has been written yet: there is nothing to guess from."""
    return bool(_SPOKEN.fullmatch(text))


def woven(*texts: str) -> str:
    """Several messages as one text; once something is written, nothing needs to stand for what was spoken."""
    typed = [text for text in texts if text and not is_spoken(text)]
    return "\n".join(typed) if typed else "".join(texts)
