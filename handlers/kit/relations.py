"""How an actor can stand to a case."""

from enum import StrEnum
from typing import Final


class Rel(StrEnum):
    """How an actor stands to a case; a step names the relations that may take it."""

    ASKER = "asker"
    NEEDER = "needer"
    TYPIST = "typist"
    HOLDER = "holder"
    DISPATCHER = "dispatcher"
    REVIEWER = "reviewer"
    SECOND = "second"
    POOL = "pool"
    JOINER = "joiner"
    NEIGHBOUR = "neighbour"
    ABOVE = "above"
    GROUP = "group"
    COMMITTEE = "committee"
    CLOCK = "clock"
    LINKED = "linked"


REL_NAMES = {
    Rel.ASKER: "提出人",
    Rel.NEEDER: "需要人",
    Rel.TYPIST: "代提人",
    Rel.HOLDER: "承办人",
    Rel.DISPATCHER: "派单人",
    Rel.REVIEWER: "审核人",
    Rel.SECOND: "第二人",
    Rel.POOL: "接单的人",
    Rel.JOINER: "也在等的人",
    Rel.NEIGHBOUR: "同社区的居民",
    Rel.ABOVE: "上级",
    Rel.GROUP: "党小组",
    Rel.COMMITTEE: "支委会",
    Rel.CLOCK: "到时自动",
    Rel.LINKED: "随另一件",
}
# Their seats count in the whole community, wherever in it they stand.
WIDE: Final = frozenset({Rel.POOL, Rel.GROUP, Rel.COMMITTEE})
# What nobody does: the house itself takes these steps.
HOUSE: Final = frozenset({Rel.CLOCK, Rel.LINKED})
