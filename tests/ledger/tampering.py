"""Ways to forge a ledger: each is told a balance and a place, and says where the check must find it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import delete, insert, select, update

from handlers.cases.chain import anchor
from handlers.ledger.chain import digest, opening
from handlers.ledger.records import Balance, Entry
from handlers.ledger.rules import added
from storage.anchors import anchor_balances, anchors
from storage.ledger import balances, entries
from storage.work import Work

Forgery = Callable[[Work, int, Random], int]  # → the number of the first entry that is broken; 0: of the balance itself
FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "seq": lambda old: old + 1000,
    "rule": lambda old: old + "x",
    "type": lambda old: "base" if old != "base" else "star",
    "delta": lambda old: old + 1,
    "source": lambda old: old + "0",
    "occasion": lambda old: old + "0",
    "occurred_on": lambda old: old - timedelta(days=1),
    "at": lambda old: old + timedelta(microseconds=1),
    "by": lambda old: old + 1,
    "evidence": lambda old: old + ".",
    "facts": lambda old: {**old, "late": 1},
    "state": lambda old: "effective" if old == "reversal" else "reversal",
    "reverses": lambda old: (old or 0) + 1,
    "prev": lambda old: old[::-1] + "0",
    "hash": lambda old: old[::-1] + "0",
}
KEPT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "root_id": lambda old: old + 1,
    "kind": lambda old: "hours" if old == "points" else "points",
    "person_id": lambda old: old + 1000,
    "cycle": lambda old: old + "0",
    "seq": lambda old: old + 1,
    "head": lambda old: old[::-1] + "0",
    "anchored": lambda old: old + 1,
    "base": lambda old: old + 1,
    "star": lambda old: old - 1,
    "assigned": lambda old: old + 1,
    "deducted": lambda old: old - 1,
    "resets": lambda old: old + 1,
}


def stored(work: Work, balance: int) -> tuple[Balance, list[Entry]]:
    ((one, lines),) = work.ledger.all(balance)
    return one, list(lines)


def field(name: str) -> Forgery:
    def forge(work: Work, balance: int, chance: Random) -> int:
        _, lines = stored(work, balance)
        line = chance.choice(lines)
        old = getattr(line, name)
        here = update(entries).where(entries.c.id == line.id)
        work.conn.execute(here.values({name: FIELDS[name](dict(old) if name == "facts" else old)}))
        return line.seq

    return forge


def kept(name: str) -> Forgery:
    def forge(work: Work, balance: int, _: Random) -> int:
        old = work.conn.execute(select(balances.c[name]).where(balances.c.id == balance)).scalar_one()
        work.conn.execute(update(balances).where(balances.c.id == balance).values({name: KEPT[name](old)}))
        return 0

    return forge


def removed(work: Work, balance: int, chance: Random) -> int:
    """An entry is gone, and what is kept and counted of it."""
    one, lines = stored(work, balance)
    line = chance.choice(lines)
    work.conn.execute(delete(entries).where(entries.c.id == line.id))
    taken = added(one, replace(line, delta=-line.delta))
    work.ledger.keep(replace(taken, seq=one.seq - 1, head=one.head))
    return min(line.seq, one.seq - 1)


def reordered(work: Work, balance: int, chance: Random) -> int:
    """Two neighbours change places."""
    _, lines = stored(work, balance)
    first = chance.randrange(len(lines) - 1)
    one, other = lines[first], lines[first + 1]
    for line, seq in ((one, -1), (other, one.seq), (one, other.seq)):
        work.conn.execute(update(entries).where(entries.c.id == line.id).values(seq=seq))
    return one.seq


def renumbered(work: Work, balance: int, chance: Random) -> int:
    """Two entries change their ids: a reversal would name the other."""
    _, lines = stored(work, balance)
    one, other = sorted(chance.sample(lines, 2), key=lambda line: line.seq)
    for old, then in ((one.id, -1), (other.id, one.id), (-1, other.id)):
        work.conn.execute(update(entries).where(entries.c.id == old).values(id=then))
    return one.seq + 1


def cut(work: Work, balance: int, chance: Random) -> int:
    """The tail is gone, and the balance is made to fit: below the last anchor."""
    one, lines = stored(work, balance)
    left = lines[: chance.randrange(_anchored(work, balance))]
    work.conn.execute(delete(entries).where(entries.c.balance_id == balance, entries.c.seq > len(left)))
    _keep(work, one, left)
    return len(left) + 1


def cut_after(work: Work, balance: int, _: Random) -> int:
    """The last entry is gone, after the last anchor; the balance still counts it."""
    lines = stored(work, balance)[1]
    work.conn.execute(delete(entries).where(entries.c.id == lines[-1].id))
    return len(lines)


def rebuilt(work: Work, balance: int, chance: Random) -> int:
    """One entry is worth more, and every hash from there on and the balance are made anew."""
    return rebuild(work, balance, chance, _anchored(work, balance))


def rebuild(work: Work, balance: int, chance: Random, most: int) -> int:
    """An entry among the first `most`, that no other takes back; where the next anchor shows it."""
    one, lines = stored(work, balance)
    apart = {line.id for line in lines if line.reverses} | {line.reverses for line in lines}
    place = chance.choice([n for n in range(most) if lines[n].id not in apart])
    lines[place] = replace(lines[place], delta=lines[place].delta + 100)
    head = lines[place - 1].hash if place else opening(one)
    for n in range(place, len(lines)):
        line = replace(lines[n], prev=head)
        lines[n] = replace(line, hash=(head := digest(line)))
        values = {"delta": line.delta, "prev": line.prev, "hash": head}
        work.conn.execute(update(entries).where(entries.c.id == line.id).values(values))
    _keep(work, one, lines)
    return _first_anchored_from(work, balance, place + 1)


def given_away(work: Work, balance: int, _: Random) -> int:
    """Two people change their balances."""
    _swap(work, balance)
    return 1


def garbage(work: Work, balance: int, chance: Random) -> int:
    """What is no value of the column at all."""
    _, lines = stored(work, balance)
    line = chance.choice(lines)
    name = chance.choice(("type", "delta", "facts", "at", "occurred_on", "state", "by", "hash"))
    value = chance.choice(("'nonsense'", "x'00ff'", "'[1]'", "3.5"))
    work.conn.exec_driver_sql(f"UPDATE entries SET {_quoted(name)} = {value} WHERE id = {line.id}")  # noqa: S608  # ours
    return line.seq


def vanished(work: Work, balance: int, _: Random) -> int:
    """A balance with all its entries."""
    work.conn.execute(delete(entries).where(entries.c.balance_id == balance))
    work.conn.execute(delete(balances).where(balances.c.id == balance))
    return 0


def anchored_head(work: Work, balance: int, chance: Random) -> int:
    """What an anchor covers of a balance: changed, or left out."""
    here = anchor_balances.c.balance_id == balance
    days = list(work.conn.execute(select(anchor_balances.c.day).where(here)).scalars())
    here = here & (anchor_balances.c.day == chance.choice(days))
    if chance.random() < 0.5:
        work.conn.execute(delete(anchor_balances).where(here))
    else:
        work.conn.execute(update(anchor_balances).where(here).values(head="0" * 64))
    return 0


def anchor_row(work: Work, _: int, chance: Random) -> int:
    """An anchor: its hash, what it follows, when it was written, its day."""
    one = chance.choice(work.anchors.all())
    name, value = chance.choice(
        [("hash", one.hash[::-1]), ("prev", one.hash), ("at", one.at + timedelta(days=1)), ("gone", None)]
    )
    here = anchors.c.day == one.day
    if name == "gone":
        work.conn.execute(delete(anchor_balances).where(anchor_balances.c.day == one.day))
        work.conn.execute(delete(anchors).where(here))
    else:
        work.conn.execute(update(anchors).where(here).values({name: value}))
    return 0


def anchor_made_to_fit(work: Work, balance: int, chance: Random) -> int:
    """The chain is rebuilt and the newest anchor with it: the one before still holds the old heads."""
    found = rebuild(work, balance, chance, _first_anchored_from(work, balance, 1))
    one, lines = stored(work, balance)
    last = work.anchors.all()[-1]
    seq = next(seq for id_, seq, _ in last.balances if id_ == balance)
    heads = [(id_, n, lines[n - 1].hash if id_ == balance else head) for id_, n, head in last.balances]
    here = (anchor_balances.c.day == last.day, anchor_balances.c.balance_id == one.id)
    work.conn.execute(update(anchor_balances).where(*here).values(head=lines[seq - 1].hash))
    fits = anchor(last.prev, last.cases, heads)
    work.conn.execute(update(anchors).where(anchors.c.day == last.day).values(hash=fits))
    return found


def added_by_hand(work: Work, balance: int, _: Random) -> int:
    """A line written straight into the table."""
    one, lines = stored(work, balance)
    row = work.conn.execute(select(entries).where(entries.c.id == lines[-1].id)).mappings().one()
    values = {**row, "id": 10_000_000, "seq": one.seq + 1, "source": "case:forged", "prev": one.head}
    work.conn.execute(insert(entries).values(values))
    return one.seq + 1


WAYS: Final[Mapping[str, Forgery]] = {
    **{f"field {name}": field(name) for name in FIELDS},
    **{f"kept {name}": kept(name) for name in KEPT},
    "removed": removed,
    "reordered": reordered,
    "renumbered": renumbered,
    "cut": cut,
    "cut after the last anchor": cut_after,
    "rebuilt": rebuilt,
    "given away": given_away,
    "garbage": garbage,
    "vanished": vanished,
    "anchored head": anchored_head,
    "anchor": anchor_row,
    "anchor made to fit": anchor_made_to_fit,
    "added by hand": added_by_hand,
}


def _anchored(work: Work, balance: int) -> int:
    return work.conn.execute(select(balances.c.anchored).where(balances.c.id == balance)).scalar_one()


def _first_anchored_from(work: Work, balance: int, seq: int) -> int:
    here = (anchor_balances.c.balance_id == balance, anchor_balances.c.seq >= seq)
    return min(work.conn.execute(select(anchor_balances.c.seq).where(*here)).scalars(), default=0)


def _keep(work: Work, one: Balance, lines: Sequence[Entry]) -> None:
    fresh = Balance(one.id, one.root_id, one.kind, one.person_id, one.cycle)
    for line in lines:
        fresh = added(fresh, line)
    work.ledger.keep(fresh)
    work.conn.execute(
        update(balances).where(balances.c.id == one.id).values(anchored=min(_anchored(work, one.id), len(lines)))
    )


def _swap(work: Work, balance: int) -> None:
    person = work.conn.execute(select(balances.c.person_id).where(balances.c.id == balance)).scalar_one()
    here = (balances.c.cycle == "2026", balances.c.kind == "points", balances.c.id != balance)
    id_, other = work.conn.execute(select(balances.c.id, balances.c.person_id).where(*here)).first() or (0, 0)
    for one, owner in ((balance, 10_000_000), (id_, person), (balance, other)):
        work.conn.execute(update(balances).where(balances.c.id == one).values(person_id=owner))


def _quoted(name: str) -> str:
    return json.dumps(name)
