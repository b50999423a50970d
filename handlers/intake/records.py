"""The values of the intake: what somebody is saying, before it is a wish or a request."""

from dataclasses import dataclass

from handlers.wishes.records import WishKind

WISH, REQUEST = "wish", "request"
LATER = "later"  # what a draft waits for that can't be submitted yet: nobody is asked about it


@dataclass(frozen=True, slots=True)
class Pending:
    """Words that came while it was open what to do with them: they are kept until that is answered."""

    text: str = ""
    photos: tuple[int, ...] = ()
    forwarded: str = ""
    voices: tuple[int, ...] = ()

    @property
    def typed(self) -> bool:
        """One's own words alone: they may answer a question, or be small talk."""
        return bool(self.text) and not (self.photos or self.forwarded or self.voices)


NOTHING = Pending()


@dataclass(frozen=True, slots=True)
class Draft:
    """What is not yet submitted. It lives in the conversation, sealed, and survives closing the page.

    `flow` is empty while it is open which it will be; `unit_id` is set where a place was named or chosen, otherwise
    it is the home of whoever needs it. `options` are the places to choose from (id, name), `offered` the cases that
    may be the same. `chosen` names what the person has set, so that new words don't guess it anew. `name` and
    `door` are those of somebody else as typed, looked up when it is submitted. `forwarded` is who wrote it first,
    "?" where nobody knows. `said_at`: when the draft was last spoken of, in ISO form. `aside`: other drafts that wait
    behind this one. `lost`: a location was sent that is no place we know, so that words are asked for.
    """

    id: str
    flow: str = ""
    what: str = ""
    kind: WishKind = WishKind.THING
    value: int | None = None
    category: str = ""
    urgency: str = ""
    question: bool = False
    unit_id: int | None = None
    options: tuple[tuple[int, str], ...] = ()
    photos: tuple[int, ...] = ()
    awaiting: str = ""
    chosen: tuple[str, ...] = ()
    name: str = ""
    door: str = ""
    forwarded: str = ""
    offered: tuple[int, ...] = ()
    pending: Pending = NOTHING
    said_at: str = ""
    voices: tuple[int, ...] = ()
    aside: tuple["Draft", ...] = ()
    lost: bool = False
