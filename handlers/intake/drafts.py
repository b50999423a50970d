"""How a draft grows with each message and each choice. It is kept in the conversation."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from handlers.intake.money import yuan
from handlers.intake.records import REQUEST, WISH, Draft, Pending
from handlers.intake.spoken import woven
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Conversation, is_spoken
from handlers.routing.categories import CATEGORIES
from handlers.routing.intents import intent
from handlers.routing.records import Intent, Urgency
from handlers.routing.subjects import guess_category, guess_urgency
from handlers.wishes.records import WishKind
from handlers.wishes.rules import guess_kind, guess_value

MOST_PHOTOS = 9
MOST_VOICES = 9
_MOST = {WISH: 500}  # as many as the wish's own step takes; a request may be told at length
MOST = 2000
_KEYS = frozenset(one.key for one in CATEGORIES)
_FIELDS = tuple(one.name for one in fields(Draft))
_FLOWS = {Intent.WISH: WISH, Intent.REQUEST: REQUEST, Intent.QUESTION: REQUEST}


def begun(text: str) -> Draft:
    """A new draft from the first words, all that can be guessed guessed."""
    return first(Pending(text))


def first(words: Pending) -> Draft:
    """The same with what came with the words, and who wrote or spoke them first."""
    draft = Draft(secrets.token_hex(4), photos=words.photos, forwarded=words.forwarded, voices=words.voices)
    return with_text(draft, words.text)


def alarm(words: Pending) -> Draft:
    """Somebody is in danger: a request, whoever it is told for."""
    known = ("flow", "whose")
    draft = Draft(secrets.token_hex(4), REQUEST, photos=words.photos, voices=words.voices, chosen=known)
    return with_text(draft, words.text[:MOST])


def is_alarm(draft: Draft) -> bool:
    return draft.flow == REQUEST and draft.urgency == Urgency.URGENT


def with_text(draft: Draft, text: str) -> Draft:
    """The draft with these words instead; raises Refusal where they are too many."""
    draft = _flowing(draft, text)
    most = _MOST.get(draft.flow, MOST)
    if len(text) > most:
        raise Refusal("cases/too_long", {"length": len(text), "most": most, "need": "what", "draft": draft.id})
    return _guessed(replace(draft, what=text, awaiting="", offered=()))


def grown(draft: Draft, text: str) -> Draft:
    """More words: people often send one thought in several messages."""
    if not text:
        return replace(draft, awaiting="")
    return with_text(draft, woven(draft.what, text))


def with_photos(draft: Draft, photos: tuple[int, ...]) -> Draft:
    return replace(draft, photos=(*draft.photos, *photos)[:MOST_PHOTOS], awaiting="")


def with_voices(draft: Draft, voices: tuple[int, ...]) -> Draft:
    return replace(draft, voices=(*draft.voices, *voices)[:MOST_VOICES], awaiting="")


def with_value(draft: Draft, value: int) -> Draft:
    return replace(draft, value=value, awaiting="", chosen=(*draft.chosen, "value"))


def with_kind(draft: Draft, kind: str) -> Draft:
    """What belongs to everybody is a request, not a wish (B2: 公共设施转诉求)."""
    if kind not in set(WishKind):
        raise Refusal("front/old_button")
    draft = replace(draft, kind=WishKind(kind), awaiting="", chosen=(*draft.chosen, "kind"))
    return with_flow(draft, REQUEST) if kind == WishKind.FACILITY else draft


def with_flow(draft: Draft, flow: str) -> Draft:
    if flow not in (WISH, REQUEST):
        raise Refusal("front/old_button")
    draft = replace(draft, flow=flow, question=False, awaiting="", chosen=(*draft.chosen, "flow"))
    if flow == WISH and draft.kind is WishKind.FACILITY:
        draft = replace(draft, kind=WishKind.THING, chosen=(*draft.chosen, "kind"))
    return _guessed(draft)


def with_category(draft: Draft, key: str) -> Draft:
    if key not in _KEYS:
        raise Refusal("front/old_button")
    chosen = (*draft.chosen, "category")
    urgency = str(guess_urgency(draft.what, key))
    return replace(draft, category=key, urgency=urgency, awaiting="", offered=(), chosen=chosen)


def with_place(draft: Draft, unit_id: int | None) -> Draft:
    """`unit_id` none: at home after all."""
    return replace(
        draft, unit_id=unit_id, options=(), awaiting="", offered=(), chosen=(*draft.chosen, "place"), lost=False
    )


def with_name(draft: Draft, name: str, door: str) -> Draft:
    """Somebody else's (代提): kept as typed, for looking it up would tell a stranger who lives where."""
    return replace(draft, name=name, door=door, awaiting="", offered=(), chosen=(*draft.chosen, "whose"))


def _flowing(draft: Draft, text: str) -> Draft:
    """The flow as the words say it, where the person has not chosen; doubt keeps what was guessed before."""
    if "flow" in draft.chosen or not text or is_spoken(text):
        return draft
    wanted = intent(text)
    flow = _FLOWS.get(wanted, draft.flow)
    if flow == WISH and "kind" not in draft.chosen and guess_kind(text) is WishKind.FACILITY:
        flow = REQUEST
    return replace(draft, flow=flow, question=wanted is Intent.QUESTION and flow == REQUEST)


def _guessed(draft: Draft) -> Draft:
    """Kind and value of a wish; category and urgency of a request, where they are clear. A voice tells none of it."""
    if is_spoken(draft.what):
        return draft if "category" in draft.chosen else replace(draft, category="", urgency="")
    if draft.flow != REQUEST:
        kind = draft.kind if "kind" in draft.chosen else _kind(draft.what)
        value = draft.value if "value" in draft.chosen else guess_value(draft.what) or yuan(draft.what)
        return replace(draft, kind=kind, value=value)
    guess = guess_category(draft.what)
    urgency = guess_urgency(draft.what, guess.best)
    if "category" in draft.chosen:
        return replace(draft, urgency=str(guess_urgency(draft.what, draft.category)))
    # Nobody in danger, and nobody who only asks, is asked what it is about.
    clear = guess.sure or draft.question or urgency is Urgency.URGENT
    return replace(draft, category=guess.best if clear else "", urgency=str(urgency))


def _kind(text: str) -> WishKind:
    """What is said to be a wish of one's own is no public facility."""
    kind = guess_kind(text)
    return WishKind.THING if kind is WishKind.FACILITY else kind


def of(conversation: Conversation) -> Draft | None:
    """The open draft; one in the form of an earlier version is given up, its words still stand in the chat."""
    notes = conversation.notes.get("draft")
    return _draft(notes) if isinstance(notes, Mapping) and "pending" in notes else None


def kept(draft: Draft | None) -> Conversation:
    """The conversation that remembers a draft; nothing to remember without one."""
    return Conversation("intake", {"draft": _noted(draft)}) if draft else Conversation()


def without(conversation: Conversation) -> Conversation:
    """The conversation once the draft is a case or given up; what else it remembers stays."""
    rest = {key: value for key, value in conversation.notes.items() if key != "draft"}
    return Conversation("", rest)


def _noted(draft: Draft) -> Mapping[str, object]:
    """As it is stored. Not `asdict`, which copies every text and list of it."""
    flat = {name: getattr(draft, name) for name in _FIELDS}
    return flat | {"pending": asdict(draft.pending), "aside": tuple(_noted(one) for one in draft.aside)}


def _draft(notes: Mapping[str, object]) -> Draft:
    pending = notes["pending"]
    assert isinstance(pending, Mapping)
    return Draft(
        id=str(notes["id"]),
        flow=str(notes["flow"]),
        what=str(notes["what"]),
        kind=WishKind(str(notes["kind"])),
        value=_number(notes["value"]),
        category=str(notes["category"]),
        urgency=str(notes["urgency"]),
        question=bool(notes["question"]),
        unit_id=_number(notes["unit_id"]),
        options=tuple((int(id_), str(name)) for id_, name in _list(notes["options"])),
        photos=tuple(int(id_) for id_ in _list(notes["photos"])),
        awaiting=str(notes["awaiting"]),
        chosen=tuple(str(one) for one in _list(notes["chosen"])),
        name=str(notes["name"]),
        door=str(notes["door"]),
        forwarded=str(notes["forwarded"]),
        offered=tuple(int(id_) for id_ in _list(notes["offered"])),
        pending=_pending(pending),
        said_at=str(notes["said_at"]),
        voices=tuple(int(id_) for id_ in _list(notes.get("voices", ()))),
        aside=tuple(_draft(one) for one in _list(notes.get("aside", ()))),
        lost=bool(notes.get("lost", False)),
    )


def _pending(notes: Mapping[str, object]) -> Pending:
    return Pending(
        text=str(notes["text"]),
        photos=tuple(int(id_) for id_ in _list(notes["photos"])),
        forwarded=str(notes["forwarded"]),
        voices=tuple(int(id_) for id_ in _list(notes.get("voices", ()))),
    )


def _list(value: object) -> list[Any]:
    assert isinstance(value, list | tuple)
    return list(value)


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
