"""Another set of point rules tried on one's own unit: who would stand otherwise, opened line by line."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.errors import outside, said
from bot.web.site import guest_of, site_of, viewer_of
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.scores import PointSet, signed, spoken
from handlers.kit.worktime import SHANGHAI
from handlers.points.switching import Trial, day_in, tried_by, units_of
from handlers.units.records import Unit
from storage.work import Work

_TAG: Final = re.compile(r"^\[\w\] ")  # how a file marks what kind of source it is
_EARLIER: Final = 2  # how many cycles before this one are offered


async def whatif(request: Request) -> Response:
    """The sets to choose from; with one chosen, what it would change."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    now, query = site.now(), request.query_params
    today = now.astimezone(SHANGHAI).date()
    code, unit_id, year = query.get("set", ""), _number(query.get("unit")), _year(query, today)

    def read(work: Work) -> tuple[Sequence[Unit], Sequence[PointSet], Trial | None]:
        viewer = viewer_of(work, guest.account_id, now)
        mine = units_of(work, viewer.actor) if viewer else []
        if viewer is None or not mine:
            raise Refusal("cases/not_yours")
        found = tried_by(work, viewer.actor, unit_id, code, day_in(year, today), today) if code else None
        return mine, sorted(work.house.points.values(), key=lambda one: one.code), found

    try:
        mine, sets, found = await site.desk.read(read)
    except Refusal as refusal:
        return _refused(refusal)
    years = [today.year - n for n in range(_EARLIER + 1)]
    chosen = {"code": code, "unit": found.unit.id if found else unit_id, "year": year}
    words = {
        "source": _TAG.sub("", found.other.source) if found else "",
        "roles": ROLE_NAMES,
        "spoken": spoken,
        "signed": signed,
    }
    return HTMLResponse(page("whatif.html", mine=mine, sets=sets, found=found, years=years, chosen=chosen, **words))


def _refused(refusal: Refusal) -> Response:
    if refusal.code == "points/no_set":
        return said("没有这一套", "地址里写的积分规则不在这里。请回试算的页面选一套。", 404)
    why = "积分试算给社区书记、支部书记和街道看，各看各管的地方。"
    return said("这一页不归您看", f"{why}您自己的积分，回聊天说“我的积分”就能看到。", 403)


def _year(query: Mapping[str, str], today: date) -> int:
    """One of those offered; anything else is this year."""
    found = _number(query.get("year")) or today.year
    return found if today.year - _EARLIER <= found <= today.year else today.year


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
