"""The callback page: WeCom checks that the address is ours, then posts what members say and do."""

import asyncio
from typing import TYPE_CHECKING, Final

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels.wecom.envelope import MOST_BYTES, Refused, echo, opened
from bot.desk import StoreUnavailable

if TYPE_CHECKING:
    from bot.channels.wecom.running import Running

log = structlog.get_logger()

PATH: Final = "/wecom"
HELD: Final = 0.9  # seconds for the whole answer: WeCom wants a check answered within one


async def check(request: Request) -> Response:
    """The bare words that came sealed, nothing around them."""
    running = _running(request)
    if running is None:
        return Response(status_code=404)
    try:
        return PlainTextResponse(echo(running.seal, request.query_params))
    except Refused as refused:
        return Response(status_code=refused.status)


async def hook(request: Request) -> Response:
    """Empty as soon as it is stored; where that takes too long, it is asked to come again."""
    running = _running(request)
    if running is None:
        return Response(status_code=404)
    try:
        await asyncio.wait_for(_taken(running, request), HELD)
    except Refused as refused:
        log.info("callback refused", status=refused.status)
        return Response(status_code=refused.status)
    except (StoreUnavailable, TimeoutError):
        return Response(status_code=503)
    return Response()


async def _taken(running: "Running", request: Request) -> None:
    text = opened(running.seal, request.query_params, await _read(request))
    await asyncio.shield(running.take(text))  # what is being stored is stored, whoever still waits for it


async def _read(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413)
    return body


def _running(request: Request) -> "Running | None":
    running: Running | None = getattr(request.app.state, "wecom", None)
    return running
