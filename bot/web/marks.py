"""What a reader takes in at one glance stays on one line: case numbers, examples, names of buttons."""

import re

from markupsafe import Markup, escape

_CALL = Markup('<a class="whole" href="tel:{0}">{0}</a>')
_SPAN = Markup('<span class="whole">{}</span>')
_NUMBER = Markup('<a class="whole" href="/case/{0}">{0}</a>')
# Only where it stands alone is it clear where the number of a case begins.
_WHOLE = re.compile(
    r"(?P<call>11[09]|120)(?=（)|(?<![\u4e00-\u9fff])(?P<no>[\u4e00-\u9fff]{2,4}-\d{4,})|[\u4e00-\u9fff]{2,4}-\d{4,}"
    r"|(?<=比如：)[^。，；\n]{2,14}|“[^“”\n]{1,12}”"
)


def whole(text: str, links: bool = True) -> Markup:
    """The text escaped, what belongs together in a span that does not break; a case's number leads to its page."""
    parts, done = [Markup("")], 0
    for found in _WHOLE.finditer(text):
        parts.append(escape(text[done : found.start()]))
        parts.append(_drawn(found, links=links))
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def _drawn(found: "re.Match[str]", *, links: bool) -> Markup:
    if found["call"]:
        return _CALL.format(found["call"])
    return _NUMBER.format(found.group()) if links and found["no"] else _SPAN.format(found.group())
