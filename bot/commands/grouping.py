"""What `weiyuan group` does, where the data is."""

from typing import Any

from bot.desk import Desk
from bot.desk.base import Task
from bot.texts import words
from handlers.groups.actions import add_robot
from handlers.groups.records import ROBOT
from handlers.kit.cards import Face
from handlers.kit.days import day_of
from handlers.kit.refusals import Refusal
from handlers.kit.worktime import SHANGHAI
from storage.work import Work


def group(desk: Desk, args: dict[str, Any]) -> dict[str, Any]:
    """`do`: add (`unit` by its code, `address`), list, remove (`number`)."""

    def act(work: Work) -> list[str]:
        match args["do"]:
            case "add":
                return _add(work, desk, args["unit"], args["address"])
            case "remove":
                return _remove(work, desk, args["number"])
        return _list(work, desk)

    try:
        return {"ok": True, "lines": desk.submit(Task(act, "")).result()}
    except Refusal as refusal:
        said = words(Face("people/refusal", {**refusal.facts, "code": refusal.code})).body
        return {"ok": False, "lines": [said]}


def _add(work: Work, desk: Desk, code: str, address: str) -> list[str]:
    unit = next((one for one in work.units.all() if one.code == code), None)
    if unit is None:
        raise Refusal("groups/no_unit")
    add_robot(work, None, unit, address, desk.now())
    return [f"连上了{unit.friendly}。群里马上会收到一句话。"]


def _remove(work: Work, desk: Desk, number: int) -> list[str]:
    found = work.groups.get(number)
    if found is None:
        raise Refusal("groups/not_tied")
    work.deliveries.take_queued(found.account_id)
    work.groups.retire(found.account_id, desk.now())
    return ["断开了，以后不再发。"]


def _list(work: Work, desk: Desk) -> list[str]:
    names = {ROBOT: "企业微信群机器人"}
    return [
        f"{one.id}  {one.unit_name}  {names.get(one.channel, 'Telegram 群')}  "
        f"{day_of(one.tied_at.astimezone(SHANGHAI).date(), desk.now())}连上"
        for one in work.groups.under(["/"])
    ] or ["还没有连过群。"]
