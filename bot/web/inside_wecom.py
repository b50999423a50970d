"""A page opened inside WeCom: WeCom says who looks (OAuth), a session of theirs is opened, and the page shows.

What the browser is sent out with is kept in a cookie of that browser, sealed: nobody can send another's browser back.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.base import RetryLater, Uncertain
from bot.channels.wecom import NAME
from bot.channels.wecom.errors import WeComError
from bot.settings import Settings
from bot.web.errors import said
from bot.web.letting_in import let_in, on_the_way
from bot.web.site import Site, guest_of, site_of
from bot.web.ways import own_path
from storage.work import Work

if TYPE_CHECKING:
    from bot.channels.wecom.client import WeCom
    from bot.channels.wecom.running import Running

log = structlog.get_logger()

DOOR: Final = "/wecom/enter"
BACK: Final = "/wecom/entered"
AUTHORIZE: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
COOKIE: Final = "weiyuan_wecom"
GOOD: Final = timedelta(minutes=10)
_PAGES: Final = f"{NAME}.page"  # the inbox of those who came back: each opens one session
_CODE = re.compile(r"[A-Za-z0-9_\-.=]{1,512}")


@dataclass(frozen=True, slots=True)
class Way:
    """A browser on its way through WeCom: `state` comes back with it, `to` is where it wanted to go."""

    state: str
    until: datetime
    to: str


async def door(request: Request) -> Response:
    """What a link in a card opens. Whoever is in already, and known to WeCom, goes straight on."""
    site, guest = site_of(request), await guest_of(request)
    to = own_path(request.query_params.get("to", ""))
    if _client(request) is None:
        return _nothing()
    here = guest.account_id if guest else 0
    if await site.desk.read(lambda work: _known(work, here)):
        return on_the_way(to)
    way = Way(secrets.token_hex(16), site.now() + GOOD, to)
    response = RedirectResponse(authorize(site.settings, way.state), 303)
    secure = site.settings.base.startswith("https://")
    age = int(GOOD.total_seconds())
    response.set_cookie(
        COOKIE, _sealed(site, way), max_age=age, path="/wecom", httponly=True, samesite="lax", secure=secure
    )
    return response


async def back(request: Request) -> Response:
    """Where WeCom sends the browser, with a code that says who looks."""
    response = await _back(request)
    response.delete_cookie(COOKIE, path="/wecom")
    return response


def authorize(settings: Settings, state: str) -> str:
    """The address at WeCom that knows who looks, without asking them."""
    asked = {
        "appid": settings.wecom_corp,
        "redirect_uri": settings.base + BACK,
        "response_type": "code",
        "scope": "snsapi_base",
        "state": state,
        "agentid": str(settings.wecom_agent),
    }
    return f"{AUTHORIZE}?{urlencode(asked)}#wechat_redirect"


async def _back(request: Request) -> Response:
    site, client = site_of(request), _client(request)
    if client is None:
        return _nothing()
    way = _opened(site, request.cookies.get(COOKIE, ""))
    code, state = request.query_params.get("code", ""), request.query_params.get("state", "")
    same = way and hmac.compare_digest(state.encode("utf-8", "replace"), way.state.encode())
    if not way or not same or way.until <= site.now() or not _CODE.fullmatch(code):
        return _again()
    try:
        told = await client.call("/cgi-bin/auth/getuserinfo", query={"code": code})
    except (RetryLater, Uncertain):
        return said("请再点一次", "企业微信没有答复。请过一会儿，从企业微信里再点一次。", 503, chat=False)
    except WeComError as error:
        log.info("wecom does not say who looks", code=error.code)
        return _again()
    userid, now = str(told.get("userid") or ""), site.now()
    person = await site.desk.read(lambda work: work.accounts.person_at(NAME, userid)) if userid else None
    if person is None:
        return _unknown(userid)
    return await let_in(site, lambda work: _once(work, way, userid, now), way.to) or _again()


def _once(work: Work, way: Way, userid: str, now: datetime) -> int | None:
    """Whoever looks; nobody where this way has let somebody in before."""
    new = work.messages.receive(_PAGES, way.state, now)
    return None if new is None else work.accounts.person_at(NAME, userid)


def _known(work: Work, account_id: int) -> bool:
    person = work.accounts.person_of(account_id)
    return person is not None and any(one.channel == NAME for one in work.accounts.of_person(person))


def _client(request: Request) -> "WeCom | None":
    running: Running | None = getattr(request.app.state, "wecom", None)
    return running.client if running else None


def _sealed(site: Site, way: Way) -> str:
    to = base64.urlsafe_b64encode(way.to.encode()).decode()
    told = f"{way.state}|{int(way.until.timestamp())}|{to}"
    return f"{told}|{_seal(site, told)}"


def _opened(site: Site, cookie: str) -> Way | None:
    """None for what we did not seal."""
    told, _, seal = cookie.rpartition("|")
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(site, told).encode()):
        return None
    state, until, to = told.split("|")
    return Way(state, datetime.fromtimestamp(int(until), UTC), base64.urlsafe_b64decode(to).decode())


def _seal(site: Site, told: str) -> str:
    text = b"weiyuan/wecom/enter/1\0" + told.encode("utf-8", "replace")
    return hmac.new(site.desk.vault.signing, text, "sha256").hexdigest()


def _unknown(userid: str) -> Response:
    if userid:
        text = "您的企业微信还没有连上微愿。请在网页的“我的资料”里按“连接”，把八个数字发给应用。"
    else:
        text = "这一页给企业微信里的同事用。居民请用网格员给的邀请进来。"
    return said("还不认识您", text, 403, chat=False)


def _again() -> Response:
    text = "没认出您来，或者这一页打开得太久了。请回到企业微信，再点一次。"
    return said("请再点一次", text, 403, chat=False)


def _nothing() -> Response:
    return said("没有这一页", "地址不对，或者已经搬走了。您回聊天里找找看。", 404)
