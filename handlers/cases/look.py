"""Cases of any flow as one viewer may see them: facts masked by the policy, steps offered by the kernel."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.reading import rights
from handlers.cases.records import Case, Clock, Standing, Text
from handlers.cases.registry import Room, room_of
from handlers.cases.rules import offers, relations
from handlers.cases.seen import Glimpse, Seen
from handlers.kit.flows import Facts, Rel
from handlers.kit.masking import mask_text
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.speech import ago, left, plainly, when
from handlers.kit.worktime import SHANGHAI
from handlers.people import channels
from handlers.people.records import Actor, Person
from handlers.people.rules import has_number
from handlers.units.records import friendly

if TYPE_CHECKING:
    from storage.work import Work

STAFF_RELS = frozenset({Rel.REVIEWER, Rel.DISPATCHER, Rel.SECOND})


def look(
    work: "Work", actor: Actor, ids: Iterable[int], now: datetime, also: Iterable[int] = (), seats: Iterable[int] = ()
) -> dict[int, Seen]:
    """Any number of cases of one flow in four queries; those that the viewer may not read are left out.

    `also`, `seats`: persons and seats whose names the cards need besides (who acted, whom one may choose).
    """
    return look_at(work, actor, list(work.cases.standing(ids).values()), now, also, seats)


def look_at(
    work: "Work",
    actor: Actor,
    standings: Sequence[Standing],
    now: datetime,
    also: Iterable[int] = (),
    seats: Iterable[int] = (),
) -> dict[int, Seen]:
    """The same for standings that were read already: three queries."""
    if not standings:
        return {}
    if any(room_of(one.case.flow).party for one in standings) and channels.closed(work, actor, now):
        standings = [one for one in standings if not room_of(one.case.flow).party]
    cases = [one.case for one in standings]
    texts = work.history.texts([case.id for case in cases])
    known = work.sittings.known(_people(cases) | set(also), _seats(cases) | set(seats), now.astimezone(SHANGHAI).date())
    facts = _facts_of(work, cases, actor, now)
    found = {}
    for one in standings:
        rels = relations(room_of(one.case.flow).flow, one.case, actor)
        open_to = rights(room_of(one.case.flow), one.case, rels)
        if open_to:
            glimpse = Glimpse(one, _latest(texts.get(one.case.id, ())), known, rels, open_to, facts[one.case.id])
            found[one.case.id] = _seen(work, actor, glimpse, now)
    return found


def _people(cases: Iterable[Case]) -> set[int]:
    return {person for c in cases for person in (c.asker_id, c.needer_id, c.typist_id, c.helper_id or 0)}


def _seats(cases: Iterable[Case]) -> set[int]:
    """The seats that hold them, and those that the routing has thought of."""
    return {int(str(seat)) for c in cases for seat in (c.seat_id, c.facts.get("first")) if seat}


def _facts_of(work: "Work", cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    by_flow: dict[str, list[Case]] = {}
    for case in cases:
        by_flow.setdefault(case.flow, []).append(case)
    found: dict[int, Facts] = {}
    for flow, some in by_flow.items():
        found.update(room_of(flow).facts(work, some, actor, now))
    return found


def _latest(texts: Iterable[Text]) -> dict[str, str]:
    return {text.key: text.text for text in texts}


def _seen(work: "Work", actor: Actor, glimpse: Glimpse, now: datetime) -> Seen:
    case, room = glimpse.case, room_of(glimpse.case.flow)
    said = _base(room, glimpse) | _times(work, room, glimpse, now)
    said |= dict(room.says(work, glimpse, now)) if room.says else {}
    clock = glimpse.standing.clock
    late = bool(clock and clock.due_at < now)
    steps = tuple(offers(room.flow, glimpse.facts))
    return Seen(case, glimpse.rels, glimpse.open_to, said, steps, late, glimpse.known, actor.person_id)


def _base(room: Room, one: Glimpse) -> dict[str, object]:
    """What a card of any flow may say: whose, where, how it stands, who has it."""
    case, open_to, known = one.case, one.open_to, one.known
    needer = known.person(case.needer_id)
    waits = known.person(case.asker_id) if case.counts.get("passed") else needer  # the one to call now
    what = what_of(case, one.texts.get("what", ""))
    return {
        "no": case.no,
        "flow": case.flow,
        "state": case.state,
        "state_name": _named(room.flow.state(case.state).name, one.rels),
        "ended": room.flow.state(case.state).final,
        "what": what if See.TEXT in open_to else masked(one.case, needer, what),
        "place": friendly(one.standing.place) if See.DOOR in open_to and not _same_place(one) else "",
        "community": friendly(one.standing.community),
        "mine": bool(one.rels & {Rel.ASKER, Rel.NEEDER}) and case.asker_id == one.facts.actor.person_id,
        "who": waits.called if See.NAME in open_to else "代提的邻居" if Rel.TYPIST in one.rels else "一位邻居",
        "name": waits.name if See.NAME in open_to else "",
        "phone": waits.phone if See.PHONE in open_to else "",
        "number_told": See.TEXT in open_to and has_number(what),
        "door": _door(one, waits) if See.DOOR in open_to else "",
        **_typist(one),
        **_helper(one),
        "holder": Rel.HOLDER in one.rels,
        "staff": bool(one.rels & STAFF_RELS),
        **_words(one),
    }


def said(one: Glimpse) -> Mapping[str, str]:
    """What was said at the steps: to those who may read it; masked where they may not read who it is about."""
    if See.REASONS not in one.open_to:
        return {}
    needer = one.known.person(one.case.needer_id)
    whole = See.TEXT in one.open_to
    return {key: text if whole else masked(one.case, needer, text) for key, text in one.texts.items()}


def what_of(case: Case, said: str) -> str:
    """What a case is about: as somebody said it, else as its room says of a case that nobody has put in words."""
    about = room_of(case.flow).about
    return said or (about(case) if about else "（内容已删除）")


def masked(case: Case, needer: Person, what: str, *names: str) -> str:
    """A case's words without numbers and names; a building may be read where everybody passes it.

    `names` are those of others, where not even they are named.
    """
    room = room_of(case.flow)
    outdoors = bool(room.outdoors and room.outdoors(case))
    return mask_text(what, needer.name, needer.called, *names, outdoors=outdoors)


def _door(one: Glimpse, waits: Person) -> str:
    """The door of who waits, where the matter is in their own building: in another it would be a stranger's."""
    return waits.door.removeprefix(friendly(one.standing.place)) if waits.unit_id == one.case.unit_id else ""


def _same_place(one: Glimpse) -> bool:
    return one.standing.place == one.standing.community


def _typist(one: Glimpse) -> dict[str, object]:
    """Who typed it for somebody else: whom to ask when the needer has no phone."""
    case, typist = one.case, one.known.person(one.case.typist_id)
    other = case.typist_id != case.needer_id and See.TEXT in one.open_to and not case.counts.get("passed")
    reach = other and See.PHONE in one.open_to and case.typist_id != one.facts.actor.person_id
    return {"typist": typist.called if other else "", "typist_phone": typist.phone if reach else ""}


def _helper(one: Glimpse) -> dict[str, object]:
    case, known = one.case, one.known
    seat = known.seats.get(case.seat_id or 0)
    person = known.people.get(case.helper_id or (seat.person_ids[0] if seat and seat.person_ids else 0))
    called = known.sitting(seat.seat_id) if seat else person.called if person else ""
    open_ = See.HELPER in one.open_to
    return {
        "helper": called if open_ else "",
        "helper_role": ROLE_NAMES[seat.role] if seat and open_ else "",
        "helper_phone": person.phone if person and See.HELPER_PHONE in one.open_to else "",
    }


def _words(one: Glimpse) -> dict[str, object]:
    """What was said at the steps, each only to those it is open to."""
    words = said(one)
    return {key: words.get(key, "") for key in ("reason", "missing", "note", "thanks", "order")}


def _named(term: str, rels: frozenset[Rel]) -> str:
    return term if rels & STAFF_RELS else plainly(term)


def _times(work: "Work", room: Room, one: Glimpse, now: datetime) -> dict[str, object]:
    case, clock = one.case, one.standing.clock
    return {
        "clock": _named(room.flow.clock(clock.name).label, one.rels) if clock else "",
        "left": left(clock.due_at, now, work.house.calendar, working=_works(work, room, case, clock)) if clock else "",
        "due": when(clock.due_at, now) if clock else "",
        "late": bool(clock and clock.due_at < now),
        "moved": ago(case.moved_at or case.opened_at, now),
    }


def _works(work: "Work", room: Room, case: Case, clock: Clock) -> bool:
    """Whether a clock's rule counts working days: only then a card speaks of them."""
    day, codes = clock.started_at.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path)
    rule = room.flow.clock(clock.name).rule.format_map({key: str(value) for key, value in case.facts.items()})
    return "working" in str(work.house.rules.rule(rule, day, codes).value)
