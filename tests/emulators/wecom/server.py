"""The HTTP side: `/cgi-bin/...` on loopback, in a thread of its own."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web
from aiohttp.web_request import FileField

from tests.emulators.serving import Handler, Serving
from tests.emulators.wecom import about, media, sending, tokens, updating
from tests.emulators.wecom.answers import Json, Refused
from tests.emulators.wecom.callbacks import Callbacks
from tests.emulators.wecom.desk import Desk
from tests.emulators.wecom.record import Outcome, Received
from tests.emulators.wecom.robots import Robots
from tests.emulators.wecom.service import Service
from tests.emulators.wecom.world import Media, World

Done = Callable[[Received], Json | Media]


@dataclass(frozen=True)
class Method:
    """`http`: GET, POST or `*`; `token`: `app`, `kf` or nobody's."""

    http: str
    token: str
    done: Done


class Server(Serving[World, Received, Outcome]):
    name = "wecom"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.callbacks = Callbacks(world, self.broken)
        self.desk, self.robots = Desk(world, self.callbacks), Robots(world)
        self.methods = self.table()

    def table(self) -> dict[str, Method]:
        world = self.world
        plain: dict[str, tuple[str, str, Callable[[World, Received], Json | Media]]] = {
            "gettoken": ("GET", "", tokens.gettoken),
            "message/send": ("POST", "app", sending.send),
            "message/update_template_card": ("POST", "app", updating.update),
            "message/recall": ("POST", "app", updating.recall),
            "media/upload": ("POST", "both", media.upload),
            "media/get": ("GET", "both", about.media_get),
            "agent/get": ("GET", "app", about.agent_get),
            "menu/create": ("POST", "app", about.menu_create),
            "menu/get": ("GET", "app", about.menu_get),
            "menu/delete": ("GET", "app", about.menu_delete),
            "user/get": ("GET", "app", about.user_get),
            "auth/getuserinfo": ("GET", "app", about.getuserinfo),
            "user/getuserinfo": ("GET", "app", about.getuserinfo),
            "get_api_domain_ip": ("GET", "both", about.domain_ip),
            "getcallbackip": ("GET", "both", about.domain_ip),
            "webhook/send": ("POST", "", self.robots.send),
            "webhook/upload_media": ("POST", "", self.robots.upload),
        }
        found = {path: Method(http, token, bound(world, done)) for path, (http, token, done) in plain.items()}
        return found | {path: Method(http, "kf", done) for path, (http, done) in Service(self.desk).calls().items()}

    def start(self) -> None:
        super().start()
        self.world.base = f"http://127.0.0.1:{self.port}"

    def look(self) -> None:
        with self.world.lock:
            self.callbacks.pump()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * media.MB, middlewares=[self.guarded])
        app.router.add_route("*", "/cgi-bin/{path:.*}", self.called)
        app.router.add_get("/pic/{media}", self.picture)
        return app

    async def close(self) -> None:
        await self.callbacks.close()

    @web.middleware
    async def guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What this emulator itself could not do is kept, to be raised where the test ends."""
        try:
            return await handler(request)
        except (web.HTTPException, ConnectionResetError):  # who hangs up in the middle of a call gets no answer
            raise
        except Exception as error:
            self.broken.append(error)
            raise

    async def picture(self, request: web.Request) -> web.StreamResponse:
        found = self.world.media.get(request.match_info["media"])
        if not found:
            raise web.HTTPNotFound
        return web.Response(body=found.body, content_type="image/jpeg")

    async def called(self, request: web.Request) -> web.StreamResponse:
        call = Received(request.match_info["path"], dict(request.query), {}, self.world.now())
        wrong: Refused | None = None
        try:
            await self.read(request, call)
        except Refused as no:
            wrong = no
        with self.world.lock:
            self.log.append(call)
        return await self.met(request, call, wrong)

    async def read(self, request: web.Request, call: Received) -> None:
        if request.method != "POST":
            return
        if request.content_type == "multipart/form-data":
            form = await request.post()
            call.files = {
                name: (one.filename, one.file.read()) for name, one in form.items() if isinstance(one, FileField)
            }
            return
        raw = await request.read()
        try:
            found = json.loads(raw) if raw else {}
        except ValueError:
            raise Refused(47001) from None
        if not isinstance(found, dict):
            raise Refused(47001)
        call.body = found

    async def met(self, request: web.Request, call: Received, wrong: Refused | None) -> web.StreamResponse:
        """The call, and whatever goes wrong with it on the way."""
        faults = self.world.faults
        fault = faults.of_call(call.path, call.who)
        if fault == "slow":
            await asyncio.sleep(faults.delay)
        if fault == "lost_before":
            return self.cut(request, call, Outcome(0, 0, False, False, fault))
        try:
            if fault in CODES:
                raise CODES[fault]
            if fault == "bad_gateway" and not faults.too_late(call.path, call.who):
                return self.given_up(call, Outcome(502, 0, False, False, fault))
            if wrong:
                raise wrong
            with self.world.lock:
                result = self.done(request.method, call)
        except Refused as no:
            return self.refused(call, no, fault)
        return self.answered(request, call, result, fault)

    def answered(self, request: web.Request, call: Received, result: Json | Media, fault: str) -> web.StreamResponse:
        told = {} if isinstance(result, Media) else result
        if fault == "lost_after":
            return self.cut(request, call, Outcome(0, 0, True, False, fault, told))
        if fault == "bad_gateway":
            return self.given_up(call, Outcome(502, 0, True, False, fault, told))
        self.conclude(call, Outcome(200, 0, True, True, fault, told))
        return sent(result) if isinstance(result, Media) else web.json_response(result)

    def done(self, http: str, call: Received) -> Json | Media:
        """404 in plain words for what the server does not have, as it answers."""
        method = self.methods.get(call.path)
        if not method:
            raise Refused(-404, "unknown API", status=404)
        if method.http not in ("*", http):
            raise Refused(43001 if method.http == "GET" else 43002)
        if method.token:
            self.admitted(call, method.token)
        if self.world.calls.over(call.path, self.world.now(), self.world.limits.path, 60):
            raise Refused(45009)
        self.world.calls.add(call.path, self.world.now())
        return method.done(call)

    def admitted(self, call: Received, wanted: str) -> None:
        """Whether the token is one for this, and the address one that is trusted."""
        call.secret = tokens.caller(self.world, call.text("access_token"))
        if not self.world.trusted:
            raise Refused(60020)
        if wanted in ("both", call.secret) or (wanted == "kf" and self.world.kf_by_app):
            return
        raise Refused(48002)

    def refused(self, call: Received, no: Refused, fault: str) -> web.StreamResponse:
        body = no.body(self.world.digits())
        self.conclude(call, Outcome(no.status, no.code, False, True, fault, body))
        return web.json_response(body, status=no.status)


CODES = {"too_many": Refused(45009), "busy": Refused(-1), "server_error": Refused(500, status=500)}


def bound(world: World, done: Callable[[World, Received], Json | Media]) -> Done:
    return lambda call: done(world, call)


def sent(file: Media) -> web.Response:
    kind = {"image": "image/jpeg", "voice": "audio/amr"}.get(file.kind, "application/octet-stream")
    named = f'attachment; filename="{quote(file.name)}"'
    return web.Response(body=file.body, content_type=kind, headers={"Content-disposition": named})
