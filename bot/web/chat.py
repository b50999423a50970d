"""The chat page, and what it sends: words, photos, voices, presses."""

import hashlib
import re
import secrets

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.desk import StoreUnavailable
from bot.texts import page
from bot.turns import Answer
from bot.web.bodies import fits
from bot.web.bubbles import Drawn, draw, html, recent
from bot.web.errors import outside, said
from bot.web.photos import read_photos
from bot.web.quick import Quick, quick_of, sample
from bot.web.site import Guest, Site, guest_of, same_token, site_of, viewer_of
from bot.web.voices import parted, read_voice
from handlers.invitations.rules import invites
from handlers.kit.roles import SCORED
from handlers.kit.turns import Incoming, Kind, Press
from handlers.people.records import Actor, Viewer
from handlers.people.views import menu
from handlers.points.offices import READERS
from storage.work import Work

PAGE = 30
REDRAWN = 8  # earlier cards drawn again after a turn: a question answered, a draft that became a wish
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LONGEST = 20_000
_DEGREES = re.compile(r"(-?\d{1,3}(?:\.\d{1,12})?),(-?\d{1,3}(?:\.\d{1,12})?)", re.ASCII)
MOST_AFTER = 200
# Here the field to write in is always open; points lie under 更多, for the row holds no more.
_ELSEWHERE = (Press("intake.new"), Press("points.mine"))
SCRIPTS = ("bubbles.js", "outbox.js", "line.js", "composer.js")  # what the chat's script loads at once


async def chat(request: Request) -> Response:
    """The last messages, or those before a number; where a page is open already, only these."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    await _welcome(site, guest)
    before, now = _number(request.query_params.get("before")), site.now()

    def read(work: Work) -> tuple[Viewer, list[Drawn], Quick] | None:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            return None
        found = work.messages.before(guest.account_id, before or 2**31 - 1, PAGE)
        return viewer, draw(work, viewer, found, now), quick_of(request, work, viewer)

    result = await site.desk.read(read)
    if result is None:
        return said("请先进来", "没有找到您的登记。请找网格员问一问。", 401, chat=False)
    viewer, drawn, quick = result
    if "x-live" in request.headers:
        return HTMLResponse(html(drawn, guest))
    return HTMLResponse(
        page(
            "chat.html",
            csrf=guest.csrf,
            bubbles=drawn,
            me=viewer.actor.called,
            menu=[one for one in menu(viewer.actor) if one.press not in _ELSEWHERE],
            older=drawn[0].number if drawn and drawn[0].number > 1 else 0,
            latest=drawn[-1].number if drawn else 0,
            past=before is not None,
            account=guest.account_id,
            nonce=secrets.token_urlsafe(12),
            scripts=SCRIPTS,
            pages=pages_of(viewer.actor),
            quick=quick,
        )
    )


def pages_of(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Other pages for oneself: (name, path)."""
    everybody = (("公开墙", "/wall"), ("我的资料", "/mine/data"))
    invitations = (("邀请邻居", "/invitations"),) if invites(actor) else ()
    points = (("积分", "/points"),) if actor.holds(*SCORED, *READERS) else ()
    return (*invitations, *points, *everybody)


async def since(request: Request) -> Response:
    """What came after a number, and the shown cards as they look now: for a page that has been away."""
    site, guest = site_of(request), await guest_of(request)
    after, now = _number(request.query_params.get("after")), site.now()
    if guest is None:
        return outside(request)
    if after is None:
        return said("没有取到", "请刷新一下。", 400)

    def read(work: Work) -> tuple[list[Drawn], Quick]:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            return [], Quick()
        shown = [bubble for bubble in recent(work, guest.account_id) if bubble.card and bubble.number <= after]
        found = [*shown, *work.messages.after(guest.account_id, after, MOST_AFTER)]
        return draw(work, viewer, found, now), quick_of(request, work, viewer)

    drawn, quick = await site.desk.read(read)
    return HTMLResponse(html(drawn, guest, quick))


async def send(request: Request) -> Response:
    """Words, photos and a voice of the composer."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return said("没有发出去", "登录已过期，请刷新一下再发。", 403)
    if not fits(request):
        return said("没有发出去", "照片加起来太大了。请分几次发。", 413)
    async with request.form(max_files=20, max_part_size=256 * 1024) as form:
        if not same_token(form.get("csrf"), guest):
            return said("没有发出去", "登录已过期，请刷新一下再发。", 403)
        uploads = [f for f in form.getlist("photos") if isinstance(f, UploadFile) and f.filename]
        pictures, recordings = await parted(uploads)
        photos, trouble = await read_photos(pictures)
        photos += sample(request, form.get("sample"))
        voice, unheard = await read_voice(recordings)
        where = _place(form.get("location"))
        kind = Kind.VOICE if recordings else Kind.PHOTO if pictures or photos else Kind.LOCATION if where else Kind.TEXT
        text, trouble = _words(form.get("text")), trouble or unheard
        content = f"{text}|{[photo.data for photo in photos]}|{trouble}|{voice.data if voice else b''!r}|{where}"
        message_id = _message_id(guest, form, content)
        incoming = Incoming(
            "web", guest.address, message_id, kind, text, None, photos, trouble, location=where, voice=voice
        )
    return await _turn(request, site, guest, incoming)


async def press(request: Request) -> Response:
    """A button of a card or of the menu."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None or not fits(request):
        return said("没有按成", "登录已过期，请刷新一下再按。", 403)
    async with request.form(max_files=0) as form:
        if not same_token(form.get("csrf"), guest):
            return said("没有按成", "登录已过期，请刷新一下再按。", 403)
        try:
            pressed = Press.parse(str(form.get("press") or ""))
        except ValueError:
            return said("没有按成", "这个按钮认不出来，请刷新一下再按。", 400)
        message_id = _message_id(guest, form, str(pressed))
        incoming = Incoming("web", guest.address, message_id, Kind.PRESS, "", pressed)
    return await _turn(request, site, guest, incoming)


async def _turn(request: Request, site: Site, guest: Guest, incoming: Incoming) -> Response:
    try:
        answer = await site.desk.answer(incoming)
    except StoreUnavailable:
        return said("没有存下来", "现在存不了，请过一会儿再发。您写的还在输入框里。", 503)
    if "x-live" not in request.headers:
        return RedirectResponse(f"/chat#m{answer.bubbles[-1].number}" if answer.bubbles else "/chat", 303)
    return HTMLResponse(await _fragment(request, site, guest, answer))


async def _fragment(request: Request, site: Site, guest: Guest, answer: Answer) -> str:
    """The answer, with the few cards before it that it may have changed."""
    now = site.now()
    new = {bubble.number for bubble in answer.bubbles}

    def read(work: Work) -> tuple[list[Drawn], Quick]:
        viewer = viewer_of(work, guest.account_id, now)
        found = recent(work, guest.account_id, REDRAWN + len(new))
        changed = [b for b in found if b.card or b.number in new]
        return (draw(work, viewer, changed, now), quick_of(request, work, viewer)) if viewer else ([], Quick())

    drawn, quick = await site.desk.read(read)
    return html(drawn, guest, quick)


async def _welcome(site: Site, guest: Guest) -> None:
    """The first time an account opens its chat it is greeted, once."""
    empty = await site.desk.read(lambda work: not recent(work, guest.account_id, 1))
    if empty:
        await site.desk.answer(Incoming("web", guest.address, f"{guest.account_id}:welcome", Kind.OPEN))


def _message_id(guest: Guest, form: FormData, content: str) -> str:
    """The client's id for what it sends, so that sending again is no second message; never another account's.

    Other content under the same id, sent after an answer was lost, is another message.
    """
    given = str(form.get("message_id") or "")
    mark = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]
    return f"{guest.account_id}:{given if _ID.fullmatch(given) else secrets.token_hex(12)}:{mark}"


def _words(given: object) -> str:
    return given[:_LONGEST] if isinstance(given, str) else ""


def _place(given: object) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees as a phone tells them; none for anything else."""
    found = _DEGREES.fullmatch(given) if isinstance(given, str) else None
    where = (float(found[1]), float(found[2])) if found else None
    return where if where and abs(where[0]) <= 90 and abs(where[1]) <= 180 else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
