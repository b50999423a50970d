"""WebM as browsers record it: often without a length and with parts of unknown size, so it is read through flat."""

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

_SOUND: Final = 2
_MOST_PARTS: Final = 50_000  # no voice has as many: what has was made to keep us busy


class Part(IntEnum):
    """The parts that matter here, by their ids."""

    SEGMENT = 0x18538067
    INFO = 0x1549A966
    TRACKS = 0x1654AE6B
    TRACK = 0xAE
    CLUSTER = 0x1F43B675
    GROUP = 0xA0
    SCALE = 0x2AD7B1
    LENGTH = 0x4489
    KIND = 0x83
    TIME = 0xE7
    SIMPLE = 0xA3
    BLOCK = 0xA1


# What is inside of these is read, whatever their size.
_OPENED: Final = (Part.SEGMENT, Part.INFO, Part.TRACKS, Part.TRACK, Part.CLUSTER, Part.GROUP)


def webm(data: bytes) -> float:
    """Seconds: as it says, or up to its last block. ValueError where it is no sound, or has pictures too."""
    scale, length, cluster, last, tracks = 1_000_000, 0.0, 0, 0, set()
    for id_, content in _parts(data):
        match id_:
            case Part.SCALE:
                scale = int.from_bytes(content)
            case Part.LENGTH:
                length = _float(content)
            case Part.KIND:
                tracks.add(int.from_bytes(content))
            case Part.TIME:
                cluster = int.from_bytes(content)
            case Part.SIMPLE | Part.BLOCK:
                last = max(last, cluster + int.from_bytes(content[1:3], signed=True))
    if tracks != {_SOUND}:
        raise ValueError("no sound, or more than sound")
    return max(length, last) * scale / 1e9


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(id, the first bytes of its content) of every part that holds no others."""
    at = parts = 0
    while at < len(data):
        parts += 1
        if parts > _MOST_PARTS:
            raise ValueError("too many parts")
        id_, at = _number(data, at, most=4)
        size, at = _number(data, at, most=8)
        bare = size & ((1 << size.bit_length() - 1) - 1)  # without the bit that says how long the number is
        if id_ not in _OPENED:
            yield id_, data[at : at + min(bare, 8)]
            at += bare


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """(the number with its first bit, where it ends); how many zeros lead says how many bytes it has."""
    width = 9 - data[at].bit_length()
    if width > most or at + width > len(data):
        raise ValueError("not a number")
    return int.from_bytes(data[at : at + width]), at + width


def _float(content: bytes) -> float:
    """ValueError, as for all else that is wrong."""
    if len(content) not in (4, 8):
        raise ValueError("not a number")
    found: tuple[float] = struct.unpack(">f" if len(content) == 4 else ">d", content)
    return found[0]
