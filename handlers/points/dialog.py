"""What somebody presses on the cards of points, or writes of them: each leads to another card."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.roles import SCORED
from handlers.kit.turns import Press
from handlers.people.records import Viewer
from handlers.points.reading import entry_of

if TYPE_CHECKING:
    from storage.work import Work

CARDS: Final = ("mine", "why", "doubt", "how")


# What people write of their points, in their own words; only who has any is understood so.
_HOW: Final = re.compile(r"(?:怎么|怎样|如何)(?:得|加|算|挣)?(?:积)?分|积分(?:规则|怎么算|怎么得)")
_WHY: Final = re.compile(r"(?:为什么|为啥|凭什么|怎么).{0,4}扣.{0,3}分|.{0,4}为什么.{0,6}积?分.{0,4}")
_MINE: Final = re.compile(r"(?:我|查|看|查查|看看)?.{0,6}(?:积分|几分(?!钟)|多少分(?!钟)).{0,6}")
_LONGEST: Final = 14


def meant(viewer: Viewer, text: str) -> Reply | None:
    """The card that a short sentence about points asks for; none where it is about anything else."""
    if not viewer.actor.holds(*SCORED) or len(text) > _LONGEST:
        return None
    for name, pattern in (("how", _HOW), ("why", _WHY), ("mine", _MINE)):
        if pattern.fullmatch(text):
            return Reply((Card(f"points/{name}"),), viewer.conversation)
    return None


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """Raises Refusal `front/old_button`, `points/unknown`: an entry that is another's is said not to be there."""
    name = press.name.partition(".")[2]
    if name in CARDS:
        return Reply((Card(f"points/{name}"),), viewer.conversation)
    if name != "entry":
        raise Refusal("front/old_button")
    entry_id = entry_number(press.value)
    if entry_of(work, viewer.actor, entry_id, now) is None:
        raise Refusal("points/unknown")
    return Reply((Card("points/entry", args={"entry": entry_id}),), viewer.conversation)


def entry_number(text: object) -> int:
    """An entry's id as a press carries it; 0 for anything else."""
    said = str(text)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0
