"""What the WeCom server's refusals mean. Nothing in here ever holds a token or a secret."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.channels.base import RetryLater

BUSY: Final = -1
STALE: Final = frozenset({40014, 42001})  # the access token: made up, expired
OFTEN: Final = frozenset({45009, 45033})  # too often in a minute, too many at once
NOT_TRUSTED: Final = 60020
NO_RIGHT: Final = 48002
SETTINGS: Final = {
    40001: "应用的 Secret 不对：在企业微信管理后台“应用管理”里打开这个应用，重新查看 Secret",
    40013: "企业 ID 不对：在企业微信管理后台“我的企业”最下面看",
    40056: "应用的 AgentId 不对：在企业微信管理后台“应用管理”里打开这个应用看",
    40091: "应用的 Secret 不对：在企业微信管理后台“应用管理”里打开这个应用，重新查看 Secret",
    NO_RIGHT: "这个应用不能用这个接口：在企业微信管理后台看它的权限",
    301002: "这个应用没有权限：AgentId 和 Secret 要是同一个应用的",
}
"""Refusals that only the operator can end, with where to look."""
KF_ADVICE: Final = "微信客服的 Secret 不对：在管理后台“微信客服”的“开发配置”里重新看；没有就不设，设 WEIYUAN_KF=1"
OF_KF: Final = {**SETTINGS, 40001: KF_ADVICE, 40091: KF_ADVICE}
"""The same where the secret is customer service's own, which stands on another page."""

_ADDRESS = re.compile(r"from ip:\s*([0-9a-fA-F.:]{3,45})")
_WAIT = timedelta(minutes=5)


class WeComError(Exception):
    """The server said no. `code` is its errcode; `said` its own words, shortened, without what is secret."""

    def __init__(self, code: int, said: str) -> None:
        Exception.__init__(self, code, said)  # not the next class: what waits takes other words
        self.code, self.said = code, said
        self.after: timedelta | None = None

    def __str__(self) -> str:
        return f"{self.code} {self.said}".strip()


class Wait(WeComError, RetryLater):
    """Too much, or too busy: surely not done, and worth another try after `after`."""

    def __init__(self, code: int, said: str, after: timedelta | None = None) -> None:
        super().__init__(code, said)
        self.after = after


class OperatorNeeded(Wait):
    """Nothing was done, and nothing will be until somebody corrects the settings; `advice` says which and where."""

    def __init__(self, code: int, said: str, advice: str) -> None:
        super().__init__(code, said, _WAIT)
        self.advice = advice


class NotTrusted(OperatorNeeded):
    """The server is called from an address that is not on the app's list (60020). `address` may be unknown (empty)."""

    def __init__(self, code: int, said: str) -> None:
        found = _ADDRESS.search(said)
        self.address = found[1].rstrip(".:") if found else ""
        which = f" {self.address} " if self.address else "这台服务器出网的 IP "
        where = "企业微信管理后台“应用管理”里打开这个应用，最下面“企业可信IP”"
        super().__init__(code, said, f"企业微信不认这台服务器：把{which}加进{where}")


def refusal(code: int, said: str, advice: Mapping[int, str] = SETTINGS) -> WeComError:
    """The typed error of an errcode that is not 0."""
    if code == NOT_TRUSTED:
        return NotTrusted(code, said)
    if code in advice:
        return OperatorNeeded(code, said, advice[code])
    if code == BUSY or code in STALE:
        return Wait(code, said)
    return WeComError(code, said)
