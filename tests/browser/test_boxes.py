"""Nothing breaks the layout: on every page, in every look, each box is where it fits, and large enough to press."""

import json
import os
import time
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import LOOKS, PAGES, QUICK, Look, dress, looked_at

KNOWN: Final = Path(__file__).parent / "boxes.json"
# Fractions of the screen by which a part may differ from where it was: other fonts are a little wider or higher.
ACROSS, DOWN = 0.06, 0.12
SETTLING = 5  # seconds
FAULTS: Final = (Path(__file__).parent / "faults.js").read_text("utf-8")
PARTS: Final = (
    "header, main, footer, nav, h1, #log, .tools, #composer, .phone, .line, .tabs, .card, .rows, .find, .pile, .story"
)
BOXES: Final = """
(parts) => {
  const found = {};
  for (const one of document.querySelectorAll(parts)) {
    const name = one.id.replace(/^entry-\\d+$/, "") || one.className.split(" ")[0] || one.tagName.toLowerCase();
    if (found[name] || !one.checkVisibility()) continue;
    const box = one.getBoundingClientRect();
    const parts = [box.left / innerWidth, box.top / innerHeight, box.width / innerWidth];
    found[name] = parts.map((n) => Math.round(n * 100) / 100);
  }
  return found;
}
"""


@pytest.mark.parametrize("big", [False, True], ids=["usual", "big"])
@pytest.mark.parametrize("name", PAGES)
def test_every_part_is_where_it_was_and_nothing_is_cut(base: str, browser: Browser, name: str, big: bool) -> None:
    """Compared with what was looked at and found good; WEIYUAN_BOXES=write after looking again, in every look."""
    looks = LOOKS if os.environ.get("WEIYUAN_BOXES") == "write" else QUICK
    _compare(base, browser, name, [look for look in looks if look.big == big])


@pytest.mark.slow
@pytest.mark.parametrize("big", [False, True], ids=["usual", "big"])
@pytest.mark.parametrize("name", PAGES)
def test_the_same_in_every_look(base: str, browser: Browser, name: str, big: bool) -> None:
    _compare(base, browser, name, [look for look in LOOKS if look.big == big])


def _compare(base: str, browser: Browser, name: str, looks: list[Look]) -> None:
    known = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}
    wrong: list[str] = []
    with looked_at(browser, base, PAGES[name], looks[0]) as page:
        for look in looks:
            dress(page, look)
            if os.environ.get("WEIYUAN_BOXES") == "write":
                known.setdefault(str(look), {})[name] = page.evaluate(BOXES, PARTS)
            else:
                wrong += [f"{look}: {fault}" for fault in _settled(page, look, known[str(look)][name])]
    if os.environ.get("WEIYUAN_BOXES") == "write":
        KNOWN.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
    assert not wrong, "\n".join(wrong)


def _settled(page: Page, look: Look, known: dict[str, list[float]]) -> list[str]:
    """What is still wrong once the page has had time: its phones and pictures take their places a moment later."""
    until = time.monotonic() + SETTLING
    while wrong := _wrong(page, look, known):
        if time.monotonic() > until:
            break
        page.wait_for_timeout(100)
    return wrong


def _wrong(page: Page, look: Look, known: dict[str, list[float]]) -> list[str]:
    boxes = page.evaluate(BOXES, PARTS)
    moved = [
        f"{part}: {known.get(part)} is now {boxes.get(part)}"
        for part in {*boxes, *known}
        if _differ(known.get(part), boxes.get(part))
    ]
    return moved if look.paper else [*moved, *page.evaluate(FAULTS)]


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
