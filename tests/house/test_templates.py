"""Every card template renders for plausible faces, every refusal has its sentence: undefined names are errors."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.texts import words
from handlers.cases.registry import room_of, rooms
from handlers.invitations import chatting
from handlers.kit.cards import Face
from handlers.kit.refusals import Fact, Refusal
from tests.checks import check_words
from tests.house.plausible import ALL, CASE, OF_FLOW, POINTS, ROW

ROOT = Path(__file__).parents[2]
SHARED = ("kit",)
ROOMS = sorted(
    p.name for p in (ROOT / "templates").iterdir() if p.is_dir() and list(p.glob("*.j2")) and p.name not in SHARED
)
CARDS = sorted(f"{room}/{file.stem}" for room in ROOMS for file in (ROOT / "templates" / room).glob("*.j2"))
OF_ROOMS = tuple(room.name for room in rooms())  # whose cards are of a case
REFUSALS = tuple(f"{room}/refusal" for room in OF_ROOMS)
VIEWERS = (
    {"mine": True, "holder": False, "staff": False},
    {"mine": False, "holder": True, "staff": False},
    {"mine": False, "holder": False, "staff": True},
    {"mine": False, "holder": True, "staff": True},
    {"mine": False, "holder": False, "staff": False},
)
# What the house says of a clock is said like the news of a step.
REMINDED = ("soon", "late")
MOVED = sorted((room.name, step) for room in rooms() for step in (*REMINDED, *(step.name for step in room.flow.steps)))


@pytest.mark.parametrize("card", CARDS)
def test_every_card_says_something(card: str) -> None:
    listed = card.split("/")[1] in ("mine", "open", "waiting", "alike", "lately", "list", "bundle")
    facts = {**ALL, "rows": [ROW] * 5, "total": 7} if listed and not card.startswith("directory") else ALL
    if card in ("digests/mine", "digests/why"):
        facts = {
            **facts,
            "rows": [{"title": "周例会", "often": "每周一早上", "post": "演武社区的社区书记", "on": True}] * 5,
        }
    if card == "rankings/month":
        facts = {**facts, "rows": [{"place": 1, "who": "王桂兰", "total": "104.5"}] * 5}
    if card == "people/refusal":
        facts = {**facts, "code": "wishes/no_home"}
    if card == "invitations/refusal":
        facts = {**facts, "code": "invitations/full"}
    if card in chatting.CARDS:
        place = {"community": "演武社区居委会", "unit": "3号楼", "homes": "1号楼、2号楼", "chooses": True}
        facts = {**facts, **place, "wrong": "called:empty door:other unit:choose"}
    if card.startswith("points/"):
        facts = {**ALL, **POINTS, "code": "points/unknown"}
    if card == "intake/refusal":
        facts = {**facts, "code": "intake/no_home"}
    if card == "intake/aside":
        facts = {**facts, "about": "thanks"}
    if card in ("intake/alike", "intake/lately"):
        facts = {**facts, "rows": [ROW] * 3}
    check_words(words(Face(card, facts)))


@pytest.mark.parametrize(("room", "step"), MOVED)
def test_news_of_every_step_to_everybody(room: str, step: str) -> None:
    """Old news are shown in the case's present state, whatever it is by then, to whoever had it in the chat."""
    flow = next(one.flow for one in rooms() if one.name == room)
    facts = OF_FLOW[flow.name]
    for state, viewer, i_did in product(flow.states, VIEWERS, (True, False)):
        seen = {**viewer, "i_did": i_did, "step": step, "state": state.key, "ended": state.final}
        for more in _with_another(flow.name, state.key):
            for card in {f"{room}/news", f"{room}/asked"} & set(CARDS):
                said = words(Face(card, {**facts, **seen, **more}))
                check_words(said)
                assert said.body.split("\n\n")[0] != CASE["what"], f"{card} of {step} says nothing to {seen}"


def _with_another(flow: str, state: str) -> Iterator[dict[str, object]]:
    """A request may have been merged into another one, wherever that stands."""
    if flow != "request" or state != "merged":
        yield {"stands": state} if flow == "request" else {}
        return
    for stands in room_of(flow).flow.states:
        yield {"parent": "演武-0002", "stands": stands.key}


@pytest.mark.parametrize(("room", "step"), MOVED)
def test_news_do_without_what_may_be_missing(room: str, step: str) -> None:
    """No name of a helper, no words, no second person: the sentence still holds, without a gap."""
    flow = next(one.flow for one in rooms() if one.name == room)
    bare = (
        "helper",
        "helper_role",
        "reason",
        "note",
        "missing",
        "thanks",
        "by",
        "until",
        "why",
        "reply",
        "how",
        "more",
        "satisfied",
        "acts",
    )
    empty = dict.fromkeys(bare, "")
    for viewer, i_did in product(VIEWERS, (True, False)):
        facts = {**OF_FLOW[flow.name], **empty, **viewer, "i_did": i_did, "step": step, "lost": False}
        said = words(Face(f"{room}/news", facts)).body.split("\n\n")[0]
        for wrong in ("派给了", "转给了", "改由来", "由来办", "（）", "，，", "None", "请他再跑一趟，"):
            assert wrong not in said, f"{step} to {viewer}, i_did={i_did}: {said}"


def raised() -> Iterator[tuple[str, str]]:
    """(code, the card that says it) of every Refusal written in the handlers: with a case, on that case's card."""
    for file in sorted((ROOT / "handlers").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Refusal.__name__:
                first = node.args[0]
                about = len(node.args) > 2 or any(word.arg == "case" for word in node.keywords)
                if isinstance(first, ast.Constant):
                    yield str(first.value), _sayer(str(first.value), about=about)


def _sayer(code: str, *, about: bool) -> str:
    """The card of the room whose refusal it is, where that room has one; what any case may say, a wish says."""
    room = code.split("/", maxsplit=1)[0]
    if about:
        return f"{room}/refusal" if room in OF_ROOMS else "wishes/refusal"
    if room in ("points", "ledger"):
        return "points/refusal"
    return f"{room}/refusal" if room in ("intake", "invitations") else "people/refusal"


BY_THE_EDGE = {(code, "people/refusal") for code in ("turns/failed", "photos/unreadable", "photos/too_big")}
# Told by a rule that returns its code.
CLOSED = {(f"invitations/{why}", "invitations/refusal") for why in ("revoked", "expired", "full", "spent")}
CODES = sorted(
    {*raised(), *BY_THE_EDGE, *CLOSED, ("photos/too_many", "people/refusal"), ("wishes/one_live", "wishes/refusal")}
)
GIVEN: dict[str, Fact] = {
    "length": 600,
    "most": 3,
    "load": 3,
    "count": 2,
    "reference": "A1B2C3",
    "whole": 10,
    "came": 5,
    "step": "claim",
    "own": True,
    "replaceable": True,
    "latest_day": "12月1日",
    "settle_day": "11月20日",
}


def test_codes_were_found() -> None:
    assert {"cases/moved", "wishes/own", "front/nothing"} <= {code for code, _ in CODES}


@pytest.mark.parametrize(("code", "card"), CODES)
def test_every_refusal_has_a_sentence(code: str, card: str) -> None:
    facts = {**ALL, **GIVEN} if card in REFUSALS else GIVEN
    assert words(Face(card, {**facts, "code": code})).body


@pytest.mark.parametrize(("code", "card"), [one for one in CODES if one[1] in REFUSALS])
def test_a_refusal_needs_nothing_of_a_case_that_is_not_shown(code: str, card: str) -> None:
    """A forged press about what one may not see: the refusal knows nothing but its own numbers."""
    assert words(Face(card, {**GIVEN, "known": False, "code": code})).body


def test_an_unknown_code_is_an_error_not_a_blank() -> None:
    with pytest.raises(LookupError, match="wishes/no_such_thing"):
        words(Face("people/refusal", {"code": "wishes/no_such_thing"}))
