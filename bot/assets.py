"""What pages load besides themselves: under an address that changes with the content, so that it may be kept."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "web" / "static"
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
_SMALL: Final = 500  # bytes under which packing gains nothing


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `packed` by gzip, empty where that gains nothing."""

    kind: str
    data: bytes
    packed: bytes


@cache
def assets() -> Mapping[str, Asset]:
    """Every file of the folder by its name. They hold no secrets, so packing them tells nobody anything."""
    return {file.name: _asset(file) for file in sorted(FOLDER.iterdir()) if file.suffix in KINDS}


@cache
def version() -> str:
    """Changes when any file does: scripts that load each other must be of one making."""
    total = hashlib.sha256()
    for name, asset in assets().items():
        total.update(name.encode() + b"\0" + asset.data)
    return total.hexdigest()[:12]


def address(name: str) -> str:
    """Where a page finds a file."""
    if name not in assets():
        raise LookupError(f"no file {name!r} to load")
    return f"/static/{version()}/{name}"


def _asset(file: Path) -> Asset:
    data = file.read_bytes()
    text = file.suffix != ".png" and len(data) > _SMALL
    return Asset(KINDS[file.suffix], data, gzip.compress(data, 9, mtime=0) if text else b"")
