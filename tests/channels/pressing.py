"""Every button pressed by everybody: what a press may do is thought out here from the table of steps, not asked of
the actions that do it. Each try is taken back, so that thousands begin at the same moment of a script."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from sqlalchemy import select

from bot import turns
from bot.desk.base import Task
from handlers.cases.records import Case, Event, HolderKind
from handlers.cases.registry import room_of
from handlers.kit.cards import Bubble
from handlers.kit.flows import SAME, Flow, Step
from handlers.kit.relations import WIDE, Rel
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Press
from storage.accounts import accounts
from storage.people import posts, seats
from storage.schema import metadata
from storage.units import units
from storage.work import Work
from tests.cast import CAST
from tests.play import Play

# Answers and what a dialog remembers: anybody's press may have these.
_CHATS: Final = frozenset({"messages", "inbox", "accounts", "conversations", "letters", "albums"})
TALK: Final = _CHATS | {"kf_cursors", "kf_customers"}
OWN: Final = frozenset({"digests_unwanted"})  # what one settles for oneself, beside any case
POWERLESS: Final = frozenset({"cases/not_yours", "cases/moved", "cases/unknown", "front/old_button"})
TABLES: Final = tuple(table.name for table in metadata.sorted_tables if table.name not in TALK)
PEOPLE: Final = tuple(who for who, one in CAST.items() if one.account)
Rows = Mapping[str, list[tuple[object, ...]]]
Seats = Mapping[int, Sequence[tuple[Role, str]]]


@dataclass(frozen=True, slots=True)
class Try:
    """`who` presses; `live`: it stands on a card of theirs now."""

    who: str
    press: Press
    live: bool = False


@dataclass(slots=True)
class Tally:
    tries: int = 0
    effects: int = 0
    by_others: int = 0  # an effect of a press that was on no card of theirs, but is theirs to do
    harmless: list[Try] = field(default_factory=list)  # what has had none, from the moment tried last


class Undone(Exception):
    """Everything is taken back."""


class Moment:
    """The neighbourhood where a script has come to: what is offered to whom, and what would come of a press."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.offered = {who: {str(one.press) for one in play.offered(who)} for who in PEOPLE}

    def try_all(self, tries: Sequence[Try], tally: Tally) -> None:
        def act(work: Work) -> None:
            here = Here(work, self.play)
            tally.harmless.clear()
            for n, one in enumerate(tries):
                with taken_back(work):
                    here.check(one, f"forged {n}", tally)
            assert here.rows == rows(work), "a try was not taken back"
            raise Undone

        try:
            self.play.desk.submit(Task(act, "")).result(300)
        except Undone:
            return
        raise AssertionError("nothing was taken back")


class Here:
    """One moment within its transaction."""

    def __init__(self, work: Work, play: Play) -> None:
        self.work, self.play, self.rows = work, play, rows(work)
        self.seats = seats_of(work)
        where = select(accounts.c.person_id, accounts.c.channel, accounts.c.address)
        self.ways = {person: (channel, address) for person, channel, address in work.conn.execute(where)}
        newest = max((int(str(row[0])) for row in self.rows["cases"]), default=0)
        self.cases = dict(work.cases.get(range(1, newest + 1)))
        self.events = {(one.case_id, one.seq) for one in self._events(list(self.cases))}

    def check(self, one: Try, message_id: str, tally: Tally) -> None:
        answer = self._press(one, message_id)
        after = rows(self.work)
        tally.tries += 1
        if after == self.rows:
            refused = _refusals(answer.bubbles) & POWERLESS
            assert not (one.live and refused), f"{one}: offered, and refused by {refused}"
            tally.harmless.append(one)
            return
        if found := [event for event in self._new(after) if event.actor_id]:
            self._check_events(one, found)
            tally.effects += 1
            tally.by_others += not one.live
        else:
            changed = {name for name in TABLES if after[name] != self.rows[name]}
            assert changed <= OWN, f"{one} has changed {changed}"
        self._again(one, message_id, after, found)

    def refused(self, who: str, press: Press, message_id: str) -> set[str]:
        """The codes of the refusals that a press gets."""
        return _refusals(self._press(Try(who, press, live=True), message_id).bubbles)

    def _again(self, one: Try, message_id: str, after: Rows, found: Sequence[Event]) -> None:
        """The same message a second time is the same message; the same button again is no second step."""
        assert self._press(one, message_id).duplicate
        assert rows(self.work) == after, f"{one}: one message, two effects"
        if not found:
            return
        self._press(one, f"{message_id} again")
        told = {(event.case_id, event.seq) for event in found}
        for event in self._new(rows(self.work)):
            if event.actor_id and (event.case_id, event.seq) not in told:
                step = self._step(event)
                assert step.to == SAME, f"{one}: {step.name} was done twice"

    def _check_events(self, one: Try, found: Sequence[Event]) -> None:
        begun = self.cases.get(one.press.case)
        for event in found:
            assert event.actor_id == self.play.ids[one.who], f"{one} was entered for somebody else"
            case, step = self.cases.get(event.case_id), self._step(event)
            if case is None:
                made = self.work.cases.get([event.case_id])[event.case_id]
                assert self.play.ids[one.who] in (made.asker_id, made.typist_id), f"{one} has opened somebody's case"
                continue
            may = self._relations(room_of(case.flow).flow, case, one.who)
            assert may & set(step.by), f"{one}: {step.name} is for {step.by}, not for {may}"
            assert event.frm in step.frm, f"{one}: {step.name} from {event.frm}"
        if begun and one.press.name.startswith("cases."):
            first = begun.counts.get("stage", 1)
            assert first <= one.press.version <= begun.version, f"{one}: a card of another time has had an effect"

    def _step(self, event: Event) -> Step:
        flow = room_of(self.work.cases.get([event.case_id])[event.case_id].flow).flow
        step = flow.step(event.step)
        assert step, f"there is no step {event.step}"
        return step

    def _relations(self, flow: Flow, case: Case, who: str) -> set[Rel]:
        person = self.play.ids[who]
        mine = {Rel.ASKER: case.asker_id, Rel.NEEDER: case.needer_id, Rel.TYPIST: case.typist_id}
        found = {rel for rel, one in mine.items() if one == person}
        if case.holder and case.holder.id in self._hands(case, person):
            found.add(Rel.HOLDER)
        joined = case.facts.get("joiners")
        if isinstance(joined, list | tuple) and person in joined:
            found.add(Rel.JOINER)
        home = CAST[who].home
        if flow.neighbours and home and f"/{case.community_id}/" in self._path(home):
            found.add(Rel.NEIGHBOUR)
        for rel, roles in flow.roles.items():
            if any(role in roles and _over(rel, path, case) for role, path in self.seats.get(person, ())):
                found.add(rel)
        return found

    def _hands(self, case: Case, person: int) -> set[int]:
        if case.holder and case.holder.kind is HolderKind.PERSON:
            return {person}
        query = select(posts.c.seat_id).where(posts.c.person_id == person)
        return set(self.work.conn.execute(query).scalars())

    def _path(self, unit: int) -> str:
        return str(self.work.conn.execute(select(units.c.path).where(units.c.id == unit)).scalar_one())

    def _press(self, one: Try, message_id: str) -> turns.Answer:
        channel, address = self.ways[self.play.ids[one.who]]
        incoming = Incoming(channel, address, message_id, Kind.PRESS, press=one.press)
        answer = turns.run(self.work, incoming, self.play.now)
        assert not answer.failed, f"{one}: the turn failed inside"
        return answer

    def _new(self, after: Rows) -> list[Event]:
        newest = max((int(str(row[0])) for row in after["cases"]), default=0)
        return [one for one in self._events(range(1, newest + 1)) if (one.case_id, one.seq) not in self.events]

    def _events(self, case_ids: Sequence[int]) -> list[Event]:
        return [event for found in self.work.history.events(case_ids).values() for event in found]


def tampered(press: Press, others: Sequence[Press]) -> Iterator[Press]:
    """The same with another case, version, value or name, as somebody might write who makes up a button."""
    for version in (0, max(0, press.version - 1), press.version + 1, 999_999_999):
        yield replace(press, version=version)
    for case in (press.case + 1, 999_999_999_999_999):
        yield replace(press, case=case)
    for other in others:
        yield replace(press, value=other.value)
        yield replace(other, case=press.case, version=press.version)
    for value in ("", f"{press.value}:", "x' OR 1=1 --", "💣"):
        yield replace(press, value=value)


def pressed_by_all(
    play: Play,
    scene: Callable[[Play], None],
    share: float = 1.0,
    seed: int = 1,
    also: Callable[[Sequence[Try]], None] = lambda _: None,
) -> Tally:
    """Play a scene; after each of its lines everybody presses every button that anybody has, those of before, and
    made-up ones. `share`: how many of these tries, picked by lot; what is offered is tried by whom it is offered.
    `also` is told at each of these moments what has turned out to have no effect."""
    tally, lot = Tally(), Random(seed)  # noqa: S311  # picks, and keeps no secret
    before: dict[str, None] = {}

    def look() -> None:
        moment = Moment(play)
        fresh = {text: None for shown in moment.offered.values() for text in sorted(shown)}
        tries = [Try(who, Press.parse(text), live=True) for who, shown in moment.offered.items() for text in shown]
        known = [Press.parse(text) for text in (before | fresh)]
        made_up = [odd for text in fresh for odd in tampered(Press.parse(text), lot.sample(known, min(3, len(known))))]
        others = [Try(who, press) for press in (*known, *made_up) for who in PEOPLE if _form(press)]
        others = [one for one in others if str(one.press) not in moment.offered[one.who]]
        moment.try_all([*tries, *(one for one in others if lot.random() < share)], tally)
        before.update(fresh)
        also(tally.harmless)

    play_and_look(play, scene, look)
    return tally


def play_and_look(play: Play, scene: Callable[[Play], None], look: Callable[[], None]) -> None:
    """A scene, with a look after every line in which something was done."""
    plain = play.courier

    def courier() -> None:
        plain()
        look()

    play.courier = courier  # type: ignore[method-assign]  # a script ends each of its lines with it
    try:
        scene(play)
    finally:
        play.courier = plain  # type: ignore[method-assign]


@contextmanager
def taken_back(work: Work) -> Iterator[None]:
    work.savepoint("SAVEPOINT try_it")
    yield
    work.savepoint("ROLLBACK TO SAVEPOINT try_it")
    work.savepoint("RELEASE SAVEPOINT try_it")
    work.touched.clear()
    work.spoken.clear()
    work.news.clear()


def rows(work: Work) -> Rows:
    cursor = work.conn.connection.cursor()
    found: dict[str, list[tuple[object, ...]]] = {}
    for name in TABLES:
        cursor.execute(f"SELECT * FROM {name} ORDER BY 1, 2")  # noqa: S608  # names of our own tables
        found[name] = list(map(tuple, cursor.fetchall()))
    return found


def seats_of(work: Work) -> Seats:
    """Who sits where: (role, path of the unit) by person."""
    query = (
        select(posts.c.person_id, seats.c.role, units.c.path)
        .join(seats, seats.c.id == posts.c.seat_id)
        .join(units, units.c.id == seats.c.unit_id)
    )
    found: dict[int, list[tuple[Role, str]]] = {}
    for person, role, path in work.conn.execute(query):
        found.setdefault(person, []).append((Role(role), path))
    return found


def _over(rel: Rel, path: str, case: Case) -> bool:
    """A seat at the place of a case or above it; for some relations anywhere in its community."""
    return case.unit_path.startswith(path) or (rel in WIDE and f"/{case.community_id}/" in path)


def _form(press: Press) -> bool:
    """Whether it could come over any wire at all."""
    try:
        return Press.parse(str(press)) == press
    except ValueError:
        return False


def _refusals(bubbles: Sequence[Bubble]) -> set[str]:
    return {str(one.card.args["code"]) for one in bubbles if one.card and one.card.name.endswith("/refusal")}
