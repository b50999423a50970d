"""What a resident wants with a message: pure. A wrong guess costs more than a question, so doubt is said."""

import re

from handlers.routing import talk, wanting
from handlers.routing.lexicon import READ, plain
from handlers.routing.records import Intent
from handlers.routing.subjects import in_danger, rank

SHORT = 16  # a thank-you, a goodbye; a thing named and nothing more
MIDDLE = 40  # a question about a case of one's own
LONG = 120  # nobody describes a small wish at such length without saying that it is one
_HAPPENED = re.compile("了[。.!~]*$")  # 井盖没了
STRONG = 10.0  # points of a text that names one matter of the community plainly


def intent(text: str) -> Intent:
    said = re.sub(r"\s+", "", talk.PICTURES.sub("", plain(text[:READ])))
    if not said:
        return Intent.NOISE if text.strip() else Intent.UNSURE
    rest = talk.HELLO.sub("", said)
    if not rest:
        return Intent.GREETING
    if in_danger(rest):
        return Intent.REQUEST
    return _small_talk(rest) or _question(rest) or _matter(rest)


def tells(text: str) -> bool:
    """Whether it is said what is wanted or wrong: more than the name of a place, which 小区 and 井盖旁 are."""
    said = re.sub(r"\s+", "", plain(text[:READ]))
    wrong = wanting.TROUBLE.search(said) or wanting.COMPLAINS.search(said) or _HAPPENED.search(said)
    return bool(wrong) or intent(text) is Intent.WISH


def _small_talk(said: str) -> Intent | None:
    """What opens no case: signs, thanks, and talk about the bot or about a case under way."""
    if talk.NUMBER.fullmatch(said):
        return Intent.NUMBER
    if not talk.SAYS_SOMETHING.search(said) or talk.TESTING.fullmatch(said):
        return Intent.NOISE
    if len(said) <= SHORT and (goodbye := _goodbye(said)):
        return goodbye
    return _about_cases(said) if len(said) <= MIDDLE else None


def _goodbye(said: str) -> Intent | None:
    if talk.GIVES_UP.search(said) and not (wanting.COMPLAINS.search(said) or wanting.PUBLIC.search(said)):
        return Intent.GIVE_UP
    if talk.THANKS.search(said) and not _goes_on(talk.THANKS.sub("", said)):
        return Intent.THANKS
    return None


def _goes_on(rest: str) -> bool:
    """谢谢 at the beginning of something else."""
    more = (wanting.WANTS, wanting.SERVICE, wanting.TROUBLE, wanting.COMPLAINS, wanting.ASKS, talk.MORE_TO_SAY)
    return any(pattern.search(rest) for pattern in more)


def _about_cases(said: str) -> Intent | None:
    if talk.CALLS_SOMEBODY.search(said):
        return Intent.HOWTO
    if talk.HOWS.search(said) and not (wanting.OFFICE.search(said) or wanting.TROUBLE.search(said)):
        return Intent.HOWTO
    if talk.NUDGES.search(said):
        return Intent.PROGRESS
    if talk.PROGRESSES.search(said) and (talk.ABOUT_MINE.search(said) or not wanting.TROUBLE.search(said)):
        return Intent.PROGRESS
    return None


def _question(said: str) -> Intent | None:
    """Wants to know and nothing else; 路灯坏了找谁 wants the lamp mended."""
    if not wanting.ASKS.search(said) or wanting.COMPLAINS.search(said) or _personal(said):
        return None
    if wanting.TROUBLE.search(said) and not wanting.OFFICE.search(said):
        return None
    return Intent.QUESTION


def _matter(said: str) -> Intent:
    said = wanting.FOR_ANOTHER.sub("替人", said)
    named = wanting.PUBLIC.search(said) or wanting.COMPLAINS.search(said) or wanting.OFFICE.search(said)
    if _personal(said):
        return _both(said) if named else Intent.WISH
    if not named and (wanting.LONGS.search(said) or _bare_thing(said) or _broken_at_home(said)):
        return Intent.WISH
    plain_matter = not wanting.OWN.search(said) and _points(said) >= STRONG
    return Intent.REQUEST if named or len(said) > LONG or plain_matter else Intent.UNSURE


def _personal(said: str) -> bool:
    """A thing for oneself, a hand at home, company."""
    if wanting.PERSONAL.search(said) or wanting.SERVICE.search(said):
        return True
    return bool(wanting.WANTS.search(said)) and bool(wanting.THING.search(said) or wanting.PART.search(said))


def _both(said: str) -> Intent:
    """想要副拐杖，楼道黑 wishes; 楼道灯坏了帮忙换一下 reports; where both are said aloud, ask."""
    if len(said) > LONG:
        return Intent.REQUEST
    office = wanting.OFFICE.search(said)
    if not (wanting.TROUBLE.search(said) or wanting.COMPLAINS.search(said) or office):
        return Intent.WISH
    return Intent.UNSURE if wanting.WANTS.search(said) and not office else Intent.REQUEST


def _bare_thing(said: str) -> bool:
    return len(said) <= SHORT and bool(wanting.THING.search(said)) and not wanting.TROUBLE.search(said)


def _broken_at_home(said: str) -> bool:
    return bool(wanting.PART.search(said) and wanting.TROUBLE.search(said))


def _points(said: str) -> float:
    ranked = rank(said)
    return ranked[0][1] if ranked else 0.0
