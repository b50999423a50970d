"""For whoever watches the server: alive, ready, and its figures."""

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.desk import StoreUnavailable
from bot.web.site import site_of
from storage.work import Work

_CHATS = Gauge("weiyuan_open_chats", "Chats that listen for news now")
_FAILED = Gauge("weiyuan_failed_turns", "Turns that raised and wait to be rerun")


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """The database can be read, and a turn's transaction can begin and commit."""
    site = site_of(request)
    try:
        await site.desk.read(lambda work: work.conn.execute(text("SELECT 1")).scalar())
        await site.desk.job(lambda work: None)
    except (StoreUnavailable, DBAPIError) as error:
        return PlainTextResponse(f"not ready: {type(error).__name__}", 503)
    return PlainTextResponse("ready")


async def metrics(request: Request) -> Response:
    site = site_of(request)

    def failed(work: Work) -> int:
        return len(work.messages.failed())

    _CHATS.set(site.hub.open)
    _FAILED.set(await site.desk.read(failed))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
