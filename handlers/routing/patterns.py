"""Choices of patterns, written as words with spaces between them."""

import re


def any_of(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


def finder(words: str) -> re.Pattern[str]:
    return re.compile(any_of(words), re.IGNORECASE)
