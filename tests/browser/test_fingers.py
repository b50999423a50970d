"""Slow fingers on a page that lives: what arrives while one presses robs nobody of the press."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.phones import PATIENCE

# Keeps the card that is looked at, and brings it again as the line would, with another word in it.
KEEP = "(photo) => { window.card = photo.closest('li'); }"
AGAIN = """async () => {
  const { place } = await import(document.querySelector('link[rel=modulepreload][href*=bubbles]').href);
  place(window.card.outerHTML.replace('</article>', '<p>改过了</p></article>'));
}"""
SAME = AGAIN.replace("'</article>', '<p>改过了</p></article>'", "/(message_id. value=.)/g, '$1new'")
STANDS = "window.card.isConnected"


def test_news_wait_while_a_finger_is_down(base: str, browser: Browser) -> None:
    page = _reader(browser, base)
    photo = page.locator("#log .photos a").last
    bubbles = page.locator("#log > li")
    before = bubbles.count()
    photo.evaluate(KEEP)
    _finger(page)
    _says(page, base, "在吗")
    page.evaluate(AGAIN)
    page.wait_for_timeout(500)
    expect(bubbles).to_have_count(before)
    assert page.evaluate(STANDS)
    page.mouse.up()
    expect(page.get_by_role("dialog", name="看照片")).to_be_visible()
    expect(page.locator("#log").get_by_text("改过了")).to_have_count(1)
    page.go_back()
    expect(page.locator("#log li.mine").last).to_contain_text(re.compile("在吗"))
    expect(photo).to_be_focused()
    page.context.close()


def test_a_finger_that_never_comes_up_holds_nothing_back_for_long(base: str, browser: Browser) -> None:
    page = _reader(browser, base)
    _finger(page)
    _says(page, base, "你们好")
    expect(page.locator("#log li.mine").last).to_contain_text("你们好")
    page.context.close()


def test_a_card_that_comes_twice_is_left_as_it_stands(base: str, browser: Browser) -> None:
    page = _reader(browser, base)
    page.locator("#log .photos a").last.evaluate(KEEP)
    page.evaluate(SAME)
    assert page.evaluate(STANDS)
    page.evaluate(AGAIN)
    assert not page.evaluate(STANDS)
    page.context.close()


def _reader(browser: Browser, base: str) -> Page:
    """李师傅 before a case with photos, in a chat that has come to rest."""
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/as/8/chat")
    page.get_by_label("写一句话").fill("演武-0006")
    page.get_by_role("button", name="发送").click()
    page.locator("#log .photos a").last.wait_for()
    expect(page.locator("#pending li")).to_have_count(0)
    page.wait_for_timeout(500)
    return page


def _finger(page: Page) -> None:
    page.locator("#log .photos a").last.hover()
    page.mouse.down()


def _says(page: Page, base: str, text: str) -> None:
    """The same person says something on another phone of theirs."""
    token = page.locator("[name=csrf]").first.input_value()
    page.request.post(f"{base}/as/8/chat/send", multipart={"csrf": token, "text": text, "message_id": f"other-{text}"})
