"""Fifty chats at the pace that Telegram allows: one that has shut the bot out and one whose card can't be drawn delay
nobody else, and nothing is ever sent too fast."""

import time
from datetime import datetime
from functools import partial

from sqlalchemy import select

from bot.channels.telegram import NAME
from bot.channels.telegram.channel import PACE
from bot.courier.deliver import tell_person
from handlers.kit.cards import Card
from storage.accounts import accounts
from storage.messages import messages
from storage.work import Work
from tests.channels.telegram.live import Live, settings_for
from tests.emulators.telegram import BotApi, User
from tests.faults.support import founded, settle

PEOPLE, EACH, LATE = 50, 2, 4.0
POISONED, BLOCKED = 0, 1


def test_one_that_cannot_be_reached_or_drawn_delays_nobody(database_url: str) -> None:
    with BotApi() as api, founded(database_url) as town:
        phones = [api.user(1000 + n, f"p{n}") for n in range(PEOPLE)]
        ids = [town.run(partial(_enter, number=phone.id)) for phone in phones]
        phones[BLOCKED].block()
        poison = Card("people/no_such_template")
        town.run(partial(tell_person, person_id=ids[POISONED], card=poison, now=town.clock.now()))
        town.run(partial(_tell_all, ids=ids, now=town.clock.now()))
        live = Live(town.desk, settings_for(api), PACE)
        begun = time.monotonic()
        try:
            others = [phone for n, phone in enumerate(phones) if n not in (POISONED, BLOCKED)]
            due = PEOPLE * EACH / PACE.all_per_second + LATE
            while not all(_told(phone) == ["M0", "M1"] for phone in others):
                assert time.monotonic() - begun < due, "somebody waits for somebody else"
                time.sleep(0.05)
        finally:
            live.close()
        assert api.too_fast() == []
        states = town.read(_states)
        assert "queued" in states[str(phones[POISONED].id)], "it is tried again, and what follows waits behind it"
        assert set(states[str(phones[BLOCKED].id)]) == {"moved"}


def _enter(work: Work, number: int) -> int:
    return settle(work, str(number), channels=(NAME,))


def _tell_all(work: Work, ids: list[int], now: datetime) -> None:
    for k in range(EACH):
        for person in ids:
            card = Card("people/refusal", None, {"code": "turns/failed", "reference": f"M{k}"})
            tell_person(work, person, card, now)


def _told(phone: User) -> list[str]:
    return [mark for one in phone.chat for mark in ("M0", "M1") if mark in one.text]


def _states(work: Work) -> dict[str, list[str]]:
    query = select(accounts.c.address, messages.c.state).join(accounts, accounts.c.id == messages.c.account_id)
    found: dict[str, list[str]] = {}
    for address, state in work.conn.execute(query.where(accounts.c.channel == NAME)):
        found.setdefault(address, []).append(state)
    return found
