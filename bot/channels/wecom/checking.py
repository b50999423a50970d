"""What `weiyuan doctor` says of WeCom: of its settings, of the app behind them, of the way back. No httpx in here."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from bot.channels.wecom.crypto import Seal
from bot.channels.wecom.errors import NOT_TRUSTED, OperatorNeeded, WeComError, refusal
from bot.channels.wecom.hook import PATH
from bot.channels.wecom.needed import APP, BLAMED, RECEIVING, missing, unlikely, wanted
from bot.commands.checks import Check
from bot.settings import Settings

OFFICIAL: Final = "https://qyapi.weixin.qq.com"
PATIENCE: Final = 5  # seconds
_IN_TIME: Final = 1.0  # seconds: WeCom waits no longer for a check of the address
_MOST: Final = 1 << 20
_NOTHING: Final = "企业微信"


def examine(settings: Settings) -> Iterator[Check]:
    """Where nothing of WeCom is set, nothing is said; secrets and tokens are never shown."""
    if not wanted(settings):
        return
    wrong = [Check(f"{_NOTHING} {name}", False, advice) for name, advice in (*missing(settings), *unlikely(settings))]
    yield from wrong
    yield from _pages(settings)
    if wrong:
        return
    yield from _app(settings)
    if settings.public_url:
        yield _callback(settings)


def _pages(settings: Settings) -> Iterator[Check]:
    if not settings.public_url:
        advice = "没有设。企业微信要从外面连到这台服务器，才送得来消息。设成你的域名，像 https://wish.example.org"
        yield Check(f"{_NOTHING} WEIYUAN_PUBLIC_URL", False, advice)
    elif not settings.public_url.startswith("https://"):
        advice = "不是 https://：消息收得到，在企业微信里不能免登录打开网页"
        yield Check(f"{_NOTHING} WEIYUAN_PUBLIC_URL", None, advice)


def _app(settings: Settings) -> Iterator[Check]:
    try:
        token = str(_asked(settings, "gettoken", corpid=settings.wecom_corp, corpsecret=settings.wecom_secret)["token"])
        yield Check(f"{_NOTHING} ID 和 Secret", True)
        app = _asked(settings, "agent/get", access_token=token, agentid=str(settings.wecom_agent))
    except WeComError as error:
        yield _refused(error)
    except (OSError, HTTPException, ValueError, KeyError):
        yield Check(f"{_NOTHING}服务器", False, unreached(settings))
    else:
        yield Check(f"{_NOTHING}应用“{app.get('name', '')}”，这台服务器在可信 IP 里", True)
        yield from _advised(settings, app)


def _refused(error: WeComError) -> Check:
    if error.code == NOT_TRUSTED:
        return Check(f"{_NOTHING}可信 IP", False, getattr(error, "advice", ""))
    advice = error.advice if isinstance(error, OperatorNeeded) else f"企业微信说：{error}"
    return Check(f"{_NOTHING} {'、'.join(BLAMED.get(error.code, ('应用',)))}", False, advice)


def unreached(settings: Settings) -> str:
    """What to say where nobody answers: the address that was tried."""
    base = (settings.wecom_api or OFFICIAL).rstrip("/")
    other = "；看看 WEIYUAN_WECOM_API 对不对，用官方的就不设" if settings.wecom_api else ""
    return f"从这里连不上企业微信的服务器 {base}。看看这台服务器能不能上网，防火墙要放行它{other}"


def _advised(settings: Settings, app: Mapping[str, Any]) -> Iterator[Check]:
    """What works without, but not as well."""
    host = urlsplit(settings.public_url).hostname or ""
    if app.get("close"):
        yield Check(f"{_NOTHING}应用", False, f"应用停用了。在{APP}，把它启用")
    if not app.get("isreportenter", 1):
        yield Check(f"{_NOTHING}进入应用", None, f"第一次打开不会有欢迎。在{RECEIVING}，勾上“用户进入应用事件”")
    if settings.public_url.startswith("https://") and app.get("redirect_domain") != host:
        yield Check(f"{_NOTHING}可信域名", None, f"打开网页时认不出是谁。在{APP}，“网页授权及JS-SDK”里填 {host}")


def _callback(settings: Settings) -> Check:
    """The check that WeCom itself makes when the address is entered, made by ourselves, from here."""
    what, url = f"{_NOTHING}回调 {settings.public_url.rstrip('/')}{PATH}", settings.public_url.rstrip("/") + PATH
    words, began = secrets.token_hex(8), time.monotonic()
    try:
        with urlopen(Request(f"{url}?{_query(settings, words)}"), timeout=PATIENCE) as answer:  # noqa: S310  # our own
            told = answer.read(_MOST).decode("utf-8", "replace")
    except HTTPError as error:
        return Check(
            what, False, _STATUS.get(error.code, f"答的是 {error.code}。看看转发的服务器有没有把 {PATH} 转过来")
        )
    except (URLError, OSError, HTTPException, ValueError):
        return Check(what, None, "从这里连不上。先启动服务；在跑的话，看看域名、证书、防火墙")
    if told != words:
        return Check(what, False, f"答得不对，是别的网页。看看转发的服务器有没有把 {PATH} 原样转过来")
    if time.monotonic() - began > _IN_TIME:
        return Check(what, None, "答得太慢，超过 1 秒，企业微信会说“回调地址请求不通过”")
    return Check(what, True)


_STATUS: Final = {
    403: "服务用的不是这个 Token。改了设置要重启服务；管理后台里填的也要一样",
    400: "服务用的不是这个 EncodingAESKey。改了设置要重启服务；管理后台里填的也要一样",
    404: "那里的服务没有开企业微信。把同样的设置给服务，再重启",
}


def _query(settings: Settings, words: str) -> str:
    seal = Seal(settings.wecom_token, settings.wecom_key, settings.wecom_corp)
    sealed, stamp, nonce = seal.seal(words.encode()), str(int(time.time())), secrets.token_hex(5)
    signature = seal.signature(stamp, nonce, sealed)
    return urlencode({"msg_signature": signature, "timestamp": stamp, "nonce": nonce, "echostr": sealed})


def _asked(settings: Settings, path: str, **query: str) -> Mapping[str, Any]:
    """The answer. WeComError where the server says no; OSError where nobody answers. Neither names the address."""
    base = (settings.wecom_api or OFFICIAL).rstrip("/")
    try:
        with urlopen(f"{base}/cgi-bin/{path}?{urlencode(query)}", timeout=PATIENCE) as answer:  # noqa: S310  # checked
            found = json.loads(answer.read(_MOST))
    except URLError:
        raise OSError("out of reach") from None
    if not isinstance(found, dict):
        raise ValueError("no answer of WeCom's")
    if found.get("errcode"):
        raise refusal(int(found["errcode"]), str(found.get("errmsg", ""))[:200])
    return {**found, "token": found.get("access_token", "")}
