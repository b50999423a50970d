"""A thousand forgeries of a ledger: each is found, and the balance and its first broken entry are named."""

import re
from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import delete, update

from bot.commands.check import verify
from handlers.cases.anchors import anchor as anchor_day
from handlers.cases.chain import anchor
from handlers.ledger.actions import enter, reverse
from handlers.ledger.records import Balance, Entry, Kind
from handlers.ledger.rules import added
from storage.anchors import anchor_balances, anchors
from storage.ledger import entries
from storage.work import Work
from tests.databases import Databases, HouseDb
from tests.ledger.people import founded, held, later, new
from tests.ledger.tampering import FIELDS, KEPT, WAYS, cut_after, rebuild, stored

ROUNDS, DAYS, A_DAY, PEOPLE = 25, 4, 5, 3


@pytest.fixture(scope="module")
def work(databases: Databases) -> Iterator[Work]:
    """Balances that grew for some days, each day anchored, and a little more after the last anchor."""
    with databases.fresh("sqlite") as url:
        house = HouseDb(url)
        raw = house.engine.raw_connection()
        raw.cursor().execute("PRAGMA foreign_keys=OFF")  # who forges has the file, and keeps to no rule
        with house.work() as found:
            people = founded(found, PEOPLE)
            for day in range(DAYS + 1):
                _grow(found, people, day)
                assert day == DAYS or anchor_day(found, later(day + 1))
            yield found
        house.close()


def _grow(work: Work, people: list[int], day: int) -> None:
    for person in people:
        for n in range(A_DAY):
            entry = enter(work, held(work, person), new(f"case:{day}-{n}", 100 + n), later(day))
            assert entry
            assert n < A_DAY - 1 or reverse(work, entry.id, 9, later(day)), "the last one of a day is taken back"
    assert enter(work, held(work, people[0], "2026-07", Kind.HOURS), new(f"case:{day}", 200), later(day))


def findings(work: Work) -> list[str]:
    return [f"{one.case}：{one.what}" for one in verify(work).findings]


def test_an_honest_ledger_is_whole(work: Work) -> None:
    found = verify(work)
    assert found.findings == ()
    assert (found.balances, found.entries) == (PEOPLE + 1, (DAYS + 1) * (PEOPLE * (A_DAY + 1) + 1))
    assert found.anchors == DAYS


def test_every_field_is_forged() -> None:
    assert set(FIELDS) == set(Entry.__dataclass_fields__) - {"id", "balance_id"}, "those two: renumbered, given away"
    assert set(KEPT) == set(Balance.__dataclass_fields__) - {"id"} | {"anchored"}


@pytest.mark.parametrize("way", WAYS)
def test_forgeries_are_found_and_named(work: Work, way: str) -> None:
    assert len(WAYS) * ROUNDS >= 1000
    chance = Random(way)  # noqa: S311  # repeatable, not secret
    for n in range(ROUNDS):
        balance = chance.choice([one.id for one, _ in work.ledger.all() if one.kind is Kind.POINTS])
        work.savepoint("SAVEPOINT forged")
        seq = WAYS[way](work, balance, chance)
        found = findings(work)
        work.savepoint("ROLLBACK TO forged")
        assert found, f"{way}, round {n}: nothing found"
        if seq:
            first = next((one for one in found if f"账户 {balance}（" in one and "第 " in one), "")
            named = re.search(r"第 (\d+) 笔", first)
            assert named, f"{way}, round {n}: {found}"
            assert int(named[1]) == seq, f"{way}, round {n}: {first}"
    assert findings(work) == []


def test_nobody_is_named(work: Work) -> None:
    work.savepoint("SAVEPOINT forged")
    cut_after(work, 1, Random(1))  # noqa: S311
    found = findings(work)
    work.savepoint("ROLLBACK TO forged")
    assert "积分 账户 1（2026）第 30 笔：被改过、缺了或换了位置" in found
    assert "积分 账户 1（2026）：记下的数与各笔加起来的不符" in found
    assert not any("党员" in one for one in found)


def test_what_only_a_kept_anchor_shows(work: Work) -> None:
    """Whoever rebuilds a chain and all anchors leaves no trace here, but other hashes than those that were read."""
    before = work.anchors.published(10)
    work.savepoint("SAVEPOINT forged")
    rebuild(work, 1, Random(2), 3)  # noqa: S311
    _, lines = stored(work, 1)
    prev = ""
    for one in work.anchors.all():
        heads = [(id_, seq, lines[seq - 1].hash if id_ == 1 else head) for id_, seq, head in one.balances]
        hash_ = anchor(prev, one.cases, heads)
        work.conn.execute(update(anchors).where(anchors.c.day == one.day).values(prev=prev, hash=hash_))
        for id_, seq, head in heads:
            here = (anchor_balances.c.day == one.day, anchor_balances.c.balance_id == id_)
            work.conn.execute(update(anchor_balances).where(*here).values(seq=seq, head=head))
        prev = hash_
    found, after = findings(work), work.anchors.published(10)
    work.savepoint("ROLLBACK TO forged")
    assert found == []
    assert [day for day, _ in before] == [day for day, _ in after]
    assert not {hash_ for _, hash_ in before} & {hash_ for _, hash_ in after}


def test_what_came_after_the_last_anchor_can_be_rebuilt(work: Work) -> None:
    """Until the next anchor only the number of entries is held, by the balance itself."""
    work.savepoint("SAVEPOINT forged")
    one, lines = stored(work, 1)
    _forget(work, one, lines[:-1])
    found = findings(work)
    work.savepoint("ROLLBACK TO forged")
    assert found == []


def _forget(work: Work, one: Balance, left: list[Entry]) -> None:
    fresh = Balance(one.id, one.root_id, one.kind, one.person_id, one.cycle)
    for line in left:
        fresh = added(fresh, line)
    work.ledger.keep(fresh)
    work.conn.execute(delete(entries).where(entries.c.balance_id == one.id, entries.c.seq > len(left)))
