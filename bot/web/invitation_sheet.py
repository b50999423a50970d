"""An invitation on paper: one A4 page with a large QR code, and the code as a picture of its own."""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom.errors import WeComError
from bot.settings import Settings
from bot.texts import page
from bot.web.asked import looked
from bot.web.chats import bot_name, drawn, kf_of
from bot.web.errors import said
from bot.web.site import site_of
from handlers.invitations.actions import mine, place_of
from handlers.invitations.chatting import PREFIX
from handlers.invitations.records import Invitation, Place
from handlers.invitations.rules import closed
from handlers.invitations.tokens import sign
from handlers.kit.days import day_of
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from storage.work import Work


async def sheet(request: Request) -> Response:
    """The page to print."""
    id_, site = int(request.path_params["invitation"]), site_of(request)

    def read(work: Work, actor: Actor) -> tuple[Invitation, Place]:
        found = mine(work, actor, id_)
        return found, place_of(work, found)

    found = await looked(request, read)
    if isinstance(found, Response):
        return found
    (invitation, place), now = found[1], site.now()
    html = page(
        "invitation_sheet.html",
        id=id_,
        place=place,
        post=ROLE_NAMES[invitation.role] if invitation.role else "",
        link=link(site.settings, site.desk.vault.signing, id_),
        telegram=telegram_link(request, id_),
        wechat=bool(kf_of(request)),
        until=day_of(invitation.until.astimezone(SHANGHAI).date(), now),
        open=not closed(invitation, now),
        near=is_near(site.settings.base),
        base=site.settings.base,
    )
    return HTMLResponse(html)


async def qr(request: Request) -> Response:
    """The link as a picture."""
    id_, site = int(request.path_params["invitation"]), site_of(request)
    found = await looked(request, lambda work, actor: mine(work, actor, id_))
    if isinstance(found, Response):
        return found
    return drawn(link(site.settings, site.desk.vault.signing, id_))


async def wechat_qr(request: Request) -> Response:
    """The same invitation as a code that opens the customer service chat."""
    id_, site, kf = int(request.path_params["invitation"]), site_of(request), kf_of(request)
    found = await looked(request, lambda work, actor: mine(work, actor, id_))
    if isinstance(found, Response):
        return found
    if kf is None:
        return said("没有这一页", "微信客服没有开。", 404)
    try:
        return drawn(await kf.ways.link(kf.account, PREFIX + sign(site.desk.vault.signing, id_)))
    except (RetryLater, Uncertain, WeComError):
        return said("现在画不出来", "微信那边没有答复，请过一会儿再打开。", 503)


async def telegram_qr(request: Request) -> Response:
    """The same invitation as a code that opens the bot."""
    id_ = int(request.path_params["invitation"])
    found = await looked(request, lambda work, actor: mine(work, actor, id_))
    if isinstance(found, Response):
        return found
    address = telegram_link(request, id_)
    return drawn(address) if address else said("没有这一页", "Telegram 没有开。", 404)


def link(settings: Settings, key: bytes, invitation_id: int) -> str:
    """The address that the code holds."""
    return f"{settings.base}/join/{sign(key, invitation_id)}"


def telegram_link(request: Request, invitation_id: int) -> str:
    """The same invitation as a link to the bot; empty where Telegram is off."""
    bot = bot_name(request)
    return f"https://t.me/{bot}?start={PREFIX}{sign(site_of(request).desk.vault.signing, invitation_id)}" if bot else ""


def is_near(base: str) -> bool:
    """Whether an address leads to this machine only, so that no phone gets there."""
    host = urlsplit(base).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
