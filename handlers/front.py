"""The front of the house: which dialog gets a turn, which rooms react to news, who draws which card."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import handlers.wishes  # noqa: F401  # registers its flow
from handlers.cases import dialog as case_dialog
from handlers.cases import notices
from handlers.cases.registry import Show, room_of
from handlers.kit.cards import Card, Face, Reply
from handlers.kit.events import Stepped
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Incoming, Kind
from handlers.kit.words import clean
from handlers.people import views as people_views
from handlers.people.records import Viewer
from handlers.wishes import dialog as wish_dialog
from handlers.wishes import drafts
from handlers.wishes import views as wish_views

if TYPE_CHECKING:
    from storage.work import Work

Reaction = Callable[["Work", Stepped], None]
ON: Sequence[Reaction] = (notices.tell,)
SHOW: "Mapping[str, Show]" = {"wishes": wish_views.faces, "people": people_views.faces}
DEPTH = 3
MOST_MB = 20
MOST_PHOTOS = 9

_WORDS: Mapping[str, tuple[str, ...]] = {
    "wishes/mine": ("我的", "进度", "我的心愿", "我的任务", "查进度"),
    "wishes/open": ("接单", "抢单", "我来接", "有什么心愿", "心愿墙"),
    "wishes/waiting": ("待办", "等我办", "今天的事"),
    "people/welcome": ("你好", "您好", "在吗", "帮助", "怎么用", "菜单", "?", "help", "hello", "hi", "/start"),
}
_NO = re.compile(r"[一-龥]{1,20}\d*-\d{4,}")
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
    room = room_of(case.flow).name if case else "people"
    card = Card(f"{room}/refusal", case.id if case else None, {**refusal.facts, "code": refusal.code})
    over = refusal.code in _OVER and bool(case_dialog.asked(viewer.conversation))
    return Reply((card,), case_dialog.answered(viewer.conversation) if over else viewer.conversation)


def stranger(incoming: Incoming) -> Reply:
    """Somebody the house doesn't know: told how to be invited."""
    return Reply((Card("people/stranger"),))


def face_for_nobody(card: Card) -> Face:
    """What somebody the house doesn't know may see of a card."""
    return Face("people/stranger", {})


def show(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """What each card looks like to this viewer now; a list is drawn a room at a time."""
    faces: dict[int, Face] = {}
    for room, draw in SHOW.items():
        mine = [n for n, card in enumerate(cards) if card.name.split("/")[0] == room]
        if mine:
            drawn = draw(work, viewer, [cards[n] for n in mine], now)
            faces.update(zip(mine, drawn, strict=True))
    return [faces[n] for n in range(len(cards))]


def _respond(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    if incoming.kind is Kind.OPEN:
        return Reply((Card("people/welcome"),), viewer.conversation)
    if incoming.kind is Kind.PRESS:
        return _pressed(work, viewer, incoming, now)
    if incoming.trouble:
        raise Refusal(incoming.trouble, {"most": MOST_MB if incoming.trouble == "photos/too_big" else MOST_PHOTOS})
    text = clean(incoming.text)
    if not text and not photos:
        raise Refusal("front/nothing")
    message = Incoming(incoming.channel, incoming.account, incoming.message_id, incoming.kind, text)
    if case_dialog.asked(viewer.conversation):
        return case_dialog.said(work, viewer, message, photos, now)
    if not photos:
        known = _known_words(work, viewer, text)
        if known:
            return known
    return wish_dialog.said(work, viewer, message, photos, now)


def _pressed(work: "Work", viewer: Viewer, incoming: Incoming, now: datetime) -> Reply:
    press = incoming.press
    if press is None:
        raise Refusal("front/old_button")
    match press.name.split(".")[0]:
        case "cases":
            return case_dialog.pressed(work, viewer, press, now)
        case "wishes":
            return wish_dialog.pressed(work, viewer, press, now)
        case "people":
            return Reply((Card("people/welcome"),), viewer.conversation)
    raise Refusal("front/old_button")


def _known_words(work: "Work", viewer: Viewer, text: str) -> Reply | None:
    """A few words that mean a list, and case numbers; only while no draft waits for an answer."""
    draft = drafts.of(viewer.conversation)
    if draft and draft.awaiting:
        return None
    for card, words in _WORDS.items():
        if text.strip("。.!~ ").lower() in words:
            return Reply((Card(card),), viewer.conversation)
    if _NO.fullmatch(text):
        case = work.cases.by_no(text)
        if case is None:
            raise Refusal("cases/unknown")
        return case_dialog.show(work, viewer, case.id)
    return None
