"""The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<path>` on loopback, in a thread of its own."""

import asyncio
import json
import re
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from tests.emulators.telegram.about import METHODS, SENDING
from tests.emulators.telegram.answers import Refused, bad, conflict, too_many
from tests.emulators.telegram.media import MB
from tests.emulators.telegram.params import Params, Upload, as_text
from tests.emulators.telegram.polling import Polling
from tests.emulators.telegram.record import Limits, Outcome, Pace, Received, whole_seconds
from tests.emulators.telegram.webhook import Webhook
from tests.emulators.telegram.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TOKEN = re.compile(r"[1-9]\d*:[\w-]+")
GIVEN_UP = {"bad_gateway": 502, "restart": 500}
GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class Server:
    def __init__(self, world: World) -> None:
        self.world, self.log = world, list[Received]()
        self.pace: Pace | None = None
        self.loop = asyncio.new_event_loop()
        self.ready, self.over = threading.Event(), asyncio.Event()
        self.port, self.broken = 0, list[Exception]()
        self.webhook, self.polling = Webhook(world, base=self.methods), Polling(world)
        self.thread = threading.Thread(target=self.run, name="telegram", daemon=True)

    def methods(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot{self.world.token}/"

    def start(self) -> None:
        self.thread.start()
        if not self.ready.wait(10):
            raise RuntimeError("the emulator did not start")
        self.world.listeners.append(self.wake)

    def stop(self) -> None:
        self.world.listeners.clear()
        self.loop.call_soon_threadsafe(self.over.set)
        self.thread.join(10)

    def limit(self, limits: Limits | None) -> None:
        self.pace = Pace(limits) if limits else None

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.look)

    def look(self) -> None:
        with self.world.lock:
            self.polling.look()
            self.webhook.pump()

    def run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.serve())
        self.loop.close()

    async def serve(self) -> None:
        app = web.Application(client_max_size=80 * MB, middlewares=[self.guarded])
        app.router.add_route("*", "/bot{token:[^/]*}/{method:[^/]*}", self.called)
        app.router.add_get("/file/bot{token:[^/]*}/{path:.+}", self.fetched)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        self.ready.set()
        await self.over.wait()
        await self.webhook.close()
        self.polling.close()
        await runner.cleanup()

    @web.middleware
    async def guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every answer is JSON; what this emulator itself could not do is kept, to be raised where the test ends."""
        try:
            return await handler(request)
        except Refused as no:
            return refused(no)
        except web.HTTPException as no:
            return refused(Refused(no.status, no.reason))
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

    def cut(self, request: web.Request, call: Received, outcome: Outcome) -> web.StreamResponse:
        self.conclude(call, outcome)
        if request.transport:
            request.transport.abort()
        return web.Response()

    def given_up(self, call: Received, outcome: Outcome) -> web.StreamResponse:
        self.conclude(call, outcome)
        if outcome.fault == "restart":
            return refused(Refused(500, "Internal Server Error: restart"))
        return web.Response(status=502, text=GATEWAY, content_type="text/html")

    def conclude(self, call: Received, outcome: Outcome) -> None:
        with self.world.lock:
            call.outcome = outcome
            self.world.changed()

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
