"""Rankings as pages: by name for members and secretaries, masked and the upper part only for everybody."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.errors import outside, said
from bot.web.site import guest_of, site_of, viewer_of
from handlers.kit.refusals import Refusal
from handlers.kit.speech import exact
from handlers.rankings.reading import Board, board, open_board
from handlers.rankings.records import Month
from handlers.rankings.rules import month_of
from handlers.rankings.views import spoken_month
from storage.work import Work


async def rankings(request: Request) -> Response:
    """A month's ranking of the reader's community, as far as it is theirs to read by name."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    now, month, branch = site.now(), _month(request.query_params), _number(request.query_params.get("branch"))

    def read(work: Work) -> Board:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            raise Refusal("rankings/not_yours")
        return board(work, viewer.actor, month, branch, now)

    try:
        found = await site.desk.read(read)
    except Refusal:
        why = "排名给上榜的人自己、支部书记和社区书记看，各看各的支部、社区。"
        return said("这一页不归您看", f"{why}人人能看的在社区的公开墙上。", 403)
    return _page(found, "/rankings", inside=True)


async def open_rankings(request: Request) -> Response:
    """A community's ranking for everybody. Only the month is asked for: nothing else in an address changes it."""
    code, month = request.path_params["code"], _month(request.query_params)
    found = await site_of(request).desk.read(lambda work: open_board(work, code, month))
    if found is None:
        return said("没有这一页", "没有这个社区的编码。您看看地址是不是抄错了。", 404, chat=False)
    return _page(found, f"/open/rankings/{code}", inside=False)


def _page(found: Board, path: str, *, inside: bool) -> HTMLResponse:
    made = exact(found.ranking.made_at)[:16] if found.ranking else ""
    facts = {"board": found, "path": path, "inside": inside, "made": made, "spoken_month": spoken_month}
    return HTMLResponse(page("rankings.html", **facts))


def _month(query: Mapping[str, str]) -> Month | None:
    """What can't be read is the newest."""
    return month_of(query.get("month", ""))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
