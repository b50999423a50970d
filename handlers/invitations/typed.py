"""What somebody writes in one message to come in, 王奶奶 2单元501, as the form of a page has it: pure functions."""

import re
from collections.abc import Sequence
from typing import Final

from handlers.invitations.records import Form, Kind, Place
from handlers.routing.intents import intent
from handlers.routing.records import Intent
from handlers.routing.talk import GREETS
from handlers.units.records import Unit
from handlers.units.spoken import normal

_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d(?:[- ]?\d{4}){2})(?!\d)", re.ASCII)
_GAPS = re.compile(r"[\s，,、。；;：:！!？?~]+")
_LEAD = re.compile(r"^(?:我的?)?(?:称呼|姓名|名字|叫做|叫|是)+(?=.)")
_LIVES = re.compile(r"^(?:我?家?住在?|门牌是?|在)")
_MOST: Final = 200  # characters that are read
_SMALL_TALK: Final = (Intent.GREETING, Intent.THANKS, Intent.HOWTO, Intent.NOISE)


def is_small_talk(text: str) -> bool:
    """你好, 好的: nobody's name, and no fault in a form."""
    return intent(text) in _SMALL_TALK


def form_of(text: str, kind: Kind, place: Place) -> Form:
    """The fields of the page's form; what can't be found stays empty, and is told as a fault."""
    text = text[:_MOST]
    phone = _PHONE.search(text)
    rest = text.replace(phone[0], " ") if phone else text
    words = [GREETS.sub("", word) for word in _GAPS.split(rest)]
    called, door = _parted([word for word in words if word])
    called = _LEAD.sub("", called)
    called = "" if intent(called) in (Intent.GREETING, Intent.THANKS) else called
    if kind is Kind.POST:
        return Form(called, "", phone[1] if phone else "")
    door = _inside(_LIVES.sub("", door), place.community)
    return Form(called, door, phone[1] if phone else "", _home(door, place.homes) if kind is Kind.GRID else 0)


def _parted(words: Sequence[str]) -> tuple[str, str]:
    """(name, door): two words, in either order, or one where a number begins the door."""
    if not words:
        return "", ""
    if len(words) == 1:
        found = re.fullmatch(r"(\D*)(\d.*)?", normal(words[0]))
        return (found[1], found[2] or "") if found else ("", "")
    first, *others = words
    if _has_number(first) and not _has_number(others[-1]):
        return others[-1], "".join([first, *others[:-1]])
    return first, "".join(others)


def _has_number(word: str) -> bool:
    return any(sign.isdigit() for sign in normal(word))


def _inside(door: str, community: str) -> str:
    """Without the community before it, by its full or its short name."""
    for name in (community, community.removesuffix("居委会"), community.removesuffix("社区居委会")):
        if name and door.startswith(name) and door != name:
            return door.removeprefix(name).removeprefix("社区")
    return door


def _home(door: str, homes: Sequence[Unit]) -> int:
    """The home whose name the door begins with; 0 where it begins with none."""
    found = [unit for unit in homes if normal(door).startswith((normal(unit.name), normal(unit.friendly)))]
    return max(found, key=lambda unit: len(normal(unit.name))).id if found else 0
