"""The page behind an invitation: one plain screen on what is stored and why, and the press that comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.asked import MOST_BODY, number, refused
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.letting_in import CHANNEL, is_foreign, let_in
from bot.web.site import Guest, guest_of, same_token, site_of, viewer_of
from handlers.invitations.chatting import read_back
from handlers.invitations.joining import join, shown, take_post
from handlers.invitations.records import Form, Invitation, Kind, Place
from handlers.invitations.rules import MOST_CALLED, MOST_DOOR
from handlers.invitations.tokens import Wrong, read
from handlers.kit.cards import Bubble, Card
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Account, Viewer
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Door:
    """What the page shows: where the link leads, and who is in on this device already."""

    invitation: Invitation
    place: Place
    inside: str = ""


@dataclass
class Unfit(Exception):
    """A form that can't be taken as it is: nothing of it is stored."""

    faults: Mapping[str, str] = field(default_factory=dict)


async def door(request: Request) -> Response:
    """What a link shows. A preview of the link by a messenger changes nothing."""
    return await _door(request, await guest_of(request), Form(), {})


async def enter(request: Request) -> Response:
    """The press that comes in; or, for who is in already, the press that takes the post as well."""
    site, guest, token = site_of(request), await guest_of(request), request.path_params["token"]
    if is_foreign(request) or not fits(request, MOST_BODY):
        return said("没有进来", "请您扫一扫纸上的图，再从那一页进。", 403, chat=guest is not None)
    now = site.now()
    async with request.form(max_files=0) as sent:
        me = guest if guest and sent.get("as") == "me" and same_token(sent.get("csrf"), guest) else None
        form = _typed(sent)
    whom = _taking(token, me, now) if me else _joining(token, form, now)
    try:
        response = await let_in(site, whom, greet=None if me else _greeting(token, now))
    except Refusal as refusal:
        return refused(refusal, chat=guest is not None)
    except Unfit as unfit:
        return await _door(request, guest, form, unfit.faults)
    return response or said("没有进来", "登录已过期，请再扫一次。", 403, chat=False)


async def _door(request: Request, guest: Guest | None, form: Form, faults: Mapping[str, str]) -> Response:
    site, token = site_of(request), request.path_params["token"]
    now = site.now()

    def look(work: Work) -> Door:
        invitation, place = shown(work, token, now)
        viewer = viewer_of(work, guest.account_id, now) if guest else None
        return Door(invitation, place, viewer.actor.called if viewer else "")

    try:
        found = await site.desk.read(look)
    except Refusal as refusal:
        return refused(refusal, chat=guest is not None)
    html = page(
        "invitation_door.html",
        door=found,
        post=ROLE_NAMES[found.invitation.role] if found.invitation.role else "",
        chooses=found.invitation.kind is Kind.GRID,
        token=token,
        form=form,
        faults=faults,
        csrf=guest.csrf if guest else "",
        most={"called": MOST_CALLED, "door": MOST_DOOR},
    )
    return HTMLResponse(html, 422 if faults else 200)


def _joining(token: str, form: Form, now: datetime) -> Callable[[Work], int | None]:
    def whom(work: Work) -> int:
        entered = join(work, token, form, now)
        if entered.faults:
            raise Unfit(entered.faults)
        return entered.person_id

    return whom


def _greeting(token: str, now: datetime) -> Callable[[Work, int], None]:
    """Reads the door back in the chat, and asks for the stairway, as where one comes in by chat."""

    def greet(work: Work, account_id: int) -> None:
        named = read(work.vault.signing, token)
        caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
        if caller is None or caller.actor is None or isinstance(named, Wrong):
            return
        reply = read_back(work.invitations.get([named.id])[named.id])
        if reply is None:
            return
        work.accounts.keep(caller, reply.conversation)
        cards = (Card("people/welcome"), *reply.cards)
        first = work.accounts.take_numbers(account_id, len(cards))
        bubbles = [Bubble(first + n, False, now, card) for n, card in enumerate(cards)]
        person_id = caller.actor.person_id
        work.say(Account(account_id, person_id, CHANNEL, f"p{person_id}"), bubbles, caller.wrapped)

    return greet


def _taking(token: str, guest: Guest, now: datetime) -> Callable[[Work], int | None]:
    def whom(work: Work) -> int | None:
        viewer: Viewer | None = viewer_of(work, guest.account_id, now)
        return take_post(work, token, viewer.actor, now) if viewer else None

    return whom


def _typed(sent: FormData) -> Form:
    called, door, phone = (str(sent.get(name) or "")[:200] for name in ("called", "door", "phone"))
    return Form(called, door, phone, number(sent.get("unit")))
