"""Ways in: a single-use link, spent by a press and never by looking; in the demo, a press as anybody."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.errors import AGAIN, AGAIN_DEMO, said
from bot.web.letting_in import is_foreign, let_in
from bot.web.site import COOKIE, Site, guest_of, same_token, site_of
from storage.work import Work


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
    if is_foreign(request):
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
        on_stage = "as_person" in request.scope  # a phone of the stage is nobody's session: there is none to end
        if guest and not on_stage and same_token(form.get("csrf"), guest):
            secret = request.cookies[COOKIE]
            await site.desk.write(lambda work: work.sessions.close(secret))
            response = RedirectResponse("/leave", 303)
            response.delete_cookie(COOKIE)
            return response
    return RedirectResponse("/chat", 303)  # a foreign page's form signs nobody out


async def _signed_in(site: Site, whom: Callable[[Work], int | None]) -> Response:
    return await let_in(site, whom) or _spent()


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
    if not site.settings.demo or person_id not in people or is_foreign(request):
        return said("没有进来", "这里不是演示，或者地址不对。", 403, chat=False)
    return await _signed_in(site, lambda work: person_id)


def _spent() -> Response:
    text = "链接只能用一次，这个用过了，或者过期了。您要是刚才进来过，回聊天就行；不然请找网格员要一个新的。"
    return said("这个链接不能用了", text, 410)
