"""Who may read what of a wish. Written by hand; what is not named here is not shown."""

from handlers.cases.policy import EVERYTHING, See
from handlers.kit.flows import Rel

_OWN = EVERYTHING
_PUBLIC = frozenset({See.MASKED})

SEES = {
    Rel.ASKER: _OWN,
    Rel.NEEDER: _OWN,
    # Who typed it knows what they typed; the register's door and phone are not theirs to read.
    Rel.TYPIST: _OWN - {See.PHONE, See.DOOR, See.HELPER_PHONE},
    Rel.HOLDER: EVERYTHING,
    Rel.REVIEWER: EVERYTHING,
    Rel.DISPATCHER: EVERYTHING,
    Rel.SECOND: EVERYTHING,
    # Before a claim a helper decides by what is wished and in which community, not by whose it is.
    Rel.POOL: _PUBLIC | {See.HELPER},
}
