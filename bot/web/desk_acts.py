"""One act on several cases at once: first what it needs, then each case in its own turn, then what became of each."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.bodies import fits
from bot.web.desk import no_desk
from bot.web.desk_hints import step_at, suggested
from bot.web.desk_moves import Outcome, Sender, is_number, nonce_of, sentence
from bot.web.desk_rows import Row, draw
from bot.web.desk_seats import Choice, seats_to_give
from bot.web.errors import outside, said
from bot.web.site import Guest, guest_of, same_token, site_of, viewer_of
from handlers.cases.actions import Move
from handlers.cases.reading import open_to
from handlers.cases.records import Case, Standing
from handlers.cases.registry import room_of
from handlers.kit.flows import Inputs, Step
from handlers.kit.words import clean
from handlers.kit.worktime import SHANGHAI
from handlers.lists.watch import remit_of
from handlers.people.records import Viewer
from storage.work import Work

MOST: Final = 200
MOST_REASON: Final = 300
_MOST_BODY: Final = 256 * 1024
_NO_FAULTS: Final = {"seat": "", "reason": "", "into": ""}


@dataclass(frozen=True, slots=True)
class Act:
    """`steps`: the first of them that stands at a case's state is taken; `asks`: what it needs besides."""

    name: str
    steps: tuple[str, ...]
    asks: tuple[str, ...]
    done: str
    button: str


ACTS: Final[Mapping[str, Act]] = {
    "dispatch": Act("派给", ("dispatch", "assign"), ("seat",), "派给{}了。", "派给他"),
    "open": Act("放出来", ("open", "approve"), (), "放出来了，等人接。", "放出来"),
    "reassign": Act("改派", ("reassign",), ("seat", "reason"), "转给{}了。", "改派给他"),
    "merge": Act("并案", ("merge",), ("into",), "并进去了。", "并到一起"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brings: the act, the picked cases with the versions they were drawn at, and its answers.

    `each`: instead of one seat for all, to each case the one that the routing thinks of.
    """

    do: str
    picks: tuple[tuple[int, int], ...]
    seat: str = ""
    reason: str = ""
    into: str = ""
    back: str = ""
    each: bool = False

    @classmethod
    def read(cls, given: Mapping[str, object], picks: Iterable[object]) -> "Typed":
        texts = {key: clean(str(given.get(key) or "")) for key in ("do", "seat", "reason", "into")}
        each = bool(given.get("each")) and texts["do"] == "dispatch"
        return cls(picks=_picked(picks), back=str(given.get("back") or "")[:600], each=each, **texts)

    @property
    def act(self) -> Act | None:
        return ACTS.get(self.do)


@dataclass(frozen=True, slots=True)
class Asked:
    """The picked cases as the reader may see them, and whom they may be given to.

    `kept`: those with which the act can't be done where they stand; `thought_of`: how many have a seat in view.
    """

    rows: Sequence[Row]
    cases: Sequence[Case]
    seats: Sequence[Choice]
    kept: Sequence[Row] = ()
    thought_of: int = 0


async def ask(request: Request) -> Response:
    """What the act needs, with the cases it is about."""
    guest, query = await guest_of(request), request.query_params
    if guest is None:
        return outside(request)
    return await _form(request, guest, Typed.read(dict(query), query.getlist("pick")), {})


async def act(request: Request) -> Response:
    """Do it, and say of each case what became of it."""
    guest = await guest_of(request)
    if guest is None or not fits(request, _MOST_BODY):
        return said("没有办成", "登录已过期，请刷新一下再按。", 403)
    async with request.form(max_files=0) as form:
        if not same_token(form.get("csrf"), guest):
            return said("没有办成", "登录已过期，请刷新一下再按。", 403)
        given = {key: str(value) for key, value in form.items()}
        typed, nonce = Typed.read(given, form.getlist("pick")), nonce_of(form)
    faults = _faults(typed)
    if faults or typed.act is None or not typed.picks:
        return await _form(request, guest, typed, faults)
    return await _done(request, guest, typed, Sender(site_of(request), guest, nonce))


async def _form(request: Request, guest: Guest, typed: Typed, faults: Mapping[str, str]) -> Response:
    now = site_of(request).now()

    def read(work: Work) -> Asked | None:
        viewer = viewer_of(work, guest.account_id, now)
        return _asked(work, viewer, typed, now) if viewer else None

    asked = await site_of(request).desk.read(read)
    if asked is None:
        return no_desk()
    if typed.act is None or not (asked.rows or asked.kept):
        return said("还没有打勾", "请您回工作台，在要办的那几件前面打上勾，再按下面的按钮。", 422, desk=True)
    oldest = min(asked.cases, key=lambda case: (case.opened_at, case.id), default=None)
    return HTMLResponse(
        page(
            "desk_act.html",
            act=typed.act,
            typed=typed,
            asked=asked,
            into=typed.into or (str(oldest.id) if oldest else ""),
            faults={**_NO_FAULTS, **faults},
            csrf=guest.csrf,
            nonce=secrets.token_urlsafe(12).replace("_", "-"),
            most_reason=MOST_REASON,
        ),
        422 if faults else 200,
    )


def _asked(work: Work, viewer: Viewer, typed: Typed, now: datetime) -> Asked | None:
    remit = remit_of(viewer.actor)
    if remit is None or remit.held is not None:
        return None
    found = _standings(work, typed)
    rows = draw(work, viewer.actor, remit, found, now).rows
    fit = {one.case.no for one in found if typed.act and _fits_act(typed.act, one.case)}
    shown, kept = [row for row in rows if row.no in fit], [row for row in rows if row.no not in fit]
    cases = [one.case for one in found if one.case.no in {row.no for row in shown}]
    if not (typed.act and "seat" in typed.act.asks):
        return Asked(shown, cases, [], kept)
    several = typed.do == "dispatch" and len(cases) > 1
    thought_of = len(suggested(work, typed.act.steps, cases, now)) if several else 0
    return Asked(shown, cases, seats_to_give(work, cases, now), kept, thought_of)


def _fits_act(wanted: Act, case: Case) -> bool:
    """Whether an act has a step where the case stands; any case may be the one that others go into."""
    return "into" in wanted.asks or step_at(wanted.steps, case) is not None


async def _done(request: Request, guest: Guest, typed: Typed, sender: Sender) -> Response:
    """Run the moves, then read what each case says now."""
    site, now, wanted = sender.site, sender.site.now(), typed.act
    assert wanted, "checked by the form"

    def pick(work: Work) -> tuple[list[Case], Mapping[int, int]] | None:
        picked = _picked_by_office(work, guest, typed, now)
        firsts = suggested(work, wanted.steps, picked, now) if typed.each and picked else {}
        return None if picked is None else (picked, firsts)

    found = await site.desk.read(pick)
    if found is None:
        return no_desk()
    cases, firsts = found
    moves, left = _moves(wanted, typed, cases, firsts)
    outcomes = await sender.send_all(moves)

    def read(work: Work) -> list[dict[str, object]]:
        viewer = viewer_of(work, guest.account_id, now)
        assert viewer, "it was somebody a moment ago"
        return _lines(work, viewer, wanted, outcomes, left, now)

    lines = await site.desk.read(read)
    return HTMLResponse(page("desk_done.html", act=wanted, lines=lines, back=typed.back))


def _picked_by_office(work: Work, guest: Guest, typed: Typed, now: datetime) -> list[Case] | None:
    """The picked cases that the office may read; none for whoever is no office."""
    viewer = viewer_of(work, guest.account_id, now)
    remit = remit_of(viewer.actor) if viewer else None
    if viewer is None or remit is None or remit.held is not None:
        return None
    cases = [one.case for one in _standings(work, typed)]
    return [case for case in cases if open_to(room_of(case.flow), case, viewer.actor)]


def _moves(
    wanted: Act, typed: Typed, cases: Sequence[Case], firsts: Mapping[int, int]
) -> tuple[list[Move], dict[int, str]]:
    """A step for each case that has one now; of the others, why not."""
    versions = dict(typed.picks)
    moves, left = [], dict[int, str]()
    for case in cases:
        inputs = _inputs(wanted, replace(typed, seat=str(firsts.get(case.id, ""))) if typed.each else typed)
        step = _step(wanted, case, inputs)
        if "into" in inputs and inputs["into"] == case.id:
            continue
        why = _beside(wanted, typed, case, step, firsts) if versions[case.id] == case.version else ""
        if why:
            left[case.id] = why
            continue
        name = step.name if step else wanted.steps[0]
        moves.append(Move(case.id, name, inputs, versions[case.id]))
    return moves, left


def _beside(wanted: Act, typed: Typed, case: Case, step: Step | None, firsts: Mapping[int, int]) -> str:
    """Why there is nothing to be tried with a case that stands as it was picked."""
    if step is None:
        state = room_of(case.flow).flow.state(case.state).name
        return f"现在是“{state}”，不能在这里{wanted.name}。请您点开单独办。"
    if typed.each and "seat" in wanted.asks and case.id not in firsts:
        return "想不出该派给谁，请您点开单独派。"
    same = "seat" in wanted.asks and case.seat_id is not None and typed.seat == str(case.seat_id)
    return "本来就在他手上，不用动。" if same else ""


def _step(wanted: Act, case: Case, inputs: Inputs) -> Step | None:
    """The act's step at this state that needs nothing else than what was asked."""
    step = step_at(wanted.steps, case)
    return step if step and all(need.optional or need.key in inputs for need in step.needs) else None


def _inputs(wanted: Act, typed: Typed) -> dict[str, str | int]:
    given: dict[str, str | int] = {"seat": typed.seat, "reason": typed.reason}
    if is_number(typed.into):
        given["into"] = int(typed.into)
    return {key: given[key] for key in wanted.asks if key in given}


def _lines(
    work: Work, viewer: Viewer, wanted: Act, outcomes: Sequence[Outcome], left: Mapping[int, str], now: datetime
) -> list[dict[str, object]]:
    """What became of each: done, to whom, or why not."""
    cases = work.cases.get([*(one.move.case_id for one in outcomes), *left])
    seats = {int(seat) for one in outcomes if is_number(seat := str(one.move.inputs.get("seat", "")))}
    known = work.sittings.known((), seats, now.astimezone(SHANGHAI).date())
    lines: list[dict[str, object]] = []
    for one in outcomes:
        why = one.trouble or (sentence(work, viewer, one.refusal, now) if one.refusal else "")
        seat = str(one.move.inputs.get("seat") or "0")
        done = wanted.done.format(known.sitting(int(seat) if is_number(seat) else 0) or "他")
        lines.append({"no": cases[one.move.case_id].no, "why": why, "done": done})
    lines += [{"no": cases[id_].no, "why": why, "done": ""} for id_, why in left.items()]
    return sorted(lines, key=lambda line: not line["why"])


def _standings(work: Work, typed: Typed) -> list[Standing]:
    ids = [id_ for id_, _ in typed.picks]
    found = work.cases.standing(ids) if ids else {}
    return [found[id_] for id_ in ids if id_ in found]


def _faults(typed: Typed) -> dict[str, str]:
    wanted = typed.act.asks if typed.act else ()
    found: dict[str, str] = {}
    if "seat" in wanted and not typed.each and not is_number(typed.seat):
        found["seat"] = "还没有选人。"
    if "reason" in wanted and not typed.reason:
        found["reason"] = "还没写为什么。"
    if len(typed.reason) > MOST_REASON:
        found["reason"] = f"写得太长了，请短一些，{MOST_REASON} 个字以内。"
    if "into" in wanted and typed.into not in {str(id_) for id_, _ in typed.picks}:
        found["into"] = "还没有选并到哪一件。"
    if "into" in wanted and len(typed.picks) == 1:
        found["into"] = "只选了一件，没有可并的。请您回工作台再选一件。"
    return found


def _picked(values: Iterable[object]) -> tuple[tuple[int, int], ...]:
    """(case, version) of the ticked boxes, each case once."""
    found: dict[int, int] = {}
    for value in values:
        case, _, version = str(value).partition(".")
        if is_number(case) and is_number(version):
            found.setdefault(int(case), int(version))
    return tuple(found.items())[:MOST]
