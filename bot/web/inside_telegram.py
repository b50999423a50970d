"""A page opened inside Telegram: Telegram says who looks, a session of theirs is opened, and the page shows."""

from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.telegram import NAME
from bot.channels.telegram.signing import MOST, Opened, opened
from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.letting_in import is_foreign, let_in, on_the_way
from bot.web.site import guest_of, site_of
from bot.web.ways import own_path
from storage.work import Work

PATH: Final = "/telegram/enter"
_PAGES: Final = f"{NAME}.page"  # the inbox of what Telegram has signed: each opens one session
_MOST_BODY = 4 * MOST


async def door(request: Request) -> Response:
    """What the button opens: it hands on what Telegram has put behind the address, where no server sees it."""
    if not site_of(request).settings.telegram_token:
        return _nothing()
    return HTMLResponse(page("inside.html", to=own_path(request.query_params.get("to", ""))))


async def enter(request: Request) -> Response:
    site, guest = site_of(request), await guest_of(request)
    if not site.settings.telegram_token:
        return _nothing()
    if is_foreign(request) or not fits(request, _MOST_BODY):
        return _again()
    async with request.form(max_files=0) as form:
        signed, to = str(form.get("signed") or ""), own_path(str(form.get("to") or ""))
    now = site.now()
    looks = opened(site.settings.telegram_token, signed, now)
    if looks is None:
        return _again()
    person = await site.desk.read(lambda work: work.accounts.person_at(NAME, looks.address))
    if person is None:
        text = "这个 Telegram 还没有连上微愿。请在网页的“我的资料”里按“连接”，把八个数字发给机器人。"
        return said("还不认识您", text, 403, chat=False)
    here = guest.account_id if guest else 0
    if await site.desk.read(lambda work: work.accounts.person_of(here)) == person:
        return on_the_way(to)
    return await let_in(site, lambda work: _once(work, looks, now), to) or _again()


def _once(work: Work, looks: Opened, now: datetime) -> int | None:
    """Whoever looks; nobody where the same opening has let somebody in before."""
    new = work.messages.receive(_PAGES, looks.mark, now)
    return None if new is None else work.accounts.person_at(NAME, looks.address)


def _again() -> Response:
    text = "没认出您来，或者这一页打开得太久了。请回到 Telegram，再按一次那个按钮。"
    return said("请再按一次", text, 403, chat=False)


def _nothing() -> Response:
    return said("没有这一页", "地址不对，或者已经搬走了。您回聊天里找找看。", 404)
