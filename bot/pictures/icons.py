"""The app's icon as phones want it: squares of two sizes, drawn from the one that is a drawing."""

import io
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, ViewportSize

from bot.assets import FOLDER

SIZES: Final = (192, 512)


def icons(browser: Browser) -> None:
    """Filled to the edges: each phone cuts the corners in its own way."""
    drawing = (FOLDER / "icon.svg").read_text("utf-8").replace('rx="14"', "")
    for size in SIZES:
        page = browser.new_page(viewport=ViewportSize(width=size, height=size))
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{drawing}")
        with Image.open(io.BytesIO(page.screenshot())) as image:
            image.convert("RGB").quantize(16).save(FOLDER / f"icon-{size}.png", optimize=True)
        page.close()
