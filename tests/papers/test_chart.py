"""A picture as a phone shows it: nothing cut off, every sign drawn, series told apart without colour."""

import warnings
from io import BytesIO

import pytest
from matplotlib.font_manager import get_font
from PIL import Image, ImageChops
from pylopdf_fonts_zh_cn import sans_path

from bot.papers.canvas import drawable
from bot.papers.chart import PAPER, PHONE, picture, picture_of
from bot.papers.marks import fill, stroke
from bot.papers.words import wide, wrapped
from handlers.kit.papers import Chart, ChartKind, Paper, Series
from tests.papers.odd import HOSTILE, LONG_NAMES, bars, lines
from tests.papers.samples import COMMUNITIES, ranking, week

ACCENT = (0xC0, 0x39, 0x2B)
MARGIN = 20


@pytest.fixture(autouse=True)
def _no_sign_is_missing() -> None:
    warnings.filterwarnings("error", message=".*[Gg]lyph.*")


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of everything that is drawn."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, PAPER)).getbbox()
    assert box
    return box


def share_of(image: Image.Image, colour: tuple[int, int, int]) -> float:
    counts = image.getcolors(1 << 24) or []
    return sum(int(n) for n, found in counts if found == colour) / (image.width * image.height)


CHARTS = {
    "thirty long names": bars(),
    "thirty long names, four series": bars(count=4),
    "communities": bars(COMMUNITIES, 2),
    "one bar": bars(("演武社区",)),
    "latin": bars(("WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "m" * 80)),
    "hostile": bars(HOSTILE),
    "a year": ranking().charts[1],
    "one line": lines((3, 1, None, 12, 12, 0, 5)),
    "one point": lines((3,)),
    "flat": lines((0, 0, 0)),
    "three that meet": lines((1, 2, 3), (3, 2, 3), (2, 2, 3)),
    "thirty days": lines(tuple(range(30)), tuple(range(1000, 1030))),
    "no values": lines((None, None)),
    "no bars": Chart("题", ChartKind.BARS, ("甲",), (Series("项", (None,)),)),
    "below nought": Chart("比上月", ChartKind.BARS, ("甲", "乙"), (Series("项", (-3, 12)),)),
    "a long title": Chart("标题" * 40, ChartKind.BARS, ("甲",), (Series("很长的名字" * 8, (1,)),) * 2),
    "long labels below a line": Chart("题", ChartKind.LINES, LONG_NAMES[:12], (Series("项", tuple(range(12))),)),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_nothing_is_cut_off(chart: Chart) -> None:
    image = opened(picture(chart))
    left, top, right, bottom = inked(image)
    assert image.width == PHONE
    assert min(left, top, image.width - right, image.height - bottom) >= MARGIN


def test_empty_says_so() -> None:
    inked(opened(picture(bars(()))))


def test_thirty_names_make_it_higher_not_smaller() -> None:
    few, more = opened(picture(bars(COMMUNITIES[:3]))), opened(picture(bars(COMMUNITIES)))
    assert more.height > few.height + 27 * 50
    assert opened(picture(bars())).height > more.height, "names of two lines"


def test_colours_of_the_house() -> None:
    image = opened(picture(bars(COMMUNITIES)))
    assert image.getpixel((2, 2)) == (0xFB, 0xFA, 0xF7)
    assert share_of(image, ACCENT) > 0.05
    assert opened(picture(bars(), 600, "white")).getpixel((2, 2)) == (255, 255, 255)


def test_a_gap_stays_a_gap() -> None:
    full = Chart("题", ChartKind.BARS, ("甲", "乙"), (Series("项", (5, 5)),))
    gap = Chart("题", ChartKind.BARS, ("甲", "乙"), (Series("项", (5, None)),))
    assert share_of(opened(picture(gap)), ACCENT) < 0.6 * share_of(opened(picture(full)), ACCENT)


def test_series_differ_without_colour() -> None:
    hatches = {(fill(at).get("hatch"), fill(at)["facecolor"] == "none", fill(at)["edgecolor"]) for at in range(4)}
    assert len(hatches) == 4
    assert len({(stroke(at)["linestyle"], stroke(at)["marker"]) for at in range(4)}) == 4


def test_the_type_has_every_sign_that_a_paper_uses() -> None:
    font = get_font(str(sans_path()))
    said = "".join((*COMMUNITIES, ranking().title, ranking().about, "0123456789.%-—，。；：“”（）□还没有数"))
    assert not [sign for sign in said if sign != " " and not font.get_char_index(ord(sign))]


def test_a_rare_name_and_a_smile_are_boxes_not_errors() -> None:
    assert drawable("王𠮷👍") == "王□□"
    opened(picture(bars(("王𠮷👍",))))


def test_chinese_is_really_drawn() -> None:
    """Other names, another picture: were the type missing, both would be the same boxes."""
    faces = [opened(picture(bars((name,)))) for name in ("演武", "紫坊")]
    assert ImageChops.difference(*faces).getbbox()


def test_a_paper_s_picture_has_its_title() -> None:
    png = picture_of(week())
    assert png
    assert opened(png).height > opened(picture(week().charts[0])).height
    assert picture_of(Paper("题", "")) is None


def test_a_picture_is_light_enough_for_a_phone() -> None:
    png = picture_of(ranking())
    assert png
    assert len(png) < 150_000


def test_lines_break_between_chinese_not_in_a_number() -> None:
    found = wrapped("给第一支部书记刘芳；11月16日至11月20日；周五 12:00 做出来", 16)
    assert "".join(found).replace(" ", "") == "给第一支部书记刘芳；11月16日至11月20日；周五12:00做出来"
    assert not [line for line in found if line[0] in "；月日" or wide(line) > 16]
    assert wrapped("", 10) == [""]
    assert all(wide(line) <= 5 for line in wrapped("W" * 40, 5))
