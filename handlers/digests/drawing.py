"""A digest as a paper for one reader: frozen numbers, and of each case what this reader may see today."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from handlers.cases.look import look
from handlers.cases.seen import Seen
from handlers.digests import words
from handlers.digests.figures import share
from handlers.digests.records import Digest
from handlers.duties.records import Build
from handlers.kit.papers import Cell, Chart, ChartKind, Column, ColumnKind, Paper, Series, Table
from handlers.kit.speech import exact
from handlers.kit.words import short
from handlers.lists.watch import next_of, unnumbered
from handlers.people.records import Actor
from handlers.rankings import drawing as ranking
from handlers.rates.records import RATE_NAMES, REASON_NAMES, RateKind, Reason
from handlers.routing.categories import category

if TYPE_CHECKING:
    from storage.work import Work

MOST_ROWS: Final = 200
MOST_CATEGORIES: Final = 8
MOST_THANKED: Final = 20
LIGHTS: Final = {"red": "红", "yellow": "黄", "green": "绿", "": ""}
_CASES: Final = (
    Column("编号", width=7),
    Column("什么事", width=20),
    Column("在哪", width=10),
    Column("到哪一步", width=8),
    Column("时限", width=12),
    Column("谁在办", width=6),
    Column("下一步", width=9),
)
_LISTS: Final = (
    ("first", "先办这几件"),
    ("late", "过了时限的"),
    ("watch", "今天要盯的"),
    ("due", "今天到期的"),
    ("decide", "等着拿主意的"),
    ("climbed", "报上来的"),
    ("supervised", "督办过的"),
    ("oldest", "等得最久的"),
    ("done", "销号的"),
    ("new", "新来的"),
)


def drawn(work: "Work", actor: Actor, one: Digest, now: datetime) -> Paper:
    """The paper as this reader may read it."""
    named = {case for key, _ in _LISTS for case in list(one.figures.get(key, ()))[:MOST_ROWS]} | set(_thanked(one))
    seen = look(work, actor, named, now)
    people = {person: found.called for person, found in work.people.get(_people(one)).items()}
    unit = work.units.line(f"/{one.unit_id}/")[0]
    lists = [_list(title, _ids(one, key), seen) for key, title in _LISTS]
    first = [_first(seen[case]) for case in one.figures.get("first", ()) if case in seen]
    lead = (words.headline(one), *words.more(one, people, {}), *first, *_thanks(one, seen), words.lateness(one))
    about = f"{unit.friendly} · {words.days(one.period)} · {exact(one.made_at)[:16]} 做"
    points = ranking.tables(work, actor, one.figures) if one.build is Build.POINTS else ()
    tables = tuple(table for table in (*points, *_numbers(one), *lists) if table.rows)
    charts = tuple(ranking.charts(work, one.figures)) if one.build is Build.POINTS else _charts(one)
    return Paper(f"{one.title} · {unit.friendly}", about, tuple(line for line in lead if line), tables, charts)


def _ids(one: Digest, key: str) -> Sequence[int]:
    found: Sequence[int] = one.figures.get(key, ())
    return [] if key == "oldest" and one.build in (Build.TODAY, Build.CIRCULAR) else found


def _people(one: Digest) -> set[int]:
    return {person for person, _ in one.figures.get("helped", ())}


def _list(title: str, ids: Sequence[int], seen: Mapping[int, Seen]) -> Table:
    rows = [_row(seen[case]) for case in ids[:MOST_ROWS] if case in seen]
    left = len(ids) - MOST_ROWS
    note = f"还有 {left} 件没有列出来，在工作台上看。" if left > 0 else ""
    return Table(f"{title}（{len(ids)}）", _CASES, tuple(rows), note)


def _row(one: Seen) -> tuple[Cell, ...]:
    said = one.facts
    where = f"{said['community']}{said['place'] and ' '}{said['place']}"
    clock = f"{said['clock']} {said['left']}" if said["clock"] and not said["ended"] else ""
    step = "" if said["ended"] else next_of(one.case, asked=False, late=one.late)
    what = short(unnumbered(str(said["what"])), 40)
    return (str(said["no"]), what, where, str(said["state_name"]), clock, str(said["helper"]), step)


def _first(one: Seen) -> str:
    """演武-0003 井盖坏了：首次联系已过 2 天，催签收。"""
    said = one.facts
    clock = f"{said['clock']}{said['left']}" if said["clock"] else str(said["state_name"])
    step = next_of(one.case, asked=False, late=one.late)
    step = "" if step == said["clock"] else step
    return f"{said['no']} {short(unnumbered(str(said['what'])))}：{clock}{'，' + step if step else ''}。"


def _thanks(one: Digest, seen: Mapping[int, Seen]) -> Sequence[str]:
    """The residents' own words, of cases that this reader may read."""
    said = [str(seen[case].facts.get("thanks") or "") for case in _thanked(one) if case in seen]
    return [f"有人说：“{short(unnumbered(text), 40)}”" for text in said if text][:3]


def _thanked(one: Digest) -> Sequence[int]:
    return list(dict.fromkeys(case for case, _ in one.figures.get("thanks", ())))[:MOST_THANKED]


def _numbers(one: Digest) -> Sequence[Table]:
    made: list[Callable[[Digest], Table]] = []
    if "rates" in one.figures:
        made.append(_rates)
    if one.figures.get("units"):
        made += [_units, *([_places] if one.build is Build.RANKING else [])]
    if "places" in one.figures:
        made.append(_heaps)
    if one.figures.get("categories"):
        made.append(_categories)
    return [make(one) for make in made]


def _rates(one: Digest) -> Table:
    """Each rate with its numerator, denominator and what was left out for which reason."""
    columns = (
        Column("哪一项", width=8),
        Column("多少", ColumnKind.SHARE, 6),
        Column("做到的", ColumnKind.NUMBER, 5),
        Column("算在内的", ColumnKind.NUMBER, 6),
        Column("不算的", ColumnKind.NUMBER, 5),
        Column("为什么不算", width=24),
    )
    rows = []
    for kind in RateKind:
        met, of, left_out = one.figures["rates"][kind]
        why = "；".join(f"{REASON_NAMES[Reason(key)]} {n}" for key, n in one.figures["reasons"][kind].items() if n)
        rows.append((RATE_NAMES[kind], share((met, of)), met, of, left_out, why))
    return Table("三率", columns, tuple(rows), "按这段日子里提的诉求算；哪些不算、为什么，逐条写在表里。")


def _units(one: Digest) -> Table:
    """Each place beside the others, the rate with its places; ties are written 1, 2, 2, 4."""
    kinds = (RateKind.RESPONSE, RateKind.ON_TIME, RateKind.RESOLUTION, RateKind.SATISFACTION)
    columns = [Column("哪里", width=10), Column("诉求", ColumnKind.NUMBER, 4)]
    for kind in kinds:
        columns += [Column(RATE_NAMES[kind], ColumnKind.SHARE, 6), Column(f"{RATE_NAMES[kind]}分子/分母", width=8)]
        columns.append(Column("名次", ColumnKind.NUMBER, 3))
    if _lit(one):
        columns.append(Column("灯", width=3))
    rows = [_unit_row(each, kinds, lit=_lit(one)) for each in sorted(one.figures["units"], key=_by_on_time)]
    return Table("各处", tuple(columns), tuple(rows), "名次并列的写同一个数，后面空出来：1、2、2、4。")


def _lit(one: Digest) -> bool:
    return any(each["light"] for each in one.figures["units"])


def _unit_row(each: Mapping[str, Any], kinds: Sequence[RateKind], *, lit: bool) -> tuple[Cell, ...]:
    row: list[Cell] = [each["name"], each["all"]]
    for kind in kinds:
        met, of, _ = each["rates"][kind]
        row += [share((met, of)), f"{met}/{of}", each["places"][kind]]
    return (*row, LIGHTS[each["light"]]) if lit else tuple(row)


def _by_on_time(each: Mapping[str, Any]) -> tuple[int, str]:
    return (each["places"][RateKind.ON_TIME] or 10**6, str(each["name"]))


def _places(one: Digest) -> Table:
    """The months before, as they were published."""
    months = sorted({month for _, month, _, _ in one.figures["trend"]})
    names = {each["unit"]: each["name"] for each in one.figures["units"]}
    values = {(unit, month): share((met, of)) for unit, month, met, of in one.figures["trend"]}
    columns = (Column("哪里", width=10), *(Column(_month(month), ColumnKind.SHARE, 6) for month in months))
    rows = [(name, *(values.get((unit, month)) for month in months)) for unit, name in names.items()]
    return Table("前几个月的按时办结率", columns, tuple(rows) if months else ())


def _heaps(one: Digest) -> Table:
    columns = (Column("哪里", width=10), Column("在办", ColumnKind.NUMBER, 5), Column("过时限", ColumnKind.NUMBER, 5))
    rows = [(_named(one, unit), live, late) for unit, live, late in _most_late(one)]
    return Table("各处现在", columns, tuple(rows))


def _most_late(one: Digest) -> Sequence[tuple[int, int, int]]:
    """(unit, under way, late), the most late first."""
    return sorted(one.figures["places"], key=lambda row: (-row[2], row[0]))


def _named(one: Digest, unit_id: int) -> str:
    return str(one.figures["names"].get(str(unit_id), ""))


def _categories(one: Digest) -> Table:
    columns = (Column("哪一类", width=10), Column("新来", ColumnKind.NUMBER, 5))
    rows = [(category(key).name, number) for key, number in list(one.figures["categories"].items())[:MOST_CATEGORIES]]
    return Table("新来的是哪几类", columns, tuple(rows))


def _charts(one: Digest) -> tuple[Chart, ...]:
    found = []
    if one.build is Build.RANKING and one.figures["units"]:
        found.append(_ranking_chart(one))
        found += _trend_chart(one)
    if one.figures.get("categories"):
        top = list(one.figures["categories"].items())[:MOST_CATEGORIES]
        names, numbers = tuple(category(key).name for key, _ in top), tuple(number for _, number in top)
        found.append(Chart("新来的是哪几类", ChartKind.BARS, names, (Series("件", numbers),)))
    if one.figures.get("places"):
        places = _most_late(one)
        labels, late = tuple(_named(one, unit) for unit, _, _ in places), tuple(late for _, _, late in places)
        found.append(Chart("各处过时限的", ChartKind.BARS, labels, (Series("件", late),)))
    return tuple(found)


def _ranking_chart(one: Digest) -> Chart:
    units = sorted(one.figures["units"], key=_by_on_time)
    values: tuple[Fraction | None, ...] = tuple(share(each["rates"][RateKind.ON_TIME]) for each in units)
    labels = tuple(str(each["name"]) for each in units)
    return Chart("各社区按时办结率", ChartKind.BARS, labels, (Series("按时办结率", values),), share=True)


def _trend_chart(one: Digest) -> Sequence[Chart]:
    """All communities together, month by month with this one at the end; nothing where this is the first."""
    months: dict[str, list[int]] = {}
    for _, month, met, of in one.figures["trend"]:
        sums = months.setdefault(month, [0, 0])
        sums[0], sums[1] = sums[0] + met, sums[1] + of
    if not months:
        return []
    months[one.period.first.isoformat()] = list(one.figures["rates"][RateKind.ON_TIME][:2])
    ordered = sorted(months.items())[-12:]
    values = tuple(share(pair) for _, pair in ordered)
    labels = tuple(_month(month) for month, _ in ordered)
    return [Chart("按时办结率一月一月", ChartKind.LINES, labels, (Series("按时办结率", values),), share=True)]


def _month(month: str) -> str:
    day = date.fromisoformat(month)
    return f"{day.year % 100}年{day.month}月"
