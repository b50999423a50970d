"""A sheet to draw on, in pixels from its upper left corner, and the type that is drawn."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pylopdf_fonts_zh_cn
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.textpath import TextPath

from bot.papers.words import plain

INK, ACCENT, MUTED, FAINT = "#1f1d1a", "#c0392b", "#5c564c", "#e2ddd2"
BODY, VALUE, PAD = 38, 36, 44
_BOX: Final = "□"  # stands for what the type lacks


@cache
def typeface() -> dict[Any, Any]:
    """Settings under which Chinese is drawn and `$` is a sign like any other."""
    path = str(pylopdf_fonts_zh_cn.sans_path())
    fontManager.addfont(path)
    return {
        "font.family": get_font(path).family_name,
        "font.size": BODY,
        "text.color": INK,
        "text.parse_math": False,
        "axes.unicode_minus": False,
        "hatch.linewidth": 3,
    }


def drawable(text: str) -> str:
    """The text with a box for every sign that the type lacks."""
    font = get_font(str(pylopdf_fonts_zh_cn.sans_path()))
    return "".join(sign if sign.isspace() or font.get_char_index(ord(sign)) else _BOX for sign in plain(text))


def text_width(text: str, size: int = BODY) -> float:
    """As drawn, in pixels."""
    if not text.strip():
        return 0
    face = FontProperties(fname=str(pylopdf_fonts_zh_cn.sans_path()))
    return float(TextPath((0, 0), text, size=size, prop=face, usetex=False).get_extents().x1)


@dataclass(frozen=True, slots=True)
class Canvas:
    figure: Figure
    width: int
    height: int

    def write(self, x: float, y: float, text: str, *, size: int = BODY, **more: Any) -> None:
        """One line, its middle at `y`."""
        self.figure.text(x / self.width, 1 - y / self.height, text, size=size, va="center_baseline", **more)

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """A place for marks, without a frame."""
        width, height = (right - left) / self.width, (bottom - top) / self.height
        axes = self.figure.add_axes((left / self.width, 1 - bottom / self.height, width, height))
        axes.set_facecolor("none")
        for side in axes.spines.values():
            side.set_visible(False)
        axes.tick_params(length=0)
        return axes
