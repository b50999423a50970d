"""The harness: whole conversations of the cast, driven through the desk as a channel would drive it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from bot.courier.deliver import deliver
from bot.desk import open_desk
from bot.desk.base import Task
from bot.texts import Words, words
from bot.turns import Answer
from handlers import front
from handlers.cases.records import Case, Event
from handlers.kit.cards import Bubble, Button, Card
from handlers.kit.notices import Notice
from handlers.kit.turns import Incoming, Kind, Photo, Press, Voice
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from scheduler.agenda import next_moment, pass_moment
from storage.accounts import Caller
from storage.vault import Vault
from storage.work import Work
from tests.cast import CAST, settle
from tests.checks import check_words, text_of
from tests.databases import shipped_house
from tests.stillclock import StillClock

T = TypeVar("T")
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
NEAR = 20  # cards: where a button is looked for first, for a long chat takes a second to draw; at the end all of it is
SNAP = Photo(b"\xff\xd8 a picture \xff\xd9", 640, 480)


class Play:
    """The cast before an open desk. Names are those of `CAST`; buttons are named by their text."""

    def __init__(self, url: str, start: datetime = MONDAY, *, settled: bool = False) -> None:
        """`settled`: the cast lives there already."""
        self.clock = StillClock(start.astimezone(UTC))
        self.desk = open_desk(url, Vault(b"1" * 32), shipped_house(), self.clock)
        self._message, self._looked = count(1), dict.fromkeys(CAST, 0)
        self.ids = self.do(lambda work: work.people.by_code() if settled else settle(work, self.now))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    # what people do

    def say(self, who: str, text: str) -> Sequence[Words]:
        return self._seen(who, self.turn(who, Kind.TEXT, text))

    def press(self, who: str, label: str) -> Sequence[Words]:
        """Press a button by its text, on the newest card that offers it now."""
        return self.push(who, self.button(who, label))

    def push(self, who: str, press: Press) -> Sequence[Words]:
        """Press anything, offered or not, as an old card or a rogue client may."""
        return self._seen(who, self.turn(who, Kind.PRESS, press=press))

    def photo(self, who: str, text: str = "") -> Sequence[Words]:
        return self._seen(who, self.turn(who, Kind.PHOTO, text, photos=(SNAP,)))

    def voice(self, who: str, seconds: int = 12, text: str = "", forwarded: str = "") -> Sequence[Words]:
        """Speak; no two recordings are alike."""
        number = next(self._message)
        voice = Voice(f"OggS a voice {number}".encode(), seconds)
        sent = Incoming("web", who, f"m{number}", Kind.VOICE, text, forwarded=forwarded, voice=voice)
        return self._seen(who, self.send(sent))

    def turn(
        self, who: str, kind: Kind, text: str = "", press: Press | None = None, photos: tuple[Photo, ...] = ()
    ) -> Answer:
        """One message of somebody; a turn that failed inside fails the test."""
        return self.send(Incoming("web", who, f"m{next(self._message)}", kind, text, press, photos))

    def send(self, incoming: Incoming) -> Answer:
        self.clock.move(timedelta(seconds=1))
        answer: Answer = self.desk.turn(incoming).result(30)
        assert not answer.failed, f"the turn failed inside: {incoming}"
        return answer

    def script(self, *lines: tuple[str, str] | tuple[str, str, str]) -> None:
        """Lines of (who, did) or (who, did, what their newest card then says); notices go out after each.

        `[提交]` presses, `📷` sends a photo, an empty `did` only looks, anything else is said.
        """
        for who, did, *then in lines:
            if did == "📷":
                self.photo(who)
            elif did.startswith("["):
                self.press(who, did.strip("[]"))
            elif did:
                self.say(who, did)
            self.courier()
            for wanted in then:
                found = text_of(self.last(who))
                assert wanted in found, f"{who} after {did!r} should see {wanted!r}, sees:\n{found}"

    # what people see

    def sees(self, who: str) -> Sequence[Words]:
        """The cards that came since the last look."""
        found = self.cards(who, self._looked[who])
        self._looked[who] = max((number for number, _ in found), default=self._looked[who])
        return [card for _, card in found]

    def last(self, who: str) -> Words:
        found = self.cards(who, newest=NEAR)
        assert found, f"{who} has no cards"
        return found[-1][1]

    def last_of_stranger(self, who: str) -> str:
        """The text of the newest card of somebody who is not of the cast."""
        return text_of(self.cards(who)[-1][1])

    def labels(self, who: str) -> list[str]:
        """The buttons of the newest card."""
        return [button.text for button in self.last(who).buttons]

    def button(self, who: str, label: str) -> Press:
        for newest in (NEAR, 1000):
            for _, card in reversed(self.cards(who, newest=newest)):
                for button in card.buttons:
                    if button.text == label and button.press:
                        return Press.parse(str(button.press))
        raise AssertionError(f"{who} is not offered {label!r}, the newest card has {self.labels(who)}")

    def cards(self, who: str, after: int = 0, newest: int = 1000) -> list[tuple[int, Words]]:
        """(number, words) of the cards in somebody's chat, as they look now; each is checked."""

        return self.desk.read_now(lambda work: self._cards(work, who, after, newest))

    def look_at(self, who: str, *cards: Card) -> list[Words]:
        """How cards would look to somebody now, without showing them."""

        def read(work: Work) -> list[tuple[int, Words]]:
            caller = self._caller(work, who)
            bubbles = [Bubble(n, False, self.now, card) for n, card in enumerate(cards)]
            return self._drawn(work, caller, bubbles)

        return [found for _, found in self.desk.read_now(read)]

    def look_around(self) -> None:
        """Every card in every chat still renders, and keeps to the form."""

        def read(work: Work) -> None:
            for who, one in CAST.items():
                if one.account:
                    self._cards(work, who)

        self.desk.read_now(read)

    def offered(self, who: str) -> list[Button]:
        """Every button that can be pressed in somebody's chat."""
        return [b for _, card in self.cards(who) for b in card.buttons if b.press]

    # what the house does

    def courier(self) -> None:
        """Deliver all that is due, as the courier does."""
        while notices := self.desk.read_now(lambda work: work.outbox.due(self.now, 50)):
            for notice in notices:
                self._deliver(notice)

    def ring(self) -> int:
        """Let everything that is due happen, then deliver the news; how many clocks rang."""
        done: int = self.desk.submit(Task(lambda work: pass_moment(work, self.now), ""), job=True).result(30)
        self.courier()
        return done

    def until(self, moment: datetime) -> None:
        """Time goes by up to a moment: what falls due happens in its order, each at its own time."""
        while due := self.desk.read_now(lambda work: next_moment(work, moment)):
            self.clock.move(max(due - self.now, timedelta()))
            self.ring()
        self.clock.move(max(moment - self.now, timedelta()))

    def later(self, span: timedelta) -> None:
        """Only the clock moves: `ring` and `courier` do what has become due."""
        self.clock.move(span)

    def days(self, number: int) -> None:
        """Days go by, each with its rings and deliveries."""
        for _ in range(number):
            self.later(timedelta(days=1))
            self.ring()

    def do(self, act: Callable[[Work], T], key: str = "") -> T:
        """Run something in a committed transaction."""
        found: T = self.desk.submit(Task(act, key)).result(30)
        return found

    # what is stored

    def case(self, no: str = "演武-0001") -> Case:
        found = self.desk.read_now(lambda work: work.cases.by_no(no))
        assert found, f"there is no {no}"
        return found

    def events(self, no: str = "演武-0001") -> tuple[Event, ...]:
        case = self.case(no)
        return self.desk.read_now(lambda work: work.history.events([case.id])[case.id])

    def clocks(self, no: str = "演武-0001") -> list[str]:
        """The names of the clocks that run on a case."""
        case = self.case(no)
        found = self.desk.read_now(lambda work: work.clocks.of([case.id]).get(case.id, ()))
        return sorted(clock.name for clock in found if clock.runs)

    def caller(self, who: str) -> Caller:
        return self.desk.read_now(lambda work: self._caller(work, who))

    def close(self) -> None:
        self.desk.close()

    def _seen(self, who: str, answer: Answer) -> Sequence[Words]:
        """The sender's cards of a turn."""
        if who not in CAST:
            return []
        numbers = {bubble.number for bubble in answer.bubbles}
        after = min(numbers, default=1) - 1
        return [card for number, card in self.cards(who, after) if number in numbers]

    def _caller(self, work: Work, who: str) -> Caller:
        return work.accounts.who("web", who, self.now.astimezone(SHANGHAI).date(), self.now)

    def _cards(self, work: Work, who: str, after: int = 0, newest: int = 1000) -> list[tuple[int, Words]]:
        caller = self._caller(work, who)
        bubbles = [b for b in work.messages.after(caller.account_id, after, 1000) if b.card]
        return self._drawn(work, caller, bubbles[-newest:])

    def _drawn(self, work: Work, caller: Caller, bubbles: Sequence[Bubble]) -> list[tuple[int, Words]]:
        assert caller.actor, "only the cast looks at cards"
        viewer = Viewer(caller.actor, caller.conversation)
        faces = front.show(work, viewer, [b.card for b in bubbles if b.card], self.now)
        found = [(bubble.number, words(face)) for bubble, face in zip(bubbles, faces, strict=True)]
        for _, card in found:
            check_words(card)
        return found

    def _deliver(self, notice: Notice) -> None:
        task = Task(lambda work: deliver(work, notice, self.now), f"notice:{notice.id}")
        self.desk.submit(task, job=True).result(30)
