"""What if another set held (换一套试算): the entries of a cycle counted anew, and line by line why it comes out so.

Pure. Entries are replayed in the order in which things happened, with the other set's caps; what was taken back is
left out on both sides together with what took it back. Amounts in hundredths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from handlers.kit.scores import HUNDRED, Cycle, Item, PointSet, ScoreType, hundredths, spoken
from handlers.ledger.records import Entry, EntryState
from handlers.points.records import Member
from handlers.points.rules import cap_days, capped, served, star, worth


class Why(StrEnum):
    """What a line explains."""

    INITIAL = "initial"
    ITEM = "item"
    LACKS = "lacks"  # the other set has no such item
    UNIT = "unit"  # counted by the hour here, by the time there: nothing turns one into the other
    CAP = "cap"
    RESET = "reset"
    FLOOR = "floor"
    ROLE = "role"  # the other set does not count this seat at all


@dataclass(frozen=True, slots=True)
class Line:
    """What one thing comes to under the set that holds (`old`) and under the other (`new`).

    `quantity` in hundredths of `unit`: how much of it there was; 0 where there is nothing to count.
    """

    why: Why
    title: str
    old: int
    new: int
    quantity: int = 0
    unit: str = ""

    @property
    def called(self) -> str:
        """志愿服务 3 次; 集中学习封顶."""
        if self.why is Why.CAP:
            return f"{self.title}封顶"
        return f"{self.title} {spoken(self.quantity)} {self.unit}" if self.quantity else self.title

    def note(self, other: str) -> str:
        """Why it counts otherwise under the other set, whose title it is; empty where the numbers say it."""
        return _NOTES.get(self.why, "").format(other)


_NOTES: Final = {
    Why.LACKS: "“{}”没有这一条，不算",
    Why.UNIT: "计数的单位不一样，换不过去，不算",
    Why.CAP: "到顶了，多的不算",
    Why.RESET: "碰了底线，这个周期归零",
    Why.FLOOR: "最低到这里",
    Why.ROLE: "“{}”不算这个岗位",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A total with its star (empty for none) and its place among those who are counted here; none: not ranked."""

    total: int
    star: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One member under both sets; the lines add up to both totals. `after` is none where the other does not count
    them; `back` is how many entries were taken back."""

    member: Member
    before: Standing
    after: Standing | None
    lines: tuple[Line, ...]
    back: int = 0
    ranked: bool = True

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Record:
    """A member with the set that holds for them and their entries of its cycle."""

    member: Member
    rules: PointSet
    cycle: Cycle
    entries: Sequence[Entry] = ()
    ranked: bool = True


def whatif(records: Iterable[Record], other: PointSet, day: date) -> Sequence[Change]:
    """Each member under both sets as of a day, in the order given; places are taken among the ranked of each side."""
    changes = [_change(record, other, day) for record in records]
    before = [one.before.total for one in changes if one.ranked]
    after = [one.after.total for one in changes if one.ranked and one.after]
    return [_placed(one, before, after) for one in changes]


def _placed(one: Change, before: Sequence[int], after: Sequence[int]) -> Change:
    if not one.ranked:
        return one
    now = replace(one.before, place=_place(one.before.total, before))
    then = one.after and replace(one.after, place=_place(one.after.total, after))
    return replace(one, before=now, after=then)


def _place(total: int, others: Sequence[int]) -> int:
    """Equals share a place and leave the next ones empty: 1, 2, 2, 4."""
    return 1 + sum(other > total for other in others)


def _change(record: Record, other: PointSet, day: date) -> Change:
    live, back = _live(record.entries)
    counted = record.member.role in other.who
    lines = _lines(record, live, other) if counted else _left_out(record, live)
    before = _standing(record.rules, record.member, sum(line.old for line in lines), day)
    after = _standing(other, record.member, sum(line.new for line in lines), day) if counted else None
    return Change(record.member, before, after, tuple(lines), back, record.ranked)


def _standing(rules: PointSet, member: Member, total: int, day: date) -> Standing:
    found = star(rules.bands, total) if served(member.since, day, rules) else None
    return Standing(total, found.title if found else "")


def _live(entries: Sequence[Entry]) -> tuple[Sequence[Entry], int]:
    """What still stands, in order of occurrence, and how many entries were taken back."""
    gone = {entry.reverses for entry in entries}
    found = [one for one in entries if one.state is not EntryState.REVERSAL and one.id not in gone]
    return sorted(found, key=lambda one: (one.occurred_on, one.seq)), len(gone - {None})


def _lines(record: Record, live: Sequence[Entry], other: PointSet) -> list[Line]:
    lines = [Line(Why.INITIAL, "起点", hundredths(record.rules.initial), hundredths(other.initial))]
    for code, entries in _by_rule(live).items():
        lines += _item_lines(record, code, entries, other)
    ended = any(one.type is ScoreType.RESET for one in live), any(_ends(other, one) for one in live)
    return [*lines, *_closed(lines, (record.rules, other), ended)]


def _by_rule(live: Sequence[Entry]) -> Mapping[str, Sequence[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in live:
        found.setdefault(entry.rule, []).append(entry)
    return found


def _item_lines(record: Record, code: str, entries: Sequence[Entry], other: PointSet) -> Sequence[Line]:
    """What an item came to and would come to, and what the other set's cap would take off again."""
    here, there = record.rules.items.get(code), other.items.get(code)
    if there is None:
        return [_line(Why.LACKS, code, entries, here, there, 0)]
    if there.type is ScoreType.RESET:
        line = _line(Why.ITEM, code, entries, here, there, 0)
        return [line] if line.old else []
    if here and here.unit != there.unit:
        return [_line(Why.UNIT, code, entries, here, there, 0)]
    raw = [worth(other, code, entry.facts) or 0 for entry in entries]
    found = [_line(Why.ITEM, code, entries, here, there, sum(raw))]
    over = sum(raw) - _within_caps(there, record.cycle, entries, raw)
    return [*found, Line(Why.CAP, there.title, 0, -over)] if over else found


def _line(why: Why, code: str, entries: Sequence[Entry], here: Item | None, there: Item | None, new: int) -> Line:
    known = here or there
    old = sum(entry.delta for entry in entries if entry.type is not ScoreType.RESET)
    quantity = sum(int(entry.facts.get("quantity", HUNDRED)) for entry in entries)
    return Line(why, known.title if known else code, old, new, quantity, known.unit if known else "次")


def _within_caps(item: Item, cycle: Cycle, entries: Sequence[Entry], raw: Sequence[int]) -> int:
    """What of the amounts still counts, each period of the cap by itself."""
    counted: dict[tuple[date, date], int] = {}
    for entry, amount in zip(entries, raw, strict=True):
        days = cap_days(item, cycle, entry.occurred_on)
        counted[days] = counted.get(days, 0) + capped(item, amount, counted.get(days, 0))
    return sum(counted.values())


def _ends(rules: PointSet, entry: Entry) -> bool:
    """Whether an entry touches the bottom line of a set."""
    item = rules.items.get(entry.rule)
    return item is not None and item.type is ScoreType.RESET


def _closed(lines: Sequence[Line], sets: tuple[PointSet, PointSet], ended: tuple[bool, bool]) -> Sequence[Line]:
    """A reset takes away all that was there; where there is none, a total is lifted to the least that its set shows."""
    sums = sum(line.old for line in lines), sum(line.new for line in lines)
    lost = [-total if over else 0 for total, over in zip(sums, ended, strict=True)]
    lifted = [
        0 if over or rules.floor is None else max(0, hundredths(rules.floor) - total)
        for total, rules, over in zip(sums, sets, ended, strict=True)
    ]
    found = [Line(Why.RESET, "清零", lost[0], lost[1])] if any(ended) else []
    return [*found, Line(Why.FLOOR, "最低分", lifted[0], lifted[1])] if any(lifted) else found


def _left_out(record: Record, live: Sequence[Entry]) -> list[Line]:
    """Who the other set does not count: what they have now, and nothing of it there."""
    own = _lines(record, live, record.rules)
    return [Line(Why.ROLE, "现在的分", sum(line.old for line in own), 0)]
