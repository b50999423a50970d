"""What comes while an older card is still on its way: once both are there, only the newest can be pressed."""

from datetime import timedelta

from bot.channels.telegram import NAME
from handlers.kit.turns import Incoming, Kind, Press
from tests.channels.telegram.live import NUMBERS, Phones
from tests.emulators.telegram import Faults


def _at_once(phones: Phones, who: str, press: Press) -> None:
    """Pressed as soon as it is known, however slowly phones hear of it."""
    phones.clock.move(timedelta(seconds=1))
    message = f"q-{who}-{phones.now.timestamp()}"
    answer = phones.desk.turn(Incoming(NAME, str(NUMBERS[who]), message, Kind.PRESS, press=press)).result(30)
    assert not answer.failed


def _told(phones: Phones, who: str) -> list[list[str]]:
    """The buttons of each card about the one case, oldest first."""
    return [one.labels for one in phones.shows(who) if phones.case().no in one.text]


def test_a_card_overtaken_on_its_way_is_shortened_when_it_is_there(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"))
    approve = phones.button("刘书记", "通过公示")
    phones.api.fail(Faults(slow=1, delay=0.4, only=frozenset({"sendmessage"})))
    _at_once(phones, "刘书记", approve)
    case = phones.case()
    assert case.state == "open"
    _at_once(phones, "李师傅", Press("cases.take", case.id, case.version, "claim"))
    phones.courier()
    *before, newest = _told(phones, "王奶奶")
    assert "撤回" in newest
    assert len(before) > 1
    assert not any(before), "only the newest card is pressed"
