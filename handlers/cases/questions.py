"""Questions of a step: which answers there are, how they are called, and what a typed answer means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.cases.registry import Room, room_of
from handlers.cases.seen import Known, Seen
from handlers.kit.cards import Card
from handlers.kit.days import parse_day, short_day
from handlers.kit.flows import OFFERED, Need, NeedKind
from handlers.kit.refusals import Fact, Refusal
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.words import circled, short
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Sitting
from handlers.units.records import friendly

if TYPE_CHECKING:
    from storage.work import Work

_KEYS = ("o1", "o2", "o3", "o4", "o5")
_DAYS = (1, 3, 5, 10)  # working days from now, offered where a date is asked
_MEMORY = timedelta(days=183)
_KIND_OF = {NeedKind.PERSON: "person", NeedKind.SEAT: "seat", NeedKind.CASE: "case", NeedKind.DATE: "date"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A possible answer: its key, its button, and the line of the question's text that explains it."""

    key: str
    label: str
    line: str = ""


def choices_of(work: "Work", room: Room, case: Case, need: Need, now: datetime) -> Mapping[str, Fact]:
    """Answers that depend on the case, as ids for the card: their names are looked up when it is shown."""
    if need.kind not in (*OFFERED, NeedKind.DATE) and not _many(need):
        return {}
    options = room.choices(work, case, need, now) if room.choices else ()
    if not options and need.kind not in OFFERED:
        return {}
    if not options:
        raise Refusal("cases/nobody" if need.kind is not NeedKind.CASE else "cases/no_other", case=case.id)
    found: dict[str, Fact] = {f"o{n}": option.key for n, option in enumerate(options[:5], 1)}
    if need.kind is NeedKind.PERSON and (missed := _missed(work, [int(option.key) for option in options[:5]], now)):
        found["missed"] = missed
    return {**found, "kind": _KIND_OF.get(need.kind, "choice")}


def _missed(work: "Work", people: Sequence[int], now: datetime) -> str:
    """12:1,15:2: who has claimed and not come, how often in half a year. Only whoever dispatches is asked for a person,
    so nobody else reads it."""
    return ",".join(f"{who}:{often}" for who, often in work.reminders.no_shows(people, now - _MEMORY).items())


def _many(need: Need) -> bool:
    """Whether a choice has more options than a card has buttons: then the room says which come first."""
    return need.kind is NeedKind.CHOICE and len(need.options) > len(_KEYS)


def named_by(card: Card, kind: str) -> list[int]:
    """The persons, seats or cases that a card offers."""
    if card.args.get("kind") != kind:
        return []
    return [int(str(card.args[key])) for key in _KEYS if card.args.get(key)]


def answers(
    work: "Work", card: Card, need: Need, seen: Seen, others: Mapping[int, Seen], now: datetime
) -> Sequence[Answer]:
    """The answers that a question offers as buttons."""
    match need.kind:
        case NeedKind.PERSON:
            return [_person(i, seen.known, card) for i in named_by(card, "person") if i in seen.known.people]
        case NeedKind.SEAT:
            return [_seat(n, i, seen.known) for n, i in enumerate(named_by(card, "seat"), 1) if seen.known.sitting(i)]
        case NeedKind.CASE:
            room = room_of(seen.case.flow)
            still = {one.key for one in room.choices(work, seen.case, need, now)} if room.choices else set()
            return [_case(others[i]) for i in named_by(card, "case") if i in others and str(i) in still]
        case NeedKind.DATE:
            days = [date.fromisoformat(str(card.args[key])) for key in _KEYS if card.args.get(key)]
            return [Answer(day.isoformat(), short_day(day)) for day in days] or _dates(work, now)
    first = [str(card.args[key]) for key in _KEYS if card.args.get(key)] if _many(need) else []
    ordered = sorted(need.options, key=lambda option: first.index(option.key) if option.key in first else len(first))
    return [Answer(option.key, option.label) for option in ordered]


def _person(person_id: int, known: Known, card: Card) -> Answer:
    called = known.called(person_id)
    missed = dict(one.split(":") for one in str(card.args.get("missed") or "").split(",") if one)
    often = missed.get(str(person_id))
    return Answer(str(person_id), called[:6], f"{called}：半年里接了没来 {often} 次" if often else "")


def _seat(number: int, seat_id: int, known: Known) -> Answer:
    seat, called = known.seats[seat_id], known.sitting(seat_id)
    return Answer(str(seat_id), called[:6], f"{circled(number)} {called} · {office(seat)}")


def office(seat: Sitting) -> str:
    """二号网格的网格员, 英雄南路街道: no word twice."""
    place, role = friendly(seat.place), ROLE_NAMES[seat.role]
    return place if place.endswith(role) else f"{place}的{role}"


def _case(seen: Seen) -> Answer:
    no = str(seen.facts["no"])
    line = f"{no} {short(str(seen.facts['what']), 16)} · {seen.facts['state_name']}"
    return Answer(str(seen.case.id), no.rpartition("-")[2][-6:], line)


def _dates(work: "Work", now: datetime) -> list[Answer]:
    calendar, day, found = work.house.calendar, now.astimezone(SHANGHAI).date(), []
    for n in range(1, max(_DAYS) + 1):
        day = calendar.next_working_day(day)
        if n in _DAYS:
            found.append(Answer(day.isoformat(), short_day(day)))
    return found


def typed(work: "Work", room: Room, case: Case, need: Need, text: str, now: datetime) -> str:
    """What somebody typed instead of pressing: a name, a number, a day; unchanged where it is neither."""
    match need.kind:
        case NeedKind.CHOICE:
            return next((o.key for o in need.options if text in (o.key, o.label)), text)
        case NeedKind.PERSON | NeedKind.SEAT:
            return _by_name(work, room, case, need, text, now)
        case NeedKind.CASE:
            found = work.cases.by_no(_whole_no(case, text))
            if found is None:
                raise Refusal("cases/no_such", {"need": need.key}, case=case.id)
            return str(found.id)
        case NeedKind.DATE:
            day = parse_day(text, now)
            return day.isoformat() if day else text
    return text


def _whole_no(case: Case, text: str) -> str:
    """0002 beside 演武-0001 is 演武-0002."""
    return f"{case.no.rpartition('-')[0]}-{text}" if text.isascii() and text.isdigit() else text


def _by_name(work: "Work", room: Room, case: Case, need: Need, text: str, now: datetime) -> str:
    ids = [int(option.key) for option in room.choices(work, case, need, now)] if room.choices else []
    day = now.astimezone(SHANGHAI).date()
    if need.kind is NeedKind.SEAT:
        known = work.sittings.known((), ids, day)
        people = {i: [known.people[p] for p in known.seats[i].person_ids] for i in ids if i in known.seats}
    else:
        people = {i: [person] for i, person in work.people.get(ids).items()}
    hits = [i for i, some in people.items() if any(text in (one.name, one.called) for one in some)]
    if len(hits) != 1:
        raise Refusal("cases/choose", {"need": need.key}, case=case.id)
    return str(hits[0])
