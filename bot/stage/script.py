"""Plays a conversation into the demo as its people would: words, presses, photos, and time that goes by."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from bot import turns
from bot.courier.deliver import deliver
from bot.demo.picture import proof
from handlers import front
from handlers.kit.cards import Button
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from scheduler.agenda import next_moment, pass_moment
from storage.work import Work

PACE = timedelta(seconds=40)
_SPANS = {"days": timedelta(days=1), "hours": timedelta(hours=1)}


class NotOffered(Exception):
    """A script presses what nobody offers: the product has changed, the script has not."""


class Script:
    """`now` moves with what is said. A line is (who, did): words, `[a button]`, `📷`, or `@` for the number of
    the newest case; nobody lets `9 days` go by."""

    def __init__(self, work: Work, begins: datetime) -> None:
        self._work, self.now = work, begins
        self._ids = {person.called: person.id for person in work.people.reachable()}
        self._number = count(1)

    def play(self, who: str, did: str) -> None:
        if not who:
            number, unit = did.split()
            self.wait(int(number) * _SPANS[unit])
            return
        self.now += PACE
        turns.run(self._work, self._incoming(who, did), self.now)
        self._deliver()

    def wait(self, span: timedelta) -> None:
        """Let time pass: what falls due meanwhile rings in its order, each at its own moment."""
        until = self.now + span
        while moment := next_moment(self._work, until):
            self.now = max(self.now, moment)
            pass_moment(self._work, self.now)
            self._deliver()
        self.now = until

    def _incoming(self, who: str, did: str) -> Incoming:
        account = self._work.accounts.of_person(self._ids[who])[0]
        id_ = f"{account.id}:scene{next(self._number)}:{self.now.timestamp()}"
        if did == "📷":
            return Incoming("web", account.address, id_, Kind.PHOTO, photos=(proof(id_),))
        if did.startswith("["):
            press = self._offered(account.id, did.strip("[]"))
            return Incoming("web", account.address, id_, Kind.PRESS, press=press)
        text = self._work.cases.newest() if did == "@" else did
        return Incoming("web", account.address, id_, Kind.TEXT, text)

    def _offered(self, account_id: int, label: str) -> Press:
        offered = [button for button in self._buttons(account_id) if button.press]
        for button in offered:
            if button.text == label and button.press:
                return button.press
        raise NotOffered(f"{label}, only {[button.text for button in offered]}")

    def _buttons(self, account_id: int) -> Iterator[Button]:
        """Of the newest cards first."""
        caller = self._work.accounts.caller(account_id, self.now.astimezone(SHANGHAI).date())
        assert caller, "the demo's people have accounts"
        assert caller.actor, "the demo's people are known"
        viewer = Viewer(caller.actor, caller.conversation)
        cards = [bubble.card for bubble in self._work.messages.before(account_id, 2**31 - 1, 10) if bubble.card]
        for face in reversed(front.show(self._work, viewer, cards, self.now)):
            yield from face.buttons

    def _deliver(self) -> None:
        while notices := self._work.outbox.due(self.now, 50):
            for notice in notices:
                deliver(self._work, notice, self.now)
