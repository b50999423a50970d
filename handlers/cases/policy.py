"""Reading and masking: what each relation may see of a case. What the table does not name is not shown."""

from collections.abc import Mapping
from enum import StrEnum

from handlers.kit.flows import Rel


class See(StrEnum):
    """`TEXT` in full, `MASKED` without numbers and names; `NAME`, `PHONE`, `DOOR` of who needs it."""

    MASKED = "masked"
    TEXT = "text"
    NAME = "name"
    PHONE = "phone"
    DOOR = "door"
    PHOTOS = "photos"
    PROOF = "proof"
    HELPER = "helper"
    HELPER_PHONE = "helper_phone"
    REASONS = "reasons"
    HISTORY = "history"


EVERYTHING = frozenset(See)


def sees(table: Mapping[Rel, frozenset[str]], rels: frozenset[Rel]) -> frozenset[str]:
    """All that any of these relations opens; empty: the case may not be read at all."""
    found: frozenset[str] = frozenset()
    for rel in rels:
        found |= table.get(rel, frozenset())
    return found
