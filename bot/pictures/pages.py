"""Single pages as they look: the stage, the wall, an invitation on paper, a chat in large type in the dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from playwright.sync_api import Browser, ViewportSize

from bot.demo.place import COMMUNITY
from bot.pictures.loop import SHARP

LIU, WANG, LI = 15, 1, 8


@dataclass(frozen=True, slots=True)
class Shot:
    """`whole`: as long as the page is; `paper`: as it is printed."""

    path: str
    width: int = 1440
    height: int = 860
    big: bool = False
    scheme: Literal["light", "dark"] = "light"
    paper: bool = False
    whole: bool = False


SHOTS: Final[Mapping[str, Shot]] = {
    "wall": Shot(f"/wall/{COMMUNITY}", 1100, 900),
    "wall-print": Shot(f"/wall/{COMMUNITY}", 794, 1123, paper=True),
    "desk": Shot(f"/as/{LIU}/desk?tab=watch", 1280, 820),
    "chat-big-dark": Shot(f"/as/{LI}/chat", 390, 780, big=True, scheme="dark"),
}


def shot(browser: Browser, address: str, one: Shot) -> bytes:
    context = browser.new_context(
        viewport=ViewportSize(width=one.width, height=one.height),
        device_scale_factor=SHARP,
        locale="zh-CN",
        color_scheme=one.scheme,
    )
    if one.big:
        context.add_cookies([{"name": "look", "value": "big", "url": address}])
    page = context.new_page()
    page.goto(f"{address}{one.path}")
    page.wait_for_timeout(500)
    if one.paper:
        page.emulate_media(media="print")
    data = page.screenshot(full_page=one.whole)
    context.close()
    return data


def staged(browser: Browser, address: str) -> bytes:
    """The stage in the middle of a wish: one has claimed it, the next press is lit."""
    page = browser.new_page(viewport=ViewportSize(width=1440, height=860), device_scale_factor=SHARP, locale="zh-CN")
    page.goto(address)
    for who, label in (("王奶奶", "想要个轮椅，带老伴出去走走"), ("王奶奶", "提交"), ("刘书记", "通过公示")):
        phone = page.frame_locator(f'iframe[title="{who}的手机"]')
        phone.get_by_role("button", name=label, exact=True).last.click()
    page.locator("#next", has_text="我来接").wait_for()
    page.wait_for_timeout(500)
    data = page.screenshot()
    page.close()
    return data


def sheet_of(browser: Browser, address: str) -> bytes:
    """A building's invitation, made by the secretary, as it comes out of the printer."""
    page = browser.new_page(viewport=ViewportSize(width=794, height=1123), device_scale_factor=1, locale="zh-CN")
    page.goto(f"{address}/as/{LIU}/invitations")
    page.get_by_label("贴在哪里").select_option(label="1号楼")
    page.get_by_role("button", name="做一张").first.click()
    page.goto(f"{address}/as/{LIU}/invitations/1/sheet")
    page.emulate_media(media="print")
    page.wait_for_timeout(300)
    data = page.screenshot()
    page.close()
    return data
