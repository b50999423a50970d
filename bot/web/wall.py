"""The wall as pages: open to everybody and made to be printed, and for the office the photos that may hang on it."""

from collections.abc import Callable
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import outside, said
from bot.web.site import Guest, guest_of, same_token, site_of, viewer_of
from handlers.directory.actions import place_of
from handlers.kit.refusals import Refusal
from handlers.kit.speech import when
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.wall import photos
from handlers.wall.actions import wall as hung
from handlers.wall.records import Part
from storage.work import Work

ON_PAPER: Final = {Part.OPEN: 8, Part.DONE: 6, Part.THANKS: 4}
_SHORT: Final = "public, max-age=60"  # whoever takes a photo off finds it gone within a minute
_MOST_BODY: Final = 64 * 1024
_MOST_FIELDS: Final = 500


async def wall(request: Request) -> Response:
    """What waits, what was done and who said thanks in a community; with `?all=1` more of each."""
    site, code = site_of(request), request.path_params["code"]
    now, whole = site.now(), request.query_params.get("all") == "1"
    found = await site.desk.read(lambda work: hung(work, code, now, whole=whole))
    if found is None:
        return _nowhere()
    today = now.astimezone(SHANGHAI).date()
    inside = await guest_of(request) is not None  # an installed chat has no way back of its own
    facts = {"parts": Part, "on_paper": ON_PAPER, "whole": whole, "code": code, "inside": inside}
    return HTMLResponse(page("wall.html", wall=found, today=today, **facts))


async def photo(request: Request) -> Response:
    """A photo that hangs on this wall now; whatever else there is has no address here."""
    site, code, media_id = site_of(request), request.path_params["code"], int(request.path_params["media"])
    now = site.now()
    data = await site.desk.read(lambda work: photos.photo(work, code, media_id, now))
    if data is None:
        return said("没有这张照片", "它不在墙上，或者已经取下来了。", 404, chat=False)
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": _SHORT})


async def own(request: Request) -> Response:
    """To the wall of the reader's community."""
    return await _to_own(request, "")


async def own_photos(request: Request) -> Response:
    return await _to_own(request, "/photos")


async def albums(request: Request) -> Response:
    """For the office: what was done lately, with its photos to look at and choose."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    code, now = request.path_params["code"], site.now()
    try:
        unit, found = await site.desk.read(lambda work: photos.albums(work, _actor(work, guest, request), code, now))
    except Refusal as refusal:
        return _refused(refusal)
    rows = [{"album": one, "done": when(one.at, now)} for one in found]
    done = request.query_params.get("done", "")
    return HTMLResponse(page("wall_photos.html", unit=unit, rows=rows, code=code, csrf=guest.csrf, done=done))


async def choose(request: Request) -> Response:
    """Put up what was ticked, or take one off."""
    guest = await guest_of(request)
    if guest is None or not fits(request, _MOST_BODY):
        return said("没有办成", "登录已过期，请刷新一下再来。", 403)
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as form:
        if not same_token(form.get("csrf"), guest):
            return said("没有办成", "登录已过期，请刷新一下再来。", 403)
        off, ticked = _number(form.get("off")), _ticked(form)
    code = request.path_params["code"]
    try:
        count = await site_of(request).desk.write(_chosen(request, guest, off, ticked), f"wall:{code}")
    except Refusal as refusal:
        return _refused(refusal)
    return RedirectResponse(f"/wall/{code}/photos?done={_done(off, count)}", 303)


def _chosen(request: Request, guest: Guest, off: int, ticked: frozenset[int]) -> Callable[[Work], int]:
    code, now = request.path_params["code"], site_of(request).now()

    def write(work: Work) -> int:
        actor = _actor(work, guest, request)
        if off:
            return photos.take_off(work, actor, code, off, now)
        return photos.show(work, actor, code, ticked, now)

    return write


async def _to_own(request: Request, tail: str) -> Response:
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)

    def read(work: Work) -> str:
        community = place_of(work, _actor(work, guest, request))
        return work.units.get(community).code if community else ""

    try:
        code = await site.desk.read(read)
    except Refusal as refusal:
        return _refused(refusal)
    if not code:
        return said("先说是哪个社区", "每个社区有自己的公开墙。您管的不止一个，请从那个社区的公开三率点进去。", 404)
    return RedirectResponse(f"/wall/{code}{tail}", 303)


def _actor(work: Work, guest: Guest, request: Request) -> Actor:
    viewer = viewer_of(work, guest.account_id, site_of(request).now())
    if viewer is None:
        raise Refusal("cases/not_yours")
    return viewer.actor


def _nowhere() -> Response:
    return said("没有这一页", "没有这个社区的编码。您看看地址是不是抄错了。", 404, chat=False)


def _refused(refusal: Refusal) -> Response:
    if refusal.code == "cases/unknown":
        return _nowhere()
    return said("这一页不用您操心", "上墙的照片由社区书记和支部书记来挑。有不合适的，请告诉他们。", 403)


def _done(off: int, count: int) -> str:
    if not count:
        return "none"
    return "off" if off else "up"


def _ticked(form: FormData) -> frozenset[int]:
    return frozenset(number for value in form.getlist("show") if (number := _number(value)))


def _number(value: object) -> int:
    """A number that every database holds; 0 for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
