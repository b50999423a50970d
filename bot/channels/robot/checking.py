"""What `weiyuan doctor` says of groups: which places have one, and whether their robots' addresses still answer.

A robot is asked by a GET, which has no words in it: nothing is ever posted. No httpx in here, and no key in any word.
"""

import json
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from bot.channels.robot.records import GONE, OFFICIAL, PATH
from bot.channels.wecom.needed import wanted
from bot.commands.checks import Check
from bot.settings import Settings
from handlers.groups.records import ROBOT, Group
from handlers.units.records import friendly
from storage.work import Work

PATIENCE: Final = 5  # seconds
_ROBOT: Final = "企业微信群机器人"
_AGAIN: Final = "在群里重新添加一个，再到网页“群”（/groups）里贴它的 Webhook 地址"


def examine(work: Work, settings: Settings) -> Iterator[Check]:
    """A line a group; where a channel is on and there is no group, how to get one."""
    groups = work.groups.under(["/"])
    if not groups and (settings.telegram_token or wanted(settings)):
        how = "Telegram 的群由书记在群里写 /here，企业微信的群在网页“群”（/groups）里连；不用就不管"
        yield Check("群", None, f"还没有连过。{how}")
    robots = [one for one in groups if one.channel == ROBOT]
    if robots and not settings.public_url:
        yield Check(f"{_ROBOT} WEIYUAN_PUBLIC_URL", None, "没有设，发到群里的卡片上没有链接")
    yield from (_telegram(one, settings) for one in groups if one.channel != ROBOT)
    yield from _robots(work, robots, settings)


def _telegram(group: Group, settings: Settings) -> Check:
    advice = "" if settings.telegram_token else "没有设 WEIYUAN_TELEGRAM_TOKEN，发不出去"
    return Check(f"{friendly(group.unit_name)}的 Telegram 群", not advice, advice)


def _robots(work: Work, groups: Sequence[Group], settings: Settings) -> Iterator[Check]:
    """Where the server itself is out of reach, the others are not asked: each would wait as long."""
    base = (settings.wecom_api or OFFICIAL).rstrip("/")
    for one in groups:
        what = f"{friendly(one.unit_name)}的{_ROBOT}"
        try:
            code = _asked(base, work.groups.key(one.address))
        except (OSError, HTTPException, ValueError):
            advice = f"从这里连不上 {base}。看看这台服务器能不能上网，防火墙要放行它"
            yield Check(what, False, advice)
            return
        gone = f"这个地址不能用了（{code}），机器人被移出了群，或者停用了。{_AGAIN}"
        yield Check(what, code not in GONE, gone if code in GONE else "")


def _asked(base: str, key: str) -> int:
    """The errcode that a robot's address answers with. OSError, ValueError where it is no answer of WeCom's."""
    try:
        with urlopen(f"{base}{PATH}?{urlencode({'key': key})}", timeout=PATIENCE) as answer:  # noqa: S310  # checked
            found = json.load(answer)
    except HTTPError as error:
        raise OSError(error.code) from None  # the error itself has the address in it
    except URLError:
        raise OSError("out of reach") from None
    if not isinstance(found, dict) or not isinstance(found.get("errcode"), int):
        raise ValueError("no answer of WeCom's")
    return int(found["errcode"])
