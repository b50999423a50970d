"""Words that the steps of a request share: the cards they tell people with, who the office is, where a case is on
its way.
"""

from typing import Final

from handlers.kit.flows import Rel

NEWS: Final = "requests/news"
ASKED: Final = "requests/asked"

OFFICE: Final = (Rel.REVIEWER, Rel.DISPATCHER)
UNDER_WAY: Final = ("assigned", "signed", "working")
WAITING: Final = ("review", "dispatching", "pool", *UNDER_WAY, "returning", "parked")
# Where a late case goes to the next above, and what was late.
CLIMBS: Final = ("review", "dispatching", "pool", *UNDER_WAY, "returning")
LABELS: Final = {
    "review": "受理",
    "sign": "签收",
    "route": "派单",
    "contact": "首次联系",
    "settle": "办结",
    "redo": "再办",
    "judge": "定退单",
}
