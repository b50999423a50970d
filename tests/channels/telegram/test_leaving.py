"""Whoever is asked to leave, or takes the consent back, is nobody on Telegram too; and may come in again."""

from handlers.invitations.guests import guests, remove
from handlers.invitations.leaving import withdraw
from handlers.people import linking
from tests.cast import BLOCK_3
from tests.channels.telegram.live import Phones
from tests.channels.telegram.test_joining import after, pressed, said, started
from tests.emulators.telegram import User
from tests.invitations.hall import actor, sheet, token


def enter(phones: Phones, phone: User, one: int) -> None:
    started(phones, phone, f"join_{token(phones, one)}")
    pressed(phones, phone, "同意，进来")
    assert "您进来了" in said(phones, phone, "冯奶奶 2单元301 13912345678")


def test_who_is_asked_to_leave_is_out_and_may_come_again(phones: Phones) -> None:
    phone, one = phones.api.user(9001, "秀兰"), sheet(phones, "小吴", BLOCK_3)
    enter(phones, phone, one)
    assert "提交" in str(said(phones, phone, "楼道的灯不亮了") and phone.chat[-1].labels)
    host = actor(phones, "小吴")
    (guest,) = phones.do(lambda work: guests(work, host, one)[1])
    phones.do(lambda work: remove(work, host, guest.join.id, phones.now))
    for _ in range(2):
        assert "还不认识您" in said(phones, phone, "楼道的灯不亮了")
        phone.block()
        phone.unblock()
        phones.api.handled()
    enter(phones, phone, one)
    assert "冯奶奶，您好" in said(phones, phone, "你好")


def test_who_takes_the_consent_back_is_nobody(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    said(phones, phone, "楼道的灯不亮了")
    me = actor(phones, "王奶奶")
    phones.do(lambda work: withdraw(work, me, phones.now))
    assert "还不认识您" in said(phones, phone, "你好")
    assert "还不认识您" in after(phones, phone, phone.location(36.19, 113.11))


def test_a_code_of_before_lets_nobody_in(phones: Phones) -> None:
    me = actor(phones, "王奶奶")
    tie = phones.do(lambda work: linking.issue(work, me, phones.now))
    phones.do(lambda work: withdraw(work, me, phones.now))
    stranger = phones.api.user(9002, "别人")
    assert "还不认识您" in said(phones, stranger, "你好")
    assert "不对" in said(phones, stranger, tie)

    me = actor(phones, "赵大妈")
    made = phones.do(lambda work: linking.issue_for_web(work, me, phones.now))
    phones.do(lambda work: withdraw(work, me, phones.now))
    code = phones.do(lambda work: linking.code_of(work, str(made["seed"])))
    here = phones.do(lambda work: work.accounts.who("telegram", "9002", phones.now.date(), phones.now).account_id)
    assert phones.do(lambda work: linking.entering(work, here, code, phones.now)) == linking.WRONG
