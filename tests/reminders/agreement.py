"""What happened beside what must have happened: every difference by name, and how much there was in each month."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from handlers.cases.records import Event
from handlers.duties.records import Owed
from handlers.kit.worktime import SHANGHAI
from storage.digests import digests, notes
from storage.outbox import outbox
from storage.work import Work
from tests.duties.recount import Row, build_of, expected
from tests.reminders.officehours import minute_of
from tests.reminders.recount import Deadlines, Recount, Turn, recount

SHOWN: Final = 5
# What says nothing on some mornings; the rest always comes.
MAY_BE_SILENT: Final = ("today", "calendar")


@dataclass
class Agreement:
    """`lists`: how many on each side, and what only one of them has. `months`: how many of each kind in each."""

    lists: dict[str, tuple[int, int, list[str]]] = field(default_factory=dict)
    months: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return not any(wrong for _, _, wrong in self.lists.values())

    def compare(self, name: str, found: Iterable[Any], wanted: Iterable[Any]) -> None:
        here, there = Counter(found), Counter(wanted)
        wrong = [f"too many: {one}" for one in here - there] + [f"missing: {one}" for one in there - here]
        self.lists[name] = (here.total(), there.total(), wrong[:SHOWN])

    def count(self, name: str, moments: Iterable[datetime]) -> None:
        self.months[name] = Counter(f"{at.astimezone(SHANGHAI):%m}" for at in moments)


def agreement(work: Work, moved: Deadlines, span: tuple[datetime, datetime], ids: Mapping[str, int]) -> Agreement:
    since, until = span
    found, counted = Agreement(), recount(work, moved, until, ids)
    _alarms(work, counted, found)
    _climbs(work, counted, found)
    _messages(work, counted, found, ids)
    _duties(work, expected(work, since, until), until, found)
    return found


def _alarms(work: Work, counted: Recount, found: Agreement) -> None:
    sounded = work.reminders.sounded()
    turns = [Turn(one.clock_id, one.due_at, str(one.kind), one.done_at, one.told) for one in sounded]
    found.compare("alarms: clock, deadline, kind, minute, told", turns, counted.turns)
    for kind in dict.fromkeys(sorted(str(one.kind) for one in sounded)):
        found.count(f"alarm {kind}", (one.done_at for one in sounded if one.kind == kind))


def _climbs(work: Work, counted: Recount, found: Agreement) -> None:
    events = [
        (event.case_id, event.occurred_at, _level(event))
        for _, chain in work.history.all_chains()
        for event in chain
        if event.step == "escalate"
    ]
    found.compare("escalations: case, minute, level", events, counted.climbs)
    found.count("escalated", (at for _, at, _ in events))


def _level(event: Event) -> str:
    inputs = event.body["inputs"]
    return str(inputs["level"]) if isinstance(inputs, dict) else ""


def _messages(work: Work, counted: Recount, found: Agreement, ids: Mapping[str, int]) -> None:
    """One message each minute to each person, or one each for as few as two cases."""
    told = work.conn.execute(select(outbox.c.key, outbox.c.audience, outbox.c.created_at)).all()
    handed = [(at, to) for key, to, at in told if key.startswith("remind:")]
    wanted = [
        (tick, f"person:{person}")
        for (tick, person), cases in counted.rows.items()
        for _ in range(1 if len(cases) > 2 else len(cases))
    ]
    found.compare("reminders: minute, person", handed, wanted)
    found.compare("askers told that it is late", [key for key, _, _ in told if key.startswith("late:")], counted.askers)
    found.count("reminder messages", (at for at, _ in handed))
    found.count("askers told", (at for key, _, at in told if key.startswith("late:")))


def _duties(work: Work, wanted: set[Row], until: datetime, found: Agreement) -> None:
    rows = work.duties.all()
    owed = [Row(row.duty, row.seat_id, row.period.first, row.period.last, row.due_at) for row in rows]
    found.compare("duties: seat, period, due", owed, wanted)
    done = [(row.id, row.done_at) for row in rows if row.done_at]
    found.compare(
        "duties done: in their minute", done, [(row.id, minute_of(row.due_at)) for row in rows if row.due_at <= until]
    )
    found.compare("duties that were late", [row.id for row in rows if row.late], [])
    made = work.conn.execute(select(digests.c.duty_id, digests.c.made_at, digests.c.duty)).all()
    speaking = [
        row.id
        for row in rows
        if row.done_at and (build_of(row.duty) not in MAY_BE_SILENT or row.count or _asks_for_calendar(row))
    ]
    found.compare("digests: one a duty that says something", [one.duty_id for one in made], speaking)
    _told_of_digests(work, found)
    for duty in dict.fromkeys(sorted(one.duty for one in made)):
        found.count(f"digest {duty}", (one.made_at for one in made if one.duty == duty))


def _asks_for_calendar(row: Owed) -> bool:
    """From November on the next year's is asked for."""
    return build_of(row.duty) == "calendar" and row.due_at.astimezone(SHANGHAI).month >= 11


def _told_of_digests(work: Work, found: Agreement) -> None:
    told = work.conn.execute(select(outbox.c.audience, outbox.c.created_at).where(outbox.c.key.like("digest:%"))).all()
    joined = select(notes.c.person_id, notes.c.handed_at).join(digests, digests.c.id == notes.c.digest_id)
    wanted = {(f"person:{person}", at) for person, at in work.conn.execute(joined)}
    found.compare("digest messages: one a person and morning", [tuple(one) for one in told], wanted)
    found.count("digest messages", (one.created_at for one in told))
