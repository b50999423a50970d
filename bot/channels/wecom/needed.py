"""What WeCom can't do without, and where in its admin console (work.weixin.qq.com) each of it is to be found. Pure."""

from collections.abc import Iterator
from typing import Final

from bot.channels.wecom.crypto import KEY, TOKEN
from bot.settings import Settings

APP: Final = "管理后台“应用管理”，点开这个应用"
RECEIVING: Final = f"{APP}，“接收消息”里点“设置API接收”"
WHERE: Final = {
    "wecom_corp": ("WEIYUAN_WECOM_CORP", "企业 ID 没设。在管理后台“我的企业”，最下面"),
    "wecom_agent": ("WEIYUAN_WECOM_AGENT", f"AgentId 没设。在{APP}，最上面"),
    "wecom_secret": ("WEIYUAN_WECOM_SECRET", f"Secret 没设。在{APP}，点“查看”，会发到管理员手机上"),
    "wecom_token": ("WEIYUAN_WECOM_TOKEN", f"Token 没设。在{RECEIVING}，点“随机获取”"),
    "wecom_key": ("WEIYUAN_WECOM_KEY", f"EncodingAESKey 没设。在{RECEIVING}，点“随机获取”"),
}
BLAMED: Final = {
    40001: ("WEIYUAN_WECOM_SECRET",),
    40013: ("WEIYUAN_WECOM_CORP",),
    40056: ("WEIYUAN_WECOM_AGENT",),
    40091: ("WEIYUAN_WECOM_SECRET",),
    301002: ("WEIYUAN_WECOM_AGENT", "WEIYUAN_WECOM_SECRET"),
}
"""Which settings a refusal of the server speaks of."""
_SERVERS: Final = ("http://", "https://")

Told = tuple[str, str]
"""The setting's name, and what to do about it."""


def wanted(settings: Settings) -> bool:
    """Whether anything of the app is set at all; where the server is concerns the robots of groups too."""
    return any(getattr(settings, name) for name in WHERE)


def missing(settings: Settings) -> Iterator[Told]:
    return (told for name, told in WHERE.items() if not getattr(settings, name))


def unlikely(settings: Settings) -> Iterator[Told]:
    """What is set, and can't be right as it is."""
    if settings.wecom_token and not TOKEN.fullmatch(settings.wecom_token):
        yield "WEIYUAN_WECOM_TOKEN", f"不像 Token，只能是 3 到 32 个字母和数字。在{RECEIVING}"
    if settings.wecom_key and not KEY.fullmatch(settings.wecom_key):
        yield "WEIYUAN_WECOM_KEY", f"要正好 43 个字母和数字，现在有 {len(settings.wecom_key)} 个。在{RECEIVING}"
    if settings.wecom_agent < 0:
        yield "WEIYUAN_WECOM_AGENT", f"是一个数，像 1000002。在{APP}，最上面"
    if settings.wecom_api and not settings.wecom_api.startswith(_SERVERS):
        yield "WEIYUAN_WECOM_API", f"现在是“{settings.wecom_api}”，要以 http:// 或 https:// 开头；用官方的就不设"
