"""A word list: for a leaf, or for a whole group, words by strength; 3 alone decides, 1 only tips."""

from collections.abc import Mapping
from typing import TypeAlias

Words: TypeAlias = Mapping[str, Mapping[int, str]]
