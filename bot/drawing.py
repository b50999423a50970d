"""Cards drawn in the transaction that wrote them, for who sends them next: all of it is at hand there."""

from dataclasses import replace
from datetime import datetime

import structlog

from handlers import front
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work

log = structlog.get_logger()


def draw(work: Work, account_id: int, now: datetime) -> None:
    """What is to be sent to a person's account gets its face. Where that fails the courier looks for itself."""
    mine = [n for n, (_, message) in enumerate(work.fresh) if message.account_id == account_id]
    if not mine:
        return
    try:
        caller = work.accounts.caller(account_id, now.astimezone(SHANGHAI).date())
        if caller is None or caller.actor is None:
            return
        viewer = Viewer(caller.actor, caller.conversation)
        faces = front.show(work, viewer, [work.fresh[n][1].card for n in mine], now)
    except Exception:
        log.exception("not drawn with its turn", account=account_id)
        return
    for n, face in zip(mine, faces, strict=True):
        channel, message = work.fresh[n]
        work.fresh[n] = channel, replace(message, face=face)
