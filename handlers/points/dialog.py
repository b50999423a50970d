"""What somebody presses on the cards of points: each leads to another card."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.people.records import Viewer
from handlers.points.reading import entry_of

if TYPE_CHECKING:
    from storage.work import Work

CARDS: Final = ("mine", "why", "doubt", "how")


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
