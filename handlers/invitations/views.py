"""The cards of invitations: news that somebody came in, named to those who look after that door only."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.invitations import chatting
from handlers.invitations.guests import named
from handlers.invitations.records import Guest, Invitation
from handlers.invitations.rules import may_meet
from handlers.kit.cards import Button, Card, Face
from handlers.kit.roles import ROLE_NAMES
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from storage.work import Work


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces for cards, in their order; whom they are about is read once, however many they are."""
    ids = {int(str(card.args["join"])) for card in cards if card.name == "invitations/joined"}
    joins = work.invitations.joins(ids) if ids else {}
    sheets = work.invitations.get(join.invitation_id for join in joins.values()) if joins else {}
    guests = {one.join.id: one for one in named(work, list(joins.values()))} if joins else {}
    found = []
    for card in cards:
        if card.name in chatting.CARDS:
            found.append(chatting.faces(work, viewer.actor, card, viewer.conversation))
            continue
        guest = guests.get(int(str(card.args.get("join") or 0)))
        if guest is None:
            found.append(Face(card.name, card.args, done=True))
        else:
            found.append(_joined(work, viewer.actor, card, guest, sheets[guest.join.invitation_id]))
    return found


def _joined(work: "Work", actor: Actor, card: Card, guest: Guest, sheet: Invitation) -> Face:
    known = may_meet(actor, guest.join.unit_path, sheet.role)
    shown = known and not guest.gone
    facts = {
        "known": known,
        "again": bool(card.args.get("times")),
        "gone": guest.gone,
        "pages": work.house.opens(actor.channel),
        "called": guest.called if shown else "",
        "place": guest.place if known else "",
        "door": guest.door if shown else "",
        "post": ROLE_NAMES[sheet.role] if sheet.role else "",
    }
    look = (Button("看邀请", page=f"/invitations/{sheet.id}"),) if shown else ()
    return Face(card.name, facts, look)
