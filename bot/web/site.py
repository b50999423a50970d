"""What every page needs: the desk, the settings, the live hub; and who is asking."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from bot.desk import Desk
from bot.settings import Settings
from bot.web.hub import Hub
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work

COOKIE = "weiyuan"


@dataclass
class Site:
    desk: Desk
    settings: Settings
    hub: Hub

    def now(self) -> datetime:
        return self.desk.clock.now()


@dataclass(frozen=True, slots=True)
class Guest:
    """A signed-in session: its account, and the token that its forms must carry."""

    account_id: int
    address: str
    csrf: str


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


async def guest_of(request: Request) -> Guest | None:
    """The session behind a request, if it is still good."""
    site, secret = site_of(request), request.cookies.get(COOKIE, "")
    if not secret:
        return None
    now = site.now()
    found = await site.desk.read(lambda work: work.sessions.account(secret, now))
    return Guest(*found, csrf_for(site, secret)) if found else None


def csrf_for(site: Site, secret: str) -> str:
    return hmac.new(site.desk.vault.signing, secret.encode(), "sha256").hexdigest()


def same_token(given: object, guest: Guest) -> bool:
    """Constant time, and safe with what is no ASCII."""
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), guest.csrf.encode())


def viewer_of(work: Work, account_id: int, now: datetime) -> Viewer | None:
    """Who an account belongs to, today."""
    caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
    return Viewer(caller.actor, caller.conversation) if caller and caller.actor else None
