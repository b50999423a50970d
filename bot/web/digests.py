"""Digests as pages: those of one's seats, one in full, and the same as a workbook, a brief or a picture."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Final, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.papers.rendering import Form, RenderFailed
from bot.texts import page
from bot.web.errors import outside, said
from bot.web.site import Guest, Site, guest_of, site_of, viewer_of
from handlers.digests import words
from handlers.digests.drawing import drawn
from handlers.digests.reading import mine, read
from handlers.digests.records import Digest
from handlers.kit.papers import Cell, Paper
from handlers.kit.refusals import Refusal
from handlers.kit.speech import exact
from handlers.people.records import Actor
from handlers.rates.rules import percent
from storage.work import Work

T = TypeVar("T")
_TYPES: Final = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PNG: "image/png",
}


async def listing(request: Request) -> Response:
    """The digests of one's seats, the newest first."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    found = await _by(site, guest, _rows)
    return HTMLResponse(page("digests.html", rows=found or []))


async def one(request: Request) -> Response:
    """A digest in full: what its card and its files say, on one page that can be printed."""
    paper = await _paper(request)
    if isinstance(paper, Response):
        return paper
    digest = request.path_params["digest"]
    return HTMLResponse(page("digest.html", paper=paper, digest=digest, shown=shown))


async def file(request: Request) -> Response:
    """The same as a file; drawn in a process of its own."""
    form = request.path_params["form"]
    if form not in set(Form):
        return said("没有这样的文件", "有 Excel、Word 和图三种。", 404)
    paper = await _paper(request)
    if isinstance(paper, Response):
        return paper
    if form == Form.PNG and not paper.charts:
        return said("没有图", "这一份没有图可画，数字都在全文里。", 404)
    try:
        content = await site_of(request).renderer.render(paper, Form(form))
    except RenderFailed:
        return said("没有做出来", "文件没有做出来。请过一会儿再试，全文照样看得到。", 503)
    kind = "inline" if form == Form.PNG else "attachment"
    named = f"{kind}; filename=digest.{form}; filename*=UTF-8''{quote(paper.title)}.{form}"
    return Response(content, media_type=_TYPES[Form(form)], headers={"content-disposition": named})


async def _paper(request: Request) -> Paper | Response:
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    digest, now = request.path_params["digest"], site.now()
    try:
        return await _by(site, guest, lambda work, actor: drawn(work, actor, read(work, actor, digest), now)) or _gone()
    except Refusal:
        return _gone()


def _gone() -> Response:
    return said("没有这一份", "没有这份简报，或者不归你看。", 404)


async def _by(site: Site, guest: Guest, look: Callable[[Work, Actor], T]) -> T | None:
    now = site.now()

    def reading(work: Work) -> T | None:
        viewer = viewer_of(work, guest.account_id, now)
        return look(work, viewer.actor) if viewer else None

    return await site.desk.read(reading)


def _rows(work: Work, actor: Actor) -> list[dict[str, object]]:
    found = mine(work, actor)
    places = {unit: work.units.line(f"/{unit}/")[0].friendly for unit in {one.unit_id for one in found}}
    return [_row(one, places[one.unit_id]) for one in found]


def _row(one: Digest, place: str) -> dict[str, object]:
    said = {"id": one.id, "title": one.title, "place": place, "days": words.days(one.period)}
    return {**said, "line": words.headline(one), "late": one.late, "made": exact(one.made_at)[:16]}


def shown(cell: Cell) -> str:
    """A cell as it stands on a page."""
    if cell is None:
        return "—"
    if isinstance(cell, Fraction):
        return percent(cell)
    return exact(cell)[:16] if isinstance(cell, datetime) else str(cell)
