"""Ways in: a single-use link, spent by a press and never by looking; in the demo, a press as anybody."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.errors import AGAIN, AGAIN_DEMO, said
from bot.web.site import COOKIE, Site, guest_of, same_token, site_of
from storage.work import Work

CHANNEL = "web"


async def door(request: Request) -> Response:
    """What a link shows: one button. A preview of the link by a messenger changes nothing."""
    site, secret = site_of(request), request.path_params["secret"]
    now = site.now()

    def read(work: Work) -> str | None:
        person_id = work.sessions.invited(secret, now)
        return work.people.get([person_id])[person_id].called if person_id else None

    called = await site.desk.read(read)
    if called is None:
        return _spent()
    return HTMLResponse(page("door.html", called=called, secret=secret))


async def enter(request: Request) -> Response:
    """The press that spends a link."""
    site, secret = site_of(request), request.path_params["secret"]
    if foreign(request):
        return said("没有进来", "请您从原来的链接进。", 403, chat=False)
    now = site.now()
    return await _signed_in(site, lambda work: work.sessions.spend(secret, now))


async def leaving(request: Request) -> Response:
    """Asks first: a link works once, so leaving by a slip of the thumb costs a walk to the grid member."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        again = AGAIN_DEMO if site.settings.demo else AGAIN
        return said("您已经退出了", f"您的心愿都在，照样有人办。想再进来，{again}", chat=False)
    return HTMLResponse(page("leave.html", csrf=guest.csrf, demo=site.settings.demo))


async def leave(request: Request) -> Response:
    site, guest = site_of(request), await guest_of(request)
    async with request.form(max_files=0) as form:
        if guest and same_token(form.get("csrf"), guest):
            secret = request.cookies[COOKIE]
            await site.desk.write(lambda work: work.sessions.close(secret))
            response = RedirectResponse("/leave", 303)
            response.delete_cookie(COOKIE)
            return response
    return RedirectResponse("/chat", 303)  # a foreign page's form signs nobody out


async def _signed_in(site: Site, whom: Callable[[Work], int | None]) -> Response:
    """A new session of a person's web account; a link is spent in the same transaction, or not at all."""
    secret, now = secrets.token_urlsafe(32), site.now()
    span = timedelta(days=site.settings.session_days)

    def write(work: Work) -> bool:
        person_id = whom(work)
        if person_id is None:
            return False
        account_id = work.accounts.open(person_id, CHANNEL, f"p{person_id}", now)
        work.sessions.open(secret, account_id, now, now + span)
        return True

    if not await site.desk.write(write):
        return _spent()
    response = RedirectResponse("/chat", 303)
    secure = site.settings.base.startswith("https://")
    response.set_cookie(COOKIE, secret, max_age=int(span.total_seconds()), httponly=True, samesite="lax", secure=secure)
    return response


async def demo_door(request: Request) -> Response:
    """A link of the demo's front page: one button to go in as this person."""
    site, person_id = site_of(request), int(request.path_params["person"])
    people = await site.desk.read(lambda work: work.people.get([person_id]))
    if not site.settings.demo or person_id not in people:
        return said("没有这一页", "地址不对，或者已经搬走了。", 404)
    return HTMLResponse(page("door.html", called=people[person_id].called, secret=f"demo/{person_id}"))


async def demo_enter(request: Request) -> Response:
    site, person_id = site_of(request), int(request.path_params["person"])
    people = await site.desk.read(lambda work: work.people.get([person_id]))
    if not site.settings.demo or person_id not in people or foreign(request):
        return said("没有进来", "这里不是演示，或者地址不对。", 403, chat=False)
    return await _signed_in(site, lambda work: person_id)


def _spent() -> Response:
    text = "链接只能用一次，这个用过了，或者过期了。您要是刚才进来过，回聊天就行；不然请找网格员要一个新的。"
    return said("这个链接不能用了", text, 410)


def foreign(request: Request) -> bool:
    """A form sent from another site; browsers say so, and what says nothing is no browser."""
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] != request.headers.get("host", "")
