"""One invitation on a page: who came in through it, asking one of them to leave, calling the sheet back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.asked import acted, looked, sure
from bot.web.invitations import Row, names_of, row_of
from bot.web.site import site_of
from handlers.invitations.actions import mine, revoke
from handlers.invitations.guests import guest, guests, remove
from handlers.invitations.records import Guest
from handlers.invitations.rules import may_make
from handlers.kit.days import day_of
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from storage.work import Work

_DONE: Final = {"revoked": "停用了，这张纸上的图扫不进来了。已经进来的人不受影响。", "removed": "请他出去了。"}


async def one(request: Request) -> Response:
    """One invitation and who came in through it, as far as the reader looks after them."""
    id_, now = int(request.path_params["invitation"]), site_of(request).now()

    def read(work: Work, actor: Actor) -> tuple[Row, bool, list[Mapping[str, object]]]:
        invitation, joined = guests(work, actor, id_)
        row = row_of(invitation, names_of(work, [invitation]), now)
        return row, may_make(actor, invitation.unit_path, invitation.role), [_line(one, now) for one in joined]

    found = await looked(request, read)
    if isinstance(found, Response):
        return found
    (row, keeps, lines), done = found[1], _DONE.get(request.query_params.get("done", ""), "")
    return HTMLResponse(page("invitation.html", row=row, keeps=keeps, lines=lines, done=done))


async def revoking(request: Request) -> Response:
    """Asks first."""
    id_ = int(request.path_params["invitation"])
    now = site_of(request).now()

    def read(work: Work, actor: Actor) -> Row:
        found = mine(work, actor, id_)
        return row_of(found, names_of(work, [found]), now)

    found = await looked(request, read)
    if isinstance(found, Response):
        return found
    asker, row = found
    lines = (
        "这张纸上的图就扫不进来了，贴着的可以撕掉。",
        "已经进来的人不受影响。停用以后不能再启用，要用就做一张新的。",
    )
    what = f"停用“{row.place} · {row.whom}”这张邀请？"
    return sure(asker, what, lines, f"/invitations/{id_}/revoke", "停用", f"/invitations/{id_}")


async def revoked(request: Request) -> Response:
    id_ = int(request.path_params["invitation"])
    done = await acted(request, lambda work, actor, form, now: revoke(work, actor, id_, now))
    return done if isinstance(done, Response) else RedirectResponse(f"/invitations/{id_}?done=revoked", 303)


async def removing(request: Request) -> Response:
    """Asks first."""
    id_ = int(request.path_params["join"])
    found = await looked(request, lambda work, actor: guest(work, actor, id_))
    if isinstance(found, Response):
        return found
    asker, (invitation, joined) = found
    stays = "他提过的事和办理的经过都留着。"
    lines = (
        ("他马上就看不到微愿里的东西了，从邀请得的岗位也到此为止。", stays)
        if joined.join.entered
        else ("他从这张邀请得的岗位到此为止，别的照旧。", stays)
    )
    what = f"请{joined.called}（{' '.join(part for part in (joined.place, joined.door) if part)}）出去？"
    return sure(asker, what, lines, f"/invitations/guests/{id_}/remove", "请他出去", f"/invitations/{invitation.id}")


async def removed(request: Request) -> Response:
    id_ = int(request.path_params["join"])

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> int:
        remove(work, actor, id_, now)
        return work.invitations.joins([id_])[id_].invitation_id

    done = await acted(request, act)
    return done if isinstance(done, Response) else RedirectResponse(f"/invitations/{done}?done=removed", 303)


def _line(one: Guest, now: datetime) -> Mapping[str, object]:
    at = one.join.at.astimezone(SHANGHAI)
    today = at.date() == now.astimezone(SHANGHAI).date()
    when = f"{'今天' if today else day_of(at.date(), now)} {at.hour}:{at.minute:02}"
    return {
        "id": one.join.id,
        "called": one.called,
        "place": one.place,
        "door": one.door,
        "when": when,
        "gone": one.gone,
    }
