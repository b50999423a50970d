"""The daily anchors as an open page: whoever keeps a copy can tell later whether the past was changed."""

from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.texts import page
from bot.web.site import guest_of, site_of

A_PAGE: Final = 100


async def anchors(request: Request) -> HTMLResponse:
    """Days and hashes, the newest first; with `?before=` the older ones. What can't be read is the newest page."""
    before = _day(request.query_params.get("before", ""))
    found = await site_of(request).desk.read(lambda work: work.anchors.published(A_PAGE + 1, before))
    rows, older = found[:A_PAGE], found[A_PAGE:]
    inside = await guest_of(request) is not None  # an installed chat has no way back of its own
    return HTMLResponse(page("anchors.html", rows=rows, older=rows[-1][0] if older else None, inside=inside))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
