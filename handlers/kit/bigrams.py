"""Chinese without spaces made searchable: a text as pairs of neighbouring characters, words and numbers.

A search for two characters is one pair; a longer one is all of its pairs, wherever they stand.
"""

import re
import unicodedata
from collections.abc import Iterable

_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007]+|[0-9]+|[a-z]+(?:[0-9]+[a-z]*)*")
_HIDDEN = re.compile(r"\([\u4e00-\u9fff]{1,4}已隐去\)|某某")  # what masking puts there was not said by anybody


def tokens(text: str) -> frozenset[str]:
    """All by which a text can be found: pairs of characters, a character that stands alone, words, numbers."""
    return frozenset(token for run in _runs(text) for token in _of_run(run))


def wanted(query: str) -> frozenset[str]:
    """What a text must have to answer a search; empty where nothing can be looked for.

    A single character beside longer words ("修 路灯") is left out: only those that stand alone are kept.
    """
    runs = _runs(query)
    longer = [run for run in runs if len(run) > 1 or run.isascii()]
    return frozenset(token for run in longer or runs for token in _of_run(run))


def _runs(text: str) -> list[str]:
    """Characters, numbers and words as they follow each other; wide letters are letters, 0412 is 412."""
    plain = _HIDDEN.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return [run.lstrip("0") or "0" if run.isdigit() and run.isascii() else run for run in _RUN.findall(plain)]


def _of_run(run: str) -> Iterable[str]:
    if run.isascii() or len(run) == 1:
        return (run,)
    return (run[at : at + 2] for at in range(len(run) - 1))
