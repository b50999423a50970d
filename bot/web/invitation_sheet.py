"""An invitation on paper: one A4 page with a large QR code, and the code as a picture of its own."""

import ipaddress
from io import BytesIO
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.settings import Settings
from bot.texts import page
from bot.web.asked import looked
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
        until=day_of(invitation.until.astimezone(SHANGHAI).date(), now),
        open=not closed(invitation, now),
        near=is_near(site.settings.base),
        base=site.settings.base,
    )
    return HTMLResponse(html)


async def qr(request: Request) -> Response:
    """The link as a picture: black on white in the dark as well, or no camera reads it."""
    id_, site = int(request.path_params["invitation"]), site_of(request)
    found = await looked(request, lambda work, actor: mine(work, actor, id_))
    if isinstance(found, Response):
        return found
    out = BytesIO()
    drawn = segno.make(link(site.settings, site.desk.vault.signing, id_), error="m", micro=False)
    drawn.save(out, kind="svg", scale=8, border=4, light="#fff", xmldecl=False, svgclass=None, lineclass=None)
    return Response(out.getvalue(), media_type="image/svg+xml")


def link(settings: Settings, key: bytes, invitation_id: int) -> str:
    """The address that the code holds."""
    return f"{settings.base}/join/{sign(key, invitation_id)}"


def telegram_link(request: Request, invitation_id: int) -> str:
    """The same invitation as a link to the bot; empty where Telegram is off."""
    telegram = getattr(request.app.state, "telegram", None)
    if not telegram or not telegram.username:
        return ""
    return f"https://t.me/{telegram.username}?start={PREFIX}{sign(site_of(request).desk.vault.signing, invitation_id)}"


def is_near(base: str) -> bool:
    """Whether an address leads to this machine only, so that no phone gets there."""
    host = urlsplit(base).hostname or ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified
