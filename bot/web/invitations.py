"""The staff's page of invitations: what hangs where, a form to make one, who came in through each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.asked import acted, looked, number
from bot.web.errors import said
from bot.web.site import site_of
from handlers.invitations.actions import make, offered, own
from handlers.invitations.records import Invitation
from handlers.invitations.rules import closed, invites, posts_of
from handlers.kit.days import day_of
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.units.records import Unit
from storage.work import Work

_STATES: Final = {
    "": "能用",
    "invitations/revoked": "停用了",
    "invitations/expired": "过期了",
    "invitations/full": "满了",
    "invitations/spent": "用过了",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An invitation as a line of the list."""

    id: int
    place: str
    whom: str
    state: str
    open: bool
    made: str
    until: str
    uses: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A group of the form's list: the place or the post it is for, and (value, name) of each choice."""

    name: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shelf:
    rows: Sequence[Row]
    sheets: Sequence[Choice]
    posts: Sequence[Choice]


async def invitations(request: Request) -> Response:
    """What the reader's office has hung up, and the form for another."""
    now = site_of(request).now()
    found = await looked(request, lambda work, actor: _shelf(work, actor, now))
    if isinstance(found, Response):
        return found
    guest, shelf = found
    if not (shelf.rows or shelf.sheets or shelf.posts):
        return said("这一页不用您操心", "邀请由网格员、书记和街道来发。您想请邻居进来，跟网格员说一声。", 403)
    return HTMLResponse(page("invitations.html", shelf=shelf, csrf=guest.csrf, unpicked="pick" in request.query_params))


async def create(request: Request) -> Response:
    """Make an invitation and show its sheet."""

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> int:
        role, _, unit = form.get("for", "").rpartition(":")
        if not unit:
            return 0
        if role and role not in list(Role):
            raise Refusal("invitations/not_yours")
        return make(work, actor, number(unit), Role(role) if role else None, now)

    done = await acted(request, act)
    if isinstance(done, Response):
        return done
    return RedirectResponse(f"/invitations/{done}/sheet" if done else "/invitations?pick=first", 303)


def _shelf(work: Work, actor: Actor, now: datetime) -> Shelf:
    if not invites(actor):
        return Shelf((), (), ())
    found = own(work, actor)
    names = names_of(work, found)
    units = offered(work, actor)
    sheets = _choices("", units, _communities(work, units))
    posts = [choice for role in posts_of(actor) for choice in _posts(work, actor, role)]
    return Shelf([row_of(one, names, now) for one in found], sheets, posts)


def _posts(work: Work, actor: Actor, role: Role) -> Sequence[Choice]:
    units = offered(work, actor, role)
    options = [(f"{role}:{unit.id}", f"{ROLE_NAMES[role]} · {unit.friendly}") for unit in units]
    return [Choice(ROLE_NAMES[role], options)] if options else []


def _choices(role: str, units: Sequence[Unit], communities: Mapping[int, str]) -> Sequence[Choice]:
    found: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        group = communities.get(unit.community_id or 0, "")
        found.setdefault(group, []).append((f"{role}:{unit.id}", unit.friendly))
    return [Choice(name, options) for name, options in found.items()]


def _communities(work: Work, units: Sequence[Unit]) -> Mapping[int, str]:
    return {id_: work.units.get(id_).friendly for id_ in {unit.community_id for unit in units} if id_}


def names_of(work: Work, found: Sequence[Invitation]) -> Mapping[str, str]:
    return {unit.path: unit.friendly for unit in work.units.at(one.unit_path for one in found)}


def row_of(one: Invitation, names: Mapping[str, str], now: datetime) -> Row:
    code, made, until = closed(one, now), one.made_at.astimezone(SHANGHAI), one.until.astimezone(SHANGHAI)
    return Row(
        one.id,
        names[one.unit_path],
        ROLE_NAMES[one.role] if one.role else "居民",
        _STATES[code],
        not code,
        day_of(made.date(), now),
        day_of(until.date(), now),
        one.uses,
        one.most,
    )
