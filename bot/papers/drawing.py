"""Pictures of charts: the sheet, the heading, the legend; bars and lines have files of their own. At 72 points an inch
a point is a pixel, so that every size here is in pixels."""

from collections.abc import Sequence
from io import BytesIO
from typing import Final

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from bot.papers.bars import bars_height, draw_bars
from bot.papers.canvas import BODY, INK, MUTED, PAD, Canvas, drawable, text_width, typeface
from bot.papers.chart import Heading, Size
from bot.papers.lines import draw_lines
from bot.papers.marks import legend_marks
from bot.papers.words import wrapped
from handlers.kit.papers import Chart, ChartKind

_LINES_HEIGHT: Final = 660
_GAP, _COLOURS = 14, 32
_SIZES: Final = {Size.LARGE: (52, INK), Size.USUAL: (BODY + 4, INK), Size.SMALL: (BODY - 4, MUTED)}
_NOTHING: Final = "还没有数。"
_SWATCH: Final = 3.2  # the mark of a legend and the room around it, in characters


def draw(chart: Chart, heading: Heading, width: int, ground: str) -> bytes:
    """A PNG with its heading, on a ground of this colour."""
    with matplotlib.rc_context(typeface()):
        figure = Figure(dpi=72, facecolor=ground)
        FigureCanvasAgg(figure)
        lines = _lines(heading, width)
        top = PAD + sum(_step(size) for _, size in lines) + _GAP
        body = top + _legend_height(chart, width) + 12
        height = body + _height(chart, width) + PAD
        figure.set_size_inches(width / 72, height / 72)
        canvas = Canvas(figure, width, height)
        _write_heading(canvas, lines)
        _body(canvas, chart, top, body)
        return _saved(figure)


def _lines(heading: Heading, width: int) -> list[tuple[str, Size]]:
    """Wrapped to the width."""
    return [
        (line, size) for text, size in heading for line in wrapped(drawable(text), (width - 2 * PAD) / _SIZES[size][0])
    ]


def _step(size: Size) -> int:
    """From one line to the next."""
    return round(_SIZES[size][0] * 1.45)


def _write_heading(canvas: Canvas, lines: Sequence[tuple[str, Size]]) -> None:
    y = float(PAD)
    for line, size in lines:
        letters, color = _SIZES[size]
        canvas.write(PAD, y + _step(size) / 2, line, size=letters, color=color)
        y += _step(size)


def _body(canvas: Canvas, chart: Chart, top: int, body: int) -> None:
    if _empty(chart):
        canvas.write(PAD, body + BODY, _NOTHING, color=MUTED)
        return
    if len(chart.series) > 1:
        _legend(canvas, chart, top)
    if chart.kind is ChartKind.BARS:
        draw_bars(canvas, chart, body)
    else:
        draw_lines(canvas, chart, body, _LINES_HEIGHT)


def _empty(chart: Chart) -> bool:
    return not chart.labels or not chart.series


def _height(chart: Chart, width: int) -> int:
    if _empty(chart):
        return 2 * BODY
    return bars_height(chart, width) if chart.kind is ChartKind.BARS else _LINES_HEIGHT


def _names(chart: Chart, width: int) -> list[list[str]]:
    """The lines of each series' name in the legend."""
    return [wrapped(drawable(one.name), (width - 2 * PAD) / BODY - _SWATCH) for one in chart.series]


def _legend_columns(chart: Chart, width: int) -> int:
    widest = max(text_width(line) for name in _names(chart, width) for line in name) + _SWATCH * BODY
    return max(1, min(len(chart.series), int((width - 2 * PAD) // widest)))


def _legend_height(chart: Chart, width: int) -> int:
    if len(chart.series) < 2:
        return 0
    rows = -(-len(chart.series) // _legend_columns(chart, width))
    return rows * round(BODY * (0.35 + 1.25 * max(map(len, _names(chart, width)))))


def _legend(canvas: Canvas, chart: Chart, top: int) -> None:
    names = ["\n".join(name) for name in _names(chart, canvas.width)]
    canvas.figure.legend(
        handles=legend_marks(chart.kind, names),
        loc="upper left",
        bbox_to_anchor=(PAD / canvas.width, 1 - top / canvas.height),
        ncols=_legend_columns(chart, canvas.width),
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.8,
        labelspacing=0.3,
    )


def _saved(figure: Figure) -> bytes:
    """In few colours: a quarter of the bytes for a phone to fetch."""
    drawn, buffer = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=72)
    with Image.open(drawn) as full:
        full.convert("RGB").quantize(_COLOURS).save(buffer, "png", optimize=True)
    return buffer.getvalue()
