"""What happens to a request when time runs out: the claimer is let go, the case climbs, the one above acts."""

from handlers.kit.climbing import climb, extend, supervise
from handlers.kit.flows import Rel, Seating, Step, Tell
from handlers.requests import guards
from handlers.requests.names import CLIMBS, LABELS, NEWS, OFFICE

LATE = (
    Step(
        "release",
        "到时放回",
        by=(Rel.CLOCK,),
        frm=("signed",),
        to="pool",
        seat=Seating.CLEAR,
        stops=("hold",),
        starts=("claim",),
        lifts=1,
        counts="released",
        tells=(Tell("left", NEWS), Tell("asker", NEWS), Tell("reviewer", NEWS), Tell("pool", NEWS)),
        done="到时没有联系，放回等人接",
    ),
    climb(CLIMBS, LABELS, NEWS),
    supervise(OFFICE, CLIMBS, NEWS),
    extend(
        OFFICE, ("assigned", "signed", "working"), "settle", NEWS, (guards.not_extended,), (guards.until_in_bounds,)
    ),
)
