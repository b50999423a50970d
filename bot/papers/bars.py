"""Bars lie: Chinese labels are long, and a list reads from the top. Every bar says its value."""

from typing import Any, Final

from matplotlib.axes import Axes

from bot.papers.canvas import BODY, INK, MUTED, PAD, VALUE, Canvas, drawable, text_width
from bot.papers.marks import fill
from bot.papers.words import NOTHING, amount, wrapped
from handlers.kit.papers import Chart

_LINE, _GAP, _BESIDE = round(BODY * 1.25), 22, 16
_THICK, _THIN = 44, 40  # a bar by itself, one of several
_LABELS: Final = 0.42  # of the width at most


def bars_height(chart: Chart, width: int) -> int:
    return len(chart.labels) * _pitch(chart, _lines(chart, width))


def draw_bars(canvas: Canvas, chart: Chart, top: int) -> None:
    lines = _lines(chart, canvas.width)
    pitch, count = _pitch(chart, lines), len(chart.labels)
    left = PAD + max(text_width(line) for label in lines for line in label) + _BESIDE
    right = canvas.width - PAD - _BESIDE - max(text_width(one, VALUE) for one in _values(chart))
    axes = canvas.axes(left, top, right, top + count * pitch)
    axes.set_ylim(count * pitch, 0)
    axes.set_xlim(*_reach(chart))
    axes.set_axis_off()
    axes.axvline(0, color=MUTED, linewidth=2)
    for row, label in enumerate(lines):
        _label(canvas, left - _BESIDE, top + (row + 0.5) * pitch, label)
    for at in range(len(chart.series)):
        _series(axes, chart, at, pitch)


def _lines(chart: Chart, width: int) -> list[list[str]]:
    """The lines of each label."""
    return [wrapped(drawable(label), width * _LABELS / BODY) for label in chart.labels]


def _pitch(chart: Chart, lines: list[list[str]]) -> int:
    """From one label to the next."""
    count = len(chart.series)
    return max(max(map(len, lines)) * _LINE, _thickness(count) * count) + _GAP


def _thickness(count: int) -> int:
    return _THICK if count == 1 else _THIN


def _values(chart: Chart) -> list[str]:
    return [amount(v, share=chart.share) for one in chart.series for v in one.values if v is not None] or [NOTHING]


def _reach(chart: Chart) -> tuple[float, float]:
    known = [float(value) for one in chart.series for value in one.values if value is not None]
    least, most = min([0.0, *known]), max([0.0, *known])
    return least, most if most > least else least + 1


def _label(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    for at, line in enumerate(lines):
        canvas.write(x, y + (at - (len(lines) - 1) / 2) * _LINE, line, ha="right")


def _series(axes: Axes, chart: Chart, at: int, pitch: int) -> None:
    thick, count = _thickness(len(chart.series)), len(chart.series)
    for row, value in enumerate(chart.series[at].values):
        y = (row + 0.5) * pitch + (at - (count - 1) / 2) * thick
        if value is not None:
            axes.barh(y, float(value), height=thick - 8, **fill(at))
        said = NOTHING if value is None else amount(value, share=chart.share)
        end = (max(float(value or 0), 0.0), y)
        room: dict[str, Any] = {"xytext": (_BESIDE, 0), "textcoords": "offset pixels", "annotation_clip": False}
        color = MUTED if value is None else INK
        axes.annotate(said, end, va="center_baseline", size=VALUE, color=color, **room)
