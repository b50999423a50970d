"""Charts of a workbook: drawn by the spreadsheet itself, from cells that anybody can check."""

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any, Final

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.papers.sheets import FONT, INK, ROW, Looks, cell_text, footed, units
from bot.papers.words import wide
from handlers.kit.papers import Chart, ChartKind, ColumnKind, Series

CHART_DATA: Final = "图表数据"
_WIDTH, _POINT = 510, 0.75  # pixels at the usual size of a screen, and a pixel in points
_PAGE: Final = 720  # points on a page of the summary; breaks hold only where nothing is fitted to the page
# Told apart by pattern, dash and marker as well as by colour.
_COLOURS: Final = ("#c0392b", "#3d3a35", "#a39c8e", "#7a5c58")
_PATTERNS: Final = (None, "wide_upward_diagonal", "small_grid", "wide_downward_diagonal")
_DASHES: Final = ("solid", "dash", "round_dot", "long_dash")
_MARKERS: Final = ("circle", "square", "triangle", "diamond")


def add_charts(book: Workbook, page: Worksheet, free: tuple[int, float], charts: Sequence[Chart], look: Looks) -> None:
    """On `page` from the free row down, none torn by the end of a page; the numbers go to a sheet of their own."""
    data = book.add_worksheet(CHART_DATA)
    firsts = [text for chart in charts for text in (chart.title, *chart.labels)]
    data.set_column(0, 0, units(min(max(map(wide, firsts)) + 1, 30)))
    data.set_column(1, max(len(chart.series) for chart in charts), units(12))
    data.fit_to_pages(1, 0)
    footed(data, CHART_DATA)
    (row, used), top, breaks = free, 0, []
    for chart in charts:
        height = _height(chart) * _POINT
        if used + height > _PAGE:
            breaks.append(row)
            used = 0
        _numbers(data, top, chart, look)
        page.insert_chart(row, 0, _drawn(book, chart, top), {"y_offset": 6, "description": cell_text(chart.title)})
        top += len(chart.labels) + 3
        rows = int(height // ROW) + 2
        row, used = row + rows, used + rows * ROW
    page.set_h_pagebreaks(breaks)


def _numbers(data: Worksheet, top: int, chart: Chart, look: Looks) -> None:
    data.write_string(top, 0, cell_text(chart.title), look.head)
    data.set_row(top, 24)
    for at, series in enumerate(chart.series, 1):
        data.write_string(top, at, cell_text(series.name), look.head_right)
        for row, value in enumerate(series.values, top + 1):
            if value is not None:
                form = look.of[ColumnKind.SHARE] if chart.share else look.of[ColumnKind.NUMBER]
                data.write_number(row, at, float(value), form if value == int(value) or chart.share else look.average)
    for row, label in enumerate(chart.labels, top + 1):
        data.write_string(row, 0, cell_text(label), look.text)


def _drawn(book: Workbook, chart: Chart, top: int) -> Any:
    kind = "bar" if chart.kind is ChartKind.BARS else "line"
    drawn = book.add_chart({"type": kind})
    last = top + len(chart.labels)
    for at, (_, style) in enumerate(zip(chart.series, _styles(chart), strict=False), 1):
        labels, values = [CHART_DATA, top + 1, 0, last, 0], [CHART_DATA, top + 1, at, last, at]
        drawn.add_series({"name": [CHART_DATA, top, at], "categories": labels, "values": values, **style})
    drawn.set_title({"name": cell_text(chart.title), "name_font": _font(14, bold=True), "overlay": False})
    drawn.set_size({"width": _WIDTH, "height": _height(chart)})
    drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "top", "font": _font(10)})
    (_bar_axes if chart.kind is ChartKind.BARS else _line_axes)(drawn, chart)
    return drawn


def _styles(chart: Chart) -> Iterator[dict[str, object]]:
    form = "0.0%" if chart.share else "General"
    for colour, pattern, dash, marker in cycle(zip(_COLOURS, _PATTERNS, _DASHES, _MARKERS, strict=True)):
        labels = {"data_labels": {"value": True, "num_format": form, "font": _font(9)}}
        if chart.kind is ChartKind.BARS:
            paint = {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}} if pattern else {}
            yield {"fill": {"color": colour}, "border": {"color": colour}, "gap": 40, **labels, **paint}
        else:
            point = {"type": marker, "size": 7, "fill": {"color": colour}, "border": {"color": colour}}
            few = labels if len(chart.series) == 1 else {}
            yield {"line": {"color": colour, "width": 2.25, "dash_type": dash}, "marker": point, **few}


def _bar_axes(drawn: Any, chart: Chart) -> None:
    """The first label on top; no scale, since every bar says its value."""
    drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, **_from_nought(chart.series)})
    drawn.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _font(10), "major_tick_mark": "none"})


def _line_axes(drawn: Any, chart: Chart) -> None:
    form = "0%" if chart.share else "General"
    drawn.set_x_axis({"num_font": _font(10)})
    lines = {"visible": True, "line": {"color": "#e2ddd2"}}
    drawn.set_y_axis({"num_format": form, "num_font": _font(10), "major_gridlines": lines, "line": {"none": True}})


def _from_nought(series: Sequence[Series]) -> dict[str, int]:
    """Bars begin at nought, or their lengths would mislead."""
    least = min((value for one in series for value in one.values if value is not None), default=0)
    return {"min": 0} if least >= 0 else {}


def _height(chart: Chart) -> int:
    if chart.kind is ChartKind.LINES:
        return 340
    return 90 + len(chart.labels) * (7 + 12 * len(chart.series))


def _font(size: int, *, bold: bool = False) -> dict[str, object]:
    return {"name": FONT, "size": size, "bold": bold, "color": INK}
