"""The front of the house: which dialog gets a turn, which rooms react to news, who draws which card."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import handlers.merits
import handlers.requests
import handlers.summons
import handlers.wishes  # noqa: F401  # rooms register their flows
from handlers.cases import dialog as case_dialog
from handlers.cases import faces as case_faces
from handlers.cases import kept, notices
from handlers.cases.registry import Show, room_of
from handlers.digests import dialog as digest_dialog
from handlers.digests import views as digest_views
from handlers.directory import dialog as directory_dialog
from handlers.directory import views as directory_views
from handlers.groups import reactions as group_reactions
from handlers.groups import views as group_views
from handlers.intake import dialog as intake_dialog
from handlers.intake import views as intake_views
from handlers.invitations import chatting, own, taking_back
from handlers.invitations import views as invitation_views
from handlers.kit.cards import Card, Face, Reply
from handlers.kit.events import Stepped
from handlers.kit.flows import NeedKind
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Conversation, Incoming, Kind, Press
from handlers.kit.words import clean
from handlers.lists import views as list_views
from handlers.merits import dialog as merit_dialog
from handlers.merits import reactions as merit_reactions
from handlers.merits import views as merit_views
from handlers.people import channels, linking, phones
from handlers.people import views as people_views
from handlers.people.records import Viewer
from handlers.points import dialog as points_dialog
from handlers.points import views as points_views
from handlers.rankings import dialog as ranking_dialog
from handlers.rankings import views as ranking_views
from handlers.reminders import reactions as reminder_reactions
from handlers.reminders import views as reminder_views
from handlers.requests import reactions as request_reactions
from handlers.routing.intents import intent
from handlers.routing.records import Intent

if TYPE_CHECKING:
    from storage.work import Work

Reaction = Callable[["Work", Stepped], None]
ON: Sequence[Reaction] = (
    *(notices.tell, request_reactions.react, reminder_reactions.react, merit_reactions.react),
    group_reactions.react,
)
SHOW: "Mapping[str, Show]" = {
    "intake": intake_views.faces,
    "lists": list_views.faces,
    "directory": directory_views.faces,
    "groups": group_views.faces,
    "invitations": invitation_views.faces,
    "people": people_views.faces,
    "reminders": reminder_views.faces,
    "digests": digest_views.faces,
    "merits": merit_views.faces,
    "points": points_views.faces,
    "rankings": ranking_views.faces,
}
# Whose buttons are whose; none where what was pressed about is to be told after all.
_PRESSED: "Mapping[str, Callable[[Work, Viewer, Press, datetime], Reply | None]]" = {
    "cases": case_dialog.pressed,
    "lists": lambda _, viewer, press, __: list_views.pressed(viewer, press),
    "intake": intake_dialog.pressed,
    "digests": digest_dialog.pressed,
    "rankings": ranking_dialog.pressed,
    "directory": directory_dialog.pressed,
    "invitations": chatting.pressed,
    "merits": merit_dialog.pressed,
    "points": points_dialog.pressed,
    "people": people_views.pressed,
}
DEPTH = 3
MOST_MB = 20
MOST_PHOTOS = 9

_WORDS: Mapping[str, tuple[str, ...]] = {
    "lists/mine": ("我的", "进度", "我的心愿", "我的任务", "查进度"),
    "lists/open": ("接单", "等人接的", "抢单", "我来接", "有什么心愿", "心愿墙"),
    "lists/waiting": ("待办", "等我办", "今天的事"),
    "digests/mine": ("简报", "我的简报", "订阅", "退订"),
    "points/mine": ("我的积分", "积分", "几分", "我几分", "查积分"),
    "people/preferred": ("通知发到这里", "发到这里"),
    "people/web": ("连网页", "连接网页", "登录网页", "电脑上用"),
    "invitations/leave": ("收回同意", "撤回同意", "删掉我的资料", "删除我的资料", "注销"),
    "people/welcome": ("你好", "您好", "在吗", "帮助", "怎么用", "菜单", "?", "？", "help", "hello", "hi", "/start"),
}
_PAGES = {"points/mine": "/points", "points/why": "/points", "points/how": "/points", "rankings/month": "/rankings"}
_ALL_WORDS = frozenset(word for words in _WORDS.values() for word in words)
_COMMAND = re.compile(r"/[A-Za-z]\w{0,31}(?:@\w+)?(?:\s.*)?", re.DOTALL | re.ASCII)
_NO = re.compile(r"[一-龥]{1,20}\d*-\d{4,}")
# Refusals before there is a case, said by the room whose they are.
_ROOMS = {"intake": "intake", "invitations": "invitations", "points": "points", "ledger": "points"}
_MATTERS = (Intent.WISH, Intent.REQUEST, Intent.QUESTION, Intent.PROGRESS)
_OVER = ("cases/moved", "cases/not_yours", "cases/unknown", "front/old_button")


def respond(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    """One turn: the dialog's answer, after every room has reacted to what happened. Raises Refusal.

    `photos` are the ids under which the message's photos were stored.
    """
    reply = _respond(work, viewer, incoming, photos, now)
    react(work)
    return reply


def react(work: "Work") -> None:
    """Pass the news of this transaction to every room; what they cause in turn, at most three deep."""
    for _ in range(DEPTH):
        news, work.news = work.news, []
        for one in news:
            for reaction in ON:
                reaction(work, one)
    assert not work.news, "news of news of news: two rooms answer each other"


def refused(work: "Work", viewer: Viewer, refusal: Refusal) -> Reply:
    """A refusal as a card, with the present state of its case; a question that can't be answered any more is closed."""
    case = work.cases.get([refusal.case]).get(refusal.case) if refusal.case else None
    room = room_of(case.flow).name if case else _ROOMS.get(refusal.code.split("/")[0], "people")
    card = Card(f"{room}/refusal", case.id if case else None, {**refusal.facts, "code": refusal.code})
    over = refusal.code in _OVER and bool(case_dialog.asked(viewer.conversation))
    return Reply((card,), case_dialog.answered(viewer.conversation) if over else viewer.conversation)


def quick(work: "Work", viewer: Viewer) -> tuple[str, ...]:
    """Answers that may be sent by one press, to whatever is asked in this chat now."""
    need = case_dialog.wanted(work, viewer.conversation)
    return need.quick if need else intake_views.quick(viewer.conversation)


def asks_photo(work: "Work", viewer: Viewer) -> bool:
    need = case_dialog.wanted(work, viewer.conversation)
    return need.kind is NeedKind.PHOTO if need else merit_dialog.asks_photo(viewer)


def stranger(work: "Work", account_id: int, conversation: Conversation, incoming: Incoming, now: datetime) -> Reply:
    """Somebody the house doesn't know: told how to be invited, unless they bring a code that says who they are, or
    an invitation. Raises Refusal."""
    if incoming.kind is Kind.OPEN and chatting.is_link(incoming.text):
        return chatting.opened(work, None, conversation, incoming.text, now)
    code = linking.typed(incoming.text)
    if code:
        why_not = linking.linked(work, account_id, code, now)
        return Reply((Card("people/stranger" if why_not else "people/linked", args=why_not),))
    return chatting.answered(work, account_id, conversation, incoming, now) or Reply((Card("people/stranger"),))


def stranger_refused(refusal: Refusal) -> Reply:
    """Why an invitation does not go on; whatever was open is over."""
    return Reply((Card("invitations/refusal", args={"code": refusal.code}),))


def face_for_nobody(work: "Work", card: Card) -> Face:
    """What somebody the house doesn't know may see of a card."""
    if card.name in chatting.CARDS:
        return chatting.faces(work, None, card)
    if card.name == "invitations/refusal":
        return Face(card.name, card.args)
    return Face("people/stranger", {"code": str(card.args.get("code", "")), "pages": bool(work.house.base)})


def face_for_group(work: "Work", card: Card, now: datetime) -> Face | None:
    """What a card of a group looks like, the same for all who read it; none for any other card."""
    return group_views.faces(work, None, [card], now)[0] if card.name.startswith("groups/") else None


def show(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """What each card looks like to this viewer now; cards of cases are drawn all at once, whatever their flow."""
    cards = [intake_views.still(card, viewer.conversation) for card in cards]
    faces: dict[int, Face] = {}
    by_artist: dict[Show, list[int]] = {}
    for n, card in enumerate(cards):
        by_artist.setdefault(SHOW.get(card.name.split("/")[0], case_faces.faces), []).append(n)
    for draw, mine in by_artist.items():
        faces.update(zip(mine, draw(work, viewer, [cards[n] for n in mine], now), strict=True))
    if channels.closed(work, viewer.actor, now):
        party = [n for n, card in enumerate(cards) if kept.is_party(work, card)]
        faces |= {n: channels.elsewhere(work, viewer.actor, now, _PAGES.get(cards[n].name, "/waiting")) for n in party}
    return [faces[n] for n in range(len(cards))]


def _respond(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    if reply := _without_words(work, viewer, incoming, now):
        return reply
    if incoming.trouble:
        raise Refusal(incoming.trouble, {"most": MOST_MB if incoming.trouble == "photos/too_big" else MOST_PHOTOS})
    text = clean(incoming.text)
    if not (text or photos or incoming.location or incoming.voice):
        raise Refusal("front/nothing")
    message = replace(incoming, text=text)
    if intake_dialog.in_danger(text):  # before any question that is open: whom to call comes first
        return intake_dialog.said(work, viewer, message, photos, now)
    plain = bool(text) and not (photos or incoming.forwarded or incoming.voice)
    if plain and (reply := _aside(work, viewer, text, now)):
        return reply
    if case_dialog.asked(viewer.conversation):
        another = _something_else(work, viewer, message, photos)
        if another is None:
            return case_dialog.said(work, viewer, message, photos, now)
        viewer = another
    right = chatting.put_right(work, viewer, text, now) if plain else None
    known = right or (_known_words(work, viewer, text, now) if plain else None)
    if merit_dialog.is_word(text) and channels.closed(work, viewer.actor, now):
        return Reply((Card("people/elsewhere"),), viewer.conversation)
    if reply := known or merit_dialog.said(work, viewer, message, photos, now):
        return reply
    if plain:
        busy = intake_dialog.speaking(work, viewer, now)
        about_points = None if busy else points_dialog.meant(viewer, _plain(text))
        answered = None if busy else about_points or directory_dialog.said(work, viewer, text, now)
        if answered:
            return answered
    return intake_dialog.said(work, viewer, message, photos, now)


def _aside(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """What is answered beside whatever is open, which stays as it is: one's own data, a label that was typed instead
    of pressed, a command that is none."""
    if press := taking_back.label(work, viewer, text):
        return _pressed(work, viewer, press, now)
    word = _plain(text) in _ALL_WORDS
    help_card = Card("people/welcome") if _COMMAND.fullmatch(text) and not word else None
    return own.said(viewer.conversation, text) or (Reply((help_card,), viewer.conversation) if help_card else None)


def _without_words(work: "Work", viewer: Viewer, incoming: Incoming, now: datetime) -> Reply | None:
    """The reply to what is no text: a chat that is opened, a press, the own telephone number."""
    match incoming.kind:
        case Kind.OPEN if chatting.is_link(incoming.text):
            return chatting.opened(work, viewer.actor, viewer.conversation, incoming.text, now)
        case Kind.OPEN:
            return Reply((Card("people/welcome"),), viewer.conversation)
        case Kind.PRESS:
            return _pressed(work, viewer, incoming.press, now)
    return phones.given(work, viewer, incoming.contact) if incoming.contact else None


def _something_else(work: "Work", viewer: Viewer, message: Incoming, photos: tuple[int, ...]) -> Viewer | None:
    """The viewer without the open question, where what is said can't be its answer: a list's name, a case's number
    unless that is asked for, another matter where only thanks could be added."""
    question = case_dialog.asked(viewer.conversation)
    if photos or message.voice or not message.text:
        return None
    number = _NO.fullmatch(message.text) and question.get("need") != "into"
    word = _plain(message.text) in _ALL_WORDS or merit_dialog.is_word(message.text)
    matter = question.get("need") == "thanks" and intent(message.text) in _MATTERS
    return Viewer(viewer.actor, case_dialog.answered(viewer.conversation)) if number or word or matter else None


def _plain(text: str) -> str:
    return text.strip("。.！!？?，,~ ").lower() or text


def _pressed(work: "Work", viewer: Viewer, press: Press | None, now: datetime) -> Reply:
    if press and kept.is_kept_back(work, viewer, press, now):
        return Reply((Card("people/elsewhere"),), viewer.conversation)
    room = press.name.split(".")[0] if press else ""
    if press is None or room not in _PRESSED:
        raise Refusal("front/old_button")
    return _PRESSED[room](work, viewer, press, now) or _go_on(work, viewer, now)


def _go_on(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    """What the directory answered was not meant as a question: it is told after all."""
    text, conversation = directory_dialog.text_of(viewer.conversation), viewer.conversation
    asker = Viewer(viewer.actor, directory_dialog.forgotten(conversation))
    return intake_dialog.begin(work, asker, text, now)


def _known_words(work: "Work", viewer: Viewer, text: str, now: datetime) -> Reply | None:
    """A few words that mean a list, and case numbers: no answer to a question about a draft is one of these."""
    for card, words in _WORDS.items():
        if _plain(text) in words:
            if card == "people/preferred":
                work.accounts.prefer(viewer.actor.account_id, now)
            found = people_views.way_to_web(work, viewer.actor, now) if card == people_views.WEB else Card(card)
            return Reply((found,), viewer.conversation)
    if _plain(text) in ranking_dialog.WORDS:
        return ranking_dialog.asked(work, viewer, now)
    if _NO.fullmatch(text):
        case = work.cases.by_no(text)
        if case is None:
            raise Refusal("cases/unknown")
        return case_dialog.show(work, viewer, case.id)
    return None
