"""约谈: the street talks with a community whose light stayed red, and looks whether what was agreed is mended."""

from handlers.kit.flows import Flow, Rel, Step, Tell
from handlers.summons import guards
from handlers.summons.needs import AGREED, HOW, PROOF, REASON, UNTIL
from handlers.summons.states import CLOCKS, ROLES, STATES

NEWS = "summons/news"

SUMMONS = Flow(
    name="summons",
    title="约谈",
    roles=ROLES,
    states=STATES,
    clocks=CLOCKS,
    steps=(
        Step(
            "open",
            "约谈",
            by=(Rel.CLOCK,),
            to="called",
            starts=("talk",),
            tells=(Tell("holder", NEWS),),
            done="连着红灯，请街道约谈",
        ),
        Step(
            "hold",
            "谈过了",
            by=(Rel.HOLDER,),
            frm=("called",),
            to="mending",
            needs=(AGREED, UNTIL),
            checks=(guards.ahead,),
            keeps=("until",),
            meets=("talk",),
            starts=("mend",),
            tells=(Tell("second", NEWS),),
            done="和社区谈过了",
            rank=1,
        ),
        Step(
            "report",
            "改好了",
            by=(Rel.SECOND,),
            frm=("mending",),
            to="reported",
            needs=(PROOF, HOW),
            keeps=("proof",),
            stamps="reported",
            meets=("mend",),
            starts=("check",),
            tells=(Tell("holder", NEWS),),
            done="说改好了",
            rank=1,
        ),
        Step(
            "accept",
            "改到位",
            by=(Rel.HOLDER,),
            frm=("reported",),
            to="closed",
            guards=(guards.not_reporter,),
            meets=("check",),
            tells=(Tell("second", NEWS),),
            done="看过，改到位了",
            rank=1,
        ),
        Step(
            "refuse",
            "没到位",
            by=(Rel.HOLDER,),
            frm=("reported",),
            to="mending",
            needs=(REASON, UNTIL),
            guards=(guards.not_reporter,),
            checks=(guards.ahead,),
            keeps=("until",),
            counts="refused",
            meets=("check",),
            starts=("mend",),
            tells=(Tell("second", NEWS),),
            done="看过，还没到位",
            rank=2,
        ),
    ),
)
