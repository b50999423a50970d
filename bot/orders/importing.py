"""An import step by step, the same for the command and the page: what is asked, what was found, what was done."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from jinja2 import UndefinedError

from bot.texts import words
from handlers import front
from handlers.kit.cards import Face
from handlers.kit.refusals import Refusal
from handlers.orders.actions import remember
from handlers.orders.columns import wanted
from handlers.orders.entering import load
from handlers.orders.records import FIELD_NAMES, Batch, Columns, Loaded, Order, Plan, Refused, Sheet
from handlers.people.records import Actor, Held
from storage.work import Work

PART = 25  # some 5 to 15 ms each: on SQLite everybody else's turn waits for a part to end
SHOWN = 200


def key_of(batch: Batch) -> str:
    """Imports of one source wait for each other: an order that two people import at once is one case."""
    return f"orders:{batch.source}"


def parts(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    for start in range(0, len(orders), PART):
        yield orders[start : start + PART]


def begin(
    seat: Held, sheet: Sheet, columns: Columns, batch: Batch, plan: Plan, now: datetime
) -> Callable[[Work], None]:
    """What an import that is meant leaves behind: the layout, and that changes were told, so they are not again."""

    def act(work: Work) -> None:
        remember(work, seat, sheet.headers, columns, now)
        for one in plan.changed:
            work.orders.noticed(batch.source, one.order, now)

    return act


def enter(actor: Actor, batch: Batch, orders: Sequence[Order], now: datetime) -> Callable[[Work], Loaded]:
    """Some of the orders in one transaction, with the news of them."""

    def act(work: Work) -> Loaded:
        loaded = load(work, actor, orders, batch, now)
        front.react(work)
        return loaded

    return act


def refused_sentence(one: Refused) -> str:
    return f"第 {one.row} 行：没有导入。{_reason(one.refusal)}"


def _reason(refusal: Refusal) -> str:
    """The refusal's own sentence; some can only be said on the card of their case."""
    try:
        return words(Face("people/refusal", {**refusal.facts, "code": refusal.code})).body
    except (LookupError, UndefinedError):
        return f"请在聊天里试一次这一件，看看卡在哪里（{refusal.code}）。"


def plan_lines(plan: Plan) -> Iterator[str]:
    """What an import found: faults, changes, then the count."""
    lines = [*(fault.sentence for fault in plan.faulty), *(one.sentence for one in plan.changed)]
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"还有 {len(lines) - SHOWN} 处没列出来。"
    yield plan.summary


def done_lines(loaded: Sequence[Loaded]) -> Iterator[str]:
    """What an import did."""
    wrong = [*(one.sentence for part in loaded for one in part.faulty)]
    wrong += [refused_sentence(one) for part in loaded for one in part.refused]
    made = [one for part in loaded for one in part.made]
    yield from wrong[:SHOWN]
    unsure = sum(not one.sure for one in made)
    yield f"导入了 {len(made)} 件{f'，{len(wrong)} 行没有导入' if wrong else ''}。"
    if unsure:
        yield f"其中 {unsure} 件看不出在哪里，先记在您这一级，派单时再定。"


def columns_said(columns: Columns, headers: Sequence[str], *, past: bool) -> Iterator[str]:
    """Which column was taken for what."""
    for key in wanted(past=past):
        if key in columns:
            yield f"{FIELD_NAMES[key]}：第 {columns[key] + 1} 列“{headers[columns[key]]}”"
