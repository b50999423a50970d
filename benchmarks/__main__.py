"""`python -m benchmarks`: what the desk can do, beside plain SQL on the same disk in the same minute."""

import argparse
import gc
import os
import platform
import sqlite3
import statistics
import sys
from dataclasses import dataclass

import sqlalchemy

from benchmarks import bare, digests, ledger, million, rankings, rates, sweep, turns
from benchmarks.support import PEOPLE, Timing, Town, open_wishes, press, settle_many, town
from handlers.kit.roles import Role
from handlers.kit.turns import Press

ROUNDS = 5
BARE_TURNS = 1920
CLAIM_ROUNDS = 10
MOST_STATEMENTS = 15
MOST_P99 = 50.0
MS = 1000


@dataclass(frozen=True)
class Line:
    """One row of the table; `bound` says what must hold, `kept` whether it does."""

    name: str
    found: str
    bound: str = ""
    kept: bool = True


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--profile", choices=["claim"], help="show where a turn's time goes in the writer thread")
    parser.add_argument("--cases", type=int, default=million.CASES, help="how many the lists are read from; 0: none")
    parser.add_argument("--entries", type=int, default=ledger.ENTRIES, help="how many points are recounted; 0: none")
    wanted = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    with town() as place:
        if wanted.profile:
            return _profile(place)
        lines = [*_bare(place), *_claims(place), *_dialogs(place)]
    lines += [*_sweep(), *_rates(), *_digests(), *_rankings(), *_ledger(wanted.entries)]
    _say(_about())
    for line in lines:
        mark = "" if not line.bound else "  ok" if line.kept else "  MISSED"
        _say(f"{line.name:<44}{line.found:>34}  {line.bound}{mark}")
    quick = not wanted.cases or million.million(wanted.cases, million.KINDS)
    return 0 if quick and all(line.kept for line in lines) else 1


def _bare(place: Town) -> list[Line]:
    """Both kinds in turn, so that a slow minute of the machine hits both; the ratio is the median of rounds."""
    cases = [case for case, _ in open_wishes(place, "bare", PEOPLE)]
    bare.plain(place, cases, PEOPLE, "warm")
    bare.desk(place, cases, PEOPLE * 4, "warm")
    plain, desk = [], []
    for n in range(ROUNDS):
        plain.append(bare.plain(place, cases, BARE_TURNS, f"p{n}"))
        desk.append(bare.desk(place, cases, BARE_TURNS, f"d{n}"))
    ratio = statistics.median(d.rate / p.rate for d, p in zip(desk, plain, strict=True))
    return [
        Line("plain SQL, one COMMIT a turn, 32 threads", _figures(plain)),
        Line("desk, bare turn, 32 people", _figures(desk)),
        Line("desk / plain SQL", f"{ratio:.2f}", ">= 1.00", ratio >= 1),
    ]


def _claims(place: Town) -> list[Line]:
    source = turns.Claims(place, CLAIM_ROUNDS + 2)
    turns.claims(source, 1)
    timings = [turns.claims(source, CLAIM_ROUNDS // 5) for _ in range(5)]
    found = _statements_of_claim(place)
    points = sum(count for text, count in found.items() if turns.is_savepoint(text))
    total, p99 = sum(found.values()), statistics.median(timing.percentile(99) for timing in timings)
    return [
        Line("claim turn, 32 people", _figures(timings)),
        Line("claim turn, p99", f"{p99:.1f} ms", f"<= {MOST_P99:.0f} ms", p99 <= MOST_P99),
        Line(
            "claim turn, statements",
            f"{total - points} + {points} savepoints",
            f"<= {MOST_STATEMENTS}",
            total <= MOST_STATEMENTS,
        ),
        Line("claim turn, templates rendered", "0", "= 0"),
        *(Line(f"    {text[:56]}", f"x{count}") for text, count in found.items() if not turns.is_savepoint(text)),
    ]


def _statements_of_claim(place: Town) -> dict[str, int]:
    settle_many(place, "counted", 1, Role.VOLUNTEER)
    ((case_id, version),) = open_wishes(place, "wish", 1)
    incoming = press("counted0", "counted", Press("cases.take", case_id, version, "claim"))
    return turns.statements(place, lambda: place.desk.turn(incoming).result())


def _dialogs(place: Town) -> list[Line]:
    turns.dialogs(place, 1, "warmup")
    timing = turns.dialogs(place, 8, "talker")
    return [Line("type a wish, submit, both answers drawn", _figures([timing], "dialogs"))]


def _sweep() -> list[Line]:
    found = sweep.measure()
    return [
        Line("answers without a sweep", str(found.quiet)),
        Line(f"answers while {found.sounded:,} clocks sound", str(found.busy)),
        Line(
            "    the longest wait longer by",
            f"{found.extra:.1f} ms",
            f"< {sweep.MOST:.0f} ms",
            found.extra < sweep.MOST,
        ),
        Line("    the sweep", f"{found.took:.1f} s"),
        Line("    its longest job", f"{max(most for _, _, most in found.jobs.values()) * MS:.1f} ms"),
    ]


def _digests() -> list[Line]:
    bound = f"< {digests.MOST_SECONDS:.0f} s, < {digests.MOST_MB:.0f} MB"
    return [
        Line(f"{name}, {digests.REQUESTS:,} a month", f"{cost.digest:.2f} s +{cost.grown:.0f} MB", bound, cost.good)
        for name, cost in digests.measure().items()
    ]


def _rates() -> list[Line]:
    return [
        Line(name, f"{span * MS:.0f} ms", f"< {rates.MOST * MS:.0f} ms", span < rates.MOST)
        for name, span in rates.measure().items()
    ]


def _ledger(count: int) -> list[Line]:
    if not count:
        return []
    found = ledger.measure("sqlite", count)
    bound, ratio = f"<= {ledger.MOST:.0f}x", f"{found.recount:.2f} s {found.ratio:.2f}x"
    return [
        Line(f"recount of {count:,} entries / bare SQL", ratio, bound, found.ratio <= ledger.MOST),
        Line("points entered, each with its COMMIT", f"{found.turns:,.0f} entries/s"),
    ]


def _rankings() -> list[Line]:
    cost = rankings.measure()
    return [
        Line(f"the month's ranking of {rankings.MEMBERS:,}", f"{cost.tally * MS:.0f} ms"),
        Line("    beside plain SQL", f"{cost.ratio:.2f} times", f"<= {rankings.MOST:.2f}", cost.good),
    ]


def _profile(place: Town) -> int:
    source = turns.Claims(place, 8)
    turns.claims(source, 2)
    stats = turns.profile(place, lambda: turns.claims(source, 6))
    _say(f"{6 * PEOPLE * turns.CLAIMS_EACH} claim turns in the writer thread")
    stats.sort_stats("tottime").print_stats(45)
    stats.sort_stats("cumulative").print_stats(70)
    return 0


def _figures(timings: list[Timing], unit: str = "turns") -> str:
    rate = statistics.median(timing.rate for timing in timings)
    p50 = statistics.median(timing.percentile(50) for timing in timings)
    p99 = statistics.median(timing.percentile(99) for timing in timings)
    return f"{rate:,.0f} {unit}/s p50 {p50:.1f} p99 {p99:.1f} ms"


def _about() -> str:
    load = " ".join(f"{one:.2f}" for one in os.getloadavg())
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, SQLAlchemy {sqlalchemy.__version__}, "
        f"{os.cpu_count()} cores, load {load}; WAL, synchronous=FULL"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
