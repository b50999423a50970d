"""The desk in a real browser: by keyboard, on a phone, without script, on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.phones import PATIENCE

LOW = """
[...document.querySelectorAll(".row:not(.head), .button, summary, select, .tabs a, .row .tick")]
  .filter((one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getBoundingClientRect().height < 47.5)
  .map((one) => one.outerHTML)
"""


def sit(browser: Browser, base: str, who: str, width: int, *, script: bool = True) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=script)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/people")
    page.get_by_text(who, exact=True).click()
    page.get_by_role("button", name="进入微愿").click()
    page.wait_for_url(f"{base}/chat")
    page.goto(f"{base}/desk?tab=todo")
    return context, page


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_it_fits_and_every_target_is_large_enough(base: str, browser: Browser, width: int) -> None:
    context, page = sit(browser, base, "刘书记", width)
    for path in ("/desk", "/desk?tab=all", "/desk/handover"):
        page.goto(f"{base}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(LOW) == []
    context.close()


def test_released_by_keyboard_alone(base: str, browser: Browser) -> None:
    context, page = sit(browser, base, "刘书记", 1440)
    waiting = page.locator(".row", has_text="待审核").first
    no = waiting.locator(".no").inner_text()
    waiting.locator("input").focus()
    page.keyboard.press("Space")
    expect(page.locator("#chosen")).to_have_text("选了 1 件：")
    page.get_by_role("button", name="放出来").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("放出来（1 件）")
    page.get_by_role("button", name="放出来").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 件办成了")
    page.get_by_role("link", name=no).click()
    expect(page.locator(".card .state")).to_contain_text("公示中，等人接")
    context.close()


def test_the_same_without_script(base: str, browser: Browser) -> None:
    context, page = sit(browser, base, "刘书记", 390, script=False)
    page.locator("summary").click()
    page.get_by_label("哪一种").select_option(label="微心愿")
    page.get_by_label("到哪一步").select_option(value="open")
    page.get_by_role("button", name="就看这些").click()
    page.wait_for_url("**state=open**")
    expect(page.locator(".row .state").first).to_be_visible()
    expect(page.locator(".row .state").filter(has_not_text="公示中")).to_have_count(0)
    page.locator(".row a").first.click()
    page.get_by_role("link", name="派给").click()
    page.get_by_label("派给谁").select_option(index=1)
    page.get_by_role("button", name="派给").click()
    expect(page.locator(".card .state")).to_contain_text("已认领")
    expect(page.locator(".story")).to_contain_text("派单")
    context.close()


def test_found_by_two_characters_and_by_number(base: str, browser: Browser) -> None:
    context, page = sit(browser, base, "刘书记", 390)
    field = page.get_by_label("找编号或几个字")
    field.fill("拉链")
    field.press("Enter")
    page.wait_for_url("**q=**")
    expect(page.locator(".row .what").first).to_contain_text("拉链")
    no = page.locator(".row .no").first.inner_text()
    page.get_by_label("找编号或几个字").fill(no)
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.locator(".card h1")).to_contain_text(no)
    context.close()


def test_paper_shows_the_rows_and_nothing_to_press(base: str, browser: Browser, tmp_path: Path) -> None:
    context, page = sit(browser, base, "刘书记", 718)
    page.emulate_media(media="print")
    expect(page.locator(".row .what").first).to_be_visible()
    for hidden in (".acts", ".find", ".tabs", ".tick", ".ways"):
        expect(page.locator(hidden).first).to_be_hidden()
    file = tmp_path / "desk.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    assert file.read_bytes().startswith(b"%PDF")
    context.close()
