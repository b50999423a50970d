"""The chats outside in which one can be known as well: how they are called, the links and codes that lead there."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom.errors import WeComError
from bot.web.asked import looked
from bot.web.errors import said
from bot.web.site import site_of
from handlers.people.channels import KF, TELEGRAM, WECOM, chats_for
from handlers.people.records import Actor

if TYPE_CHECKING:
    from bot.channels.kf.running import Running as Kf

_NO_PAGE = "没有这一页"
_NOT_NOW = "微信那边没有答复，请过一会儿再打开。"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where somebody may send their digits. `bot`: Telegram's username, empty while it is unknown; `wechat`: whether
    there is an account of customer service to lead to."""

    telegram: bool
    bot: str
    kf: bool
    wechat: bool
    wecom: bool


def ways(request: Request, actor: Actor) -> Ways:
    """What is on, as far as it is for this person."""
    on = chats_for(site_of(request).settings.chats, actor)
    return Ways(TELEGRAM in on, bot_name(request), KF in on, kf_of(request) is not None, WECOM in on)


def bot_name(request: Request) -> str:
    """The username of the bot; empty where Telegram is off, or has not said it yet."""
    telegram = getattr(request.app.state, "telegram", None)
    return telegram.username if telegram else ""


def kf_of(request: Request) -> "Kf | None":
    """Customer service, where it is on and has an account."""
    kf: Kf | None = getattr(request.app.state, "kf", None)
    return kf if kf and kf.account else None


async def wechat(request: Request) -> Response:
    """On to the customer service chat, by its link."""
    found = await _wechat_link(request)
    return found if isinstance(found, Response) else RedirectResponse(found, 303)


async def wechat_code(request: Request) -> Response:
    """The same link as a picture, for another phone's camera."""
    found = await _wechat_link(request)
    return found if isinstance(found, Response) else drawn(found)


async def _wechat_link(request: Request) -> str | Response:
    kf, guest = kf_of(request), await looked(request, lambda work, actor: None)
    if isinstance(guest, Response):
        return guest
    if kf is None:
        return said(_NO_PAGE, "微信客服没有开。", 404)
    try:
        return await kf.ways.plain(kf.account)
    except (RetryLater, Uncertain, WeComError):
        return said("现在打不开", _NOT_NOW, 503)


def drawn(address: str) -> Response:
    """An address as a code: black on white in the dark as well, or no camera reads it."""
    out = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return Response(out.getvalue(), media_type="image/svg+xml")
