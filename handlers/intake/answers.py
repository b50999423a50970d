"""Words that answer the question which a draft waits for."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.intake import drafts, whom
from handlers.intake.buttons import of_question
from handlers.intake.money import yuan
from handlers.intake.places import has_home, named, read
from handlers.intake.presses import pressed
from handlers.intake.records import Draft, Pending
from handlers.intake.replies import asking, shown
from handlers.intake.rules import has_number
from handlers.intake.small_talk import is_small_talk
from handlers.kit.cards import Reply
from handlers.people.records import Viewer
from handlers.routing.intents import tells

if TYPE_CHECKING:
    from storage.work import Work


def answered(work: "Work", viewer: Viewer, draft: Draft, words: Pending, now: datetime) -> Reply | None:
    """The reply where the words answer the question that is open; none where they are something else."""
    text = words.text
    if not words.typed:
        return None
    options = of_question(draft, has_home=has_home(viewer.actor)) if draft.awaiting else ()
    press = next((one.press for one in options if one.text == text.strip("。！!~ ") and one.press), None)
    if press:
        return pressed(work, viewer, press, now)
    match draft.awaiting:
        case "value":
            value = yuan(text, bare=True)
            return shown(viewer, drafts.with_value(draft, value), now) if value else None
        case "whom" | "door":
            return _person(viewer, draft, text, now)
        case "place":
            return _place(work, viewer, draft, text, now)
    return None


def _person(viewer: Viewer, draft: Draft, text: str, now: datetime) -> Reply | None:
    """A name and a door; of whom the name is known already, the door alone."""
    parts = whom.read(text)
    if draft.awaiting == "door" and not (parts and parts[1]):
        parts = (draft.name, text.strip()) if has_number(text) else None
    if parts is None or (draft.awaiting == "whom" and is_small_talk(text)):
        return None  # 算了 and 谢谢 look like names
    return shown(viewer, drafts.with_name(draft, *parts), now)


def _place(work: "Work", viewer: Viewer, draft: Draft, text: str, now: datetime) -> Reply | None:
    """A place, and nothing told beside it: a whole sentence is no place's name, even where it names one."""
    if tells(text):
        return None
    found = read(work, viewer.actor, text)
    if found.unit_id is not None and found.said:
        return shown(viewer, drafts.with_place(draft, found.unit_id), now)
    options = named(work, found.options)
    return asking(replace(draft, options=options), "place", now, again=True) if options else None
