"""Use cases of wishes: post one, replace one, find helpers."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.cases.actions import Move, create, take
from handlers.cases.records import Case
from handlers.cases.rules import community_path
from handlers.kit.events import Stepped
from handlers.kit.flows import Facts, Inputs, Need, Option, Rel
from handlers.kit.refusals import Refusal
from handlers.kit.turns import is_spoken
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.wishes import rules
from handlers.wishes.flow import WISH
from handlers.wishes.records import Helper, Wanted

if TYPE_CHECKING:
    from storage.work import Work

_ALL = 10_000
_REPLACEABLE = ("review", "returned", "open")


def submit(
    work: "Work", actor: Actor, wanted: Wanted, now: datetime, *, replace: bool = False, at: datetime | None = None
) -> Stepped:
    """Post a wish from a wanted. One live wish a person (B2: 一人一愿): a second one must replace the first.

    Raises Refusal `wishes/one_live` with the live one's id. `at` enters it as of an earlier time (补录).
    """
    work.people.lock(wanted.needer_id)
    needer = work.people.get([wanted.needer_id])[wanted.needer_id]
    if needer.unit_id is None:
        raise Refusal("wishes/no_home")
    unit = work.units.get(needer.unit_id)
    if unit.community_id is None:
        raise Refusal("wishes/no_home")
    _make_room(work, actor, wanted.needer_id, unit.path, now, replace=replace)
    opened = at or now
    case = Case(
        id=0,
        no="",
        flow=WISH.name,
        root_id=unit.root_id,
        community_id=unit.community_id,
        unit_id=unit.id,
        unit_path=unit.path,
        state="",
        version=0,
        head="",
        asker_id=wanted.needer_id,
        needer_id=wanted.needer_id,
        typist_id=actor.person_id,
        opened_at=opened,
        facts=_known(work, wanted),
    )
    step = WISH.step("submit")
    assert step
    return create(work, actor, case, step, _inputs(wanted), now, quiet=at is not None)


def _known(work: "Work", wanted: Wanted) -> dict[str, str | int | tuple[int, ...] | None]:
    """What the policy and the guards need to know of it for good."""
    known: dict[str, str | int | tuple[int, ...] | None] = {}
    if not work.accounts.with_account({wanted.needer_id}):
        known["unreachable"] = 1
    if wanted.voices and is_spoken(wanted.what):
        known["spoken"] = 1
    return known


def _inputs(wanted: Wanted) -> Inputs:
    inputs: dict[str, str | int | tuple[int, ...]] = {"what": wanted.what, "kind": str(wanted.kind)}
    if wanted.value is not None:
        inputs["value"] = wanted.value
    if wanted.photos:
        inputs["photos"] = wanted.photos
    if wanted.voices:
        inputs["voices"] = wanted.voices
    return inputs


def _make_room(work: "Work", actor: Actor, needer_id: int, path: str, now: datetime, *, replace: bool) -> None:
    day = now.astimezone(SHANGHAI).date()
    live = work.wishes.live(needer_id)
    most = work.number("wish.most_live", day, path)
    if len(live) < most:
        return
    old = live[0]
    can = old.state in _REPLACEABLE and actor.person_id in (old.asker_id, old.typist_id)
    if not (replace and can):
        raise Refusal("wishes/one_live", {"replaceable": can, "own": actor.person_id == needer_id}, case=old.id)
    take(work, actor, Move(old.id, "withdraw"), now)


def facts(work: "Work", cases: Sequence[Case], actor: Actor, now: datetime) -> Mapping[int, Facts]:
    """What the guards look at, for any number of wishes in one query."""
    day = now.astimezone(SHANGHAI).date()
    standing = work.wishes.standing(actor.person_id, [case.id for case in cases], now - timedelta(days=1))
    found = {}
    for case in cases:
        one = standing[case.id]
        same_home = actor.household_id is not None and actor.household_id == one.needer_household
        counts = {
            "load": one.load,
            "most_claims": work.number("wish.most_claims", day, case.unit_path),
            "same_home": int(same_home),
            "reachable": int(one.asker_reachable),
            "others_live": one.others_live,
            "most_longer": work.number("wish.longer", day, case.unit_path),
            "claimed_today": one.claims,
            "most_a_day": work.number("wish.most_claims_a_day", day, case.unit_path),
        }
        found[case.id] = Facts(case, actor, now, counts)
    return found


def best_helpers(work: "Work", case: Case, now: datetime, most: int) -> Sequence[Helper]:
    """Who suits this wish best among those who could claim it."""
    day = now.astimezone(SHANGHAI).date()
    seated = work.people.seated_under(WISH.roles[Rel.POOL], community_path(case), day)
    pool = {person for person, _, _ in seated} - {case.asker_id, case.needer_id, case.typist_id}
    pool &= work.accounts.with_account(pool)  # somebody who can't be told can't be asked
    people = work.people.get({*pool, case.needer_id})
    home = people[case.needer_id].household_id
    skills, loads = work.people.skills(pool), work.wishes.loads(pool)
    limit = work.number("wish.most_claims", day, case.unit_path)
    paths = {unit.id: unit.path for unit in work.units.under(community_path(case))}
    helpers = [
        Helper(id_, skills.get(id_, ()), paths.get(people[id_].unit_id or 0, ""), loads.get(id_, 0))
        for id_ in pool
        if loads.get(id_, 0) < limit and not (home and people[id_].household_id == home)
    ]
    return rules.best(what_of(work, case), _grid_path(case), helpers, most)


def what_of(work: "Work", case: Case) -> str:
    """The wish in the asker's words, as last amended."""
    texts = [text.text for text in work.history.texts([case.id]).get(case.id, ()) if text.key == "what"]
    return texts[-1] if texts else ""


def choices(work: "Work", case: Case, need: Need, now: datetime) -> Sequence[Option]:
    """Whom a dispatcher may choose: all who could claim it, those who suit best first."""
    return [Option(str(helper.person_id), "") for helper in best_helpers(work, case, now, _ALL)]


def best_told(work: "Work", case: Case, now: datetime) -> Sequence[int]:
    day = now.astimezone(SHANGHAI).date()
    most = work.number("wish.first_told", day, case.unit_path)
    return [helper.person_id for helper in best_helpers(work, case, now, most)]


def _grid_path(case: Case) -> str:
    """The path of the unit right under the community: the grid, where there are grids."""
    community = community_path(case)
    rest = case.unit_path[len(community) :].strip("/").split("/")
    return f"{community}{rest[0]}/" if rest[0] else community
