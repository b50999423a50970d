"""What is no matter of its own is answered kindly, and begins nothing."""

from handlers.intake.money import yuan
from handlers.intake.replies import aside
from handlers.kit.cards import Card, Reply
from handlers.people.records import Viewer
from handlers.routing.intents import intent
from handlers.routing.records import Intent

_ASIDE = {
    Intent.THANKS: "thanks",
    Intent.HOWTO: "howto",
    Intent.NUMBER: "number",
    Intent.NOISE: "noise",
    Intent.GIVE_UP: "nothing",
}


def small_talk(viewer: Viewer, text: str) -> Reply | None:
    """A word back to thanks, greetings and the like; none where the words are more than that."""
    wanted = intent(text)
    if wanted is Intent.GREETING:
        return Reply((Card("people/welcome"),), viewer.conversation)
    if wanted is Intent.PROGRESS:
        return Reply((Card("lists/mine"),), viewer.conversation)
    if wanted not in _ASIDE:
        return None
    value = yuan(text, bare=True) if wanted is Intent.NUMBER else None
    return aside(viewer, _ASIDE[wanted], **({"value": value} if value else {}))
