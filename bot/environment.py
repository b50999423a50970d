"""Settings as the environment has them; what can't be one is told in a line each, by the name of its variable."""

import difflib
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.settings import HOURS, PREFIX, SESSION_DAYS, Settings
from handlers.kit.explained import Explained

TOKEN: Final = "123456789:AAbcdefGhijKLmnop_qrstu-vwxyz012345"  # noqa: S105  # an example, nobody's
_ONE: Final = "1 或 0"
_SERVER: Final = "http:// 或 https:// 开头的地址，像 {}；用官方的就不设"
LOOKS: Final[Mapping[str, str]] = {
    "data": "一个目录，像 /var/lib/weiyuan",
    "database": "PostgreSQL 的地址，像 postgresql://weiyuan:password@127.0.0.1/weiyuan；不设就用 SQLite",
    "host": "这台机器的一个地址，像 127.0.0.1",
    "port": "1 到 65535 之间的一个数，像 8765",
    "public_url": "http:// 或 https:// 开头、后面不带路径的地址，像 https://wish.example.org",
    "demo": _ONE,
    "session_days": f"1 到 {SESSION_DAYS} 之间的一个数，像 90",
    "link_hours": f"1 到 {HOURS} 之间的一个数，像 72",
    "telegram_token": f"BotFather 给的一串，像 {TOKEN}",
    "telegram_api": _SERVER.format("http://127.0.0.1:8081"),
    "telegram_webhook": "https:// 开头、后面不带路径的地址，像 https://wish.example.org；不设就自己去取",
    "telegram_secret": "字母、数字、_ 和 -，最多 256 个；不设也行",
    "sender": f"{_ONE}，不设就是 1",
    "wecom_corp": "企业 ID，像 ww0123456789abcdef",
    "wecom_agent": "一个数，像 1000002",
    "wecom_secret": "应用的 Secret，一串字母和数字",
    "wecom_token": "3 到 32 个字母和数字",
    "wecom_key": "正好 43 个字母和数字",
    "wecom_api": _SERVER.format("https://qyapi.weixin.qq.com"),
    "kf": _ONE,
    "kf_secret": "微信客服自己的 Secret，一串字母和数字；没有就不设",
}
"""What each setting should look like."""
_WHY: Final = {
    "int_parsing": "不是一个数",
    "int_from_float": "不是整数",
    "int_parsing_size": "太大了",
    "bool_parsing": "认不出是开还是关",
    "greater_than_equal": "太小了",
    "less_than_equal": "太大了",
    "string_unicode": "里面有读不出的字",
}
_MOST_SHOWN: Final = 40
_OURS: Final = ("CHROMIUM",)  # not of the server


class BadSettings(Explained):
    """`wrong`: the variable, and what is to be said of it."""

    def __init__(self, wrong: Sequence[tuple[str, str]]) -> None:
        super().__init__("\n".join(f"{name}：{told}" for name, told in wrong))
        self.wrong = wrong


def settings(**given: Any) -> Settings:
    """The settings of the environment; what is `given` comes before it. Raises BadSettings with all that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = [_told(one) for one in error.errors(include_url=False)]
    raise BadSettings(wrong)  # outside: the context of an exception may hold a secret


def strays() -> Iterator[tuple[str, str]]:
    """Variables that look like settings and are none, with what may have been meant."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    skipped = {PREFIX + name for name in _OURS}
    for name in sorted({one.upper() for one in os.environ} - known - skipped):
        if name.startswith(PREFIX):
            near = difflib.get_close_matches(name, known, 1, 0.8)
            yield name, f"没有这个设置，不起作用。是不是 {near[0]}？" if near else "没有这个设置，不起作用"


def _told(error: ErrorDetails) -> tuple[str, str]:
    """What was set is shown where it is no secret."""
    name = str(error["loc"][0]) if error["loc"] else ""
    why = str(error["ctx"]["error"]) if error["type"] == "value_error" else _WHY.get(error["type"], "读不懂")
    field, value = Settings.model_fields[name], str(error["input"]).encode("utf-8", "replace").decode()
    now = f"现在是“{value[:_MOST_SHOWN]}”，" if field.repr else ""
    return PREFIX + name.upper(), f"{now}{why}。应当是：{LOOKS[name]}"
