"""Where it is: a location that nobody knows is asked for in words, and what is no place goes where it belongs."""

from handlers.kit.turns import Incoming, Kind
from tests.cast import BLOCK_1, BLOCK_3
from tests.checks import text_of
from tests.play import Play


def _located(play: Play, who: str, number: int) -> str:
    play.send(Incoming("web", who, f"loc{number}", Kind.LOCATION, location=(30.0, 100.0)))
    return text_of(play.last(who))


def test_a_location_that_is_nowhere_is_asked_for_in_words_with_a_way_on(lite_play: Play) -> None:
    play = lite_play
    play.script(("马主任", "楼道的灯不亮了", "在哪个小区"))
    assert play.last("马主任").asks == "place"
    for number in (1, 2):
        assert "这个位置没有找到" in (asks := _located(play, "马主任", number))
        assert "几号楼几单元，或者村名" in asks
        assert not play.last("马主任").asks, "the location is not asked for again"
    assert play.labels("马主任")[:2] == ["演武社区", "广场东社区"]
    play.script(("马主任", "说不清", "没有找到"), ("马主任", "[演武社区]", "这样写对吗"), ("马主任", "[提交]"))
    assert play.case().facts["category"]


def test_a_location_before_any_words_asks_what_it_is_about(lite_play: Play) -> None:
    play = lite_play
    assert "什么事" in _located(play, "赵大妈", 1)
    assert "这个位置没有找到" in text_of(play.last("赵大妈"))
    play.script(("赵大妈", "1单元门口的井盖没了", "哪一类"), ("赵大妈", "[下水排水]", "这样写对吗"))
    play.press("赵大妈", "提交")
    assert play.case().unit_id == BLOCK_1


def test_a_wish_is_one_though_a_location_came_first(lite_play: Play) -> None:
    _located(lite_play, "赵大妈", 1)
    lite_play.script(("赵大妈", "想要一个轮椅带老伴出去走走", "您的心愿，这样写对吗"))


def test_a_location_beside_a_wish_changes_nothing(lite_play: Play) -> None:
    lite_play.script(("赵大妈", "想要一个轮椅带老伴出去走走", "您的心愿，这样写对吗"))
    assert "您的心愿，这样写对吗" in _located(lite_play, "赵大妈", 1)


def test_a_sentence_is_no_place(lite_play: Play) -> None:
    """A wish beside a report is another matter; more about the report goes into it, with the place that it names."""
    play = lite_play
    play.script(("马主任", "楼道的灯不亮了", "在哪个小区"))
    play.script(("马主任", "想要一个轮椅带老伴出去走走", "另一件事"), ("马主任", "[接着写]", "在哪个小区"))
    play.script(("马主任", "演武社区3号楼的灯坏了三天了", "坏了三天了"), ("马主任", "[提交]"))
    assert play.case().unit_id == BLOCK_3


def test_the_name_of_a_place_is_one_whatever_stands_there(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "路灯坏了"), ("王奶奶", "[改]"), ("王奶奶", "[改地方]", "在哪个小区"))
    play.script(("王奶奶", "小区门口的垃圾桶旁", "没有找到"), ("王奶奶", "1号楼门口的垃圾桶旁", "演武社区 1号楼"))
