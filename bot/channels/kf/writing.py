"""Cards in the form of customer service: several as one menu or text, never beyond its limits. Pure.

Lengths are in bytes of UTF-8, as on the page "发送消息" of 微信客服.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.wecom.measures import heavy, line, sound
from bot.texts import Words
from handlers.kit.cards import Button
from handlers.kit.turns import MOST_BYTES

MOST_HEAD: Final = 1024
MOST_ITEMS: Final = 10
MOST_LABEL: Final = 128
MOST_TEXT: Final = 2048
MOST_URL: Final = 2048
NAME: Final = "微愿"
MORE: Final = "……"
_TITLE: Final = 60  # of a label that says which card it belongs to

Body = Mapping[str, Any]
Item = Mapping[str, Any]
Address = Callable[[str], str]
"""The whole address of a page of ours; empty where nobody outside can open one."""


@dataclass(frozen=True, slots=True)
class Form:
    """One or two messages, and how many of the given cards stand in them."""

    bodies: tuple[Body, ...]
    taken: int


def form(cards: Sequence[Words], address: Address) -> Form:
    """As many cards, from the first on, as one message holds; a single one always finds room, in two at most."""
    taken = 1
    while taken < len(cards) and _fits(cards[: taken + 1], address):
        taken += 1
    return Form(_bodies(cards[:taken], address), taken)


def readable(words: Words) -> str:
    """All of a card but its buttons."""
    head = [one for one in (sound(words.title), sound(words.state)) if one.strip()]
    facts = [f"{sound(label)}：{sound(value)}" for label, value in words.facts]
    body = sound(words.body).strip("\n")
    whole = "\n".join([*head, *facts, *([""] if (head or facts) and body.strip() else []), body])
    return whole.strip() or NAME


def _fits(cards: Sequence[Words], address: Address) -> bool:
    head, items = _together(cards), _items(cards, address)
    return heavy(head) <= (MOST_HEAD if items else MOST_TEXT) and len(items) <= MOST_ITEMS


def _bodies(cards: Sequence[Words], address: Address) -> tuple[Body, ...]:
    head, items = _together(cards), _items(cards, address)[:MOST_ITEMS]
    if not items:
        return (_text(cut(head, MOST_TEXT)),)
    if heavy(head) <= MOST_HEAD:
        return (_menu(head, items),)
    if any(one["type"] == "view" for one in items):  # the page has all of it
        return (_menu(cut(head, MOST_HEAD), items),)
    return _text(cut(head, MOST_TEXT)), _menu(cut(line(cards[0].title), MOST_LABEL) or NAME, items)


def _together(cards: Sequence[Words]) -> str:
    return "\n\n".join(map(readable, cards))


def _items(cards: Sequence[Words], address: Address) -> list[Item]:
    """What can be pressed, then what can be opened; where several cards ask, each label says for which it is."""
    asking = [one for one in cards if any(button.press for button in one.buttons)]
    found: dict[str, Item] = {}
    for card in cards:
        whose = f"（{cut(line(card.title), _TITLE)}）" if len(asking) > 1 and line(card.title) else ""
        for button in card.buttons:
            made = _item(button, whose, address)
            if made:
                found.setdefault(str(made), made)
    return sorted(found.values(), key=lambda one: one["type"])  # click before view; the order within stays


def _item(button: Button, whose: str, address: Address) -> Item | None:
    label = cut(line(button.text) or MORE, MOST_LABEL - heavy(whose)) + whose
    press = str(button.press) if button.press else ""
    if press:
        sane = heavy(press) <= MOST_BYTES and sound(press) == press
        return {"type": "click", "click": {"id": press, "content": label}} if sane else None
    url = address(button.page) if button.page else ""
    whole = url.startswith(("http://", "https://")) and heavy(url) <= MOST_URL and url == "".join(url.split())
    return {"type": "view", "view": {"url": url, "content": label}} if whole else None


def cut(text: str, most: int) -> str:
    """The text, shortened with dots where it has more bytes."""
    if heavy(text) <= most:
        return text
    kept = text.encode("utf-8", "replace")[: most - heavy(MORE)].decode("utf-8", "ignore")
    return kept.rstrip() + MORE


def _text(content: str) -> Body:
    return {"msgtype": "text", "text": {"content": content}}


def _menu(head: str, items: Sequence[Item]) -> Body:
    return {"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": list(items)}}
