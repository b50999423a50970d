"""Workbooks imported into a house."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.census.command import Report, import_file, write_template
from bot.census.pilot import pilot_census
from bot.census.template import write_workbook
from handlers.census.records import Census, HouseholdRow, OrgRow, PersonRow, PostRow, Sheet, Tally, UnitRow
from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from handlers.units.records import Household, Level, Unit
from storage.people import persons, posts, seats
from storage.units import households, units
from storage.work import Work
from tests.census.conftest import CensusHouse
from tests.census.test_rules import HOMES, ORGS, PEOPLE, POSTS, SOUND, UNITS

TODAY = date(2026, 5, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "底册.xlsx"


def imported(house: CensusHouse, file: Path, census: Census, *, dry_run: bool = False) -> Report:
    write_workbook(file, census)
    return import_file(file, house, today=TODAY, dry_run=dry_run, on_progress=lambda _, __: None)


def total(report: Report) -> tuple[int, int, int]:
    assert report.ok, list(report.lines())
    return report.total.added, report.total.changed, report.total.same


def units_of(house: CensusHouse) -> dict[str, Unit]:
    return {unit.code: unit for unit in house(lambda work: work.units.all())}


def person(house: CensusHouse, code: str) -> Person:
    def look(work: Work) -> Person:
        id_ = work.people.by_code()[code]
        return replace(work.people.get([id_])[id_], skills=work.people.skills([id_]).get(id_, ()))

    return house(look)


def homes_of(house: CensusHouse) -> Sequence[Household]:
    return house(lambda work: work.units.households())


def posts_of(house: CensusHouse) -> Sequence[Post]:
    return house(lambda work: work.people.posts())


def count(house: CensusHouse) -> tuple[int, ...]:
    def look(work: Work) -> tuple[int, ...]:
        tables = (units, persons, seats, posts)
        return tuple(work.conn.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)

    return house(look)


def test_everything_arrives_where_it_belongs(house: CensusHouse, file: Path) -> None:
    report = imported(house, file, SOUND)
    assert report.tallies[Sheet.UNITS] == Tally(5, 0, 0)
    assert total(report) == (11, 0, 0)
    assert next(report.lines()) == "单元：新增 5，修改 0，不变 0"
    place = units_of(house)
    grid, community = place["G1"], place["V"]
    assert grid.path == f"{community.path}{grid.id}/"
    assert (grid.root_id, grid.community_id, community.community_id) == (place["C"].id, community.id, community.id)
    assert place["S"].community_id is None
    granny = person(house, "P1")
    assert (granny.name, granny.phone, granny.door, granny.unit_id) == ("王桂兰", "13800000000", "501", grid.id)
    assert homes_of(house) == [Household(granny.household_id or 0, "H1", grid.id, "501")]


def test_seats_are_those_that_work_knows(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)

    def look(work: Work) -> tuple[int, int, str]:
        org = next(org for org in work.units.orgs() if org.code == "B")
        grid = next(unit for unit in work.units.all() if unit.code == "G1")
        (held,) = work.people.held(work.people.by_code()["P2"], TODAY)
        return work.people.seat(Role.BRANCH_SECRETARY, grid.id, org.id), held.seat_id, held.unit_path

    made, held, path = house(look)
    assert (made, path) == (held, units_of(house)["G1"].path)
    assert count(house)[2] == 1


def test_a_repeat_changes_nothing(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    assert total(imported(house, file, SOUND)) == (0, 0, 11)
    assert count(house) == (5, 2, 1, 1)


def test_a_template_that_nobody_filled_in_changes_nothing(house: CensusHouse, file: Path) -> None:
    write_template(file)
    report = import_file(file, house, today=TODAY, dry_run=False, on_progress=lambda _, __: None)
    assert total(report) == (0, 0, 0)
    assert list(report.lines()) == ["表里还没有填内容，什么也没变。"]


def test_one_fault_keeps_everything_out(house: CensusHouse, file: Path) -> None:
    report = imported(house, file, replace(SOUND, units=(*UNITS, UnitRow(7, "Z", "飞地", "网格", "Q"))))
    assert not report.ok
    assert next(report.lines()) == "有 1 处要改，这份文件一行也没有导入："
    assert count(house) == (0, 0, 0, 0)


def test_a_dry_run_counts_but_writes_nothing(house: CensusHouse, file: Path) -> None:
    report = imported(house, file, SOUND, dry_run=True)
    assert total(report) == (11, 0, 0)
    assert list(report.lines())[-1] == "只检查了一遍，什么也没有写进去。"
    assert count(house) == (0, 0, 0, 0)


def test_changed_rows_are_updated(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    changed = Census(
        units=(replace(UNITS[3], name="第一大网格"),),
        orgs=(replace(ORGS[1], name="一支部", covers="G2"),),
        people=(replace(PEOPLE[0], phone="13900000000", skills="理发、包饺子"),),
        posts=(replace(POSTS[0], ends="2026-12-31", leave_from="2026-05-01", stand_in="P1"),),
    )
    assert total(imported(house, file, changed)) == (0, 4, 0)
    place = units_of(house)
    assert place["G1"].name == "第一大网格"
    branch = next(org for org in house(lambda work: work.units.orgs()) if org.code == "B")
    assert (branch.name, branch.unit_ids) == ("一支部", (place["G1"].id, place["G2"].id))
    granny = person(house, "P1")
    assert (granny.phone, granny.door, granny.skills) == ("13900000000", "501", ("包饺子", "理发"))
    (post,) = posts_of(house)
    assert (post.ends, post.leave_from, post.stand_in_id) == (date(2026, 12, 31), date(2026, 5, 1), granny.id)
    assert total(imported(house, file, changed)) == (0, 0, 4)


def test_rows_left_out_of_a_later_file_stay(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    assert total(imported(house, file, Census(people=(PersonRow(2, "P3", "张三", unit="G2"),)))) == (1, 0, 0)
    assert count(house) == (5, 3, 1, 1)


def test_moving_a_unit_is_refused(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    report = imported(house, file, Census(units=(replace(UNITS[3], parent="S"),)))
    assert "单元不能换上级" in report.faults[0].sentence


def test_people_follow_their_home_when_a_grid_is_split(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    split = Census(
        units=(UnitRow(2, "B1", "一号楼", "楼栋", "G1"),),
        households=(replace(HOMES[0], unit="B1", door="一号楼 501"),),
    )
    assert total(imported(house, file, split)) == (1, 1, 0)
    granny, building = person(house, "P1"), units_of(house)["B1"]
    assert (granny.unit_id, granny.door, granny.phone) == (building.id, "一号楼 501", "13800000000")
    assert person(house, "P2").unit_id == units_of(house)["G1"].id


def test_an_erased_person_is_not_brought_back(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    house(lambda work: work.people.erase(work.people.by_code()["P1"]))
    report = imported(house, file, SOUND)
    assert [fault.sentence for fault in report.faults] == [
        "「人员」表第 2 行「编号」写的 P1 是已经注销的人。删掉这一行；要是另一个人，换一个新编号。"
    ]


def test_only_two_hundred_faults_are_shown(house: CensusHouse, file: Path) -> None:
    rows = tuple(UnitRow(n + 2, f"Z{n}", "飞地", "网格", "Q") for n in range(250))
    report = imported(house, file, Census(units=rows))
    lines = list(report.lines())
    assert (len(report.faults), len(lines)) == (250, 202)
    assert lines[-1] == "还有 50 处没列出来。先改上面这些，再导一次。"


def test_personal_data_is_stored_sealed(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)

    def look(work: Work) -> bytes:
        values = [
            value for table in (units, households, persons) for row in work.conn.execute(select(table)) for value in row
        ]
        return b"".join(value if isinstance(value, bytes) else str(value).encode() for value in values)

    stored = house(look)
    assert "演武社区".encode() in stored
    assert all(text.encode() not in stored for text in ("王桂兰", "王奶奶", "13800000000"))


def test_the_pilot_places_come_in_quickly(house: CensusHouse, file: Path) -> None:
    heard: list[tuple[int, int]] = []
    started = time.perf_counter()
    write_workbook(file, pilot_census())
    report = import_file(file, house, today=TODAY, dry_run=False, on_progress=lambda *at: heard.append(at))
    assert time.perf_counter() - started < 20
    assert total(report) == (3478, 0, 0)
    assert (heard[0], heard[-1]) == ((0, 3478), (3478, 3478))
    dongjie = units_of(house)["140403001"]
    assert len(house(lambda work: work.units.under(dongjie.path))) == 1 + sum(
        unit.parent == "140403001" for unit in pilot_census().units
    )
    assert total(imported(house, file, pilot_census())) == (0, 0, 3478)


@pytest.mark.slow
def test_twenty_thousand_people_come_in_within_half_a_minute(house: CensusHouse, file: Path) -> None:
    homes = tuple(HouseholdRow(n + 2, f"H{n}", f"G{n % 2 + 1}", f"{n} 号") for n in range(10_000))
    people = tuple(
        PersonRow(n + 2, f"P{n}", f"王{n}", "", f"13{n:09d}", f"H{n // 2}", "", "理发、修水管", "周末")
        for n in range(20_000)
    )
    write_workbook(file, Census(UNITS, (OrgRow(2, "D", "党委", "党委", "", "V"),), homes, people))
    started = time.perf_counter()
    report = import_file(file, house, today=TODAY, dry_run=False, on_progress=lambda _, __: None)
    assert time.perf_counter() - started < 30
    assert total(report) == (30_006, 0, 0)
    assert person(house, "P19999").phone == "13000019999"


def test_a_post_in_a_known_seat_is_added_to_it(house: CensusHouse, file: Path) -> None:
    imported(house, file, SOUND)
    rows = (replace(POSTS[0], ends="2026-05-31"), PostRow(3, "P1", "支部书记", "G1", "B", "2026-06-01"))
    assert total(imported(house, file, Census(posts=rows))) == (1, 1, 0)
    assert len({post.seat_id for post in posts_of(house)}) == 1


def test_ids_taken_pass_by_units_that_came_with_ids_of_their_own(house: CensusHouse, file: Path) -> None:
    here = Unit(1, "C", "长治市", Level.CITY, None, 1, "/1/", None)
    house(lambda work: work.units.add([here, replace(here, id=3, code="X", root_id=3, path="/3/")]))
    imported(house, file, SOUND)
    place = units_of(house)
    assert len({unit.id for unit in place.values()}) == 6
    assert min(place[code].id for code in ("S", "V", "G1", "G2")) > 3
    assert place["S"].path == f"/1/{place['S'].id}/"
