"""The page of the stage, and what its two kinds of buttons do: let time pass, begin a scene."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.demo.place import is_demo
from bot.stage.moving import HOUR, NotDemo, begin, forward, working_day_later
from bot.stage.news import present
from bot.stage.scenes import SCENES, Scene, scene
from bot.texts import page
from bot.web.errors import said
from bot.web.home import role_of
from bot.web.letting_in import is_foreign
from bot.web.site import Site, site_of
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

_PASSED = {"hour": "过了 1 小时", "day": "过了 1 个工作日"}


@dataclass(frozen=True, slots=True)
class Phone:
    """`page` is where it begins; `latest` the number of the newest message that it will show by itself."""

    person: int
    called: str
    role: str
    page: str
    latest: int


async def stage(request: Request) -> Response:
    site, chosen, now = site_of(request), scene(request.query_params.get("scene", "")), site_of(request).now()

    def read(work: Work) -> list[Phone]:
        known = {person.called: person.id for person in work.people.reachable()}
        return [_phone(work, site, chosen, called, known[called]) for called in chosen.phones if called in known]

    phones = await site.desk.read(read)
    facts = {"scene": chosen, "scenes": SCENES, "phones": phones, "now": present(now)}
    return HTMLResponse(page("stage.html", told=request.query_params.get("told", "")[:80], **facts))


async def move(request: Request) -> Response:
    """Let an hour or a working day pass."""
    site = site_of(request)
    if is_foreign(request):
        return said("没有动", "请您从演示的页面按。", 403, chat=False)
    async with request.form(max_files=0) as form:
        by = "day" if form.get("by") == "day" else "hour"
        back = scene(str(form.get("scene") or "")).key
    if not await site.desk.read(is_demo):
        return _real()
    until = working_day_later(site.now(), site.desk.house.calendar) if by == "day" else site.now() + HOUR
    rung = await forward(site.desk, until)
    text = f"{_PASSED[by]}，{f'有 {rung} 件事到了时间' if rung else '没有到时间的事'}。"
    if "x-live" in request.headers:
        return JSONResponse({"now": present(site.now()), "text": text})
    return RedirectResponse(f"/?scene={back}&told={text}", 303)


async def jump(request: Request) -> Response:
    """Begin a scene: the demo is emptied and filled again."""
    site, chosen = site_of(request), scene(request.path_params["scene"])
    if is_foreign(request):
        return said("没有换", "请您从演示的页面按。", 403, chat=False)
    try:
        await begin(site.desk, chosen)
    except NotDemo:
        return _real()
    return RedirectResponse(f"/?scene={chosen.key}", 303)


def _real() -> Response:
    text = "这份数据里有真的登记，时间不能拨，也不能从头来。要看演示，换一个数据目录。"
    return said("这不是演示的数据", text, 409, chat=False)


def _phone(work: Work, site: Site, chosen: Scene, called: str, person: int) -> Phone:
    day = site.now().astimezone(SHANGHAI).date()
    account = work.accounts.of_person(person)[0]
    viewer = work.accounts.caller(account.id, day)
    last = work.messages.before(account.id, 2**31 - 1, 1)
    path = chosen.pages.get(called, "/chat")
    if viewer and viewer.actor and viewer.actor.community_id:
        path = path.replace("{code}", work.units.get(viewer.actor.community_id).code)
    tries = urlencode([("try", text) for text in chosen.tries.get(called, ())])
    begins = f"{path}?{tries}" if tries else path
    return Phone(person, called, role_of(work, person, day), begins, last[0].number if last else 0)
