"""What somebody may read of points: a cycle in whole, an entry with its reasons, the members of an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.reading import open_to
from handlers.cases.registry import room_of
from handlers.kit.roles import Role
from handlers.kit.scores import PointSet
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.records import Balance, Entry, Kind
from handlers.people.records import Actor
from handlers.points.actions import counting, rules_at
from handlers.points.explaining import Explained, explain
from handlers.points.offices import READERS, below, offices, over
from handlers.points.records import Counting, Member, Total
from handlers.points.rules import served, total

if TYPE_CHECKING:
    from storage.work import Work


@dataclass(frozen=True, slots=True)
class Statement:
    """A person's cycle. `entries` are all of it, the newest first; `hours` in hundredths; no `rules` where none counts.

    `now` is the cycle that runs: an older one is history. `long_enough`: served as long as a first star takes.
    """

    person_id: int
    key: str
    rules: PointSet | None
    total: Total
    hours: int = 0
    entries: Sequence[Entry] = ()
    now: bool = True
    long_enough: bool = True
    exempt: bool = False


def statement(work: "Work", person_id: int, now: datetime, key: str = "") -> Statement | None:
    """The cycle that runs, or the one of this key; none where no set counts, or nothing was ever entered in it."""
    day = now.astimezone(SHANGHAI).date()
    present = counting(work, person_id, day)
    if present and key in ("", present.cycle.key):
        return _of(work, person_id, present.cycle.key, present, now, present_day=True)
    if not key or work.ledger.balance(Kind.POINTS, person_id, key) is None:
        return None
    return _of(work, person_id, key, None, now, present_day=False)


def _of(
    work: "Work", person_id: int, key: str, counted: Counting | None, now: datetime, *, present_day: bool
) -> Statement:
    day = now.astimezone(SHANGHAI).date()
    balance, hours = (work.ledger.balance(kind, person_id, key) for kind in (Kind.POINTS, Kind.HOURS))
    entries = sorted(work.ledger.of(balance.id) if balance else (), key=lambda one: (one.at, one.seq), reverse=True)
    counted = counted or rules_then(work, person_id, entries)
    rules = counted.rules if counted else None
    return Statement(
        person_id,
        key,
        rules,
        total(rules, balance) if rules else _bare(balance),
        hours.base if hours else 0,
        entries,
        now=present_day,
        long_enough=bool(counted and served(counted.member.since, min(day, counted.cycle.last), counted.rules)),
        exempt=bool(work.points.exempted([person_id], day)) if present_day else False,
    )


def rules_then(work: "Work", person_id: int, entries: Sequence[Entry]) -> Counting | None:
    """Which set counted when the newest of some entries happened: the seat may be another's since."""
    return counting(work, person_id, entries[0].occurred_on) if entries else None


def _bare(balance: Balance | None) -> Total:
    """The columns alone, where the rules that counted can't be told any more."""
    if balance is None:
        return Total(0)
    columns = (balance.base, balance.star, balance.assigned, balance.deducted)
    return Total(0 if balance.resets > 0 else sum(columns), *columns, balance.resets)


def entry_of(work: "Work", actor: Actor, entry_id: int, now: datetime) -> tuple[int, Explained] | None:
    """(whose, the entry explained); none where there is none or it is not the actor's to read."""
    found = work.ledger.entry(entry_id)
    balance = work.ledger.unlocked(found.balance_id) if found else None
    if found is None or balance is None or balance.kind is not Kind.POINTS:
        return None
    if not may_read(work, actor, balance.person_id, now):
        return None
    around = work.ledger.of(balance.id)
    counted = rules_then(work, balance.person_id, [found])
    return balance.person_id, explain(counted.rules if counted else None, found, around, now)


def may_read(work: "Work", actor: Actor, person_id: int, now: datetime) -> bool:
    return bool(person_id) and (person_id == actor.person_id or oversees(work, actor, person_id, now))


def oversees(work: "Work", actor: Actor, person_id: int, now: datetime, roles: Sequence[Role] = READERS) -> bool:
    """Whether one of the actor's offices looks after a person for whom a set counts today."""
    mine, day = offices(actor, roles), now.astimezone(SHANGHAI).date()
    if not mine:
        return False
    theirs = [one for one in work.points.memberships(person_id, day) if rules_at(work, one, day)]
    orgs = below(work.units.orgs())
    return any(over(seat, member, orgs) for seat in mine for member in theirs)


def overseen(work: "Work", actor: Actor, now: datetime) -> Sequence[Member]:
    """The members whom the actor's offices look after, each once."""
    mine, day = offices(actor), now.astimezone(SHANGHAI).date()
    orgs = below(work.units.orgs()) if mine else {}
    found: dict[int, Member] = {}
    for seat in mine:
        for member in work.points.members_under(seat.unit_path, day):
            if member.person_id not in found and over(seat, member, orgs) and rules_at(work, member, day):
                found[member.person_id] = member
    return list(found.values())


def readable_cases(work: "Work", actor: Actor, entries: Sequence[Entry]) -> dict[str, int]:
    """The cases among the entries' sources that the actor may read: (source, case id). The kernel decides."""
    wanted = {one.source: id_ for one in entries if (id_ := case_of(one))}
    cases = work.cases.get(set(wanted.values())) if wanted else {}
    may = {id_ for id_, one in cases.items() if open_to(room_of(one.flow), one, actor)}
    return {source: id_ for source, id_ in wanted.items() if id_ in may}


def case_of(entry: Entry) -> int:
    """The case that an entry comes from, 0 for none: its source is case:12, with more behind it or not."""
    kind, _, rest = entry.source.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "case" and number.isascii() and number.isdigit() and len(number) < 16 else 0
