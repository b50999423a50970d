"""Which outside channels are on. A channel's library is imported here, and only where the channel is on."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.settings import Settings
from handlers.kit.explained import Explained

if TYPE_CHECKING:
    from bot.channels.kf.running import Running as KfRunning
    from bot.channels.robot.channel import Robot
    from bot.channels.telegram.running import Running
    from bot.channels.wecom.running import Running as WeComRunning

Open = Callable[[Desk], "Running"]
OpenWeCom = Callable[[Desk], "WeComRunning"]
OpenKf = Callable[[Desk], "KfRunning"]


class HalfSet(Explained):
    """Some of what a channel needs is not set, or can't be right: each by the name of its variable."""

    def __init__(self, channel: str, wrong: Iterable[tuple[str, str]]) -> None:
        super().__init__(f"{channel}还开不起来。\n" + "\n".join(f"{name}：{advice}" for name, advice in wrong))


def telegram(settings: Settings) -> Open | None:
    """How to open Telegram; none where there is no token. Raises HalfSet. Takes seconds: the library is large."""
    from bot.channels.telegram.needed import unlikely

    if not settings.telegram_token:
        return None
    wrong = list(unlikely(settings))
    if wrong:
        raise HalfSet("Telegram ", wrong)
    from bot.channels.telegram.running import Running

    return lambda desk: Running(settings, desk)


def wecom(settings: Settings) -> OpenWeCom | None:
    """How to open WeCom; none where nothing of it is set. Raises HalfSet: what is missing, and where it is."""
    from bot.channels.wecom.needed import missing, unlikely, wanted

    if not wanted(settings):
        return None
    wrong = [*missing(settings), *unlikely(settings)]
    if wrong:
        raise HalfSet("企业微信", wrong)
    from bot.channels.wecom.running import Running

    return lambda desk: Running(settings, desk)


def kf(settings: Settings) -> OpenKf | None:
    """How to open customer service; none where it is off. What it is told comes by WeCom's callback page."""
    if not (settings.kf or settings.kf_secret):
        return None
    if not settings.wecom_corp:
        from bot.channels.wecom.needed import missing

        raise HalfSet("微信客服靠企业微信的应用，", missing(settings))
    from bot.channels.kf.running import Running

    return lambda desk: Running(settings, desk)


def robot(settings: Settings, desk: Desk) -> "Robot":
    """The robots of groups: any group may get one at any time, so there is nothing to switch on."""
    from bot.channels.robot.channel import Robot

    return Robot(desk, settings.wecom_api, settings.public_url)
