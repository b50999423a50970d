"""The stage of several channels: a Telegram and a WeCom phone beside a page, from a sentence to a thanks."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, FrameLocator, Locator, Page, expect

from tests.browser.phones import PATIENCE
from tests.emulators.stage.town import Town, town


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with town() as found:
        yield found


@pytest.fixture
def stage(place: Town, browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1600, "height": 900}, locale="zh-CN")
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(place.stage)
    yield page
    page.close()
    assert not errors


def _phone(stage: Page, who: str) -> FrameLocator:
    return stage.frame_locator(f"iframe[title^={who}]")


def _button(phone: FrameLocator, label: str) -> Locator:
    return phone.locator(".bubble").get_by_role("button", name=label, exact=True).last


def _say(phone: FrameLocator, text: str) -> None:
    phone.get_by_label("写一句话").fill(text)
    phone.get_by_role("button", name="发送").click()


def _show(phone: FrameLocator) -> None:
    out = BytesIO()
    Image.new("RGBA", (300, 200), "#2f5d8a").save(out, "PNG")
    picture = FilePayload(name="wheelchair.png", mimeType="image/png", buffer=out.getvalue())
    phone.locator("[name=photo]").set_input_files(picture)


def test_a_wish_goes_over_three_channels_to_its_thanks(stage: Page) -> None:
    wang, liu, li, zhang = (_phone(stage, who) for who in ("王奶奶", "刘书记", "李师傅", "张敏"))
    _say(wang, "想要个轮椅，带老伴出去走走")
    _button(wang, "提交").click()
    _button(liu, "通过公示").click()
    expect(zhang.get_by_role("button", name="我来接")).to_be_visible()
    _button(li, "我来接").click()
    expect(zhang.get_by_role("button", name="我来接")).to_have_count(0)
    _button(li, "已联系上").click()
    _button(li, "圆梦了").click()
    expect(li.get_by_text("发一张圆梦的照片")).to_be_visible()
    _show(li)
    expect(li.get_by_text("想说一句经过吗")).to_be_visible()
    _button(li, "先不").click()
    expect(li.get_by_text("辛苦了")).to_be_visible()
    expect(wang.locator(".bubble:not(.mine) img")).to_have_count(1)
    _button(wang, "已实现").click()
    _button(wang, "满意").click()
    expect(wang.get_by_text("这件事圆满了")).to_be_visible()


def test_the_menu_of_the_app_and_a_list_to_choose_from(stage: Page) -> None:
    liu = _phone(stage, "刘书记")
    liu.locator(".below").get_by_role("button", name="待办").click()
    expect(liu.get_by_text("等你办的").first).to_be_visible()
    _button(liu, "①").click()
    expect(liu.get_by_text("演武-").last).to_be_visible()


def test_what_cannot_be_pressed_or_is_nowhere_says_so(place: Town, stage: Page) -> None:
    act = f"{place.stage}/wang/act"
    gone = stage.request.post(f"{place.stage}/liu/act", multipart={"bubble": "9", "key": "lists.mine|0|0|"})
    assert gone.status == 409
    assert stage.request.post(act, multipart={"label": "没有这个"}).status == 409
    assert stage.request.get(f"{place.stage}/nobody").status == 404
    assert stage.request.post(act, multipart={"text": "  "}).ok
