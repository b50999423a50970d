"""What proves that something was done, as a hash, and whether the same has counted before (B7: the same proof once)."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from handlers.cases.records import Case
from handlers.merits.records import Claim, Way

if TYPE_CHECKING:
    from storage.work import Work


_PROVING: Final = (Way.APPLIED, Way.ENTERED)


def proof_of(work: "Work", case: Case) -> str:
    """The proof of a case as it stands: of its photos, else of its words."""
    photos = case.facts.get("photos")
    if isinstance(photos, list | tuple) and photos:
        return _of_sums(work.media.sums([int(one) for one in photos]))
    texts = [text.text for text in work.history.texts([case.id]).get(case.id, ()) if text.key == "words"]
    day, item = str(case.facts["day"]), str(case.facts["item"])
    return _of_words(work, case.needer_id, item, day, texts[-1]) if texts else ""


def used(work: "Work", person_id: int, claim: Claim) -> bool:
    """Whether somebody has put up the same photo, or the same words of the same day, before."""
    sums = work.media.sums(claim.photos)
    before = [one for one in work.merits.of_member(person_id) if one.facts.get("way") in _PROVING]
    if sums:
        proof = _of_sums(sums)
        again = bool(set(sums) & work.merits.sums([one.id for one in before]))
        return again or work.ledger.proven(person_id, proof)
    proof = _of_words(work, person_id, claim.item, claim.day.isoformat(), claim.words)
    return work.ledger.proven(person_id, proof) or any(proof_of(work, one) == proof for one in before)


def used_by(work: "Work", case: Case, proof: str) -> bool:
    """Whether what proves a case has counted for the same person meanwhile: all of it, or one of its photos."""
    if proof and work.ledger.proven(case.needer_id, proof):
        return True
    over = [one.id for one in work.merits.of_member(case.needer_id) if one.state == "effective" and one.id != case.id]
    return bool(work.merits.sums([case.id]) & work.merits.sums(over))


def _of_sums(sums: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(set(sums))).encode()).hexdigest()


def _of_words(work: "Work", person_id: int, item: str, day: str, words: str) -> str:
    """Keyed, so that nobody guesses a short text from its hash in the ledger."""
    return work.vault.mark("proof", f"{person_id}:{item}:{day}:{''.join(words.split())}")
