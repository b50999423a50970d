"""Every card template renders for plausible faces, every refusal has its sentence: undefined names are errors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.texts import words
from handlers.kit.cards import Face
from handlers.kit.refusals import Fact, Refusal
from handlers.wishes.flow import WISH
from tests.checks import check_words

ROOT = Path(__file__).parents[2]
ROOMS = ("directory", "people", "wishes")
CARDS = sorted(f"{room}/{file.stem}" for room in ROOMS for file in (ROOT / "templates" / room).glob("*.j2"))
ROW = {
    "mark": "①",
    "short": "想要个轮椅",
    "state_name": "待审核",
    "late": False,
    "left": "11月25日（周三）前，还剩 1 个工作日",
    "clock": "审核",
}
CASE: dict[str, object] = {
    "no": "演武-0001",
    "state": "open",
    "state_name": "公示中,等人接",
    "what": "想要个轮椅",
    "kind": "thing",
    "kind_name": "物品",
    "yuan": 301,
    "over": True,
    "most_yuan": 300,
    "review_span": "1 个工作日",
    "connect_span": "7 天",
    "lost": True,
    "place": "3号楼",
    "community": "演武社区",
    "mine": False,
    "who": "王奶奶",
    "name": "王桂兰",
    "phone": "13835500001",
    "door": "2单元501",
    "typist": "",
    "helper": "李师傅",
    "helper_phone": "13835500004",
    "reason": "请写清楚",
    "missing": "轮子",
    "note": "送到了",
    "thanks": "谢谢",
    "satisfied": "满意",
    "released": 1,
    "holder": False,
    "staff": True,
    "clock": "对接",
    "left": "11月30日（周一）前，还剩 5 个工作日",
    "due": "明天 9:30",
    "late": False,
    "moved": "3 分钟前",
    "step": "claim",
    "i_did": False,
    "by": "",
    "ask": "为什么?",
    "open": True,
    "photo": False,
    "about": "what",
    "rows": [],
    "total": 0,
    "called": "王奶奶",
    "helper_": "",
    "known": True,
    "code": "cases/moved",
    "title": "办老年证要带什么",
    "answer": "带身份证。",
    "updated": "3月2日",
    "gone": False,
    "contacts": [{"role": "网格员", "called": "小吴", "phone": "13835500008"}] * 4,
    "home": True,
}


@pytest.mark.parametrize("card", CARDS)
def test_every_card_says_something(card: str) -> None:
    facts = {**CASE, "rows": [ROW] * 5, "total": 7} if card.split("/")[1] in ("mine", "open", "waiting") else CASE
    if card == "people/refusal":
        facts = {**facts, "code": "wishes/no_home"}
    check_words(words(Face(card, facts)))


@pytest.mark.parametrize("state", [state.key for state in WISH.states])
@pytest.mark.parametrize("step", [step.name for step in WISH.steps])
def test_news_of_every_step_to_everybody(step: str, state: str) -> None:
    """Old news are shown in the case's present state, whatever it is by then."""
    for mine, holder, staff, i_did in (
        (True, False, False, True),
        (True, False, False, False),
        (False, True, False, True),
        (False, True, False, False),
        (False, False, True, True),
        (False, False, True, False),
        (False, False, False, False),
    ):
        seen = {"mine": mine, "holder": holder, "staff": staff, "i_did": i_did, "step": step, "state": state}
        for card in ("wishes/news", "wishes/asked"):
            said = words(Face(card, {**CASE, **seen}))
            assert said.body.split("\n\n")[0] != CASE["what"], f"{card} of {step} says nothing to {seen}"


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
        return f"{room}/refusal" if room in ("requests", "wishes") else "wishes/refusal"
    return "intake/refusal" if room == "intake" else "people/refusal"


BY_THE_EDGE = {(code, "people/refusal") for code in ("turns/failed", "photos/unreadable", "photos/too_big")}
CODES = sorted({*raised(), *BY_THE_EDGE, ("photos/too_many", "people/refusal"), ("wishes/one_live", "wishes/refusal")})
GIVEN: dict[str, Fact] = {
    "length": 600,
    "most": 3,
    "load": 3,
    "count": 2,
    "reference": "A1B2C3",
    "step": "claim",
    "own": True,
    "replaceable": True,
    "latest_day": "12月1日",
}


def test_codes_were_found() -> None:
    assert {"cases/moved", "wishes/own", "front/nothing"} <= {code for code, _ in CODES}


@pytest.mark.parametrize(("code", "card"), CODES)
def test_every_refusal_has_a_sentence(code: str, card: str) -> None:
    facts = {**CASE, **GIVEN} if card in ("requests/refusal", "wishes/refusal") else GIVEN
    assert words(Face(card, {**facts, "code": code})).body


def test_an_unknown_code_is_an_error_not_a_blank() -> None:
    with pytest.raises(LookupError, match="wishes/no_such_thing"):
        words(Face("people/refusal", {"code": "wishes/no_such_thing"}))
