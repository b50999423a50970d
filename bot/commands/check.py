"""`weiyuan verify`: recompute every chain, commitment and anchor, and say the first fault of each case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handlers.cases.chain import GENESIS, anchor, commit, first_break
from handlers.cases.records import Event
from storage.work import Work


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where."""

    case: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    cases: int
    events: int
    anchors: int
    findings: tuple[Finding, ...]


def verify(work: Work) -> Verified:
    """Check everything that the histories promise."""
    heads: dict[int, dict[int, str]] = {}
    findings: list[Finding] = []
    cases = events = 0
    for case_id, no, state, version, head, chain in work.history.all_chains():
        cases, events = cases + 1, events + len(chain)
        heads[case_id] = {event.seq: event.hash for event in chain}
        findings += [Finding(no, what) for what in _chain(state, version, head, chain)]
        findings += [Finding(no, what) for what in _texts(work, case_id, chain)]
    anchors = work.history.anchors()
    findings += list(_anchors(anchors, heads))
    return Verified(cases, events, len(anchors), tuple(findings))


def _chain(state: str, version: int, head: str, chain: Sequence[Event]) -> Iterator[str]:
    broken = first_break(chain)
    if broken:
        yield f"第 {broken.seq} 步的记录被改过或缺了"
    elif len(chain) != version or (chain[-1].hash if chain else GENESIS) != head:
        yield f"历史有 {len(chain)} 步,应有 {version} 步"
    elif chain and chain[-1].to != state:
        yield f"现在的状态 {state} 与最后一步 {chain[-1].to} 不符"


def _texts(work: Work, case_id: int, chain: Sequence[Event]) -> Iterator[str]:
    """A text that is still there must match its commitment; an erased one may be missing."""
    promised = {}
    for event in chain:
        texts = event.body.get("texts")
        for key, value in (texts if isinstance(texts, Mapping) else {}).items():
            promised[event.seq, key] = value
    for text in work.history.texts([case_id]).get(case_id, ()):
        if promised.get((text.seq, text.key)) != commit(text.text, text.salt):
            yield f"第 {text.seq} 步的文字({text.key})与记录不符"


def _anchors(
    anchors: Sequence[tuple[object, str, str, tuple[tuple[int, int, str], ...]]], heads: Mapping[int, Mapping[int, str]]
) -> Iterator[Finding]:
    prev = GENESIS
    for day, before, hash_, anchored in anchors:
        if before != prev or anchor(before, anchored) != hash_:
            yield Finding("锚", f"{day} 的锚被改过")
        prev = hash_
        for case_id, seq, head in anchored:
            if heads.get(case_id, {}).get(seq) != head:
                yield Finding(f"件 {case_id}", f"与 {day} 的锚不符:历史被截短或重造")
