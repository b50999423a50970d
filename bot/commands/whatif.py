"""What another set of point rules would change at a unit: as a table on the screen, or as a workbook.

It runs on the operator's own machine, so people stand there by name. Nothing is written to the ledger.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from rich.table import Table as Screen

from handlers.kit.explained import Explained
from handlers.kit.papers import Column, ColumnKind, Paper, Table
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.scores import HUNDRED, spoken
from handlers.points.switching import Trial, day_in, tried
from handlers.points.whatif import Change, Line, Standing
from storage.work import Work

NONE: Final = "—"
ARROW: Final = " → "


class NoSuch(Explained):
    """There is no such unit or set."""


def trial(work: Work, code: str, unit_code: str, year: int | None, today: date) -> Trial:
    """Raises NoSuch, which says what there is instead."""
    if code not in work.house.points:
        raise NoSuch(f"没有 {code} 这一套积分规则，能写的有 {'、'.join(sorted(work.house.points))}")
    unit_id = work.rates.unit(unit_code)
    if unit_id is None:
        raise NoSuch(f"没有编码是 {unit_code} 的单元。编码在花名册的「单元」表里，例如社区的 12 位编码")
    if year is not None and not 2000 <= year < 9000:
        raise NoSuch(f"{year} 不是年份，要像 2026 这样写")
    return tried(work, work.units.get(unit_id), code, day_in(year, today), today=today)


def table(found: Trial) -> Screen:
    """One row a member who would change, with the lines that explain it."""
    screen = Screen(title=f"{found.unit.friendly}换成“{found.other.title}”", show_lines=True)
    for name in ("姓名", "岗位", "总分", "星级", "名次", "为什么"):
        screen.add_column(name, no_wrap=name != "为什么")
    for one in found.changes:
        screen.add_row(*_cells(found, one), "\n".join(said(line, found.other.title) for line in one.lines))
    return screen


def summary(found: Trial) -> Sequence[str]:
    """What stands above and below the table."""
    lines = [f"{len(found.changes)} 人会变，{found.same} 人不变。只是试算，流水一笔没动。"]
    if found.cycle:
        lines.insert(0, f"{found.cycle.first}—{found.cycle.last} 的流水，照“{found.other.title}”重算一遍：")
    if found.uncounted:
        lines.append(f"另有 {found.uncounted} 人现在不计分，换了才计，没有流水可算。")
    if found.begins_otherwise:
        lines.append("两套的周期不一样：这里把现在这个周期的流水放在一起算。")
    return [*lines, *found.other.pending]


def said(line: Line, other: str) -> str:
    """志愿服务 3 次：3 → 3."""
    note = line.note(other)
    return f"{line.called}：{spoken(line.old)}{ARROW}{spoken(line.new)}{f'（{note}）' if note else ''}"


def paper(found: Trial, today: date) -> Paper:
    """The same as tables: who changes, and each line by itself, so that sums can be checked."""
    about = f"{found.unit.friendly} · {today} 试算"
    return Paper(f"换成“{found.other.title}”的试算", about, tuple(summary(found)), (_people(found), _lines(found)))


def _people(found: Trial) -> Table:
    number = ColumnKind.NUMBER
    columns = (
        *(Column("姓名"), Column("岗位"), Column("现在的分", number), Column("换了以后", number)),
        *(Column("现在的星级"), Column("换了的星级"), Column("现在的名次", number), Column("换了的名次", number)),
    )
    rows = tuple(
        (
            *(found.names[one.member.person_id], ROLE_NAMES[one.member.role]),
            *(_points(one.before.total), _points(one.after.total) if one.after else None),
            *(one.before.star or NONE, (one.after.star if one.after else "") or NONE),
            *(one.before.place, one.after.place if one.after else None),
        )
        for one in found.changes
    )
    return Table("谁会变", columns, rows, f"不变的 {found.same} 人没有列。")


def _lines(found: Trial) -> Table:
    number = ColumnKind.NUMBER
    columns = (Column("姓名"), Column("哪一条", width=16), Column("现在", number), Column("换了以后", number))
    rows = tuple(
        (
            found.names[one.member.person_id],
            line.called,
            _points(line.old),
            _points(line.new),
            line.note(found.other.title),
        )
        for one in found.changes
        for line in one.lines
    )
    return Table("为什么", (*columns, Column("说明", width=20)), rows, "一个人的各行加起来，就是他的总分。")


def _points(amount: int) -> Fraction:
    return Fraction(amount, HUNDRED)


def _cells(found: Trial, one: Change) -> Sequence[str]:
    before, after = one.before, one.after
    return (
        found.names[one.member.person_id],
        ROLE_NAMES[one.member.role],
        f"{spoken(before.total)}{ARROW}{spoken(after.total) if after else '不算'}",
        f"{before.star or NONE}{ARROW}{(after.star if after else '') or NONE}",
        f"{_place(before)}{ARROW}{_place(after)}",
    )


def _place(standing: Standing | None) -> str:
    return str(standing.place) if standing and standing.place else NONE
