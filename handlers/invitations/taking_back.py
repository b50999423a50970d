"""Taking the consent back in a chat: said in so many words, asked about once, then everything is erased."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.invitations.leaving import known, withdraw
from handlers.kit.cards import Button, Card, Face, Look, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from storage.work import Work

LEAVE, LEFT = "invitations/leave", "invitations/left"
CARDS: Final = (LEAVE, LEFT)
PRESS: Final = "invitations.withdraw"


def faces(work: "Work", actor: Actor | None, card: Card) -> Face:
    """The question with what it would end; whoever holds a post is told whom to ask first."""
    if card.name == LEFT or actor is None:
        return Face(LEFT, {}, done=True)
    mine = known(work, actor)
    sure = Button("收回，抹掉", Press(PRESS, value=str(actor.person_id)))
    if actor.channel in work.house.log_channels:  # signed in by a cookie: the page takes that back as well
        sure = Button("收回同意", page="/mine/data/withdraw")
    stay = Button("不收回", Press("people.stay"), look=Look.FIRST)
    return Face(LEAVE, {"posts": mine.posts, "open": mine.open}, () if mine.posts else (stay, sure))


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """Erased. Raises Refusal where they hold a post, or the button was another's who wrote here before."""
    if press.value != str(viewer.actor.person_id):
        raise Refusal("front/old_button")
    withdraw(work, viewer.actor, now)
    return Reply((Card(LEFT),))
