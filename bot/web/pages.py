"""Pages beside the chat: whole lists, and a case with its history."""

import secrets
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import Words, page, words
from bot.web.errors import said
from bot.web.site import guest_of, site_of, viewer_of
from handlers import front
from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.registry import room_of
from handlers.cases.story import Line, story
from handlers.kit.cards import Card
from handlers.kit.refusals import Refusal
from handlers.people.records import Viewer
from handlers.wishes.lists import LISTS
from handlers.wishes.look import look
from storage.work import Work

_TITLES = {"mine": "我的", "open": "在等人的心愿", "waiting": "等你办的"}


async def listing(request: Request) -> Response:
    """A whole list, of which the chat shows the first few."""
    site, guest = site_of(request), await guest_of(request)
    name, now = request.url.path.strip("/"), site.now()
    if guest is None:
        return said("请先进来", "登录已过期,请再点一次邀请链接。", 401)

    def read(work: Work) -> list[dict[str, object]]:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            return []
        ids = LISTS[f"wishes/{name}"](work, viewer.actor, now)
        seen = look(work, viewer.actor, ids, now)
        return [dict(seen[i].facts) for i in ids if i in seen]

    rows = await site.desk.read(read)
    return HTMLResponse(page("list.html", title=_TITLES[name], rows=rows))


async def case(request: Request) -> Response:
    """A case by its number: its card with buttons, and its history."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return said("请先进来", "登录已过期,请再点一次邀请链接。", 401)
    no, now = request.path_params["no"], site.now()

    def read(work: Work) -> tuple[Words, list[Line]]:
        viewer = viewer_of(work, guest.account_id, now)
        found = work.cases.by_no(no)
        if viewer is None or found is None:
            raise Refusal("cases/unknown")
        seen = open_to(room_of(found.flow), found, viewer.actor)
        if not seen:
            raise Refusal("cases/unknown")
        lines = list(story(work, viewer.actor, found, now)) if See.HISTORY in seen else []
        return _card(work, viewer, f"{room_of(found.flow).name}/case", found.id, now), lines

    try:
        card, lines = await site.desk.read(read)
    except Refusal:
        return said("看不到这一件", "没有这个编号,或者这一件不归你看。", 404)
    nonce = secrets.token_urlsafe(12)
    return HTMLResponse(page("case.html", words=card, lines=lines, csrf=guest.csrf, nonce=nonce))


def _card(work: Work, viewer: Viewer, name: str, case_id: int, now: datetime) -> Words:
    return words(front.show(work, viewer, [Card(name, case_id)], now)[0])
