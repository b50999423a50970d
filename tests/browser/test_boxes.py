"""Nothing breaks the layout: on every page, in every look, each box is where it fits, and large enough to press."""

import json
import os
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import LOOKS, PAGES, Look, looked_at

KNOWN: Final = Path(__file__).parent / "boxes.json"
# Fractions of the screen by which a part may differ from where it was: other fonts are a little wider or higher.
ACROSS, DOWN = 0.06, 0.12
FAULTS: Final = (Path(__file__).parent / "faults.js").read_text("utf-8")
PARTS: Final = (
    "header, main, footer, nav, h1, #log, .tools, #composer, .phone, .line, .tabs, .card, .rows, .find, .pile, .story"
)
BOXES: Final = """
(parts) => {
  const found = {};
  for (const one of document.querySelectorAll(parts)) {
    const name = one.id || one.className.split(" ")[0] || one.tagName.toLowerCase();
    if (found[name] || !one.checkVisibility()) continue;
    const box = one.getBoundingClientRect();
    const parts = [box.left / innerWidth, box.top / innerHeight, box.width / innerWidth];
    found[name] = parts.map((n) => Math.round(n * 100) / 100);
  }
  return found;
}
"""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_every_part_is_where_it_was_and_nothing_is_cut(base: str, browser: Browser, look: Look) -> None:
    """Compared with what was looked at and found good; WEIYUAN_BOXES=write after looking again."""
    known = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}
    found, faults = {}, []
    for name, path in PAGES.items():
        with looked_at(browser, base, path, look) as page:
            found[name] = page.evaluate(BOXES, PARTS)
            faults += [f"{name}: {fault}" for fault in page.evaluate(FAULTS)] if not look.paper else []
    if os.environ.get("WEIYUAN_BOXES") == "write":
        KNOWN.write_text(json.dumps({**known, str(look): found}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    moved = [
        f"{page} {part}: {known[str(look)][page].get(part)} is now {boxes.get(part)}"
        for page, boxes in found.items()
        for part in {*boxes, *known[str(look)][page]}
        if _differ(known[str(look)][page].get(part), boxes.get(part))
    ]
    assert not [*moved, *faults], "\n".join([*moved, *faults])


def test_a_broken_layout_is_noticed(base: str, browser: Browser) -> None:
    """The two checks above see what they are there for."""
    with looked_at(browser, base, PAGES["chat"], Look(375)) as page:
        before = page.evaluate(BOXES, PARTS)
        _style(page, ".tools .button { min-height: 20px; max-height: 20px; } #composer { width: 900px; }")
        faults = page.evaluate(FAULTS)
        assert any("high" in fault for fault in faults)
        assert any("the page is" in fault for fault in faults)
        _style(page, "#composer { position: fixed; top: 0; left: 50%; }")
        assert _differ(before["composer"], page.evaluate(BOXES, PARTS)["composer"])


def _differ(one: list[float] | None, other: list[float] | None) -> bool:
    if one is None or other is None:
        return one is not other
    limits = (ACROSS, DOWN, ACROSS)
    return any(abs(a - b) > limit for a, b, limit in zip(one, other, limits, strict=True))


def _style(page: Page, css: str) -> None:
    script = "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets.push(s); }"
    page.evaluate(script, css)
