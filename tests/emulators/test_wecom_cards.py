"""Template cards: what each kind may hold, what a press tells, and what a change shows."""

from typing import Any

import pytest

from tests.emulators.wecom import WeComApi
from tests.emulators.wecom.clock import HOUR
from tests.emulators.wecom_scene import Json, Line, card, listening

PAGE = {"type": 1, "url": "https://example.org/1"}


def notice(**more: Any) -> Json:
    return {"card_type": "text_notice", "main_title": {"title": "通知"}, "card_action": PAGE} | more


def vote(**more: Any) -> Json:
    options = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}, {"id": "c", "text": "丙"}]
    told: Json = {
        **{"card_type": "vote_interaction", "task_id": "v1", "main_title": {"title": "选一选"}},
        "checkbox": {"question_key": "q", "mode": 1, "option_list": options},
        "submit_button": {"text": "提交", "key": "done"},
    }
    return told | more


def select(key: str = "q1", **more: Any) -> Json:
    return {"question_key": key, "title": "满意吗", "option_list": [{"id": "1", "text": "好"}]} | more


def several(**more: Any) -> Json:
    told: Json = {
        **{"card_type": "multiple_interaction", "task_id": "m1", "main_title": {"title": "问一问"}},
        **{"select_list": [select()], "submit_button": {"text": "提交", "key": "done"}},
    }
    return told | more


def button(at: int, **more: Any) -> Json:
    return {"text": f"第{at}个", "key": f"k{at}"} | more


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (notice(), 0),
        (notice(card_type="photo_notice"), 42045),
        (notice(card_action=None), 42046),
        ({"card_type": "text_notice", "main_title": {"title": "通知"}}, 42046),
        (notice(main_title={}), 42046),
        (notice(main_title={}, sub_title_text="说明"), 0),
        (notice(main_title={"title": "题" * 36, "desc": "文" * 44}), 0),
        (notice(main_title={"title": "题" * 37}), 42047),
        (notice(main_title={"title": "题", "desc": "文" * 45}), 42047),
        (notice(sub_title_text="文" * 161), 42047),
        (notice(colour="red"), 42046),
        (notice(horizontal_content_list=[{"keyname": "楼", "value": "3"}] * 6), 0),
        (notice(horizontal_content_list=[{"keyname": "楼", "value": "3"}] * 7), 42048),
        (notice(jump_list=[{"type": 1, "title": "看", "url": "https://example.org"}] * 4), 42048),
        (notice(jump_list=[{"type": 1, "title": "看"}]), 42046),
        (notice(action_menu={"desc": "更多", "action_list": [{"text": "不再收", "key": "off"}]}), 42014),
        (notice(action_menu={"desc": "更多", "action_list": [{"text": "不再收", "key": "off"}]}, task_id="t"), 0),
        (notice(task_id="有中文"), 42014),
        (notice(task_id="a" * 129), 42014),
        (notice(task_id="a-b_c@" + "d" * 122), 0),
        (card(""), 42014),
        (card(button_list=[]), 42048),
        (card(button_list=[button(at) for at in range(6)]), 0),
        (card(button_list=[button(at) for at in range(7)]), 42048),
        (card(button_list=[button(1), button(1)]), 42049),
        (card(button_list=[button(1, text="字" * 11)]), 42047),
        (card(button_list=[button(1, key="k" * 1025)]), 42047),
        (card(button_list=[button(1, style=5)]), 42046),
        (card(button_list=[{"text": "看"}]), 42046),
        (card(button_list=[{"text": "看", "type": 1, "url": "https://example.org"}]), 0),
        (card(button_selection=select(option_list=[{"id": f"{n}", "text": "好"} for n in range(11)])), 42048),
        (card(button_selection=select(option_list=[{"id": "1", "text": "字" * 17}])), 42047),
        (vote(), 0),
        (vote(checkbox={"question_key": "q", "option_list": [{"id": "1", "text": "甲"}] * 2}), 42049),
        (vote(checkbox={"question_key": "q", "option_list": [{"id": f"{n}", "text": "甲"} for n in range(21)]}), 42048),
        (vote(submit_button=None), 42046),
        (several(), 0),
        (several(select_list=[select(f"q{n}") for n in range(4)]), 42048),
        (several(select_list=[select(), select()]), 42049),
    ],
)
def test_what_a_card_may_hold(endless: Line, given: Json, code: int) -> None:
    endless.api.world.tasks.clear()
    told = endless.send("template_card", given)
    assert told["errcode"] == code
    assert bool(told.get("response_code")) == (code == 0 and "task_id" in given)


def test_a_task_is_used_once(line: Line) -> None:
    assert line.send("template_card", card("t1"))["errcode"] == 0
    assert line.send("template_card", card("t1"))["errcode"] == 42014
    assert line.send("template_card", card("t2"))["errcode"] == 0


def test_each_press_and_the_send_give_one_change_within_three_days(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    first = line.send("template_card", card())["response_code"]
    shown = wang.chat[-1]
    second, third = (wang.press(shown.id, "take").response_code for _ in range(2))

    def change(code: str, **more: Any) -> Json:
        body: Json = {"userids": ["wang"], "agentid": wecom.agent, "response_code": code}
        return line.call("message/update_template_card", **body | more)

    assert change(first, template_card=notice(main_title={"title": "改了"}))["errcode"] == 0
    assert wang.chat[-1].text == "改了"
    assert change(first, button={"replace_name": "再改"})["errcode"] == 40058
    assert change("made-up", button={"replace_name": "再改"})["errcode"] == 40058
    assert change(second)["errcode"] == 40058
    assert change(second, button={"replace_name": "再改"}, agentid=1)["errcode"] == 40056
    assert change(second, template_card=card("t1", replace_text="好了"))["errcode"] == 0
    assert wang.chat[-1].replaced == "好了"
    assert wang.chat[-1].updates == 2
    wecom.clock.move(72 * HOUR + 1)
    line.token = Line(wecom).token
    assert change(third, button={"replace_name": "晚了"})["errcode"] == 40058


def test_a_change_is_for_those_named(wecom: WeComApi, line: Line) -> None:
    wang, zhao = wecom.staff("wang"), wecom.staff("zhao")
    code = line.send("template_card", card(), touser="wang|zhao")["response_code"]
    body: Json = {"agentid": wecom.agent, "response_code": code, "button": {"replace_name": "已认领"}}
    assert line.no("message/update_template_card", **body) == 40058
    told = line.call("message/update_template_card", **body, userids=["zhao", "nobody"])
    assert told["invaliduser"] == ["nobody"]
    assert [one.chat[-1].replaced for one in (wang, zhao)] == ["", "已认领"]
    again = wang.press(wang.chat[-1].id, "pass").response_code
    line.call("message/update_template_card", **body | {"response_code": again}, atall=1)
    assert wang.chat[-1].replaced == "已认领"
    with pytest.raises(LookupError, match="nothing to press"):
        wang.press(wang.chat[-1].id, "take")


def test_what_is_chosen_comes_with_the_press(wecom: WeComApi, line: Line) -> None:
    with listening(wecom) as ear:
        wang = wecom.staff("wang")
        line.send("template_card", vote())
        wang.press(wang.chat[-1].id, "done", {"q": ["c", "a"]})
        line.send("template_card", several(select_list=[select(), select("q2")]))
        wang.press(wang.chat[-1].id, "done", {"q2": ["1"]})
        line.send("template_card", card("t3", button_selection=select(selected_id="1")))
        wang.press(wang.chat[-1].id, "take")
        wecom.handled()
        voted, answered, taken = ear.heard
        assert (voted["EventKey"], voted["TaskId"], voted["CardType"]) == ("done", "v1", "vote_interaction")
        assert voted["SelectedItems"]["SelectedItem"] == {"QuestionKey": "q", "OptionIds": {"OptionId": ["a", "c"]}}
        assert [one["QuestionKey"] for one in answered["SelectedItems"]["SelectedItem"]] == ["q1", "q2"]
        assert taken["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == "1"


def test_what_is_not_there_can_not_be_chosen_or_pressed(wecom: WeComApi, line: Line) -> None:
    wang = wecom.staff("wang")
    line.send("template_card", vote(checkbox=vote()["checkbox"] | {"mode": 0}))
    shown = wang.chat[-1].id
    for picks in ({}, {"q": ["a", "b"]}, {"q": ["z"]}, {"other": ["a"]}):
        with pytest.raises(LookupError):
            wang.press(shown, "done", picks)
    with pytest.raises(LookupError):
        wang.press(shown, "take", {"q": ["a"]})
    line.text("您好")
    with pytest.raises(LookupError):
        wang.press(wang.chat[-1].id, "take")
    with pytest.raises(LookupError):
        wang.chat[-1].button("认领")


def test_what_hides_behind_a_card_is_another_event(wecom: WeComApi, line: Line) -> None:
    with listening(wecom) as ear:
        wang = wecom.staff("wang")
        line.send(
            "template_card", notice(task_id="n1", action_menu={"action_list": [{"text": "不再收", "key": "off"}]})
        )
        assert wang.chat[-1].labels == []
        assert wang.chat[-1].button("不再收").menu
        wang.press(wang.chat[-1].id, "off")
        wecom.handled()
        assert (ear.heard[0]["Event"], ear.heard[0]["EventKey"]) == ("template_card_menu_event", "off")
