"""The ledger's part of `weiyuan verify`: chains, reversals, kept sums, and what the anchors cover of each balance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from handlers.cases.records import Anchor
from handlers.ledger.chain import first_break
from handlers.ledger.records import Balance, Entry, Kind
from handlers.ledger.rules import first_wrong_reversal
from storage.work import Work

KIND_NAMES: Final = {Kind.POINTS: "积分", Kind.HOURS: "时长"}
Marks: TypeAlias = Mapping[int, Mapping[int, tuple[str, date]]]  # balance → number of an entry → its hash, which day


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a balance; it has a number and a cycle, never the name of a person."""

    balance: str
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    balances: int
    entries: int
    faults: tuple[Fault, ...]


def check_ledger(work: Work, anchors: Sequence[Anchor], only: int = 0) -> Checked:
    """Every balance, or `only` one: its first broken entry, and whether what is kept is what was entered."""
    marks = marks_of(anchors)
    unlike, mismarked = set(work.ledger.unlike()), set(work.anchors.mismarked_balances())
    missing = {only} if only else {*work.ledger.ids(), *unlike, *marks}
    faults: list[Fault] = []
    balances = entries = 0
    for balance, lines in work.ledger.all(only):
        balances, entries = balances + 1, entries + len(lines)
        missing.discard(balance.id)
        faults += _of(balance, lines, marks.get(balance.id, {}))
        faults += [Fault(_called(balance), "记下的数与各笔加起来的不符")] if balance.id in unlike else []
        faults += [Fault(_called(balance), "锚到第几笔，记号与锚不符")] if balance.id in mismarked else []
    faults += [Fault(f"账户 {id_}", "不见了，或者读不出来") for id_ in sorted(missing)]
    return Checked(balances, entries, tuple(faults))


def marks_of(anchors: Sequence[Anchor]) -> Marks:
    """What the anchors cover of each balance."""
    found: dict[int, dict[int, tuple[str, date]]] = {}
    for anchor in anchors:
        for balance_id, seq, head in anchor.balances:
            found.setdefault(balance_id, {}).setdefault(seq, (head, anchor.day))
    return found


def _of(balance: Balance, lines: Sequence[Entry], marks: Mapping[int, tuple[str, date]]) -> Sequence[Fault]:
    """The first entry that breaks something, and what it breaks."""
    hashes = {line.seq: line.hash for line in lines}
    wrong = min((seq for seq, (head, _) in marks.items() if hashes.get(seq) != head), default=None)
    cut = None if wrong is None else min(wrong, len(lines) + 1)
    broken = first_break(balance, lines)
    whole = lines if broken is None else lines[: broken - 1]
    found = {
        broken: "被改过、缺了或换了位置",
        first_wrong_reversal(whole): "冲回的不是它该冲的那一笔",
        cut: f"与 {marks[wrong][1]} 的锚不符，流水被截短或重造" if wrong else "",
    }
    first = min((seq for seq in found if seq is not None), default=None)
    return [] if first is None else [Fault(f"{_called(balance)}第 {first} 笔", found[first])]


def _called(balance: Balance) -> str:
    return f"{KIND_NAMES[balance.kind]} 账户 {balance.id}（{balance.cycle}）"
