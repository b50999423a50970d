"""A step of a case as a page with a form: what the chat asks one by one, asked at once by proper controls."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.desk_fields import Field, fields_of, inputs_of, typed_in, uploads_of, with_fault
from bot.web.desk_moves import Sender, is_number, nonce_of, sentence
from bot.web.errors import outside, said
from bot.web.photos import read_photos
from bot.web.site import Guest, guest_of, same_token, site_of, viewer_of
from handlers.cases.actions import Move
from handlers.cases.look import look
from handlers.cases.registry import room_of
from handlers.cases.rules import refusal
from handlers.cases.seen import Seen
from handlers.front import MOST_MB, MOST_PHOTOS
from handlers.kit.cards import Button
from handlers.kit.days import day_of
from handlers.kit.flows import Step
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Photo
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work

EARLY: Final = "unpark"  # taken before its day it ends a wait that was promised


@dataclass(frozen=True, slots=True)
class Sheet:
    """A step before its form: the case as the reader sees it, and why the step can't be taken, where it can't.

    `early`: the day that a step would come before.
    """

    viewer: Viewer
    seen: Seen
    step: Step
    fields: Sequence[Field]
    no: str = ""
    early: str = ""

    def settled(self, fields: Sequence[Field]) -> tuple[Field, str] | None:
        """The only question with the seat that a button has answered it with, and whose it is."""
        if len(fields) != 1 or fields[0].kind != "select" or fields[0].fault:
            return None
        found = next((one.name for one in fields[0].options if one.value == fields[0].value), "")
        return (fields[0], found) if found and fields[0].key == "seat" else None


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came."""

    texts: Mapping[str, str]
    photos: Mapping[str, Sequence[Photo]]
    trouble: str
    nonce: str

    @property
    def version(self) -> int | None:
        version = self.texts.get("version", "")
        return int(version) if is_number(version) else None


async def form(request: Request) -> Response:
    """The step's questions; `?seat=` and the like fill them in."""
    guest = await guest_of(request)
    if guest is None:
        return outside(request)
    sheet = await _sheet(request, guest)
    if sheet is None:
        return _nothing()
    if sheet.no:
        return said("这一步现在不能办", sheet.no, 409)
    given = {key: value for key, value in request.query_params.items() if value}
    filled = [replace(one, value=given.get(one.key, one.value)) for one in sheet.fields]
    return _page(guest, sheet, filled, "", sheet.seen.case.version, secrets.token_hex(12), 200)


async def act(request: Request) -> Response:
    """Take the step; where it is refused, the form again with what was typed."""
    guest = await guest_of(request)
    if guest is None:
        return said("没有办成", "登录已过期，请刷新一下再按。", 403)
    if not fits(request):
        return said("没有办成", "照片加起来太大了。请少选几张。", 413)
    sheet = await _sheet(request, guest)
    if sheet is None:
        return _nothing()
    sent = await _sent(request, guest, sheet.step)
    if sent is None:
        return said("没有办成", "登录已过期，请刷新一下再按。", 403)
    why = await _take(request, guest, sheet, sent)
    if why is None:
        return RedirectResponse(f"/case/{sheet.seen.case.no}", 303)
    fields, trouble = why
    version = sheet.seen.case.version if sent.version is None else sent.version
    return _page(guest, sheet, fields, trouble, version, sent.nonce, 422)


def at_desk(buttons: Sequence[Button], no: str) -> tuple[Button, ...]:
    """Buttons of a case's page for staff: they lead to the form of their step instead of to the chat."""
    return tuple(_leading(button, no) for button in buttons)


def asked_once(buttons: Sequence[Button], no: str) -> tuple[Button, ...]:
    """The same for everybody else, but only where a press by mistake would cost others a wait."""
    return tuple(_leading(one, no) if one.press and one.press.value == EARLY else one for one in buttons)


def _leading(button: Button, no: str) -> Button:
    press = button.press
    if press is None or press.name not in ("cases.take", "cases.answer"):
        return button
    step, key, value = (*press.value.split(":", 2), "", "")[:3]
    filled = f"?{key}={value}" if key and value else ""
    return Button(button.text, page=f"/case/{no}/step/{step}{filled}", look=button.look)


async def _sheet(request: Request, guest: Guest) -> Sheet | None:
    """None where there is no such case for this reader, or no such step in its flow."""
    site, now = site_of(request), site_of(request).now()
    no, name = str(request.path_params["no"]), str(request.path_params["step"])

    def read(work: Work) -> Sheet | None:
        viewer, case = viewer_of(work, guest.account_id, now), work.cases.by_no(no)
        seen = look(work, viewer.actor, [case.id], now).get(case.id) if viewer and case else None
        step = room_of(seen.case.flow).flow.step(name) if seen else None
        if viewer is None or seen is None or step is None:
            return None
        room = room_of(seen.case.flow)
        facts = room.facts(work, [seen.case], viewer.actor, now)[seen.case.id]
        refused = refusal(room.flow, step, facts)
        fields = fields_of(work, viewer.actor, room, seen.case, step, now)
        why = sentence(work, viewer, refused, now) if refused else ""
        return Sheet(viewer, seen, step, fields, why, _early(seen, step, now))

    return await site.desk.read(read)


def _early(seen: Seen, step: Step, now: datetime) -> str:
    """The day until which a case is put off, while it has not come."""
    until = str(seen.case.facts.get("until") or "")[:10]
    if step.name != EARLY or until <= now.astimezone(SHANGHAI).date().isoformat():
        return ""
    return day_of(date.fromisoformat(until), now)


async def _sent(request: Request, guest: Guest, step: Step) -> Sent | None:
    async with request.form(max_files=20, max_part_size=256 * 1024) as form_:
        if not same_token(form_.get("csrf"), guest):
            return None
        texts = {key: value for key, value in form_.items() if isinstance(value, str)}
        photos: dict[str, Sequence[Photo]] = {}
        trouble = ""
        for key, files in uploads_of(step, form_).items():
            photos[key], trouble = await read_photos(files)
        return Sent(texts, photos, trouble, nonce_of(form_))


async def _take(request: Request, guest: Guest, sheet: Sheet, sent: Sent) -> tuple[Sequence[Field], str] | None:
    """None where it was done; else the fields with what was typed, and what is wrong."""
    site, now = site_of(request), site_of(request).now()
    fields, case = typed_in(sheet.fields, sent.texts), sheet.seen.case
    if sent.trouble:
        most = MOST_MB if sent.trouble == "photos/too_big" else MOST_PHOTOS
        return await _refused(request, sheet, fields, Refusal(sent.trouble, {"most": most}))
    try:
        inputs = await site.desk.read(lambda work: inputs_of(work, sheet.step, sent.texts, now))
    except Refusal as wrong:
        return await _refused(request, sheet, fields, wrong)
    sender = Sender(site, guest, sent.nonce, sent.photos)
    outcome = await sender.send(Move(case.id, sheet.step.name, inputs, sent.version))
    if outcome.refusal:
        return await _refused(request, sheet, fields, outcome.refusal)
    return None if outcome.done else (fields, outcome.trouble)


async def _refused(
    request: Request, sheet: Sheet, fields: Sequence[Field], wrong: Refusal
) -> tuple[Sequence[Field], str]:
    site, now = site_of(request), site_of(request).now()
    text = await site.desk.read(lambda work: sentence(work, sheet.viewer, wrong, now))
    return with_fault(fields, wrong, text)


def _page(
    guest: Guest, sheet: Sheet, fields: Sequence[Field], trouble: str, version: int, nonce: str, status: int
) -> Response:
    facts = sheet.seen.facts
    html = page(
        "desk_step.html",
        step=sheet.step,
        case=facts,
        late=sheet.seen.late,
        fields=fields,
        trouble=trouble,
        version=version,
        csrf=guest.csrf,
        nonce=nonce,
        settled=sheet.settled(fields),
        early=sheet.early,
        files=any(field.kind == "photo" for field in fields),
    )
    return HTMLResponse(html, status)


def _nothing() -> Response:
    return said("看不到这一件", "没有这个编号，或者这一件不归您看。您回聊天里看看编号。", 404)
