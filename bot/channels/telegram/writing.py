"""Cards in Telegram's form: HTML within the limits, buttons in rows. Pure; nothing of aiogram in here."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

from bot.texts import Words
from handlers.kit.cards import Button, Look

MOST_TEXT: Final = 4096  # after the tags are taken out
MOST_CAPTION: Final = 1024
A_ROW: Final = 3
_MORE: Final = "……"
_ENDS = re.compile(r"[。！？；!?;]|\s")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Line = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Key:
    """A button: `press` comes back to us, `page` is a path of ours."""

    text: str
    press: str = ""
    page: str = ""


Rows = tuple[tuple[Key, ...], ...]


def size(text: str) -> int:
    """How long Telegram counts a text at most: in UTF-16 units, never less than its characters."""
    return len(text.encode("utf-16-le", "replace")) // 2


@lru_cache(maxsize=1000)  # what is sent is summed up as well, and compared when its case moves
def parts(words: Words, most: int = MOST_TEXT) -> tuple[str, ...]:
    """The card as one text, or as several where it is too long: cut between lines, else after a sentence."""
    found: list[list[Line]] = [[]]
    for line in _cut(_lines(words), most):
        if size(_plain([*found[-1], line])) > most:
            found.append([])
        found[-1].append(line)
    return tuple(html for one in found if (html := _html(one)))


def caption(words: Words) -> str:
    """The card below a picture: what does not fit is on the page of its case."""
    kept: list[Line] = []
    lines = list(_cut(_lines(words), MOST_CAPTION - len(_MORE) - 1))
    for n, line in enumerate(lines):
        room = MOST_CAPTION - (0 if n == len(lines) - 1 else len(_MORE) + 1)
        if size(_plain([*kept, line])) > room:
            return _html([*kept, (_MORE, False)])
        kept.append(line)
    return _html(kept)


def rows(words: Words) -> Rows:
    """What to press first stands alone, on top; the rest beside each other."""
    first = [(key(one),) for one in words.buttons if one.look is Look.FIRST]
    rest = [key(one) for one in words.buttons if one.look is not Look.FIRST]
    return (*first, *(tuple(rest[n : n + A_ROW]) for n in range(0, len(rest), A_ROW)))


def key(button: Button) -> Key:
    return Key(button.text, str(button.press) if button.press else "", button.page)


@lru_cache(maxsize=1000)
def mark(words: Words) -> str:
    """A short sum of what a card shows, to see whether an edit would change anything."""
    told = repr((parts(words), rows(words), words.photos, words.voices, words.pictures))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _lines(words: Words) -> Sequence[Line]:
    head = [(words.title, True)] * bool(words.title) + [(words.state, False)] * bool(words.state)
    facts = [(f"{label}：{value}", False) for label, value in words.facts]
    body = [(line, False) for line in words.body.split("\n")] if words.body.strip() else []
    gap = [("", False)] if (head or facts) and body else []
    return [*head, *facts, *gap, *body]


def _cut(lines: Sequence[Line], most: int) -> Iterator[Line]:
    """The lines, none longer than `most`."""
    for given, bold in lines:
        text = _sound(given)
        while size(text) > most:
            at = _break(text, most)
            yield text[:at].rstrip(), bold
            text = text[at:].lstrip()
        yield text, bold


def _break(text: str, most: int) -> int:
    """Where to cut: after the last sentence or word of the second half, else as far as it goes."""
    fits = most if size(text[:most]) <= most else most // 2  # characters beyond the first plane count twice
    ends = [found.end() for found in _ENDS.finditer(text, fits // 2, fits)]
    return ends[-1] if ends else fits


def _sound(text: str) -> str:
    """Without half characters and control marks: the one breaks the wire, the other the parser."""
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode())


def _plain(lines: Sequence[Line]) -> str:
    return "\n".join(text for text, _ in lines)


def _html(lines: Sequence[Line]) -> str:
    told = [
        f"<b>{escape(text, quote=False)}</b>" if bold and text else escape(text, quote=False) for text, bold in lines
    ]
    return "\n".join(told).strip("\n")
