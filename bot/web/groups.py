"""The page of a secretary's groups: which are tied, a form for a robot's address, a button to untie each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page, words
from bot.web.asked import acted, looked, number
from bot.web.errors import said
from bot.web.site import site_of
from handlers.groups.actions import add_robot, own, remove
from handlers.groups.records import ROBOT
from handlers.groups.rules import offices
from handlers.kit.cards import Face
from handlers.kit.days import day_of
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.units.records import Unit, friendly
from storage.work import Work

MOST: Final = 300  # characters of an address
_DONE: Final = {"tied": "连上了。群里马上会收到一句话。", "untied": "断开了，以后不再发。"}


@dataclass(frozen=True, slots=True)
class Row:
    """A group as a line of the list."""

    id: int
    what: str
    place: str
    since: str


@dataclass(frozen=True, slots=True)
class Shelf:
    units: Sequence[Unit]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a form could not be taken, as a sentence, and what was typed into it."""

    code: str
    why: str
    unit: int
    address: str

    @property
    def at_field(self) -> bool:
        """Whether it is for the address; else there was nothing to untie."""
        return self.code != "groups/not_tied"


async def groups(request: Request) -> Response:
    """What is tied to the reader's units."""
    return await _page(request)


async def _page(request: Request, fault: Refused | None = None) -> Response:
    now = site_of(request).now()
    found = await looked(request, lambda work, actor: _shelf(work, actor, now))
    if isinstance(found, Response):
        return found
    guest, shelf = found
    if not shelf.units:
        return said("这一页不用您操心", "群由社区书记和支部书记来连。您想连一个，请告诉他们。", 403)
    done = "" if fault else _DONE.get(request.query_params.get("done", ""), "")
    html = page("groups.html", shelf=shelf, csrf=guest.csrf, done=done, fault=fault, most=MOST)
    return HTMLResponse(html, 422 if fault else 200)


async def change(request: Request) -> Response:
    """Tie a robot, or untie a group; why not at the form, where what was typed is still there."""

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> str | Refused:
        try:
            return _changed(work, actor, form, now)
        except Refusal as refusal:
            return _refused(refusal, form)

    done = await acted(request, act)
    if isinstance(done, Response):
        return done
    if isinstance(done, str):
        return RedirectResponse(f"/groups?done={done}", 303)
    if done.code == "groups/not_yours":  # no form of this page leads there
        return said("没有办成", done.why, 422)
    return await _page(request, done)


def _refused(refusal: Refusal, form: Mapping[str, str]) -> Refused:
    why = words(Face("people/refusal", {**refusal.facts, "code": refusal.code})).body
    return Refused(refusal.code, why, number(form.get("unit")), form.get("address", "")[:MOST])


def _changed(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> str:
    if group := number(form.get("untie")):
        remove(work, actor, group, now)
        return "untied"
    unit = next((one for one in work.units.at(offices(actor)) if one.id == number(form.get("unit"))), None)
    if unit is None:
        raise Refusal("groups/not_yours")
    add_robot(work, actor, unit, form.get("address", ""), now)
    return "tied"


def _shelf(work: Work, actor: Actor, now: datetime) -> Shelf:
    if not offices(actor):
        return Shelf((), ())
    units, found = own(work, actor)
    rows = [
        Row(
            one.id,
            "企业微信群机器人" if one.channel == ROBOT else "Telegram 群",
            friendly(one.unit_name),
            day_of(one.tied_at.astimezone(SHANGHAI).date(), now),
        )
        for one in found
    ]
    return Shelf(units, rows)
