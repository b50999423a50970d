"""The pilot places as a census of units: five cities with their counties, streets and communities."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from handlers.census.records import Census, UnitRow
from handlers.units.records import LEVEL_NAMES, Level

_FOLDER = Path(__file__).parent.parent / "divisions"
_CITIES = {"1404": "长治市", "2106": "丹东市", "4406": "佛山市", "4407": "江门市", "5101": "成都市"}


@cache
def pilot_census() -> Census:
    """Units only, under their national codes."""
    towns, villages = _lines("pilot_towns.csv"), _lines("pilot_villages.csv")
    used = {town["cityCode"] for town in towns}
    places = [(code, name, Level.CITY, "") for code, name in _CITIES.items() if code in used]
    counties = {town["areaCode"]: (town["area"], town["cityCode"]) for town in towns}
    places += [(code, name, Level.COUNTY, city) for code, (name, city) in counties.items()]
    places += [(town["code"], town["name"], Level.STREET, town["areaCode"]) for town in towns]
    places += [(one["code"], one["name"], Level.COMMUNITY, one["streetCode"]) for one in villages]
    return Census(units=tuple(_rows(places)))


def _lines(name: str) -> list[Mapping[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def _rows(places: list[tuple[str, str, Level, str]]) -> Iterator[UnitRow]:
    for number, (code, name, level, parent) in enumerate(places, 2):
        yield UnitRow(number, code, name, LEVEL_NAMES[level], parent)
