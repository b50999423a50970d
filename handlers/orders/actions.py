"""Look a sheet through, remember how it is laid out, and tell what became of its orders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.records import Case, Event, Text
from handlers.cases.registry import room_of
from handlers.kit.flows import NeedKind
from handlers.kit.masking import mask_text
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.orders.above import sent_above
from handlers.orders.columns import guess_columns, signature, sound
from handlers.orders.records import Answer, Batch, Columns, Fault, Order, Plan, Sheet
from handlers.orders.rules import is_empty, order_of, planned
from handlers.people.records import Actor, Held, Person
from handlers.routing.place_records import Home
from handlers.routing.places import find

if TYPE_CHECKING:
    from storage.work import Work

IMPORTERS = (Role.COMMUNITY_SECRETARY, Role.STREET_OFFICE)
_ANSWERS = ("how", "reply")
_CONTACT, _SETTLES = "contact", ("finish", "answer")
_PART = 500


def seat_of(actor: Actor) -> Held | None:
    """The seat by which somebody imports and exports; the widest where they hold several."""
    seats = [seat for seat in actor.seats if seat.role in IMPORTERS]
    return min(seats, key=lambda seat: len(seat.unit_path), default=None)


def importers(work: "Work", name: str, now: datetime) -> Sequence[Actor]:
    """The people of this name who may import, as actors without a channel: for the command line."""
    day = now.astimezone(SHANGHAI).date()
    people = work.people.get(work.orders.named(name))
    actors = [_actor(work, person, day) for person in people.values()]
    return [actor for actor in actors if seat_of(actor)]


def _actor(work: "Work", person: Person, day: date) -> Actor:
    home = work.units.get(person.unit_id) if person.unit_id else None
    return Actor(
        person_id=person.id,
        account_id=0,
        root_id=person.root_id,
        called=person.called,
        unit_id=person.unit_id,
        unit_path=home.path if home else "",
        community_id=home.community_id if home else None,
        household_id=person.household_id,
        seats=work.people.held(person.id, day),
    )


def columns_of(work: "Work", seat: Held, headers: Sequence[str]) -> tuple[Columns, bool]:
    """As chosen here before for a sheet with these headings (and then true), else as guessed."""
    kept = work.orders.layout(seat.unit_id, signature(headers))
    return (kept, True) if kept is not None and sound(kept, headers) else (guess_columns(headers), False)


def remember(work: "Work", seat: Held, headers: Sequence[str], columns: Columns, now: datetime) -> None:
    work.orders.lay_out(seat.unit_id, signature(headers), columns, now)


def look(work: "Work", seat: Held, sheet: Sheet, columns: Columns, batch: Batch, now: datetime) -> Plan:
    """What importing a sheet would do; writes nothing."""
    lines = [line for line in sheet.lines if not is_empty(line, columns)]
    inside = is_inside(work, seat)
    found = [_admitted(order_of(line, columns, batch, now), inside=inside) for line in lines]
    orders = [one for one in found if isinstance(one, Order)]
    kept = work.orders.kept(batch.source, [one.external_no for one in orders])
    marks = {one.external_no: work.orders.marks(one) for one in orders if one.external_no in kept}
    plan = planned(found, kept, marks, seat.unit_path, past=batch.past, inside=inside)
    return replace(plan, new=tuple(_placed(work, seat, plan.new)))


def is_inside(work: "Work", seat: Held) -> bool:
    """Whether a seat stands in a community, and so what complains of those who lead it passes this seat by."""
    return work.units.get(seat.unit_id).community_id is not None


def _admitted(found: Order | Fault, *, inside: bool) -> Order | Fault:
    return (inside and isinstance(found, Order) and sent_above(found)) or found


def _placed(work: "Work", seat: Held, orders: Sequence[Order]) -> Iterator[Order]:
    """The orders with the places that they name for sure, below the office's own."""
    names = work.routing.names(seat.unit_path) if orders else ()
    nobody = Home(community_id=work.units.get(seat.unit_id).community_id)
    for order in orders:
        named = find(order.address, names, nobody).unit_id if order.address else None
        yield replace(order, unit_id=named or find(order.what, names, nobody).unit_id)


def answers(work: "Work", actor: Actor | None, path: str, source: str, since: date | None) -> Sequence[Answer]:
    """One a request of a source at or below a place, to be told under its own number: of those only whose answers the
    actor may read. No actor: the house itself, at the command line, where all of it is."""
    start = datetime.combine(since, time(), SHANGHAI) if since else None
    found = work.orders.of_source(source, path, start)
    cases = [case for case in found if actor is None or See.REASONS in open_to(room_of(case.flow), case, actor)]
    return [one for begin in range(0, len(cases), _PART) for one in _told(work, cases[begin : begin + _PART])]


def _told(work: "Work", cases: Sequence[Case]) -> Sequence[Answer]:
    ids = [case.id for case in cases]
    events, texts = work.history.events(ids), work.history.texts(ids)
    people = work.people.get({person for case in cases for person in _others(case, events.get(case.id, ()))})
    return [_answer(case, events.get(case.id, ()), texts.get(case.id, ()), people) for case in cases]


def _others(case: Case, events: Sequence[Event]) -> set[int]:
    """Everybody who had a part in a case but the asker."""
    found = {event.actor_id for event in events} | {case.typist_id, case.helper_id or 0}
    return found - {case.asker_id, 0}


def _answer(case: Case, events: Sequence[Event], texts: Sequence[Text], people: Mapping[int, Person]) -> Answer:
    said = {text.key: text.text for text in texts}
    names = [name for id_ in _others(case, events) if id_ in people for name in (people[id_].name, people[id_].called)]
    words = next((said[key] for key in _ANSWERS if key in said), "")
    return Answer(
        external_no=case.external_no or "",
        no=case.no,
        state=room_of(case.flow).flow.state(case.state).name,
        contacted_at=next((event.occurred_at for event in events if event.step == _CONTACT), None),
        settled_at=next((event.occurred_at for event in reversed(events) if event.step in _SETTLES), None),
        answer=mask_text(words, *names),
        granted=_chosen(case, events, "granted"),
        satisfied=_chosen(case, events, "satisfied"),
    )


def _chosen(case: Case, events: Sequence[Event], key: str) -> str:
    """The last choice of this name, in the words of its question."""
    flow = room_of(case.flow).flow
    for event in reversed(events):
        inputs = event.body.get("inputs")
        if isinstance(inputs, dict) and key in inputs:
            step = flow.step(event.step)
            needs = [need for need in (step.needs if step else ()) if need.key == key and need.kind is NeedKind.CHOICE]
            labels = {option.key: option.label for need in needs for option in need.options}
            return labels.get(str(inputs[key]), "")
    return ""
