"""The cards of the review that belong to no single case: questions of a form, a batch, the board, what came in."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.faces import faces as case_faces
from handlers.cases.look import look
from handlers.cases.seen import Seen
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.scores import Item, ScoreType, hundredths, signed
from handlers.kit.turns import Press
from handlers.kit.words import circled
from handlers.kit.worktime import SHANGHAI
from handlers.merits import batch, forms
from handlers.merits.answers import PAGE, choices
from handlers.merits.records import BATCH
from handlers.people.records import Viewer
from handlers.points.actions import counting
from handlers.wishes.needs import SATISFACTION

if TYPE_CHECKING:
    from storage.work import Work

_OWN: Final = ("form", "batch", "board", "done", "gained", "stopped")
_STOP: Final = Button("取消", Press("merits.stop"), look=Look.QUIET)
_SATISFIED: Final = {option.key: option.label for option in SATISFACTION}
_QUICK: Final = {"quantity": ("1小时", "2小时", "3小时", "4小时"), "day": ("今天", "昨天", "前天")}
_BOARD: Final = 5


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces in the order of the cards; those of cases are drawn as every flow's are."""
    own = [card.name.split("/")[1] in _OWN for card in cards]
    others = iter(case_faces(work, viewer, [card for card, mine in zip(cards, own, strict=True) if not mine], now))
    return [_face(work, viewer, card, now) if mine else next(others) for card, mine in zip(cards, own, strict=True)]


def _face(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    match card.name.split("/")[1]:
        case "form":
            return _form(work, viewer, card, now)
        case "batch":
            return _batch(work, viewer, card, now)
        case "board":
            return _board(work, viewer, card, now)
        case "done":
            return _done(work, viewer, card, now)
        case "gained":
            return _gained(work, viewer, card, now)
    return Face(card.name, card.args, done=True)


def _form(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """A question with its buttons while it is the open one; afterwards only its words."""
    act, asks, form = str(card.args["act"]), str(card.args["asks"]), forms.of(viewer.conversation)
    open_ = form is not None and (form.act, form.asks) == (act, asks)
    facts: dict[str, object] = {"act": act, "asks": asks, "again": bool(card.args.get("again")), "open": open_}
    facts |= {"rows": [], "stage": str(card.args.get("stage") or "")}
    if not open_ or form is None:
        return Face(card.name, facts, done=True)
    buttons = [_button(act, asks, one, one) for one in _QUICK.get(asks, ())]
    if asks == "item":
        rows, buttons = _items(choices(work, viewer, act, form.number("person"), now), form.number("page"), act)
        facts["rows"] = rows
    elif asks == "photo":
        buttons = [_button(act, asks, "-", "跳过")]
    elif asks == "person":
        people = work.people.get(form.numbers("people"))
        facts["rows"] = [f"{circled(n)} {one.called}（{one.name}）" for n, one in enumerate(people.values(), 1)]
        buttons = [_button(act, asks, str(one), circled(n)) for n, one in enumerate(people, 1)]
    elif act in ("pick", "count"):
        facts["rows"] = _lines(_seen(work, viewer, form.numbers("cases"), now))
    return Face(card.name, facts, (*buttons, _STOP)[:6])


def _items(items: Sequence[Item], page: int, act: str) -> tuple[list[str], list[Button]]:
    """A page of items: ① 志愿服务，每次 +1 分."""
    here = list(items[page * PAGE : (page + 1) * PAGE])
    rows = [f"{circled(n)} {one.title}，{worth_of(one)}" for n, one in enumerate(here, 1)]
    buttons = [_button(act, "item", one.code, circled(n)) for n, one in enumerate(here, 1)]
    more = [_button(act, "item", "next", "换一批")] if len(items) > PAGE else []
    return rows, [*buttons, *more]


def worth_of(item: Item) -> str:
    """每次 +1 分; 清零 for what touches the bottom line; what is only put on record says so."""
    if item.type is ScoreType.RESET:
        return "清零"
    amount = hundredths(item.worth)
    return f"每{item.unit} {signed(amount)} 分" if amount else "只记次数，不加分"


def _batch(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """What waits for the reviewer at the first stage where something does, and how to do it all."""
    stage, cases = batch.waiting(work, viewer.actor, now) if batch.is_reviewer(viewer.actor) else ("", ())
    rows = _lines(_seen(work, viewer, [case.id for case in cases[:BATCH]], now))
    facts = {"rows": rows, "stage": stage, "more": max(0, len(cases) - BATCH), "total": len(cases)}
    if not cases:
        return Face(card.name, facts, done=True)
    what = str(batch.shown(stage, cases, now))
    all_ = Button("一起记票" if batch.counts(stage) else "全部通过", Press("merits.all", value=what), look=Look.FIRST)
    pick = [Button("挑出几条", Press("merits.pick", value=what))] if len(rows) > 1 else []
    return Face(card.name, facts, (all_, *pick, Button("逐条看", Press("merits.each", value=what))))


def _board(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """What is published where the viewer lives or serves, as far as they may read it."""
    actor = viewer.actor
    communities = {actor.community_id, *(work.units.get(seat.unit_id).community_id for seat in actor.seats)}
    paths = sorted(work.units.get(one).path for one in communities if one)
    cases = work.merits.waiting(paths, ("published",)) if paths else ()
    seen = _seen(work, viewer, [case.id for case in cases], now)
    shown = list(enumerate(seen[:_BOARD], 1))
    rows = [f"{circled(n)} {one.facts['what']}，公示到 {one.facts['until']}" for n, one in shown]
    buttons = tuple(Button(circled(n), Press("cases.show", one.case.id)) for n, one in shown)
    return Face(card.name, {"rows": rows, "more": max(0, len(seen) - _BOARD)}, buttons)


def _done(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """How many passed, and of each that could not, why."""
    left = [one.split("=") for one in str(card.args.get("left") or "").split(",") if one]
    numbers = work.cases.get([int(case) for case, _ in left])
    rows = [{"no": numbers[int(case)].no, "code": code} for case, code in left if int(case) in numbers]
    done = [int(one) for one in str(card.args.get("done") or "").split(",") if one]
    states = [case.state for case in work.cases.get(done).values()]
    facts = {
        "passed": len(done),
        "rows": rows,
        "apart": int(str(card.args.get("apart") or 0)),
        "stage": str(card.args["stage"]),
        "differed": states.count("final_review") if card.args["stage"] == "counting" else 0,
        "outvoted": states.count("declined"),
    }
    more = batch.waiting(work, viewer.actor, now)[1]
    return Face(card.name, facts, (Button("接着审", Press("merits.batch")),) if more else (), done=not more)


def _gained(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """+1 分：演武-0012，居民评了满意."""
    args = card.args
    counted = counting(work, viewer.actor.person_id, now.astimezone(SHANGHAI).date())
    item = counted.rules.items.get(str(args["item"])) if counted else None
    facts = {
        "points": f"{signed(int(str(args['amount'])))} 分",
        "no": str(args["no"]),
        "item": item.title if item else "",
        "thanked": args["item"] == "thanked",
        "satisfied": _SATISFIED.get(str(args.get("satisfied") or ""), ""),
        "late": bool(args.get("late")),
    }
    return Face(card.name, facts, (Button("我的积分", Press("points.mine")),), done=True)


def _seen(work: "Work", viewer: Viewer, ids: Sequence[int], now: datetime) -> Sequence[Seen]:
    seen = look(work, viewer.actor, ids, now) if ids else {}
    return [seen[one] for one in ids if one in seen]


def _lines(seen: Sequence[Seen]) -> Sequence[str]:
    """1 李师傅：志愿服务 +1 分，3月1日，有照片."""
    return [_line(n, one.facts) for n, one in enumerate(seen, 1)]


def _line(number: int, facts: Mapping[str, object]) -> str:
    photo = "，有照片" if facts["snaps"] else ""
    objected = "，公示时有人提异议，请逐条看" if facts["objected"] else ""
    return f"{number} {facts['what']}，{facts['day']}{photo}{objected}"


def _button(act: str, asks: str, value: str, label: str) -> Button:
    return Button(label, Press("merits.answer", value=f"{act}:{asks}:{value}"))
