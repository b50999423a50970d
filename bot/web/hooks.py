"""What Telegram posts goes past all that only pages need: sessions, looks, strict headers. Most of what comes in is
that, and the way through all of it costs more than reading an update."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request

from bot.channels.telegram.hook import PATH, hook

Message = MutableMapping[str, Any]


class Hooks:
    """`inner` holds the state of the app, `app` takes everything else."""

    def __init__(self, inner: Starlette, app: Any) -> None:
        self._inner, self._app = inner, app

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        scope["app"] = self._inner
        try:
            answer = await hook(Request(scope, receive))
        except ClientDisconnect:  # it comes again
            return
        await answer(scope, receive, send)
