"""One line for all phones of the stage, since a browser holds only six: what each hears, and what just happened."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.stage.told import told
from bot.texts import VIEW, View
from bot.web.events import news
from bot.web.site import Guest, Site, on_stage, site_of
from handlers.kit.worktime import SHANGHAI

log = structlog.get_logger()

_MOST = 8
_WEEK = "一二三四五六日"


async def events(request: Request) -> Response:
    """`after=1:34,8:5`: the phones, by person, and the number up to which each has heard."""
    site = site_of(request)
    begins = _heard(request.headers.get("last-event-id") or request.query_params.get("after", ""))
    stream = _merged(site, begins)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


def _heard(text: str) -> dict[int, int]:
    pairs = [part.partition(":") for part in text.split(",")][:_MOST]
    known = [(one, number) for one, _, number in pairs if one.isdecimal() and number.isdecimal()]
    return {int(one[:12]): int(number[:9]) for one, number in known}


async def _merged(site: Site, heard: dict[int, int]) -> AsyncIterator[str]:
    """Until the page leaves: then every task that feeds it ends."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    tasks = [asyncio.create_task(_phone(site, person, heard, lines)) for person in list(heard)]
    tasks.append(asyncio.create_task(_happened(site, lines)))
    tasks.append(asyncio.create_task(_closed(site, lines)))
    for task in tasks:
        task.add_done_callback(lambda one: _ended(one, lines))
    try:
        yield "retry: 2000\n\n"
        yield _now(site.now())
        while line := await lines.get():
            yield line
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


async def _phone(site: Site, person: int, heard: dict[int, int], lines: "asyncio.Queue[str]") -> None:
    VIEW.set(View(f"/as/{person}"))
    guest = await on_stage(site, person)

    async def again() -> Guest | None:
        return await on_stage(site, person)

    if guest is None:
        return
    async for event in news(site, guest, again, heard[person]):
        heard[person] = event.number or heard[person]
        told_ = {"phone": f"/as/{person}/chat", "name": event.name, "number": event.number, "html": event.html}
        await lines.put(_event("phone", told_, ",".join(f"{one}:{number}" for one, number in heard.items())))
        await lines.put(_now(site.now()))


def _ended(task: "asyncio.Task[None]", lines: "asyncio.Queue[str]") -> None:
    """One that failed ends the line: the page opens it anew, and hears what it has missed."""
    if not task.cancelled() and task.exception():
        log.warning("the stage's line broke", error=repr(task.exception()))
        lines.put_nowait("")


async def _closed(site: Site, lines: "asyncio.Queue[str]") -> None:
    await site.hub.closing.wait()
    await lines.put("")


async def _happened(site: Site, lines: "asyncio.Queue[str]") -> None:
    with site.hub.watch() as moved:
        while True:
            cases = await moved.get()
            now = site.now()
            text = await site.desk.read(lambda work, c=cases, n=now: told(work, c, n))  # type: ignore[misc]  # mypy can't infer a lambda's defaults
            if text:
                await lines.put(_event("told", {"text": text}))


def _now(now: datetime) -> str:
    return _event("now", {"text": present(now)})


def present(now: datetime) -> str:
    """11月22日（周日）18:53."""
    local = now.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日（周{_WEEK[local.weekday()]}）{local:%H:%M}"


def _event(name: str, data: Mapping[str, object], mark: str = "") -> str:
    head = f"id: {mark}\n" if mark else ""
    return f"event: {name}\n{head}data: {json.dumps(data, ensure_ascii=False)}\n\n"
