"""The directory as a page: for all who live in a community to read, for its secretaries to keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.site import Guest, guest_of, same_token, site_of, viewer_of
from handlers.directory.actions import place_of, retire, save, who
from handlers.directory.records import Contact, Draft, Entry
from handlers.directory.rules import MOST_ANSWER, MOST_ENTRIES, MOST_TITLE, MOST_WORDS, may_edit, split_words
from handlers.directory.views import day
from handlers.kit.refusals import Refusal
from handlers.kit.words import clean
from handlers.people.records import Viewer
from handlers.units.records import Level, Unit
from storage.work import Work

_MOST_BODY = 64 * 1024
_MOBILE = 11  # digits of a mobile number, which begins with 1
_DONE = {"saved": "存好了，大家马上能查到。", "retired": "撤下了。"}
Faults: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A community's directory before one reader; `places`: whose they may choose, above the communities."""

    place: str = ""
    entries: Sequence[Entry] = ()
    contacts: Sequence[Contact] = ()
    edits: bool = False
    places: Sequence[Unit] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds: `version` is the row it was filled from, 0 for a new entry."""

    version: int = 0
    title: str = ""
    words: str = ""
    answer: str = ""
    phone: str = ""
    faults: Faults = field(default_factory=dict)
    instead: str = ""
    sure: str = ""

    @property
    def private(self) -> bool:
        """Whether the phone looks like somebody's own, and nobody has said yet that it is an office's."""
        digits = "".join(one for one in self.phone if one.isdigit())[-_MOBILE:]
        return len(digits) == _MOBILE and digits.startswith("1") and digits != self.sure

    @property
    def draft(self) -> Draft:
        title, phone = " ".join(clean(self.title).split()), " ".join(clean(self.phone).split())
        return Draft(title, clean(self.answer), split_words(clean(self.words)), phone)


async def directory(request: Request) -> Response:
    """The entries; with `?edit=` the form for one of them or for a new one, where the reader may keep them."""
    guest = await guest_of(request)
    if guest is None:
        return said("请先进来", "登录已过期，请再点一次邀请链接。", 401)
    shelf = await _shelf(request, guest, request.query_params.get("at", ""))
    typed = _filled(shelf, request.query_params.get("edit", "")) if shelf.edits else None
    return _page(request, guest, shelf, typed, _DONE.get(request.query_params.get("done", ""), ""))


async def keep(request: Request) -> Response:
    """Store or retire an entry; what was typed stays in the form where it can't be stored."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None or not fits(request, _MOST_BODY):
        return said("没有存下来", "登录已过期，请刷新一下再存。", 403)
    async with request.form(max_files=0) as form:
        if not same_token(form.get("csrf"), guest):
            return said("没有存下来", "登录已过期，请刷新一下再存。", 403)
        typed, gone = _typed(form), form.get("do") == "retire"
    if typed.private and not gone:
        sure = "".join(one for one in typed.phone if one.isdigit())[-_MOBILE:]
        asked = replace(typed, faults={"phone": "private"}, sure=sure)
        return _page(request, guest, await _shelf(request, guest), asked, status=422)
    try:
        faults = await site.desk.write(_kept(guest, typed, site.now(), gone=gone), "directory")
    except Refusal:
        return said("不能改", "便民簿由社区书记和支部书记来写。有不对的地方，请告诉他们。", 403)
    if not faults:
        return RedirectResponse(f"/directory?done={'retired' if gone else 'saved'}", 303)
    if "changed" in faults.values():
        now = await _instead(request, typed)
        typed = replace(typed, version=now.id if now else 0, instead=now.title if now else "")
    return _page(request, guest, await _shelf(request, guest), replace(typed, faults=faults), status=422)


def _kept(guest: Guest, typed: Typed, now: datetime, *, gone: bool) -> Callable[[Work], Faults]:
    def write(work: Work) -> Faults:
        viewer = viewer_of(work, guest.account_id, now)
        place = place_of(work, viewer.actor) if viewer else None
        if viewer is None or place is None:
            raise Refusal("cases/not_yours")
        if gone:
            return retire(work, viewer.actor, place, typed.version, now)
        return save(work, viewer.actor, place, typed.draft, now, typed.version)

    return write


async def _shelf(request: Request, guest: Guest, at: str = "") -> Shelf:
    site = site_of(request)
    now = site.now()

    def read(work: Work) -> Shelf:
        viewer = viewer_of(work, guest.account_id, now)
        place = place_of(work, viewer.actor) if viewer else None
        if viewer and place is None:
            return _chosen(work, viewer, at)
        if viewer is None or place is None:
            return Shelf()
        name, entries = work.units.get(place).friendly, work.directory.of(place)
        return Shelf(name, entries, who(work, viewer.actor, now), may_edit(viewer.actor, place))

    return await site.desk.read(read)


def _chosen(work: Work, viewer: Viewer, at: str) -> Shelf:
    """For an office above the communities: one of theirs to read, or which there are."""
    below = [unit for seat in viewer.actor.seats for unit in work.units.under(seat.unit_path)]
    places = list({unit.id: unit for unit in below if unit.level is Level.COMMUNITY}.values())
    here = next((unit for unit in places if str(unit.id) == at), None)
    entries = work.directory.of(here.id) if here else ()
    return Shelf(here.friendly if here else "", entries, places=places)


async def _instead(request: Request, typed: Typed) -> Entry | None:
    """What stands now where the form's version stood; none where it was retired, or never was."""

    def read(work: Work) -> Entry | None:
        versions = work.directory.versions([typed.version])
        key = next((entry.key for entry in versions if entry.id == typed.version), 0)
        newest = work.directory.versions([key])[-1] if key else None
        return newest if newest and newest.retired_at is None else None

    return await site_of(request).desk.read(read)


def _page(
    request: Request, guest: Guest, shelf: Shelf, typed: Typed | None, done: str = "", status: int = 200
) -> HTMLResponse:
    now = site_of(request).now()
    rows = [{"entry": entry, "updated": day(entry.updated_at, now)} for entry in shelf.entries]
    most = {"title": MOST_TITLE, "answer": MOST_ANSWER, "words": MOST_WORDS, "entries": MOST_ENTRIES}
    html = page("directory.html", shelf=shelf, rows=rows, form=typed, done=done, csrf=guest.csrf, most=most)
    return HTMLResponse(html, status)


def _filled(shelf: Shelf, edit: str) -> Typed | None:
    """The form for a version of an entry, an empty one for `new`, none for anything else."""
    if edit == "new":
        return Typed()
    found = next((entry for entry in shelf.entries if str(entry.id) == edit), None)
    return Typed(found.id, found.title, "、".join(found.words), found.answer, found.phone) if found else None


def _typed(form: FormData) -> Typed:
    version = str(form.get("version") or "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 16 else 0
    title, words, answer, phone = (str(form.get(name) or "") for name in ("title", "words", "answer", "phone"))
    return Typed(number, title, words, answer, phone, sure=str(form.get("sure") or ""))
