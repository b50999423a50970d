"""Who may call: gettoken, and what a token is good for."""

from tests.emulators.wecom.answers import Json, Refused, good
from tests.emulators.wecom.record import Received
from tests.emulators.wecom.world import TOKEN_SECONDS, Secret, World


def gettoken(world: World, call: Received) -> Json:
    if not call.text("corpid"):
        raise Refused(41002)
    if not call.text("corpsecret"):
        raise Refused(41004)
    if call.text("corpid") != world.app.corp:
        raise Refused(40013)
    secret = {world.app.secret: "app", world.app.kf_secret: "kf"}.get(call.text("corpsecret"))
    if not secret:
        raise Refused(40001)
    token, born = fresh(world, secret)
    return good(access_token=token, expires_in=int(TOKEN_SECONDS - (world.now() - born)))


def fresh(world: World, secret: str) -> tuple[str, float]:
    """The token that is good now: the same one until it ends."""
    for token, known in world.tokens.items():
        known.revoked |= known.secret == secret and not world.one_token
        if known.secret == secret and not known.revoked and world.now() - known.born < TOKEN_SECONDS - 1:
            return token, known.born
    token = world.mark(160) + "-_" + world.mark(52)
    known = world.tokens[token] = Secret(secret, world.now())
    return token, known.born


def caller(world: World, token: str) -> str:
    """Whose token this is: `app` or `kf`. 41001, 40014 or 42001 when it is nobody's."""
    if not token:
        raise Refused(41001)
    known = world.tokens.get(token)
    if not known or known.revoked:
        raise Refused(40014)
    if world.now() - known.born >= TOKEN_SECONDS:
        raise Refused(42001)
    return known.secret
