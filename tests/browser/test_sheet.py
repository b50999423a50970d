"""The invitation on paper, in a real browser: one page with every channel on, each code whole and large enough."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from handlers.kit.roles import Role
from tests.cast import BLOCK_3, GRID_1
from tests.channels.kf.live import settings_for
from tests.databases import Databases
from tests.emulators.telegram import BotApi
from tests.emulators.wecom import WeComApi
from tests.invitations.hall import sheet
from tests.play import Play
from tests.web.server import Site

PAGE_MM = 297 - 2 * 14  # of an A4 sheet between its margins
A_MM = 96 / 25.4  # dots of a page
BOTTOM = "document.querySelector('.poster').getBoundingClientRect().bottom + scrollY"
CODES = "[...document.querySelectorAll('.poster img')].map((one) => one.getBoundingClientRect().height)"
LOADED = "[...document.images].every((one) => one.complete && one.naturalWidth > 0)"
OVER = """
(() => {
  const parts = [...document.querySelectorAll(".poster > *")].map((one) => one.getBoundingClientRect());
  return parts.slice(1).filter((one, n) => one.top < parts[n].bottom - 1).length;
})()
"""


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With WeCom, customer service and Telegram; its own address as long as they get."""
    long = "https://wish.yanwu-community.changzhi.example.org"
    with databases.fresh("sqlite") as url, BotApi() as bots, WeComApi(limits=None) as corp:
        play, folder = Play(url), tmp_path_factory.mktemp("sheet")
        more = {"telegram_token": bots.token, "telegram_api": bots.base, "public_url": long}
        found = Site(play, settings_for(corp, data=folder, **more))
        end = time.monotonic() + 10
        while not found.app.state.kf.account:
            assert time.monotonic() < end, "the account was not heard of"
            time.sleep(0.01)
        yield found
        found.close()
        play.close()


def opened(browser: Browser, site: Site, path: str, *, big: bool) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    if big:
        context.add_cookies([{"name": "look", "value": "big", "url": site.base}])
    page = context.new_page()
    site.play.later(timedelta(seconds=1))  # each link to enter by is another
    page.goto(f"{site.base}/enter/{site.invite('刘书记')}")
    page.get_by_role("button").last.click()
    page.goto(f"{site.base}{path}")
    return page


@pytest.mark.parametrize(("post", "big"), [(False, False), (True, True)], ids=["block", "post-big"])
def test_one_page_with_every_channel_on(browser: Browser, site: Site, tmp_path: Path, post: bool, big: bool) -> None:
    unit, role = (GRID_1, Role.VOLUNTEER) if post else (BLOCK_3, None)
    page = opened(browser, site, f"/invitations/{sheet(site.play, '刘书记', unit, role)}/sheet", big=big)
    assert page.get_by_text("在微信里聊").count() == page.get_by_text("用 Telegram 的").count() == 1
    assert page.evaluate(LOADED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    file = tmp_path / "sheet.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b(?!s)", file.read_bytes())) == 1
    page.set_viewport_size({"width": round((210 - 28) * A_MM), "height": round(PAGE_MM * A_MM)})
    assert page.evaluate(BOTTOM) <= PAGE_MM * A_MM, "the page is full, and nothing runs over its end"
    first, *others = page.evaluate(CODES)
    assert first >= 60 * A_MM, "read from where people stand"
    assert [round(one / A_MM) for one in others] == [34, 34], "one for WeChat, one for Telegram, side by side"
    assert page.evaluate(OVER) == 0
    page.context.close()
