"""Orders from outside, for community and street offices: upload, name the columns, look, import; and answers."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.census.opening import Unreadable
from bot.orders.importing import (
    SHOWN,
    begin,
    columns_said,
    done_lines,
    enter,
    key_of,
    parts,
    plan_lines,
)
from bot.orders.reading import MOST_BYTES, read_sheet
from bot.orders.uploads import Upload, packed, unpacked
from bot.orders.writing import write_answers
from bot.texts import page
from bot.web.bodies import fits
from bot.web.errors import said
from bot.web.site import Guest, Site, guest_of, same_token, site_of, viewer_of
from handlers.kit.words import short
from handlers.orders.actions import answers, columns_of, look, remember, seat_of
from handlers.orders.columns import missing, sound, wanted
from handlers.orders.records import FIELD_NAMES, REQUIRED, REQUIRED_PAST, Batch, Columns, Loaded, Sheet
from handlers.orders.rules import SOURCE
from handlers.people.records import Actor, Held
from storage.work import Work

KEPT_FOR = timedelta(hours=1)
PARTS_A_PRESS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_unpacking = ThreadPoolExecutor(1, "sheets")  # one at a time: a workbook unpacked takes many times its file


class NotHere(Exception):
    """The page that says why there is nothing to do here."""

    def __init__(self, answer: Response) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Office:
    """Who is at the page, and the seat by which they import."""

    site: Site
    guest: Guest
    actor: Actor
    seat: Held


async def start(request: Request) -> Response:
    """What to import, and what to export."""
    try:
        office = await _office(request)
    except NotHere as none:
        return none.answer
    return _start(office, "")


async def upload(request: Request) -> Response:
    """A workbook comes in: read, sealed, kept for an hour."""
    try:
        office = await _office(request)
        form = await _form(request, office)
    except NotHere as none:
        return none.answer
    try:
        batch = Batch(str(form.get("source") or "").strip(), past=form.get("past") == "yes")
        sheet = await _sheet(form.get("file"), batch)
    except Unreadable as error:
        return _start(office, f"{error.what}{error.remedy}")
    key, now = secrets.token_urlsafe(24), office.site.now()
    person, content = office.actor.person_id, packed(Upload(key, batch, sheet))

    def write(work: Work) -> None:
        work.orders.forget(now - KEPT_FOR)
        work.orders.put_upload(key, person, content, now)

    await office.site.desk.write(write)
    return RedirectResponse(f"/orders/{key}", 303)


async def preview(request: Request) -> Response:
    """What importing would do; first the columns, where they can't be told."""
    try:
        office, found = await _opened(request)
    except NotHere as none:
        return none.answer
    columns, _ = await office.site.desk.read(lambda work: columns_of(work, office.seat, found.sheet.headers))
    if missing(columns, past=found.batch.past):
        return _ask(office, found, columns, "")
    now = office.site.now()
    plan = await office.site.desk.read(lambda work: look(work, office.seat, found.sheet, columns, found.batch, now))
    facts = {
        "lines": list(plan_lines(plan)),
        "new": [{"row": one.row, "no": one.external_no, "what": short(one.what, 40)} for one in plan.new[:SHOWN]],
        "count": len(plan.new),
        "columns": list(columns_said(columns, found.sheet.headers, past=found.batch.past)),
    }
    return HTMLResponse(page("orders_preview.html", csrf=office.guest.csrf, upload=found, **facts))


async def layout(request: Request) -> Response:
    """The form that says which column is what."""
    try:
        office, found = await _opened(request)
    except NotHere as none:
        return none.answer
    known, _ = await office.site.desk.read(lambda work: columns_of(work, office.seat, found.sheet.headers))
    return _ask(office, found, known, "")


async def choose(request: Request) -> Response:
    """Columns as chosen: remembered for every sheet with these headings."""
    try:
        office, found = await _opened(request)
        form = await _form(request, office)
    except NotHere as none:
        return none.answer
    chosen = _chosen(form, found)
    headers, now = found.sheet.headers, office.site.now()
    lacking = missing(chosen, past=found.batch.past)
    if not sound(chosen, headers) or lacking:
        names = "、".join(FIELD_NAMES[key] for key in lacking)
        return _ask(office, found, chosen, f"还要选：{names}。" if lacking else "同一列选了两次，每样各选一列。")
    await office.site.desk.write(lambda work: remember(work, office.seat, headers, chosen, now))
    return RedirectResponse(f"/orders/{found.key}", 303)


async def load(request: Request) -> Response:
    """Import what was looked at; a long sheet in several presses."""
    try:
        office, found = await _opened(request)
        await _form(request, office)
    except NotHere as none:
        return none.answer
    desk, now, batch = office.site.desk, office.site.now(), found.batch
    columns, _ = await desk.read(lambda work: columns_of(work, office.seat, found.sheet.headers))
    if missing(columns, past=batch.past):
        return RedirectResponse(f"/orders/{found.key}", 303)
    plan = await desk.read(lambda work: look(work, office.seat, found.sheet, columns, batch, now))
    await desk.write(begin(office.seat, found.sheet, columns, batch, plan, now))
    done: list[Loaded] = []
    todo = list(parts(plan.new))
    for part in todo[:PARTS_A_PRESS]:
        done.append(await desk.job(enter(office.actor, batch, part, office.site.now()), key_of(batch)))
    left = sum(len(part) for part in todo[PARTS_A_PRESS:])
    if not left:
        await desk.write(lambda work: work.orders.drop_upload(found.key))
    facts = {"plan": list(plan_lines(plan)), "lines": list(done_lines(done)), "left": left}
    made = [one for part in done for one in part.made]
    return HTMLResponse(page("orders_done.html", csrf=office.guest.csrf, upload=found, made=made, **facts))


async def export(request: Request) -> Response:
    """The answers of a source, for whoever serves there: a workbook, and a trace of it."""
    try:
        office = await _office(request)
    except NotHere as none:
        return none.answer
    source, since = request.query_params.get("source", "").strip(), _day(request.query_params.get("since", ""))
    if not SOURCE.fullmatch(source):
        return said("没有导出", "来源只能用汉字、字母和数字。", 422)
    now, path, actor = office.site.now(), office.seat.unit_path, office.actor

    def act(work: Work) -> bytes:
        found = answers(work, actor, path, source, since)
        work.orders.exported(actor.person_id, path, source, since, len(found), now)
        return write_answers(found, source)

    data = await office.site.desk.job(act)
    name = f"answers-{now:%Y%m%d}.xlsx"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _office(request: Request) -> Office:
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        raise NotHere(said("请先进来", "登录已过期，请再点一次邀请链接。", 401))
    now = site.now()
    viewer = await site.desk.read(lambda work: viewer_of(work, guest.account_id, now))
    seat = seat_of(viewer.actor) if viewer else None
    if viewer is None or seat is None:
        raise NotHere(said("没有这一页", "导入和导出工单，只有社区书记和街道能用。", 403))
    return Office(site, guest, viewer.actor, seat)


async def _opened(request: Request) -> tuple[Office, Upload]:
    office, key = await _office(request), str(request.path_params["key"])
    since, person = office.site.now() - KEPT_FOR, office.actor.person_id
    content = await office.site.desk.read(lambda work: work.orders.upload(key, person, since))
    if content is None:
        raise NotHere(said("这份表已经收起来了", "导完了，或者超过了一小时。要再导，请重新上传。", 410))
    return office, unpacked(key, content)


async def _form(request: Request, office: Office) -> FormData:
    """A form with its token; a file in it stays in memory."""
    if not fits(request, MOST_BYTES + 65_536):
        raise NotHere(said("没有传上来", "这个文件超过 20 MB。请分成几份再导。", 413))
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=40)
        parser.spool_max_size = MOST_BYTES + 65_536  # beyond it, files are put on disk
        try:
            form = await parser.parse()
        except MultiPartException as error:
            raise NotHere(said("没有传上来", "传到一半断了，请再试一次。", 400)) from error
    else:
        form = await request.form(max_files=0, max_fields=40)
    if not same_token(form.get("csrf"), office.guest):
        raise NotHere(said("没有传上来", "登录已过期，请刷新一下再来。", 403))
    return form


async def _sheet(file: object, batch: Batch) -> Sheet:
    if not SOURCE.fullmatch(batch.source):
        raise Unreadable("来源只能用汉字、字母和数字，", "最多 20 个。")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Unreadable("还没有选文件。", "选一个 .xlsx 再传。")
    data = await file.read()
    return await asyncio.get_running_loop().run_in_executor(_unpacking, read_sheet, data)


def _ask(office: Office, found: Upload, columns: Columns, trouble: str) -> Response:
    past = found.batch.past
    must = REQUIRED_PAST if past else REQUIRED
    rows = [
        {"key": str(key), "name": FIELD_NAMES[key], "must": key in must, "chosen": columns.get(key, -1)}
        for key in wanted(past=past)
    ]
    examples = [_example(found.sheet, place) for place in range(len(found.sheet.headers))]
    options = list(zip(found.sheet.headers, examples, strict=True))
    facts = {"csrf": office.guest.csrf, "upload": found, "rows": rows, "options": options, "trouble": trouble}
    return HTMLResponse(page("orders_columns.html", **facts), 422 if trouble else 200)


def _example(sheet: Sheet, place: int) -> str:
    """The first thing that stands in a column."""
    cells = (line.cells[place] for line in sheet.lines if place < len(line.cells))
    return short(next((cell for cell in cells if cell), ""), 12)


def _chosen(form: FormData, found: Upload) -> Columns:
    said_ = {key: str(form.get(str(key)) or "") for key in wanted(past=found.batch.past)}
    return {key: int(place) for key, place in said_.items() if place.isdecimal() and len(place) < 4}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _start(office: Office, trouble: str) -> Response:
    facts = {"csrf": office.guest.csrf, "trouble": trouble, "since": f"{office.site.now():%Y}-01-01"}
    return HTMLResponse(page("orders.html", **facts), 422 if trouble else 200)
