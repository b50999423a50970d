"""`python -m benchmarks.year`: the year 2026 over a community with 1,000 cases, from event to event, and whether all
that time brings came as the rules say, each of it once."""

import argparse
import gc
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from random import Random

from benchmarks.support import ROOT
from handlers.kit.worktime import SHANGHAI
from tests.databases import Databases
from tests.play import Play
from tests.reminders.agreement import Agreement, agreement
from tests.reminders.lived import Year

CASES, SEED = 1000, 2026
BEGINS, ENDS = datetime(2026, 1, 1, tzinfo=SHANGHAI), datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI)
MONTHS = [f"{month:02}" for month in range(1, 13)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases")
    parser.add_argument("--seed", type=int, default=SEED, help="another year")
    wanted = parser.parse_args()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # as the server does
    began = time.perf_counter()
    found, did = live(wanted.cases, wanted.seed)
    print(f"{wanted.cases:,} cases from {BEGINS:%Y-%m-%d} to {ENDS:%Y-%m-%d}, {time.perf_counter() - began:.0f} s")
    print("steps: " + ", ".join(f"{step} {number}" for step, number in Counter(did).most_common()))
    _print(found)
    return 0 if found.agrees else 1


def live(cases: int, seed: int) -> tuple[Agreement, Mapping[str, int]]:
    """A year on a fresh SQLite database: what came of it beside what must have, and which steps were taken."""
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder,
        Databases(Path(folder)).fresh("sqlite") as url,
    ):
        play = Play(url, BEGINS)
        try:
            year = Year(play, Random(seed))  # noqa: S311  # the same year each time
            year.live(cases, ENDS)
            found = play.desk.read_now(lambda work: agreement(work, year.moved, (BEGINS, ENDS), play.ids))
        finally:
            play.close()
    return found, year.done


def _print(found: Agreement) -> None:
    print(f"\n{'':<28}" + "".join(f"{month:>6}" for month in MONTHS) + f"{'year':>8}")
    for name, counts in found.months.items():
        print(f"{name:<28}" + "".join(f"{counts[month]:>6}" for month in MONTHS) + f"{counts.total():>8}")
    print(f"\n{'':<48}{'happened':>10}{'counted':>10}")
    for name, (here, there, wrong) in found.lists.items():
        print(f"{name:<48}{here:>10,}{there:>10,}  {'DIFFERS' if wrong else 'agrees'}")
        for one in wrong:
            print(f"    {one}")
    print("agrees" if found.agrees else "DIFFERS")


if __name__ == "__main__":
    sys.exit(main())
