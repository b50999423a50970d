"""Which outside channels are on. A channel's library is imported here, and only where the channel is on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.settings import Settings
from handlers.kit.explained import Explained

if TYPE_CHECKING:
    from bot.channels.robot.channel import Robot
    from bot.channels.telegram.running import Running

Open = Callable[[Desk], "Running"]


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


def robot(settings: Settings, desk: Desk) -> "Robot":
    """The robots of groups: any group may get one at any time, so there is nothing to switch on."""
    from bot.channels.robot.channel import Robot

    return Robot(desk, settings.wecom_api, settings.public_url)
