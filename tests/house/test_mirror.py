"""One word, one capability: every room has its handlers, storage, templates and tests; every step has its takers."""

from pathlib import Path

import pytest

from handlers.cases.registry import Room, rooms
from handlers.kit.flows import HOUSE, REL_NAMES, Rel
from handlers.kit.roles import ROLE_NAMES, Role

ROOT = Path(__file__).parents[2]
# Rooms that only lend the others their vocabulary or have no cards of their own; drafts live in conversations.
NO_STORAGE, NO_TEMPLATES = (
    {"kit", "intake"},
    {
        *("units", "census", "duties", "ledger", "orders", "rates", "routing", "wall"),
    },
)
ROOMS = sorted(p.name for p in (ROOT / "handlers").iterdir() if p.is_dir() and (p / "__init__.py").exists())
PERSONAL = {Rel.ASKER, Rel.NEEDER, Rel.TYPIST, Rel.HOLDER, *HOUSE}

_ASKING = {"note_answer", "thank", "explain"}
_DECIDING = {"write", "approve", "send_back", "set_aside", "dispatch", "take_away", "supervise", "extend"} | _ASKING
# What the office of a community, and the one above it, may do with a request.
_OFFICE = {
    *("write", "answer", "decline", "dispatch", "open", "assign", "classify", "to_wish", "uphold", "overrule"),
    *("reassign", "grant", "deny", "park", "unpark", "merge", "unmerge", "go_up", "supervise", "extend"),
}
_SECOND = _ASKING | {"conclude"}
# Who of a branch reviews points: the group first, then the committee, which counts the meeting's votes as well.
_GROUP = {"propose", "pass_first", "return_first", "decline_first"}
_COMMITTEE = {"propose", "pass_second", "return_second", "decline_second", "count", "recount"}
AGREED = {
    "wish": {
        Role.COMMUNITY_SECRETARY: _DECIDING,
        Role.BRANCH_SECRETARY: _DECIDING,
        Role.GRID_MEMBER: _ASKING,
        Role.PARTY_MEMBER: {"claim"},
        Role.VOLUNTEER: {"claim"},
        Role.STREET_OFFICE: {"supervise"},
        Role.CITY_OFFICE: {"supervise"},
    },
    "request": {
        Role.CITY_OFFICE: _OFFICE | _SECOND,
        Role.STREET_OFFICE: _OFFICE | _SECOND,
        Role.COMMUNITY_SECRETARY: _OFFICE | _SECOND,
        Role.BRANCH_SECRETARY: _OFFICE | _SECOND,
        Role.GRID_MEMBER: _SECOND | {"claim"},
        Role.PARTY_MEMBER: {"claim"},
        Role.VOLUNTEER: {"claim"},
    },
    "summons": {Role.COMMUNITY_SECRETARY: {"report"}},
    "merit": {
        Role.GROUP_LEADER: _GROUP,
        Role.COMMITTEE_MEMBER: _COMMITTEE,
        Role.BRANCH_SECRETARY: _GROUP | _COMMITTEE,
        Role.COMMUNITY_SECRETARY: _COMMITTEE,
        Role.PARTY_MEMBER: {"object"},
        Role.VOLUNTEER: {"object"},
    },
}


def test_rooms_were_found() -> None:
    assert {"cases", "kit", "people", "wishes"} <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_its_storage(room: str) -> None:
    assert room in NO_STORAGE or (ROOT / "storage" / f"{room}.py").exists()


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_its_templates(room: str) -> None:
    assert room in NO_TEMPLATES or list((ROOT / "templates" / room).glob("*.j2"))


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_its_tests(room: str) -> None:
    assert list((ROOT / "tests" / room).glob("test_*.py"))


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_every_step_has_somebody_who_may_take_it(room: Room) -> None:
    flow = room.flow
    for step in flow.steps:
        takers = [rel for rel in step.by if rel in PERSONAL or flow.roles.get(rel)]
        assert takers, f"nobody may take {step.name}"
        # What opens a case or lets it climb, no clock of its own rings.
        if step.by == (Rel.CLOCK,) and step.frm and step.name != flow.climbs:
            rings = [clock.name for clock in flow.clocks if clock.rings == step.name]
            assert rings, f"no clock rings {step.name}"
            started = {name for one in flow.steps for name in one.starts}
            assert set(rings) <= started, f"the clock of {step.name} is never started"


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_role_by_step_table(room: Room) -> None:
    """Which office may take which step: generated from `by`, compared with what was agreed."""
    flow = room.flow
    table = {
        role: {step.name for step in flow.steps if any(role in flow.roles.get(rel, ()) for rel in step.by)}
        for role in Role
    }
    assert table == {role: AGREED[flow.name].get(role, set()) for role in Role}


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_every_relation_that_takes_a_step_may_see_the_case(room: Room) -> None:
    takers = {rel for step in room.flow.steps for rel in step.by} - HOUSE
    assert all(room.sees.get(rel) for rel in takers)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_every_state_can_be_reached_and_left(room: Room) -> None:
    flow = room.flow
    reached = {target for step in flow.steps for target in step.targets()}
    assert {state.key for state in flow.states} <= reached
    assert all(flow.steps_from(state.key) for state in flow.states if not state.final)


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.flow.name)
def test_what_is_told_has_readers_and_a_card(room: Room) -> None:
    for step in room.flow.steps:
        for told in step.tells:
            known = {
                "asker",
                "typist",
                "holder",
                "left",
                "acting",
                *room.audiences,
                *(str(rel) for rel in room.flow.roles),
            }
            assert told.whom in known, f"{step.name} tells {told.whom}"
            assert (ROOT / "templates" / f"{told.card}.j2").exists()


def test_names_for_people() -> None:
    assert set(ROLE_NAMES) == set(Role)
    assert set(REL_NAMES) == set(Rel)
