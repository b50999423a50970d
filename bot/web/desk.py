"""The desk (工作台): one list of what an office looks after or a grid member holds, with ways to narrow it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.desk_query import DUES, ORDERS, PAGE, Wanted, ahead_of, filter_of, hint, written
from bot.web.desk_rows import Row, draw, holder_name
from bot.web.errors import outside, said
from bot.web.site import guest_of, site_of, viewer_of
from handlers.cases.reading import open_to
from handlers.cases.registry import room_of
from handlers.lists.watch import TABS, Board, Place, Remit, remit_of, states_of
from handlers.people.records import Actor
from handlers.routing.categories import GROUPS, in_group
from handlers.units.records import Level, friendly
from handlers.wall.rules import OFFICE
from storage.lists import After
from storage.watch import Watch
from storage.work import Work

MOST_AHEAD = 40
_NO = re.compile(r"[一-龥]{1,20}\d*-\d{4,}")
Options: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the desk, ready to be printed into its template."""

    rows: Sequence[Row]
    counts: Mapping[str, int]
    places: Options
    holders: Options
    flows: Options
    states: Options
    following: str
    acts: bool
    title: str
    wall: bool = False


async def desk(request: Request) -> Response:
    """The list; a case number in the search box leads straight to the case."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    wanted, now = Wanted.read(request.query_params), site.now()

    def read(work: Work) -> tuple[Wanted, Sheet] | str | None:
        viewer = viewer_of(work, guest.account_id, now)
        remit = remit_of(viewer.actor, wanted.unit, wanted.flow) if viewer else None
        if viewer is None or remit is None:
            return None
        jump = _numbered(work, viewer.actor, wanted.q)
        asked = settled(wanted, remit)
        return jump or (asked, look_over(work, viewer.actor, remit, asked, now))

    found = await site.desk.read(read)
    if found is None:
        return no_desk()
    if isinstance(found, str):
        return RedirectResponse(f"/case/{found}", 303)
    return HTMLResponse(_page(*found))


def no_desk() -> Response:
    text = "工作台给书记、街道和网格员用。您提的事都在，回聊天按“我的”就能看到。"
    return said("这一页不用您操心", text, 403)


def settled(wanted: Wanted, remit: Remit) -> Wanted:
    """What was asked, with the first tab where none was: an office looks for what is stuck, a holder at the work.

    Who looks for words looks among all.
    """
    first = "watch" if remit.held is None else "doing"
    tab = "all" if wanted.q else wanted.tab or first
    unit = remit.path if wanted.unit and remit.held is None else ""
    order = wanted.order if wanted.order != Wanted(tab=tab).by_order() else ""
    return replace(wanted, tab=tab, unit=unit, order=order)


def look_over(work: Work, actor: Actor, remit: Remit, wanted: Wanted, now: datetime) -> Sheet:
    """The page in four queries: the heaps, the cases, their words, the names of people and seats.

    What is urgent and lies still stands first, whatever its deadline: that is one query more.
    """
    board = Watch(work.conn).board(remit, now)
    ahead = board.urgent(wanted.tab)[:MOST_AHEAD]
    first = work.lists.page(ahead_of(work, remit, wanted, now, ahead)) if ahead and not wanted.after else []
    found = [one for one in work.lists.page(filter_of(work, remit, wanted, now, ahead)) if one.case.id not in ahead]
    shown, holders = [*first, *found[:PAGE]], board.holders()
    drawn = draw(work, actor, remit, shown, now, board.asked(), holders)
    last = found[:PAGE][-1:] if len(found) > PAGE else []
    return Sheet(
        rows=drawn.rows,
        counts=board.counts(),
        places=_places(board, remit),
        holders=[(written(one), f"{holder_name(drawn.known, one)}（{holders[one]}）") for one in holders],
        flows=_flows(actor),
        states=_states(wanted.tab, remit),
        following=wanted.link(after=str(After.row(last[0]))) if last else "",
        acts=remit.held is None,
        title=_title(board, remit),
        wall=actor.holds(*OFFICE),
    )


def _numbered(work: Work, actor: Actor, text: str) -> str:
    """The number of a case that the actor may read, where the text is one."""
    text = "".join(text.split())
    case = work.cases.by_no(text) if _NO.fullmatch(text) else None
    return case.no if case and open_to(room_of(case.flow), case, actor) else ""


def _places(board: Board, remit: Remit) -> Options:
    """The units to choose from, as a tree; above a community, buildings would be too many."""
    if remit.held is not None:
        return []
    low = any(place.level == Level.COMMUNITY for place in board.places) and _is_one_community(board)
    shown = [place for place in board.places if low or place.level != Level.BUILDING]
    base = min((_depth(place) for place in shown), default=0)
    return [(place.path, "　" * (_depth(place) - base) + friendly(place.name)) for place in shown]


def _is_one_community(board: Board) -> bool:
    return all(place.level in (Level.COMMUNITY, Level.GRID, Level.BUILDING) for place in board.places)


def _depth(place: Place) -> int:
    return place.path.count("/")


def _flows(actor: Actor) -> Options:
    remit = remit_of(actor)
    return [(name, room_of(name).flow.title) for name in remit.flows] if remit else []


def _states(tab: str, remit: Remit) -> Options:
    """Each state once: two flows may call the same one differently."""
    some, names = states_of(tab, remit.flows), dict[str, list[str]]()
    for state in (state for flow in remit.flows for state in room_of(flow).flow.states):
        if not some or state.key in some:
            names.setdefault(state.key, []).append(state.name)
    return [(key, "、".join(dict.fromkeys(said_))) for key, said_ in names.items()]


def _title(board: Board, remit: Remit) -> str:
    if remit.held is not None:
        return "我手上的"
    here = next((place for place in board.places if place.path == remit.path), None)
    return friendly(here.name) if here else ""


def _page(wanted: Wanted, sheet: Sheet) -> str:
    tabs = [
        {"name": name, "count": sheet.counts[key], "link": _tab_link(wanted, key), "here": key == wanted.tab}
        for key, name in TABS.items()
    ]
    groups = [(group.name, [(one.key, one.name) for one in in_group(group.key)]) for group in GROUPS]
    return page(
        "desk.html",
        sheet=sheet,
        wanted=wanted,
        tabs=tabs,
        groups=groups,
        orders=_orders(wanted),
        dues=list(DUES.items()),
        back=wanted.but(),
        hint=hint(wanted.q) if wanted.q and not sheet.rows else "",
        clear=f"/desk?tab={wanted.tab}",
        first=wanted.link(after="") if wanted.after else "",
    )


def _tab_link(wanted: Wanted, tab: str) -> str:
    """Another tab of the same place, with what else was chosen; its own states and order, and no words."""
    return wanted.link(tab=tab, state="", after="", order="", q="")


def _orders(wanted: Wanted) -> Options:
    """The usual order of a tab is not asked for by name: it is another one's on another tab."""
    usual = str(Wanted(tab=wanted.tab).by_order())
    named = {**ORDERS, "due": f"{ORDERS['due']}，不含办完的"} if wanted.tab == "all" else ORDERS
    first = ("", named[usual])
    return [first, *((key, name) for key, name in named.items() if key != usual)]
