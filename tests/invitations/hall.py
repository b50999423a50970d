"""The neighbourhood with sheets on its walls: how tests make them, scan them and press."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from handlers.invitations.actions import make
from handlers.invitations.guests import guests, remove
from handlers.invitations.joining import Entered, join, take_post
from handlers.invitations.records import Form, Guest
from handlers.invitations.tokens import sign
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.people.records import Actor
from tests.play import Play

_MOVE = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")
HERS = Form("冯奶奶", "2单元301", "13912345678")


def actor(play: Play, who: str) -> Actor:
    found = play.caller(who).actor
    assert found
    return found


def sheet(play: Play, who: str, unit: int, role: Role | None = None) -> int:
    """The id of an invitation that one of the cast makes now."""
    maker = actor(play, who)
    return play.do(lambda work: make(work, maker, unit, role, play.now))


def token(play: Play, invitation: int) -> str:
    return sign(play.desk.vault.signing, invitation)


def scan(play: Play, invitation: int, form: Form = HERS) -> Entered:
    """Scan, fill in, press."""
    return press(play, token(play, invitation), form)


def press(play: Play, link: str, form: Form = HERS) -> Entered:
    return play.do(lambda work: join(work, link, form, play.now))


def came(play: Play, invitation: int, form: Form = HERS) -> int:
    """The person who came in so, with an account as the page opens it."""
    person = scan(play, invitation, form).person_id
    assert person
    play.do(lambda work: work.accounts.open(person, "web", f"p{person}", play.now))
    return person


def takes(play: Play, who: str, invitation: int) -> int:
    link, one = token(play, invitation), actor(play, who)
    return play.do(lambda work: take_post(work, link, one, play.now))


def came_by(play: Play, who: str, invitation: int) -> Sequence[Guest]:
    """The list of those who came, as one of the cast reads it."""
    one = actor(play, who)
    return play.desk.read_now(lambda work: guests(work, one, invitation))[1]


def removes(play: Play, who: str, join_id: int) -> None:
    one = actor(play, who)
    play.do(lambda work: remove(work, one, join_id, play.now))


def why_not(play: Play, invitation: int, form: Form = HERS) -> str:
    """The code with which a press is refused."""
    try:
        found = scan(play, invitation, form)
    except Refusal as refusal:
        return refusal.code
    raise AssertionError(f"not refused: {found}")


def stored(play: Play) -> tuple[int, int]:
    """How many people and households there are: a refused press adds neither."""
    return play.desk.read_now(lambda work: (len(work.people.reachable()), len(work.units.households())))


def modules(svg: str) -> list[list[int]]:
    """The dark modules of the drawing, back from its path: strokes of one module's height, four modules of margin."""
    root = ET.fromstring(svg)  # noqa: S314  # drawn by us
    paths = [one for one in root.iter() if one.tag.endswith("path") and "stroke" in one.attrib]
    assert len(paths) == 1
    x = y = 0.0
    dark = set()
    for kind, first, second in _MOVE.findall(paths[0].attrib["d"]):
        if kind == "M":
            x, y = float(first), float(second)
        elif kind == "m":
            x, y = x + float(first), y + float(second)
        else:
            dark |= {(int(x) + n, int(y)) for n in range(int(first))}
            x += float(first)
    width = max(column for column, _ in dark) + 1
    return [[int((column, row) in dark) for column in range(4, width)] for row in range(4, width)]
