"""Which outside channels are on. A channel's library is imported here, and only where the channel is on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.settings import Settings
from handlers.kit.explained import Explained

if TYPE_CHECKING:
    from bot.channels.telegram.running import Running
    from bot.channels.wecom.running import Running as WeComRunning

Open = Callable[[Desk], "Running"]
OpenWeCom = Callable[[Desk], "WeComRunning"]


class BadToken(Explained):
    """What is set as a token can't be one."""


def telegram(settings: Settings) -> Open | None:
    """How to open Telegram; none where there is no token. Takes seconds: the library is large."""
    if not settings.telegram_token:
        return None
    from bot.channels.telegram.running import Running

    def open_(desk: Desk) -> "Running":
        try:
            return Running(settings, desk)
        except ValueError:
            raise BadToken("WEIYUAN_TELEGRAM_TOKEN 不对。它像 123456:ABC-DEF，在 BotFather 里看") from None

    return open_


class HalfSet(Explained):
    """Some of what WeCom needs is not set, or can't be right."""


def wecom(settings: Settings) -> OpenWeCom | None:
    """How to open WeCom; none where nothing of it is set. Raises HalfSet: what is missing, and where it is."""
    from bot.channels.wecom.needed import missing, unlikely, wanted

    if not wanted(settings):
        return None
    wrong = [*missing(settings), *unlikely(settings)]
    if wrong:
        raise HalfSet("企业微信还开不起来。\n" + "\n".join(f"{name}：{advice}" for name, advice in wrong))
    from bot.channels.wecom.running import Running

    return lambda desk: Running(settings, desk)
