"""The rights a policy table is made of. What a table does not name is not shown."""

from enum import StrEnum


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
# What each kind of photo of a case needs to be shown; any other goes with those of the report.
PHOTO_RIGHTS = {
    "photos": See.PHOTOS,
    "before": See.PROOF,
    "proof": See.PROOF,
    "evidence": See.HISTORY,
    "papers": See.HISTORY,
}
