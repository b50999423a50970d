"""A drawn picture that stands for a photo of a fulfilled wish."""

import io
import random

from PIL import Image, ImageDraw

from handlers.kit.turns import Photo

_PAPER, _INK = ("#f6e7d8", "#e3eee4", "#e6ecf5", "#f3e6ee"), ("#c0392b", "#1e6b3a", "#2f5d8a", "#8a5a2f")


def proof(seed: str) -> Photo:
    """A box with a ribbon on a table, a little different each time."""
    dice = random.Random(seed)  # noqa: S311  # a drawing, not a secret
    image = Image.new("RGB", (640, 480), dice.choice(_PAPER))
    draw = ImageDraw.Draw(image)
    colour, left, top = dice.choice(_INK), dice.randint(150, 250), dice.randint(140, 200)
    draw.rectangle((0, 370, 640, 480), fill="#cdb79c")
    draw.rounded_rectangle((left, top, left + 240, 390), 16, fill=colour)
    draw.rectangle((left + 106, top, left + 134, 390), fill="#fbfaf7")
    draw.ellipse((left + 60, top - 60, left + 120, top), outline="#fbfaf7", width=12)
    draw.ellipse((left + 120, top - 60, left + 180, top), outline="#fbfaf7", width=12)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return Photo(out.getvalue(), 640, 480)
