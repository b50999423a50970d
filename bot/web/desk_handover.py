"""Handing over (交接): all that one seat or person has under way, shown with its number, then given to another seat."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.desk import no_desk
from bot.web.desk_acts import ACTS, MOST, MOST_REASON
from bot.web.desk_query import holder_of, written
from bot.web.desk_rows import Row, draw, holder_name
from bot.web.desk_seats import Choice, seats_to_give
from bot.web.errors import outside
from bot.web.site import guest_of, site_of, viewer_of
from handlers.cases.records import Case, Holder, HolderKind
from handlers.cases.registry import room_of
from handlers.kit.flows import NeedKind
from handlers.lists.watch import remit_of
from handlers.people.records import Viewer
from storage.lists import Filter
from storage.watch import Watch
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Preview:
    """Who has what, and of the chosen one what can be given away now; `kept` can't."""

    holders: Sequence[Choice]
    seats: Sequence[Choice] = ()
    rows: Sequence[Row] = ()
    kept: Sequence[Row] = ()


async def handover(request: Request) -> Response:
    """Choose who gives; then see how many it is, choose who takes and say why. The act itself is a 改派 of all."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    giver, now = holder_of(request.query_params.get("giver", "")), site.now()

    def read(work: Work) -> Preview | None:
        viewer = viewer_of(work, guest.account_id, now)
        return _preview(work, viewer, giver, now) if viewer else None

    found = await site.desk.read(read)
    if found is None:
        return no_desk()
    return HTMLResponse(
        page(
            "desk_handover.html",
            found=found,
            giver=written(giver) if giver else "",
            csrf=guest.csrf,
            nonce=secrets.token_hex(12),
            most=MOST,
            most_reason=MOST_REASON,
        )
    )


def _preview(work: Work, viewer: Viewer, giver: Holder | None, now: datetime) -> Preview | None:
    remit = remit_of(viewer.actor)
    if remit is None or remit.held is not None:
        return None
    holders = Watch(work.conn).board(remit, now).holders()
    chosen = Filter(remit.path, remit.flows, holder=giver, most=MOST + 1)
    found = work.lists.page(chosen) if giver in holders else []
    drawn = draw(work, viewer.actor, remit, found, now, (), holders)
    givers = [Choice(written(one), f"{holder_name(drawn.known, one)}（{holders[one]} 件）") for one in holders]
    goes = {one.case.no for one in found if can_go(one.case)}
    rows = [row for row in drawn.rows if row.no in goes][:MOST]
    cases = [one.case for one in found if one.case.no in goes]
    seats = [one for one in seats_to_give(work, cases, now) if not _same(one, giver)]
    return Preview(givers, seats, rows, [row for row in drawn.rows if row.no not in goes])


def can_go(case: Case) -> bool:
    """Whether an office may give a case to another seat where it stands."""
    flow = room_of(case.flow).flow
    steps = (flow.step(name) for name in ACTS["reassign"].steps)
    return any(
        step and case.state in step.frm and any(need.kind is NeedKind.SEAT for need in step.needs) for step in steps
    )


def _same(choice: Choice, giver: Holder | None) -> bool:
    return giver is not None and giver.kind is HolderKind.SEAT and str(giver.id) == choice.value
