"""Which channels may carry party matters: points, their reviews, rankings. The others only say where to look."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Button, Face, Look
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

KEY: Final = "party.channels"
WECOM, TELEGRAM, KF = "wecom", "telegram", "kf"
CHANNELS: Final = ("web", WECOM, TELEGRAM, KF)
NAMES: Final = {TELEGRAM: "Telegram", WECOM: "企业微信", KF: "微信"}  # as people call the chats outside
_PARTS: Final = {"/waiting": "待办", "/points": "我的积分", "/rankings": "月榜"}  # pages, as a chat calls them
PARTY: Final = frozenset({"merits", "points", "rankings"})  # the rooms whose cards are party matters


def is_party(card: str) -> bool:
    """Whether a card of this name speaks of a party matter."""
    return card.partition("/")[0] in PARTY


def closed(work: "Work", actor: Actor, now: datetime) -> bool:
    """Whether party matters are kept from the channel on which this actor speaks; who has no channel is the house."""
    return bool(actor.channel) and actor.channel not in carriers(work, actor.unit_path, now.astimezone(SHANGHAI).date())


def elsewhere(work: "Work", actor: Actor, now: datetime, page: str = "/waiting") -> Face:
    """What is said in place of a party matter: nothing of it, only where to look."""
    day = now.astimezone(SHANGHAI).date()
    facts = {
        "wecom": "wecom" in carriers(work, actor.unit_path, day),
        "part": _PARTS.get(page, _PARTS["/waiting"]),
        "pages": work.house.opens(actor.channel),
    }
    return Face("people/elsewhere", facts, (Button("到网页看", page=page, look=Look.FIRST),))


def chats_for(on: Iterable[str], actor: Actor) -> tuple[str, ...]:
    """Of the chats that are on those that are for this person: WeCom's app is only for who has a post there."""
    return tuple(one for one in on if one != WECOM or actor.seats)


def named(chats: Iterable[str]) -> str:
    """Chats as people call them, for a sentence."""
    return "、".join(NAMES[one] for one in chats)


def carriers(work: "Work", path: str, day: date) -> frozenset[str]:
    """The channels that may carry them at a place."""
    return frozenset(str(work.house.rules.rule(KEY, day, work.unit_codes(path)).value).split())


def wrong(value: str | int) -> str:
    """What is wrong with the rule's value; empty where nothing is. The web stays in: all can be looked up there."""
    written = str(value).split()
    strange = [one for one in written if one not in CHANNELS]
    if strange:
        return f"没有 {'、'.join(strange)} 这个渠道，能写 {'、'.join(CHANNELS)}"
    return "" if "web" in written else "要写上 web：别处不说的，在网页上看"
