"""What a JSON body may hold: every field named, typed and measured; what is not named is refused."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.emulators.wecom.answers import Refused

Check = Callable[[Any, str], None]


class Wrong(Exception):
    """`kind`: missing, unknown, type, value, long, many, double; `where`: the way to the field."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(kind, where)
        self.kind, self.where = kind, where


@contextmanager
def refused_as(codes: Mapping[str, int]) -> Iterator[None]:
    """What is wrong becomes the errcode of its kind, 40058 where none is named."""
    try:
        yield
    except Wrong as wrong:
        raise Refused(codes.get(wrong.kind, 40058), f"{wrong.kind}: {wrong.where}") from None


def text(chars: int = 0, octets: int = 0, like: str = "", least: int = 1) -> Check:
    """Words, at most so many characters and bytes of UTF-8; 0: no limit."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, str):
            raise Wrong("type", where)
        if any("\ud800" <= one <= "\udfff" for one in value):
            raise Wrong("value", where)  # half a character: nothing can show it
        if len(value) < least:
            raise Wrong("missing", where)
        if (chars and len(value) > chars) or (octets and len(value.encode()) > octets):
            raise Wrong("long", where)
        if like and not re.fullmatch(like, value):
            raise Wrong("value", where)

    return check


def whole(low: int = 0, high: int = 2**32) -> Check:
    def check(value: Any, where: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Wrong("type", where)
        if not low <= value <= high:
            raise Wrong("value", where)

    return check


def number(value: Any, where: str) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong("type", where)


def flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise Wrong("type", where)


def one_of(*allowed: Any) -> Check:
    def check(value: Any, where: str) -> None:
        if isinstance(value, bool) or value not in allowed:
            raise Wrong("value", where)

    return check


def items(of: Check, most: int, least: int = 1, unique: str = "") -> Check:
    """A list of these; `unique` names the field no two may share."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise Wrong("type", where)
        if not least <= len(value) <= most:
            raise Wrong("many", where)
        for at, one in enumerate(value):
            of(one, f"{where}[{at}]")
        seen = [one.get(unique) for one in value if unique and one.get(unique) is not None]
        if len(set(seen)) < len(seen):
            raise Wrong("double", f"{where}.{unique}")

    return check


def shape(must: Mapping[str, Check], may: Mapping[str, Check] = {}) -> Check:
    """An object with all of these fields, perhaps those, and no other."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise Wrong("type", where)
        for name in must:
            if name not in value:
                raise Wrong("missing", f"{where}.{name}".lstrip("."))
        for name, one in value.items():
            checked = must.get(name) or may.get(name)
            if not checked:
                raise Wrong("unknown", f"{where}.{name}".lstrip("."))
            checked(one, f"{where}.{name}".lstrip("."))

    return check
