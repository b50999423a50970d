"""Summonses (约谈): what a street must talk over with a community whose light stayed red."""

from handlers.cases.registry import Room, register
from handlers.summons.actions import choices, facts
from handlers.summons.flow import SUMMONS
from handlers.summons.policy import REMARKS, SEES
from handlers.summons.says import about, says
from handlers.summons.states import WAITS

ROOM = Room("summons", SUMMONS, facts, SEES, None, REMARKS, choices, says=says, waits=WAITS, about=about)
register(ROOM)
