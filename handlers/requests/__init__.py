"""Requests: what is wrong in the neighbourhood, from the first word to the answer that everybody can check."""

from handlers.cases.registry import Room, register
from handlers.requests.actions import choices, facts, heir
from handlers.requests.audiences import AUDIENCES
from handlers.requests.flow import REQUEST
from handlers.requests.needs import is_public
from handlers.requests.policy import REMARKS, SEES, narrowed
from handlers.requests.says import QUIET, instead, says, shortcuts
from handlers.requests.states import WAITS

ROOM = Room(
    "requests",
    REQUEST,
    facts,
    SEES,
    narrowed,
    REMARKS,
    choices,
    AUDIENCES,
    heir=heir,
    says=says,
    shortcuts=shortcuts,
    instead=instead,
    quiet=QUIET,
    outdoors=is_public,
    waits=WAITS,
)
register(ROOM)
