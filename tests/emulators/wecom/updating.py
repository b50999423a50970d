"""message/update_template_card: once for each response code, within 72 hours of it; message/recall: within a day."""

import copy

from tests.emulators.wecom import cards
from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.clock import DAY
from tests.emulators.wecom.record import Received
from tests.emulators.wecom.sending import agent
from tests.emulators.wecom.shape import items, one_of, refused_as, shape, text, whole
from tests.emulators.wecom.world import RESPONSE_SECONDS, Kept, World

BODY = shape(
    {"agentid": whole(), "response_code": text()},
    {
        **{"userids": items(text(), 1000), "partyids": items(whole(), 100, 0), "tagids": items(whole(), 100, 0)},
        **{
            "atall": one_of(0, 1),
            "button": shape({"replace_name": text()}),
            "template_card": lambda value, where: None,
        },
        "enable_id_trans": one_of(0, 1),
    },
)


def update(world: World, call: Received) -> Json:
    body = call.body
    with refused_as({"long": 45002}):
        BODY(body, "")
    agent(world, body["agentid"])
    if ("button" in body) == ("template_card" in body):
        raise Refused(40058, "either button or template_card")
    if "template_card" in body:
        cards.checked(body["template_card"], again=True)
    having, wrong = affected(world, body)
    spend(world, body["response_code"])
    for kept in having:
        change(kept, body)
    return good(invaliduser=wrong)


def affected(world: World, body: Json) -> tuple[list[Kept], list[str]]:
    """The cards it is about, and who has none. An unknown code is 40058, as any wrong parameter."""
    code = world.codes.get(body["response_code"])
    if not code:
        raise Refused(40058, "invalid response_code")
    cards_of = dict(world.tasks[code.task])
    if body.get("atall"):
        return list(cards_of.values()), []
    asked = body.get("userids", [])
    if not asked:
        raise Refused(40058, "missing: userids")
    return [cards_of[one] for one in asked if one in cards_of], [one for one in asked if one not in cards_of]


def spend(world: World, given: str) -> None:
    code = world.codes[given]
    if code.used:
        raise Refused(40058, "response_code was used")
    if world.now() - code.born > RESPONSE_SECONDS:
        raise Refused(40058, "response_code expired")
    code.used = True


def change(kept: Kept, body: Json) -> None:
    """A new card, with buttons again unless it says what stands in their place; or the words on the old one's."""
    kept.updates += 1
    if "button" in body:
        kept.replaced = str(body["button"]["replace_name"])
        return
    task = kept.content.get("task_id")
    kept.content = {"task_id": task} | copy.deepcopy(body["template_card"])
    kept.replaced = str(kept.content.pop("replace_text", ""))


def recall(world: World, call: Received) -> Json:
    """Taken back from every phone. 40058 for what was never sent, 41093 after a day."""
    with refused_as({}):
        shape({"msgid": text()})(call.body, "")
    message = call.body["msgid"]
    having = [(one, kept) for one in world.people.values() for kept in one.chat if kept.id == message]
    if not having or any(kept.sender for _, kept in having):
        raise Refused(40058, "invalid msgid")
    if world.now() - having[0][1].at > DAY:
        raise Refused(41093, "message is older than 24 hours")
    for person, kept in having:
        person.chat.remove(kept)
    return good()
