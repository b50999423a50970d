"""The loop of a wish on four phones, side by side: four moments of one play."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, FilePayload, Page, ViewportSize

from bot.demo.picture import proof

_PHONE: Final = ViewportSize(width=340, height=760)
SHARP: Final = 1.5

_SHEET: Final = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 24px; background: #efece4; color: #1f1d1a; font: 20px/1.4 system-ui, "Noto Sans CJK SC",
  "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; display: inline-flex; gap: 24px; }
figure { margin: 0; } figcaption { padding: 0 4px 12px; } figcaption b { color: #9f2d20; }
img { display: block; width: 340px; border-radius: 24px; border: 6px solid #1f1d1a; }
</style>"""


@dataclass
class Phone:
    """One person's chat in a window of its own."""

    page: Page

    def say(self, text: str) -> None:
        self.page.fill("textarea", text)
        self._sent("#composer button.first")

    def show(self, seed: str) -> None:
        """Send a photo."""
        photo = FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=proof(seed).data)
        self.page.set_input_files("input[type=file]", photo)
        self._sent("#composer button.first")

    def press(self, text: str) -> None:
        """The last button of this name in the chat; waited for, since news take a moment to come."""
        self._sent(f"#log button:text-is('{text}')")

    def reads(self, text: str) -> None:
        self.page.locator("#log", has_text=text).wait_for()

    def picture(self) -> bytes:
        """The phone as it is, once its photos have come."""
        while not self.page.evaluate("[...document.images].every((one) => one.complete)"):
            self.page.wait_for_timeout(50)  # asked from outside: the page's own policy lets nobody eval
        self.page.evaluate("document.activeElement.blur()")
        return self.page.screenshot()

    def _sent(self, button: str) -> None:
        found = self.page.locator(button).last
        found.wait_for()
        with self.page.expect_response(lambda answer: "/chat/" in answer.url and answer.request.method == "POST"):
            found.click()
        self.page.wait_for_selector("[aria-busy]", state="detached")


def entered(browser: Browser, address: str, name: str) -> Phone:
    """Go in as somebody of the demo, by the same page and button as everybody."""
    context = browser.new_context(viewport=_PHONE, device_scale_factor=SHARP, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/people")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="进入微愿").click()
    page.wait_for_selector("#log li")
    return Phone(page)


def moments(phones: Mapping[str, Phone]) -> Iterator[tuple[str, str, bytes]]:
    """(who, what they do, their phone then), in the order of the loop."""
    wang, liu, li = phones["王奶奶"], phones["刘书记"], phones["李师傅"]
    wang.say("想要个轮椅，带老伴出去走走")
    wang.reads("这样写对吗")
    yield "王奶奶", "写一句话", wang.picture()
    wang.press("提交")
    liu.reads("新的心愿")
    yield "刘书记", "看过，通过", liu.picture()
    liu.press("通过公示")
    li.press("我来接")
    li.reads("谢谢你接下来")
    yield "李师傅", "接下来办", li.picture()
    li.press("已联系上")
    li.press("圆梦了")
    li.show("轮椅")
    li.press("先不")
    wang.press("已实现")
    wang.press("满意")
    wang.say("谢谢李师傅，老伴可高兴了！")
    wang.reads("已经销号")
    yield "王奶奶", "说满意", wang.picture()


def sheet(browser: Browser, taken: Sequence[tuple[str, str, bytes]]) -> bytes:
    """The phones side by side, each with its caption."""
    figures = [
        f'<figure><figcaption><b>{n} {who}</b> {what}</figcaption><img src="data:image/png;base64,{_text(data)}">'
        for n, (who, what, data) in enumerate(taken, 1)
    ]
    page = browser.new_page(viewport=ViewportSize(width=1600, height=800), device_scale_factor=SHARP)
    page.set_content(_SHEET + "</figure>".join(figures))
    return page.locator("body").screenshot()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
