"""What may hang on the wall, asked of the policy of each flow, and how it is said without a name: pure functions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from handlers.cases.look import masked
from handlers.cases.policy import PHOTO_RIGHTS, See
from handlers.cases.reading import rights
from handlers.cases.records import Case
from handlers.cases.registry import Room, room_of
from handlers.cases.rules import relations
from handlers.kit.flows import Rel
from handlers.kit.masking import mask_called
from handlers.kit.roles import Role
from handlers.people.records import Actor, Person
from handlers.routing.categories import CATEGORIES, category
from handlers.wall.records import Part, Wanted
from handlers.wishes.records import KIND_NAMES, WishKind

LATELY: Final = timedelta(days=60)
MOST: Final[Mapping[Part, int]] = {Part.OPEN: 12, Part.DONE: 12, Part.THANKS: 8}
MOST_OF_ALL: Final = 100
OFFICE: Final = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY)
STATES: Final[Mapping[Part, Mapping[str, tuple[str, ...]]]] = {
    Part.OPEN: {"wish": ("open",), "request": ("pool",)},
    Part.DONE: {"wish": ("fulfilled", "closed"), "request": ("finished", "closed")},
    Part.THANKS: {"wish": ("closed",), "request": ("closed",)},
}
# Ends that are counted as another case, or that nobody waits for.
NOT_COUNTED: Final = ("set_aside", "to_wish", "merged", "withdrawn")
PROOFS: Final = tuple(key for key, right in PHOTO_RIGHTS.items() if right is See.PROOF)

REMARKS: Final = (
    "公开墙不用登录就能看，照表里那一行的权限，再收紧一层：谁的名字都不写，提的人是“一位居民”，办的人只写是党员、志愿者还是网格员。",
    "谢谢的话是提出人自己写的，隐去号码和名字再贴；办的人写的经过不贴。",
    "照片要社区书记或支部书记看过、打了勾才贴；只有办的人发的，居民提事时发的从不贴。",
    "反映社区干部的、编号在社区以上的，从不贴，也不算在件数里。",
)

_HELPERS: Final = {
    Role.PARTY_MEMBER: "一位党员",
    Role.VOLUNTEER: "一位志愿者",
    Role.GRID_MEMBER: "网格员",
    Role.BRANCH_SECRETARY: "社区",
    Role.COMMUNITY_SECRETARY: "社区",
    Role.STREET_OFFICE: "街道",
    Role.CITY_OFFICE: "市里",
    Role.DEPARTMENT_OFFICER: "部门",
}
_TITLES: Final = (
    *("师傅", "书记", "主任", "老师", "医生", "先生", "女士", "同志", "大爷", "大妈", "大叔", "大哥", "大姐", "大嫂"),
    *("阿姨", "叔叔", "奶奶", "爷爷", "伯伯", "老太", "老", "总", "工", "叔", "姨", "姐", "哥", "嫂", "婶", "妈", "爸"),
)
_MARKS: Final = re.compile(r"（[^（）]*已隐去）|某某|[\W_]")


def anybody(flow: str) -> Rel:
    """The relation whose rights everybody has: a neighbour's where the flow knows neighbours, else the pool's."""
    return Rel.NEIGHBOUR if room_of(flow).flow.neighbours else Rel.POOL


def public(case: Case) -> frozenset[str]:
    """What somebody who is nobody to a case may see of it: what its flow opens to the neighbours, else to the pool."""
    room, rel = room_of(case.flow), anybody(case.flow)
    shut = room.flow.shut and room.flow.shut(case, rel)
    return frozenset() if shut else rights(room, case, frozenset({rel}))


def hangs(case: Case, part: Part, prefix: str) -> bool:
    """Whether a case may hang in a part: by its state, by the policy, and numbered by the community itself."""
    here = case.state in STATES[part].get(case.flow, ())
    return here and bool(prefix) and case.no.startswith(f"{prefix}-") and See.MASKED in public(case)


def wanted(part: Part) -> Sequence[Wanted]:
    """What to look for, so that what is found and counted is what may hang."""
    found = []
    for flow, states in STATES[part].items():
        about = room_of(flow)
        if not about.flow.shut:
            found.append(Wanted(flow, states))
            continue
        kinds = tuple(one.key for one in CATEGORIES if all(public(_about(about, one.key, state)) for state in states))
        found.append(Wanted(flow, states, kinds))
    return found


def may_show(case: Case, actor: Actor) -> bool:
    """Whether an actor may put photos of a case on the wall: the community's office, for what is theirs to look at."""
    return Rel.REVIEWER in relations(room_of(case.flow).flow, case, actor)


def in_office(actor: Actor, path: str) -> bool:
    """Whether somebody has an office in a community."""
    return any(seat.role in OFFICE and seat.unit_path.startswith(path) for seat in actor.seats)


def done_at(case: Case) -> datetime:
    return case.closed_at or case.moved_at or case.opened_at


def said(case: Case, needer: Person, involved: Iterable[Person], text: str) -> str:
    """Words of a case for everybody: masked by the policy, and whoever had to do with it goes unnamed."""
    names = [name for person in involved for name in names_of(person)]
    return mask_called(masked(case, needer, text, *names))


def names_of(person: Person) -> Sequence[str]:
    """How people may speak of somebody: 何军, 小何, 老何, 何师傅; of three characters the given name alone as well."""
    name = person.name
    if not 2 <= len(name) <= 4:
        return (name, person.called)
    given = (name[1:],) if len(name) == 3 else ()
    return (name, person.called, *given, f"小{name[0]}", f"老{name[0]}", *(f"{name[0]}{title}" for title in _TITLES))


def is_empty(text: str) -> bool:
    """Whether nothing is left of a text but what stands for the hidden."""
    return not _MARKS.sub("", text)


def kind_of(case: Case) -> str:
    if case.flow == "wish":
        return KIND_NAMES[WishKind(str(case.facts["kind"]))]
    return category(str(case.facts.get("category", "other"))).name


def helper_of(case: Case, seat: Role | None, roles: Sequence[Role]) -> str:
    """Who did it, by the role in which they did: never by name."""
    if See.HELPER not in public(case) or case.holder is None:
        return ""
    known = (seat,) if seat else sorted((role for role in roles if role in _HELPERS), key=list(_HELPERS).index)
    return _HELPERS.get(known[0], "一位街坊") if known else "一位街坊"


def _about(room: Room, key: str, state: str) -> Case:
    """A case of a category before there is one, to ask the policy about."""
    began = datetime(2000, 1, 1, tzinfo=UTC)
    return Case(0, "", room.flow.name, 0, 0, 0, "", state, 0, "", 0, 0, 0, began, facts={"category": key})
