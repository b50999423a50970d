"""Photograph the running product for README and docs.

python -m bot.pictures    needs Chromium; without it nothing changes and one sentence says so
"""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from rich.console import Console

from bot.pictures.icons import icons
from bot.pictures.loop import entered, moments, sheet
from bot.pictures.pages import SHOTS, sheet_of, shot, staged
from bot.pictures.papers import has_office, papers
from bot.pictures.serving import FLAGS, find_chromium, served

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES: Final = 300_000


def main() -> int:
    console, chromium = Console(), find_chromium()
    if chromium is None:
        console.print("没有找到 Chromium，图没有重画。装上 chromium，或用 WEIYUAN_CHROMIUM 指明它在哪里。")
        return 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    largest = 0
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name, picture in taken(browser):
            data = palette(picture)
            (FOLDER / f"{name}.png").write_bytes(data)
            largest = max(largest, len(data))
            console.print(f"画好了 docs/pictures/{name}.png（{len(data) // 1000} kB）")
        icons(browser)
        browser.close()
    if not has_office():
        console.print("没有找到 LibreOffice 和 pdftoppm，Excel 和 Word 的两张图没有重画。")
    return 0 if largest < MOST_BYTES else 1


def taken(browser: Browser) -> Iterator[tuple[str, bytes]]:
    """(name, picture) of everything, each play in a demo of its own."""
    with _demo() as address:
        phones = {name: entered(browser, address, name) for name in ("王奶奶", "刘书记", "李师傅")}
        yield "loop", sheet(browser, list(moments(phones)))
    with _demo() as address:
        yield "stage", staged(browser, address)
        yield "invitation", sheet_of(browser, address)
        for name, one in SHOTS.items():
            yield name, shot(browser, address, one)
    with _demo() as address:
        yield from papers(browser, address)


def palette(data: bytes) -> bytes:
    """The picture in 128 colours: a third of the size, the same to the eye."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def _demo() -> Iterator[str]:
    with TemporaryDirectory(prefix="weiyuan-pictures-") as folder, served(Path(folder)) as address:
        yield address


if __name__ == "__main__":
    sys.exit(main())
