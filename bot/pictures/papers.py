"""Digests as they reach people: a card on a phone, a page, and what Excel and Word make of the files."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize

from bot.pictures.loop import SHARP
from bot.pictures.pages import LIU

MA: Final = 16
NEEDS: Final = ("soffice", "pdftoppm")
_PAPER: Final = "半月调度"
_DPI: Final = 84
_SECONDS: Final = 120  # LibreOffice makes itself a home the first time


def has_office() -> bool:
    return all(map(shutil.which, NEEDS))


def papers(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """(name, picture) of a digest in its forms, on the first working day after a month's end."""
    page = browser.new_page(
        viewport=ViewportSize(width=1100, height=1560), device_scale_factor=SHARP, locale="zh-CN", color_scheme="light"
    )
    _turn_month(page, address)
    yield "digest-card", _card(browser, address)
    page.goto(f"{address}/as/{LIU}/digests")
    page.get_by_role("link", name=_PAPER).first.click()
    where = page.url
    yield "digest-page", _whole(page)
    if has_office():
        for form, name in (("xlsx", "digest-excel"), ("docx", "digest-word")):
            yield name, first_page(page.request.get(f"{where}.{form}").body(), form)
    page.close()


def _turn_month(page: Page, address: str) -> None:
    """The scene of a month's end, and a working day more: by then the papers of the month have come."""
    page.goto(address)
    page.locator(".scenes summary").click()
    page.get_by_role("button", name="月底").click()
    page.wait_for_url("**/?scene=month")
    with page.expect_response("**/stage/move", timeout=60_000):
        page.get_by_role("button", name="+1 工作日").click()


def _card(browser: Browser, address: str) -> bytes:
    """What the street gets that morning: all in one message."""
    page = browser.new_page(
        viewport=ViewportSize(width=390, height=1000), device_scale_factor=SHARP, locale="zh-CN", color_scheme="light"
    )
    page.goto(f"{address}/as/{MA}/chat")
    card = page.locator("#log article", has=page.get_by_role("button", name="为什么发")).last
    card.locator(".chart img").evaluate("one => { one.loading = 'eager'; return one.decode(); }")
    page.evaluate("document.activeElement.blur()")
    card.evaluate("one => one.scrollIntoView({block: 'end'})")
    page.wait_for_timeout(300)
    data = page.screenshot()
    page.close()
    return data


def _whole(page: Page) -> bytes:
    """The upper part of the page with its chart."""
    page.locator(".chart img").evaluate("one => { one.loading = 'eager'; return one.decode(); }")
    page.evaluate("scrollTo(0, 0)")
    return page.screenshot()


def first_page(data: bytes, form: str) -> bytes:
    """What comes out of the printer first, as LibreOffice prints it."""
    with TemporaryDirectory(prefix="weiyuan-paper-") as folder:
        file = Path(folder) / f"paper.{form}"
        file.write_bytes(data)
        home = f"-env:UserInstallation={Path(folder, 'home').as_uri()}"
        _run("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, str(file))
        cut = ("-r", str(_DPI), "-f", "1", "-l", "1", "-singlefile", "-png")
        _run("pdftoppm", *cut, f"{folder}/paper.pdf", f"{folder}/one")
        return Path(folder, "one.png").read_bytes()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603  # our own file
