"""How large the type is: kept on the device, changed by a press, the same on every page."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.texts import VIEW
from bot.web.errors import said
from bot.web.letting_in import is_foreign
from bot.web.roots import BIG, LOOK

_PATH = re.compile(r"/(?:[^/\\\s:][^\\\s]*)?")  # one slash at its head: two would name another site
_YEAR = 365 * 24 * 3600


async def look(request: Request) -> Response:
    """Large type on or off, then back to the page where that was pressed."""
    if is_foreign(request):
        return said("没有变", "请您从微愿的页面按。", 403, chat=False)
    async with request.form(max_files=0) as form:
        big = form.get("type") == BIG
        back = str(form.get("back") or "/")
    response = RedirectResponse(_ours(back), 303)
    response.set_cookie(LOOK, BIG if big else "", max_age=_YEAR if big else 0, samesite="lax", path="/")
    return response


def _ours(back: str) -> str:
    """A path of this site, never another site's address; below a root it is told without that."""
    path = back.removeprefix(VIEW.get().root)
    return path if _PATH.fullmatch(path) else "/"
