"""What a page of somebody who is signed in reads and does, and the page that asks before it is done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page, words
from bot.web.bodies import fits
from bot.web.errors import outside, said
from bot.web.site import Guest, Site, guest_of, same_token, site_of, viewer_of
from handlers.kit.cards import Face
from handlers.kit.refusals import Refusal
from handlers.people.records import Actor
from storage.work import Work

T = TypeVar("T")
MOST_BODY: Final = 16 * 1024
_SAID_BY: Final = {"points": "points"}  # whose card says a refusal
_STATUS: Final = {
    "forged": 404,
    "foreign": 404,
    "too_many": 429,
    "already": 409,
    "not_yours": 403,
    "own_exemption": 403,
    "holds_post": 409,
}


async def looked(request: Request, read: Callable[[Work, Actor], T]) -> tuple[Guest, T] | Response:
    """What somebody who is signed in reads; a refusal as a page."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    try:
        found = await site.desk.read(_as_actor(site, guest, read))
    except Refusal as refusal:
        return refused(refusal, chat=True)
    return guest, found


async def acted(request: Request, act: Callable[[Work, Actor, Mapping[str, str], datetime], T]) -> T | Response:
    """What a form of somebody who is signed in does, in one transaction; a refusal as a page."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None or not fits(request, MOST_BODY):
        return said("没有办成", "登录已过期，请刷新一下再按。", 403)
    async with request.form(max_files=0) as sent:
        if not same_token(sent.get("csrf"), guest):
            return said("没有办成", "登录已过期，请刷新一下再按。", 403)
        form, now = _plain(sent), site.now()
    try:
        return await site.desk.write(
            _as_actor(site, guest, lambda work, actor: act(work, actor, form, now)), _key(guest)
        )
    except Refusal as refusal:
        return refused(refusal, chat=True)


def sure(
    guest: Guest, title: str, lines: Sequence[str], action: str, button: str, back: str, *, forget: bool = False
) -> Response:
    """A page that asks once. `forget`: the device forgets what is not sent yet as well."""
    facts = {"lines": lines, "action": action, "button": button, "back": back, "forget": forget}
    return HTMLResponse(page("invitation_sure.html", title=title, csrf=guest.csrf, **facts))


def refused(refusal: Refusal, *, chat: bool) -> Response:
    """A refusal as a page of its own."""
    status = _STATUS.get(refusal.code.partition("/")[2], 410)
    return said("没有办成" if chat else "没有进来", sentence(refusal), status, chat=chat)


def sentence(refusal: Refusal) -> str:
    """What its card says."""
    room = refusal.code.partition("/")[0]
    return words(Face(f"{_SAID_BY.get(room, 'invitations')}/refusal", {**refusal.facts, "code": refusal.code})).body


def number(text: object) -> int:
    """An id as a form sends it; 0 for anything else."""
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 16 else 0


def _key(guest: Guest) -> str:
    """Of the turns of the same account: one waits for the other, also between processes."""
    return f"web:{guest.address}"


def _as_actor(site: Site, guest: Guest, act: Callable[[Work, Actor], T]) -> Callable[[Work], T]:
    now = site.now()

    def run(work: Work) -> T:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            raise Refusal("invitations/not_yours")
        return act(work, viewer.actor)

    return run


def _plain(form: FormData) -> Mapping[str, str]:
    return {key: value for key, value in form.multi_items() if isinstance(value, str)}
