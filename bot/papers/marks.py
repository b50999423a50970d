"""How series are told apart: by hatch, dash and marker as well as by colour."""

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from bot.papers.canvas import ACCENT, INK, MUTED
from bot.papers.chart import PAPER
from handlers.kit.papers import ChartKind

_FILLS: Final[Sequence[dict[str, Any]]] = (
    {"facecolor": ACCENT, "edgecolor": ACCENT},
    {"facecolor": "none", "edgecolor": INK, "hatch": "///"},
    {"facecolor": MUTED, "edgecolor": MUTED},
    {"facecolor": "none", "edgecolor": MUTED, "hatch": "xx"},
)
_STROKES: Final[Sequence[dict[str, Any]]] = (
    {"color": ACCENT, "linestyle": "-", "marker": "o"},
    {"color": INK, "linestyle": "--", "marker": "s"},
    {"color": MUTED, "linestyle": ":", "marker": "^"},
    {"color": MUTED, "linestyle": "-.", "marker": "D", "markerfacecolor": PAPER},
)


def fill(at: int) -> dict[str, Any]:
    return {**_FILLS[at % len(_FILLS)], "linewidth": 3}


def stroke(at: int) -> dict[str, Any]:
    return {**_STROKES[at % len(_STROKES)], "linewidth": 5, "markersize": 16, "markeredgewidth": 3}


def legend_marks(kind: ChartKind, names: Sequence[str]) -> list[Artist]:
    if kind is ChartKind.BARS:
        return [Patch(label=name, **fill(at)) for at, name in enumerate(names)]
    return [Line2D([], [], label=name, **stroke(at)) for at, name in enumerate(names)]
