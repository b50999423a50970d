"""How a wish is talked into being: free text becomes a draft card with 提交, 改, 加照片, 取消."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Incoming, Press
from handlers.people.records import Viewer
from handlers.wishes import drafts
from handlers.wishes.actions import submit
from handlers.wishes.records import Draft
from handlers.wishes.rules import name_and_door

if TYPE_CHECKING:
    from storage.work import Work

LISTS = ("mine", "open", "waiting")


def said(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply:
    """Words or photos that no question waits for: a draft begins or grows."""
    draft, text = drafts.of(viewer.conversation), incoming.text
    if draft is None:
        return _shown(drafts.begun(viewer.actor, text, photos))
    if photos:
        draft = drafts.with_photos(draft, photos)
        return _shown(drafts.grown(draft, text) if text else draft)
    match draft.awaiting:
        case "value":
            return _shown(drafts.with_value(draft, text))
        case "whom":
            return _shown(_for_whom(draft, text))
        case "what":
            return _shown(drafts.with_text(draft, text))
        case _:
            return _shown(drafts.grown(draft, text))


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """Buttons of a draft (their value begins with its id) and of lists."""
    verb = press.name.removeprefix("wishes.")
    if verb in LISTS:
        return Reply((Card(f"wishes/{verb}"),), viewer.conversation)
    if verb == "new":
        return _new(viewer)
    id_, _, value = press.value.partition(":")
    draft = drafts.of(viewer.conversation)
    if draft is None or draft.id != id_:
        raise Refusal("wishes/draft_gone")
    match verb:
        case "submit" | "replace":
            return _submit(work, viewer, draft, now, replace_old=verb == "replace")
        case "edit":
            return _edit(draft, value)
        case "kind":
            return _shown(drafts.with_kind(draft, value))
        case "self":
            return _shown(replace(draft, name="", door="", awaiting=""))
        case "back":
            return _shown(replace(draft, awaiting=""))
        case "cancel":
            return Reply((Card("wishes/cancelled"),))
    raise Refusal("front/old_button")


def _shown(draft: Draft) -> Reply:
    """The draft as a card; the question first where it still has no words."""
    card = "wishes/draft" if not draft.awaiting else "wishes/question"
    return Reply((Card(card, args={"draft": draft.id, "about": draft.awaiting}),), drafts.kept(draft))


def _new(viewer: Viewer) -> Reply:
    draft = drafts.of(viewer.conversation)
    if draft and draft.what:
        return _shown(replace(draft, awaiting=""))
    return _shown(drafts.begun(viewer.actor, ""))


def _edit(draft: Draft, what: str) -> Reply:
    if not what:
        return Reply((Card("wishes/edit", args={"draft": draft.id}),), drafts.kept(draft))
    if what not in ("what", "kind", "value", "whom", "photo"):
        raise Refusal("front/old_button")
    return _shown(replace(draft, awaiting=what))


def _submit(work: "Work", viewer: Viewer, draft: Draft, now: datetime, *, replace_old: bool) -> Reply:
    if not draft.what:
        raise Refusal("cases/empty", {"need": "what"})
    try:
        news = submit(work, viewer.actor, draft, now, replace=replace_old)
    except Refusal as refused:
        if refused.code == "wishes/one_live":
            raise Refusal(refused.code, {**refused.facts, "draft": draft.id}, refused.case) from refused
        raise
    case_id = news.case.id
    work.messages.draft_became(viewer.actor.account_id, draft.id, Card("wishes/became", case_id))
    return Reply((Card("wishes/news", case_id, {"step": "submit", "by": viewer.actor.person_id}),))


def _for_whom(draft: Draft, text: str) -> Draft:
    """The neighbour somebody types for (代提). The draft keeps what was typed: looking it up would tell a stranger
    who lives where.
    """
    parts = name_and_door(text)
    if parts is None:
        raise Refusal("wishes/whom")
    name, door = parts
    return replace(draft, name=name, door=door, awaiting="")
