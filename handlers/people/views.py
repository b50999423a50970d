"""Cards that belong to nobody's case: welcome, stranger, plain refusals, a turn that failed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.turns import Press
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from storage.work import Work


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    return [_face(viewer.actor, card) for card in cards]


def menu(actor: Actor) -> tuple[Button, ...]:
    """The few things this person comes for, the likeliest first."""
    wish = Button("提心愿", Press("wishes.new"))
    mine = Button("我的", Press("wishes.mine"))
    open_ = Button("接心愿", Press("wishes.open"))
    waiting = Button("待办", Press("wishes.waiting"))
    if actor.is_staff:
        return (waiting, open_, wish, mine)
    return (open_, mine, wish) if actor.is_helper else (wish, mine)


def _face(actor: Actor, card: Card) -> Face:
    facts = {**card.args, "called": actor.called, "staff": actor.is_staff, "helper": actor.is_helper}
    if card.name != "people/welcome":
        return Face(card.name, facts, done=card.name == "people/refusal")
    first, *rest = menu(actor)
    return Face(card.name, facts, (Button(first.text, first.press, look=Look.FIRST), *rest))
