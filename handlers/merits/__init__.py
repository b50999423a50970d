"""Merits (积分申报): points that are reviewed before they count, and those that a confirmed case earns."""

from handlers.cases.registry import Room, register
from handlers.merits.actions import facts
from handlers.merits.audiences import AUDIENCES
from handlers.merits.flow import MERIT
from handlers.merits.policy import REMARKS, SEES, narrowed
from handlers.merits.rules import idle
from handlers.merits.says import QUIET, about, says
from handlers.merits.states import WAITS

ROOM = Room(
    "merits",
    MERIT,
    facts,
    SEES,
    narrowed,
    REMARKS,
    audiences=AUDIENCES,
    says=says,
    quiet=QUIET,
    waits=WAITS,
    about=about,
    idle=idle,
    party=True,
)
register(ROOM)
