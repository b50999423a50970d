"""What an order is about, and whether that passes by those who lead the community: pure functions."""

from handlers.orders.records import Fault, Order
from handlers.routing.categories import CATEGORIES, OTHER, passes_community
from handlers.routing.subjects import guess_category


def category_of(order: Order) -> str:
    """The category that the sheet names, else the one that the text sounds like; what plainly complains of those who
    lead a community does so whatever the sheet files it under."""
    named = next((one.key for one in CATEGORIES if order.category and one.name in order.category), "")
    guess = guess_category(order.what)
    above = passes_community(guess.best) and (guess.sure or named == OTHER)
    return guess.best if above or not named else named


def sent_above(order: Order) -> Fault | None:
    """What is about those who lead a community comes in by the office above, not by their own hands."""
    if passes_community(category_of(order)):
        return Fault(order.row, "这一件反映社区干部，", "请街道来导入。")
    return None
