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


@pytest.mark.parametrize(
    "looks", [(Look(390), Look(1440)), (Look(375, big=True, scheme="dark"),)], ids=["usual", "big"]
)
@pytest.mark.parametrize("name", [*PAGES, *OPENED])
def test_axe_finds_nothing(base: str, browser: Browser, name: str, looks: tuple[Look, ...]) -> None:
    found: list[str] = []
    with looked_at(browser, base, {**PAGES, **OPENED}[name], looks[0]) as page:
        for summary in page.locator("summary").all() if name in OPENED else ():
            summary.click()
        for look in looks:
            dress(page, look)
            for fault in Axe().run(page, options=RULES).response["violations"]:
                found += [f"{look}: {fault['id']}: {node['html'][:120]}" for node in fault["nodes"]]
    assert not found, "\n".join(found)
