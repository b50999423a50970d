"""A year of a small branch in no order: deeds, the same again, what is taken back, what is rolled back; and a model."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Final

from handlers.kit.roles import Role
from handlers.kit.scores import Item, PointSet, ScoreType, Source
from handlers.kit.spans import PeriodKind
from handlers.ledger.actions import reverse
from handlers.ledger.records import Entry, EntryState, Kind
from handlers.points.actions import count
from handlers.points.records import Counting, Deed, Member
from handlers.points.rules import cycle_of
from storage.work import Work
from tests.cast import CITY, YANWU
from tests.ledger.people import later

CAP: Final = 1200


def item(code: str, type_: ScoreType, worth: str, cap: int | None = None, **more: object) -> Item:
    whole = None if cap is None else Fraction(cap, 100)
    return Item(code, code, type_, Fraction(worth), (Source.APPLIED,), "test", cap=whole, **more)  # type: ignore[arg-type]


ITEMS: Final = (
    item("study", ScoreType.BASE, "2", CAP),
    item("errand", ScoreType.STAR, "0.5", CAP, cap_period=PeriodKind.MONTH),
    item("hours", ScoreType.STAR, "1", unit="小时"),
    item("absent", ScoreType.DEDUCTED, "-3"),
    item("remiss", ScoreType.ASSIGNED, "-1"),
    item("line", ScoreType.RESET, "0"),
)
RULES: Final = PointSet("busy", "忙", "test", (Role.PARTY_MEMBER,), Fraction(100), {one.code: one for one in ITEMS})
FIRST: Final = date(2026, 1, 1)


def counting(person: int, day: date) -> Counting:
    member = Member(person, CITY, Role.PARTY_MEMBER, "/1/2/3/", YANWU, 0, date(2020, 1, 1))
    return Counting(member, RULES, cycle_of(RULES, day))


@dataclass
class Branch:
    """What was done, and what by plain addition it must have come to: (kind, person, cycle) → column → hundredths."""

    people: list[int]
    chance: Random
    sums: dict[tuple[str, int, str], Counter[str]] = field(default_factory=dict)
    caps: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    deeds: dict[tuple[int, str], str] = field(default_factory=dict)
    lines: list[tuple[Entry, str, int, str]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    done: Counter[str] = field(default_factory=Counter)

    def act(self, work: Work, n: int) -> None:
        """One operation of any kind."""
        what = self.chance.choices(("deed", "again", "back", "rolled back"), (6, 2, 2, 1))[0]
        self.done[what] += 1
        match what:
            case "deed":
                self._deed(work, n)
            case "again" if self.deeds:
                (person, source), code = self.chance.choice(list(self.deeds.items())[-50:])
                again = Deed(code, source, FIRST + timedelta(days=self.chance.randrange(700)), 100)
                assert count(work, counting(person, again.occurred_on), again, later(n)) is None
            case "back" if self.lines:
                self._back(work, n)
            case "rolled back":
                work.savepoint("SAVEPOINT undone")
                self._count(work, n, f"undone:{n}")
                work.savepoint("ROLLBACK TO undone")

    def _deed(self, work: Work, n: int) -> None:
        deed, person, entry = self._count(work, n, f"deed:{n}")
        cycle, one = str(deed.occurred_on.year), RULES.items[deed.item]
        assert entry, "a new source is entered, if with nothing"
        amount = self._worth(one, deed, person)
        assert entry.delta == amount, (deed, entry.delta, amount)
        self._add(Kind.POINTS, person, cycle, one.type, amount)
        if one.in_hours:
            self._add(Kind.HOURS, person, cycle, ScoreType.BASE, deed.quantity)
        self.deeds[person, deed.source] = deed.item
        self.lines.append((entry, deed.item, person, cycle))

    def _count(self, work: Work, n: int, source: str) -> tuple[Deed, int, Entry | None]:
        day = FIRST + timedelta(days=self.chance.randrange(700))
        quantity = self.chance.choice((100, 100, 150, 25))
        person, code = self.chance.choice(self.people), self.chance.choice(ITEMS).code
        deed = Deed(code, source, day, quantity, evidence=source)
        return deed, person, count(work, counting(person, day), deed, later(n % 600))

    def _worth(self, one: Item, deed: Deed, person: int) -> int:
        if one.type is ScoreType.RESET:
            return 1
        amount = int(one.worth * deed.quantity)
        amount += one.worth * deed.quantity - amount >= Fraction(1, 2)
        if one.cap is None:
            return amount
        key = (person, one.code, self._window(one.code, deed.occurred_on))
        amount = max(0, min(amount, CAP - self.caps[key]))
        self.caps[key] += amount
        return amount

    def _window(self, code: str, day: date) -> str:
        return f"{day:%Y-%m}" if code == "errand" else f"{day.year}"

    def _back(self, work: Work, n: int) -> None:
        entry, code, person, cycle = self.chance.choice(self.lines)
        back = reverse(work, entry.id, 1, later(n % 600))
        assert (back is None) == (entry.id in self.taken)
        if back:
            assert back.state is EntryState.REVERSAL
            self.taken.add(entry.id)
            self._add(Kind.POINTS, person, cycle, entry.type, -entry.delta)
            self.caps[person, code, self._window(code, entry.occurred_on)] -= entry.delta

    def _add(self, kind: Kind, person: int, cycle: str, type_: ScoreType, delta: int) -> None:
        self.sums.setdefault((kind, person, cycle), Counter())[type_] += delta

    def stored(self, work: Work) -> Mapping[tuple[str, int, str], Counter[str]]:
        """What is kept, in the same shape."""
        return {
            (one.kind, one.person_id, one.cycle): Counter(
                base=one.base, star=one.star, assigned=one.assigned, deducted=one.deducted, reset=one.resets
            )
            for one, _ in work.ledger.all()
            if one.seq
        }
