"""Pages beside the chat: whole lists, and a case with its history."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import Words, page, words
from bot.web.desk_steps import asked_once, at_desk
from bot.web.errors import outside, said
from bot.web.rates import Behind, behind
from bot.web.site import guest_of, site_of, viewer_of
from handlers import front
from handlers.cases.faces import case_buttons
from handlers.cases.look import STAFF_RELS, look
from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.cases.story import Line, story
from handlers.kit.cards import Card
from handlers.kit.flows import Rel
from handlers.kit.refusals import Refusal
from handlers.kit.roles import SCORED
from handlers.lists.actions import LISTS
from handlers.lists.headings import grouped
from handlers.lists.views import TITLES, row_of
from handlers.people.records import Viewer
from handlers.rates.actions import seats_of
from storage.work import Work

_EMPTY = {
    "mine": "还没有事，也没有接下的事。回聊天写一句话，就能提一件。",
    "open": "现在没有等人接的事。有新的，聊天里马上告诉你。",
    "waiting": "都办完了，没有等你的事。有新的，聊天里马上告诉你。",
}


async def listing(request: Request) -> Response:
    """A whole list, of which the chat shows the first few."""
    site, guest = site_of(request), await guest_of(request)
    name, now = request.url.path.strip("/"), site.now()
    if guest is None:
        return outside(request)

    def read(work: Work) -> tuple[list[Mapping[str, object]], bool]:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            return [], False
        scored = name == "mine" and viewer.actor.holds(*SCORED)
        ids = LISTS[f"lists/{name}"](work, viewer.actor, now)
        seen = look(work, viewer.actor, ids, now)
        return [row_of(seen[i]) for i in ids if i in seen], scored

    rows, points = await site.desk.read(read)
    facts = {"title": TITLES[name], "empty": _EMPTY[name], "total": len(rows), "groups": grouped(name, rows)}
    return HTMLResponse(page("list.html", points=points, **facts))


async def case(request: Request) -> Response:
    """A case by its number: its card with buttons, and its history."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    no, now = request.path_params["no"], site.now()

    def read(work: Work) -> tuple[Words, list[Line], bool, Behind | None]:
        viewer = viewer_of(work, guest.account_id, now)
        found = work.cases.by_no(no)
        if viewer is None or found is None:
            raise Refusal("cases/unknown")
        seen = open_to(room_of(found.flow), found, viewer.actor)
        if not seen:
            raise Refusal("cases/unknown")
        lines = list(story(work, viewer.actor, found, now)) if See.HISTORY in seen else []
        from_rate = behind(work, request.query_params, found.id, now) if seats_of(viewer.actor) else None
        return _card(work, viewer, found, now), lines, viewer.actor.is_staff, from_rate

    try:
        card, lines, staff, rate = await site.desk.read(read)
    except Refusal:
        return said("看不到这一件", "没有这个编号，或者这一件不归您看。您回聊天里看看编号。", 404)
    nonce = secrets.token_urlsafe(12)
    facts = {"words": card, "lines": lines, "staff": staff, "behind": rate}
    return HTMLResponse(page("case.html", csrf=guest.csrf, nonce=nonce, **facts))


def _card(work: Work, viewer: Viewer, case: Case, now: datetime) -> Words:
    """The card with every step that may be taken, and without the button that leads to this very page."""
    card = words(front.show(work, viewer, [Card(f"{room_of(case.flow).name}/case", case.id)], now)[0])
    seen = look(work, viewer.actor, [case.id], now)[case.id]
    buttons = case_buttons(seen, most=99)
    if seen.rels & (STAFF_RELS | {Rel.HOLDER}) and work.deliveries.unreached(case.id, case.asker_id):
        card = replace(card, facts=(*card.facts, ("未送达", "最近的消息对方还没收到，请打电话或者上门说一声")))
    return replace(card, buttons=(at_desk if viewer.actor.is_staff else asked_once)(buttons, case.no))
