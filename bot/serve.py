"""Run the server: one process over one data folder."""

import gc
import socket

import uvicorn

from bot.settings import Settings
from bot.web.app import make_app
from bot.wiring import opened


class PortTaken(Exception):
    """Somebody else listens on this port."""


def serve(settings: Settings) -> None:
    """Until it is stopped. Raises PortTaken, LockedElsewhere."""
    check_port(settings)
    with opened(settings) as desk:
        app = make_app(settings, desk)
        gc.collect()
        gc.freeze()  # what start-up made stays, so full collections need not walk it
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )
        uvicorn.Server(config).run()


def check_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(str(settings.port)) from error
