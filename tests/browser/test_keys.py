"""The whole loop without a finger on the screen: once by keyboard alone, once by what a screen reader is told."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.looks import LIU, WANG
from tests.browser.phones import PATIENCE

LI: Final = 8
MOST_STEPS: Final = 60


class Keys:
    """A chat before somebody who has a keyboard and nothing else."""

    def __init__(self, browser: Browser, base: str, person: int) -> None:
        self.page = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN").new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(f"{base}/as/{person}/chat")

    def say(self, text: str) -> None:
        self._to_top()
        self._press("跳到写话的地方")
        expect(self.page.locator("#say")).to_be_focused()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")

    def press(self, label: str) -> None:
        """Reach a button by Tab, backwards from the end, and press it."""
        self.page.locator("#log, #quick").get_by_role("button", name=label, exact=True).last.wait_for()
        self._to_top()
        self.page.keyboard.press("Shift+Tab")
        self._press(label, back=True)

    def sees(self, text: str) -> None:
        self.page.locator("#log").get_by_text(text).last.wait_for()

    def _to_top(self) -> None:
        self.page.evaluate("document.activeElement.blur()")
        self.page.evaluate("getSelection().removeAllRanges()")
        self.page.keyboard.press("Control+Home")

    def _press(self, label: str, *, back: bool = False) -> None:
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("document.activeElement.textContent.trim()") == label:
                box = self.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
                assert box == "3px", "one sees where one is"
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"{label} is not reached by Tab")


def test_a_wish_from_a_sentence_to_struck_off_by_keyboard(base: str, browser: Browser) -> None:
    wang, liu, li = (Keys(browser, base, person) for person in (WANG, LIU, LI))
    wang.say("想要个轮椅，带老伴出去走走")
    wang.press("提交")
    liu.press("通过公示")
    li.press("我来接")
    li.press("已联系上")
    li.press("圆梦了")
    li.press("发一张示例照片")
    li.sees("想说一句经过吗")
    li.press("先不")
    wang.press("已实现")
    wang.press("满意")
    wang.press("谢谢，辛苦了！")
    wang.sees("已转告")
    li.sees("谢谢，辛苦了")


def test_a_request_by_what_a_screen_reader_is_told(base: str, browser: Browser) -> None:
    wang, liu, zhao = (_listening(browser, base, person) for person in (WANG, LIU, 11))
    field = wang.get_by_role("textbox", name="写一句话")
    field.fill("2号楼后面的井盖坏了")
    wang.get_by_role("button", name="发送").click()
    draft = _card(wang, "要反映的事，这样写对吗？")
    expect(draft).to_match_aria_snapshot("- term: 类别\n- definition: /\\S+/")
    draft.get_by_role("button", name="提交").click()
    _card(liu, re.compile("演武-")).get_by_role("button", name="派小赵").click()
    for label in ("已联系上", "办好了"):
        _card(zhao, re.compile("演武-")).get_by_role("button", name=label, exact=True).click()
    zhao.get_by_role("button", name="发一张示例照片").click()
    zhao.get_by_role("button", name="修好了，试过了").click()
    done = wang.get_by_role("article").filter(has=wang.get_by_role("button", name="解决了", exact=True)).last
    expect(done).to_match_aria_snapshot("- img /照片 1，一共 1 张$/")
    done.get_by_role("button", name="解决了", exact=True).click()
    _card(wang, re.compile("演武-")).get_by_role("button", name="满意", exact=True).click()
    wang.get_by_role("log", name="说过的话").get_by_text("办完").last.wait_for()


def test_the_page_tells_its_parts(base: str, browser: Browser) -> None:
    page = _listening(browser, base, WANG)
    for part in ('- main "聊天"', '- log "说过的话"', '- textbox "写一句话"', '- button "发送"', '- button "大字"'):
        expect(page.locator("body")).to_match_aria_snapshot(part)
    expect(page.get_by_role("heading").nth(1)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"王奶奶\s*$"))


def test_news_is_said_politely_and_trouble_at_once(base: str, browser: Browser) -> None:
    page = _listening(browser, base, WANG)
    assert page.get_by_role("log").get_attribute("aria-live") in (None, "polite")
    expect(page.locator("#trouble")).to_have_attribute("role", "alert")
    expect(page.locator("#line")).to_have_attribute("role", "status")


def _listening(browser: Browser, base: str, person: int) -> Page:
    page = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN").new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/as/{person}/chat")
    return page


def _card(page: Page, heading: "str | re.Pattern[str]") -> Locator:
    """The newest card of this heading that has something to press."""
    cards = page.get_by_role("article").filter(has=page.get_by_role("heading", name=heading))
    return cards.filter(has=page.get_by_role("button")).last


@pytest.mark.parametrize("path", ["/", "/people", "/as/15/desk", "/as/15/rates", "/as/1/mine"])
def test_no_page_traps_the_keyboard(base: str, browser: Browser, path: str) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 844}, locale="zh-CN").new_page()
    page.goto(f"{base}{path}")
    seen: set[str] = set()
    for _ in range(250):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement === document.body ? 'out' : document.activeElement.outerHTML")
        if here == "out" and len(seen) > 2:
            return
        seen.add(here)
    assert path == "/" or len(seen) > 100, "the focus comes out at the end"
