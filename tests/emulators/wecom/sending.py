"""message/send: who gets it, whether it fits, and what they see then."""

import copy
import json
from hashlib import sha256
from typing import Any

from tests.emulators.wecom import cards
from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.record import Received
from tests.emulators.wecom.shape import items, one_of, refused_as, shape, text, whole
from tests.emulators.wecom.world import Kept, Person, World

TEXT, TITLE, DESCRIPTION, LINK = 2048, 128, 512, 2048
FILE = shape({"media_id": text()})
ARTICLE = shape(
    {"title": text(octets=TITLE)},
    {
        **{"description": text(octets=DESCRIPTION, least=0), "url": text(octets=LINK), "picurl": text(octets=LINK)},
        **{"appid": text(), "pagepath": text()},
    },
)
CONTENTS = {
    "text": shape({"content": text(octets=TEXT)}),
    "markdown": shape({"content": text(octets=TEXT)}),
    "textcard": shape(
        {"title": text(octets=TITLE), "description": text(octets=DESCRIPTION), "url": text(octets=LINK)},
        {"btntxt": text(chars=4)},
    ),
    "image": FILE,
    "voice": FILE,
    "file": FILE,
    "video": shape({"media_id": text()}, {"title": text(octets=128), "description": text(octets=512)}),
    "news": shape({"articles": items(ARTICLE, 8)}),
    "template_card": lambda value, where: None,
}
FILES = ("image", "voice", "file", "video")
MOST = {"touser": 1000, "toparty": 100, "totag": 100}
FREQUENT = {"long": 45002, "many": 40058}


def body_shape(kind: str) -> Any:
    names = text(least=0)
    return shape(
        {"msgtype": text(), "agentid": whole(), kind: CONTENTS[kind]},
        {
            **{"touser": names, "toparty": names, "totag": names, "safe": one_of(0, 1, 2)},
            **{"enable_id_trans": one_of(0, 1), "enable_duplicate_check": one_of(0, 1)},
            "duplicate_check_interval": whole(1, 4 * 3600),
        },
    )


def send(world: World, call: Received) -> Json:
    body = call.body
    kind = body.get("msgtype")
    if kind not in CONTENTS:
        raise Refused(40008)
    if kind in ("text", "markdown") and body.get(kind) == {"content": ""}:
        raise Refused(44004)
    with refused_as(FREQUENT):
        body_shape(kind)(body, "")
    agent(world, body["agentid"])
    people, told = receivers(world, body)
    content = prepared(world, kind, body[kind])
    if not people:
        raise Refused(81013)
    return delivered(world, body, content, people, told)


def agent(world: World, given: object) -> None:
    if str(given) != str(world.app.agent):
        raise Refused(40056)


def receivers(world: World, body: Json) -> tuple[list[Person], Json]:
    """Who gets it, and what the answer says of the others. Parties and tags are all unknown here."""
    told: Json = {}
    names = split(body, "touser")
    if names == ["@all"]:
        return [one for one in world.people.values() if one.visible and one.licensed], told
    seen = [world.people[name] for name in dict.fromkeys(names) if name in world.people and world.people[name].visible]
    wrong = [name for name in names if name not in {one.id for one in seen}]
    unlicensed = [one.id for one in seen if not one.licensed]
    for field, found in (
        *(("invaliduser", wrong), ("unlicenseduser", unlicensed)),
        *(("invalidparty", split(body, "toparty")), ("invalidtag", split(body, "totag"))),
    ):
        if found:
            told[field] = "|".join(found)
    return [one for one in seen if one.licensed], told


def split(body: Json, name: str) -> list[str]:
    found = [one for one in str(body.get(name, "")).split("|") if one]
    if len(found) > MOST[name]:
        raise Refused(40058, f"many: {name}")
    return found


def prepared(world: World, kind: str, content: Json) -> Json:
    if kind in FILES:
        world.file(content["media_id"], kind)
    if kind == "template_card":
        cards.checked(content)
        if content.get("task_id") in world.tasks:
            raise Refused(42014, "task_id was used before")
    return content


def delivered(world: World, body: Json, content: Json, people: list[Person], told: Json) -> Json:
    """Onto each phone, but for whoever was sent too much or has the same already: that is not told."""
    message, kind = world.mark(60), str(body["msgtype"])
    shown = [(one.id, put(world, one, message, body)) for one in people]
    more: Json = {}
    if task := content.get("task_id") if kind == "template_card" else None:
        world.tasks[task] = shown
        more["response_code"] = world.response_code(task)
    return good(msgid=message, **told, **more)


def put(world: World, person: Person, message: str, body: Json) -> Kept:
    kind = str(body["msgtype"])
    kept = Kept(message, kind, copy.deepcopy(body[kind]), world.now())
    if kind in FILES:
        kept.files.append(world.file(kept.content["media_id"]).body)
    if admitted(world, person, body, kept.content):
        person.chat.append(kept)
    return kept


def admitted(world: World, person: Person, body: Json, content: Json) -> bool:
    now = world.now()
    key = f"{person.id}:{sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()}"
    interval = body.get("duplicate_check_interval", 1800) if body.get("enable_duplicate_check") else 0
    repeated = now - world.recent.get(key, -1e12) < interval
    minute = world.to_members.over(person.id, now, world.limits.member, 60)
    often = minute or world.to_members.over(person.id, now, world.limits.member_hour, 3600)
    if repeated or often:
        world.dropped.append((person.id, copy.deepcopy(body)))
        return False
    world.recent[key] = now
    world.to_members.add(person.id, now)
    return True
