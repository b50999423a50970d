"""From a case's number to its page: in full, or only the figures at its end."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.errors import outside, said
from bot.web.site import guest_of, site_of, viewer_of
from handlers.cases.reading import open_to
from handlers.cases.registry import room_of
from handlers.people.records import Actor
from storage.work import Work

_WHOLE = re.compile(r"([一-龥]{1,20}\d*)[-\uff0d—](\d{1,9})|([一-龥]{1,20})(\d{1,9})", re.ASCII)
_FIGURES = re.compile(r"\d{1,9}", re.ASCII)


async def find(request: Request) -> Response:
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    text, now = "".join(request.query_params.get("no", "").split())[:40], site.now()

    def read(work: Work) -> str:
        viewer = viewer_of(work, guest.account_id, now)
        return found(work, viewer.actor, text) if viewer else ""

    no = await site.desk.read(read)
    if no:
        return RedirectResponse(f"/case/{no}", 303)
    return said("没有找到", "没有这个编号，或者这一件不归您看。编号像这样：演武-0012，只写 12 也行。", 404)


def found(work: Work, actor: Actor, text: str) -> str:
    """The number of a case that the actor may read: 演武-0012, 演武12, or 12 of one's own community."""
    whole, here = _WHOLE.fullmatch(text), actor.community_id
    if whole:
        no = f"{whole[1] or whole[3]}-{int(whole[2] or whole[4]):04d}"
    elif _FIGURES.fullmatch(text) and here:
        no = f"{work.units.prefix(here)}-{int(text):04d}"
    else:
        return ""
    case = work.cases.by_no(no)
    return case.no if case and open_to(room_of(case.flow), case, actor) else ""
