"""The buttons of a draft and of its questions."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.intake import drafts, same, stack, whom
from handlers.intake.actions import enter_request, join_request, place_of, post_wish
from handlers.intake.money import yuan
from handlers.intake.places import has_home, located
from handlers.intake.records import LATER, NOTHING, REQUEST, WISH, Draft, Pending
from handlers.intake.replies import asking, menu, offering, shown
from handlers.intake.rules import next_question
from handlers.kit.cards import Card, Reply
from handlers.kit.events import Stepped
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_EDITS = ("what", "kind", "value", "category", "place", "whom", "photo")


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """`intake.<verb>` with the draft's id, and after it what was chosen."""
    verb = press.name.removeprefix("intake.")
    if verb == "new":
        return _new(viewer, now)
    id_, _, value = press.value.partition(":")
    draft = stack.found(viewer.conversation, id_)
    if draft is None:
        raise Refusal("intake/gone")
    if verb in ("submit", "first", "replace", "join", "other", "again", "fresh"):
        return _ended(work, viewer, draft, verb, value, now)
    if verb == "cancel" and draft.pending != NOTHING:
        verb = "another"  # the draft goes, the words that wait beside it stay
    if verb == "cancel":
        return _going_on(work, viewer, draft, Card("intake/cancelled"), now)
    return _talked(work, viewer, draft, verb, value, now) or _chosen(work, viewer, draft, verb, value, now)


def begun(work: "Work", viewer: Viewer, words: Pending, now: datetime) -> Reply:
    """A draft of its own; what has to wait stays behind it."""
    new = stack.before(viewer.conversation, drafts.first(words))
    return shown(viewer, located(work, viewer.actor, new), now)


def grown(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply:
    """More words, photos, voices for a draft; asked for its words again (改内容), these take the place of the old."""
    if words.photos:
        draft = replace(drafts.with_photos(draft, words.photos), awaiting=draft.awaiting)
    if words.voices:
        draft = replace(drafts.with_voices(draft, words.voices), awaiting=draft.awaiting)
    replaces = draft.awaiting == "what" and words.text
    draft = drafts.with_text(draft, words.text) if replaces else drafts.grown(draft, words.text)
    return shown(viewer, located(work, viewer.actor, replace(draft, pending=NOTHING)), now)


def _new(viewer: Viewer, now: datetime) -> Reply:
    """A draft with words waits to be asked about; one without is begun anew."""
    draft = stack.spoken_of(viewer.conversation)
    if draft and draft.what:
        return asking(replace(draft, pending=NOTHING), "more", now)
    aside = drafts.of(viewer.conversation) if draft is None else stack.after(draft)
    new = drafts.begun("")
    return shown(viewer, stack.before(drafts.kept(aside), new), now)


def _talked(work: "Work", viewer: Viewer, draft: Draft, verb: str, value: str, now: datetime) -> Reply | None:
    """Buttons that lead to another question."""
    match verb:
        case "edit" if not value:
            return menu(draft, now)
        case "edit" if value in _EDITS:
            return asking(draft, value, now)
        case "group":
            group, _, page = value.partition(":")
            return asking(
                draft, "category", now, group=group, page=int(page) if page.isdecimal() and len(page) < 3 else 0
            )
        case "theirs":
            known = whom.is_known(work, viewer.actor, draft.forwarded)
            named = replace(draft, name=draft.forwarded if known else "", chosen=(*draft.chosen, "whose"))
            return asking(named, "door" if known else "whom", now)
        case "another":
            new = stack.before(drafts.kept(stack.after(draft)), drafts.first(draft.pending))
            return shown(viewer, located(work, viewer.actor, new), now)
        case "add":
            return grown(work, viewer, replace(draft, awaiting=""), draft.pending, now)
    return None


def _chosen(work: "Work", viewer: Viewer, draft: Draft, verb: str, value: str, now: datetime) -> Reply:
    """Buttons that settle something about the draft; a wish that turns into a request gets a place."""
    flow, was = draft.flow, draft.awaiting
    match verb:
        case "back":
            draft = replace(draft, awaiting="", name=draft.name if draft.door else "")
            draft = replace(draft, pending=NOTHING) if was == "named" else draft
        case "kind":
            draft = drafts.with_kind(draft, value)
        case "flow":
            draft = drafts.with_flow(draft, value)
        case "category":
            draft = drafts.with_category(draft, value)
        case "place":
            draft = drafts.with_place(draft, _place(draft, value))
        case "value" if (money := yuan(value, bare=True)) is not None:
            draft = drafts.with_value(draft, money)
        case "self":
            draft = drafts.with_name(draft, "", "")
        case "name":
            draft = _named(draft)
        case _:
            raise Refusal("front/old_button")
    return shown(viewer, located(work, viewer.actor, draft) if draft.flow != flow else draft, now)


def _place(draft: Draft, value: str) -> int | None:
    """One of the places that were offered, or home."""
    if value == "home":
        return None
    found = next((id_ for id_, _ in draft.options if str(id_) == value), None)
    if found is None:
        raise Refusal("front/old_button")
    return found


def _named(draft: Draft) -> Draft:
    """The neighbour whose line was typed while the draft was open."""
    parts = whom.read(draft.pending.text)
    if parts is None:
        raise Refusal("front/old_button")
    return replace(drafts.with_name(draft, *parts), pending=NOTHING)


def _ended(work: "Work", viewer: Viewer, draft: Draft, verb: str, value: str, now: datetime) -> Reply:
    """The last press: what is missing is asked, what may be the same is shown, then it is a case."""
    waits = draft.awaiting if draft.awaiting == "named" else next_question(draft, has_home=has_home(viewer.actor))
    if waits:
        return asking(draft, waits, now)
    actor = viewer.actor
    if draft.flow == WISH:
        return _wished(work, viewer, draft, now, instead=verb == "replace")
    match verb:
        case "join":
            joined = join_request(work, actor, draft, _offered(draft, "alike", value), now)
            return _became(work, viewer, draft, joined, now)
        case "again":
            came_back = _offered(draft, "lately", value)
            return _became(work, viewer, draft, enter_request(work, actor, draft, now, rebound_of=came_back), now)
    offer = _same(work, viewer, draft, verb, now)
    return offer or _became(work, viewer, draft, enter_request(work, actor, draft, now), now)


def _wished(work: "Work", viewer: Viewer, draft: Draft, now: datetime, *, instead: bool) -> Reply:
    """One live wish a person: another is set aside until it may take its turn, and new words are no part of it.

    The refusal is caught here, before which nothing was written, because it changes the conversation.
    """
    try:
        return _became(work, viewer, draft, post_wish(work, viewer.actor, draft, now, instead=instead), now)
    except Refusal as refused:
        if refused.code != "wishes/one_live":
            raise
        card = Card("wishes/refusal", refused.case, {**refused.facts, "code": refused.code})
        waiting = replace(draft, awaiting=LATER, pending=NOTHING)
        if draft.pending == NOTHING:
            return Reply((card,), drafts.kept(waiting))
        new = stack.before(drafts.kept(waiting), drafts.first(draft.pending))
        follows = shown(viewer, located(work, viewer.actor, new), now)
        return Reply((card, *follows.cards), follows.conversation)


def _going_on(work: "Work", viewer: Viewer, draft: Draft, card: Card, now: datetime) -> Reply:
    """What comes after a draft: the words that waited beside it, or the draft that it pushed aside."""
    left = stack.after(draft)
    if draft.pending != NOTHING:
        left = located(work, viewer.actor, stack.before(drafts.kept(left), drafts.first(draft.pending)))
    if left is None or left.awaiting == LATER:
        return Reply((card,), stack.ended(viewer.conversation, draft))
    follows = shown(viewer, left, now)
    return Reply((card, *follows.cards), follows.conversation)


def _same(work: "Work", viewer: Viewer, draft: Draft, verb: str, now: datetime) -> Reply | None:
    """Open ones first; who says that it is none of them may still see one that was settled lately."""
    if verb == "fresh":
        return None
    unit = place_of(work, viewer.actor, draft)
    if verb != "other":
        found = same.open_ones(work, viewer.actor, draft, unit, now)
        if found:
            return offering(draft, "alike", tuple(found), now)
    over = same.closed_ones(work, viewer.actor, draft, unit, now)
    return offering(draft, "lately", tuple(over), now) if over else None


def _offered(draft: Draft, card: str, value: str) -> int:
    found = next((id_ for id_ in draft.offered if str(id_) == value), None)
    if found is None or draft.awaiting != card:
        raise Refusal("front/old_button")
    return found


def _became(work: "Work", viewer: Viewer, draft: Draft, news: Stepped, now: datetime) -> Reply:
    case, actor = news.case, viewer.actor
    work.messages.draft_became(actor.account_id, draft.id, Card("intake/became", case.id))
    room = "requests" if case.flow == REQUEST else "wishes"
    card = Card(f"{room}/news", case.id, {"step": news.step.name, "by": actor.person_id})
    return _going_on(work, viewer, draft, card, now)
