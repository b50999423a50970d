"""A page opened inside Telegram, in a real browser: who looks is handed on, leaves the address, and the page shows."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from bot.settings import Settings
from tests.databases import Databases
from tests.emulators.telegram import BotApi
from tests.play import Play
from tests.web.server import Site


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[tuple[Site, BotApi]]:
    with BotApi() as api, databases.fresh("sqlite") as url:
        play = Play(url)
        play.do(lambda work: work.accounts.open(play.ids["刘书记"], "telegram", "1012", play.now))
        found = Site(play, Settings(data=tmp_path, telegram_token=api.token, telegram_api=api.base))
        yield found, api
        found.close()
        play.close()


def test_the_page_shows_and_nothing_of_the_proof_stays(browser: Browser, site: tuple[Site, BotApi]) -> None:
    server, api = site
    signed = api.user(1012, "刘书记").init_data(server.play.now.timestamp())
    page = browser.new_context(locale="zh-CN").new_page()
    errors: list[str] = []
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto(f"{server.base}/telegram/enter?to=/desk#tgWebAppData={quote(signed)}&tgWebAppVersion=8.0")
    page.wait_for_url(f"{server.base}/desk")
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("history.length") <= 2, "going back does not lead to the door again"
    assert errors == []


def test_without_a_proof_it_is_said_what_to_do(browser: Browser, site: tuple[Site, BotApi]) -> None:
    server, api = site
    page = browser.new_context(locale="zh-CN").new_page()
    stranger = api.user(9001, "路人").init_data(server.play.now.timestamp())
    for behind, told in (("", "请再按一次"), (f"#tgWebAppData={quote(stranger)}", "还不认识您")):
        page.goto("about:blank")
        page.goto(f"{server.base}/telegram/enter?to=/desk{behind}")
        expect(page.locator("h1")).to_have_text(told)
        assert page.url == f"{server.base}/telegram/enter?to=/desk"
