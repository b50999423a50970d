"""Finds the words of the lists in a text: the longest at each place, so that 公交车 is not also 公交."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.routing.words import ALL

READ = 1_500  # characters of a text that are read: who needs more has said it before
LEAD = 30  # what a text is about stands where it begins
LEAD_BONUS = 2.2
BODY = 250  # what comes after is history and feeling
TAIL = 0.7
MORE = 0.2  # a word said again says a little more, up to four times
MOST = 4


@dataclass(frozen=True, slots=True)
class Meaning:
    """A word counts so much for a leaf or a group."""

    key: str
    strength: int


def _meanings() -> dict[str, tuple[Meaning, ...]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for words in ALL:
        for key, by_strength in words.items():
            for strength in sorted(by_strength):
                for word in by_strength[strength].split():
                    found[word][key] = strength
    return {word: tuple(Meaning(*pair) for pair in keys.items()) for word, keys in found.items()}


def _by_first(words: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    starts: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        starts[word[0]].append(word)
    return {first: tuple(several) for first, several in starts.items()}


_MEANINGS = _meanings()
_STARTS = _by_first(_MEANINGS)


def plain(text: str) -> str:
    """Wide and narrow forms of a sign are one, as are ktv and KTV."""
    return unicodedata.normalize("NFKC", text).upper()


def words_in(text: str) -> Counter[str]:
    """Every listed word and how often it stands in the text, in the order of first appearance."""
    found: Counter[str] = Counter()
    place = 0
    while place < len(text):
        word = _word_at(text, place)
        if word:
            found[word] += 1
        place += len(word) or 1
    return found


def _word_at(text: str, place: int) -> str:
    for word in _STARTS.get(text[place], ()):
        if text.startswith(word, place):
            return word
    return ""


def weigh(text: str) -> dict[str, float]:
    """Points of leaves and groups."""
    text = plain(text[:READ])
    points: dict[str, float] = defaultdict(float)
    for word, times in words_in(text).items():
        factor = _standing(text.find(word)) * (1 + MORE * (min(times, MOST) - 1))
        for meaning in _MEANINGS[word]:
            points[meaning.key] += meaning.strength * factor
    return dict(points)


def _standing(place: int) -> float:
    if place < LEAD:
        return LEAD_BONUS
    return 1.0 if place < BODY else TAIL
