"""Who may read what of a review. Written by hand; what is not named here is not shown."""

from handlers.cases.policy import See
from handlers.cases.records import Case
from handlers.kit.flows import Rel

# A history names who objected: it is for the reviewers alone.
_OWN = frozenset({See.MASKED, See.TEXT, See.NAME, See.PHOTOS, See.REASONS})
_REVIEW = _OWN | {See.HISTORY}
_PUBLIC = frozenset({See.MASKED})

SEES = {
    Rel.ASKER: _OWN,
    Rel.NEEDER: _OWN,
    Rel.TYPIST: _OWN,
    Rel.GROUP: _REVIEW,
    Rel.COMMITTEE: _REVIEW,
    Rel.POOL: _PUBLIC | {See.NAME},
    Rel.NEIGHBOUR: _PUBLIC,
    Rel.JOINER: _PUBLIC,
}

REMARKS = (
    "党小组、支委会只看得到本支部和下级支部的；自己的分，有岗位也看不到经过，审的人不会是自己。",
    "党员、志愿者和居民只看得到公示中的；居民看到的名字只留姓，别的社区、街道和上面都看不到。",
    "“也在等的人”是提过异议的人：看得到结果，看不到是谁。是谁提的异议，只有审的人知道。",
    "积分申报不上公开墙，不算进三率，等人接的单子里也没有。",
)


def narrowed(case: Case, rel: Rel, rights: frozenset[str]) -> frozenset[str]:
    """Before it is published, and after, it is between the member and the branch."""
    return frozenset() if rel in (Rel.POOL, Rel.NEIGHBOUR) and case.state != "published" else rights
