"""Several photos as one picture: a card is one message, and one message carries one picture with its buttons."""

import io
from collections.abc import Sequence
from math import ceil, sqrt

from PIL import Image

CELL = 800  # pixels of one photo in a picture of many
_GAP, _PAPER = 8, (251, 250, 247)


def together(photos: Sequence[bytes]) -> bytes:
    """One JPEG: the only photo as it is, several side by side in rows."""
    if len(photos) == 1:
        return photos[0]
    across = ceil(sqrt(len(photos)))
    down = ceil(len(photos) / across)
    sheet = Image.new("RGB", (across * (CELL + _GAP) - _GAP, down * (CELL + _GAP) - _GAP), _PAPER)
    for n, data in enumerate(photos):
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as photo:
            photo.thumbnail((CELL, CELL))
            left, top = n % across * (CELL + _GAP), n // across * (CELL + _GAP)
            sheet.paste(photo, (left + (CELL - photo.width) // 2, top + (CELL - photo.height) // 2))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=82)
    return out.getvalue()
