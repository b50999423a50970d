"""Signing in with six digits that a chat elsewhere has shown: the way to the web for whoever came by a messenger."""

import ipaddress
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.letting_in import is_foreign, let_in
from bot.web.own_data import elsewhere
from bot.web.site import site_of
from handlers.kit.worktime import SHANGHAI
from handlers.people.linking import WRONG, entering, typed
from storage.work import Work

_MOST_BODY: Final = 4096
_PLACES: Final = "web.code"  # accounts of nobody, one for each place from which codes are typed: they only count misses


async def door(request: Request) -> Response:
    return _page(request)


async def enter(request: Request) -> Response:
    site, place, faults = site_of(request), _place(request), []
    if is_foreign(request) or not fits(request, _MOST_BODY):
        return said("没有进来", "请您在微愿自己的网页里写那六个数字。", 403, chat=False)
    async with request.form(max_files=0) as form:
        code = typed(str(form.get("code") or ""))
    now = site.now()

    def whom(work: Work) -> int | None:
        found = entering(work, _account(work, place, now), code, now) if code else WRONG
        if isinstance(found, int):
            return found
        faults.append(found)
        return None

    entered = await let_in(site, whom)
    if entered:
        return entered
    return _page(request, faults[-1], 429 if faults[-1] != WRONG else 422)


def _page(request: Request, fault: str = "", status: int = 200) -> Response:
    """It names the chats that are there to ask in."""
    links = elsewhere(site_of(request).settings).replace("、", "或")
    return HTMLResponse(page("enter_code.html", fault=fault, links=links), status)


def _account(work: Work, place: str, now: datetime) -> int:
    """Who has an address has its neighbours too, so misses are counted for all of a network; stored as a mark only."""
    mark = work.vault.mark(_PLACES, place)
    return work.accounts.who(_PLACES, mark, now.astimezone(SHANGHAI).date(), now).account_id


def _place(request: Request) -> str:
    """The network address of whoever asks; of the long ones the half that is given to one customer."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
