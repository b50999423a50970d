"""The commands of the menu: what each stands for, what is said of it, and who is shown which. Pure.

A command is a word that can be typed as well: whoever types one that is not in their menu is answered as always.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers.kit.roles import HELPERS, SCORED, STAFF, Role
from handlers.people.records import Actor


@dataclass(frozen=True, slots=True)
class Command:
    """`words` are what it means to the house; `told` stands beside it in the menu, at most 256 characters."""

    words: str
    told: str


COMMANDS: Final[Mapping[str, Command]] = {
    "waiting": Command("待办", "等我办的，最急的在前"),
    "open": Command("接单", "等人接的心愿和事"),
    "mine": Command("我的", "我提的、我接的，办到哪一步"),
    "points": Command("我的积分", "我的积分，一条一条看"),
    "claim": Command("申报积分", "做了好事，报一笔积分"),
    "review": Command("审积分", "等我审的积分"),
    "board": Command("积分公示", "正在公示的积分"),
    "rankings": Command("月榜", "这个月的积分榜"),
    "digests": Command("简报", "我的简报，订和退"),
    "web": Command("连网页", "要六个数字，在网页上也能用"),
    "here": Command("通知发到这里", "以后通知发到这里"),
    "help": Command("帮助", "怎么用"),
}
IN_GROUPS: Final[Mapping[str, str]] = {"here": "把您管的社区连到这个群", "bye": "断开，不再往这个群里发"}
"""What those who run a group are shown there: most likely the secretaries; to others these say why not."""
EVERYBODY: Final = ("mine", "web", "here", "help")
_REVIEWERS = (Role.GROUP_LEADER, Role.COMMITTEE_MEMBER, Role.BRANCH_SECRETARY)
_MORE: Final[tuple[tuple[frozenset[Role], tuple[str, ...]], ...]] = (
    (STAFF, ("waiting", "open", "digests")),
    (HELPERS, ("open",)),
    (SCORED, ("points", "claim", "board", "rankings")),
    (frozenset(_REVIEWERS), ("review", "board", "rankings")),
    (frozenset({Role.COMMUNITY_SECRETARY}), ("rankings",)),
)


def menu_of(actor: Actor) -> tuple[str, ...]:
    """The commands that somebody is shown, the likeliest first."""
    shown = {name for roles, names in _MORE if actor.holds(*roles) for name in names}
    return tuple(name for name in COMMANDS if name in shown or name in EVERYBODY)
