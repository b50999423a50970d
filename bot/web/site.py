"""What every page needs: the desk, the settings, the live hub; and who is asking."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from bot.desk import Desk
from bot.papers.rendering import Renderer
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
    renderer: Renderer

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
    site = site_of(request)
    if "as_person" in request.scope:
        return await on_stage(site, request.scope["as_person"])
    secret = request.cookies.get(COOKIE, "")
    return await guest_with(site, secret) if secret else None


async def guest_with(site: Site, secret: str) -> Guest | None:
    now = site.now()
    found = await site.desk.read(lambda work: work.sessions.account(secret, now))
    return Guest(*found, csrf_for(site, secret)) if found else None


async def on_stage(site: Site, person_id: int) -> Guest | None:
    """Whoever a phone of the demo's stage belongs to: there everybody may be anybody, so nobody signs in."""
    found = await site.desk.read(lambda work: work.accounts.of_person(person_id)) if site.settings.demo else ()
    mine = next((account for account in found if account.channel == "web"), None)
    return Guest(mine.id, mine.address, csrf_for(site, f"stage {person_id}")) if mine else None


def csrf_for(site: Site, secret: str) -> str:
    return hmac.new(site.desk.vault.signing, secret.encode(), "sha256").hexdigest()


def same_token(given: object, guest: Guest) -> bool:
    """Constant time, and safe with what is no ASCII."""
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), guest.csrf.encode())


def viewer_of(work: Work, account_id: int, now: datetime) -> Viewer | None:
    """Who an account belongs to, today."""
    caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
    return Viewer(caller.actor, caller.conversation) if caller and caller.actor else None
