"""What a reader takes in at one glance stays on one line: case numbers, examples, names of buttons."""

import re

from markupsafe import Markup, escape

_WHOLE = re.compile(r"[\u4e00-\u9fff]{2,4}-\d{4,}|(?<=比如：)[^。，；\n]{2,14}|“[^“”\n]{1,12}”")


def whole(text: str) -> Markup:
    """The text escaped, what belongs together in a span that does not break."""
    parts, done = [Markup("")], 0
    for found in _WHOLE.finditer(text):
        parts.append(escape(text[done : found.start()]))
        parts.append(Markup('<span class="whole">{}</span>').format(found.group()))
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])
