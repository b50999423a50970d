"""The wall in a real browser: a full one and a bare one, on every width, in large type, in the dark and on paper."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.settings import Settings
from handlers.cases.actions import Move, take
from handlers.kit.turns import Photo
from handlers.people.records import Actor, Person
from handlers.wall.photos import albums, show
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.work import Work
from tests.browser.phones import CHROMIUM, FLAGS, PATIENCE, until
from tests.cast import BLOCK_3, CITY
from tests.databases import Databases
from tests.play import Play
from tests.wall.looking import CODE, EAST
from tests.web.server import Site

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: install the package chromium")

LONG = "想请人帮着把厨房里滴水的水龙头换一个新的，再看看阳台上的插座和灯，天黑以后什么都看不见，已经好几天了"
A4 = (794, 1123)  # of a sheet at 96 dots an inch
SMALLEST = """
Math.min(...[...document.querySelectorAll(".button, .shots a")].map((one) => {
  const box = one.getBoundingClientRect();
  return Math.min(box.width, box.height);
}))
"""
WIDTHS = (375, 390, 768, 1440)


@pytest.fixture(scope="module")
def site(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """演武 with more than its wall holds, every text as long as it gets; 广场东 with nothing at all."""
    with databases.fresh("sqlite") as url:
        play = Play(url)
        play.do(lambda work: _fill(play, work))
        found = Site(play, Settings(data=tmp_path_factory.mktemp("wall"), demo=False))
        yield found
        found.close()
        play.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def _fill(play: Play, work: Work) -> None:
    """Twenty wishes that wait and twenty that came true, with photos and thanks."""
    secretary, helper = play.caller("刘书记").actor, play.caller("李师傅").actor
    assert secretary
    assert helper
    for n in range(40):
        needer = work.people.add(_neighbour(n))
        wish = submit(work, secretary, Wanted(LONG, WishKind.SERVICE, None, needer), play.now).case
        take(work, secretary, Move(wish.id, "approve"), play.now)
        if n % 2:
            _done(work, play, wish.id, needer)
    work.news.clear()
    _, found = albums(work, secretary, CODE, play.now)
    show(work, secretary, CODE, [photo.media_id for one in found for photo in one.photos], play.now)


def _neighbour(n: int) -> Person:
    return Person(0, CITY, f"邻居{n}", f"邻居{n}", unit_id=BLOCK_3)


def _done(work: Work, play: Play, case: int, needer: int) -> None:
    secretary, helper = play.caller("刘书记").actor, play.caller("李师傅").actor
    assert secretary
    assert helper
    by_needer = Actor(needer, 0, CITY, "邻居", BLOCK_3)
    take(work, secretary, Move(case, "dispatch", {"person": str(helper.person_id)}), play.now)
    take(work, helper, Move(case, "connect"), play.now)
    proofs = tuple(work.media.add(Photo(_picture(), 640, 480), helper.person_id, play.now) for _ in range(2))
    take(work, helper, Move(case, "fulfil", {"proof": proofs}), play.now)
    take(work, by_needer, Move(case, "rate", {"granted": "yes", "satisfied": "good"}), play.now)
    take(work, by_needer, Move(case, "thank", {"thanks": LONG}), play.now)


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#2f5d8a").save(out, "JPEG")
    return out.getvalue()


def look(browser: Browser, site: Site, width: int, path: str, *, big: bool = False, dark: bool = False) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="zh-CN", color_scheme="dark" if dark else "light"
    )
    if big:
        context.add_cookies([{"name": "look", "value": "big", "url": site.base}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.base}{path}")
    return page


def sheets(page: Page, file: Path) -> int:
    page.emulate_media(media="print")
    page.pdf(path=file, prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b(?!s)", file.read_bytes()))


@pytest.mark.parametrize(("big", "dark"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("path", [f"/wall/{CODE}", f"/wall/{CODE}?all=1", f"/wall/{EAST}"])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, path: str, big: bool, dark: bool) -> None:
    page = look(browser, site, WIDTHS[0], path, big=big, dark=dark)
    assert page.evaluate("document.querySelectorAll('[style]').length") == 0
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALLEST) >= 47.5
    page.context.close()


def test_photos_are_seen(browser: Browser, site: Site) -> None:
    page = look(browser, site, 1440, f"/wall/{CODE}")
    expect(page.locator(".done .slip")).to_have_count(12)
    first = page.locator(".shots img").first
    first.scroll_into_view_if_needed()
    until(page, "document.querySelector('.shots img').naturalWidth > 0")
    page.context.close()


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("code", [CODE, EAST])
def test_two_sheets_of_paper(browser: Browser, site: Site, tmp_path: Path, code: str, big: bool) -> None:
    page = look(browser, site, 1440, f"/wall/{code}", big=big)
    assert sheets(page, tmp_path / "wall.pdf") == 2
    expect(page.locator(".sheet-head").first).to_contain_text("2026年3月2日")
    expect(page.locator(".how")).to_contain_text("找您的网格员")
    for hidden in (".button", "header"):
        for one in page.locator(f".wall {hidden}").all():
            expect(one).to_be_hidden()
    page.context.close()


def test_on_paper_it_is_large_and_in_two_columns(browser: Browser, site: Site) -> None:
    page = look(browser, site, A4[0] - 91, f"/wall/{CODE}")
    page.emulate_media(media="print")
    shown = [one for one in page.locator(".open .slip").all() if one.is_visible()]
    assert len(shown) == 8
    assert len({round(box["x"]) for one in shown if (box := one.bounding_box())}) == 2
    assert page.locator(".open .what").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 28
    assert page.evaluate("document.documentElement.scrollWidth") <= A4[0]
    expect(page.locator(".open .rest")).to_contain_text("还有 12 件")
    page.context.close()


def test_an_office_ticks_and_puts_up(browser: Browser, site: Site) -> None:
    site.play.later(timedelta(seconds=1))
    page = look(browser, site, WIDTHS[0], f"/enter/{site.invite('刘书记')}")
    page.get_by_role("button", name="进入微愿").click()
    page.wait_for_url("**/chat")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{site.base}/wall/photos")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="取下来").first.click()
    expect(page.get_by_role("status")).to_contain_text("取下来了")
    page.get_by_label("没有人脸、没有门牌，可以上墙").first.check()
    page.get_by_role("button", name="勾了的可以上墙").click()
    expect(page.get_by_role("status")).to_contain_text("贴上墙了")
    page.context.close()
