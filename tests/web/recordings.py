"""Recordings of silence, made byte by byte in the forms that phones and browsers send."""

import io
import struct
import wave


def ogg(seconds: int, codec: bytes = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0", streams: int = 1) -> bytes:
    """OGG: a page with the codec, then one that ends the stream."""
    heads = b"".join(_page(2, 0, n, codec) for n in range(streams))
    return heads + _page(0, 0, 0, b"OpusTags" + bytes(8)) + _page(4, 312 + 48000 * seconds, 0, bytes(200))


def _page(flags: int, samples: int, stream: int, body: bytes) -> bytes:
    return struct.pack("<4sBBqIIIBB", b"OggS", 0, flags, samples, stream, 0, 0, 1, len(body)) + body


def wav(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(b"\x80" * 8000 * seconds)
    return out.getvalue()


def amr(seconds: int) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * 50 * seconds


def amr_wide(seconds: int) -> bytes:
    return b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * 50 * seconds


def mp3(seconds: int) -> bytes:
    """128 kbit/s at 48 kHz: 384 bytes for 24 milliseconds, after a heading with a title."""
    return b"ID3\x04\0\0\0\0\0\x0atitle here" + (b"\xff\xfb\x94\0" + bytes(380)) * (seconds * 1000 // 24)


def m4a(seconds: int, kind: bytes = b"soun", brand: bytes = b"M4A ") -> bytes:
    """As a phone keeps it."""
    return _box(b"ftyp", brand, bytes(4)) + _moov(seconds * 1000, kind) + _box(b"mdat", bytes(100))


def fragments(seconds: int) -> bytes:
    """As a browser records it: no length, a fragment a second, the second half with a length for each sample."""
    first, second = struct.pack(">III", 0, 50, 0)[:8], struct.pack(">II", 0x100, 50) + struct.pack(">I", 20) * 50
    usual = struct.pack(">III", 8, 1, 20)
    said = [_box(b"moof", _box(b"traf", _box(b"tfhd", usual), _box(b"trun", run))) for run in (first, second)]
    whole = b"".join(said[n % 2] + _box(b"mdat", bytes(50)) for n in range(seconds))
    return _box(b"ftyp", b"iso5", bytes(4)) + _moov(0, b"soun") + whole


def _moov(length: int, kind: bytes) -> bytes:
    times = _box(b"mdhd", struct.pack(">IIIII", 0, 0, 0, 1000, length))
    return _box(b"moov", _box(b"trak", _box(b"mdia", times, _box(b"hdlr", bytes(8), kind, bytes(12)))))


def _box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), name) + body


def webm(seconds: int, kinds: tuple[int, ...] = (2,), length: float = 0.0) -> bytes:
    """As a browser records it: everything of unknown size, a cluster a second, blocks of a fifth of one."""
    info = _part(0x2AD7B1, b"\x0f\x42\x40") + (_part(0x4489, struct.pack(">d", length)) if length else b"")
    tracks = b"".join(_part(0xAE, _part(0x83, bytes([kind]))) for kind in kinds)
    blocks = b"".join(_part(0xA3, b"\x81" + struct.pack(">hB", at, 0x80) + bytes(20)) for at in range(0, 1001, 200))
    clusters = b"".join(_open(0x1F43B675) + _part(0xE7, struct.pack(">I", n * 1000)) + blocks for n in range(seconds))
    head = _part(0x1A45DFA3, _part(0x4282, b"webm"))
    return head + _open(0x18538067) + _part(0x1549A966, info) + _part(0x1654AE6B, tracks) + clusters


def _part(id_: int, content: bytes) -> bytes:
    return _id(id_) + struct.pack(">I", 0x10000000 | len(content)) + content


def _open(id_: int) -> bytes:
    return _id(id_) + b"\x01" + b"\xff" * 7


def _id(id_: int) -> bytes:
    return id_.to_bytes((id_.bit_length() + 7) // 8)
