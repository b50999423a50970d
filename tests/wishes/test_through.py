"""Forty wishes in people's own words, each to its end: nothing lost, every history complete."""

from bot.commands.check import verify
from bot.demo.wishes import TOLD
from tests.play import Play
from tests.wishes.through import play_all

GRANTED = ("submit", "approve", "claim", "connect", "fulfil", "rate", "thank")
SETTLED = ("submit", "dispatch", "contact", "finish", "rate", "thank")


def test_forty_wishes_are_struck_off(lite_play: Play) -> None:
    played = play_all(lite_play, [told.what for told in TOLD])
    assert len(played) == 40
    for one in played:
        assert one.state == "closed"
        assert one.stored == one.said
        assert one.steps in (GRANTED, SETTLED)
    assert sum(one.steps == SETTLED for one in played) == 2, "the lamp and the camera are everybody's"
    found = lite_play.desk.read_now(verify)
    assert found.cases == 40
    assert not found.findings
