"""Every page in every look: widths of phones and desks, large type, dark, paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal

from playwright.sync_api import Browser, Page, ViewportSize

WIDTHS: Final = (375, 390, 768, 1440)
# Ids of the demo's people, in the order in which they are entered.
WANG, ZHAO, LIU = 1, 11, 15


@dataclass(frozen=True, slots=True)
class Look:
    width: int
    big: bool = False
    scheme: Literal["light", "dark"] = "light"
    paper: bool = False

    def __str__(self) -> str:
        marks = [word for word, on in (("big", self.big), ("paper", self.paper)) if on]
        return "-".join([str(self.width), self.scheme, *marks])


LOOKS: Final = (
    *(Look(width) for width in WIDTHS),
    *(Look(width, big=True) for width in (375, 1440)),
    Look(390, scheme="dark"),
    Look(718, paper=True),
)
# The narrowest, the commonest and the widest: what every run looks at. The others, in the long run.
QUICK: Final = (Look(390), Look(1440), Look(375, big=True))
PAGES: Final = {
    "stage": "/",
    "people": "/people",
    "chat": f"/as/{WANG}/chat",
    "chat-staff": f"/as/{LIU}/chat",
    "mine": f"/as/{WANG}/mine",
    "waiting": f"/as/{LIU}/waiting",
    "case": f"/as/{WANG}/case/演武-0006",
    "case-staff": f"/as/{LIU}/case/演武-0042",
    "desk": f"/as/{LIU}/desk",
    "rates": f"/as/{LIU}/rates",
    "directory": f"/as/{LIU}/directory",
    "points": "/as/8/points",
    "points-staff": f"/as/{LIU}/points?of=8",
    "orders": f"/as/{LIU}/orders",
    "leave": f"/as/{WANG}/leave",
    "away": "/away",
    "wall": "/wall/140403003001",
    "wall-photos": f"/as/{LIU}/wall/140403003001/photos",
    "invitations": f"/as/{LIU}/invitations",
    "own-data": f"/as/{WANG}/mine/data",
    "no-invitation": "/join/0123456789",
    "nowhere": "/nowhere",
}


@contextmanager
def looked_at(browser: Browser, base: str, path: str, look: Look) -> Iterator[Page]:
    """The page, drawn whole; a script that fails fails the test."""
    context = browser.new_context(viewport=_size(look), locale="zh-CN", color_scheme=look.scheme)
    if look.big:
        context.add_cookies([{"name": "look", "value": "big", "url": base}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{base}{path}")
    page.wait_for_load_state("load")
    dress(page, look)
    yield page
    context.close()
    assert not errors, errors


def dress(page: Page, look: Look) -> None:
    """The same page in another look; only large type has to be asked of the server."""
    page.set_viewport_size(_size(look))
    page.emulate_media(media="print" if look.paper else "screen", color_scheme=look.scheme)


def _size(look: Look) -> ViewportSize:
    return ViewportSize(width=look.width, height=1024 if look.width == 768 else 844)
