"""What a recording is, by its own bytes alone: its container, and how long it lasts where that can be told. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.web.ebml import webm
from bot.web.mp4 import mp4


class NotSound(ValueError):
    """Damaged, something else, or with pictures in it."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that browsers can be given; `seconds` is 0 where it does not say."""

    mime: str
    seconds: int


_MOST_PARTS: Final = 50_000  # no voice has as many: what has was made to keep us busy
_PICTURES: Final = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")  # their container is that of M4A
_AMR: Final = (12, 13, 15, 17, 19, 20, 26, 31, 5)
_AMR_WIDE: Final = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5)
# MPEG layer III: kbit/s of versions 1 and 2, Hz by the version's two bits.
_KBIT: Final = (
    (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_HERTZ: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def mime_of(data: bytes) -> str:
    """The type of a recording by its first bytes; empty: it is none that we know."""
    match data[:4], data[4:8], data[8:12]:
        case b"OggS", _, _:
            return "audio/ogg"
        case b"\x1a\x45\xdf\xa3", _, _:
            return "audio/webm"
        case _, b"ftyp", brand if brand not in _PICTURES:
            return "audio/mp4"
        case b"RIFF", _, b"WAVE":
            return "audio/wav"
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio/amr"
    return "audio/mpeg" if data[:3] == b"ID3" or _frame(data, 0) else ""


def sound(data: bytes) -> Sound | None:
    """The recording; none where the bytes are not what they begin like."""
    mime = mime_of(data)
    try:
        lasts = _LASTS[mime](data) if mime else 0
        return Sound(mime, max(1, round(lasts)) if lasts else 0) if mime else None
    except (ValueError, IndexError, ZeroDivisionError, OverflowError):
        return None


def _ogg(data: bytes) -> float:
    """One stream of Opus or Vorbis: its last page says how many samples there are."""
    rate = skipped = last = at = 0
    while data[at : at + 4] == b"OggS":
        sizes = data[at + 27 : at + 27 + data[at + 26]]
        body = at + 27 + len(sizes)
        if at == 0:
            rate, skipped = _codec(data[body : body + sum(sizes)])
        elif data[at + 5] & 2:
            raise NotSound  # a second stream begins: pictures
        last = max(last, int.from_bytes(data[at + 6 : at + 14], "little", signed=True))
        at = body + sum(sizes)
    return max(0, last - skipped) / rate


def _codec(head: bytes) -> tuple[int, int]:
    """(samples a second, samples before the beginning)."""
    if head.startswith(b"OpusHead"):
        return 48000, int.from_bytes(head[10:12], "little")
    if head.startswith(b"\x01vorbis"):
        return int.from_bytes(head[12:16], "little"), 0
    raise NotSound


def _wav(data: bytes) -> float:
    at, rate = 12, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"fmt ":
            rate = int.from_bytes(data[at + 16 : at + 20], "little")
        elif name == b"data":
            return min(size, len(data) - at - 8) / rate
        at += 8 + size + size % 2
    raise NotSound


def _amr(data: bytes) -> float:
    """Frames of a fiftieth of a second, each as long as its mode says."""
    at = data.index(b"\n") + 1
    sizes, frames = (_AMR_WIDE if at > 6 else _AMR), 0
    while at < len(data) and frames < _MOST_PARTS:
        mode = data[at] >> 3 & 15
        at += 1 + (sizes[mode] if mode < len(sizes) else 0)
        frames += 1
    return frames / 50


def _mp3(data: bytes) -> float:
    at, lasts, frames = 0, 0.0, 0
    if data[:3] == b"ID3":
        at = 10 + sum((byte & 127) << 7 * n for n, byte in enumerate(reversed(data[6:10])))
    while found := _frame(data, at):
        size, seconds = found
        at, lasts, frames = at + size, lasts + seconds, frames + 1
    if frames < 2:  # two bytes that look like one frame may be anything
        raise NotSound
    return lasts


def _frame(data: bytes, at: int) -> tuple[int, float] | None:
    """(bytes, seconds) of the frame that begins here."""
    head = int.from_bytes(data[at : at + 4])
    version, layer, bits, hertz = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or version == 1 or layer != 1 or bits in (0, 15) or hertz == 3:
        return None
    first, rate = version == 3, _HERTZ[version][hertz]
    kbit = _KBIT[0 if first else 1][bits - 1]
    return (144 if first else 72) * kbit * 1000 // rate + (head >> 9 & 1), (1152 if first else 576) / rate


_LASTS: Final[Mapping[str, Callable[[bytes], float]]] = {
    "audio/ogg": _ogg,
    "audio/webm": webm,
    "audio/mp4": mp4,
    "audio/wav": _wav,
    "audio/amr": _amr,
    "audio/mpeg": _mp3,
}
