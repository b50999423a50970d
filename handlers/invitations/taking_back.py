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
ASK: Final = "invitations.leaving"
_NEWEST: Final = 2**31 - 1  # above the number of any message of a chat
_SURE, _STAY = "收回，抹掉", "不收回"


def faces(work: "Work", actor: Actor | None, card: Card) -> Face:
    """The question with what it would end; whoever holds a post is told whom to ask first."""
    if card.name == LEFT or actor is None:
        return Face(LEFT, {}, done=True)
    mine = known(work, actor)
    sure = Button(_SURE, Press(PRESS, value=str(actor.person_id)))
    if actor.channel in work.house.log_channels:  # signed in by a cookie: the page takes that back as well
        sure = Button("收回同意", page="/mine/data/withdraw")
    stay = Button(_STAY, Press("people.stay"), look=Look.FIRST)
    return Face(LEAVE, {"posts": mine.posts, "open": mine.open}, () if mine.posts else (stay, sure))


def label(work: "Work", viewer: Viewer, text: str) -> Press | None:
    """The button that was typed instead of pressed, while the question is the newest in this chat.

    Who types that all be erased, and was not asked just now or holds a post, is asked first.
    """
    said = text.strip("。.！! ").replace(",", "，").replace(" ", "，")
    if said not in (_SURE, _STAY):
        return None
    shown = [one.card for one in work.messages.before(viewer.actor.account_id, _NEWEST, 1)]
    if not shown or shown[-1] is None or shown[-1].name != LEAVE:
        return Press(ASK) if said == _SURE else None
    buttons = faces(work, viewer.actor, shown[-1]).buttons
    return next((one.press for one in buttons if one.text == said and one.press), Press(ASK))


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """Erased. Raises Refusal where they hold a post, or the button was another's who wrote here before."""
    if press.name == ASK:
        return Reply((Card(LEAVE),), viewer.conversation)
    if press.value != str(viewer.actor.person_id):
        raise Refusal("front/old_button")
    withdraw(work, viewer.actor, now)
    return Reply((Card(LEFT),))
