"""Whether the server can listen where it is told to."""

import errno
import socket

from bot.environment import LOOKS, BadSettings
from bot.settings import Settings
from handlers.kit.explained import Explained


class PortTaken(Explained):
    """Somebody else listens on this port."""

    def __init__(self, port: int) -> None:
        other = port + 1
        super().__init__(
            f"端口 {port} 已经有程序在用。换一个：WEIYUAN_PORT={other} weiyuan serve，演示用 make run PORT={other}"
        )


def check_port(settings: Settings) -> None:
    """Raises PortTaken, BadSettings."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except PermissionError:
            told = f"{settings.port} 要管理员才能听。用 1024 以上的，像 8765，前面放一个反向代理"
            raise BadSettings([("WEIYUAN_PORT", told)]) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(settings.port) from error
            told = f"现在是“{settings.host}”，不是这台机器的地址。应当是：{LOOKS['host']}"
            raise BadSettings([("WEIYUAN_HOST", told)]) from None


def is_running(settings: Settings) -> bool:
    """Whether a server over this data takes commands on this machine now."""
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(settings.socket_file))
        except OSError:
            return False
    return True
