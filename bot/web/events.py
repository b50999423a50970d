"""Live messages by server-sent events. Each message's number is its event id, so a broken line resumes where it was."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.web.bubbles import Drawn, draw, drawn_for, html, recent
from bot.web.errors import outside
from bot.web.hub import Line
from bot.web.site import COOKIE, Guest, Site, guest_of, site_of, viewer_of
from storage.work import Work

BREATH = 20.0  # seconds; proxies close a line that says nothing
BATCH = 50
REDRAWN = 60


async def events(request: Request) -> Response:
    """The shown cards once more, everything after a number, then what comes, until the session ends."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    resumed = request.headers.get("last-event-id")
    after = resumed if resumed is not None else request.query_params.get("after", "0")
    start = int(after) if after.isdecimal() and len(after) < 10 else 0
    stream = _stream(site, guest, request.cookies[COOKIE], start)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _stream(site: Site, guest: Guest, secret: str, last: int) -> AsyncIterator[str]:
    with site.hub.line(guest.account_id) as line:
        yield "retry: 2000\n\n"
        if last:
            shown = await site.desk.read(lambda work: {b.number for b in recent(work, guest.account_id) if b.card})
            yield _event("card", await drawn_for(site, guest, {n for n in shown if n <= last}))
        while await site.desk.read(lambda work: work.sessions.account(secret, site.now())):
            line.woken.clear()
            text, last, more = await _new(site, guest, last)
            if text:
                yield text
            cards, line.cards = line.cards, set()
            old = {number for number in cards if number <= last}
            if old:
                yield _event("card", await drawn_for(site, guest, old))
            if not more:
                yield await _wait(line)


async def _wait(line: Line) -> str:
    try:
        await asyncio.wait_for(line.woken.wait(), BREATH)
    except TimeoutError:
        return ": still here\n\n"
    return ""


async def _new(site: Site, guest: Guest, last: int) -> tuple[str, int, bool]:
    """(events, the last number in them, whether there are more) after a number.

    The cards that showed the same cases before come first, drawn again: they make room for the new ones.
    """
    now = site.now()

    def read(work: Work) -> tuple[list[Drawn], list[Drawn]]:
        viewer = viewer_of(work, guest.account_id, now)
        found = work.messages.after(guest.account_id, last, BATCH)
        if viewer is None or not found:
            return [], []
        cases = {bubble.card.case for bubble in found if bubble.card and bubble.card.case}
        shown = [number for _, number in work.messages.showing(cases, [guest.account_id], REDRAWN)]
        before = work.messages.some(guest.account_id, [number for number in shown if number <= last])
        return draw(work, viewer, before, now), draw(work, viewer, found, now)

    old, new = await site.desk.read(read)
    text = _event("card", html(old, guest)) if old else ""
    text += "".join(_event("message", html([one], guest), one.number) for one in new)
    return text, new[-1].number if new else last, len(new) == BATCH


def _event(name: str, data: str, number: int | None = None) -> str:
    mark = f"id: {number}\n" if number is not None else ""
    return f"event: {name}\n{mark}data: {json.dumps(data, ensure_ascii=False)}\n\n"
