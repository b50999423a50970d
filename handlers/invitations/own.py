"""What is stored about oneself and how each of it is put right, said in the chat: 我的资料, 怎么改门牌."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.invitations import taking_back
from handlers.invitations.actions import place_of
from handlers.invitations.leaving import known
from handlers.invitations.mending import meant, mend
from handlers.invitations.records import Invitation
from handlers.invitations.rules import is_door
from handlers.kit.cards import Button, Card, Face, Look, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Conversation, Press
from handlers.people.records import Actor, Viewer

if TYPE_CHECKING:
    from storage.work import Work

OWN, DOORS = "invitations/own", "invitations/doors"
CARDS: Final = (OWN, DOORS)
MOVE: Final = "invitations.move"
_DOOR_NOTE: Final = "door"
WORDS: Final = ("我的资料", "个人资料", "我的信息", "个人信息", "我的门牌", "我的手机号", "我的电话")
_DOOR = "(?:门牌号?码?|住址|房号)"
_MINE = "(?:我|我家|我们家|我的|我家的|我们家的)?"
_HOW = re.compile(
    rf"(?:请问)?(?:我?(?:怎么|怎样|如何|在哪里?|哪里|能不能|可以|可不可以|想|要|想要)(?:能|可以)?)?"
    rf"(?:改|修改|更改|更正|换)(?:一下|下)?{_MINE}{_DOOR}(?:吗|呢|啊)?|"
    rf"{_MINE}{_DOOR}(?:怎么|怎样|如何|能不能|可以|在哪里?|要|想)(?:能|可以)?(?:改|修改|更改|更正|换)(?:一下)?(?:吗|呢|啊)?|"
    rf"{_MINE}{_DOOR}[写登填记打]?记?(?:错了|错啦|不对|变了|改了)(?:怎么办|怎么改)?"
)
_MOVED = "(?:已经|刚刚?|最近)?(?:搬家了?|搬了家?|换房子?了)"
_SAYS = re.compile(
    rf"(?:(?:我|我们|我家|我们家)?{_MOVED}[，,。\s]*(?:现在|新家)?(?:住在?|搬到了?|到|在|是)|"
    rf"(?:我|我们|我家|我们家)(?:已经|刚刚?)?搬到了?|"
    rf"{_MINE}{_DOOR}[写登填记打]?记?(?:错了|错啦|不对|变了|改了)[，,。\s]*(?:现在|应该|应|其实)?(?:是|改成|改为)?|"
    rf"(?:把|请把)?{_MINE}{_DOOR}(?:改成|改为|换成|应该是|应为)|"
    rf"{_MINE}{_DOOR}不是[^，,。\s]+[，,。\s]*(?:应该)?是)"
    r"[：:\s]*(?P<door>[^，,。；;！!\s]{3,20}?)了?"
)


def asks_how(text: str) -> bool:
    """Whether words ask how a door is put right, or say only that it is wrong."""
    return bool(_HOW.fullmatch(text.rstrip("。.！!？? ")))


def door_in(text: str) -> str:
    """The door that one says to live behind now; empty where the words are anything more than that."""
    found = _SAYS.fullmatch(text.rstrip("。.！!？? "))
    return found["door"] if found and is_door(found["door"]) else ""


def said(conversation: Conversation, text: str) -> Reply | None:
    """The answer to words about one's own data, whatever else is open and stays so; none where they are about something
    else. A door is kept with the conversation, which is sealed: cards are not."""
    if text.rstrip("。.！!？? ") in WORDS:
        return Reply((Card(OWN),), conversation)
    door = door_in(text)
    if not door and not asks_how(text):
        return None
    rest = {key: value for key, value in conversation.notes.items() if key != _DOOR_NOTE}
    notes = {**rest, _DOOR_NOTE: door} if door else rest
    return Reply((Card(DOORS),), Conversation(conversation.dialog, notes))


def _told(conversation: Conversation) -> str:
    return str(conversation.notes.get(_DOOR_NOTE, ""))


def faces(work: "Work", viewer: Viewer, card: Card) -> Face:
    """As it is stored now; the number shows its ends only, since a chat is easily looked at by others."""
    actor = viewer.actor
    mine, invited = known(work, actor), _through(work, actor) is not None
    person = mine.person
    facts: dict[str, object] = {
        "called": person.called,
        "home": " ".join(one for one in (mine.place, person.door) if one),
        "phone": f"{person.phone[:3]}****{person.phone[-4:]}" if person.phone else "",
        "invited": invited,
        "posts": mine.posts,
        "door": _told(viewer.conversation),
        "shares": actor.channel == "telegram",
    }
    return Face(card.name, facts, _buttons(work, viewer, card, invited=invited, posts=mine.posts))


def moved(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    """The door put right by a press, for whoever came in by an invitation. Raises Refusal for anybody else, and where
    no door has been told that waits for it."""
    actor, door = viewer.actor, _told(viewer.conversation)
    invitation = _through(work, actor)
    if invitation is None or not door:
        raise Refusal("front/old_button")
    person = work.people.get([actor.person_id])[actor.person_id]
    form = meant(door, person, invitation, place_of(work, invitation))
    # What was told at an earlier moment is not told again: the moment makes each news one of its own.
    wrong = mend(work, actor, invitation, form, int(now.timestamp()), now) if form else {"door": "door"}
    listed = " ".join(f"{field}:{word}" for field, word in sorted(wrong.items()))
    rest = {key: value for key, value in viewer.conversation.notes.items() if key != _DOOR_NOTE}
    card = Card("invitations/mended", args={"invitation": invitation.id, "wrong": listed})
    return Reply((card,), Conversation(viewer.conversation.dialog, rest))


def _through(work: "Work", actor: Actor) -> Invitation | None:
    """The invitation that somebody came in by with a door; none where the community has registered them."""
    joins = [one for one in work.invitations.joins_by([actor.person_id]) if one.entered and not one.ended_at]
    found = work.invitations.get([joins[-1].invitation_id])[joins[-1].invitation_id] if joins else None
    return found if found and found.role is None else None


def _buttons(work: "Work", viewer: Viewer, card: Card, *, invited: bool, posts: bool) -> tuple[Button, ...]:
    if card.name == DOORS:
        asks = invited and _told(viewer.conversation)
        return (Button("改成这个", Press(MOVE), look=Look.FIRST),) if asks else ()
    if viewer.actor.channel in work.house.log_channels:
        return (Button("看全部", page="/mine/data"),)
    return () if posts else (Button("收回同意", Press(taking_back.ASK)),)
