"""Call a community for a talk, once for each run of red months."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.cases.actions import create
from handlers.cases.records import Case, Holder, HolderKind
from handlers.kit.days import short_day
from handlers.kit.events import Stepped
from handlers.kit.flows import Facts, Need, Option
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import CLOCK, Actor
from handlers.summons.flow import SUMMONS
from handlers.summons.needs import UNTIL
from handlers.summons.records import SOURCE, Light
from handlers.summons.rules import due, mend_days, written
from handlers.units.records import Level, Unit

if TYPE_CHECKING:
    from storage.work import Work


def consider(work: "Work", unit: Unit, lights: Sequence[tuple[date, Light | None]], now: datetime) -> Stepped | None:
    """Summon a community if its newest month calls for it, by the rule in force there; see `rules.due`."""
    months = due(lights, work.number("summons.reds", now.astimezone(SHANGHAI).date(), unit.path))
    return summon(work, unit, months, now) if months else None


def summon(work: "Work", unit: Unit, months: Sequence[date], now: datetime) -> Stepped | None:
    """Open the summons of a community for these red months, in order; none where it is there already.

    The news must be reacted to (`front.react`), as after any step. Of two at once the second waits, then finds it.
    """
    street = _street(work, unit)
    work.units.lock(street.id)  # so that its seat, too, is made only once
    number = f"{unit.code}:{months[-1]:%Y-%m}"
    if work.summons.is_there(number):
        return None
    step = SUMMONS.step("open")
    assert step
    return create(work, CLOCK, _case(work, unit, street, written(months), number, now), step, {}, now)


def facts(work: "Work", cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """No guard needs more than the case itself."""
    return {case.id: Facts(case, actor, now) for case in cases}


def choices(work: "Work", case: Case, need: Need, now: datetime) -> Sequence[Option]:
    """Days further off than a card offers by itself: what is agreed takes its time."""
    if need is not UNTIL:
        return ()
    return [Option(day.isoformat(), short_day(day)) for day in mend_days(now.astimezone(SHANGHAI).date())]


def _street(work: "Work", unit: Unit) -> Unit:
    """The street that a community belongs to; where it belongs to none, whatever stands right above it."""
    above = [one for one in work.units.line(unit.path) if one.id != unit.id]
    streets = [one for one in above if one.level is Level.STREET]
    return (streets or above or [unit])[-1]


def _case(work: "Work", unit: Unit, street: Unit, months: str, number: str, now: datetime) -> Case:
    return Case(
        id=0,
        no="",
        flow=SUMMONS.name,
        root_id=unit.root_id,
        community_id=unit.id,
        unit_id=unit.id,
        unit_path=unit.path,
        state="",
        version=0,
        head="",
        asker_id=0,
        needer_id=0,
        typist_id=0,
        opened_at=now,
        holder=Holder(HolderKind.SEAT, work.people.seat(Role.STREET_OFFICE, street.id)),
        facts={"months": months},
        source=SOURCE,
        external_no=number,
    )
