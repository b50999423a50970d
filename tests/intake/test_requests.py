"""A request from its first words to its number: what it is about, where it is, whose it is."""

from dataclasses import replace

import pytest

from handlers.intake import whom
from handlers.intake.drafts import begun
from handlers.kit.turns import Incoming, Kind
from handlers.routing.categories import CATEGORIES
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_3, EAST_GRID
from tests.checks import text_of
from tests.play import Play


def test_words_become_a_request(play: Play) -> None:
    (card,) = play.say("王奶奶", "3号楼的路灯坏了")
    assert card.title == "要反映的事，这样写对吗？"
    assert card.facts == (("给谁", "我自己"), ("在哪", "演武社区 3号楼"), ("类别", "路灯照明"))
    assert [b.text for b in card.buttons] == ["提交", "改", "加照片", "不提了"]
    play.script(("王奶奶", "[提交]", "收到了"))
    case = play.case()
    assert (case.flow, case.unit_id, case.facts["category"]) == ("request", BLOCK_3, "lamp")
    assert case.asker_id == case.typist_id == play.ids["王奶奶"]


def test_the_draft_says_what_became_of_it(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "3号楼的路灯坏了"), ("王奶奶", "[提交]"))
    first = lite_play.cards("王奶奶")[0][1]
    assert first.body == "已提交，编号 演武-0001"


def test_in_doubt_one_question_keeps_the_words(lite_play: Play) -> None:
    play = lite_play
    play.say("王奶奶", "天天晚上有人跳舞")
    assert play.labels("王奶奶") == ["自家心愿", "要反映的事", "不提了"]
    play.script(
        ("王奶奶", "要反映的事", "是哪一类"), ("王奶奶", "[环境卫生]"), ("王奶奶", "[噪音扰民]", "天天晚上有人跳舞")
    )
    play.script(("王奶奶", "[提交]", "收到了"))
    assert play.case().facts["category"] == "noise"


def test_a_question_is_a_request_that_says_so(lite_play: Play) -> None:
    (card,) = lite_play.say("何叔", "医保怎么报销")
    assert card.title == "您的问题，这样问对吗？"
    lite_play.script(
        ("何叔", "[提交]", "收到了"), ("刘书记", "[当场答复]"), ("刘书记", "带身份证来社区办", "答复送到了")
    )


def test_danger_names_the_numbers_to_call(lite_play: Play) -> None:
    (card,) = lite_play.say("何叔", "楼道里着火了，快来人")
    assert "119" in card.body
    assert card.buttons[0].text == "提交"


def test_every_category_is_two_presses_away(lite_play: Play) -> None:
    """更多 turns the pages; beside that it is a group and then the matter."""
    play, found = lite_play, set()
    play.script(("王奶奶", "路灯坏了"), ("王奶奶", "[改]"), ("王奶奶", "[改类别]"), ("王奶奶", "[别的]"))
    groups = [press for press in _turned(play, "group") if press]
    for group in groups:
        play.push("王奶奶", group)
        found |= {press.value.partition(":")[2] for press in _turned(play, "category")}
        play.press("王奶奶", "别的")
    assert found == {one.key for one in CATEGORIES}


def _turned(play: Play, verb: str) -> list:  # type: ignore[type-arg]
    """The presses of this verb on all pages of the open question."""
    found: dict[str, object] = {}
    while True:
        shown = {b.text: b.press for b in play.last("王奶奶").buttons if b.press and b.press.name == f"intake.{verb}"}
        shown.pop("更多", None)
        shown.pop("别的", None)
        if set(shown) <= set(found) or "更多" not in play.labels("王奶奶"):
            return list({**found, **shown}.values())
        found |= shown
        play.press("王奶奶", "更多")


def test_without_a_home_the_place_is_asked(lite_play: Play) -> None:
    play = lite_play
    play.script(
        ("马主任", "路灯坏了", "在哪个小区"),
        ("马主任", "说不清", "没有找到"),
        ("马主任", "演武社区 3号楼", "演武社区 3号楼"),
    )
    play.script(("马主任", "[提交]"))
    assert play.case().unit_id == BLOCK_3


def test_a_place_of_several_names_is_chosen(lite_play: Play) -> None:
    play = lite_play
    play.do(lambda work: work.routing.add_names(BLOCK_1, ["红旗院"]))
    play.do(lambda work: work.routing.add_names(BLOCK_3, ["红旗院"]))
    play.say("何叔", "红旗院的路灯坏了")
    assert play.labels("何叔")[:2] == ["1号楼", "3号楼"]
    play.script(("何叔", "[3号楼]", "演武社区 3号楼"), ("何叔", "[提交]"))
    assert play.case().unit_id == BLOCK_3


def test_the_place_can_be_changed(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "路灯坏了"), ("王奶奶", "[改]"), ("王奶奶", "[改地方]", "在哪个小区"))
    play.script(("王奶奶", "1号楼", "演武社区 1号楼"), ("王奶奶", "[改]"), ("王奶奶", "[改地方]"))
    play.script(("王奶奶", "[我家附近]", "演武社区 3号楼"), ("王奶奶", "[提交]"))
    assert play.case().unit_id == BLOCK_3


def _located(play: Play, who: str, number: int, lat: float, lon: float) -> str:
    play.send(Incoming("web", who, f"loc{number}", Kind.LOCATION, location=(lat, lon)))
    return text_of(play.last(who))


def test_a_location_is_the_place(play: Play) -> None:
    play.do(lambda work: work.routing.set_point(BLOCK_1, 36_195_000, 113_117_000))
    play.do(lambda work: work.routing.set_point(EAST_GRID, 36_250_000, 113_200_000))
    play.say("王奶奶", "路灯坏了")
    assert "1号楼" in _located(play, "王奶奶", 1, 36.1951, 113.1171)
    play.press("王奶奶", "提交")
    assert play.case().unit_id == BLOCK_1


def test_a_location_begins_a_draft(lite_play: Play) -> None:
    play = lite_play
    play.do(lambda work: work.routing.set_point(BLOCK_1, 36_195_000, 113_117_000))
    assert "什么事" in _located(play, "王奶奶", 1, 36.1951, 113.1171)
    play.script(("王奶奶", "井盖没了", "演武社区 1号楼"))
    assert "没有找到" in _located(play, "赵大妈", 2, 30.0, 120.0)


def test_for_a_neighbour_it_is_at_the_neighbours(lite_play: Play) -> None:
    """家里 is the home of whoever needs it; the card does not say where that is."""
    play = lite_play
    play.script(("赵大妈", "隔壁大爷没手机，他家里停电了", "还是替别人说的"))
    play.script(("赵大妈", "[替别人]", "给谁提"), ("赵大妈", "孙长庚 3单元301", "给谁:孙长庚"))
    assert "2号楼" not in text_of(play.last("赵大妈"))
    play.script(("赵大妈", "[提交]", "替邻居报上去了"))
    case, ids = play.case(), play.ids
    assert (case.asker_id, case.typist_id, case.unit_path) == (ids["孙大爷"], ids["赵大妈"], "/1/2/3/4/7/")


@pytest.mark.parametrize("way", ["不改了", "[不改了]"])
def test_every_question_can_be_left(lite_play: Play, way: str) -> None:
    play = lite_play
    play.say("王奶奶", "3号楼的路灯坏了")
    for edit in ("改内容", "改类别", "改地方", "替别人提"):
        play.script(("王奶奶", "[改]"), ("王奶奶", f"[{edit}]"), ("王奶奶", way, "3号楼的路灯坏了"))
    play.script(("王奶奶", "[改]"), ("王奶奶", "[不改了]", "还没提交"))


def test_a_wish_can_turn_into_a_request_and_back(lite_play: Play) -> None:
    play = lite_play
    play.script(("王奶奶", "想要一盏台灯", "您的心愿"), ("王奶奶", "[改]"), ("王奶奶", "[改类别]"))
    play.script(("王奶奶", "[公共设施]", "是哪一类"), ("王奶奶", "[不改了]", "您的心愿"))
    play.script(("王奶奶", "[改]"), ("王奶奶", "[改类别]"), ("王奶奶", "[公共设施]"))
    play.script(("王奶奶", "[公共设施]"), ("王奶奶", "[路灯照明]", "要反映的事，这样写对吗"), ("王奶奶", "[改]"))
    play.script(("王奶奶", "[算小心愿]", "您的心愿"), ("王奶奶", "[提交]", "收到了"))
    assert play.case().flow == "wish"


def test_the_same_name_behind_another_door_is_somebody_else(lite_play: Play) -> None:
    """What is said of a neighbour is not told to the one whom the register knows by that name."""
    play, granny = lite_play, lite_play.ids["王奶奶"]
    known = begun("她家的灯坏了")
    drafts = [replace(known, name="王桂兰", door=door) for door in ("1号楼1单元999", "2单元501", "501", "")]
    dasha = play.caller("赵大妈").actor
    assert dasha

    def meant(work: Work) -> list[bool]:
        return [(found := whom.meant(work, dasha, draft)) is not None and found.id == granny for draft in drafts]

    assert play.desk.read_now(meant) == [False, True, True, True]
