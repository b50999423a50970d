"""The demo in a process of its own, and phones before it: real pages in headless Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds: a busy machine is slow, and a test that passes waits for none of it
expect.set_options(timeout=PATIENCE)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """`weiyuan demo` over an empty folder; gives its address."""
    port = free_port()
    env = {**os.environ, "WEIYUAN_DATA": str(folder), "WEIYUAN_PORT": str(port)}
    log = (folder.parent / "demo.log").open("w")
    run = subprocess.Popen([sys.executable, "-m", "bot.cli", "demo"], env=env, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{base}/readyz", run)
        yield base
    finally:
        run.terminate()
        run.wait(10)
        log.close()


class Phone:
    """One person's chat on a phone. A page error fails the test when the phone is put down."""

    def __init__(
        self, browser: Browser, base: str, who: str, *, script: bool = True, latency: int = 0, errors: bool = True
    ) -> None:
        self._context = browser.new_context(
            viewport={"width": 390, "height": 780}, locale="zh-CN", java_script_enabled=script
        )
        self.page: Page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if errors:  # a line cut on purpose is reported there too
            self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        if latency:
            self._slow(latency)
        self.page.goto(f"{base}/people")
        self.page.get_by_text(who, exact=True).click()
        self.page.get_by_role("button", name="进入微愿").click()
        self.sees("好！")
        if script:
            live(self.page)

    def say(self, text: str) -> None:
        self.page.get_by_label("写一句话").fill(text)
        self.page.get_by_role("button", name="发送").click()

    def photo(self, file: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(file)
        self.page.get_by_role("button", name="发送").click()

    def button(self, label: str) -> Locator:
        """The newest button of a card with exactly this text."""
        return self.page.locator("#log").get_by_role("button", name=label, exact=True).last

    def press(self, label: str) -> None:
        self.button(label).click()

    def menu(self, label: str) -> None:
        self.page.locator(".tools").get_by_role("button", name=label, exact=True).click()

    def sees(self, text: str) -> None:
        self.page.locator("#log").get_by_text(text).last.wait_for()

    def put_down(self) -> None:
        self._context.close()
        assert not self.errors, self.errors

    def _slow(self, latency: int) -> None:
        session = self._context.new_cdp_session(self.page)
        session.send("Network.enable")
        limits = {"offline": False, "latency": latency, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
        session.send("Network.emulateNetworkConditions", limits)


def live(page: Page) -> None:
    """Wait until the page's script has it in hand: before, a form posts by itself, and a dead line loses the page."""
    page.locator("html.js").wait_for()


def until(page: Page, expression: str) -> None:
    """Wait for something to be true of the page. It is asked from outside: the page's own policy lets nobody eval."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(50)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, run: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert run.poll() is None, "the demo ended"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own loopback address
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the demo does not answer")
