"""Signing in with eight digits that a chat elsewhere has shown: the way to the web for whoever came by a messenger."""

import ipaddress
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.letting_in import is_foreign, let_in
from bot.web.site import site_of
from handlers.kit.worktime import SHANGHAI
from handlers.people.channels import named
from handlers.people.linking import DIGITS, WRONG, entering
from storage.links import PLACES
from storage.work import Work

_MOST_BODY: Final = 4096
_MOST_WRITTEN: Final = 40  # characters that are shown again
_NOT_EIGHT: Final = "not_eight"


async def door(request: Request) -> Response:
    return _page(request)


async def enter(request: Request) -> Response:
    site, place, faults = site_of(request), _place(request), []
    if is_foreign(request) or not fits(request, _MOST_BODY):
        return said("没有进来", "请您在微愿自己的网页里写那八个数字。", 403, chat=False)
    async with request.form(max_files=0) as form:
        written = str(form.get("code") or "")[:_MOST_WRITTEN]
    code, now = _digits(written), site.now()
    if len(code) != DIGITS:  # a slip of the finger is no try at somebody's code
        return _page(request, _NOT_EIGHT, 422, written)

    def whom(work: Work) -> int | None:
        found = entering(work, _account(work, place, now), code, now)
        if isinstance(found, int):
            return found
        faults.append(found)
        return None

    entered = await let_in(site, whom)
    if entered:
        return entered
    return _page(request, faults[-1], 429 if faults[-1] != WRONG else 422)


def _page(request: Request, fault: str = "", status: int = 200, written: str = "") -> Response:
    """It names the chats that are there to ask in; what was not even a code is left there to be mended."""
    links = named(site_of(request).settings.chats).replace("、", "或")
    count = len(_digits(written))
    return HTMLResponse(page("enter_code.html", fault=fault, links=links, written=written, count=count), status)


def _digits(text: str) -> str:
    """What there is of a code, however it is spaced; a Chinese keyboard may write wide digits."""
    return "".join(str(int(one)) for one in text if one.isdecimal())


def _account(work: Work, place: str, now: datetime) -> int:
    """Who has an address has its neighbours too, so misses are counted for all of a network; stored as a mark only."""
    mark = work.vault.mark(PLACES, place)
    return work.accounts.who(PLACES, mark, now.astimezone(SHANGHAI).date(), now).account_id


def _place(request: Request) -> str:
    """The network address of whoever asks; of the long ones the part that is one customer's, who has 256 halves."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 56), strict=False))
