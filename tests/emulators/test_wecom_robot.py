"""A group robot: whoever has its key writes, twenty times a minute, until it is taken out."""

import base64
import hashlib
from typing import Any

import httpx
import pytest

from tests.emulators.scene import jpeg
from tests.emulators.wecom import Faults, Robot, WeComApi
from tests.emulators.wecom.clock import MINUTE
from tests.emulators.wecom_scene import Line, card

CLIENT = httpx.Client(timeout=20)


@pytest.fixture
def robot(wecom: WeComApi) -> Robot:
    return wecom.robot("三号楼网格群")


def post(robot: Robot, kind: str, content: Any, **more: Any) -> int:
    told = CLIENT.post(robot.url, json={"msgtype": kind, kind: content} | more)
    return int(told.json()["errcode"])


def picture(body: bytes) -> dict[str, str]:
    return {"base64": base64.b64encode(body).decode(), "md5": hashlib.md5(body).hexdigest()}  # noqa: S324 - a check sum


NOTICE = {
    **{"card_type": "text_notice", "main_title": {"title": "新的心愿"}},
    "card_action": {"type": 1, "url": "https://example.org/1"},
}


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("text", {"content": "愿" * 682, "mentioned_list": ["@all"]}, 0),
        ("text", {"content": "愿" * 683}, 45002),
        ("text", {"content": "一", "colour": "red"}, 40058),
        ("markdown", {"content": "a" * 4096}, 0),
        ("markdown", {"content": "a" * 4097}, 45002),
        ("image", picture(jpeg()), 0),
        ("image", picture(jpeg()) | {"md5": "0" * 32}, 40058),
        ("image", picture(b"\xff\xd8\xff" + bytes(2 * 2**20)), 40009),
        ("image", {"base64": "?", "md5": "0" * 32}, 40058),
        ("news", {"articles": [{"title": "周报", "url": "https://example.org/"}]}, 0),
        ("file", {"media_id": "none"}, 40007),
        ("template_card", NOTICE, 0),
        ("template_card", card(), 42045),
        ("template_card", NOTICE | {"main_title": {"title": "题" * 37}}, 42047),
        ("sticker", {}, 40008),
    ],
)
def test_what_a_robot_may_say(endless: Line, kind: str, content: Any, code: int) -> None:
    robot = endless.api.robot(f"{kind} {code}")
    assert post(robot, kind, content) == code
    assert len(robot.chat) == (code == 0)


def test_a_file_comes_up_by_the_same_key(robot: Robot) -> None:
    url = robot.url.replace("webhook/send", "webhook/upload_media") + "&type=file"
    told = CLIENT.post(url, files={"media": ("表.csv", "楼,户".encode())}).json()
    assert post(robot, "file", {"media_id": told["media_id"]}) == 0
    assert robot.chat[-1].files == ("楼,户".encode(),)


def test_twenty_a_minute(wecom: WeComApi, robot: Robot) -> None:
    other = wecom.robot("四号楼网格群")
    codes = [post(robot, "text", {"content": f"{at}"}) for at in range(21)]
    assert codes == [0] * 20 + [45009]
    assert post(other, "text", {"content": "一"}) == 0
    wecom.clock.move(MINUTE + 1)
    assert post(robot, "text", {"content": "一"}) == 0
    assert robot.chat[-1].text == "一"


def test_it_is_taken_out_and_comes_back(wecom: WeComApi, robot: Robot) -> None:
    for code in (93000, 93004, 93008):
        robot.remove(code)
        assert post(robot, "text", {"content": "一"}) == code
    robot.restore()
    assert post(robot, "text", {"content": "一"}) == 0
    assert CLIENT.post(f"{wecom.base}/cgi-bin/webhook/send?key=no", json={}).json()["errcode"] == 93000


def test_it_meets_faults_too(wecom: WeComApi, robot: Robot) -> None:
    wecom.fail(Faults(busy=1))
    assert post(robot, "text", {"content": "一"}) == -1
    assert robot.chat == []
