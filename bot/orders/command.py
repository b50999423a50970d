"""What `weiyuan orders` and `weiyuan answers` do where the data is; plain values in and out."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.census.opening import Unreadable
from bot.desk import Desk
from bot.desk.base import Task
from bot.orders.importing import begin, done_lines, enter, key_of, parts, plan_lines
from bot.orders.reading import MOST_BYTES, read_sheet
from bot.orders.writing import write_answers
from handlers.orders.actions import answers, columns_of, importers, look, seat_of
from handlers.orders.columns import missing, sound, unguessed, wanted
from handlers.orders.records import FIELD_NAMES, Batch, Columns, Field, Loaded, Plan, Sheet
from handlers.orders.rules import SOURCE
from handlers.people.records import Actor, Held

Say = Callable[[dict[str, Any]], None]
Result = dict[str, Any]


def import_orders(desk: Desk, args: Mapping[str, Any], say: Say) -> Result:
    """Read a sheet, plan it, enter it. With `ask` in the answer, columns must be chosen first.

    `columns`: chosen ones, by field; none: those remembered or guessed.
    """
    batch, now = Batch(str(args["source"]), past=bool(args["past"])), desk.now()
    try:
        if not SOURCE.fullmatch(batch.source):
            raise Unreadable("来源只能用汉字、字母和数字，", "最多 20 个。")
        sheet, actor = read_sheet(_bytes(Path(args["file"]))), _actor(desk, str(args["by"]), now)
        seat = seat_of(actor)
        assert seat, "importers have a seat"
        columns, asked = _columns(desk, seat, sheet, args.get("columns"), past=batch.past)
    except Unreadable as error:
        return {"ok": False, "lines": [f"{error.what}{error.remedy}"]}
    if asked:
        return {"ok": False, "lines": [], "ask": _asking(sheet, columns, past=batch.past)}
    plan = desk.read_now(lambda work: look(work, seat, sheet, columns, batch, now))
    if args["dry_run"]:
        return {"ok": not plan.faulty, "lines": [*plan_lines(plan), "只检查了一遍，什么也没有写进去。"]}
    desk.submit(Task(begin(seat, sheet, columns, batch, plan, now), "")).result()
    return _enter(desk, actor, batch, plan, say)


def _enter(desk: Desk, actor: Actor, batch: Batch, plan: Plan, say: Say) -> Result:
    done: list[Loaded] = []
    todo = list(parts(plan.new))
    for part in todo:
        done.append(desk.submit(Task(enter(actor, batch, part, desk.now()), key_of(batch)), job=True).result())
        say({"done": sum(map(len, todo[: len(done)])), "total": len(plan.new)})
    fine = not plan.faulty and not any(one.refused or one.faulty for one in done)
    return {"ok": fine, "lines": [*plan_lines(plan), *done_lines(done)]}


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Unreadable("这个文件超过 20 MB。", "分成几份再导。")
        return file.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件 {file}。", "看看文件名和文件夹是不是写对了。") from error
    except OSError as error:
        raise Unreadable(f"读不了文件 {file}。", "它可能是个文件夹，或者没有权限打开。") from error


def _actor(desk: Desk, name: str, now: datetime) -> Actor:
    found = desk.read_now(lambda work: importers(work, name, now))
    if not found:
        raise Unreadable(f"“{name}”不是社区书记，也不在街道任职。", "用 --by 写一位的姓名，导入记在他名下。")
    if len(found) > 1:
        raise Unreadable(f"叫“{name}”的有 {len(found)} 位。", "请写花名册里不重复的称呼。")
    return found[0]


def _columns(
    desk: Desk, seat: Held, sheet: Sheet, chosen: Mapping[str, int] | None, *, past: bool
) -> tuple[Columns, bool]:
    """The columns, and whether somebody must be asked about them first."""
    if chosen is not None:
        columns = {Field(key): int(place) for key, place in chosen.items()}
        if not sound(columns, sheet.headers):
            raise Unreadable("有两样写在同一列，或者没有这一列。", "每样各选一列。")
        return columns, bool(missing(columns, past=past))
    found, known = desk.read_now(lambda work: columns_of(work, seat, sheet.headers))
    asked = bool(missing(found, past=past)) or (not known and bool(unguessed(found, sheet.headers, past=past)))
    return found, asked


def _asking(sheet: Sheet, columns: Columns, *, past: bool) -> Result:
    return {
        "headers": list(sheet.headers),
        "columns": {str(key): place for key, place in columns.items()},
        "missing": [str(key) for key in missing(columns, past=past)],
        "fields": {str(key): FIELD_NAMES[key] for key in wanted(past=past)},
    }


def export_answers(desk: Desk, args: Mapping[str, Any]) -> Result:
    """Write the answers of a source to a workbook, and leave a trace of it."""
    source, target, now = str(args["source"]), Path(args["file"]), desk.now()
    since = date.fromisoformat(args["since"]) if args["since"] else None
    found = desk.read_now(lambda work: answers(work, None, "/", source, since))
    try:
        target.write_bytes(write_answers(found, source))
    except OSError as error:
        return {"ok": False, "lines": [f"写不了 {target}：{error.strerror or error}"]}
    desk.submit(Task(lambda work: work.orders.exported(None, "/", source, since, len(found), now), "")).result()
    return {"ok": True, "lines": [f"写好了 {len(found)} 件：{target}"]}
