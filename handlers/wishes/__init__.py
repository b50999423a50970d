"""Micro-wishes: the room where residents ask and neighbours answer."""

from handlers.cases.registry import Room, register
from handlers.wishes.actions import choices, facts
from handlers.wishes.audiences import AUDIENCES
from handlers.wishes.flow import WISH
from handlers.wishes.policy import REMARKS, SEES, narrowed
from handlers.wishes.says import QUIET, instead, says, shortcuts
from handlers.wishes.states import WAITS

ROOM = Room(
    "wishes",
    WISH,
    facts,
    SEES,
    narrowed,
    REMARKS,
    choices,
    AUDIENCES,
    says=says,
    shortcuts=shortcuts,
    instead=instead,
    quiet=QUIET,
    waits=WAITS,
)
register(ROOM)
