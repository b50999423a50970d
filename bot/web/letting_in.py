"""A session for whoever has shown the way in: a link that was spent, an invitation that was accepted."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.site import COOKIE, Site
from storage.work import Work

CHANNEL = "web"


async def let_in(
    site: Site,
    whom: Callable[[Work], int | None],
    to: str = "/chat",
    greet: Callable[[Work, int], None] | None = None,
) -> Response | None:
    """A new session of a person's web account; what lets them in is spent in the same transaction, or not at all.

    `to` is the path of ours where they go on; `greet` says something in the chat of that account, by its id.
    """
    secret, now = secrets.token_urlsafe(32), site.now()
    span = timedelta(days=site.settings.session_days)

    def write(work: Work) -> bool:
        person_id = whom(work)
        if person_id is None:
            return False
        account_id = work.accounts.open(person_id, CHANNEL, f"p{person_id}", now)
        work.sessions.open(secret, account_id, now, now + span)
        if greet:
            greet(work, account_id)
        return True

    if not await site.desk.write(write):
        return None
    response = on_the_way(to)
    secure = site.settings.base.startswith("https://")
    response.set_cookie(COOKIE, secret, max_age=int(span.total_seconds()), httponly=True, samesite="lax", secure=secure)
    return response


def on_the_way(to: str) -> Response:
    """To a page of ours, by a new request."""
    return RedirectResponse(to, 303)


def is_foreign(request: Request) -> bool:
    """A form sent from another site; browsers say so, and what says nothing is no browser."""
    told = request.headers.get("sec-fetch-site")
    if told is not None:
        return told not in ("same-origin", "none")
    origin = request.headers.get("origin", "")
    return bool(origin) and origin.partition("://")[2] != request.headers.get("host", "")
