"""The words that tell what a text is about, a file a group of the tree."""

from handlers.routing.words import (
    affairs,
    aid,
    clean,
    facility,
    health,
    home,
    safety,
    school,
    trade,
    traffic,
    utility,
    work,
)
from handlers.routing.words.shape import Words

ALL: tuple[Words, ...] = tuple(
    module.WORDS
    for module in (facility, clean, utility, home, traffic, safety, aid, work, health, school, trade, affairs)
)
