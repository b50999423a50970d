"""What a customer is sent next: which of the cards that wait go together, and whether they may go at all.

It is decided and noted in one transaction before anything is sent. A message that was begun keeps its name, its cards
and the number of its parts: however often it is tried, it is counted once and shows once.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.channels.kf.results import is_result
from bot.channels.kf.writing import Address, Body, Form, form
from bot.shown import shown
from bot.texts import Words, words
from handlers import front
from handlers.kit.cards import Bubble
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.kf import PICTURE, Customer, Waiting
from storage.work import Work

KEPT: Final = 2  # for a result: the picture of what was done, then the question whether it was
_MOST_VOICES: Final = 1  # each is a message of its own
_OF_DRAFT: Final = frozenset({"intake/draft", "intake/question"})  # drawn as the draft stands now, whatever their age
_VOICE = "v"  # end the name of a message that a picture, a voice goes with


@dataclass(frozen=True, slots=True)
class Parcel:
    """`batch` names it, `photos` and `voices` (ids) go before its `bodies`; `more`: cards that were held had no room.

    `begins` is the number of its first body: the last one has the same number in every try.
    """

    batch: str
    account_id: int
    open_kfid: str
    bodies: tuple[Body, ...]
    photos: tuple[int, ...]
    voices: tuple[int, ...]
    more: tuple[Waiting, ...]
    begins: int = 0


@dataclass(frozen=True, slots=True)
class _Pick:
    """What goes along: all cards that are over with this message, and the words of those that are to be read."""

    rows: tuple[Waiting, ...]
    said: tuple[Words, ...]
    form: Form


def plan(work: Work, address: str, now: datetime, page: Address, welcomes: str = "") -> Parcel | None:
    """The next message to a customer. `welcomes`: the account that may welcome them now, besides what is counted.

    None: it would be one more than they may be sent; what waits is held.
    """
    waiting, customer = work.kf.waiting(address), work.kf.customer(address)
    first = next((one for one in waiting if one.queued), None)
    if first is None or not (customer or welcomes):
        work.kf.put_into([one for one in waiting if one.batch], "")  # a welcome that came too late: it is counted then
        return None
    mine = [one for one in waiting if one.account_id == first.account_id]
    batch = first.batch if customer or welcomes else ""
    pick = _pick(work, [one for one in mine if one.batch == batch] if batch else mine, first, now, page)
    bodies = pick.form.bodies
    photos = _from_others(work, first, _not_had(work, first, pick), now)
    voices = _from_others(work, first, [voice for one in pick.said for voice in one.voices], now)[-_MOST_VOICES:]
    if batch:
        bodies = bodies[-_parts(batch) :]
        photos = photos if PICTURE in _ending(batch) else ()
        voices = voices if _VOICE in _ending(batch) else ()
    elif welcomes:
        bodies, photos, voices = bodies[-1:], (), ()
        batch = _name(len(bodies))
    else:
        assert customer  # or welcomes
        room = _room(customer, mine, now)
        if not room:
            return None
        bodies = bodies[-room:]
        photos = photos if room > len(bodies) else ()
        voices = voices if room > len(bodies) + bool(photos) else ()
        batch = _name(len(bodies), (PICTURE if photos else "") + (_VOICE if voices else ""))
        work.kf.spend(address, len(bodies) + bool(photos) + bool(voices))
    rest = [one for one in mine if one not in pick.rows]
    work.kf.put_into([one for one in rest if one.batch], "")
    work.kf.put_into(pick.rows, batch)
    more = tuple(one for one in rest if not one.queued)
    whose, begins = welcomes or (customer.open_kfid if customer else ""), _parts(batch) - len(bodies)
    return Parcel(batch, first.account_id, whose, bodies, photos, voices, more, begins)


def gathers(work: Work, address: str) -> int:
    """The number of the newest card that waits, where it answers a photo or a voice: more of them may follow, each a
    message of its own, and one answer is to do for all. Else 0, or where a message was begun already."""
    waiting = work.kf.waiting(address)
    last = waiting[-1] if waiting and waiting[-1].queued else None
    return last.number if last and last.card.args.get("got") and not any(one.batch for one in waiting) else 0


def _not_had(work: Work, first: Waiting, pick: _Pick) -> list[int]:
    """The photos of these cards, without what came with an earlier card about the same case."""
    read = zip(pick.rows, pick.said, strict=False)  # first those that are read, in their order
    shown = {one.card.case or 0: words.photos for one, words in read if words.photos}
    return [
        photo
        for case, photos in shown.items()
        for had in [work.kf.had(first.account_id, case, photos)]
        for photo in photos
        if photo not in had
    ]


def _from_others(work: Work, first: Waiting, media: Sequence[int], now: datetime) -> tuple[int, ...]:
    """Without what the customer sent themselves: it stands in their chat, and would be one of five messages."""
    if not media:
        return ()
    caller = work.accounts.caller(first.account_id, now.astimezone(SHANGHAI).date())
    mine = caller.actor.person_id if caller and caller.actor else 0
    known = ((one, work.media.facts(one)) for one in media)
    return tuple(one for one, facts in known if facts and facts[1] != mine)


def _name(parts: int, ending: str = "") -> str:
    """A name that notes how many bodies go by it: a repeat has as many, whatever room there is by then."""
    return f"{secrets.token_hex(12)}_{parts}{ending}"


def _parts(batch: str) -> int:
    return int(batch.rpartition("_")[2].rstrip(PICTURE + _VOICE))


def _ending(batch: str) -> str:
    return batch.rpartition("_")[2].lstrip("0123456789")


def _room(customer: Customer, waiting: Sequence[Waiting], now: datetime) -> int:
    """How many messages they may be sent: the last ones are kept for a result."""
    left = customer.left(now)
    return left if any(is_result(one.card) for one in waiting) else max(0, left - KEPT)


def _pick(work: Work, waiting: Sequence[Waiting], first: Waiting, now: datetime, page: Address) -> _Pick:
    """As they were said, if all have room; else what was just said before what was held.

    Of what was held, a card is left out where a newer one tells of the same case; of a draft the newest stands alone.
    """
    said = dict(zip([one.number for one in waiting], _words(work, waiting, now), strict=True))
    stale = [one for n, one in enumerate(waiting) if _is_over(one, waiting[n + 1 :], past=said[one.number].past)]
    rows = [one for one in waiting if one not in stale]
    made = form([said[one.number] for one in rows], page)
    if made.taken < len(rows):
        rows = sorted(rows, key=lambda one: (one != first, not one.queued, one.number))
        made = form([said[one.number] for one in rows], page)
    taken = rows[: made.taken]
    return _Pick((*taken, *stale), tuple(said[one.number] for one in taken), made)


def _is_over(one: Waiting, later: Sequence[Waiting], *, past: bool) -> bool:
    if not one.queued and past:
        return True
    draft = one.card.args.get("draft")
    return one.card.name in _OF_DRAFT and any(
        other.card.name in _OF_DRAFT and other.card.args.get("draft") == draft for other in later
    )


def _words(work: Work, waiting: Sequence[Waiting], now: datetime) -> list[Words]:
    """As they look now to whoever gets them."""
    caller = work.accounts.caller(waiting[0].account_id, now.astimezone(SHANGHAI).date())
    if caller is None or caller.actor is None:
        return [words(front.face_for_nobody(work, one.card)) for one in waiting]
    bubbles = [Bubble(one.number, False, now, one.card) for one in waiting]
    return shown(work, Viewer(caller.actor, caller.conversation), bubbles, now)
