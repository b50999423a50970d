"""Logs: one line an event, on standard error; addresses with secrets in them never get there."""

import logging
import sys

import structlog


def set_up() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    # httpx writes request addresses at INFO, tokens included; APScheduler each tick.
    for name in ("httpx", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
