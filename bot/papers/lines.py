"""Lines over time. One line says as many values as there is room for, several say the last of each."""

from fractions import Fraction
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.papers.canvas import BODY, FAINT, INK, MUTED, PAD, VALUE, Canvas, drawable, text_width
from bot.papers.chart import PAPER
from bot.papers.marks import stroke
from bot.papers.words import amount, wrapped
from handlers.kit.papers import Chart, Series

_BESIDE, _ABOVE = 20, 24
_LABEL, _LABEL_WIDTH = BODY - 4, 6  # pixels; characters on a line at most
_NO_CLIP: Final[dict[str, Any]] = {
    "textcoords": "offset pixels",
    "annotation_clip": False,
    "size": VALUE,
    "color": INK,
    "zorder": 5,
    "path_effects": [withStroke(linewidth=8, foreground=PAPER)],  # legible where a line runs through it
}


def draw_lines(canvas: Canvas, chart: Chart, top: int, height: int) -> None:
    widest = max(
        (text_width(_said(chart, value), VALUE) for one in chart.series for _, value in _known(one)), default=0
    )
    left = PAD + max(widest, 3 * BODY)
    beside = widest + _BESIDE if len(chart.series) > 1 else widest / 2
    right = canvas.width - PAD - max(beside, max(text_width(line, _LABEL) for line in _labels(chart)[-1]) / 2)
    pitch = (right - left) / max(len(chart.labels) - 1, 1)
    shown = _shown_labels(chart, pitch)
    deepest = max(len(lines) for _, lines in shown)
    axes = canvas.axes(left, top + VALUE, right, top + height - round(deepest * _LABEL * 1.4) - 22)
    _scale(axes, chart)
    for at, series in enumerate(chart.series):
        heights = [float("nan") if value is None else float(value) for value in series.values]
        axes.plot(range(len(heights)), heights, clip_on=False, zorder=3, **stroke(at))
    axes.set_xticks([at for at, _ in shown], ["\n".join(lines) for _, lines in shown], size=_LABEL)
    if len(chart.series) == 1:
        _values(axes, chart, pitch)
    else:
        _last_values(axes, chart, canvas.height * axes.get_position().height)


def _known(series: Series) -> list[tuple[int, int | Fraction]]:
    return [(at, value) for at, value in enumerate(series.values) if value is not None]


def _said(chart: Chart, value: int | Fraction) -> str:
    return amount(value, share=chart.share)


def _shown_labels(chart: Chart, pitch: float) -> list[tuple[int, list[str]]]:
    """Every label, or every second, third... back from the last, so that they keep apart; at least four of them, in
    narrow lines if need be."""
    labels = _labels(chart)
    widest = max(text_width(line, _LABEL) for label in labels for line in label)
    step = next((step for step in range(1, len(labels)) if step * pitch > widest + 16), len(labels))
    step = max(1, min(step, len(labels) // 4))
    room = max((step * pitch - 16) / _LABEL, 2.2)
    shown = range(len(labels) - 1, -1, -step)
    return [(at, wrapped(drawable(chart.labels[at]), min(room, _LABEL_WIDTH))) for at in shown]


def _labels(chart: Chart) -> list[list[str]]:
    return [wrapped(drawable(label), _LABEL_WIDTH) for label in chart.labels]


def _scale(axes: Axes, chart: Chart) -> None:
    """Faint lines with their values; counts begin at nought, and no share is above one."""
    known = [float(value) for one in chart.series for _, value in _known(one)] or [0.0]
    least, most = min(known), max(known)
    room = (most - least) * 0.2 or max(abs(most) * 0.1, 0.05 if chart.share else 1)
    bottom = least - room if chart.share else min(0.0, least)
    axes.set_ylim(max(bottom, 0.0) if least >= 0 else bottom, most + room)
    axes.set_xlim(0, max(len(chart.labels) - 1, 1))
    steps = [1, 2, 2.5, 5, 10] if chart.share else [1, 2, 5, 10]
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=steps, integer=not chart.share))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, share=chart.share)))
    axes.tick_params(axis="y", labelsize=_LABEL, labelcolor=MUTED, pad=14)
    axes.tick_params(axis="x", labelcolor=INK, pad=24)
    axes.grid(axis="y", color=FAINT, linewidth=2)


def _tick(value: float, *, share: bool) -> str:
    if not share:
        return f"{value:g}"
    return "" if value > 1.0001 else f"{value * 100:g}%"


def _values(axes: Axes, chart: Chart, pitch: float) -> None:
    """The last, the highest and the lowest, then whichever have room beside those."""
    known = _known(chart.series[0])
    order = [*known[-1:], *sorted(known, key=lambda one: one[1])[:: max(len(known) - 1, 1)], *known]
    taken: list[tuple[float, float]] = []
    for at, value in order:
        half = text_width(_said(chart, value), VALUE) / 2 + 10
        here = (at * pitch - half, at * pitch + half)
        if all(here[1] <= start or here[0] >= end for start, end in taken):
            taken.append(here)
            axes.annotate(_said(chart, value), (at, float(value)), xytext=(0, _ABOVE), ha="center", **_NO_CLIP)


def _last_values(axes: Axes, chart: Chart, height: float) -> None:
    """Beside the last point of each line, pushed apart where two would meet."""
    low, high = axes.get_ylim()
    lasts = [_known(one)[-1] for one in chart.series if _known(one)]
    floor = float("-inf")
    for at, value in sorted(lasts, key=lambda one: one[1]):
        y = (float(value) - low) / (high - low) * height
        lifted = max(y, floor)
        place: dict[str, Any] = {"xytext": (_BESIDE, lifted - y), "va": "center_baseline", **_NO_CLIP}
        axes.annotate(_said(chart, value), (at, float(value)), **place)
        floor = lifted + VALUE * 1.15
