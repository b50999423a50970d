"""Who stands how to a case, and what follows: pure rules over hand-made people."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from handlers.cases.records import Case, Holder, HolderKind
from handlers.cases.rules import checked, moved, offers, refusal, relations, seat_for
from handlers.kit.flows import HOUSE, Facts, Need, NeedKind, Option, Rel
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import CLOCK, Actor, Held, Post
from handlers.people.rules import acts_for, addressee, is_on_leave
from handlers.wishes.flow import WISH

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
CASE = Case(1, "演武-0001", "wish", 1, 3, 8, "/1/2/3/5/8/", "review", 1, "x", 20, 21, 22, NOW)


def actor(person: int, *seats: tuple[Role, str]) -> Actor:
    held = tuple(Held(n, role, int(path.strip("/").split("/")[-1]), path) for n, (role, path) in enumerate(seats, 50))
    return Actor(person, person, 1, "", seats=held)


@pytest.mark.parametrize(
    ("who", "rels"),
    [
        (actor(20), {Rel.ASKER}),
        (actor(21), {Rel.NEEDER}),
        (actor(22), {Rel.TYPIST}),
        (actor(23), set()),
        (CLOCK, set(HOUSE)),
        (actor(23, (Role.COMMUNITY_SECRETARY, "/1/2/3/")), {Rel.REVIEWER, Rel.DISPATCHER, Rel.SECOND}),
        (actor(23, (Role.COMMUNITY_SECRETARY, "/1/2/9/")), set()),
        (actor(23, (Role.BRANCH_SECRETARY, "/1/2/3/5/")), {Rel.REVIEWER, Rel.DISPATCHER, Rel.SECOND}),
        (actor(23, (Role.BRANCH_SECRETARY, "/1/2/3/4/")), set()),
        (actor(23, (Role.GRID_MEMBER, "/1/2/3/5/8/")), {Rel.SECOND}),
        (actor(23, (Role.GRID_MEMBER, "/1/2/3/4/")), set()),
        (actor(23, (Role.VOLUNTEER, "/1/2/3/4/6/")), {Rel.POOL}),
        (actor(23, (Role.PARTY_MEMBER, "/1/2/")), {Rel.POOL}),
        (actor(23, (Role.PARTY_MEMBER, "/1/2/9/10/")), set()),
        (actor(23, (Role.PARTY_MEMBER, "/1/2/33/")), set()),
        (actor(23, (Role.AUDITOR, "/1/"), (Role.OPERATOR, "/1/")), set()),
        (actor(20, (Role.VOLUNTEER, "/1/2/3/")), {Rel.ASKER, Rel.POOL}),
    ],
)
def test_relations(who: Actor, rels: set[Rel]) -> None:
    assert relations(WISH, CASE, who) == rels


def test_holder_is_a_person_or_whoever_fills_the_seat() -> None:
    by_person = replace(CASE, holder=Holder(HolderKind.PERSON, 23))
    by_seat = replace(CASE, holder=Holder(HolderKind.SEAT, 50))
    seated = actor(23, (Role.DEPARTMENT_OFFICER, "/1/"))
    assert relations(WISH, by_person, actor(23)) == {Rel.HOLDER}
    assert relations(WISH, by_person, actor(50)) == set()
    assert relations(WISH, by_seat, seated) == {Rel.HOLDER}
    assert relations(WISH, by_seat, actor(50)) == set(), "a seat's number is no person's"


LEAVE = Post(1, 7, date(2026, 1, 1), date(2026, 12, 31), date(2026, 3, 2), date(2026, 3, 6), 8)


@pytest.mark.parametrize(
    ("day", "holder", "stand_in", "told"),
    [
        ("2025-12-31", False, False, None),
        ("2026-01-01", True, False, 7),
        ("2026-03-01", True, False, 7),
        ("2026-03-02", True, True, 8),
        ("2026-03-06", True, True, 8),
        ("2026-03-07", True, False, 7),
        ("2026-12-31", True, False, 7),
        ("2027-01-01", False, False, None),
    ],
)
def test_stand_in_acts_during_the_leave_only(day: str, holder: bool, stand_in: bool, told: int | None) -> None:
    when = date.fromisoformat(day)
    assert (acts_for(LEAVE, 7, when), acts_for(LEAVE, 8, when)) == (holder, stand_in)
    assert addressee(LEAVE, when) == told
    assert not acts_for(LEAVE, 9, when)


def test_leave_without_an_end_and_without_a_stand_in() -> None:
    open_ended = replace(LEAVE, leave_to=None)
    assert is_on_leave(open_ended, date(2026, 12, 30))
    assert addressee(replace(LEAVE, stand_in_id=None), date(2026, 3, 3)) == 7


def facts(who: Actor, case: Case = CASE, **counts: int) -> Facts:
    return Facts(case, who, NOW, counts)


SECRETARY = actor(23, (Role.COMMUNITY_SECRETARY, "/1/2/3/"))


def test_refusals_say_why() -> None:
    approve = WISH.step("approve")
    assert approve
    assert refusal(WISH, approve, facts(SECRETARY), 1) is None
    for who, case, version, code in (
        (actor(99), CASE, 1, "cases/not_yours"),
        (actor(20), CASE, 1, "cases/not_yours"),
        (SECRETARY, CASE, 2, "cases/moved"),
        (SECRETARY, replace(CASE, state="open"), None, "cases/moved"),
        (actor(99), replace(CASE, state="open"), None, "cases/not_yours"),
    ):
        found = refusal(WISH, approve, facts(who, case), version)
        assert found is not None
        assert found.code == code
        assert found.case == CASE.id


def test_offers_are_what_is_not_refused_the_sensible_first() -> None:
    assert [step.name for step in offers(WISH, facts(SECRETARY))] == ["approve", "send_back", "set_aside"]
    helper = actor(23, (Role.VOLUNTEER, "/1/2/3/4/"))
    public = replace(CASE, state="open")
    assert [step.name for step in offers(WISH, facts(helper, public, load=2, most_claims=3, most_a_day=6))] == ["claim"]
    assert offers(WISH, facts(helper, public, load=3, most_claims=3, most_a_day=6)) == []
    assert offers(WISH, facts(helper, public, most_claims=3, most_a_day=6, claimed_today=6)) == []
    assert [step.name for step in offers(WISH, facts(CLOCK))] == ["escalate"]


def test_seat_by_which_a_step_is_taken() -> None:
    approve = WISH.step("approve")
    assert approve
    both = actor(23, (Role.VOLUNTEER, "/1/2/3/"), (Role.COMMUNITY_SECRETARY, "/1/2/3/"))
    seat = seat_for(WISH, approve, CASE, both)
    assert seat is not None
    assert seat.role is Role.COMMUNITY_SECRETARY
    assert seat_for(WISH, approve, CASE, actor(20)) is None


def test_moving_counts_lifts_and_closes() -> None:
    give_back, withdraw = WISH.step("give_back"), WISH.step("withdraw")
    assert give_back
    assert withdraw
    held = replace(CASE, state="claimed", holder=Holder(HolderKind.PERSON, 23), counts={"given_back": 1}, priority=1)
    after = moved(WISH, give_back, facts(actor(23), held), {"reason": "腰扭了"}, None)
    assert (after.state, after.priority, after.counts, after.closed_at) == ("open", 2, {"given_back": 2}, None)
    assert held.counts == {"given_back": 1}, "the case before is left as it was"
    assert moved(WISH, withdraw, facts(actor(20), held), {}, None).closed_at == NOW


@pytest.mark.parametrize(
    ("need", "value", "found"),
    [
        (Need("a", NeedKind.MONEY, ""), "120", 120),
        (Need("a", NeedKind.MONEY, ""), 120, 120),
        (Need("a", NeedKind.MONEY, ""), "一百二", "cases/number"),
        (Need("a", NeedKind.MONEY, ""), "-5", "cases/number"),
        (Need("a", NeedKind.NUMBER, ""), "²", "cases/number"),
        (Need("a", NeedKind.TEXT, "", most=3), " 轮椅 ", "轮椅"),
        (Need("a", NeedKind.TEXT, "", most=3), "大轮椅子", "cases/too_long"),
        (Need("a", NeedKind.TEXT, ""), "  ", "cases/empty"),
        (Need("a", NeedKind.TEXT, "", optional=True), "", ""),
        (Need("a", NeedKind.PHOTO, ""), (), "cases/photo"),
        (Need("a", NeedKind.PHOTO, ""), "照片", "cases/photo"),
        (Need("a", NeedKind.PHOTO, ""), (4,), (4,)),
        (Need("a", NeedKind.PHOTO, "", optional=True), (), ()),
        (Need("a", NeedKind.CHOICE, "", (Option("y", "是"),)), "y", "y"),
        (Need("a", NeedKind.CHOICE, "", (Option("y", "是"),)), "是", "cases/choose"),
        (Need("a", NeedKind.DATE, ""), "2026-03-09", "2026-03-09"),
        (Need("a", NeedKind.DATE, ""), "下周一", "cases/date"),
    ],
)
def test_inputs_are_checked_by_kind(need: Need, value: str | int | tuple[int, ...], found: object) -> None:
    try:
        assert checked(need, value) == found
    except Refusal as refused:
        assert refused.code == found  # noqa: PT017  # either the value or the refusal is what is wanted
