"""Coming in: one press, one use; the household, the consent, the news; on either database."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from handlers.invitations.actions import revoke
from handlers.invitations.joining import shown
from handlers.invitations.records import Form
from handlers.invitations.rules import CONSENT
from handlers.invitations.tokens import sign
from handlers.kit.cards import Card
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from storage.invitations import invitations
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_2, BLOCK_3, EAST_GRID, GRID_1, GRID_2, YANWU
from tests.checks import text_of
from tests.invitations.hall import (
    HERS,
    actor,
    came,
    came_by,
    press,
    removes,
    scan,
    sheet,
    stored,
    takes,
    token,
    why_not,
)
from tests.play import Play


def test_somebody_is_in_with_home_and_consent(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    person = came(play, wall)
    who = actor(play, f"p{person}")
    assert (who.called, who.unit_id, who.community_id, who.seats) == ("冯奶奶", BLOCK_3, YANWU, ())
    found = play.desk.read_now(lambda work: work.people.get([person])[person])
    assert (found.door, found.phone) == ("2单元301", "13912345678")
    assert found.household_id
    consent = play.desk.read_now(lambda work: work.invitations.consent(person))
    assert consent
    assert (consent.version, consent.given_at, consent.withdrawn_at) == (CONSENT, play.now, None)
    assert play.desk.read_now(lambda work: work.invitations.get([wall])[wall].uses) == 1
    codes = play.desk.read_now(lambda work: [home.code for home in work.units.households()])
    assert not [code for code in codes if "301" in code and not code.startswith("join-")]


def test_ten_looks_leave_a_post_good_and_one_press_spends_it(play: Play) -> None:
    seat = sheet(play, "刘书记", GRID_2, Role.GRID_MEMBER)
    link = token(play, seat)
    for _ in range(10):
        assert play.desk.read_now(lambda work: shown(work, link, play.now))[0].uses == 0
    person = came(play, seat, Form("小冯"))
    held = actor(play, f"p{person}").seats
    assert [(one.role, one.unit_id) for one in held] == [(Role.GRID_MEMBER, GRID_2)]
    assert why_not(play, seat, Form("小马")) == "invitations/spent"


def test_of_many_who_press_together_one_gets_the_post(play: Play) -> None:
    seat = sheet(play, "刘书记", GRID_2, Role.VOLUNTEER)
    ready, won, lost = Barrier(8), [], []

    def claim(n: int) -> None:
        ready.wait()
        try:
            won.append(scan(play, seat, Form(f"志愿者{'甲乙丙丁戊己庚辛'[n]}")).person_id)
        except Refusal as refusal:
            lost.append(refusal.code)

    threads = [Thread(target=claim, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(won) == 1
    assert lost == ["invitations/spent"] * 7


def test_a_sheet_takes_no_more_than_it_may(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    play.do(lambda work: _fill(work, wall, most=2))
    scan(play, wall)
    scan(play, wall, Form("冯爷爷", "2单元301"))
    before = stored(play)
    assert why_not(play, wall, Form("马大姐", "1单元101")) == "invitations/full"
    assert stored(play) == before


def test_nobody_stuffs_a_sheet(lite_play: Play) -> None:
    play = lite_play
    wall = sheet(play, "小吴", BLOCK_3)
    for n in range(20):
        scan(play, wall, Form("冯奶奶", f"1单元{n + 1}01"))
    before = stored(play)
    assert why_not(play, wall, Form("马大姐", "2单元101")) == "invitations/too_many"
    assert stored(play) == before
    assert play.desk.read_now(lambda work: work.invitations.get([wall])[wall].uses) == 20, "a refused press is no use"
    play.later(timedelta(hours=1, minutes=1))
    assert scan(play, wall, Form("马大姐", "2单元101")).person_id


@pytest.mark.parametrize(("role", "days"), [(None, 90), (Role.VOLUNTEER, 7)])
def test_an_invitation_ends_with_its_day(lite_play: Play, role: Role | None, days: int) -> None:
    play = lite_play
    made = sheet(play, "刘书记", BLOCK_3, role)
    play.later(timedelta(days=days, seconds=-1))
    link = token(play, made)
    play.desk.read_now(lambda work: shown(work, link, play.now))
    play.later(timedelta(seconds=2))
    assert why_not(play, made) == "invitations/expired"


def test_a_revoked_sheet_lets_nobody_in_and_keeps_who_came(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    person = came(play, wall)
    one = actor(play, "小吴")
    play.do(lambda work: revoke(work, one, wall, play.now))
    assert why_not(play, wall, Form("马大姐", "101")) == "invitations/revoked"
    assert actor(play, f"p{person}").called == "冯奶奶"


def test_made_up_and_foreign_links(lite_play: Play) -> None:
    wall = sheet(lite_play, "小吴", BLOCK_3)
    good = token(lite_play, wall)
    bad = {
        sign(b"x" * 32, wall): "invitations/foreign",
        good[:-1] + ("a" if good[-1] != "a" else "b"): "invitations/forged",
        token(lite_play, wall + 999): "invitations/forged",
        "没有": "invitations/forged",
    }
    for link, code in bad.items():
        with pytest.raises(Refusal) as refused:
            press(lite_play, link)
        assert refused.value.code == code


def test_a_family_shares_its_household(play: Play) -> None:
    wall, grid = sheet(play, "小吴", BLOCK_3), sheet(play, "小吴", GRID_2)
    first = scan(play, wall).person_id
    second = scan(play, grid, Form("冯爷爷", "\uff13号楼2-301室", unit_id=BLOCK_3)).person_id
    other = scan(play, wall, Form("马大姐", "1单元301")).person_id
    people = play.desk.read_now(lambda work: work.people.get([first, second, other]))
    assert people[first].household_id == people[second].household_id != people[other].household_id
    assert people[second].door == "2单元301", "as the household is registered"


def test_a_registered_household_is_found(play: Play) -> None:
    """钱阿姨 and 李师傅 live there, from the census."""
    wall = sheet(play, "小赵", BLOCK_1)
    person = scan(play, wall, Form("小李", "2-202")).person_id
    people = play.desk.read_now(lambda work: work.people.get([person, play.ids["李师傅"]]))
    assert len({one.household_id for one in people.values()}) == 1


def test_nobody_comes_in_as_somebody_of_the_household(play: Play) -> None:
    wall = sheet(play, "小赵", BLOCK_1)
    assert scan(play, wall, Form("冯奶奶", "2单元202")).person_id
    for taken in ("冯奶奶", "冯奶\u200d奶", "冯奶奶\ufe0f", " 冯 奶 奶 "):
        assert scan(play, wall, Form(taken, "2单元202")).faults == {"called": "taken"}
    assert play.desk.read_now(lambda work: work.invitations.get([wall])[wall].uses) == 1
    assert scan(play, wall, Form("冯奶奶", "2单元203")).person_id, "another door, another family"


def test_the_sheet_tells_nobody_who_is_registered_behind_a_door(play: Play) -> None:
    """It hangs where everybody passes: trying names at doors must give nothing away."""
    wall = sheet(play, "小赵", BLOCK_1)
    for name in ("李师傅", "李建国"):
        entered = scan(play, wall, Form(name, "2单元202"))
        assert entered.person_id
        assert entered.person_id != play.ids["李师傅"]


@pytest.mark.parametrize("door", ["3号楼2单元201", "9栋1单元101", "\uff13号楼 202"])
def test_a_sheet_is_for_its_own_building(play: Play, door: str) -> None:
    wall = sheet(play, "小赵", BLOCK_1)
    assert scan(play, wall, Form("冯奶奶", door)).faults == {"door": "other"}
    assert scan(play, wall, Form("冯奶奶", f"1号楼{door[-3:]}")).person_id


@pytest.mark.parametrize("name", ["刘书记", "网格员小吴", "社区客服", "微愿官方"])
def test_nobody_is_an_office_by_saying_so(play: Play, name: str) -> None:
    assert scan(play, sheet(play, "小赵", BLOCK_1), Form(name, "2单元203")).faults == {"called": "office"}


def test_the_grid_member_hears_of_it_and_only_they_read_the_door(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    came(play, wall)
    play.courier()
    card = play.last("小吴")
    assert "3号楼 2单元301 进来了一位：冯奶奶" in text_of(card)
    assert [button.page for button in card.buttons] == [f"/invitations/{wall}"]
    for who in ("小赵", "刘书记", "王奶奶"):
        assert not [one for _, one in play.cards(who) if "冯奶奶" in text_of(one)]
    stored_card = play.desk.read_now(lambda work: work.outbox.due(play.now + timedelta(days=1)))
    assert not stored_card
    shown_to_others = play.look_at("小赵", *_cards(play, "小吴"))
    assert "冯奶奶" not in text_of(shown_to_others[-1])
    assert "301" not in text_of(shown_to_others[-1])


def test_without_a_grid_member_the_secretary_hears(play: Play) -> None:
    wall = sheet(play, "冯书记", EAST_GRID)
    came(play, wall, Form("高大姐", "1单元101"))
    play.courier()
    assert "高大姐" in text_of(play.last("冯书记"))


def test_a_resident_takes_a_post_and_stays_who_they_are(play: Play) -> None:
    seat = sheet(play, "刘书记", GRID_2, Role.VOLUNTEER)
    assert takes(play, "王奶奶", seat) == play.ids["王奶奶"]
    assert actor(play, "王奶奶").holds(Role.VOLUNTEER)
    play.courier()
    assert "志愿者，王奶奶接了" in text_of(play.last("刘书记"))
    another = sheet(play, "刘书记", GRID_2, Role.VOLUNTEER)
    with pytest.raises(Refusal, match="invitations/already"):
        takes(play, "王奶奶", another)


def test_who_is_asked_to_leave_is_out_and_a_new_link_brings_them_back(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    person = came(play, wall)
    until = play.now + timedelta(days=9)
    account = actor(play, f"p{person}").account_id
    play.do(lambda work: work.sessions.open("open", account, play.now, until))
    play.do(lambda work: work.sessions.invite("waiting", person, until))
    removes(play, "小吴", came_by(play, "小吴", wall)[0].join.id)
    assert play.desk.read_now(lambda work: work.sessions.account("open", play.now)) is None
    assert play.desk.read_now(lambda work: work.sessions.invited("waiting", play.now)) is None
    assert play.desk.read_now(lambda work: work.accounts.of_person(person)) == ()
    assert came_by(play, "小吴", wall)[0].gone
    assert scan(play, wall).person_id not in (0, person), "the name is free again, for another person"
    play.do(lambda work: work.accounts.open(person, "web", f"p{person}", play.now))
    assert not came_by(play, "小吴", wall)[-1].gone, "a sign-in link brought her back"
    removes(play, "小吴", came_by(play, "小吴", wall)[-1].join.id)
    assert came_by(play, "小吴", wall)[-1].gone


def test_a_post_ends_with_who_is_asked_to_leave(play: Play) -> None:
    seat = sheet(play, "刘书记", GRID_2, Role.GRID_MEMBER)
    person = came(play, seat, Form("小冯"))
    mine = sheet(play, "刘书记", GRID_2, Role.VOLUNTEER)
    takes(play, "王奶奶", mine)
    for one in (seat, mine):
        removes(play, "刘书记", came_by(play, "刘书记", one)[0].join.id)
    assert actor(play, f"p{person}").seats == ()
    assert actor(play, "王奶奶").seats == ()
    takes(play, "王奶奶", sheet(play, "刘书记", GRID_2, Role.VOLUNTEER))
    assert actor(play, "王奶奶").holds(Role.VOLUNTEER), "asked back on the same day"
    assert play.desk.read_now(lambda work: work.accounts.of_person(play.ids["王奶奶"])), "she only lost the post"


@pytest.mark.parametrize("who", ["小赵", "冯书记", "马主任", "王奶奶", "张敏"])
def test_nobody_else_lists_or_removes_them(play: Play, who: str) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    came(play, wall)
    join_id = came_by(play, "小吴", wall)[0].join.id
    with pytest.raises(Refusal, match="invitations/not_yours"):
        removes(play, who, join_id)
    try:
        assert not came_by(play, who, wall), "a street sees that there is a sheet, and how often it was used"
    except Refusal as refusal:
        assert refusal.code == "invitations/not_yours"  # noqa: PT017  # either will do


def test_a_member_of_one_building_sees_who_came_there_only(play: Play) -> None:
    """小孟 has 2号楼 alone: of the grid's sheet they see the people of that building."""
    wall = sheet(play, "小赵", GRID_1)
    scan(play, wall, replace(HERS, unit_id=BLOCK_1))
    scan(play, wall, Form("马大姐", "1单元101", unit_id=BLOCK_2))
    assert [line.called for line in came_by(play, "小孟", wall)] == ["马大姐"]


def _fill(work: Work, invitation: int, most: int) -> None:
    work.conn.execute(update(invitations).where(invitations.c.id == invitation).values(most=most))


def _cards(play: Play, who: str) -> list[Card]:
    account = play.caller(who).account_id
    return [b.card for b in play.desk.read_now(lambda work: work.messages.after(account, 0, 99)) if b.card]
