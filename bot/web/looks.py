"""How large the type is: kept on the device, changed by a press, the same on every page."""

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.texts import VIEW
from bot.web.roots import BIG, LOOK

_YEAR = 365 * 24 * 3600


async def look(request: Request) -> Response:
    """Large type on or off, then back to the page where that was pressed."""
    async with request.form(max_files=0) as form:
        big = form.get("type") == BIG
        back = str(form.get("back") or "/")
    response = RedirectResponse(_ours(back), 303)
    response.set_cookie(LOOK, BIG if big else "", max_age=_YEAR if big else 0, samesite="lax", path="/")
    return response


def _ours(back: str) -> str:
    """A path of this site, never another site's address; below a root it is told without that."""
    root, parts = VIEW.get().root, urlsplit(back)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in back:
        return "/"
    path = parts.path.removeprefix(root) if root else parts.path
    return (path or "/") + (f"?{parts.query}" if parts.query else "")
