"""How somebody asks for the ranking: the press `rankings.month`, or 月榜."""

from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.people.records import Viewer
from handlers.rankings.reading import place_of

if TYPE_CHECKING:
    from datetime import datetime

    from storage.work import Work

WORDS: Final = ("月榜", "排名", "积分榜", "积分排名")


def pressed(work: "Work", viewer: Viewer, press: Press, now: "datetime") -> Reply:
    if press.name != "rankings.month":
        raise Refusal("front/old_button")
    return asked(work, viewer, now)


def asked(work: "Work", viewer: Viewer, now: "datetime") -> Reply:
    """Raises Refusal `rankings/not_yours` where no set counts for somebody who has no office either."""
    place_of(work, viewer.actor, now)
    return Reply((Card("rankings/month"),), viewer.conversation)
