"""Photos and voices of a draft on Telegram: the card that comes anyway says that they have arrived, an album once."""

from tests.channels.afar import picture
from tests.channels.telegram.live import Phones
from tests.web.recordings import ogg


def shown_after(phones: Phones, before: int) -> list[str]:
    phones.api.handled()
    phones.settled()
    return [one.text for one in phones.phones["王奶奶"].chat[before:] if one.from_bot]


def test_a_question_and_the_draft_say_what_has_arrived(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phone.photo(picture())
    (asks,) = shown_after(phones, 0)
    assert asks.startswith("照片 1 张，收到了。什么事？")
    before = len(phone.chat)
    phone.voice(ogg(2), 2)
    (asks,) = shown_after(phones, before)
    assert asks.startswith("照片 1 张、语音 1 段，收到了。")
    before = len(phone.chat)
    phone.say("想要个轮椅")
    assert any("照片 1 张、语音 1 段，收到了。" in one for one in shown_after(phones, before))


def test_an_album_is_answered_once(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phones.say("王奶奶", "别的")
    before = len(phone.chat)
    phone.album([picture(colour) for colour in ("red", "green", "blue")])
    phones.eventually(lambda: any(one.from_bot for one in phone.chat[before:]))
    (asks,) = shown_after(phones, before)
    assert asks.startswith("照片 3 张，收到了。")
