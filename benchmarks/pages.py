"""What each page weighs, asks for and how soon it shows, over a line of 3G: `make budget`.

python -m benchmarks.pages    needs Chromium; ends with 1 where a page is over its budget
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from bot.pictures.serving import FLAGS, find_chromium, served

# A line as on the edge of a town: 300 ms there and back, 750 kbit/s down, 250 kbit/s up.
LINE: Final = {"offline": False, "latency": 300, "downloadThroughput": 750_000 / 8, "uploadThroughput": 250_000 / 8}
PAGES: Final = {
    "聊天": "/as/1/chat",
    "聊天（书记）": "/as/15/chat",
    "一件": "/as/1/case/演武-0006",
    "我的": "/as/1/mine",
    "工作台": "/as/15/desk",
    "三率": "/as/15/rates",
    "公开墙": "/wall/140403003001",
    "邀请": "/as/15/invitations",
    "我的资料": "/as/1/mine/data",
    "没有网": "/away",
}
MOST_KB, MOST_REQUESTS, MOST_PAINT, MOST_AGAIN = 100.0, 12, 2.5, 1.5


@dataclass(frozen=True, slots=True)
class Seen:
    """`kb` without photos; `paint`: seconds to the first text; `again`: the same for somebody who comes back."""

    kb: float
    requests: int
    paint: float
    again: float

    def over(self) -> bool:
        late = self.paint > MOST_PAINT or self.again > MOST_AGAIN
        return late or self.kb > MOST_KB or self.requests > MOST_REQUESTS


def main() -> int:
    chromium = find_chromium()
    if chromium is None:
        print("没有找到 Chromium，没有量。装上 chromium，或用 WEIYUAN_CHROMIUM 指明它在哪里。")
        return 0
    with TemporaryDirectory(prefix="weiyuan-pages-") as folder, served(Path(folder)) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=list(FLAGS))
        found = {name: measured(browser, f"{address}{path}") for name, path in PAGES.items()}
        browser.close()
    print(f"{'页':　<8}{'kB':>8}{'请求':>6}{'首屏 s':>9}{'再来 s':>9}")
    for name, seen in found.items():
        mark = "  超了" if seen.over() else ""
        print(f"{name:　<8}{seen.kb:>8.1f}{seen.requests:>8}{seen.paint:>10.2f}{seen.again:>10.2f}{mark}")
    print(f"上限：{MOST_KB:.0f} kB，{MOST_REQUESTS} 个请求，首屏 {MOST_PAINT} 秒，再来 {MOST_AGAIN} 秒（3G，不算照片）")
    return 1 if any(seen.over() for seen in found.values()) else 0


def measured(browser: Browser, address: str) -> Seen:
    """Opened for the first time, then again."""
    with slow(browser) as page:
        weighed = list(_opened(page, address))
        first, again = _paint(page), 0.0
        page.goto("about:blank")
        page.goto(address)
        again = _paint(page)
    return Seen(sum(weighed) / 1000, len(weighed), first, again)


@contextmanager
def slow(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    yield page
    context.close()


def _opened(page: Page, address: str) -> Iterator[int]:
    """The bytes of each thing that the page asked for, as they travelled; the open line of news is none."""
    session = page.context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    photos: set[str] = set()

    def answered(event: dict[str, Any]) -> None:
        if event["type"] in ("Image", "Media", "EventSource") and "/photo/" in event["response"]["url"]:
            photos.add(event["requestId"])

    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    session.send("Network.enable")
    page.goto(address)
    page.wait_for_timeout(1500)
    yield from (int(size) for key, size in sizes.items() if key not in photos)


def _paint(page: Page) -> float:
    """Seconds from asking for the page to its first text."""
    page.wait_for_timeout(500)
    found = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1")
    return float(found) / 1000


if __name__ == "__main__":
    sys.exit(main())
