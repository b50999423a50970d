"""Live messages by server-sent events. Each message's number is its event id, so a broken line resumes where it was."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.web.bubbles import Drawn, draw, drawn_for, html, recent
from bot.web.errors import outside
from bot.web.hub import Line
from bot.web.site import Guest, Site, guest_of, site_of, viewer_of
from storage.work import Work

BREATH = 20.0  # seconds; proxies close a line that says nothing
BATCH = 50
REDRAWN = 60


@dataclass(frozen=True, slots=True)
class Event:
    """News of one account: new bubbles by number, cards drawn again, or only that the line is still there."""

    name: str
    html: str = ""
    number: int | None = None

    def __str__(self) -> str:
        mark = f"id: {self.number}\n" if self.number is not None else ""
        return f"event: {self.name}\n{mark}data: {json.dumps(self.html, ensure_ascii=False)}\n\n"


async def events(request: Request) -> Response:
    """The shown cards once more, everything after a number, then what comes, until the session ends."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    resumed = request.headers.get("last-event-id")
    after = resumed if resumed is not None else request.query_params.get("after", "0")
    start = int(after) if after.isdecimal() and len(after) < 10 else 0

    async def lines() -> AsyncIterator[str]:
        yield "retry: 2000\n\n"
        async for event in news(site, guest, lambda: guest_of(request), start):
            yield str(event)

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def news(
    site: Site, guest: Guest, again: Callable[[], Awaitable[Guest | None]], last: int
) -> AsyncIterator[Event]:
    """What an account hears after a number, for as long as `again` finds its session."""
    with site.hub.line(guest.account_id) as line:
        if last:
            shown = await site.desk.read(lambda work: {b.number for b in recent(work, guest.account_id) if b.card})
            yield Event("card", await drawn_for(site, guest, {n for n in shown if n <= last}))
        while not site.hub.closing.is_set() and await again():
            line.woken.clear()
            found, more = await _new(site, guest, last)
            for event in found:
                yield event
                last = event.number or last
            cards, line.cards = line.cards, set()
            old = {number for number in cards if number <= last}
            if old:
                yield Event("card", await drawn_for(site, guest, old))
            if not more and not await _woken(line):
                yield Event("beat")


async def _woken(line: Line) -> bool:
    try:
        await asyncio.wait_for(line.woken.wait(), BREATH)
    except TimeoutError:
        return False
    return True


async def _new(site: Site, guest: Guest, last: int) -> tuple[list[Event], bool]:
    """(events, whether there are more) after a number.

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
    events = [Event("card", html(old, guest))] if old else []
    return [*events, *(Event("message", html([one], guest), one.number) for one in new)], len(new) == BATCH
