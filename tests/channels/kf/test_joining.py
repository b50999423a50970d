"""Coming in by a code on a wall: the chat opens with what is stored and why, asks what the page asks, by its rules."""

import asyncio
from datetime import timedelta

import pytest

from handlers.people.linking import DIGITS, MOST_MISSES, issue
from tests.cast import BLOCK_3
from tests.channels.afar import SOON
from tests.channels.kf.live import Customers
from tests.emulators.wecom import Customer
from tests.invitations.hall import sheet, stored, token


def link(phones: Customers) -> str:
    param = "join_" + token(phones, sheet(phones, "小吴", BLOCK_3))
    phones.eventually(lambda: phones.live.running.account)
    found = phones.live.running.ways.link(phones.live.running.account, param)
    return asyncio.run_coroutine_threadsafe(found, phones.live._loop).result(SOON)


def newest(phones: Customers, phone: Customer) -> str:
    phones.heard()
    phones.settled()
    return phone.chat[-1].text


def test_a_neighbour_comes_in(phones: Customers) -> None:
    phone = phones.api.customer("wmnew", "秀兰")
    phone.scan(link(phones))
    shown = newest(phones, phone)
    assert "3号楼" in shown
    assert "谁看得到" in shown, "asked for nothing before it is said what is stored"
    assert not shown.endswith("……"), "nothing that is agreed to is cut off"
    before = stored(phones)
    phone.click(phone.chat[-1].id, "同意，进来")
    assert "称呼和门牌" in newest(phones, phone)
    assert stored(phones) == before
    phone.say("冯奶奶 不知道")
    assert "还没有进来" in newest(phones, phone)
    phone.say("冯奶奶 2单元301 139 1234 5678")
    assert "冯奶奶，您进来了" in newest(phones, phone)
    person = phones.desk.read_now(lambda work: work.accounts.person_at("kf", "wmnew"))
    assert person
    found = phones.desk.read_now(lambda work: work.people.get([person])[person])
    assert (found.called, found.door, found.phone, found.unit_id) == ("冯奶奶", "2单元301", "13912345678", BLOCK_3)
    phone.say("楼道的灯不亮了")
    newest(phones, phone)
    assert any("提交" in one.labels for one in phone.chat)


def test_whoever_comes_without_an_invitation_is_told_where_to_get_one(phones: Customers) -> None:
    phone = phones.api.customer("wmnew")
    phone.enter()
    assert "网格员" in newest(phones, phone)
    phone.enter(scene_param="join_madeup")
    phone.say("您好")
    assert "网格员" in newest(phones, phone)
    assert not phones.desk.read_now(lambda work: work.accounts.person_at("kf", "wmnew"))


def test_a_link_carries_so_much_and_no_more(phones: Customers) -> None:
    with pytest.raises(ValueError, match="too long"):
        asyncio.run(phones.live.running.ways.link("wk1", "字" * 43))


def test_who_guesses_codes_too_often_must_wait(phones: Customers) -> None:
    """Five wrong ones; then not even the right one, until ten minutes have passed."""
    phone, actor = phones.api.customer("wmnew", "新手机"), phones.caller("王奶奶").actor
    assert actor

    def a_code() -> str:
        return phones.do(lambda work: issue(work, actor, phones.now))

    def said(text: str) -> str:
        phone.say(text)
        return newest(phones, phone)

    code = a_code()
    wrong = f"{(int(code) + 1) % 10**DIGITS:0{DIGITS}}"
    for _ in range(MOST_MISSES):
        assert "不对" in said(wrong)
    assert "太多" in said(code)
    phones.later(timedelta(minutes=11))
    assert "连上了" in said(a_code())
    assert "王奶奶，您好" in said("你好")


def test_the_door_is_put_right_in_the_same_chat(phones: Customers) -> None:
    phone = phones.api.customer("wmnew", "秀兰")
    phone.scan(link(phones))
    newest(phones, phone)
    phone.click(phone.chat[-1].id, "同意，进来")
    newest(phones, phone)
    phone.say("秀兰 501")
    assert "几单元" in newest(phones, phone)
    phone.say("秀兰 3单元501")
    assert "演武社区 3号楼 3单元501" in newest(phones, phone)
    phone.say("想要一台收音机")
    assert "3号楼 3单元501" in newest(phones, phone)
