"""One turn inside its transaction: enter the message, let the house answer, store the answer."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from bot.drawing import draw
from handlers import front
from handlers.kit.cards import Bubble, Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Incoming, Kind, Press, Voice
from handlers.kit.words import clean
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Account, Viewer
from storage.accounts import Caller
from storage.work import Work

log = structlog.get_logger()

# A statement's own fault, not the database's: the turn fails, the store is well.
_OWN_FAULT = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
# What stands in the sender's own chat for a message without words.
_SIGNS = {Kind.LOCATION: "（位置）", Kind.VOICE: "（语音）"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The bubbles that a message added to its account's chat, the sender's own first."""

    account_id: int
    bubbles: Sequence[Bubble]
    duplicate: bool = False
    failed: bool = False


def run(work: Work, incoming: Incoming, now: datetime, *, draws: bool = False) -> Answer:
    """Run a turn. A message received before is answered as it was; nothing happens twice. `draws`: what it answers is
    sent from here, as it looks now."""
    inbox_id = work.messages.receive(incoming.channel, incoming.message_id, now)
    if inbox_id is None:
        account_id, bubbles = work.messages.answer_to(incoming.channel, incoming.message_id)
        return Answer(account_id, bubbles, duplicate=True)
    for part in incoming.parts:
        work.messages.receive(incoming.channel, part, now)
    caller = work.accounts.who(incoming.channel, incoming.account, now.astimezone(SHANGHAI).date(), now)
    person_id = caller.actor.person_id if caller.actor else 0
    photos = tuple(work.media.add(photo, person_id, now) for photo in incoming.photos if person_id)
    incoming = _voice_kept(work, incoming, person_id, now)
    before = work.changes
    reply, failed = _guarded(work, caller, incoming, photos, inbox_id, now)
    written = before is None or before != work.changes or reply.conversation != caller.conversation
    shown = any(card.case for card in reply.cards)  # an older card of the same case is shortened by this one
    if incoming.kind is Kind.TEXT and not written and not shown:  # a press may let a card be changed that could not be
        work.still.add(caller.account_id)
    answer = _store(work, caller, reply, incoming, _echo(incoming, photos, now), now, inbox_id, failed=failed)
    if draws:
        draw(work, caller.account_id, now)
    return answer


def rerun(work: Work, inbox_id: int, now: datetime) -> Answer:
    """Run a turn that failed before, from its stored message; raises what it raises."""
    incoming, photos = thaw(work.messages.payload(inbox_id))
    caller = work.accounts.who(incoming.channel, incoming.account, now.astimezone(SHANGHAI).date(), now)
    assert caller.actor, "only turns of known people are kept"
    viewer = Viewer(caller.actor, caller.conversation)
    work.savepoint("SAVEPOINT action")
    try:
        reply = front.respond(work, viewer, incoming, photos, now)
    except Refusal as refusal:
        _undo(work)
        reply = front.refused(work, viewer, refusal)
    work.savepoint("RELEASE SAVEPOINT action")
    work.messages.mended(inbox_id)
    return _store(work, caller, reply, incoming, [], now, inbox_id)


def _voice_kept(work: Work, incoming: Incoming, person_id: int, now: datetime) -> Incoming:
    """The message with its voice stored; strangers' voices are not kept."""
    voice = incoming.voice
    if voice is None or not person_id:
        return incoming
    return replace(incoming, voice=replace(voice, media=work.media.add_voice(voice, person_id, now)))


def _guarded(
    work: Work, caller: Caller, incoming: Incoming, photos: tuple[int, ...], inbox_id: int, now: datetime
) -> tuple[Reply, bool]:
    """The reply within a savepoint of its own: a refusal or a fault undoes the action, not the message."""
    if caller.actor is None:
        return _stranger(work, caller, incoming, now)
    viewer = Viewer(caller.actor, caller.conversation)
    work.savepoint("SAVEPOINT action")
    try:
        reply, failed = front.respond(work, viewer, incoming, photos, now), False
    except Refusal as refusal:
        _undo(work)
        reply, failed = front.refused(work, viewer, refusal), False
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, _OWN_FAULT):
            raise  # the database itself is in trouble: the desk decides
        _undo(work)
        reply, failed = _failed(work, caller, incoming, photos, inbox_id, error), True
    work.savepoint("RELEASE SAVEPOINT action")
    return reply, failed


def _stranger(work: Work, caller: Caller, incoming: Incoming, now: datetime) -> tuple[Reply, bool]:
    """The same for somebody without a key: what fails can't be kept, so they are asked to send it again."""
    work.savepoint("SAVEPOINT action")
    try:
        reply, failed = front.stranger(work, caller.account_id, caller.conversation, incoming, now), False
    except Refusal as refusal:
        _undo(work)
        reply, failed = front.stranger_refused(refusal), False
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, _OWN_FAULT):
            raise
        _undo(work)
        log.error("turn of somebody unknown failed", exc_info=error)
        reply, failed = Reply((Card("people/stranger", args={"code": "turns/failed"}),), caller.conversation), True
    work.savepoint("RELEASE SAVEPOINT action")
    return reply, failed


def _undo(work: Work) -> None:
    work.savepoint("ROLLBACK TO SAVEPOINT action")
    work.touched.clear()
    work.fresh.clear()
    work.news.clear()


def _failed(
    work: Work, caller: Caller, incoming: Incoming, photos: tuple[int, ...], inbox_id: int, error: Exception
) -> Reply:
    """Keep the message with a reference that the person can read out and the operator can rerun."""
    reference = secrets.token_hex(3).upper()
    log.error("turn failed", reference=reference, exc_info=error)
    assert caller.wrapped, "only turns of known people get here"
    work.messages.fail(inbox_id, caller.account_id, caller.wrapped, reference, freeze(incoming, photos))
    card = Card("people/refusal", args={"code": "turns/failed", "reference": reference})
    return Reply((card,), caller.conversation)


def _store(
    work: Work,
    caller: Caller,
    reply: Reply,
    incoming: Incoming,
    own: Sequence[Bubble],
    now: datetime,
    inbox_id: int,
    *,
    failed: bool = False,
) -> Answer:
    work.accounts.keep(caller, reply.conversation)
    count = len(own) + len(reply.cards)
    first = work.accounts.take_numbers(caller.account_id, count)
    said = [replace(bubble, number=first + n) for n, bubble in enumerate(own)]
    cards = [Bubble(first + len(own) + n, False, now, card) for n, card in enumerate(reply.cards)]
    person_id = caller.actor.person_id if caller.actor else 0
    to = Account(caller.account_id, person_id, caller.channel, incoming.account)
    work.say(to, [*said, *cards], caller.wrapped, inbox_id)
    return Answer(caller.account_id, [*said, *cards], failed=failed)


def _echo(incoming: Incoming, photos: tuple[int, ...], now: datetime) -> list[Bubble]:
    """What the sender sees of their own message; a press leaves no bubble."""
    if incoming.kind in (Kind.PRESS, Kind.OPEN):
        return []
    spoken = incoming.voice.media if incoming.voice else 0
    sent = (*photos, spoken) if spoken else photos
    text = clean(incoming.text)[:5000] or ("" if spoken else _SIGNS.get(incoming.kind, ""))
    words = [Bubble(0, True, now, None, text)] if text else []
    return [*(Bubble(0, True, now, None, "", media) for media in sent), *words]


def freeze(incoming: Incoming, photos: tuple[int, ...]) -> str:
    """A message as text, so that a failed turn can be rerun; its photos and voice are stored already."""
    voice = incoming.voice
    fields = {
        "channel": incoming.channel,
        "account": incoming.account,
        "message_id": incoming.message_id,
        "kind": str(incoming.kind),
        "text": incoming.text,
        "press": str(incoming.press) if incoming.press else None,
        "photos": photos,
        "forwarded": incoming.forwarded,
        "location": incoming.location,
        "contact": incoming.contact,
        "voice": [voice.seconds, voice.media] if voice else None,
    }
    return json.dumps(fields, ensure_ascii=False)


def thaw(text: str) -> tuple[Incoming, tuple[int, ...]]:
    fields = json.loads(text)
    press = Press.parse(fields["press"]) if fields["press"] else None
    kind = Kind(fields["kind"])
    incoming = Incoming(
        fields["channel"],
        fields["account"],
        fields["message_id"],
        kind,
        fields["text"],
        press,
        forwarded=fields.get("forwarded", ""),
        location=tuple(fields["location"]) if fields.get("location") else None,
        voice=Voice(b"", *fields["voice"]) if fields.get("voice") else None,
        contact=fields.get("contact", ""),
    )
    return incoming, tuple(fields["photos"])
