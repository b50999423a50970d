"""Who may invite whom, whether an invitation is open, and what a name and a door look like: pure functions."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from unicodedata import category, normalize

from handlers.invitations.records import Form, Invitation, Kind
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.words import clean
from handlers.people.records import Actor
from handlers.units.records import Level, Unit
from handlers.units.spoken import normal

CONSENT: Final = 2  # rises with every change of what `templates/web/consent.html` says
MOST_CALLED, MOST_DOOR = 10, 20
HOMES: Final = (Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY)

# Who may give a post, and at which levels the post stands.
_POSTS: Final[Mapping[Role, tuple[Role, tuple[Level, ...]]]] = {
    Role.GRID_MEMBER: (Role.COMMUNITY_SECRETARY, (Level.GRID, Level.BUILDING)),
    Role.PARTY_MEMBER: (Role.COMMUNITY_SECRETARY, (Level.COMMUNITY, Level.GRID, Level.BUILDING)),
    Role.VOLUNTEER: (Role.COMMUNITY_SECRETARY, (Level.COMMUNITY, Level.GRID, Level.BUILDING)),
    Role.BRANCH_SECRETARY: (Role.COMMUNITY_SECRETARY, (Level.COMMUNITY, Level.GRID)),
    Role.COMMUNITY_SECRETARY: (Role.STREET_OFFICE, (Level.COMMUNITY,)),
}
_SHEETS: Final = (*HOMES, Role.STREET_OFFICE)
_HANGING: Final = (Level.GRID, Level.BUILDING)
_DOOR = re.compile(r"[0-9a-z#\-号楼栋幢座单元层室户门院排巷弄区东南西北中左右边上下]{1,20}")
_NUMBERED = re.compile(r"\d(?!\d|单元|号楼|栋|幢|座|楼|层|区|排|巷|弄)|户")  # 2单元 alone is no door
_BUILDING = re.compile(r"([0-9]+)(?:号楼|栋|幢|座)")
_PART = re.compile(r"[0-9]+|[a-z]+|[东南西北中左右上下]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Nobody is one of these by saying so.
_OFFICE = re.compile(r"书记|主任|网格|社区|街道|居委|民警|警察|派出所|客服|管理员|工作人员|官方|微愿|政府")
_LETTER = re.compile(r"[^\W\d_]")


def posts_of(actor: Actor) -> tuple[Role, ...]:
    """The roles that somebody may give."""
    return tuple(role for role, (giver, _) in _POSTS.items() if actor.holds(giver))


def invites(actor: Actor) -> bool:
    """Whether somebody has anybody to invite at all."""
    return actor.holds(*_SHEETS)


def fits(role: Role | None, level: Level, *, leaf: bool = False) -> bool:
    """Whether a sheet, or a post, makes sense at a unit of this level; a sheet also at any finest unit."""
    if role is None:
        return level in _HANGING or leaf
    return role in _POSTS and level in _POSTS[role][1]


def may_make(actor: Actor, path: str, role: Role | None) -> bool:
    """Sheets by all who serve there or above; posts only by those who look after what is above the post."""
    makers = _SHEETS if role is None else (_POSTS[role][0],) if role in _POSTS else ()
    return any(seat.role in makers and path.startswith(seat.unit_path) for seat in actor.seats)


def may_meet(actor: Actor, path: str, role: Role | None = None) -> bool:
    """Who may read the name and door of somebody who came in: the staff of that grid and community, nobody above.

    A street reads the names of the secretaries whom it invited itself.
    """
    near = any(seat.role in HOMES and path.startswith(seat.unit_path) for seat in actor.seats)
    return near or (role is Role.COMMUNITY_SECRETARY and may_make(actor, path, role))


def closed(invitation: Invitation, now: datetime) -> str:
    """Why nobody can join through this any more; empty while they can."""
    if invitation.revoked_at is not None:
        return "invitations/revoked"
    if invitation.uses >= invitation.most:
        return "invitations/spent" if invitation.kind is Kind.POST else "invitations/full"
    return "invitations/expired" if invitation.until <= now else ""


def check(invitation: Invitation, now: datetime) -> None:
    """Raises Refusal where nobody can join through this any more."""
    if code := closed(invitation, now):
        raise Refusal(code)


def tidy(form: Form) -> Form:
    """What was typed, as it is kept."""
    called, door, phone = ("".join(_seen(clean(one)).split()) for one in (form.called, form.door, form.phone))
    return Form(called, door, re.sub(r"^(?:\+?86)(?=1\d{10}$)", "", normal(phone).replace("-", "")), form.unit_id)


def _seen(text: str) -> str:
    """Without what nobody sees: two names that look alike are one."""
    return "".join(sign for sign in normalize("NFKC", text) if category(sign) not in ("Cf", "Mn", "Me", "Cc"))


def faults(form: Form, kind: Kind, homes: Sequence[Unit]) -> Mapping[str, str]:
    """What is wrong with a form, a word a field."""
    found: dict[str, str] = {}
    if not form.called or len(form.called) > MOST_CALLED:
        found["called"] = "long" if form.called else "empty"
    elif not _LETTER.search(form.called):
        found["called"] = "letters"
    elif kind is not Kind.POST and _OFFICE.search(form.called):
        found["called"] = "office"
    if kind is not Kind.POST and not form.door:
        found["door"] = "empty"
    elif kind is not Kind.POST and not is_door(form.door):
        found["door"] = "door"
    elif kind is not Kind.POST and _elsewhere(form, homes):
        found["door"] = "other"
    if form.phone and not _MOBILE.fullmatch(form.phone):
        found["phone"] = "phone"
    if kind is Kind.GRID and form.unit_id not in {unit.id for unit in homes}:
        found["unit"] = "choose"
    return found


def _elsewhere(form: Form, homes: Sequence[Unit]) -> bool:
    """Whether the door names another building than the one that the sheet, or the choice, is for."""
    named = _BUILDING.match(normal(form.door))
    mine = [unit for unit in homes if unit.id == form.unit_id] or (list(homes) if len(homes) == 1 else [])
    here = _BUILDING.match(normal(mine[0].name)) if mine else None
    return named is not None and here is not None and named[1] != here[1]


def is_door(text: str) -> bool:
    """2单元501, 三单元 502, 2-501 or 501; not a name, and not without a number."""
    door = normal(text)
    whole = bool(_DOOR.fullmatch(door)) and any(sign.isdigit() for sign in door)
    return len(text) <= MOST_DOOR and whole and bool(_NUMBERED.search(door))


def door_key(door: str, unit: str) -> str:
    """The one form of a door inside its building: 3号楼2单元501, 2-501 and ２单元５０１室 are the same."""
    return "-".join(_PART.findall(normal(door).removeprefix(normal(unit))))


def finest(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Those that have none of the others below them, in the order of their names' numbers."""
    above = {unit.parent_id for unit in units}
    return tuple(sorted((unit for unit in units if unit.id not in above), key=_order))


def _order(unit: Unit) -> tuple[int, str]:
    number = re.search(r"[0-9]+", normal(unit.name))
    return int(number.group()) if number else 10**9, unit.name
