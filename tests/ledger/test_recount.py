"""The recount finds each balance that is not the sum of its entries, and is measured beside bare SQL."""

import pytest
from sqlalchemy import delete, update

from benchmarks import ledger
from storage.ledger import RECOUNT, balances, entries
from tests.databases import HouseDb
from tests.house.test_queries import counted
from tests.ledger.people import entered, founded


@pytest.mark.parametrize("column", ["base", "star", "assigned", "deducted", "resets"])
def test_a_kept_sum_that_is_wrong_is_found(house_db: HouseDb, column: str) -> None:
    with house_db.work() as work:
        for person in founded(work, 3):
            entered(work, person, "case:1")
        assert work.ledger.unlike() == []
        work.conn.execute(update(balances).where(balances.c.id == 2).values({column: balances.c[column] + 1}))
        assert work.ledger.unlike() == [2]


def test_an_entry_that_is_gone_or_of_another_type_is_found(house_db: HouseDb) -> None:
    with house_db.work() as work:
        for person in founded(work, 3):
            entered(work, person, "case:1")
        work.conn.execute(delete(entries).where(entries.c.balance_id == 1))
        work.conn.execute(update(entries).where(entries.c.balance_id == 3).values(type="none of these"))
        assert work.ledger.unlike() == [1, 3]


def test_it_is_one_statement(house_db: HouseDb) -> None:
    with house_db.work() as work, counted(work) as statements:
        work.ledger.unlike()
    assert len(statements) == 1
    assert "UNION ALL" in str(RECOUNT)


def test_the_benchmark_counts_what_it_fills() -> None:
    found = ledger.measure("sqlite", 3000)
    assert min(found.bare, found.recount, found.turns, found.batch) > 0
    assert found.count == 3000
