"""Cards that belong to nobody's case: welcome, stranger, plain refusals, a turn that failed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.cards import Button, Card, Face, Look, Reply
from handlers.kit.roles import SCORED
from handlers.kit.turns import Press
from handlers.people import channels
from handlers.people.linking import code_of, issue_for_web, spaced
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from storage.work import Work

WEB, HERE = "people/web", "people/here"


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    return [_drawn(work, viewer.actor, card, now) for card in cards]


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """What one may have missed, once more as it is now; any other button of ours says what can be done here."""
    if press.name == "people.again" and press.value.isdecimal():
        for bubble in work.messages.some(viewer.actor.account_id, [int(press.value[:15])]):
            if bubble.card:
                return Reply((bubble.card,), viewer.conversation)
    return Reply((Card("people/welcome"),), viewer.conversation)


def way_to_web(work: "Work", actor: Actor, now: datetime) -> Card:
    """Digits for the web's page; whoever asks on the web itself is told that they are there."""
    if actor.channel in work.house.log_channels:
        return Card(HERE)
    return Card(WEB, args=issue_for_web(work, actor, now))


def _drawn(work: "Work", actor: Actor, card: Card, now: datetime) -> Face:
    match card.name:
        case "people/elsewhere":
            return channels.elsewhere(work, actor, now)
        case "people/web":
            return _web(work, card, now)
        case "people/here":
            chats = channels.named(channels.chats_for(work.house.chats, actor))
            mine = (Button("我的资料", page="/mine/data", look=Look.FIRST),) if chats else ()
            return Face(card.name, {"chats": chats, "staff": actor.is_staff}, mine)
    return _face(actor, card)


def _web(work: "Work", card: Card, now: datetime) -> Face:
    """The digits for the web's page, while they are good."""
    good = now.timestamp() < int(str(card.args["until"]))
    code = code_of(work, str(card.args["seed"])) if good else ""
    facts = {"code": spaced(code) if code else "", "base": work.house.base}
    return Face(card.name, facts, done=not good)


def menu(actor: Actor) -> tuple[Button, ...]:
    """The few things this person comes for, the likeliest first."""
    tell = Button("说件事", Press("intake.new"))
    mine = Button("我的", Press("lists.mine"))
    open_ = Button("等人接的", Press("lists.open"))
    waiting = Button("待办", Press("lists.waiting"))
    points = (Button("我的积分", Press("points.mine")),) if actor.holds(*SCORED) else ()
    if actor.is_staff:
        return (waiting, Button("工作台", page="/desk"), open_, tell, mine, *points)
    return (open_, mine, *points, tell) if actor.is_helper else (tell, mine, *points)


def _face(actor: Actor, card: Card) -> Face:
    facts = {**card.args, "called": actor.called, "staff": actor.is_staff, "helper": actor.is_helper}
    if card.name == "people/stranger":  # what they were told before they were known
        return Face("people/known", facts, done=True)
    if card.name == "people/doubt":
        again = Press("people.again", value=str(card.args.get("number", "")))
        return Face(card.name, facts, (Button("看看", again, look=Look.FIRST),))
    if card.name != "people/welcome":
        return Face(card.name, facts, done=card.name == "people/refusal")
    first, *rest = menu(actor)
    return Face(card.name, facts, (Button(first.text, first.press, look=Look.FIRST), *rest))
