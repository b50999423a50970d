"""Cards as plain texts: where a card has no room, or there is nothing to press. Pure.

A text has at most 2048 bytes of UTF-8 (page "发送应用消息" of WeCom); the server cuts off what is beyond.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.channels.wecom.measures import heavy, sound
from bot.texts import Words

MOST_TEXT: Final = 2048  # bytes
MOST_PARTS: Final = 3  # texts for one card; what is longer is on the card's page
MOST_URL: Final = 2048  # bytes
NAME: Final = "微愿"
MORE: Final = "……"
_ENDS = re.compile(r"[。！？；!?;]|\s")
_LINK = re.compile(r"<(?=\s*/?\s*a)", re.IGNORECASE)

Address = Callable[[str], str]
"""The whole address of a page of ours; empty where nobody outside can open one."""


def texts(words: Words, address: Address) -> tuple[str, ...]:
    """The whole card as texts, its pages as links at the end; where it is very long, its beginning and the link."""
    links = [f'<a href="{url}">{_plain(one.text)}</a>' for one in words.buttons if (url := url_of(one.page, address))]
    below = "\n".join(links)
    below = below if heavy(below) < MOST_TEXT // 2 else ""
    found = _packed([*_lines(words), *([below] if below else [])])
    if len(found) > MOST_PARTS and below:
        short = [part for line in _lines(words) for part in _cut(line, MOST_TEXT - heavy(below) - 16)]
        found = _packed([*_first(short, MOST_TEXT - heavy(below) - 16), MORE, below])
    return tuple(found) or (NAME,)


def _first(lines: Sequence[str], most: int) -> Iterator[str]:
    """The first lines that together, with their line ends, have at most `most` bytes."""
    for line in lines:
        most -= heavy(line)
        if most < 0:
            return
        most -= 1
        yield line


def _packed(lines: Sequence[str]) -> list[str]:
    """Lines as few texts as will hold them."""
    found = [""]
    for line in (part for one in lines for part in _cut(one, MOST_TEXT)):
        joined = f"{found[-1]}\n{line}" if found[-1] else line
        if heavy(joined) > MOST_TEXT:
            found.append(line)
        else:
            found[-1] = joined
    return [one.strip("\n") for one in found if one.strip()]


def _lines(words: Words) -> list[str]:
    head = [_plain(one) for one in (words.title, words.state) if one.strip()]
    facts = [_plain(f"{label}：{value}") for label, value in words.facts]
    body = [_plain(line) for line in words.body.split("\n")] if words.body.strip() else []
    return [*head, *facts, *([""] if (head or facts) and body else []), *body]


def _cut(line: str, most: int) -> Iterator[str]:
    """Pieces of at most `most` bytes: cut after a sentence or a word of the second half, else as far as it goes."""
    while heavy(line) > most:
        at = len(line.encode()[:most].decode("utf-8", "ignore"))
        ends = [found.end() for found in _ENDS.finditer(line, at // 2, at)]
        at = ends[-1] if ends else at
        yield line[:at].rstrip()
        line = line[at:].lstrip()
    yield line


def url_of(page: str, address: Address) -> str:
    """Empty where there is no such page, or its address has no place in a message."""
    url = address(page) if page else ""
    return url if heavy(url) <= MOST_URL and '"' not in url else ""


def _plain(text: str) -> str:
    """What people wrote makes no link in a text."""
    return _LINK.sub("\uff1c", sound(text))
