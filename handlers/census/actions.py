"""Look a census through, or load it: all of it or nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from handlers.census.records import Census, Known, Outcome, Plan, Row, Seated, Sheet
from handlers.census.rules import check
from handlers.census.rules.cells import by_code
from handlers.census.rules.persons import follow
from handlers.people.records import Post, Seat

if TYPE_CHECKING:
    from storage.work import Work

T = TypeVar("T")
_PART = 1_000


def _quiet(_: int, __: int) -> None:
    """Progress that nobody watches."""


def inspect(work: "Work", census: Census, today: date) -> Outcome:
    """What is wrong with a census, or what loading it would change; writes nothing."""
    faults, plan = check(census, _survey(work, census), today)
    return Outcome(faults, plan.tallies())


def load(work: "Work", census: Census, today: date, *, on_progress: Callable[[int, int], None] = _quiet) -> Outcome:
    """Write a census that has no faults; `on_progress` hears (rows written, rows to write)."""
    known = _survey(work, census)
    faults, plan = check(census, known, today)
    if not faults:
        _Writer(work, _to_write(plan), on_progress).write(plan, known, _placed_by_hand(census, known))
    return Outcome(faults, plan.tallies())


def _survey(work: "Work", census: Census) -> Known:
    """What is there already, with ids for what is not."""
    homes = {row.code for row in census.households} | {row.household for row in census.people}
    people = {row.code for row in census.people}
    people |= {code for row in census.posts for code in (row.person, row.stand_in)}
    known = work.census.known(homes - {""}, people - {""})
    fresh = {
        Sheet.UNITS: _fresh(work, Sheet.UNITS, census.units, known.units),
        Sheet.ORGS: _fresh(work, Sheet.ORGS, census.orgs, known.orgs),
        Sheet.HOUSEHOLDS: _fresh(work, Sheet.HOUSEHOLDS, census.households, known.households),
        Sheet.PEOPLE: _fresh(work, Sheet.PEOPLE, census.people, known.people),
    }
    return replace(known, fresh=fresh, marks=work.routing.marks())


def _fresh(work: "Work", sheet: Sheet, rows: Sequence[Row], known: Mapping[str, object]) -> Mapping[str, int]:
    codes = [code for code in by_code(rows) if code not in known]
    return dict(zip(codes, work.census.take_ids(sheet, len(codes)), strict=True))


def _placed_by_hand(census: Census, known: Known) -> Collection[int]:
    """Those known people whose rows name a unit of their own."""
    codes = [row.code for row in census.people if row.unit]
    return {known.people[code].id for code in codes if code in known.people}


def _to_write(plan: Plan) -> int:
    deltas = (plan.units, plan.orgs, plan.households, plan.people, plan.posts)
    return sum(len(delta.added) + len(delta.changed) for delta in deltas) + len(plan.marks)


@dataclass
class _Writer:
    work: "Work"
    total: int
    on_progress: Callable[[int, int], None]
    done: int = 0

    def write(self, plan: Plan, known: Known, placed_by_hand: Collection[int]) -> None:
        store = self.work.census
        codes = {id_: code for code, id_ in known.fresh[Sheet.PEOPLE].items()}
        self.on_progress(0, self.total)
        self._in_parts(plan.units.added, self.work.units.add)
        self._in_parts(plan.units.changed, store.rename_units)
        self._in_parts(plan.marks, self.work.routing.add)
        self._in_parts(plan.orgs.added, store.add_orgs)
        self._in_parts(plan.orgs.changed, store.change_orgs)
        self._in_parts(plan.households.added, store.add_households)
        self._in_parts(plan.households.changed, store.change_households)
        self._in_parts(plan.people.added, lambda part: store.add_people((codes[one.id], one) for one in part))
        self._in_parts(plan.people.changed, store.change_people)
        self._move_residents(plan, known, placed_by_hand)
        self._in_parts(self._with_seats(plan.posts.added), store.add_posts)
        self._in_parts([one.post for one in plan.posts.changed], store.change_posts)

    def _in_parts(self, rows: Sequence[T], write: Callable[[Sequence[T]], None]) -> None:
        for start in range(0, len(rows), _PART):
            part = rows[start : start + _PART]
            write(part)
            self.done += len(part)
            self.on_progress(self.done, self.total)

    def _move_residents(self, plan: Plan, known: Known, placed_by_hand: Collection[int]) -> None:
        """Let people follow their home's new door and unit, whether the file names them or not."""
        before = {home.id: home for home in known.households.values()}
        after = {home.id: home for home in plan.households.changed}
        moved = []
        for person in self.work.census.residents(after):
            home = person.household_id or 0
            moved.append(follow(person, before[home], after[home], keeps_unit=person.id in placed_by_hand))
        self.work.census.change_people(moved)

    def _with_seats(self, added: Sequence[Seated]) -> Sequence[Post]:
        """The posts, with seats made where they are the first."""
        keys = list(dict.fromkeys(one.seat_key for one in added if not one.seat.id))
        made = [
            Seat(id_, *key) for id_, key in zip(self.work.census.take_ids(Sheet.POSTS, len(keys)), keys, strict=True)
        ]
        self.work.census.add_seats(made)
        ids = {(seat.role, seat.unit_id, seat.org_id): seat.id for seat in made}
        return [replace(one.post, seat_id=one.seat.id or ids[one.seat_key]) for one in added]
