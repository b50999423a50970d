"""The two maps of China: WGS-84, which satellites, phones and Tianditu mean, and GCJ-02, which WeChat, Amap and
Tencent draw, moved against it by some hundred metres. Pure.

The formula is the one published since 2010 and used by all map libraries: offsets in metres on the ellipsoid of
Krasovsky (1940), within a box around the country; beyond it both maps are one. The way back has no formula: it is
found by repeating the way there, to a tenth of a metre and better.
"""

from math import cos, pi, radians, sin, sqrt
from typing import Final

Place = tuple[float, float]
"""Latitude and longitude in degrees."""

_LATITUDES: Final = (0.8293, 55.8271)
_LONGITUDES: Final = (72.004, 137.8347)
_AXIS: Final = 6_378_245.0  # metres
_ECCENTRICITY: Final = 0.006_693_421_622_965_943  # squared
_CLOSE: Final = 1e-8  # degrees: a millimetre
_MOST_TRIES: Final = 30


def to_gcj(place: Place) -> Place:
    """Where GCJ-02 has a place of WGS-84."""
    if not _inside(place):
        return place
    north, east = _moved(place)
    return place[0] + north, place[1] + east


def to_wgs(place: Place) -> Place:
    """Where WGS-84 has a place of GCJ-02."""
    if not _inside(place):
        return place
    found = place
    for _ in range(_MOST_TRIES):
        north, east = _moved(found)
        last, found = found, (place[0] - north, place[1] - east)
        if abs(found[0] - last[0]) < _CLOSE and abs(found[1] - last[1]) < _CLOSE:
            break
    return found


def _inside(place: Place) -> bool:
    return _LATITUDES[0] <= place[0] <= _LATITUDES[1] and _LONGITUDES[0] <= place[1] <= _LONGITUDES[1]


def _moved(place: Place) -> Place:
    """By how many degrees GCJ-02 has it farther north and east."""
    x, y = place[1] - 105, place[0] - 35
    share = 1 - _ECCENTRICITY * sin(radians(place[0])) ** 2
    along = _AXIS * (1 - _ECCENTRICITY) / (share * sqrt(share))
    across = _AXIS / sqrt(share) * cos(radians(place[0]))
    return _north(x, y) * 180 / (along * pi), _east(x, y) * 180 / (across * pi)


def _north(x: float, y: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    waves = _short(x) + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)
    return plain + waves * 2 / 3


def _east(x: float, y: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    waves = _short(x) + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    return plain + waves * 2 / 3


def _short(x: float) -> float:
    return 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
