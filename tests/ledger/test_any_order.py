"""Whatever is done in whatever order: a balance is the sum of its entries, and both are what plain addition says."""

from random import Random

import pytest

from bot.commands.check import verify
from storage.work import Work
from tests.databases import Databases, HouseDb
from tests.ledger.busy import Branch
from tests.ledger.people import founded

FEW = {"sqlite": 2_000, "postgres": 500}


@pytest.mark.parametrize("kind", FEW)
def test_balances_are_the_sums_of_their_entries(databases: Databases, kind: str) -> None:
    _lived(databases, kind, FEW[kind])


@pytest.mark.slow
def test_balances_are_the_sums_of_their_entries_after_ten_thousand(databases: Databases) -> None:
    _lived(databases, "sqlite", 10_000)


def _lived(databases: Databases, kind: str, operations: int) -> None:
    with databases.fresh(kind) as url:
        house = HouseDb(url)
        with house.work() as work:
            branch = Branch(founded(work, 12), Random(2026))  # noqa: S311  # repeatable, not secret
        for first in range(0, operations, 500):
            with house.work() as work:
                for n in range(first, first + 500):
                    branch.act(work, n)
        house.run(lambda work: _holds(work, branch))
        house.close()
    assert min(branch.done[what] for what in ("deed", "again", "back", "rolled back")) > operations / 15


def _holds(work: Work, branch: Branch) -> None:
    assert branch.stored(work) == branch.sums
    assert not work.ledger.unlike()
    found = verify(work)
    assert found.findings == ()
    assert found.entries > 0.5 * sum(branch.done.values())
