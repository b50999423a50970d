"""Bubbles as HTML: facts read beside the turns, words from the card's template, escaped by the page's."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.shown import shown
from bot.texts import Words, page
from bot.web.site import Guest, Site, viewer_of
from handlers.kit.cards import Bubble
from handlers.kit.speech import when
from handlers.kit.turns import lasting
from handlers.people.records import Viewer
from storage.work import Work

_ASKING = ("/asked", "/ask", "/question")
_MATTERS = ("intake/draft", "intake/question", "intake/edit", "intake/alike", "intake/lately")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bubble ready for its page; `voice` says how long its medium lasts where that is a voice.

    `at` is in milliseconds since 1970; `matter`: whether it is about something to be done, `asks`: whether it is a
    question.
    """

    number: int
    mine: bool
    when: str
    text: str
    media: int | None
    card: Words | None
    nonce: str
    voice: str = ""
    at: int = 0
    matter: bool = False
    asks: bool = False


def draw(work: Work, viewer: Viewer, bubbles: Sequence[Bubble], now: datetime) -> list[Drawn]:
    """All bubbles in a handful of queries; `viewer` must be the account's own."""
    cards = iter(shown(work, viewer, bubbles, now))
    sent = [bubble.media for bubble in bubbles if bubble.media and not bubble.card]
    voices = work.media.voices(sent) if sent else {}
    return [
        Drawn(
            bubble.number,
            bubble.mine,
            when(bubble.at, now),
            bubble.text,
            bubble.media,
            next(cards) if bubble.card else None,
            secrets.token_urlsafe(12),
            _voice(bubble, voices),
            int(bubble.at.timestamp() * 1000),
            bool(bubble.card and (bubble.card.case or bubble.card.name in _MATTERS)),
            bool(bubble.card and bubble.card.name.endswith(_ASKING)),
        )
        for bubble in bubbles
    ]


def _voice(bubble: Bubble, voices: Mapping[int, int]) -> str:
    seconds = voices.get(bubble.media or 0)
    return "" if seconds is None else lasting(seconds)


def html(drawn: Sequence[Drawn], guest: Guest, quick: object = None) -> str:
    """`quick`: the answers to be offered from now on, where that may have changed."""
    return page("answer.html", bubbles=drawn, csrf=guest.csrf, quick=quick)


def recent(work: Work, account_id: int, most: int = 30) -> Sequence[Bubble]:
    """The last bubbles of an account."""
    return work.messages.before(account_id, 2**31 - 1, most)


async def drawn_for(site: Site, guest: Guest, numbers: set[int]) -> str:
    """Some of an account's bubbles as they look now."""
    now = site.now()

    def read(work: Work) -> list[Drawn]:
        viewer = viewer_of(work, guest.account_id, now)
        return draw(work, viewer, work.messages.some(guest.account_id, numbers), now) if viewer else []

    return html(await site.desk.read(read), guest)
