"""Coming in by a link to the bot: what is stored, yes, a name and a door; posts; links that are not good any more."""

from dataclasses import replace
from pathlib import Path

import pytest
import segno

from handlers.invitations.actions import revoke
from handlers.invitations.records import Form, Kind, Place
from handlers.invitations.rules import tidy
from handlers.invitations.typed import form_of
from handlers.kit.roles import Role
from handlers.units.records import Level, Unit
from tests.cast import BLOCK_3, CITY, GRID_1, GRID_2, PLACES, YANWU
from tests.channels.telegram.live import Phones, behind_a_server
from tests.emulators.telegram import User
from tests.invitations.hall import actor, modules, sheet, stored, token


def link(phones: Phones, who: str, unit: int, role: Role | None = None) -> str:
    return "join_" + token(phones, sheet(phones, who, unit, role))


def after(phones: Phones, phone: User, act: object) -> str:
    """What the bot answers to what was just done."""
    phones.api.handled()
    phones.settled()
    return phone.chat[-1].text


def started(phones: Phones, phone: User, payload: str) -> str:
    return after(phones, phone, phone.start(payload))


def said(phones: Phones, phone: User, text: str) -> str:
    return after(phones, phone, phone.say(text))


def pressed(phones: Phones, phone: User, label: str) -> str:
    (message,) = [one for one in phone.chat if label in one.labels]
    return after(phones, phone, phone.press(message.message_id, label))


def test_a_neighbour_comes_in(phones: Phones) -> None:
    phone = phones.api.user(9001, "秀兰")
    shown = started(phones, phone, link(phones, "小吴", BLOCK_3))
    assert "演武社区" in shown
    assert "3号楼" in shown
    assert "谁看得到" in shown, "asked for nothing before it is said what is stored"
    before = stored(phones)
    assert "称呼和门牌" in pressed(phones, phone, "同意，进来")
    assert stored(phones) == before
    assert "冯奶奶，您进来了" in said(phones, phone, "冯奶奶 2单元301 139 1234 5678")
    assert not any("同意，进来" in one.labels for one in phone.chat), "what is done can't be pressed again"
    (person,) = phones.desk.read_now(lambda work: [work.accounts.person_at("telegram", "9001")])
    assert person
    found = phones.desk.read_now(lambda work: work.people.get([person])[person])
    assert (found.called, found.door, found.phone, found.unit_id) == ("冯奶奶", "2单元301", "13912345678", BLOCK_3)
    phones.courier()
    assert "冯奶奶" in phones.shows("小吴")[-1].text
    assert "提交" in str(said(phones, phone, "楼道的灯不亮了") and phone.chat[-1].labels)


def test_what_is_wrong_is_said_and_asked_again(phones: Phones) -> None:
    phone, before = phones.api.user(9001, "秀兰"), stored(phones)
    started(phones, phone, link(phones, "小吴", GRID_2))
    pressed(phones, phone, "同意，进来")
    assert "哪栋楼" in said(phones, phone, "冯奶奶 2单元301")
    assert "职务" in said(phones, phone, "小区书记 3号楼2单元301")
    assert "还没写门牌" in said(phones, phone, "冯奶奶")
    assert stored(phones) == before
    assert "进来了" in said(phones, phone, "我叫冯奶奶，家住演武社区三号楼2单元301，13912345678")
    found = phones.desk.read_now(lambda work: work.accounts.person_at("telegram", "9001"))
    assert found
    assert phones.desk.read_now(lambda work: work.people.get([found])[found]).unit_id == BLOCK_3


def test_who_changes_their_mind_is_asked_no_more(phones: Phones) -> None:
    phone, before = phones.api.user(9001, "秀兰"), stored(phones)
    started(phones, phone, link(phones, "小吴", BLOCK_3))
    pressed(phones, phone, "同意，进来")
    assert "还不认识您" in said(phones, phone, "算了")
    assert "还不认识您" in said(phones, phone, "冯奶奶 2单元301")
    assert stored(phones) == before


def test_what_a_stranger_was_told_is_over_once_they_are_in(phones: Phones) -> None:
    phone = phones.api.user(9001, "秀兰")
    assert "还不认识您" in said(phones, phone, "/abc")
    digits = said(phones, phone, "12345678")
    assert "邀请链接" in digits, "they may never have had a page"
    assert "我的资料" not in digits, "where there is no page"
    started(phones, phone, link(phones, "小吴", BLOCK_3))
    pressed(phones, phone, "同意，进来")
    said(phones, phone, "秀兰 3单元501")
    phones.eventually(lambda: not any("请找您的网格员" in one.text for one in phone.chat))
    assert not any("连上了" in one.text for one in phone.chat), "they came by an invitation, not by a code"


def test_without_pages_nothing_points_at_one(phones: Phones) -> None:
    phone = phones.api.user(9001, "秀兰")
    shown = started(phones, phone, link(phones, "小吴", BLOCK_3))
    assert "写“收回同意”" in shown
    assert "网页" not in shown
    pressed(phones, phone, "同意，进来")
    said(phones, phone, "秀兰 3单元501")
    assert "请问网格员" in said(phones, phone, "连网页")
    phones.courier()
    assert "按“看邀请”" not in phones.shows("小吴")[-1].text


def test_with_pages_their_address_is_given(phones: Phones) -> None:
    phones.desk.house = replace(phones.desk.house, base="https://wish.example.org")
    phone = phones.api.user(9001, "秀兰")
    assert "按“连接”，把八个数字" in started(phones, phone, link(phones, "小吴", BLOCK_3)), "as the button is called"
    assert "我的资料" in said(phones, phone, "12345678")
    assert "https://wish.example.org/enter" in said(phones, phones.phones["王奶奶"], "连网页")


def test_a_post_is_taken_by_whoever_is_in_once(phones: Phones) -> None:
    payload = link(phones, "刘书记", GRID_1, Role.VOLUNTEER)
    assert "请您来当志愿者" in started(phones, phones.phones["王奶奶"], payload)
    assert "您是一号网格的志愿者" in pressed(phones, phones.phones["王奶奶"], "我来接")
    assert actor(phones, "王奶奶").holds(Role.VOLUNTEER)
    stranger = phones.api.user(9001, "路人")
    assert "已经有人用过了" in started(phones, stranger, payload)
    assert "您好" in started(phones, phones.phones["赵大妈"], link(phones, "小吴", BLOCK_3))


def test_links_that_are_not_good_say_why(phones: Phones) -> None:
    phone = phones.api.user(9001, "秀兰")
    assert "别处的微愿" in started(phones, phone, "join_" + "a" * 40)
    assert "认不出来" in started(phones, phone, "join_")
    assert "还不认识您" in started(phones, phone, "other")
    one = sheet(phones, "小吴", BLOCK_3)
    started(phones, phone, "join_" + token(phones, one))
    pressed(phones, phone, "同意，进来")
    maker = actor(phones, "小吴")
    phones.do(lambda work: revoke(work, maker, one, phones.now))
    assert "停用了" in said(phones, phone, "冯奶奶 2单元301")
    assert "还不认识您" in said(phones, phone, "冯奶奶 2单元301")


def test_the_printed_sheet_names_the_link_of_the_bot(phones: Phones, tmp_path: Path) -> None:
    one = sheet(phones, "小吴", BLOCK_3)
    with behind_a_server(phones, tmp_path) as site:
        browser = site.sign_in("小吴")

        def found() -> str:
            return browser.http.get(f"invitations/{one}/sheet").text

        wanted = f"https://t.me/weiyuan_bot?start=join_{token(phones, one)}"
        phones.eventually(lambda: wanted in found())
        assert f"/join/{token(phones, one)}" in found()
        code = f"invitations/{one}/telegram.svg"
        assert code in found()
        drawn = modules(browser.http.get(code).text)
        assert drawn == [[int(one) for one in row] for row in segno.make(wanted, error="m").matrix]
        assert site.sign_in("张敏").http.get(code).status_code != 200


def test_a_forged_agreement_opens_nothing(phones: Phones) -> None:
    """The number of an invitation is no link to it."""
    phone, before = phones.api.user(9001, "路人"), stored(phones)
    number = sheet(phones, "小吴", BLOCK_3)
    started(phones, phone, "")
    for value in (str(number), "", "a" * 40):
        newest = phone.chat[-1].message_id
        after(phones, phone, phone.press(newest, data=f"invitations.agree|{number}|0|{value}"))
        assert phone.chat[-1].text.startswith(("这个链接认不出来", "这个链接是别处的"))
    assert "还不认识您" in said(phones, phone, "冯奶奶 2单元301")
    assert stored(phones) == before


HERE = {one.id: one for one in PLACES}
SHEET = Place("演武社区居委会", HERE[BLOCK_3], (HERE[BLOCK_3],))
YARD = Unit(20, "YW2-9", "东院", Level.BUILDING, GRID_2, CITY, "/1/2/3/5/20/", YANWU)
GRID = Place("演武社区居委会", HERE[GRID_2], (HERE[BLOCK_3], YARD))


@pytest.mark.parametrize(
    ("text", "called", "door", "unit"),
    [
        ("王奶奶 2单元501", "王奶奶", "2单元501", 0),
        ("王奶奶，3号楼2单元501", "王奶奶", "3号楼2单元501", BLOCK_3),
        ("王奶奶2单元501", "王奶奶", "2单元501", 0),
        ("2单元501 王奶奶", "王奶奶", "2单元501", 0),
        ("我是王奶奶、住三号楼 2单元 501", "王奶奶", "三号楼2单元501", BLOCK_3),
        ("我叫王桂兰\n演武社区3号楼2单元501", "王桂兰", "3号楼2单元501", BLOCK_3),
        ("王奶奶 东院3排2号", "王奶奶", "东院3排2号", YARD.id),
        ("", "", "", 0),
        ("501", "", "501", 0),
    ],
)
def test_names_and_doors_as_people_write_them(text: str, called: str, door: str, unit: int) -> None:
    found = form_of(text, Kind.GRID, GRID)
    assert (found.called, found.door, found.unit_id) == (called, door, unit)
    assert form_of(f"{text} 13912345678", Kind.BUILDING, SHEET) == Form(called, door, "13912345678")
    assert tidy(form_of("李师傅，+86 139-1234-5678", Kind.POST, SHEET)) == Form("李师傅", "", "13912345678")
