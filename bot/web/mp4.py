"""M4A as phones keep it (one table of contents) and as browsers record it (a fragment at a time)."""

from collections.abc import Iterator
from typing import Final

_MOST_BOXES: Final = 50_000  # no voice has as many: what has was made to keep us busy
_WITHIN: Final = {
    b"moov": b"",
    b"trak": b"moov",
    b"mdia": b"trak",
    b"mvex": b"moov",
    b"moof": b"",
    b"traf": b"moof",
}
_UNKNOWN: Final = 0xFFFFFFFF


def mp4(data: bytes) -> float:
    """Seconds; 0 where it does not say. ValueError where it is no sound, or has pictures too."""
    kinds, scale, length, usual, run = set(), 1, 0, 0, 0
    for n, (name, at, end) in enumerate(_boxes(data, 0, len(data))):
        if n > _MOST_BOXES:
            raise ValueError("too many boxes")
        match name:
            case b"hdlr":
                kinds.add(data[at + 8 : at + 12])
            case b"mdhd":
                scale, length = _header(data[at : at + 32])
            case b"trex":
                usual = _int(data, at + 12)
            case b"tfhd":
                usual = _default(data, at) or usual
            case b"trun":
                run += _run(data, at, end, usual)
    if b"soun" not in kinds or b"vide" in kinds:
        raise ValueError("no sound, or more than sound")
    return max(length, run) / scale


def _header(head: bytes) -> tuple[int, int]:
    """(ticks a second, how many)."""
    at, width = (20, 8) if head[0] == 1 else (12, 4)
    length = int.from_bytes(head[at + 4 : at + 4 + width])
    return int.from_bytes(head[at : at + 4]), 0 if length >= _UNKNOWN else length


def _default(data: bytes, at: int) -> int:
    """How long each sample of a fragment lasts, where it says so for all of them."""
    flags = _int(data, at)
    return _int(data, at + 8 + 8 * bool(flags & 1) + 4 * bool(flags & 2)) if flags & 8 else 0


def _run(data: bytes, at: int, end: int, usual: int) -> int:
    """How long the samples of a fragment last together."""
    flags, count = _int(data, at), _int(data, at + 4)
    if not flags & 0x100:
        return count * usual
    width = 4 * (flags >> 8 & 15).bit_count()
    first = at + 8 + 4 * bool(flags & 1) + 4 * bool(flags & 4)
    return sum(_int(data, first + n * width) for n in range(min(count, (end - first) // width)))


def _int(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4])


def _boxes(data: bytes, at: int, end: int, within: bytes = b"") -> Iterator[tuple[bytes, int, int]]:
    """(name, where its content begins and ends) of every box, those inside of others too."""
    while at + 8 <= end:
        size, name, head = _int(data, at), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or end - at
        if size < head:
            raise ValueError("a box smaller than its head")
        yield name, at + head, min(at + size, end)
        if _WITHIN.get(name) == within:
            yield from _boxes(data, at + head, min(at + size, end), name)
        at += size
