"""Where a summons can stand, what runs on it, and whose seats count before it."""

from handlers.kit.flows import ClockSpec, Rel, State
from handlers.kit.roles import Role

ROLES = {
    Rel.REVIEWER: (Role.STREET_OFFICE, Role.CITY_OFFICE),
    Rel.SECOND: (Role.COMMUNITY_SECRETARY,),
}

WAITS = {Rel.HOLDER: ("called", "reported"), Rel.SECOND: ("mending",)}

STATES = (
    State("called", "等约谈"),
    State("mending", "整改中"),
    State("reported", "等街道核验"),
    State("closed", "已销号", final=True, live=False),
)

CLOCKS = (
    ClockSpec("talk", "约谈", "summons.talk", whose=Rel.HOLDER),
    ClockSpec("mend", "整改", "summons.mend", until="until", whose=Rel.SECOND),
    ClockSpec("check", "核验", "summons.check", whose=Rel.HOLDER),
)
