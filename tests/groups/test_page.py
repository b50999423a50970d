"""The page of a secretary's groups, and the operator's command."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.desk.base import Task
from bot.settings import Settings
from bot.wiring import opened
from tests.cast import settle
from tests.commands.weiyuan import Operator
from tests.emulators.wecom import WeComApi
from tests.play import Play
from tests.web.server import Browser, Site


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi() as found:
        yield found


@pytest.fixture
def site(lite_play: Play, api: WeComApi, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(data=tmp_path, demo=False, public_url="http://wish.example.org", wecom_api=api.base)
    found = Site(lite_play, settings)
    yield found
    found.close()


def send(browser: Browser, **fields: str) -> httpx.Response:
    return browser.http.post("/groups", data={"csrf": browser.csrf, **fields})


def test_a_secretary_ties_a_robot_and_unties_it(site: Site, api: WeComApi) -> None:
    robot, browser = api.robot(), site.sign_in("刘书记")
    shelf = browser.http.get("/groups").text
    assert "还没有连过群" in shelf
    assert "群机器人" in shelf.partition("Webhook")[2], "where in WeCom it is found"
    wrong = send(browser, unit="3", address="https://example.org/")
    assert wrong.status_code == 422
    assert "整条 Webhook 地址" in wrong.text.partition('id="fault-address"')[2].partition("</span>")[0], "at the field"
    assert 'value="https://example.org/" aria-invalid="true"' in wrong.text, "what was typed is still there"
    assert 'action="/groups"' in wrong.text, "and can be mended at once"
    done = send(browser, unit="3", address=robot.url)
    assert "连上了" in done.text
    assert "企业微信群机器人" in done.text
    assert robot.key not in done.text
    api_said(api, robot.key)
    group = site.play.desk.read_now(lambda work: work.groups.under(["/"]))[0]
    again = send(browser, unit="3", address=robot.url)
    assert (again.status_code, "已经连着了" in again.text) == (422, True)
    assert "断开了" in send(browser, untie=str(group.id)).text
    twice = send(browser, untie=str(group.id))
    assert (twice.status_code, "没有连着，不用断" in twice.text) == (422, True)
    assert "还没有连过群" in twice.text, "it is the same page"
    assert "fault-address" not in twice.text
    assert not site.play.desk.read_now(lambda work: work.groups.under(["/"]))


def api_said(api: WeComApi, key: str) -> None:
    """The robot has greeted its group, by the server's own courier."""
    end = time.monotonic() + 10
    while not [call for call in api.calls("webhook/send") if call.text("key") == key and call.outcome]:
        assert time.monotonic() < end, "the robot said nothing"
        time.sleep(0.01)


@pytest.mark.parametrize(("who", "unit", "status"), [("冯书记", "3", 422), ("陈书记", "3", 422), ("李师傅", "3", 422)])
def test_nobody_ties_what_is_not_theirs(site: Site, api: WeComApi, who: str, unit: str, status: int) -> None:
    robot = api.robot()
    assert send(site.sign_in(who), unit=unit, address=robot.url).status_code == status
    assert not site.play.desk.read_now(lambda work: work.groups.under(["/"]))


def test_the_page_is_for_secretaries_and_its_form_needs_their_token(site: Site, api: WeComApi) -> None:
    assert site.sign_in("王奶奶").http.get("/groups").status_code == 403
    browser = site.sign_in("刘书记")
    browser.csrf = "forged"
    assert send(browser, unit="3", address=api.robot().url).status_code == 403


def test_the_operator_ties_lists_and_unties(tmp_path: Path) -> None:
    operator, key = Operator(tmp_path / "data"), "11111111-2222-3333-4444-555555555550"
    with opened(Settings(data=operator.data)) as desk:
        now = desk.now()
        desk.submit(Task(lambda work: settle(work, now), "")).result()
    code, said = operator.runs("group", "add", "9999", "--address", key)
    assert (code, "没有这个编码" in said) == (1, True), said
    code, said = operator.runs("group", "add", "140403001", "--address", "https://example.org/")
    assert (code, "整条 Webhook 地址" in said) == (1, True), said
    code, said = operator.runs("group", "add", "140403001", "--address", key)
    assert (code, "连上了演武社区" in said) == (0, True), said
    code, said = operator.runs("group", "list")
    assert "企业微信群机器人" in said
    assert key not in said
    assert operator.runs("group", "remove", "1")[0] == 0
    assert "还没有连过群" in operator.runs("group", "list")[1]
    assert operator.runs("group", "remove", "1")[0] == 1


def test_the_place_that_was_chosen_stays_chosen(site: Site) -> None:
    browser = site.sign_in("刘书记")
    units = re.findall(r'<option value="(\d+)"', browser.http.get("/groups").text)
    for unit in units:
        page = send(browser, unit=unit, address='"><b>abc').text
        assert re.findall(r'<option value="(\d+)" selected', page) == [unit]
        assert "<b>abc" not in page
