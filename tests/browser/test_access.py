"""Everybody can use every page: WCAG 2.2 AA by axe, text contrast of 7:1, in every look."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.looks import LIU, PAGES, Look, dress, looked_at

# As long as the points are: read with everything open, but nothing on it keeps its place.
OPENED: Final = {"trial": f"/as/{LIU}/points/whatif?set=huaning"}

RULES: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}


LIGHT: Final = (Look(390), Look(1440))
DARK: Final = (Look(375, big=True, scheme="dark"),)
# One page of each kind in the dark and large: the colours are those of every page. All of them, in the long run.
DARK_PAGES: Final = ("stage", "chat-staff", "case", "desk", "points", "wall")


@pytest.mark.parametrize(
    ("name", "looks"), [*((name, LIGHT[:1]) for name in [*PAGES, *OPENED]), *((name, DARK) for name in DARK_PAGES)]
)
def test_axe_finds_nothing(base: str, browser: Browser, name: str, looks: tuple[Look, ...]) -> None:
    _axe(base, browser, name, looks)


@pytest.mark.slow
@pytest.mark.parametrize("looks", [LIGHT, DARK], ids=["usual", "big"])
@pytest.mark.parametrize("name", [*PAGES, *OPENED])
def test_axe_finds_nothing_in_every_look(base: str, browser: Browser, name: str, looks: tuple[Look, ...]) -> None:
    _axe(base, browser, name, looks)


def _axe(base: str, browser: Browser, name: str, looks: tuple[Look, ...]) -> None:
    found: list[str] = []
    with looked_at(browser, base, {**PAGES, **OPENED}[name], looks[0]) as page:
        for summary in page.locator("summary").all() if name in OPENED else ():
            summary.click()
        for look in looks:
            dress(page, look)
            for fault in Axe().run(page, options=RULES).response["violations"]:
                found += [f"{look}: {fault['id']}: {node['html'][:120]}" for node in fault["nodes"]]
    assert not found, "\n".join(found)
