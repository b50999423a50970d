"""`weiyuan verify`: recompute every chain, commitment and anchor, and say the first fault of each case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.check_ledger import check_ledger
from handlers.cases.chain import GENESIS, anchor, commit, first_break
from handlers.cases.records import Anchor, Case, Event
from handlers.kit.worktime import SHANGHAI
from storage.history import Kept
from storage.vault import VaultError
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
    balances: int
    entries: int
    anchors: int
    findings: tuple[Finding, ...]


def verify(work: Work) -> Verified:
    """Check everything that the histories and the ledger promise."""
    heads: dict[int, dict[int, str]] = {}
    findings: list[Finding] = []
    events = 0
    for case, chain in work.history.all_chains():
        events += len(chain)
        heads[case.id] = {event.seq: event.hash for event in chain}
        findings += [Finding(case.no, what) for what in _case(work, case, chain)]
    anchors = work.anchors.all()
    findings += [*_anchors(anchors, heads), *_marks(work)]
    ledger = check_ledger(work, anchors)
    findings += [Finding(one.balance, one.what) for one in ledger.faults]
    return Verified(len(heads), events, ledger.balances, ledger.entries, len(anchors), tuple(findings))


def _case(work: Work, case: Case, chain: Sequence[Event]) -> Iterator[str]:
    yield from _chain(case, chain)
    yield from _row(case, chain)
    yield from _texts(work, case, chain)
    yield from _photos(work, case, chain)


def _chain(case: Case, chain: Sequence[Event]) -> Iterator[str]:
    broken = first_break(chain)
    if broken:
        yield f"第 {broken.seq} 步的记录被改过或缺了"
    elif len(chain) != case.version or (chain[-1].hash if chain else GENESIS) != case.head:
        yield f"历史有 {len(chain)} 步，应有 {case.version} 步"


def _row(case: Case, chain: Sequence[Event]) -> Iterator[str]:
    """The case as it stands must be what its history has made of it."""
    if not chain:
        return
    last: dict[str, object] = {}
    for event in chain:
        last |= event.body
    if chain[-1].to != case.state:
        yield f"现在的状态 {case.state} 与最后一步 {chain[-1].to} 不符"
    people = {"no": case.no, "flow": case.flow, "asker": case.asker_id, "needer": case.needer_id}
    people |= {"typist": case.typist_id, "unit": case.unit_id}
    first = last.get("case")
    if not isinstance(first, Mapping) or {**first, "asker": last.get("asker", first["asker"])} != people:
        yield "编号、人或地点与第 1 步不符"
    if last.get("holder") != (f"{case.holder.kind}:{case.holder.id}" if case.holder else ""):
        yield "承办人与历史不符"
    if last.get("facts") != dict(case.facts) or last.get("counts") != dict(case.counts):
        yield "记下的数与历史不符"
    if chain[0].occurred_at != case.opened_at:
        yield "提出的时间与第 1 步不符"


def _texts(work: Work, case: Case, chain: Sequence[Event]) -> Iterator[str]:
    """A text must match its commitment; it may be missing only where the person was erased."""
    promised = _promised(chain, "texts")
    kept = {(one.seq, one.key): one for one in work.history.kept(case.id)}
    for (seq, key), mark in promised.items():
        what = _opened(work, kept.pop((seq, key), None), str(mark))
        if what:
            yield f"第 {seq} 步的文字（{key}）{what}"
    for seq, key in kept:
        yield f"第 {seq} 步的文字（{key}）与记录不符"


def _opened(work: Work, one: Kept | None, mark: str) -> str:
    if one is None:
        return "不见了"
    if one.wrapped is None:
        return ""
    try:
        plain = work.vault.open_json(one.wrapped, one.sealed, "case_text")
    except VaultError:
        return "打不开"
    return "" if plain and commit(plain["text"], plain["salt"]) == mark else "与记录不符"


def _photos(work: Work, case: Case, chain: Sequence[Event]) -> Iterator[str]:
    for (seq, key), sums in _promised(chain, "photos").items():
        try:
            found = work.media.fingerprints(case.id, seq, key)
        except VaultError:
            yield f"第 {seq} 步的照片打不开"
            continue
        if found is not None and found != sums:
            yield f"第 {seq} 步的照片与记录不符"


def _promised(chain: Sequence[Event], kind: str) -> dict[tuple[int, str], object]:
    """(step, key) → what the history keeps of it."""
    found: dict[tuple[int, str], object] = {}
    for event in chain:
        said = event.body.get(kind)
        for key, value in (said if isinstance(said, Mapping) else {}).items():
            found[event.seq, key] = value
    return found


def _anchors(anchors: Sequence[Anchor], heads: Mapping[int, Mapping[int, str]]) -> Iterator[Finding]:
    prev = GENESIS
    for one in anchors:
        of_another_day = one.at.astimezone(SHANGHAI).date() != one.day + timedelta(days=1)
        if of_another_day or one.prev != prev or anchor(one.prev, one.cases, one.balances) != one.hash:
            yield Finding("锚", f"{one.day} 的锚被改过")
        prev = one.hash
        for case_id, seq, head in one.cases:
            if heads.get(case_id, {}).get(seq) != head:
                yield Finding(f"件 {case_id}", f"与 {one.day} 的锚不符：历史被截短或重造")


def _marks(work: Work) -> Iterator[Finding]:
    """What the marks say must be what the anchors cover, or the next anchor passes a history over."""
    for case_id in work.anchors.mismarked_cases():
        yield Finding(f"件 {case_id}", "锚到第几步，记号与锚不符")
