"""Who may invite whom, and what a name, a door and a phone look like."""

import hashlib
from pathlib import Path

import pytest

from handlers.invitations.records import Form, Kind
from handlers.invitations.rules import CONSENT, door_key, faults, finest, is_door, may_make, may_meet, tidy
from handlers.kit.roles import Role
from handlers.people.records import Actor, Held
from tests.cast import BLOCK_1, BLOCK_2, BLOCK_3, EAST, EAST_GRID, GRID_1, GRID_2, PLACES, STREET, YANWU

PATH = {unit.id: unit.path for unit in PLACES}
CONSENTS = {1: "c8fed369fc9ea45f", 2: "df3e21ac9198f278"}


def serving(role: Role, unit: int) -> Actor:
    return Actor(1, 1, 1, "某", seats=(Held(1, role, unit, PATH[unit]),))


@pytest.mark.parametrize(
    ("role", "at", "unit", "fine"),
    [
        (Role.GRID_MEMBER, GRID_1, GRID_1, True),
        (Role.GRID_MEMBER, GRID_1, BLOCK_1, True),
        (Role.GRID_MEMBER, GRID_1, BLOCK_3, False),
        (Role.GRID_MEMBER, BLOCK_2, GRID_1, False),
        (Role.BRANCH_SECRETARY, GRID_2, BLOCK_3, True),
        (Role.BRANCH_SECRETARY, GRID_2, BLOCK_1, False),
        (Role.COMMUNITY_SECRETARY, YANWU, BLOCK_1, True),
        (Role.COMMUNITY_SECRETARY, EAST, BLOCK_1, False),
        (Role.STREET_OFFICE, STREET, EAST_GRID, True),
        (Role.PARTY_MEMBER, YANWU, BLOCK_1, False),
        (Role.VOLUNTEER, GRID_2, BLOCK_3, False),
    ],
)
def test_sheets_are_made_by_who_serves_there(role: Role, at: int, unit: int, *, fine: bool) -> None:
    assert may_make(serving(role, at), PATH[unit], None) is fine


@pytest.mark.parametrize(
    ("role", "at", "post", "unit", "fine"),
    [
        (Role.COMMUNITY_SECRETARY, YANWU, Role.GRID_MEMBER, GRID_1, True),
        (Role.COMMUNITY_SECRETARY, YANWU, Role.VOLUNTEER, BLOCK_3, True),
        (Role.COMMUNITY_SECRETARY, YANWU, Role.BRANCH_SECRETARY, YANWU, True),
        (Role.COMMUNITY_SECRETARY, EAST, Role.GRID_MEMBER, GRID_1, False),
        (Role.COMMUNITY_SECRETARY, YANWU, Role.COMMUNITY_SECRETARY, YANWU, False),
        (Role.COMMUNITY_SECRETARY, YANWU, Role.STREET_OFFICE, YANWU, False),
        (Role.STREET_OFFICE, STREET, Role.COMMUNITY_SECRETARY, YANWU, True),
        (Role.STREET_OFFICE, STREET, Role.GRID_MEMBER, GRID_1, False),
        (Role.GRID_MEMBER, GRID_1, Role.VOLUNTEER, GRID_1, False),
        (Role.BRANCH_SECRETARY, GRID_2, Role.PARTY_MEMBER, GRID_2, False),
    ],
)
def test_posts_are_given_by_the_office_above(role: Role, at: int, post: Role, unit: int, *, fine: bool) -> None:
    assert may_make(serving(role, at), PATH[unit], post) is fine


def test_a_street_meets_nobody_but_the_secretaries_it_invited() -> None:
    street = serving(Role.STREET_OFFICE, STREET)
    assert not may_meet(street, PATH[BLOCK_1])
    assert not may_meet(street, PATH[GRID_1], Role.VOLUNTEER)
    assert may_meet(street, PATH[YANWU], Role.COMMUNITY_SECRETARY)
    assert may_meet(serving(Role.GRID_MEMBER, GRID_1), PATH[BLOCK_1])
    assert not may_meet(serving(Role.GRID_MEMBER, GRID_2), PATH[BLOCK_1])


@pytest.mark.parametrize(
    "door", ["2单元501", "501", "二单元 502", "2-501", "３号楼２单元５０１室", "5层东户", "a座1203"]
)
def test_doors(door: str) -> None:
    assert is_door(tidy(Form(door=door)).door)


@pytest.mark.parametrize("door", ["", "张三", "二单元", "我家住2单元501", "2单元501" * 4, "=2501", "<b>501"])
def test_no_doors(door: str) -> None:
    assert not is_door(tidy(Form(door=door)).door)


def test_one_door_has_one_key() -> None:
    same = ("3号楼2单元501", "2单元501", "2-501", "二单元501室", "２单元５０１")
    assert {door_key(door, "3号楼") for door in same} == {"2-501"}
    others = ("2单元502", "1单元501", "501", "2单元501东户")
    assert not {door_key(door, "3号楼") for door in others} & {"2-501"}


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        (Form("冯奶奶", "2单元501"), {}),
        (Form("", "2单元501"), {"called": "empty"}),
        (Form("139", "2单元501"), {"called": "letters"}),
        (Form("字" * 11, "2单元501"), {"called": "long"}),
        (Form("冯奶奶", ""), {"door": "empty"}),
        (Form("冯奶奶", "老冯家"), {"door": "door"}),
        (Form("冯奶奶", "501", "138 3550-000"), {"phone": "phone"}),
        (Form("冯奶奶", "501", "+86 138 3550 0001"), {}),
        (Form("冯奶奶", "501", "\uff11\uff13\uff1835500001"), {}),
    ],
)
def test_faults_stand_beside_their_fields(form: Form, wrong: dict[str, str]) -> None:
    assert faults(tidy(form), Kind.BUILDING, ()) == wrong


def test_a_grid_asks_for_the_building() -> None:
    homes = finest([unit for unit in PLACES if unit.path.startswith(PATH[GRID_1])])
    assert [unit.name for unit in homes] == ["1号楼", "2号楼"]
    assert faults(Form("冯奶奶", "501"), Kind.GRID, homes) == {"unit": "choose"}
    assert faults(Form("冯奶奶", "501", unit_id=BLOCK_3), Kind.GRID, homes) == {"unit": "choose"}
    assert faults(Form("冯奶奶", "501", unit_id=BLOCK_2), Kind.GRID, homes) == {}


def test_other_words_are_another_version() -> None:
    """What people agreed to can be read for ever: words that change are a new version, noted here."""
    text = (Path(__file__).parents[2] / "templates" / "web" / "consent.html").read_bytes()
    assert CONSENTS[CONSENT] == hashlib.sha256(text).hexdigest()[:16]
