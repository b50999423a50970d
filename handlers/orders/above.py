"""What an order is about, and whether that passes by those who lead the community: pure functions."""

import re
from typing import Final

from handlers.orders.records import Fault, Order
from handlers.routing.categories import CATEGORIES, OTHER, passes_community
from handlers.routing.subjects import guess_category

CONDUCT: Final = "conduct"
# Somebody who leads, and close by what nobody says of them but in a complaint.
_LEADER = r"(?:书记|主任|委员|干部|村长|村支书|两委|网格长|居委会|村委会)"
_ACCUSED = (
    r"(?:收钱|收了?.{0,3}钱|要钱|好处费|红包|回扣|受贿|索贿|贪污|贪钱|侵占|截留|挪用|冒领|虚报|克扣|套取|徇私|谋私|以权|优亲厚友"
    r"|吃拿卡要|作风|腐败|违纪|骂人|打人|辱骂|威胁|报复|包庇|态度恶劣|不作为|乱作为|滥用职权)"
)
_ACCUSES = re.compile(
    f"{_LEADER}[^。！？\n]{{0,20}}{_ACCUSED}|{_ACCUSED}的?[^。！？，\n]{{0,8}}{_LEADER}|举报[^。！？，\n]{{0,10}}{_LEADER}"
)


def category_of(order: Order) -> str:
    """The category that the sheet names, else the one that the text sounds like; what plainly complains of those who
    lead a community does so whatever the sheet files it under."""
    named = next((one.key for one in CATEGORIES if order.category and one.name in order.category), "")
    guess = guess_category(order.what)
    if passes_community(named or OTHER):
        return named
    if passes_community(guess.best) and (guess.sure or named in ("", OTHER)):
        return guess.best
    return CONDUCT if _ACCUSES.search(order.what) else named or guess.best


def sent_above(order: Order) -> Fault | None:
    """What is about those who lead a community comes in by the office above, not by their own hands."""
    if passes_community(category_of(order)):
        return Fault(order.row, "这一件反映社区干部，", "请街道来导入。")
    return None
