"""One notice to its readers: find them, put the card into the chat of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.cases.notices import readers
from handlers.groups import posting
from handlers.groups.records import AUDIENCE
from handlers.kit.cards import Bubble, Card
from handlers.kit.notices import Notice
from handlers.kit.worktime import SHANGHAI
from handlers.people import channels
from handlers.people.records import Account
from storage.work import Work

AT_ONCE = 10  # readers written to in one transaction; more are split, so that people are not kept waiting


def deliver(work: Work, notice: Notice, now: datetime) -> None:
    """Deliver a notice that is due, once: claiming it and writing the messages is one transaction."""
    if not work.outbox.claim(notice):
        return
    if notice.audience == AUDIENCE:
        posting.post(work, notice, now)
        return
    found = readers(work, notice, now)
    if len(found) > AT_ONCE:
        work.outbox.put([_single(notice, person) for person in found])
        return
    for person in found:
        tell_person(work, person, Card(notice.card, notice.case_id, notice.args), now)


def tell_person(work: Work, person_id: int, card: Card, now: datetime) -> None:
    """Write a card to the first account of a person that can be reached, unless it shows there already."""
    accounts = work.accounts.of_person(person_id)
    if not accounts:
        return
    account = _where(work, accounts, card, now)
    if card.case and work.messages.has(account.id, card):
        return
    number = work.accounts.take_numbers(account.id, 1)
    work.say(account, [Bubble(number, False, now, card)])


def part(work: Work, channel: str, address: str, now: datetime) -> None:
    """An address is nobody's any more: what waits there goes to the person elsewhere, and whoever writes there next
    needs a code to be known."""
    gone = work.accounts.leave(channel, address, now)
    if gone is None:
        return
    account_id, person_id = gone
    waiting = work.deliveries.take_queued(account_id)
    work.messages.forget([account_id])
    for card in waiting if person_id else ():
        tell_person(work, person_id or 0, card, now)


def _where(work: Work, accounts: Sequence[Account], card: Card, now: datetime) -> Account:
    """The person's first account; of a party matter the first that may carry it, if there is one."""
    if not channels.is_party(card.name):
        return accounts[0]
    day = now.astimezone(SHANGHAI).date()
    first = work.accounts.caller(accounts[0].id, day)
    path = first.actor.unit_path if first and first.actor else ""
    open_to = channels.carriers(work, path, day)
    return next((one for one in accounts if one.channel in open_to), accounts[0])


def _single(notice: Notice, person: int) -> Notice:
    return replace(notice, key=f"{notice.key}:{person}", audience=f"person:{person}", id=0, tries=0)
