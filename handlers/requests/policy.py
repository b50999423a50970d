"""Who may read what of a request. Written by hand; what is not named here is not shown."""

from handlers.cases.policy import EVERYTHING, See
from handlers.cases.records import Case
from handlers.kit.flows import Rel
from handlers.requests.needs import is_public
from handlers.requests.states import is_above

_PUBLIC = frozenset({See.MASKED, See.HELPER})

SEES = {
    Rel.ASKER: EVERYTHING,
    # Who typed it knows what they typed; the register's name, door and phone are not theirs to read.
    Rel.TYPIST: EVERYTHING - {See.NAME, See.PHONE, See.DOOR, See.HELPER_PHONE},
    Rel.HOLDER: EVERYTHING,
    Rel.REVIEWER: EVERYTHING,
    Rel.DISPATCHER: EVERYTHING,
    Rel.SECOND: EVERYTHING,
    # Before a claim a helper decides by what is asked and in which community, not by whose it is.
    Rel.POOL: _PUBLIC | {See.PROOF},
    # Whoever waits for the same thing is told what its asker is told, not who that is.
    Rel.JOINER: _PUBLIC | {See.PROOF, See.REASONS},
    Rel.NEIGHBOUR: _PUBLIC | {See.PROOF},
}

_NOT_PUBLIC = ("review", "answered", "declined", "withdrawn", "to_wish", "merged", "returning")
_OVER = ("closed", "concluded", "unanswered", "withdrawn", "declined", "answered", "to_wish")

REMARKS = (
    "接单的人和邻居只看得到受理过的：待受理、未受理、当场答复、撤回、并案的都不给看。",
    "接单的人只看得到放出来等人接的，邻居只看得到大家的事（路灯、垃圾、停水这一类）；救助、纠纷这类只有办的人看得到。",
    "打电话代问的人（第二人）只在办好了要问、或者没解决要书面答复的时候看得到。",
    "事情了结以后，承办人和打电话的人不再看得到电话、门牌和原话里的号码、照片。",
    "提出人撤回、由下一位接着等的，原来的人不再看得到后面的经过；下一位也看不到原来的人写的原话、照片和经过。",
    "反映社区干部的，社区和网格看不到，直接到街道。",
)


def narrowed(case: Case, rel: Rel, rights: frozenset[str]) -> frozenset[str]:
    """What a state or a kind of matter takes away."""
    if rel in (Rel.POOL, Rel.NEIGHBOUR) and not _open_to_public(case, rel):
        return frozenset()
    if rel is Rel.SECOND and not _is_called(case):
        return (_PUBLIC | {See.PROOF}) if _open_to_public(case, rel) else frozenset()
    if rel is Rel.JOINER and not is_public(case):
        return frozenset()
    if rel in (Rel.HOLDER, Rel.SECOND) and case.state in _OVER:
        return rights - {See.PHONE, See.DOOR, See.TEXT, See.PHOTOS} | {See.MASKED}
    if rel is Rel.TYPIST and (case.counts.get("passed") or (is_above(case) and case.typist_id != case.asker_id)):
        return frozenset()
    if rel is Rel.ASKER and case.counts.get("passed"):
        return rights - {See.TEXT, See.PHOTOS, See.HISTORY} | {See.MASKED}
    return rights


def _is_called(case: Case) -> bool:
    """Whether a second person has something to do: to ask whoever has no phone, or to answer in writing."""
    asks = case.state in ("finished", "closed") and bool(case.facts.get("unreachable"))
    return asks or (case.state in ("working", "finished") and bool(case.counts.get("reopened")))


def _open_to_public(case: Case, rel: Rel) -> bool:
    if case.state in _NOT_PUBLIC:
        return False
    return is_public(case) or (rel is Rel.POOL and case.state == "pool")
