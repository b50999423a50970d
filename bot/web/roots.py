"""Where the pages of a request begin, and how large their type is: known to every template, of every page.

In the demo each phone of the stage is a chat of its own below `/as/12`, for person 12, so that one browser can hold
four of them. Everything else begins at the top.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from bot.texts import VIEW, View

Scope = MutableMapping[str, Any]
_AS = re.compile(r"/as/(\d{1,15})(/(?:[^/].*)?)")
LOOK = "look"
BIG = "big"


class Roots:
    """Takes `/as/12` off the path and remembers whom it names; puts it before the address of every redirect."""

    def __init__(self, app: Any, *, demo: bool) -> None:
        self._app, self._demo = app, demo

    async def __call__(self, scope: Scope, receive: Any, send: Callable[[Scope], Awaitable[None]]) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:  # no database takes it
            scope = {**scope, "path": "/nowhere", "raw_path": b"/nowhere"}
        found = _AS.fullmatch(scope["path"]) if self._demo else None
        root = f"/as/{found[1]}" if found else ""
        if found:
            path = found[2] if found[2] != "/" else "/chat"  # a phone has no front page: that is the stage around it
            scope = {**scope, "path": path, "raw_path": path.encode(), "as_person": int(found[1])}
        kept = VIEW.set(View(root, _is_big(scope)))

        async def below(message: Scope) -> None:
            if root and message["type"] == "http.response.start":
                message["headers"] = [_below(root, *header) for header in message["headers"]]
            await send(message)

        try:
            await self._app(scope, receive, below)
        finally:
            VIEW.reset(kept)


def _below(root: str, name: bytes, value: bytes) -> tuple[bytes, bytes]:
    outside = value.startswith(b"//") or not value.startswith(b"/")
    return (name, value if name != b"location" or outside else root.encode() + value)


def _is_big(scope: Scope) -> bool:
    """Whether the reader has asked for large type on this device."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                kept = SimpleCookie(value.decode("latin-1")).get(LOOK)
            except CookieError:
                return False
            return kept is not None and kept.value == BIG
    return False
