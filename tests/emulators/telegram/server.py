"""The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<path>` on loopback, in a thread of its own."""

import asyncio
import json
import re
import time
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.emulators.serving import Handler, Serving
from tests.emulators.telegram.about import METHODS, SENDING
from tests.emulators.telegram.answers import Refused, bad, conflict, too_many
from tests.emulators.telegram.media import MB
from tests.emulators.telegram.params import Params, Upload, as_text
from tests.emulators.telegram.polling import Polling
from tests.emulators.telegram.record import Limits, Outcome, Pace, Received, whole_seconds
from tests.emulators.telegram.webhook import Webhook
from tests.emulators.telegram.world import World

TOKEN = re.compile(r"[1-9]\d*:[\w-]+")
GIVEN_UP = {"bad_gateway": 502, "restart": 500}


class Server(Serving[World, Received, Outcome]):
    name = "telegram"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.pace: Pace | None = None
        self.webhook, self.polling = Webhook(world, base=self.methods), Polling(world)

    def methods(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot{self.world.token}/"

    def limit(self, limits: Limits | None) -> None:
        self.pace = Pace(limits) if limits else None

    def look(self) -> None:
        with self.world.lock:
            self.polling.look()
            self.webhook.pump()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=80 * MB, middlewares=[self.guarded])
        app.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.called)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.fetched)
        return app

    async def close(self) -> None:
        await self.webhook.close()
        self.polling.close()

    @web.middleware
    async def guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every answer is JSON; what this emulator itself could not do is kept, to be raised where the test ends."""
        try:
            return await handler(request)
        except Refused as no:
            return refused(no)
        except web.HTTPException as no:
            return refused(Refused(no.status, no.reason))
        except ConnectionResetError:  # who hangs up in the middle of a call gets no answer
            raise
        except Exception as error:
            self.broken.append(error)
            raise

    async def fetched(self, request: web.Request) -> web.StreamResponse:
        file = self.world.files.at(request.match_info["path"])
        if request.match_info["token"] != self.world.token or not file:
            return web.json_response(Refused(404, "Not Found").body(), status=404)
        return web.Response(body=file.body, content_type="application/octet-stream")

    async def called(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"].lower()
        if token != self.world.token:
            what = "Unauthorized" if TOKEN.fullmatch(token) else "Unauthorized: invalid token specified"
            return refused(Refused(401, what))
        at = time.monotonic()
        params = await params_of(request)
        call = Received(method, dict(params.texts), at)
        with self.world.lock:
            self.log.append(call)
        return await self.met(request, call, params)

    async def met(self, request: web.Request, call: Received, params: Params) -> web.StreamResponse:
        """The call, and whatever goes wrong with it on the way."""
        fault = self.world.faults.of_call(call.method, call.chat)
        if fault == "slow":
            await asyncio.sleep(self.world.faults.delay)
        if fault == "lost_before":
            return self.cut(request, call, Outcome(0, False, False, fault))
        try:
            if fault == "too_many":
                raise too_many(self.world.faults.retry_after)
            if fault == "server_error":
                raise Refused(500, "Internal Server Error")
            if fault in GIVEN_UP and not self.world.faults.too_late(call.method, call.chat):
                return self.given_up(call, Outcome(GIVEN_UP[fault], False, False, fault))
            result = await self.done(call, params)
        except Refused as no:
            self.conclude(call, Outcome(no.code, False, True, fault, no.description))
            return refused(no)
        if fault == "lost_after":
            return self.cut(request, call, Outcome(0, True, False, fault, result=result))
        if fault in GIVEN_UP:
            return self.given_up(call, Outcome(GIVEN_UP[fault], True, False, fault, result=result))
        self.conclude(call, Outcome(200, True, True, fault, result=result))
        return web.json_response({"ok": True, "result": result})

    def given_up(self, call: Received, outcome: Outcome) -> web.StreamResponse:
        if outcome.fault != "restart":
            return super().given_up(call, outcome)
        self.conclude(call, outcome)
        return refused(Refused(500, "Internal Server Error: restart"))

    async def done(self, call: Received, params: Params) -> Any:
        if call.method == "getupdates":
            if self.webhook.url:
                raise conflict(
                    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
                )
            return await self.polling.get(params)
        with self.world.lock:
            if call.method in {"setwebhook", "deletewebhook", "getwebhookinfo"}:
                return self.hook(call.method, params)
            if call.method not in METHODS:
                raise Refused(404, "Not Found: method not found")
            return self.hurried(call, params) if call.method in SENDING else METHODS[call.method](self.world, params)

    def hurried(self, call: Received, params: Params) -> Any:
        """429 when this comes sooner than it may; what has been sent is counted."""
        wait = self.pace.wait(call.chat, call.at) if self.pace else 0
        if wait:
            raise too_many(whole_seconds(wait))
        result = METHODS[call.method](self.world, params)
        if self.pace:
            self.pace.count(call.chat, call.at, len(result) if isinstance(result, list) else 1)
        return result

    def hook(self, method: str, params: Params) -> Any:
        if method == "getwebhookinfo":
            return self.webhook.info()
        self.webhook.set(params if method == "setwebhook" else Params({}))
        self.polling.end(conflict("terminated by setWebhook request"))
        if params.flag("drop_pending_updates"):
            self.world.updates.pending.clear()
        if method == "setwebhook" and params.has("allowed_updates"):
            self.world.updates.allow(params.parsed("allowed_updates", "allowed updates"))
        self.world.changed()
        return True


def refused(no: Refused) -> web.Response:
    headers = {"Retry-After": str(no.parameters["retry_after"])} if "retry_after" in no.parameters else {}
    return web.json_response(no.body(), status=no.code, headers=headers)


async def params_of(request: web.Request) -> Params:
    texts, files = dict(request.query), dict[str, Upload]()
    if request.content_type == "application/json":
        texts |= json_params(await request.text())
    elif request.method == "POST":
        for name, value in (await request.post()).items():
            if isinstance(value, FileField):
                files[name] = Upload(value.filename, value.file.read())
            elif isinstance(value, str):
                texts[name] = value
    return Params(texts, files)


def json_params(body: str) -> dict[str, str]:
    try:
        given = json.loads(body) if body else {}
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise bad("can't parse request body as JSON object")
    return {name: as_text(value) for name, value in given.items()}
