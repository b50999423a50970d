"""The two maps of China: known places, there and back, and what lies beyond."""

from math import cos, hypot, radians

import pytest

from handlers.kit.datums import Place, to_gcj, to_wgs

KNOWN = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),  # Shanghai
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),  # Shenzhen
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),  # Beijing
]
"""WGS-84 and GCJ-02, as other libraries have them."""
ABROAD = [(52.5200, 13.4050), (40.7128, -74.0060), (-33.87, 151.21), (0.0, 0.0), (90.0, 180.0), (-90.0, -180.0)]


def metres(one: Place, other: Place) -> float:
    wide = cos(radians(one[0]))
    return hypot(one[0] - other[0], (one[1] - other[1]) * wide) * 111_320


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_known_places(wgs: Place, gcj: Place) -> None:
    assert metres(to_gcj(wgs), gcj) < 1
    assert metres(to_wgs(gcj), wgs) < 1


def test_there_and_back() -> None:
    """A net over the whole country, its corners and its meridian of nothing (105 degrees) among them."""
    for north in range(18, 54):
        for east in range(74, 136):
            here = (north + 0.37, east + 0.0 if east == 105 else east + 0.61)
            there = to_gcj(here)
            assert 10 < metres(here, there) < 1500, here
            assert metres(to_wgs(there), here) < 0.1, here


@pytest.mark.parametrize("place", ABROAD)
def test_abroad_both_are_one(place: Place) -> None:
    assert to_gcj(place) == to_wgs(place) == place
