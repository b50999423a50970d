"""Who may read what of a wish. Written by hand; what is not named here is not shown."""

from handlers.cases.policy import EVERYTHING, See
from handlers.cases.records import Case
from handlers.kit.flows import Rel

_OWN = EVERYTHING
_PUBLIC = frozenset({See.MASKED})

SEES = {
    Rel.ASKER: _OWN,
    Rel.NEEDER: _OWN,
    # Who typed it knows what they typed; the register's name, door and phone are not theirs to read.
    Rel.TYPIST: _OWN - {See.NAME, See.PHONE, See.DOOR, See.HELPER_PHONE},
    Rel.HOLDER: EVERYTHING,
    Rel.REVIEWER: EVERYTHING,
    Rel.DISPATCHER: EVERYTHING,
    Rel.SECOND: EVERYTHING,
    # Before a claim a helper decides by what is wished and in which community, not by whose it is.
    Rel.POOL: _PUBLIC | {See.HELPER},
    # Whoever is above sees how a wish stands that has come up to them; whose it is, the community knows.
    Rel.ABOVE: _PUBLIC | {See.HELPER},
}

_NOT_PUBLIC = ("review", "returned", "set_aside", "withdrawn")
_OVER = ("closed", "unanswered", "withdrawn")

REMARKS = (
    "接单的人只看得到公示过的：待审核、退回、转诉求、撤回的都不给看。",
    "打电话代问的人（第二人）只看得到没有手机的人的、办好了要问的那些。",
    "上级（街道、市级）只看得到到期没办、报到他们那里的，看不到是谁的心愿。",
    "事情了结以后，承办人不再看得到电话、门牌和原话里的号码、照片。",
)


def narrowed(case: Case, rel: Rel, rights: frozenset[str]) -> frozenset[str]:
    """What a state takes away: nothing unapproved for the pool, no phone or door for a helper whose work is over."""
    if rel is Rel.POOL and case.state in _NOT_PUBLIC:
        return frozenset()
    if rel is Rel.SECOND and not (case.facts.get("unreachable") and case.state in ("fulfilled", "connected", "closed")):
        return frozenset()
    if rel is Rel.ABOVE and not case.counts.get("escalated"):
        return frozenset()
    if rel in (Rel.HOLDER, Rel.SECOND) and case.state in _OVER:
        return rights - {See.PHONE, See.DOOR, See.TEXT, See.PHOTOS} | {See.MASKED}
    return rights
