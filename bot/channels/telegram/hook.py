"""Webhook: Telegram posts each update with a secret; it is answered only when the update is committed.

The answer may be a call of the Bot API: a press is answered so, without a call of its own. Whether that arrived nobody
tells; the update, if it comes again, is answered again.
"""

import asyncio
import hmac
import json
import re
from typing import TYPE_CHECKING, Final

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.desk import Desk, StoreUnavailable

if TYPE_CHECKING:
    from bot.channels.telegram.running import Running

log = structlog.get_logger()

PATH: Final = "/telegram/hook"
HEADER: Final = "x-telegram-bot-api-secret-token"
HELD = 45.0  # seconds; then it is asked to come again
MOST_BYTES: Final = 1 << 20
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


def secret_of(desk: Desk, given: str) -> str:
    """The operator's own secret, or one made from the key of the house: nobody else knows it, nobody need set it."""
    return given or hmac.new(desk.vault.signing, b"telegram webhook", "sha256").hexdigest()


async def hook(request: Request) -> Response:
    running: Running | None = getattr(request.app.state, "telegram", None)
    if running is None:
        return Response(status_code=404)
    given = request.headers.get(HEADER, "").encode("latin-1", "replace")
    if not hmac.compare_digest(given, running.secret.encode()):
        return Response(status_code=403)
    raw = await _read(request)
    if raw is None:
        return Response(status_code=400)
    try:
        word = await asyncio.wait_for(asyncio.shield(running.take(raw)), HELD)
    except (StoreUnavailable, TimeoutError):
        return Response(status_code=503)
    return JSONResponse(word.call()) if word else Response()


async def _read(request: Request) -> dict[str, object] | None:
    """The update, if it is of any size and form that Telegram sends."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("update_id"), int) else None
