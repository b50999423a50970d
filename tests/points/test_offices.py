"""Which seat looks after which member: by unit, and by branch where both have one."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from handlers.kit.roles import Role
from handlers.people.records import Held
from handlers.points.offices import below, over
from handlers.points.records import Member, Total
from handlers.points.says import columns_line, cycle_called, minus, next_line, number
from handlers.units.records import OrgLevel, PartyOrg
from tests.points.counted import STARRED

BRANCH, GROUP, OTHER = 1, 2, 3
ORGS = below(
    (
        PartyOrg(BRANCH, "b", "第一支部", OrgLevel.BRANCH, None),
        PartyOrg(GROUP, "g", "第一小组", OrgLevel.GROUP, BRANCH),
        PartyOrg(OTHER, "o", "第二支部", OrgLevel.BRANCH, None),
    )
)
LI = Member(8, 1, Role.PARTY_MEMBER, "/1/2/3/4/", 3, GROUP, date(2020, 1, 1))


@pytest.mark.parametrize(
    ("role", "path", "org", "looks_after"),
    [
        (Role.BRANCH_SECRETARY, "/1/2/3/", BRANCH, True),
        (Role.BRANCH_SECRETARY, "/1/2/3/", OTHER, False),
        (Role.BRANCH_SECRETARY, "/1/2/3/", None, True),
        (Role.BRANCH_SECRETARY, "/1/2/9/", BRANCH, False),
        (Role.GROUP_LEADER, "/1/2/3/4/", GROUP, True),
        (Role.GROUP_LEADER, "/1/2/3/4/6/", GROUP, False),
        (Role.COMMUNITY_SECRETARY, "/1/2/3/", OTHER, True),
    ],
)
def test_by_unit_and_branch(role: Role, path: str, org: int | None, looks_after: bool) -> None:
    assert over(Held(5, role, 3, path, org), LI, ORGS) is looks_after


def test_a_group_does_not_look_after_its_branch() -> None:
    leader = Held(5, Role.GROUP_LEADER, 3, "/1/2/3/", GROUP)
    assert not over(leader, replace(LI, org_id=BRANCH), ORGS)
    assert over(leader, replace(LI, org_id=0), ORGS), "who has no branch is looked after by their unit's"


def test_organisations_in_a_circle_end() -> None:
    ring = below((PartyOrg(1, "a", "甲", OrgLevel.BRANCH, 2), PartyOrg(2, "b", "乙", OrgLevel.BRANCH, 1)))
    assert ring == {1: frozenset({1, 2}), 2: frozenset({1, 2})}


@pytest.mark.parametrize(
    ("value", "said"), [("3", "3"), ("1/2", "0.5"), ("-1.25", "-1.25"), ("0.000000001", "0.000000001"), ("0", "0")]
)
def test_worths_keep_every_digit(value: str, said: str) -> None:
    assert number(Fraction(value)) == said


def test_words() -> None:
    assert cycle_called("2026") == "2026 年"
    assert cycle_called("2026-07") == "2026 年 7 月起"
    assert minus("-3") == "−3"
    assert next_line(replace(STARRED, bands=()), Total(9000), long_enough=True) == ""
    alone = replace(STARRED, items={"served": STARRED.items["served"]}, initial=Fraction(0))
    assert columns_line(alone, Total(0)) == "", "one column is the total"
