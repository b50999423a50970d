"""Who is on duty, whose phone is public, and how entries are kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.directory.actions import retire, save, who
from handlers.directory.records import Contact, Draft
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor, Post
from handlers.units.records import OrgLevel, PartyOrg
from storage.work import Work
from tests.cast import BLOCK_3, CAST, EAST, GRID_1, GRID_2, YANWU
from tests.checks import text_of
from tests.directory.shelf import CARD, HOURS
from tests.play import Play

OFFICERS = {"小赵", "小吴", "小孟", "陈书记", "刘书记", "冯书记"}
PRIVATE = {name: one.phone for name, one in CAST.items() if name not in OFFICERS}


def actor_of(play: Play, name: str) -> Actor:
    actor = play.caller(name).actor
    assert actor
    return actor


def contacts(play: Play, name: str) -> list[Contact]:
    return list(play.desk.read_now(lambda work: who(work, actor_of(play, name), play.now)))


def on_leave(play: Play, name: str, role: Role, unit: int, stand_in: str) -> None:
    today = play.now.date()
    seat = play.do(lambda work: work.people.seat(role, unit))
    away = Post(seat, play.ids[name], date(2020, 1, 1), None, today, today + timedelta(days=6), play.ids[stand_in])
    play.do(lambda work: work.people.change_post(away))


def test_the_nearest_come_first(play: Play) -> None:
    assert [one.called for one in contacts(play, "王奶奶")] == ["小吴", "陈书记", "刘书记"]
    assert [one.called for one in contacts(play, "何叔")] == ["小孟", "小赵", "刘书记"]
    assert [one.called for one in contacts(play, "周平")] == ["冯书记"]
    assert [one.called for one in contacts(play, "刘书记")] == ["刘书记"]


def test_whoever_has_no_home_is_told_so(play: Play) -> None:
    seat = play.do(lambda work: [post.seat_id for post in work.people.posts() if post.person_id == play.ids["马主任"]])
    assert seat
    assert contacts(play, "马主任") == []
    assert "还没有登记谁来管" in text_of(play.say("马主任", "网格员是谁")[0])
    person = play.do(lambda work: work.people.get([play.ids["赵大妈"]])[play.ids["赵大妈"]])
    play.do(lambda work: work.people.change(replace(person, unit_id=None)))
    assert "还不知道您住在哪栋楼" in text_of(play.say("赵大妈", "谁管我们楼")[0])


def test_a_stand_in_with_an_office_is_shown_with_their_phone(play: Play) -> None:
    on_leave(play, "小吴", Role.GRID_MEMBER, GRID_2, "小赵")
    assert contacts(play, "王奶奶")[0] == Contact("网格员", "小赵", CAST["小赵"].phone)
    play.later(timedelta(days=8))
    assert contacts(play, "王奶奶")[0].called == "小吴"


def test_the_phone_of_a_stand_in_without_an_office_stays_private(play: Play) -> None:
    on_leave(play, "小吴", Role.GRID_MEMBER, GRID_2, "李师傅")
    assert contacts(play, "王奶奶")[0] == Contact("网格员", "李师傅", "")


@pytest.mark.parametrize("role", [Role.PARTY_MEMBER, Role.VOLUNTEER])
def test_helpers_are_never_on_duty(lite_play: Play, role: Role) -> None:
    seat = lite_play.do(lambda work: work.people.seat(role, BLOCK_3))
    lite_play.do(lambda work: work.people.add_post(Post(seat, lite_play.ids["何叔"], date(2020, 1, 1))))
    assert "何叔" not in [one.called for one in contacts(lite_play, "王奶奶")]


@pytest.mark.parametrize("name", [name for name, one in CAST.items() if one.account])
def test_nobodys_private_phone_is_shown_to_anybody(lite_play: Play, name: str) -> None:
    for one in ("李师傅", "张敏"):  # a party member and a volunteer stand in for everybody
        on_leave(lite_play, "小吴", Role.GRID_MEMBER, GRID_2, one)
        on_leave(lite_play, "小赵", Role.GRID_MEMBER, GRID_1, one)
        on_leave(lite_play, "刘书记", Role.COMMUNITY_SECRETARY, YANWU, one)
        lite_play.say(name, "谁管我们楼")
        shown = text_of(lite_play.last(name))
        assert [who for who, phone in PRIVATE.items() if phone in shown] == []
        assert [one.name for one in CAST.values() if len(one.name) > 2 and one.name in shown] == []


def lead_branch(play: Play, name: str, code: str, *units: int) -> None:
    def act(work: Work) -> None:
        org = work.units.add_org(PartyOrg(0, code, code, OrgLevel.BRANCH, None, units))
        seat = work.people.seat(Role.BRANCH_SECRETARY, YANWU, org)
        work.people.add_post(Post(seat, play.ids[name], date(2020, 1, 1)))

    play.do(act)


def test_a_branch_of_other_buildings_is_left_out(play: Play) -> None:
    lead_branch(play, "何叔", "b1", GRID_1)
    lead_branch(play, "张敏", "b2", GRID_2)
    lead_branch(play, "赵大妈", "b3")
    assert [one.called for one in contacts(play, "王奶奶")] == ["小吴", "陈书记", "张敏", "赵大妈", "刘书记"]
    (card,) = play.say("王奶奶", "谁管我们楼")
    assert len(card.facts) == 4
    assert "刘书记" in card.body


def test_one_with_two_offices_is_named_once(play: Play) -> None:
    seat = play.do(lambda work: work.people.seat(Role.GRID_MEMBER, BLOCK_3))
    play.do(lambda work: work.people.add_post(Post(seat, play.ids["陈书记"], date(2020, 1, 1))))
    first, *_ = contacts(play, "王奶奶")
    assert (first.role, first.called) == ("网格员、支部书记", "陈书记")


def kept(play: Play, name: str, draft: Draft, version: int = 0, community: int = YANWU) -> dict[str, str]:
    return dict(play.do(lambda work: save(work, actor_of(play, name), community, draft, play.now, version)))


def live(play: Play) -> list[tuple[int, int, str]]:
    return [(one.id, one.key, one.answer) for one in play.desk.read_now(lambda work: work.directory.of(YANWU))]


def test_a_change_keeps_what_was(play: Play) -> None:
    assert kept(play, "刘书记", CARD) == {}
    assert kept(play, "刘书记", CARD) == {}, "pressed twice"
    ((first, key, _),) = live(play)
    changed = replace(CARD, answer="网上就能办。")
    assert kept(play, "陈书记", changed, first) == {}
    ((second, same, answer),) = live(play)
    assert (same, answer) == (key, "网上就能办。")
    assert second != first
    old, new = play.desk.read_now(lambda work: work.directory.versions([key]))
    assert (old.answer, old.updated_by, old.retired_at) == (CARD.answer, play.ids["刘书记"], new.updated_at)
    assert (new.updated_by, new.retired_at) == (play.ids["陈书记"], None)


def test_two_who_change_at_once_do_not_undo_each_other(play: Play) -> None:
    kept(play, "刘书记", CARD)
    ((first, _, _),) = live(play)
    assert kept(play, "刘书记", replace(CARD, answer="甲"), first) == {}
    assert kept(play, "陈书记", replace(CARD, answer="乙"), first) == {"whole": "changed"}
    assert [answer for _, _, answer in live(play)] == ["甲"]
    stale = play.do(lambda work: retire(work, actor_of(play, "陈书记"), YANWU, first, play.now))
    assert stale == {"whole": "changed"}


def test_an_entry_that_is_retired_is_kept_and_may_come_again(play: Play) -> None:
    kept(play, "刘书记", CARD)
    ((first, key, _),) = live(play)
    assert play.do(lambda work: retire(work, actor_of(play, "刘书记"), YANWU, first, play.now)) == {}
    assert live(play) == []
    assert len(play.desk.read_now(lambda work: work.directory.versions([key]))) == 1
    assert kept(play, "刘书记", CARD) == {}


@pytest.mark.parametrize("name", ["王奶奶", "李师傅", "张敏", "小吴", "马主任", "冯书记"])
def test_only_the_secretaries_of_the_place_write(lite_play: Play, name: str) -> None:
    with pytest.raises(Refusal, match="cases/not_yours"):
        kept(lite_play, name, CARD)
    with pytest.raises(Refusal, match="cases/not_yours"):
        lite_play.do(lambda work: retire(work, actor_of(lite_play, name), YANWU, 1, lite_play.now))


def test_sixty_entries_and_no_more(lite_play: Play) -> None:
    for n in range(60):
        assert kept(lite_play, "刘书记", Draft(f"第{n}条怎么办", "这样办。")) == {}
    assert kept(lite_play, "刘书记", HOURS) == {"whole": "full"}
    assert kept(lite_play, "刘书记", Draft("第0条怎么办", "那样办。"), live(lite_play)[0][0]) == {}
    assert kept(lite_play, "冯书记", HOURS, community=EAST) == {}
