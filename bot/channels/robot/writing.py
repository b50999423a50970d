"""Cards as a robot says them: a notice with a link, or markdown where it is too long for one. Pure.

Lengths are those of WeCom's pages on group robots and template cards, the shorter where pages differ.
"""

import re
from typing import Final

from bot.texts import Words

MOST_BYTES: Final = 4096  # of markdown
MOST_TITLE, MOST_DESC, MOST_BODY = 26, 30, 112  # characters of a notice
MOST_LABEL, MOST_VALUE, MOST_LINES, MOST_LINKS = 5, 26, 6, 3
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARKS: Final = str.maketrans("<>[]()`*#_~@", "＜＞［］（）｀＊＃＿～＠")  # noqa: RUF001  # they have no meaning to WeCom
_MORE: Final = "……"


def body_of(words: Words, base: str) -> dict[str, object]:
    """What is posted to the webhook. `base`: the public address of our pages; without one there are no links."""
    links = [(one.text, base + one.page) for one in words.buttons if one.page and base]
    notice = _notice(words, links) if links else None
    if notice:
        return {"msgtype": "template_card", "template_card": notice}
    return {"msgtype": "markdown", "markdown": {"content": markdown(words, links)}}


def markdown(words: Words, links: list[tuple[str, str]]) -> str:
    """The whole card; what is beyond the limit is on the page behind the link."""
    head = [f"**{_plain(words.title)}**"] * bool(words.title) + [_plain(words.state)] * bool(words.state)
    facts = [f"{_plain(label)}：{_plain(value)}" for label, value in words.facts]
    body = [_plain(line) for line in words.body.split("\n")]
    below = [f"[{_plain(text)}]({url})" for text, url in links]
    lines = [*head, *facts, *body]
    if _heavy([*lines, *below]) > MOST_BYTES:
        lines = _first(lines, MOST_BYTES - _heavy([_MORE, *below]) - 1)
        return "\n".join([*lines, _MORE, *below])
    return "\n".join([*lines, *below])


def _notice(words: Words, links: list[tuple[str, str]]) -> dict[str, object] | None:
    """None where something would have to be cut."""
    title, body = _sound(words.title), "\n".join(line for line in _sound(words.body).split("\n") if line)
    lines = [{"keyname": _sound(label), "value": _sound(value)} for label, value in words.facts]
    long = len(title) > MOST_TITLE or len(words.state) > MOST_DESC or len(body) > MOST_BODY or len(lines) > MOST_LINES
    wide = any(len(one["keyname"]) > MOST_LABEL or len(one["value"]) > MOST_VALUE for one in lines)
    if long or wide or not title:
        return None
    made: dict[str, object] = {
        "card_type": "text_notice",
        "main_title": {"title": title, **({"desc": _sound(words.state)} if words.state else {})},
        "jump_list": [{"type": 1, "title": text, "url": url} for text, url in links[:MOST_LINKS]],
        "card_action": {"type": 1, "url": links[0][1]},
    }
    return made | ({"sub_title_text": body} if body else {}) | ({"horizontal_content_list": lines} if lines else {})


def _first(lines: list[str], most: int) -> list[str]:
    """As many lines as fit into so many bytes, the last of them in part."""
    kept: list[str] = []
    for line in lines:
        room = most - _heavy([*kept, ""])
        if _heavy([line]) > room:
            piece = line.encode()[: max(0, room)].decode("utf-8", "ignore")
            return [*kept, piece] if piece else kept
        kept.append(line)
    return kept


def _heavy(lines: list[str]) -> int:
    return len("\n".join(lines).encode())


def _plain(text: str) -> str:
    """What people wrote makes no link, no name that is called, and no form."""
    return _sound(text).translate(_MARKS)


def _sound(text: str) -> str:
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode())
