"""A message goes out, a card is pressed and changes, a resident is served."""

from tests.emulators.wecom import WeComApi
from tests.emulators.wecom_scene import Line, card, listening


def test_a_card_is_sent_pressed_and_changed() -> None:
    with WeComApi() as api, listening(api) as ear:
        line, wang = Line(api), api.staff("wang", "王主任")
        assert api.verify()[0]
        told = line.send("template_card", card())
        assert told["errcode"] == 0
        assert told["response_code"]
        shown = wang.chat[-1]
        assert shown.labels == ["认领", "转交"]
        pressed = wang.press(shown.id, "take")
        api.handled()
        heard = ear.heard[-1]
        assert heard["Event"] == "template_card_event"
        assert heard["ResponseCode"] == pressed.response_code
        body = {"userids": ["wang"], "agentid": api.agent, "response_code": pressed.response_code}
        assert line.call("message/update_template_card", **body, button={"replace_name": "已认领"})["errcode"] == 0
        assert wang.chat[-1].labels == []
        assert wang.chat[-1].replaced == "已认领"
        assert line.no("message/update_template_card", **body, button={"replace_name": "又一次"}) == 40058


def test_a_resident_writes_and_is_answered() -> None:
    with WeComApi() as api, listening(api) as ear:
        line, li = Line(api, api.kf_secret), api.customer("wmLi", "李奶奶")
        kfid = li.account.id
        li.enter(scene_param="b=3")
        li.say("楼道灯坏了")
        api.handled()
        assert [one["Event"] for one in ear.heard] == ["kf_msg_or_event"] * 2
        page = line.call("kf/sync_msg", token=ear.heard[-1]["Token"], open_kfid=kfid, cursor="", limit=1000)
        enter, said = page["msg_list"]
        assert enter["event"]["scene_param"] == "b=3"
        assert said["text"]["content"] == "楼道灯坏了"
        menu = {"head_content": "请选择", "list": [{"type": "click", "click": {"id": "a", "content": "看进度"}}]}
        told = line.call("kf/send_msg", touser=li.id, open_kfid=kfid, msgtype="msgmenu", msgmenu=menu)
        assert told["errcode"] == 0
        li.click(told["msgid"], "a")
        page = line.call("kf/sync_msg", open_kfid=kfid, cursor=page["next_cursor"])
        assert page["msg_list"][0]["text"] == {"content": "看进度", "menu_id": "a"}
