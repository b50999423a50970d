"""Count deeds for people of the cast, by a set of one's choice."""

from dataclasses import replace
from datetime import date
from itertools import count as numbers

from handlers.kit.scores import PointSet
from handlers.ledger.records import Entry, Kind
from handlers.points.actions import count, counting
from handlers.points.records import Counting, Deed, Total
from handlers.points.rules import cycle_of, total
from storage.work import Work
from tests.play import Play

_numbers = numbers(1)


def counted_by(work: Work, play: Play, who: str, rules: PointSet | None, day: date) -> Counting:
    """What holds for somebody; under another set where one is given."""
    person = play.caller(who).actor
    assert person
    if rules is None:
        found = counting(work, person.person_id, day)
        assert found, f"no set counts {who}"
        return found
    member = next(one for one in work.points.memberships(person.person_id, day) if one.role in rules.who)
    return Counting(member, rules, cycle_of(rules, day))


def done(play: Play, who: str, item: str, day: date, rules: PointSet | None = None, **more: str | int) -> Entry | None:
    """One deed; `more` as in Deed, its source made up where none is given."""
    deed = replace(Deed(item, f"test:{next(_numbers)}", day), **more)  # type: ignore[arg-type]
    return play.do(lambda work: count(work, counted_by(work, play, who, rules, day), deed, play.now))


def stands(play: Play, who: str, day: date, rules: PointSet | None = None) -> Total:
    """What somebody stands at in the cycle of a day."""

    def read(work: Work) -> Total:
        found = counted_by(work, play, who, rules, day)
        return total(found.rules, work.ledger.balance(Kind.POINTS, found.member.person_id, found.cycle.key))

    return play.do(read)


def lines(play: Play, who: str, day: date) -> int:
    """How many entries somebody has in the cycle of a day."""

    def read(work: Work) -> int:
        found = counted_by(work, play, who, None, day)
        balance = work.ledger.balance(Kind.POINTS, found.member.person_id, found.cycle.key)
        return balance.seq if balance else 0

    return play.do(read)
