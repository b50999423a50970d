"""What the store is told of a message that was handed over, or was not.

By name and value, never by a closure: whoever sends may be another process than the one that writes.
"""

from datetime import datetime

from bot.courier.deliver import tell_person
from handlers.groups import actions as groups
from storage.deliveries import Queued
from storage.work import Work

Ended = tuple[Queued, str, str]


def ended(work: Work, told: Ended) -> None:
    """(message, what its channel calls it, the state that it is in from now on)."""
    message, external_id, state = told
    work.deliveries.sent(message, external_id, state)


def lease(message: Queued, now: datetime, until: datetime, work: Work) -> bool:
    return work.deliveries.lease(message, now, until)


def retry(message: Queued, until: datetime, tries: int, work: Work) -> None:
    work.deliveries.retry(message, until, tries)


def doubt(message: Queued, until: datetime, work: Work) -> None:
    work.deliveries.doubt(message, until)


def move_on(message: Queued, now: datetime, work: Work) -> None:
    """Retire the address; what waited there goes to the person's next channel."""
    work.accounts.retire(message.account_id, now)
    cards = work.deliveries.take_queued(message.account_id)
    if message.person_id:
        for card in cards:
            tell_person(work, message.person_id, card, now)
    else:
        groups.lost(work, message.account_id, now)


def follow(message: Queued, channel: str, to: str, now: datetime, work: Work) -> None:
    """The same people elsewhere: what waits goes there, beginning with this."""
    if groups.moved(work, message.account_id, channel, to, now):
        work.deliveries.retry(message, now, message.tries)
    else:
        move_on(message, now, work)
