"""A chart as a picture for a phone. What draws it is loaded with the first picture: it takes a second and much room."""

from enum import Enum
from typing import Final, TypeAlias

from handlers.kit.papers import Chart, Paper

PHONE: Final = 1080
PAPER: Final = "#fbfaf7"


class Size(Enum):
    """How large a line of the heading is."""

    LARGE = "large"
    USUAL = "usual"
    SMALL = "small"


Heading: TypeAlias = tuple[tuple[str, Size], ...]


def picture(chart: Chart, width: int = PHONE, ground: str = PAPER) -> bytes:
    """A PNG, `width` pixels wide and as high as it needs."""
    return _png(chart, ((chart.title, Size.LARGE),), width, ground)


def picture_of(paper: Paper) -> bytes | None:
    """The first chart under the paper's own title, to be sent by itself; none where there is no chart."""
    if not paper.charts:
        return None
    chart = paper.charts[0]
    below = ((chart.title, Size.USUAL),) if chart.title != paper.title else ()
    return _png(chart, ((paper.title, Size.LARGE), (paper.about, Size.SMALL), *below), PHONE, PAPER)


def _png(chart: Chart, heading: Heading, width: int, ground: str) -> bytes:
    from bot.papers.drawing import draw

    return draw(chart, heading, width, ground)
