"""What is stored about oneself (我的资料), and taking the consent back."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.courier.deliver import part
from bot.texts import page
from bot.web.asked import acted, looked, refused, sure
from bot.web.chats import Ways, ways
from bot.web.errors import said
from bot.web.site import COOKIE, site_of
from handlers import front
from handlers.invitations.leaving import known, withdraw
from handlers.invitations.rules import CONSENT
from handlers.kit.days import day_of
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from handlers.people.channels import NAMES, chats_for, named
from handlers.people.linking import issue, spaced
from handlers.people.records import Actor
from storage.work import Work

_LINES = (
    "您的姓名、门牌、电话，写的话和照片、语音都会抹掉，不能恢复。",
    "正在办的会撤回，不再办了。",
    "办过的经过留着，看不出是谁。您在别人的事情里写的话，跟着那件事留着。",
    "以后想再来，请网格员再给一张邀请。",
)


async def own(request: Request) -> Response:
    """What the house knows of the reader."""
    now = site_of(request).now()
    chats = site_of(request).settings.chats
    found = await looked(request, lambda work, actor: (known(work, actor), chats_for(chats, actor)))
    if isinstance(found, Response):
        return found
    guest, (mine, mine_chats) = found
    html = page(
        "own_data.html",
        person=mine.person,
        place=mine.place,
        version=mine.consent.version if mine.consent else 0,
        newest=CONSENT,
        given=_day(mine.consent.given_at, now) if mine.consent else "",
        open=mine.open,
        posts=mine.posts,
        links=named(mine_chats),
        tied=await site_of(request).desk.read(lambda work: _tied(work, mine.person.id)),
        csrf=guest.csrf,
    )
    return HTMLResponse(html)


async def link(request: Request) -> Response:
    """A code to be known by on another channel, and where to send it."""

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> tuple[str, Ways]:
        return spaced(issue(work, actor, now)), ways(request, actor)

    done = await acted(request, act)
    if isinstance(done, Response):
        return done
    code, where = done
    return HTMLResponse(page("link_code.html", code=code, ways=where))


async def untie(request: Request) -> Response:
    """A phone that was lost, an account that is somebody else's now: it is not known any more."""

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> None:
        for one in work.accounts.of_person(actor.person_id):
            if form.get("account") == str(one.id) and one.channel in NAMES:
                part(work, one.channel, one.address, now)

    done = await acted(request, act)
    return done if isinstance(done, Response) else RedirectResponse("/mine/data", 303)


def _tied(work: Work, person_id: int) -> list[tuple[int, str]]:
    """(account, channel as people call it) of where else this person is known."""
    found = work.accounts.of_person(person_id)
    return [(one.id, NAMES[one.channel]) for one in found if one.channel in NAMES]


async def leaving(request: Request) -> Response:
    """Asks once, and says what happens; who holds a post is told whom to ask first."""
    found = await looked(request, known)
    if isinstance(found, Response):
        return found
    guest, mine = found
    if mine.posts:
        return refused(Refusal("invitations/holds_post"), chat=True)
    lines = (*_LINES, f"您现在有 {mine.open} 件正在办。") if mine.open else _LINES
    return sure(guest, "收回同意？", lines, "/mine/data/withdraw", "收回，抹掉", "/mine/data", forget=True)


async def left(request: Request) -> Response:
    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> int:
        taken = withdraw(work, actor, now)
        front.react(work)
        return taken

    done = await acted(request, act)
    if isinstance(done, Response):
        return done
    told = f"{done} 件正在办的撤回了。" if done else ""
    response = said("都抹掉了", f"您的同意收回了，资料也抹掉了。{told}谢谢您来过。", chat=False)
    if "as_person" not in request.scope:
        response.delete_cookie(COOKIE)
    return response


def _day(moment: datetime, now: datetime) -> str:
    return day_of(moment.astimezone(SHANGHAI).date(), now)
