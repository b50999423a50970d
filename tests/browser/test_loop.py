"""The whole loop on four phones, as a newcomer plays it after `make run`."""

import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.browser.phones import Phone


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "wheelchair.jpg"
    Image.new("RGB", (1200, 900), "#2f5d8a").save(file)
    return file


def test_four_phones_play_a_wish_from_a_sentence_to_struck_off(base: str, browser: Browser, picture: Path) -> None:
    names = ("王奶奶", "刘书记", "李师傅", "张敏")
    wang, liu, li, zhang = (Phone(browser, base, name) for name in names)
    wang.say("想要个轮椅,带老伴出去溜溜弯")
    wang.press("提交")
    wang.sees("收到了，社区最晚")
    liu.sees("新的心愿")
    liu.press("通过公示")
    for helper in (li, zhang):
        expect(helper.button("我来接")).to_be_visible()
    li.press("我来接")
    li.sees("谢谢你接下来")
    claimed = time.monotonic()
    expect(zhang.page.get_by_role("button", name="我来接")).to_have_count(0)
    assert time.monotonic() - claimed < 1
    zhang.sees("接的人")
    wang.sees("李师傅接了您的心愿")
    li.press("已联系上")
    li.press("圆梦了")
    li.sees("发一张圆梦的照片")
    li.photo(picture)
    li.sees("想说一句经过吗")
    li.press("先不")
    li.sees("辛苦了")
    wang.sees("这个心愿实现了吗")
    wang.press("已实现")
    wang.press("满意")
    wang.sees("这件事圆满了")
    wang.say("谢谢李师傅,老伴高兴坏了!")
    wang.sees("已转告")
    li.sees("老伴高兴坏了")
    wang.page.get_by_role("link", name="经过").last.click()
    expect(wang.page.locator(".story li")).to_have_count(7)
    for phone in (wang, liu, li, zhang):
        phone.put_down()


def test_the_same_without_script(base: str, browser: Browser) -> None:
    zhou = Phone(browser, base, "钱大妈", script=False)
    zhou.menu("我的")
    zhou.sees("带灯的放大镜")
    zhou.press("②")
    zhou.press("撤回")
    zhou.sees("撤回了")
    zhou.say("想要一把小凳子")
    zhou.sees("这样写对吗")
    zhou.put_down()


def test_a_slow_line_and_a_keyboard_that_covers_half_the_phone(base: str, browser: Browser) -> None:
    he = Phone(browser, base, "何师傅", latency=300)
    he.page.wait_for_load_state("load")  # the style comes over the slow line as well
    he.page.set_viewport_size({"width": 390, "height": 380})
    field, send = he.page.get_by_label("写一句话"), he.page.get_by_role("button", name="发送")
    for part in (field, send):
        expect(part).to_be_in_viewport(ratio=1)
    he.say("在吗")
    he.sees("您好！")
    he.put_down()


def test_words_survive_closing_the_page(base: str, browser: Browser) -> None:
    aunt = Phone(browser, base, "小雨妈妈")
    aunt.say("想要一本字典")
    aunt.sees("这样写对吗")
    aunt.page.goto("about:blank")
    aunt.page.goto(f"{base}/chat")
    aunt.sees("这样写对吗")
    expect(aunt.button("提交")).to_be_visible()
    aunt.put_down()


def test_a_line_that_breaks_sends_once(base: str, browser: Browser) -> None:
    zheng = Phone(browser, base, "郑叔")
    zheng.page.context.set_offline(True)
    zheng.page.get_by_label("写一句话").fill("我的")
    zheng.page.get_by_role("button", name="发送").click()
    expect(zheng.page.locator("#pending li")).to_contain_text("有网了自己发")
    zheng.page.context.set_offline(False)
    zheng.sees("我的（")
    expect(zheng.page.locator("#pending li")).to_have_count(0)
    expect(zheng.page.locator("li.mine", has_text="我的")).to_have_count(1)
