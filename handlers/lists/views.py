"""The cards of lists: the first few, with a button each, and the way to the whole of it."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.look import look
from handlers.cases.registry import room_of
from handlers.cases.seen import Seen
from handlers.kit.cards import Button, Card, Face, Look, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.lists.actions import LISTS
from handlers.lists.watch import is_urgent
from handlers.people import channels
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_SHOWN = 5
TITLES = {"mine": "我的", "open": "等人接的", "waiting": "等你办的"}


def pressed(viewer: Viewer, press: Press) -> Reply:
    """The list that a button names."""
    card = press.name.replace(".", "/")
    if card not in LISTS:
        raise Refusal("front/old_button")
    return Reply((Card(card),), viewer.conversation)


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    lists = [LISTS[card.name](work, viewer.actor, now) for card in cards]
    ids = {case for found in lists for case in found}
    seen = look(work, viewer.actor, ids, now) if ids else {}
    kept = _kept_back(work, viewer, ids - seen.keys(), now)
    return [
        _face(card, [seen[i] for i in found if i in seen], viewer, len(kept.intersection(found)))
        for card, found in zip(cards, lists, strict=True)
    ]


def _kept_back(work: "Work", viewer: Viewer, unseen: Set[int], now: datetime) -> frozenset[int]:
    """Of the cases that are not shown those that only this channel may not carry."""
    if not unseen or not channels.closed(work, viewer.actor, now):
        return frozenset()
    return frozenset(id_ for id_, case in work.cases.get(unseen).items() if room_of(case.flow).party)


def row_of(seen: Seen) -> Mapping[str, object]:
    """A case as a line of a list."""
    return {**seen.facts, "urgent": is_urgent(seen.case)}


def _face(card: Card, seen: Sequence[Seen], viewer: Viewer, elsewhere: int) -> Face:
    """`elsewhere`: how many more there are that this channel may not carry."""
    shown = list(enumerate(seen[:_SHOWN], 1))
    rows = [{**row_of(one), "mark": circled(n), "short": short(str(one.facts["what"]))} for n, one in shown]
    buttons = [Button(circled(n), Press("cases.show", one.case.id)) for n, one in shown]
    name = card.name.removeprefix("lists/")
    extra = [Button("说件事", Press("intake.new"), look=Look.FIRST)] if name == "mine" and not rows else []
    more = [Button("全部", page=f"/{name}")] if len(seen) > len(rows) or elsewhere else []
    facts = {"rows": rows, "total": len(seen), "staff": viewer.actor.is_staff, "elsewhere": elsewhere}
    return Face(card.name, facts, (*extra, *buttons, *more)[:6])
