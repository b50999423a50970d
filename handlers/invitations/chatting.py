"""Coming in by chat: what an invitation's link begins where there is a chat and no page. The rules are the page's.

Whoever is not in yet has no key to seal with, so nothing they write is kept before they are: what is remembered is the
invitation they agreed to, by its number. What is wrong is said, and all is asked again, in one message.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.invitations import own, taking_back
from handlers.invitations.actions import place_of
from handlers.invitations.joining import enter, shown, take_post
from handlers.invitations.mending import meant, mend, wants_stairs
from handlers.invitations.records import Invitation, Kind
from handlers.invitations.rules import check
from handlers.invitations.tokens import sign
from handlers.invitations.typed import form_of, is_small_talk
from handlers.kit.cards import Button, Card, Face, Look, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.turns import Conversation, Incoming, Press
from handlers.kit.turns import Kind as Sort
from handlers.people.records import Actor, Person, Viewer
from handlers.people.views import menu

if TYPE_CHECKING:
    from storage.work import Work

PREFIX: Final = "join_"  # before the token, in what a link to a chat carries
DOOR, FORM, ENTERED, OFFER = "invitations/door", "invitations/form", "invitations/entered", "invitations/offer"
MENDED = "invitations/mended"
CARDS: Final = (DOOR, FORM, ENTERED, OFFER, MENDED, *taking_back.CARDS, *own.CARDS)
_ASKED = "invitations.form|"
_ENTERED = "invitations.in|"  # then the invitation, and how often the door was put right since
_STOP = ("算了", "取消", "不进了", "不用了")
_MOST_HOMES = 12
_MOST_MENDED = 5


def is_link(payload: str) -> bool:
    return payload.startswith(PREFIX)


def opened(work: "Work", actor: Actor | None, conversation: Conversation, payload: str, now: datetime) -> Reply:
    """What a link shows in the chat that it opens: what is stored and why; to whoever is in, the post it offers.

    Raises Refusal where the link is not good, or not any more.
    """
    invitation, _ = shown(work, payload.removeprefix(PREFIX), now)
    args = {"invitation": invitation.id}
    if actor is None:
        return Reply((Card(DOOR, args=args),))
    return Reply((Card(OFFER, args=args) if invitation.role else Card("people/welcome"),), conversation)


def is_open(conversation: Conversation) -> bool:
    """Whether this account of nobody has agreed, and is asked who it is."""
    return conversation.dialog.startswith(_ASKED)


def answered(
    work: "Work", account_id: int, conversation: Conversation, incoming: Incoming, now: datetime
) -> Reply | None:
    """What somebody who is not in yet does: agrees, says who they are, changes their mind. Raises Refusal."""
    press = incoming.press
    if press and press.name == "invitations.agree":
        invitation, _ = shown(work, press.value, now)
        return _asks(invitation)
    if not is_open(conversation) or incoming.kind is Sort.PRESS:
        return None
    if incoming.text.strip("。！! ") in _STOP:
        return Reply((Card("people/stranger"),))
    return _said(work, account_id, int(conversation.dialog.removeprefix(_ASKED)), incoming.text, now)


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """Whoever is in takes the post, or takes the consent back. Raises Refusal."""
    if press.name == own.MOVE:
        return own.moved(work, viewer, now)
    if press.name in (taking_back.PRESS, taking_back.ASK):
        return taking_back.pressed(work, viewer, press, now)
    if press.name != "invitations.take":
        raise Refusal("front/old_button")
    invitation, _ = shown(work, press.value, now)
    take_post(work, press.value, viewer.actor, now)
    return Reply((Card(ENTERED, args={"invitation": invitation.id}),), viewer.conversation)


def read_back(invitation: Invitation) -> Reply | None:
    """What stands in the chat of somebody who came in by the page: the door as it was understood; none of a post."""
    if invitation.kind is Kind.POST:
        return None
    return Reply((Card(ENTERED, args={"invitation": invitation.id}),), _in(invitation))


def put_right(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """The door once more, before anything else is told; none where the words are something else."""
    if not viewer.conversation.dialog.startswith(_ENTERED):
        return None
    id_, times = map(int, viewer.conversation.dialog.removeprefix(_ENTERED).split("|"))
    invitation = work.invitations.get([id_])[id_]
    person = work.people.get([viewer.actor.person_id])[viewer.actor.person_id]
    form = meant(text, person, invitation, place_of(work, invitation))
    if form is None:
        return None
    wrong = mend(work, viewer.actor, invitation, form, times, now) if times < _MOST_MENDED else {"door": "often"}
    card = Card(MENDED, args={"invitation": id_, "wrong": _listed(wrong)})
    return Reply((card,), viewer.conversation if wrong else _in(invitation, times + 1))


def faces(work: "Work", actor: Actor | None, card: Card, conversation: Conversation | None = None) -> Face:
    """One of these cards as it looks now; no `actor`: to somebody who is not in yet, or not any more."""
    if card.name in taking_back.CARDS:
        return taking_back.faces(work, actor, card)
    if card.name in own.CARDS:
        if actor is None:
            return Face("people/stranger", {"code": "", "pages": False})
        return own.faces(work, Viewer(actor, conversation or Conversation()), card)
    found = work.invitations.get([int(str(card.args["invitation"]))])
    invitation = next(iter(found.values()))
    place = place_of(work, invitation)
    names = [unit.name for unit in place.homes]
    facts: dict[str, object] = {
        "community": place.community,
        "unit": place.unit.friendly,
        "post": ROLE_NAMES[invitation.role] if invitation.role else "",
        "homes": "、".join(names[:_MOST_HOMES]) + ("……" if len(names) > _MOST_HOMES else ""),
        "chooses": invitation.kind is Kind.GRID,
        "pages": bool(work.house.base),
        "wrong": str(card.args.get("wrong", "")),
        "called": actor.called if actor else "",
    }
    silent = False
    if actor and card.name in (ENTERED, MENDED):
        person = work.people.get([actor.person_id])[actor.person_id]
        facts |= _lives(work, person, open_=conversation is not None and conversation.dialog.startswith(_ENTERED))
        silent = card.name == ENTERED and not person.phone
    return Face(card.name, facts, _buttons(work, actor, card, invitation), asks="phone" if silent else "")


def _lives(work: "Work", person: Person, *, open_: bool) -> dict[str, object]:
    """The home as it was understood, and whether it can be put right by writing it once more."""
    unit = work.units.get(person.unit_id) if person.unit_id and person.door else None
    if unit is None:
        return {"called": person.called, "home": "", "open": False, "stairs": False}
    line = [one.friendly for one in work.units.line(unit.path) if one.community_id]
    home = " ".join([*dict.fromkeys([*line[:1], unit.friendly]), person.door.removeprefix(unit.friendly)])
    stairs = open_ and wants_stairs(work, unit, person.door)
    return {"called": person.called, "home": home, "open": open_, "stairs": stairs}


def _buttons(work: "Work", actor: Actor | None, card: Card, invitation: Invitation) -> tuple[Button, ...]:
    """They carry the link: whoever presses must have had it."""
    token = sign(work.vault.signing, invitation.id)
    if card.name == DOOR and actor is None:
        return (Button("同意，进来", Press("invitations.agree", value=token), look=Look.FIRST),)
    if card.name == OFFER:
        return (Button("我来接", Press("invitations.take", value=token), look=Look.FIRST),)
    return menu(actor) if card.name in (ENTERED, MENDED) and actor else ()


def _asks(invitation: Invitation, faults: Mapping[str, str] | None = None) -> Reply:
    card = Card(FORM, args={"invitation": invitation.id, "wrong": _listed(faults or {})})
    return Reply((card,), Conversation(f"{_ASKED}{invitation.id}"))


def _listed(faults: Mapping[str, str]) -> str:
    return " ".join(f"{field}:{word}" for field, word in sorted(faults.items()))


def _in(invitation: Invitation, times: int = 0) -> Conversation:
    """What is remembered of somebody who has just come in, while nothing else is spoken of."""
    return Conversation(f"{_ENTERED}{invitation.id}|{times}" if invitation.kind is not Kind.POST else "")


def _said(work: "Work", account_id: int, invitation_id: int, text: str, now: datetime) -> Reply:
    invitation = work.invitations.get([invitation_id]).get(invitation_id)
    if invitation is None:
        raise Refusal("invitations/forged")
    check(invitation, now)
    place = place_of(work, invitation)
    form = form_of(text, invitation.kind, place)
    entered = enter(work, invitation, place, form, now)
    if entered.faults:
        return _asks(invitation, {} if is_small_talk(text) and not form.door else entered.faults)
    if not work.accounts.belong(account_id, entered.person_id):
        raise Refusal("invitations/already")
    return Reply((Card(ENTERED, args={"invitation": invitation.id}),), _in(invitation))
