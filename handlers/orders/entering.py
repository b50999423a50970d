"""Orders become requests: asker and place found, the report submitted, and old ones moved as far as the sheet tells."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.census.rules.persons import called_by
from handlers.kit.refusals import Refusal
from handlers.orders.above import category_of, sent_above
from handlers.orders.actions import is_inside, seat_of
from handlers.orders.callers import is_name, may_be, spelled
from handlers.orders.records import Batch, Fault, Loaded, Made, Order, Refused
from handlers.orders.rules import deadline_of, told_how
from handlers.people.records import CLOCK, Actor, Held, Person
from handlers.requests.actions import submit
from handlers.requests.records import Report
from handlers.routing.subjects import guess_urgency
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def load(work: "Work", actor: Actor, orders: Sequence[Order], batch: Batch, now: datetime) -> Loaded:
    """Enter orders, each all of it or nothing: one that is refused leaves no trace and stops no other."""
    seat = seat_of(actor)
    assert seat, "who imports has a seat to do it by"
    kept = work.orders.kept(batch.source, [order.external_no for order in orders])
    # What is here by now was entered by somebody quicker.
    found = [_entered(work, actor, seat, order, batch, now) for order in orders if order.external_no not in kept]
    return Loaded(
        tuple(one for one in found if isinstance(one, Made)),
        tuple(one for one in found if isinstance(one, Refused)),
        tuple(one for one in found if isinstance(one, Fault)),
    )


def _entered(
    work: "Work", actor: Actor, seat: Held, order: Order, batch: Batch, now: datetime
) -> Made | Refused | Fault:
    """One order, undone as a whole where the house refuses any of its steps."""
    touched, news = set(work.touched), list(work.news)
    work.savepoint("SAVEPOINT one_order")
    found: Made | Refused | Fault
    try:
        found = _enter(work, actor, seat, order, batch, now)
    except Refusal as refusal:
        work.savepoint("ROLLBACK TO SAVEPOINT one_order")
        work.touched, work.news = touched, news
        found = Refused(order.row, refusal)
    work.savepoint("RELEASE SAVEPOINT one_order")
    return found


def _enter(work: "Work", actor: Actor, seat: Held, order: Order, batch: Batch, now: datetime) -> Made | Fault:
    above = sent_above(order) if is_inside(work, seat) else None
    if above:
        return above
    known = _known(work, order, seat)
    unit = _place(work, order, known, seat)
    if unit.community_id is None:
        return Fault(order.row, "看不出是哪个社区的，", "请在地址里写上社区的名字。")
    asker = known or _added(work, actor, order, unit)
    category = category_of(order)
    report = Report(
        what=order.what,
        category=category,
        urgency=str(guess_urgency(order.what, category)),
        unit_id=unit.id,
        asker_id=asker.id,
        typist_id=asker.id,  # who imports it was told nothing, and so is nobody's typist
        source=batch.source,
        external_no=order.external_no,
        due=deadline_of(order, batch, now),
    )
    case = submit(work, CLOCK, report, now, at=order.at if batch.past else None).case
    work.news[-1] = replace(work.news[-1], actor=actor)  # nobody is told of what they import themselves
    if batch.past:
        _catch_up(work, actor, seat, case, asker, order, now)
        _rest(work, case, now)
    work.orders.keep(batch.source, order, case.id, actor.person_id, now)
    sure = bool(order.unit_id or (known and known.unit_id))
    return Made(order.row, order.external_no, case.no, sure=sure)


def _known(work: "Work", order: Order, seat: Held) -> Person | None:
    """The asker in the register: by the number, where the name does not speak against it, of several there the one of
    this name; by the name alone only where one person has it and no number speaks against it."""
    if order.phone:
        people = _people(work, work.orders.with_phone(order.phone, seat.unit_path))
        fits = [person for person in people if may_be(order.asker, person.name, person.called)]
        same = [person for person in fits if order.asker in (person.name, person.called)]
        if fits:
            return (same or fits)[0]
    if not is_name(order.asker):
        return None
    named = _people(work, work.orders.named(order.asker, seat.unit_path))
    return named[0] if len(named) == 1 and not (order.phone and named[0].phone) else None


def _people(work: "Work", ids: Sequence[int]) -> list[Person]:
    """In the order of the ids."""
    found = work.people.get(ids)
    return [found[id_] for id_ in ids]


def _place(work: "Work", order: Order, known: Person | None, seat: Held) -> Unit:
    """The place the row names; else where the asker lives; else the office's own, for the dispatcher to decide."""
    home = known.unit_id if known else None
    return work.units.get(order.unit_id or home or seat.unit_id)


def _added(work: "Work", actor: Actor, order: Order, unit: Unit) -> Person:
    """Somebody the register does not have yet: a person without an account."""
    name = spelled(order.asker)
    called = called_by(name) if is_name(name) else name
    person = Person(0, actor.root_id, name, called, phone=order.phone, unit_id=unit.community_id)
    person_id = work.people.add(person)
    return work.people.get([person_id])[person_id]


def _catch_up(work: "Work", actor: Actor, seat: Held, case: Case, asker: Person, order: Order, now: datetime) -> None:
    """Move an old order by the flow as far as the sheet tells, at its own dates."""

    def step(who: Actor, name: str, at: datetime, **inputs: str) -> None:
        take(work, who, Move(case.id, name, inputs), now, occurred_at=at)

    contacted = order.contacted_at or order.settled_at
    if order.at is None or contacted is None:
        return
    step(actor, "dispatch", order.at, seat=str(seat.seat_id))
    step(actor, "contact", contacted)
    if order.settled_at is None:
        return
    step(actor, "finish", order.settled_at, how=told_how(order))
    judged = _judged(order)
    if judged:
        # The asker said it themselves, to the desk that the order came from.
        step(Actor(asker.id, 0, asker.root_id, asker.called), "rate", order.settled_at, **judged)
    else:
        # Nobody is asked now what they thought a year ago: without an answer in the sheet it ends without one.
        step(CLOCK, "close_unanswered", order.settled_at)


def _rest(work: "Work", case: Case, now: datetime) -> None:
    """What was left undone then stays to be done, but no deadline of then is broken today: what has run out by now
    ends with the last that the sheet tells, neither met nor broken."""
    last = work.cases.get([case.id])[case.id].moved_at or case.opened_at
    clocks = work.clocks.of([case.id]).get(case.id, ())
    work.clocks.stop(case.id, [clock.name for clock in clocks if clock.runs and clock.due_at <= now], last)


def _judged(order: Order) -> dict[str, str]:
    """The answer in the words of the rating: yes goes with how satisfied, no stands alone."""
    if order.granted is None or (order.granted and not order.satisfied):
        return {}
    return {"granted": "yes", "satisfied": str(order.satisfied)} if order.granted else {"granted": "no"}
