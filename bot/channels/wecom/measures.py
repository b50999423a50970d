"""How long a text is for WeCom, and what can't travel in it. Pure."""

import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def size(text: str) -> int:
    """In UTF-16 units: never fewer than characters, however WeCom counts those."""
    return len(text.encode("utf-16-le", "replace")) // 2


def cut(text: str, most: int) -> str:
    """The text, shortened with dots where it is longer."""
    if size(text) <= most:
        return text
    room, kept = most - 1, ""
    for one in text:
        room -= size(one)
        if room < 0:
            break
        kept += one
    return kept.rstrip() + "…"


def line(text: str) -> str:
    return " ".join(sound(text).split())


def sound(text: str) -> str:
    """Without half characters and control marks: they break the wire, or the parser."""
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode())


def heavy(text: str) -> int:
    """In bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))
