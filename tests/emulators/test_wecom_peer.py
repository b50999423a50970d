"""An independent client, wechatpy, finds its way around: tokens, messages, files, menus, people, customers."""

from io import BytesIO
from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException
from wechatpy.work import WeChatClient, parse_message

from tests.emulators.scene import jpeg
from tests.emulators.wecom import KFID, WeComApi
from tests.emulators.wecom.clock import HOUR
from tests.emulators.wecom_scene import AMR, listening


class Peer(WeChatClient):  # type: ignore[misc] # it is published without types
    """The client, with the emulator in place of the server's host."""

    def __init__(self, api: WeComApi, secret: str = "") -> None:
        self.API_BASE_URL = f"{api.base}/cgi-bin/"
        super().__init__(api.corp, secret or api.secret)

    def fetch_access_token(self) -> Any:
        query = {"corpid": self.corp_id, "corpsecret": self.secret}
        return self._fetch_access_token(f"{self.API_BASE_URL}gettoken", query)


@pytest.fixture
def peer(wecom: WeComApi) -> Peer:
    return Peer(wecom)


def test_it_writes_and_sends_files(wecom: WeComApi, peer: Peer) -> None:
    wang = wecom.staff("wang", "王主任")
    agent, picture = wecom.agent, jpeg()
    peer.message.send_text(agent, ["wang"], "您好")
    peer.message.send_markdown(agent, "wang", "**您好**")
    peer.message.send_text_card(agent, "wang", "心愿", "3 号楼", "https://example.org/1", "去看看")
    photo = peer.media.upload("image", ("a.jpg", BytesIO(picture), "image/jpeg"))
    peer.message.send_image(agent, "wang", photo["media_id"])
    voice = peer.media.upload("voice", ("a.amr", BytesIO(AMR), "audio/amr"))
    peer.message.send_voice(agent, "wang", voice["media_id"])
    file = peer.media.upload("file", ("表.csv", BytesIO("楼,户".encode()), "text/csv"))
    peer.message.send_file(agent, "wang", file["media_id"])
    article = {"title": "周报", "description": "本周", "url": "https://example.org/2", "image": "https://example.org/p"}
    peer.message.send_articles(agent, "wang", [article])
    assert [one.kind for one in wang.chat] == ["text", "markdown", "textcard", "image", "voice", "file", "news"]
    assert wang.chat[3].files == (picture,)
    assert isinstance(photo["created_at"], str)
    # Its own download knows no other host than the official one.
    assert peer.get("media/get", params={"media_id": photo["media_id"]}).content == picture


def test_an_expired_or_revoked_token_is_fetched_again(wecom: WeComApi, peer: Peer) -> None:
    wang = wecom.staff("wang")
    peer.message.send_text(wecom.agent, "wang", "一")
    wecom.clock.move(2 * HOUR)
    peer.message.send_text(wecom.agent, "wang", "二")
    wecom.revoke_tokens()
    peer.message.send_text(wecom.agent, "wang", "三")
    assert [one.text for one in wang.chat] == ["一", "二", "三"]
    codes = [one.outcome.code for one in wecom.calls("message/send") if one.outcome]
    assert codes == [0, 42001, 0, 40014, 0]


def test_refusals_arrive_as_errors(wecom: WeComApi, peer: Peer) -> None:
    with pytest.raises(WeChatClientException) as no:
        peer.message.send_text(1, "wang", "您好")
    assert no.value.errcode == 40056
    with pytest.raises(WeChatClientException) as no:
        Peer(wecom, "wrong").fetch_access_token()
    assert no.value.errcode == 40001


def test_it_asks_about_the_app_its_menu_and_its_people(wecom: WeComApi, peer: Peer) -> None:
    wang = wecom.staff("wang", "王主任")
    assert peer.agent.get(wecom.agent)["name"] == "微愿"
    assert peer.user.get("wang")["name"] == "王主任"
    peer.menu.create(
        wecom.agent,
        {
            "button": [
                {"type": "click", "name": "今天", "key": "today"},
                {"name": "更多", "sub_button": [{"type": "view", "name": "网页", "url": "https://example.org/"}]},
            ]
        },
    )
    assert [one.text for one in wang.menu] == ["今天", "网页"]
    assert peer.menu.get(wecom.agent)["button"][0]["key"] == "today"
    code = wang.code()
    assert peer.oauth.get_user_info(code)["userid"] == "wang"
    with pytest.raises(WeChatClientException) as no:
        peer.oauth.get_user_info(code)
    assert no.value.errcode == 40029


def test_it_reads_what_people_do(wecom: WeComApi, peer: Peer) -> None:
    wang = wecom.staff("wang")
    said, photo = wang.say("您好"), wang.photo(jpeg())
    voice, place = wang.voice(AMR), wang.location(31.2, 121.5, "人民广场")
    read = [parse_message(one.callback.content) for one in (said, photo, voice, place)]
    assert [one.type for one in read] == ["text", "image", "voice", "location"]
    assert [one.id for one in read] == [int(said.id), int(photo.id), int(voice.id), int(place.id)]
    assert {one.source for one in read} == {"wang"}
    assert {int(one.agent) for one in read} == {wecom.agent}
    assert read[0].content == "您好"
    assert read[1].image.startswith(wecom.base)
    assert read[2].format == "amr"
    assert read[3].label == "人民广场"
    assert parse_message(wang.enter().content).event == "enter_agent"
    assert parse_message(wang.follow().content).event == "subscribe"


def test_it_serves_a_customer(wecom: WeComApi) -> None:
    li = wecom.customer("wmLi", "李奶奶")
    with listening(wecom) as ear:
        desk = Peer(wecom, wecom.kf_secret)
        li.enter()
        wecom.handled()
        page = desk.kf.sync_msg(ear.heard[0]["Token"])
        code = page["msg_list"][0]["event"]["welcome_code"]
        desk.kf.send_msg_on_event(code, "text", {"text": {"content": "欢迎您"}})
        li.say("您好")
        desk.kf_message.send_text("wmLi", KFID, "在的")
        items = [{"type": "click", "click": {"id": "1", "content": "看进度"}}]
        desk.kf_message.send_msgmenu("wmLi", KFID, "请选择", items, "也可以直接说")
        assert [one.text for one in li.chat if one.from_bot][:2] == ["欢迎您", "在的"]
        assert li.chat[-1].labels == ["看进度"]
        assert desk.kf.batchget_customer(["wmLi", "wmNo"])["invalid_external_userid"] == ["wmNo"]
        assert desk.kf.get_account_list()["account_list"][0]["open_kfid"] == KFID
        assert desk.kf.add_contact_way(KFID, "wall")["url"].startswith("https://work.weixin.qq.com/kfid/")
        assert desk.kf.get_service_state(KFID, "wmLi")["service_state"] == 0
        desk.kf.trans_service_state(KFID, "wmLi", 1)
        assert desk.kf.get_service_state(KFID, "wmLi")["service_state"] == 1
