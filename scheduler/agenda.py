"""What comes next, and doing it at its own moment: for time that is made to pass."""

from datetime import datetime, timedelta

from handlers.cases.ringing import ringing
from handlers.digests.handing import hand_out as hand_digests
from handlers.digests.making import make
from handlers.duties.actions import plan
from handlers.reminders.handing import hand_out
from scheduler.jobs import keep_now, ring_now, sound_now
from storage.work import Work


def next_moment(work: Work, until: datetime) -> datetime | None:
    """The minute in which the next thing falls due: a clock that rings or is looked at, a notice that was put off, a
    duty; none until then. Whole minutes, as the ticker goes: what falls into one of them goes out together."""
    clocks, notices = work.clocks, work.outbox
    found = [clock.due_at for clock in clocks.due(until, ringing(), 1)]
    found += [clock.next_at for clock in clocks.alarming(until, 1) if clock.next_at]
    found += [notice.due_at for notice in notices.due(until, 1)]
    owed = work.duties.next_at(until)
    found += [owed] if owed else []
    return _minute(min(found)) if found else None


def _minute(moment: datetime) -> datetime:
    over = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + timedelta(minutes=1) if over else moment


def pass_moment(work: Work, now: datetime) -> int:
    """All that is due at a moment, in one transaction; how many clocks rang."""
    done = 0
    while due := work.clocks.due(now, ringing()):
        rung = sum(ring_now(work, clock, now) for clock in due)
        done += rung
        if not rung:
            break
    while alarming := work.clocks.alarming(now):
        for clock in alarming:
            sound_now(work, clock, now)
    for person in work.reminders.people():
        hand_out(work, person, now)
    _fulfil(work, now)
    return done


def _fulfil(work: Work, now: datetime) -> None:
    plan(work, now)
    while owed := work.duties.due(now):
        for one in owed:
            keep_now(work, make(work, one, now), now)
    for person in work.digests.people():
        hand_digests(work, person, now)
