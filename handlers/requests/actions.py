"""Use cases of requests: report, join, merge, and what the guards look at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, create, take
from handlers.cases.records import Case, Text
from handlers.cases.rules import community_path
from handlers.kit.events import Stepped
from handlers.kit.flows import Facts, Need, NeedKind, Option
from handlers.kit.masking import mask_text
from handlers.kit.refusals import Refusal
from handlers.kit.turns import is_spoken
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import CLOCK, Actor, Person
from handlers.requests.flow import REQUEST
from handlers.requests.needs import COLLEAGUE, PARKED_UNTIL, is_public
from handlers.requests.records import JOINABLE, LIVE_STATES, OF_PARENT, OFFICES, OVER, Report, Standing
from handlers.requests.rules import (
    about_days,
    is_nudged_today,
    latest_park,
    latest_until,
    longer_days,
    may_return,
    park_days,
)
from handlers.requests.states import is_above
from handlers.routing.categories import OTHER, category, passes_community
from handlers.routing.places import first_seat
from handlers.routing.records import Urgency
from handlers.routing.subjects import against_leaders, guess_category
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def submit(
    work: "Work", actor: Actor, report: Report, now: datetime, *, at: datetime | None = None, quiet: bool = False
) -> Stepped:
    """Enter a request. `at` enters it as of an earlier time (补录), `quiet` tells nobody of it.

    Raises Refusal: `requests/no_place`, `requests/too_many`.
    """
    unit = work.units.get(report.unit_id)
    if unit.community_id is None:
        raise Refusal("requests/no_place")
    if report.source is None and actor.person_id and report.urgency != Urgency.URGENT:
        _check_number(work, report, unit, now)
    if against_leaders(report.what) and not passes_community(report.category):
        report = replace(report, category=CONDUCT)  # whatever else it is about, it goes past them
    case = _case(work, report, unit, at or now)
    if passes_community(report.category):
        case = replace(case, no=_number_above(work, unit))
    step = REQUEST.step("submit")
    assert step
    inputs: dict[str, str | int | tuple[int, ...]] = {
        "what": report.what,
        "category": report.category,
        "urgency": report.urgency,
    }
    if report.photos:
        inputs["photos"] = report.photos
    if report.voices:
        inputs["voices"] = report.voices
    return create(work, actor, case, step, inputs, now, quiet=quiet or at is not None)


CONDUCT = "conduct"


def _number_above(work: "Work", unit: Unit) -> str:
    """From the series of the unit above the community: a gap in the community's own would tell of it."""
    line = work.units.line(unit.path)
    place = next(n for n, one in enumerate(line) if one.id == unit.community_id)
    return work.units.take_no(line[max(0, place - 1)].id)


def join(work: "Work", actor: Actor, report: Report, parent_id: int, now: datetime) -> Stepped:
    """我也遇到: a case of one's own, merged into the open one at once. Raises Refusal where that is over."""
    parent = work.cases.lock(parent_id)
    if parent is None or parent.flow != REQUEST.name or parent.state not in JOINABLE:
        raise Refusal("requests/over_meanwhile", case=parent_id if parent else None)
    if report.asker_id == parent.asker_id or report.asker_id in {who for _, who in work.requests.askers(parent_id)}:
        raise Refusal("requests/joined_already", case=parent_id)
    entered = submit(work, actor, report, now, quiet=True)
    own = report.asker_id == actor.person_id  # for somebody else it is told to whom it belongs
    return take(work, CLOCK, Move(entered.case.id, "merge", {"into": parent_id}), now, quiet=own)


def alike(work: "Work", community_id: int, category_key: str, path: str, now: datetime) -> Sequence[Case]:
    """Open requests that might be the same case: of the community and category, those that neighbours may see."""
    if not category(category_key).shared:
        return []
    return work.requests.alike(community_id, category_key, JOINABLE, now - timedelta(days=365))


def lately_over(work: "Work", community_id: int, category_key: str, path: str, now: datetime) -> Sequence[Case]:
    """Closed ones that a new report might be a rebound (反弹) of."""
    span = work.house.rules.span("request.rebound", now.astimezone(SHANGHAI).date(), work.unit_codes(path))
    return work.requests.alike(community_id, category_key, OVER, now - timedelta(days=about_days(span)))


def facts(work: "Work", cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """What the guards look at, for any number of requests in one query."""
    standing = work.requests.standing(actor.person_id, [case.id for case in cases], now)
    parents = {one.parent for one in standing.values() if one.parent}
    texts = work.history.texts(parents) if parents else {}
    people = work.people.get({one.parent_needer for one in standing.values() if one.parent_needer}) if parents else {}
    return {
        case.id: Facts(
            case,
            actor,
            now,
            _counts(work, case, actor, standing[case.id], now),
            words=_of_parent(standing[case.id], texts, people),
        )
        for case in cases
    }


def _of_parent(one: Standing, texts: Mapping[int, Sequence[Text]], people: Mapping[int, Person]) -> Mapping[str, str]:
    """How the case stands that this one was merged into, and what was said of it, without numbers and names."""
    about = people.get(one.parent_needer or 0)
    names = (about.name, about.called) if about else ()
    shared = category(one.parent_category or OTHER).shared  # of a family's matter only how it stands is told
    told = [text for text in texts.get(one.parent or 0, ()) if shared and text.key in OF_PARENT]
    said = {text.key: mask_text(text.text, *names) for text in told}
    above = passes_community(one.parent_category or OTHER)  # not even its number is for the community
    return {"parent_no": "" if above else one.parent_no, "parent_state": one.parent_state, **said}


def _counts(work: "Work", case: Case, actor: Actor, one: Standing, now: datetime) -> Mapping[str, int]:
    day, codes, calendar = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path), work.house.calendar
    rules = work.house.rules
    return {
        "load": one.load,
        "claimed_today": one.claims,
        "most_a_day": rules.number("request.most_claims_a_day", day, codes),
        "same_home": int(bool(actor.household_id) and actor.household_id == one.household),
        "public": int(is_public(case)),
        "parent_waits": int(one.parent_state in LIVE_STATES),
        "asked_by": one.asked_by or 0,
        "most_claims": rules.number("request.most_claims", day, codes),
        "reachable": int(one.reachable),
        "above": int(is_above(case)),
        "joiners": one.joiners,
        "parent": one.parent or 0,
        "asked": one.asked.toordinal() if one.asked and one.settle else 0,
        "window": int(may_return(case.facts.get("sent_at"), now, rules.span("request.return", day, codes), calendar)),
        "wish": one.wish or 0,
        "others": int(one.others),
        "wishes": one.wishes,
        "today": day.toordinal(),
        "settle": one.settle.astimezone(SHANGHAI).date().toordinal() if one.settle else 0,
        "latest_until": latest_until(one.settle, rules.span("request.longer", day, codes), calendar),
        "most_longer": rules.number("request.most_longer", day, codes),
        "latest_park": latest_park(now, rules.span("request.most_park", day, codes), calendar),
        "nudged_today": int(is_nudged_today(case.facts.get("nudged_at"), now, calendar)),
    }


def choices(work: "Work", case: Case, need: Need, now: datetime) -> Sequence[Option]:
    """Whom a case may be given to, the nearest first; what it may be merged into; what it may be about."""
    match need.kind:
        case NeedKind.SEAT:
            inside = need is COLLEAGUE  # who has a case hands it on beside them, not above
            seats = seats_for(work, case, now, inside=inside)
            return [Option(str(seat), "") for seat in seats if seat != case.seat_id]
        case NeedKind.CASE:
            others = work.requests.others(case, LIVE_STATES)
            return [Option(str(other.id), "") for other in others if is_above(other) == is_above(case)]
        case NeedKind.DATE:
            return [Option(day.isoformat(), "") for day in _days(work, case, need, now)]
        case NeedKind.CHOICE if need.key == "category":
            return [Option(key, category(key).name) for key in guess_category(what_of(work, case)).keys]
    return ()


def _days(work: "Work", case: Case, need: Need, now: datetime) -> Sequence[date]:
    """Days to choose from: beyond the deadline for an extension, from today for parking."""
    day, codes, rules = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path), work.house.rules
    calendar = work.house.calendar
    if need is PARKED_UNTIL:
        latest = latest_park(now, rules.span("request.most_park", day, codes), calendar)
        return park_days(day, date.fromordinal(latest))
    clocks = work.clocks.of([case.id]).get(case.id, ())
    settle = next((clock.due_at for clock in clocks if clock.runs and clock.name == "settle"), None)
    if settle is None:
        return ()
    latest = latest_until(settle, rules.span("request.longer", day, codes), calendar)
    return longer_days(settle.astimezone(SHANGHAI).date(), date.fromordinal(latest), calendar)


def seats_for(work: "Work", case: Case, now: datetime, *, inside: bool = False) -> Sequence[int]:
    """The filled seats around a case: the first one by routing, then who covers the place, then the others.

    `inside`: of the case's own community only.
    """
    day = now.astimezone(SHANGHAI).date()
    roles = category(str(case.facts.get("category", "other"))).roles
    over = work.routing.seats_over(case.unit_path, day)
    near = sorted(
        (seat for seat in over if seat.filled), key=lambda seat: (seat.role not in roles, -len(seat.unit_path))
    )
    under = sorted(work.routing.seats_under(community_path(case), day), key=lambda seat: seat.role not in roles)
    best = first_seat(roles, over, case.unit_path)
    # What passes the community by is never given to it.
    ordered = sorted((*near, *under), key=lambda seat: seat.role not in roles)  # whose work it usually is, first
    others = [seat for seat in ordered if seat.role in roles or not is_above(case)]
    here = {seat.seat_id for seat in under} if inside else None
    found = [best, *(seat.seat_id for seat in others if seat.role in OFFICES)]
    found = [seat for seat in found if here is None or seat in here]
    return list(dict.fromkeys(seat for seat in found if seat))


def what_of(work: "Work", case: Case) -> str:
    """The request in the asker's words."""
    texts = [text.text for text in work.history.texts([case.id]).get(case.id, ()) if text.key == "what"]
    return texts[-1] if texts else ""


def heir(work: "Work", case: Case) -> int:
    """Who waits for a case next when its asker leaves: the first who joined."""
    waiting = [asker for _, asker in work.requests.askers(case.id) if asker not in (case.asker_id, case.helper_id)]
    if not waiting:
        raise Refusal("requests/nobody_waits", case=case.id)
    return waiting[0]


def _check_number(work: "Work", report: Report, unit: Unit, now: datetime) -> None:
    """So that nobody floods the office; the person is locked, so that two at once count each other."""
    work.people.lock(report.asker_id)
    most = work.number("request.most_open", now.astimezone(SHANGHAI).date(), unit.path)
    if work.requests.live_of(report.asker_id) >= most:
        raise Refusal("requests/too_many", {"most": most})


def _case(work: "Work", report: Report, unit: Unit, opened: datetime) -> Case:
    """The case as it is before its first step, with the seat that the routing thinks of."""
    assert unit.community_id
    roles = category(report.category).roles
    first = first_seat(roles, work.routing.seats_over(unit.path, opened.astimezone(SHANGHAI).date()), unit.path)
    known: dict[str, str | int | tuple[int, ...] | None] = {}
    if first:
        known["first"] = first
    if not work.accounts.with_account({report.asker_id}):
        known["unreachable"] = 1
    if report.voices and is_spoken(report.what):
        known["spoken"] = 1
    if report.due:
        known["due"] = report.due.isoformat()
    if report.rebound_of:
        known["rebound_of"] = report.rebound_of
    if report.shown:
        known["photos"] = report.shown
    if report.heard:
        known["voices"] = report.heard
    return Case(
        id=0,
        no="",
        flow=REQUEST.name,
        root_id=unit.root_id,
        community_id=unit.community_id,
        unit_id=unit.id,
        unit_path=unit.path,
        state="",
        version=0,
        head="",
        asker_id=report.asker_id,
        needer_id=report.asker_id,
        typist_id=report.typist_id,
        opened_at=opened,
        facts=known,
        source=report.source,
        external_no=report.external_no,
    )
