"""A month's ranking as tables and charts: by name for the secretaries of the place, in numbers for those above."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from handlers.kit.papers import Chart, ChartKind, Column, ColumnKind, Series, Table
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.scores import HUNDRED, PointSet, signed, spoken
from handlers.people.records import Actor
from handlers.points.rules import barred
from handlers.rankings.checking import WHY_NAMES, Why
from handlers.rankings.records import Scope, Standing
from handlers.rankings.rules import masked, reads

if TYPE_CHECKING:
    from storage.work import Work

NO_BRANCH: Final = "没有编支部的"
MOST_CHECKED: Final = 40
Figures = Mapping[str, Any]


def headline(found: Figures) -> str:
    gained = signed(sum(one["gained"] for one in found["sets"]))
    exempt = f"，不排的 {found['exempt']} 人" if found["exempt"] else ""
    return f"上榜 {found['ranked']} 人{exempt}，这个月一共 {gained} 分。"


def more(found: Figures) -> Sequence[str]:
    """The rate of the hours, who may not be commended for it, and how much there is to look at."""
    lines = []
    for one in found["sets"]:
        if one["least"]:
            met, of, least = sum(row[3] for row in one["branches"]), one["people"], Fraction(*one["least"])
            verdict = "，没到，取消评先" if barred(met, of, least) else ""
            lines.append(f"学时够的 {met}/{of}，要到 {_percent(least)}{verdict}。")
    if found["check"]:
        lines.append(f"请核对 {len(found['check'])} 处，写在全文里，不自动扣分。")
    return lines


def tables(work: "Work", actor: Actor, found: Figures) -> Sequence[Table]:
    """The lines by name only for who reads the place from inside; branches, rates and what to check for all readers."""
    ranking = work.rankings.of(found["community"], date.fromisoformat(found["month"]))
    orgs = {org.id: org.name for org in work.units.orgs()}
    path = work.units.get(found["community"]).path
    scope = Scope(found["org"], found["path"])
    inside = reads(actor, path, scope)
    made: list[Table] = []
    for one in found["sets"]:
        rules = work.house.points.get(one["rules"])
        if ranking and inside:
            lines = work.rankings.standings(ranking.id, scope, rules=one["rules"])
            made.append(_lines(work, rules, lines, orgs, branch=scope.org is not None))
        made.append(_branches(one, orgs))
    return [*made, _checked(work, found, inside=inside)]


def charts(work: "Work", found: Figures) -> Sequence[Chart]:
    """Stars where the set has any, else what each branch has gained."""
    made = []
    orgs = {org.id: org.name for org in work.units.orgs()}
    for one in found["sets"]:
        rules = work.house.points.get(one["rules"])
        if rules and rules.bands:
            labels = [*(band.title for band in reversed(rules.bands)), "没有星"]
            codes = [*(band.code for band in reversed(rules.bands)), ""]
            values = tuple(one["stars"].get(code, 0) for code in codes)
            made.append(Chart("各星级多少人", ChartKind.BARS, tuple(labels), (Series("人", values),)))
        else:
            labels = [orgs.get(row[0], NO_BRANCH) for row in one["branches"]]
            gained = tuple(Fraction(row[2], HUNDRED) for row in one["branches"])
            made.append(Chart("各支部这个月的分", ChartKind.BARS, tuple(labels), (Series("分", gained),)))
    return made


def _lines(
    work: "Work", rules: PointSet | None, lines: Sequence[Standing], orgs: Mapping[int, str], *, branch: bool
) -> Table:
    people = work.people.get(one.person_id for one in lines)
    titles = {band.code: band.title for band in rules.bands} if rules else {}
    columns = (
        *(Column("谁", width=6), Column("名次", ColumnKind.NUMBER, 3), Column("支部", width=10)),
        *(Column("岗位", width=5), Column("总分", ColumnKind.NUMBER, 5), Column("这个月", width=4)),
        *(Column("基础", ColumnKind.NUMBER, 4), Column("五星", ColumnKind.NUMBER, 4)),
        *(Column("反向赋分", ColumnKind.NUMBER, 5), Column("反向扣分", ColumnKind.NUMBER, 5)),
        *(Column("清零", ColumnKind.NUMBER, 3), Column("星级", width=4), Column("支部名次", ColumnKind.NUMBER, 4)),
    )
    rows = tuple(
        (
            *(people[one.person_id].name, one.among if branch else one.place, orgs.get(one.org_id, NO_BRANCH)),
            *(ROLE_NAMES[one.role], number(one.total), signed(one.gained)),
            *(number(one.begins + one.base), number(one.star), number(one.assigned), number(one.deducted)),
            *(one.resets, titles.get(one.band, ""), one.among),
        )
        for one in lines
    )
    title = f"月榜 · {rules.title}" if rules else "月榜"
    return Table(title, columns, rows, "同分的名次一样，后面空出来：1、2、2、4。")


def number(amount: int) -> int | str:
    """Whole points as a number to go on counting with, else as written."""
    return amount // HUNDRED if amount % HUNDRED == 0 else spoken(amount)


def _branches(one: Figures, orgs: Mapping[int, str]) -> Table:
    """Each branch; with the hours, where the set asks for them, and whether it may be commended."""
    columns = [Column("支部", width=10), Column("人", ColumnKind.NUMBER, 4), Column("这个月的分", width=6)]
    if one["least"]:
        columns += [Column("学时够的", ColumnKind.NUMBER, 5), Column("占多少", ColumnKind.SHARE, 5)]
        columns.append(Column("评先", width=6))
    rows = tuple(_branch(row, one, orgs) for row in one["branches"])
    note = f"学时够的要到 {_percent(Fraction(*one['least']))}，按分数比，不四舍五入。" if one["least"] else ""
    return Table("各支部", tuple(columns), rows, note)


def _branch(row: Sequence[int], one: Figures, orgs: Mapping[int, str]) -> tuple[Any, ...]:
    org, people, gained, reached = row
    said: tuple[Any, ...] = (orgs.get(org, NO_BRANCH), people, signed(gained))
    if one["least"]:
        falls = barred(reached, people, Fraction(*one["least"]))
        said += (reached, Fraction(reached, people), "取消评先" if falls else "可以评")
    return said


def _checked(work: "Work", found: Figures, *, inside: bool) -> Table:
    """What to look at with the numbers of its cases; who helped by name only inside."""
    some = found["check"][:MOST_CHECKED]
    people = work.people.get(one["person"] for one in some)
    cases = work.cases.get({case for one in some for case in one["cases"]})
    columns = (Column("帮忙的人", width=6), Column("为什么要看", width=18), Column("哪几件", width=24))
    rows = tuple(
        (
            people[one["person"]].name if inside else masked(people[one["person"]].name),
            WHY_NAMES[Why(one["why"])],
            "、".join(cases[case].no for case in one["cases"] if case in cases),
        )
        for one in some
    )
    left = len(found["check"]) - len(some)
    note = "只是请看一看，不自动扣分。问过没事，就不用管。"
    return Table(
        f"请核对（{len(found['check'])}）", columns, rows, f"{note}还有 {left} 处没有列。" if left > 0 else note
    )


def _percent(share: Fraction) -> str:
    return f"{float(share * HUNDRED):.1f}%"
