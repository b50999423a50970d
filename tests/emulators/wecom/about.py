"""Calls about the app, its menu, its people, and who looks at a page."""

from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.record import Received
from tests.emulators.wecom.sending import agent
from tests.emulators.wecom.shape import Check, Wrong, items, one_of, refused_as, shape, text
from tests.emulators.wecom.world import CODE_SECONDS, Media, World

LEAF: Check = shape(
    {"name": text(octets=60)},
    {
        "type": one_of("click", "view", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album",
                       "pic_weixin", "location_select", "view_miniprogram"),
        **{"key": text(octets=128), "url": text(octets=1024), "appid": text(), "pagepath": text()},
    },
)  # fmt: skip


def branch(value: object, where: str) -> None:
    """A button of the menu: one that does something, or one with five below it at most."""
    if not isinstance(value, dict) or "sub_button" not in value:
        pressed(value, where)
        return
    shape({"name": text(octets=16), "sub_button": items(pressed, 5, 0)})(value, where)


def pressed(value: object, where: str) -> None:
    LEAF(value, where)
    assert isinstance(value, dict)
    wanted = {"click": "key", "view": "url"}.get(value.get("type", ""), "name")
    if "type" not in value or not value.get(wanted):
        raise Wrong("missing", f"{where}.{wanted}")


MENU = shape({"button": items(branch, 3)})


def agent_get(world: World, call: Received) -> Json:
    agent(world, call.text("agentid"))
    people = [{"userid": one.id} for one in world.people.values() if one.visible]
    return good(
        agentid=world.app.agent,
        name="微愿",
        square_logo_url=f"{world.base}/logo.png",
        description="",
        allow_userinfos={"user": people},
        allow_partys={"partyid": []},
        allow_tags={"tagid": []},
        close=0,
        redirect_domain="",
        report_location_flag=0,
        isreportenter=1,
        home_url="",
    )


def menu_create(world: World, call: Received) -> Json:
    agent(world, call.text("agentid"))
    with refused_as({}):
        MENU(call.body, "")
    world.menu = call.body
    return good()


def menu_get(world: World, call: Received) -> Json:
    agent(world, call.text("agentid"))
    if not world.menu:
        raise Refused(46003, "no menu")
    return good(**world.menu)


def menu_delete(world: World, call: Received) -> Json:
    agent(world, call.text("agentid"))
    world.menu = None
    return good()


def user_get(world: World, call: Received) -> Json:
    found = world.person(call.text("userid"))
    return good(userid=found.id, name=found.name, department=[1], order=[0], status=1, isleader=0, enable=1)


def getuserinfo(world: World, call: Received) -> Json:
    code = world.signing_in.get(call.text("code"))
    if not code or code.used or world.now() - code.born > CODE_SECONDS:
        raise Refused(40029)
    code.used = True
    return good(**code.who)


def domain_ip(world: World, call: Received) -> Json:
    return good(ip_list=["127.0.0.1"])


def media_get(world: World, call: Received) -> Media:
    return world.file(call.text("media_id"))
