"""Cards in WeCom's form: template cards within their limits, texts where a card has no room. Pure.

Lengths of a card are in characters, counted here as UTF-16 units (never fewer than characters); those of a text, a key
and an id are in bytes of UTF-8. The numbers are those of the pages "发送应用消息" and "模板卡片" of WeCom.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.wecom.measures import cut, line, size, sound
from bot.channels.wecom.texts import MORE, NAME, Address, texts, url_of
from bot.texts import Words
from handlers.kit.cards import Button, Look
from handlers.kit.turns import MOST_BYTES

MOST_TITLE: Final = 36
MOST_STATE: Final = 44
MOST_BODY: Final = 160
MOST_ROWS: Final = 6
MOST_LABEL: Final = 5
MOST_VALUE: Final = 26
MOST_BUTTONS: Final = 6
MOST_BUTTON: Final = 10
MOST_OPTIONS: Final = 20
MOST_OPTION: Final = 17
MOST_LINKS: Final = 3
MOST_LINK: Final = 13
QUESTION: Final = "press"
CHOSEN: Final = "chosen"
HOME: Final = "/chat"
_PASSED, _OVER, _NOTHING = "往下看新的", "现在不用按", "-"
_STYLES: Final = {Look.FIRST: 1, Look.PLAIN: 2, Look.QUIET: 4}

Card = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """What is sent for a card: `texts` first, each a message of its own, then `card`, if there is one."""

    texts: tuple[str, ...]
    card: Card | None


def form(words: Words, address: Address) -> Form:
    """One card where it holds everything; else the words before it, and what there is to press on it.

    Nothing to press: a notice that opens its page; without pages, or where it has no room, a text.
    """
    asking, whole = len(_presses(words)), _fits(words)
    if asking > MOST_BUTTONS:
        return Form(texts(words, address), _vote(words))
    if asking:
        return Form(() if whole else texts(words, address), _buttons(words, address, body=whole))
    if whole and address(HOME):
        return Form((), _notice(words, address))
    return Form(texts(words, address), None)


def redrawn(words: Words, address: Address) -> Card:
    """What a shown card becomes. It keeps its kind: where nothing can be pressed any more, a grey word says so."""
    asking = len(_presses(words))
    if asking:
        return _vote(words) if asking > MOST_BUTTONS else _buttons(words, address)
    said = _stands(line(words.state)) if not words.past else _PASSED
    grey = {"type": 0, "text": said, "style": _STYLES[Look.QUIET], "key": _NOTHING}
    card = {"card_type": "button_interaction", **_head(words), **_links(words, address), "button_list": [grey]}
    return {**card, "replace_text": grey["text"]}


def _stands(state: str) -> str:
    """How it stands, in as many whole words as a button holds."""
    for mark_ in (" · ", "，", "（"):
        if size(state) > MOST_BUTTON:
            state = state.partition(mark_)[0]
    return state if 0 < size(state) <= MOST_BUTTON else _OVER


def pressed(key: str, chosen: Sequence[str]) -> str:
    """The press that a card's event stands for: the button's own key, or the option that was chosen; else empty."""
    if key != CHOSEN:
        return key
    return chosen[0] if chosen else ""


def mark(words: Words) -> str:
    """A short sum of a whole card: by it one that is sent again is known."""
    return _sum(words.title, words.state, words.facts, words.body, words.buttons, words.photos, words.voices)


def gist(words: Words) -> str:
    """A short sum of what a card must not show otherwise than it is: what it is about, how that stands, what can be
    pressed. A code changes a card once; it is not spent on a day that is called yesterday now."""
    return _sum(words.title, words.state, words.past, [(one.text, str(one.press)) for one in words.buttons])


def _sum(*told: object) -> str:
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:16]


def _buttons(words: Words, address: Address, *, body: bool = True) -> Card:
    keys = [key for one in words.buttons if (key := _key(one, address))]
    return {"card_type": "button_interaction", **_head(words, body=body), "button_list": _unique(keys)}


def _unique(keys: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Six at most, those that come back to us before links; no two that come back as the same."""
    found = {str(one.get("key") or one.get("url")): one for one in reversed(keys)}
    kept = sorted(found.values(), key=lambda one: (one["type"], keys.index(one)))[:MOST_BUTTONS]
    return sorted(kept, key=keys.index)


def _key(button: Button, address: Address) -> Mapping[str, Any] | None:
    text, style = cut(line(button.text), MOST_BUTTON) or MORE, _STYLES[button.look]
    if button.press:
        whole = str(button.press)
        return {"type": 0, "text": text, "style": style, "key": whole} if _comes_back(whole) else None
    url = url_of(button.page, address)
    return {"type": 1, "text": text, "style": style, "url": url} if url else None


def _vote(words: Words) -> Card:
    """Too many for buttons: one is chosen in a list and sent. Such a card has room for a title, nothing else."""
    told = {str(one.press): cut(line(one.text), MOST_OPTION) or MORE for one in reversed(_presses(words))}
    options = [{"id": press, "text": text, "is_checked": False} for press, text in reversed(told.items())]
    return {
        "card_type": "vote_interaction",
        "main_title": _title(words),
        "checkbox": {"question_key": QUESTION, "mode": 0, "option_list": options[:MOST_OPTIONS]},
        "submit_button": {"text": "就选这个", "key": CHOSEN},
    }


def _notice(words: Words, address: Address) -> Card:
    """Nothing to press: it opens its first page, the others are links below."""
    links = _links(words, address)
    opens = links["jump_list"][0]["url"] if links else address(HOME)
    return {"card_type": "text_notice", **_head(words), **links, "card_action": {"type": 1, "url": opens}}


def _links(words: Words, address: Address) -> Card:
    pages = [(cut(line(one.text), MOST_LINK) or MORE, url_of(one.page, address)) for one in words.buttons if one.page]
    links = [{"type": 1, "title": title, "url": url} for title, url in pages if url]
    return {"jump_list": links[:MOST_LINKS]} if links else {}


def _head(words: Words, *, body: bool = True) -> Card:
    rows = [
        {"keyname": cut(line(label), MOST_LABEL), "value": cut(line(value), MOST_VALUE)}
        for label, value in words.facts
        if line(label) and line(value)
    ]
    text = cut(sound(words.body).strip(), MOST_BODY) if body else ""
    return {
        "main_title": _title(words),
        **({"sub_title_text": text} if text else {}),
        **({"horizontal_content_list": rows[:MOST_ROWS]} if rows else {}),
    }


def _title(words: Words) -> Card:
    """A card must have one: the state where there is no title, the first words where there is neither."""
    title, state = line(words.title), line(words.state)
    if not title:
        title, state = state or line(words.body.strip().partition("\n")[0]), ""
    return {"title": cut(title, MOST_TITLE) or NAME, **({"desc": cut(state, MOST_STATE)} if state else {})}


def _fits(words: Words) -> bool:
    """Whether a card shows every word of it."""
    facts = [(line(label), line(value)) for label, value in words.facts]
    return (
        size(line(words.title) or line(words.state)) <= MOST_TITLE
        and size(line(words.state)) <= MOST_STATE
        and size(sound(words.body).strip()) <= MOST_BODY
        and len(facts) <= MOST_ROWS
        and all(0 < size(label) <= MOST_LABEL and size(value) <= MOST_VALUE for label, value in facts)
    )


def _presses(words: Words) -> Sequence[Button]:
    return [one for one in words.buttons if one.press and _comes_back(str(one.press))]


def _comes_back(press: str) -> bool:
    return len(press.encode("utf-8", "replace")) <= MOST_BYTES and sound(press) == press
