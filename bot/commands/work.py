"""Commands that write. They get plain values and answer plain values: they may travel over the local socket."""

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from bot import turns
from bot.census.command import import_file
from bot.commands import grouping
from bot.desk import Desk
from bot.desk.base import Task
from bot.orders.command import export_answers, import_orders
from bot.settings import Settings
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

T = TypeVar("T")
Say: TypeAlias = Callable[[dict[str, Any]], None]
Command: TypeAlias = Callable[[Desk, Settings, dict[str, Any], Say], dict[str, Any]]


def import_(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Read a census workbook; `say` hears of progress as {done, total}."""
    report = import_file(
        Path(args["file"]),
        _runner(desk),
        today=desk.now().astimezone(SHANGHAI).date(),
        dry_run=bool(args["dry_run"]),
        on_progress=lambda done, total: say({"done": done, "total": total}),
    )
    return {"ok": report.ok, "lines": list(report.lines())}


def invite(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """A single-use sign-in link for the person of this name; refused where several have it."""
    secret, now = secrets.token_urlsafe(24), desk.now()
    until = now + timedelta(hours=settings.link_hours)

    def write(work: Work) -> dict[str, Any]:
        found = work.people.named(args["name"], "/")
        if len(found) != 1:
            return {"ok": False, "count": len(found), "doors": [person.door for person in found]}
        work.sessions.invite(secret, found[0].id, until)
        link = f"{settings.base}/enter/{secret}"
        return {"ok": True, "called": found[0].called, "link": link, "hours": settings.link_hours}

    return _runner(desk)(write)


def rerun(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Run failed turns again, each in its own transaction."""
    results = []
    for one in desk.read_now(lambda work: work.messages.failed()):
        now = desk.now()
        try:
            _runner(desk)(lambda work, i=one.id, n=now: turns.rerun(work, i, n))  # type: ignore[misc]  # mypy can't infer a lambda's defaults
        except Exception as error:
            results.append({"reference": one.reference, "ok": False, "why": repr(error)})
        else:
            results.append({"reference": one.reference, "ok": True, "why": ""})
    return {"results": results}


def orders(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Import a sheet of orders from outside; `say` hears of progress as {done, total}."""
    return import_orders(desk, args, say)


def answers(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Write what became of the orders of a source to a workbook."""
    return export_answers(desk, args)


def group(desk: Desk, settings: Settings, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Tie a robot to a unit, list what is tied, untie."""
    return grouping.group(desk, args)


COMMANDS: Mapping[str, Command] = {
    "import": import_,
    "invite": invite,
    "rerun": rerun,
    "orders": orders,
    "answers": answers,
    "group": group,
}


class _Runner:
    """Runs a function in one transaction of the desk and waits for its commit."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def __call__(self, turn: Callable[[Work], T], /) -> T:
        result: T = self._desk.submit(Task(turn, "")).result()
        return result


def _runner(desk: Desk) -> _Runner:
    return _Runner(desk)
