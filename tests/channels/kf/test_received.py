"""What a customer has sent stands in their own chat only: the card that comes anyway says that it has arrived."""

from collections.abc import Callable

from tests.channels.afar import picture
from tests.channels.kf.live import Customers
from tests.emulators.wecom import Customer
from tests.web.recordings import amr


def after(phones: Customers, phone: Customer, act: Callable[[], object]) -> list[str]:
    """What we say to it."""
    told = len(phone.chat)
    act()
    phones.heard()
    phones.settled()
    return [one.text for one in phone.chat[told:] if one.from_bot]


def test_a_question_says_what_has_arrived_and_the_draft_goes_on_saying_it(phones: Customers) -> None:
    phone = phones.phones["王奶奶"]
    (asks,) = after(phones, phone, lambda: phone.photo(picture()))
    assert asks.startswith("照片 1 张，收到了。什么事？")
    (asks,) = after(phones, phone, lambda: phone.voice(amr(2)))
    assert asks.startswith("照片 1 张、语音 1 段，收到了。")
    assert "自家的小心愿" in asks
    (asks,) = after(phones, phone, lambda: phone.say("别的"))
    assert "收到了" not in asks, "it is said once"
    (draft,) = after(phones, phone, lambda: phone.say("想要个轮椅"))
    assert "照片 1 张、语音 1 段，收到了。" in draft


def test_photos_sent_together_get_one_answer(phones: Customers) -> None:
    phone = phones.phones["王奶奶"]
    after(phones, phone, lambda: phone.say("3号楼楼道的灯不亮了"))
    told = after(phones, phone, lambda: [phone.photo(picture(colour)) for colour in ("red", "green", "blue", "teal")])
    assert len(told) == 1
    assert told[0].count("还没提交") == 1
    assert "照片 4 张，收到了。" in told[0]
    assert set(phones.states("王奶奶")) == {"shown"}


def test_no_more_photos_than_find_room(phones: Customers) -> None:
    phone = phones.phones["王奶奶"]
    after(phones, phone, lambda: phone.say("3号楼楼道的灯不亮了"))
    told = after(phones, phone, lambda: [phone.photo(picture(side=n)) for n in range(60, 71)])
    assert "照片 9 张，收到了。一件最多 9 张。" in told[-1]


def test_what_waits_beside_a_draft_has_arrived_as_well(phones: Customers) -> None:
    phone = phones.phones["王奶奶"]
    after(phones, phone, lambda: phone.say("3号楼楼道的灯不亮了"))
    after(phones, phone, lambda: phone.say("我的"))
    (asks,) = after(phones, phone, lambda: phone.photo(picture()))
    assert asks.startswith("照片 1 张，收到了。")
    assert "另一件事" in asks
