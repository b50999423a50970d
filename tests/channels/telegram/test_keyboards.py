"""Keys that tell a place or a number: there when asked, gone with the next card, and only the own number counts."""

import pytest

from tests.cast import BLOCK_3
from tests.channels.telegram.live import Phones
from tests.channels.telegram.test_joining import after, link, pressed, said, started
from tests.emulators.telegram import Faults, User


def asks_for(phone: User) -> list[str]:
    return [
        name
        for row in phone.keyboard
        for key in row
        for name in ("request_contact", "request_location")
        if key.get(name)
    ]


def number_of(phones: Phones, address: str) -> str:
    person = phones.desk.read_now(lambda work: work.accounts.person_at("telegram", address))
    assert person
    return phones.desk.read_now(lambda work: work.people.get([person])[person].phone)


@pytest.fixture
def newcomer(phones: Phones) -> User:
    """Somebody who has just come in without a number."""
    phone = phones.api.user(9001, "秀兰")
    started(phones, phone, link(phones, "小吴", BLOCK_3))
    pressed(phones, phone, "同意，进来")
    said(phones, phone, "冯奶奶 2单元301")
    phones.eventually(lambda: asks_for(phone))
    return phone


def test_a_place_is_asked_for_and_the_key_goes_with_the_answer(phones: Phones) -> None:
    phone = phones.phones["马主任"]
    said(phones, phone, "楼道的灯不亮了")
    phones.eventually(lambda: asks_for(phone) == ["request_location"])
    assert "哪个小区" in phone.chat[-2].text
    assert phone.chat[-2].labels, "the card keeps its own buttons"
    told = len(phone.chat)
    phone.location(36.19, 113.11)
    phones.api.handled()
    phones.eventually(lambda: len(phone.chat) > told)
    phones.settled()
    said(phones, phone, "演武社区 3号楼")
    phones.eventually(lambda: not phone.keyboard)
    shown = [one.text for one in phone.chat if one.from_bot]
    assert not any("发我的位置" in one or one == "好。" for one in shown), "nothing of it stays in the chat"


def test_the_own_number_is_kept_once(phones: Phones, newcomer: User) -> None:
    assert asks_for(newcomer) == ["request_contact"]
    assert "记下了" in after(phones, newcomer, newcomer.contact("+8613912345678"))
    phones.eventually(lambda: not newcomer.keyboard)
    assert number_of(phones, "9001") == "13912345678"
    assert "早就记着" in after(phones, newcomer, newcomer.contact("13912345678"))
    assert "没有改" in after(phones, newcomer, newcomer.contact("13900000000"))
    assert number_of(phones, "9001") == "13912345678"


def test_anothers_number_is_not_theirs(phones: Phones, newcomer: User) -> None:
    after(phones, newcomer, newcomer.contact("13900000000", own=False))
    assert number_of(phones, "9001") == ""
    contact = {"phone_number": "13900000001", "first_name": "邻居", "user_id": 1001}
    after(phones, newcomer, newcomer.post({"contact": contact}))
    assert number_of(phones, "9001") == ""


def test_a_number_of_another_country_is_said_to_be_none(phones: Phones, newcomer: User) -> None:
    assert "没有记" in after(phones, newcomer, newcomer.contact("+14155550100"))
    assert number_of(phones, "9001") == ""


def test_the_own_number_is_no_part_of_what_is_told_just_now(phones: Phones, newcomer: User) -> None:
    said(phones, newcomer, "想要个轮椅，带老伴出去走走")
    assert "记下了" in after(phones, newcomer, newcomer.contact("13912345678"))
    assert number_of(phones, "9001") == "13912345678"
    assert "轮椅" in said(phones, newcomer, "提交"), "the draft is still there"


def test_a_keyboard_that_fails_harms_nobody(phones: Phones) -> None:
    phone = phones.phones["马主任"]
    phones.api.fail(Faults(server_error=1, only=frozenset({"deletemessage"})))
    said(phones, phone, "楼道的灯不亮了")
    phones.eventually(lambda: asks_for(phone))
    assert "3号楼" in said(phones, phone, "演武社区 3号楼") or "3号楼" in "".join(one.text for one in phone.chat[-3:])
    phones.eventually(lambda: not phone.keyboard)
