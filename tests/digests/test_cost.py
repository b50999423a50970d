"""What a ranking costs and counts: as many statements for any number of communities, and figures as anybody would
count them from the raw rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.month import FIRST, LAST, NOW, month
from benchmarks.street import ROOT, Street
from handlers.digests.making import Made, keep, make
from handlers.digests.records import Month
from handlers.duties.records import Owed
from handlers.duties.rules import due_at
from handlers.kit.periods import Period
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.rates.rules import ABOVE
from handlers.summons.records import Light
from handlers.units.records import Level, Unit
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events
from storage.work import Work
from tests.databases import HouseDb
from tests.house.test_queries import counted

RANKING, CIRCULAR = "duty.n03", "duty.n05"
MADE, KEPT = 10, 12
Raw = Mapping[str, Any]
Rows = Sequence[Raw]


def street_of(work: Work, communities: int, count: int) -> Street:
    street = Street(Unit(ROOT, "14", "长治市", Level.CITY, None, ROOT, "/1/", None), communities)
    work.units.add([street.city])
    street.found(work)
    month(work, street, count)
    return street


def owed(work: Work, street: Street, duty: str) -> Owed:
    period = Period.of(PeriodKind.MONTH, LAST)
    seat = street.seats[Role.STREET_OFFICE, street.unit.id]
    work.duties.owe(Owed(duty, seat, period, due_at(period, work.house)))
    return next(one for one in work.duties.all() if one.duty == duty)


def cost(house_db: HouseDb, communities: int) -> tuple[list[str], list[str]]:
    with house_db.work() as work:
        one = owed(work, street_of(work, communities, 40 * communities), RANKING)
        with counted(work) as making:
            made = make(work, one, NOW)
        assert len(made.figures["units"]) == communities
        with counted(work) as keeping:
            keep(work, made, NOW)
        return making, keeping


@pytest.mark.parametrize("communities", [3, 30])
def test_a_ranking_costs_the_same_for_any_number_of_communities(house_db: HouseDb, communities: int) -> None:
    making, keeping = cost(house_db, communities)
    assert len(making) <= MADE, "\n".join(making)
    assert len(keeping) <= KEPT, "\n".join(keeping)


def test_lights_are_kept_once(house_db: HouseDb) -> None:
    with house_db.work() as work:
        street = street_of(work, 3, 0)
        months = [Month(one.id, FIRST, Light.RED, 1, 2) for one in street.communities]
        assert work.digests.light(months[:2]) == months[:2]
        assert work.digests.light(months) == months[2:]
        assert work.digests.light([]) == []
        assert list(work.digests.lights([one.id for one in street.communities])) == months


def test_figures_are_what_anybody_counts_from_the_rows(house_db: HouseDb) -> None:
    with house_db.work() as work:
        street = street_of(work, 5, 1500)
        ranking = make(work, owed(work, street, RANKING), NOW)
        circular = make(work, owed(work, street, CIRCULAR), NOW)
        raw = [dict(row._mapping) for row in work.conn.execute(select(cases))]
        running = [dict(row._mapping) for row in work.conn.execute(select(clocks))]
        events = [dict(row._mapping) for row in work.conn.execute(select(case_events))]
    assert len(raw) == 1800
    _agrees_on_cases(ranking, raw, running)
    _agrees_on_units(ranking, street, raw, running)
    _agrees_on_steps(circular, street, raw, running, events)


def _agrees_on_cases(made: Made, raw: Rows, running: Rows) -> None:
    new = [one for one in raw if _in_march(one["opened_at"]) and one["state"] != "merged"]
    done = [one["id"] for one in raw if _in_march(one["closed_at"]) and one["state"] == "closed"]
    found = made.figures
    assert found["new"] == sorted(one["id"] for one in new)
    assert found["done"] == sorted(done)
    assert found["flows"] == {"request": len(new)}
    assert found["categories"] == Counter(one["category"] for one in new)
    assert found["returned"] == sum(bool(one["counts"].get("returned")) for one in new)
    assert found["reopened"] == sum(bool(one["counts"].get("reopened")) for one in new)
    assert found["live"] == sum(one["closed_at"] is None for one in raw)
    assert set(found["late"]) == _late(raw, running)
    assert set(found["decide"]) == {one["id"] for one in raw if one["closed_at"] is None and one["state"] == "review"}


def _agrees_on_units(made: Made, street: Street, raw: Rows, running: Rows) -> None:
    settle = {one["case_id"]: one for one in running if one["name"] == "settle"}
    for each in made.figures["units"]:
        mine = [one for one in raw if one["community_id"] == each["unit"] and _in_march(one["opened_at"])]
        assert all(one["category"] not in ABOVE for one in mine)
        counted_in = [one["id"] for one in mine if one["state"] not in ("merged", "declined")]
        ended = [settle[id_] for id_ in counted_in if settle[id_]["met_at"] or settle[id_]["due_at"] < NOW]
        met = [one for one in ended if one["met_at"] and one["met_at"] <= one["due_at"]]
        assert each["all"] == len(mine)
        assert each["rates"]["on_time"][:2] == (len(met), len(ended))
    assert [each["unit"] for each in made.figures["units"]] == [one.id for one in street.communities]


def _agrees_on_steps(made: Made, street: Street, raw: Rows, running: Rows, events: Rows) -> None:
    for key, step in (("climbed", "escalate"), ("supervised", "supervise")):
        expected = {one["case_id"] for one in events if one["step"] == step and _in_march(one["occurred_at"])}
        assert expected
        assert set(made.figures[key]) == expected
        assert len(made.figures[key]) == len(expected)
    late = _late(raw, running)
    live = [one for one in raw if one["closed_at"] is None]
    for unit, number, overdue in made.figures["places"]:
        mine = [one["id"] for one in live if one["community_id"] == unit]
        assert (number, overdue) == (len(mine), len(late & set(mine)))
    assert {unit for unit, _, _ in made.figures["places"]} == {one.id for one in street.communities}


def _late(raw: Rows, running: Rows) -> set[int]:
    live = {one["id"] for one in raw if one["closed_at"] is None}
    over = {one["case_id"] for one in running if not one["met_at"] and not one["stopped_at"] and one["due_at"] < NOW}
    return live & over


def _in_march(moment: datetime | None) -> bool:
    return bool(moment and date(2026, 3, 1) <= moment.astimezone(SHANGHAI).date() <= LAST)
