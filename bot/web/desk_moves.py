"""Steps taken from the desk: each in a turn of its own, once however often it is sent, its refusal in plain words."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from starlette.datastructures import FormData

from bot.desk import StoreUnavailable
from bot.texts import words
from bot.web.site import Guest, Site, viewer_of
from handlers import front
from handlers.cases.actions import Move, take
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Photo
from handlers.people.records import Viewer
from storage.work import Work

log = structlog.get_logger()

# What the chat says about its own buttons, said for a form.
_HERE: Mapping[str, str] = {
    "cases/choose": "这一件不能这样选，请换一个。",
    "cases/needs": "还缺一样，请填上再按。",
    "cases/photo": "这一步要一张照片，请在下面选一张。",
    "cases/nobody": "现在没有合适的人可派。",
    "photos/too_big": "这张照片太大了，请换一张小一点的。",
}
_CHOOSE: Mapping[object, str] = {
    "seat": "他管不到这一件在的地方，请换一位。",
    "into": "只能并到同一个社区、还没办完的事里，请换一件。",
}
NO_STORE = "现在存不了，请过一会儿再按一次。"
FAULT = "出了点问题，这一件没有办成，请过一会儿再按一次。"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refusal` and `trouble` are empty where it was done, now or when the form was sent before."""

    move: Move
    refusal: Refusal | None = None
    trouble: str = ""

    @property
    def done(self) -> bool:
        return self.refusal is None and not self.trouble


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a form, and the number by which the same form is known again."""

    site: Site
    guest: Guest
    nonce: str
    photos: Mapping[str, Sequence[Photo]] = field(default_factory=dict)

    async def send_all(self, moves: Sequence[Move]) -> Sequence[Outcome]:
        """Each by itself: what refuses one keeps nothing from the others."""
        return await asyncio.gather(*(self.send(move) for move in moves))

    async def send(self, move: Move) -> Outcome:
        """The same as a press in the chat: authority, guards and version are asked when it is its turn."""
        now = self.site.now()
        try:
            await self.site.desk.write(lambda work: self._take(work, move, now), f"web:{self.guest.address}")
        except Refusal as refusal:
            return Outcome(move, refusal)
        except StoreUnavailable:
            return Outcome(move, trouble=NO_STORE)
        except Exception:
            log.exception("a step from the desk failed", case=move.case_id, step=move.step)
            return Outcome(move, trouble=FAULT)
        return Outcome(move)

    def _take(self, work: Work, move: Move, now: datetime) -> None:
        if work.messages.receive("web", self._message_id(move), now) is None:
            return  # sent before, and done: what is refused leaves no trace
        viewer = viewer_of(work, self.guest.account_id, now)
        if viewer is None:
            raise Refusal("cases/not_yours")
        sent = {
            key: tuple(work.media.add(one, viewer.actor.person_id, now) for one in self.photos[key])
            for key in self.photos
        }
        take(work, viewer.actor, replace(move, inputs={**move.inputs, **sent}), now)
        front.react(work)

    def _message_id(self, move: Move) -> str:
        """Never another account's; the same form with something else in it is another message."""
        said = f"{move.case_id}|{move.version}|{sorted(move.inputs.items())}|{self.photos}"
        mark = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]
        return f"{self.guest.account_id}:{self.nonce}:{move.case_id}:{mark}"


def sentence(work: Work, viewer: Viewer, refusal: Refusal, now: datetime) -> str:
    """A refusal as the chat says it, where that fits a page."""
    if refusal.code == "cases/choose" and refusal.facts.get("need") in _CHOOSE:
        return _CHOOSE[refusal.facts.get("need")]
    if refusal.code in _HERE:
        return _HERE[refusal.code]
    card = front.refused(work, viewer, refusal).cards[0]
    return words(front.show(work, viewer, [card], now)[0]).body


def nonce_of(form: FormData) -> str:
    """The form's own number; one without it is sent once."""
    given = str(form.get("nonce") or "")
    return given if given.isascii() and given.replace("-", "").isalnum() and len(given) <= 64 else secrets.token_hex(12)


def is_number(text: str) -> bool:
    """An id or a version that every database holds."""
    return text.isascii() and text.isdigit() and len(text) < 16
