"""Who may read what of a summons. Written by hand; what is not named here is not shown."""

from handlers.cases.policy import See
from handlers.kit.flows import Rel

_ALL = frozenset({See.MASKED, See.TEXT, See.PROOF, See.HELPER, See.REASONS, See.HISTORY})

SEES = {Rel.HOLDER: _ALL, Rel.REVIEWER: _ALL, Rel.SECOND: _ALL}

REMARKS = (
    "里面没有居民的资料，可这是街道和社区之间的事：居民、党员、志愿者、网格员、支部书记都看不到。",
    "约谈不上公开墙，不算进三率，等人接的单子里也没有。",
)
