"""The first minute: a newcomer who only presses what is lit gets from a sentence to struck off, on a slow line."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.phones import PATIENCE, until

MOST_SECONDS = 180
LIT = (
    "[...document.querySelectorAll('.button')].filter((one) => one.checkVisibility()"
    " && getComputedStyle(one).backgroundColor === 'rgb(143, 40, 28)').length"
)
# The phone that is shown is that of the tab that is pressed.
CHOSEN = (
    "document.querySelector('.phone.shown').ariaLabel ==="
    " `${document.querySelector('#tabs [aria-pressed=true]').firstChild.textContent.trim()}的手机`"
)
END = "走完了，换一场看看"


@pytest.mark.parametrize("scene", ["wish", "request"])
def test_pressing_what_comes_next_ends_the_loop(base: str, browser: Browser, scene: str) -> None:
    page = _stage(browser, base, 1440, scene)
    began = time.monotonic()
    for _ in range(16):
        following = page.locator("#next")
        expect(following).to_be_visible()
        label = following.inner_text()
        if label == END:
            break
        expect(page.locator(".phone.turn")).to_have_count(1)
        following.click()
        expect(following).not_to_have_text(label)
    expect(page.locator("#next")).to_have_text(END)
    expect(page.locator("#told")).to_contain_text("王奶奶")
    assert time.monotonic() - began < MOST_SECONDS
    page.context.close()


def test_exactly_one_press_is_lit(base: str, browser: Browser) -> None:
    page = _stage(browser, base, 1440, "race")
    expect(page.locator("#next")).to_contain_text("我来接")
    until = time.monotonic() + PATIENCE / 1000
    while (lit := sum(frame.evaluate(LIT) for frame in page.frames[1:])) != 1 and time.monotonic() < until:
        page.wait_for_timeout(100)  # colours change softly, and a phone hears of its turn a moment later
    assert lit == 1
    page.context.close()


def test_on_a_narrow_screen_the_phones_are_tabs_with_badges(base: str, browser: Browser) -> None:
    page = _stage(browser, base, 390, "race")
    tabs = page.locator("#tabs button")
    expect(tabs).to_have_count(4)
    expect(page.locator(".phone:visible")).to_have_count(1)
    page.locator("#next", has_text="我来接").click()
    until(page, CHOSEN)
    page.frame_locator(".phone.shown iframe").get_by_role("button", name="我来接").last.click()
    told = tabs.filter(has_text="王奶奶").locator("b")
    expect(told).to_be_visible()
    expect(told).to_have_text("1")
    page.context.close()


def test_time_is_moved_and_said(base: str, browser: Browser) -> None:
    page = _stage(browser, base, 1440, "race")
    before = page.locator("#now").inner_text()
    page.get_by_role("button", name="+1 工作日").click()
    expect(page.locator("#told")).to_contain_text("过了 1 个工作日")
    expect(page.locator("#now")).not_to_have_text(before)
    page.context.close()


def _stage(browser: Browser, base: str, width: int, scene: str) -> Page:
    """The stage at a scene, over a line of 300 ms."""
    page = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": 300, "downloadThroughput": 94_000, "uploadThroughput": 32_000}
    session.send("Network.emulateNetworkConditions", limits)
    page.goto(base)
    page.locator(".scenes summary").click()
    page.locator(f'form[action="/stage/scenes/{scene}"] button').click()
    page.wait_for_url(f"{base}/?scene={scene}")
    return page
