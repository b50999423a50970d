"""The ASGI app and its only wiring: desk, courier, clockwork, hub, pages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import State
from starlette.requests import ClientDisconnect
from starlette.routing import Route

from bot.channels import opening
from bot.channels.base import Channel
from bot.channels.wecom import hook as wecom_hook
from bot.commands.remote import listen
from bot.courier import Courier
from bot.desk import Desk, StoreUnavailable
from bot.papers.rendering import Renderer
from bot.sender import Sender
from bot.settings import Settings
from bot.stage import news as stage_news
from bot.stage import pages as stage
from bot.web import (
    anchors,
    chat,
    chats,
    desk,
    desk_acts,
    desk_handover,
    desk_steps,
    digests,
    directory,
    enter,
    entering_code,
    errors,
    events,
    find,
    groups,
    health,
    home,
    inside_telegram,
    inside_wecom,
    installed,
    invitation_guests,
    invitation_sheet,
    invitations,
    joining,
    loading,
    looks,
    orders,
    own_data,
    pages,
    photos,
    points,
    rankings,
    rates,
    wall,
    whatif,
)
from bot.web.hooks import Hooks
from bot.web.hub import Hub
from bot.web.roots import Roots
from bot.web.site import Site
from scheduler.clockwork import Clockwork

Message = MutableMapping[str, Any]
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'; "
    "manifest-src 'self'; worker-src 'self'"
)
_HEADERS = {
    b"content-security-policy": _CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"geolocation=(self), camera=(self), microphone=(self)",
    b"cross-origin-opener-policy": b"same-origin",
}


class SafeHeaders:
    """Every answer leaves with the same strict headers; pages are never kept by a cache."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name for name, _ in message["headers"]}
                extra = _HEADERS if b"cache-control" in have else {**_HEADERS, b"cache-control": b"no-store"}
                message["headers"] = [*message["headers"], *extra.items()]
            await send(message)

        await self._app(scope, receive, safely)


class App(Hooks):
    """The whole app as a server takes it."""

    def __init__(self, app: Starlette, *, demo: bool) -> None:
        super().__init__(app, SafeHeaders(Roots(app, demo=demo)))  # headers outside: errors leave with the same

    @property
    def state(self) -> State:
        """What the app holds while it lives."""
        return self._inner.state

    def stop_lines(self) -> None:
        site: Site | None = getattr(self._inner.state, "site", None)
        if site:
            site.hub.close()


def make_app(settings: Settings, desk: Desk, *, apart: bool = False) -> App:
    """The app over an open desk; the desk is closed by whoever opened it. `apart`: what goes to Telegram is sent by a
    process of its own."""
    open_telegram, open_wecom = opening.telegram(settings), opening.wecom(settings)
    open_kf = opening.kf(settings)

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        hub = Hub(desk)
        renderer = Renderer()
        app.state.site = Site(desk, settings, hub, renderer)
        telegram = open_telegram(desk) if open_telegram else None
        wecom = open_wecom(desk) if open_wecom else None
        kf = open_kf(desk) if open_kf else None
        app.state.telegram, app.state.wecom, app.state.kf = telegram, wecom, kf
        app.state.wecom_client = wecom.client if wecom else None
        if wecom and kf:
            wecom.customers = kf.customers
        running = [one for one in (telegram, wecom, kf) if one]
        outside: dict[str, Channel] = {one.channel.name: one.channel for one in running}
        robot = opening.robot(settings, desk)
        outside[robot.name] = robot
        sender = Sender(settings, desk, outside.pop(telegram.channel.name)) if apart and telegram else None
        courier, clockwork = Courier(desk, outside), Clockwork(desk)
        app.state.courier = courier
        runs = [hub.run(), courier.run(), *([sender.run()] if sender else [])]
        tasks = [asyncio.create_task(run) for run in runs]
        clockwork.start()
        commands = await listen(desk, settings)
        for one in running:
            await one.start()
        try:
            yield
        finally:
            for task in tasks:  # first: what is on its way out ends while the lines of its channel are open
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for one in running:
                await one.stop()
            commands.close()
            renderer.close()
            clockwork.stop()
            await robot.close()

    app = Starlette(
        routes=[*(_demo_routes() if settings.demo else [Route("/", home.home)]), *_routes()],
        exception_handlers={
            400: errors.bad_form,
            404: errors.not_found,
            405: errors.not_so,
            500: errors.fault,
            StoreUnavailable: errors.no_store,
            ClientDisconnect: errors.gone,
        },
        lifespan=living,
    )
    app.router.redirect_slashes = False  # it would build the address from what the browser says the host is
    return App(app, demo=settings.demo)


class _Id(Convertor[int]):
    """A number that every database holds; anything longer is no page."""

    regex = "[0-9]{1,15}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", _Id())


def _demo_routes() -> list[Route]:
    """What there is in the demo only: the stage instead of the front page, and doors that need no link."""
    return [
        Route("/", stage.stage),
        Route("/stage/events", stage_news.events),
        Route("/stage/move", stage.move, methods=["POST"]),
        Route("/stage/scenes/{scene}", stage.jump, methods=["POST"]),
        Route("/people", home.people),
        Route("/enter/demo/{person:id}", enter.demo_door),
        Route("/enter/demo/{person:id}", enter.demo_enter, methods=["POST"]),
    ]


def _routes() -> list[Route]:
    return [
        Route("/chat", chat.chat),
        Route("/chat/send", chat.send, methods=["POST"]),
        Route("/chat/press", chat.press, methods=["POST"]),
        Route("/chat/since", chat.since),
        Route("/chat/events", events.events),
        Route("/enter", entering_code.door),
        Route("/enter", entering_code.enter, methods=["POST"]),
        Route("/enter/{secret}", enter.door),
        Route("/enter/{secret}", enter.enter, methods=["POST"]),
        Route("/leave", enter.leaving),
        Route("/leave", enter.leave, methods=["POST"]),
        Route("/join/{token}", joining.door),
        Route("/join/{token}", joining.enter, methods=["POST"]),
        Route("/invitations", invitations.invitations),
        Route("/invitations", invitations.create, methods=["POST"]),
        Route("/invitations/guests/{join:id}/remove", invitation_guests.removing),
        Route("/invitations/guests/{join:id}/remove", invitation_guests.removed, methods=["POST"]),
        Route("/invitations/{invitation:id}", invitation_guests.one),
        Route("/invitations/{invitation:id}/revoke", invitation_guests.revoking),
        Route("/invitations/{invitation:id}/revoke", invitation_guests.revoked, methods=["POST"]),
        Route("/invitations/{invitation:id}/sheet", invitation_sheet.sheet),
        Route("/invitations/{invitation:id}/qr.svg", invitation_sheet.qr),
        Route("/invitations/{invitation:id}/wechat.svg", invitation_sheet.wechat_qr),
        Route("/invitations/{invitation:id}/telegram.svg", invitation_sheet.telegram_qr),
        Route("/mine/data", own_data.own),
        Route("/mine/link", own_data.link, methods=["POST"]),
        Route("/mine/wechat", chats.wechat),
        Route("/mine/wechat.svg", chats.wechat_code),
        Route("/mine/untie", own_data.untie, methods=["POST"]),
        Route("/mine/data/withdraw", own_data.leaving),
        Route("/mine/data/withdraw", own_data.left, methods=["POST"]),
        Route("/groups", groups.groups),
        Route("/groups", groups.change, methods=["POST"]),
        Route("/directory", directory.directory),
        Route("/directory", directory.keep, methods=["POST"]),
        Route("/orders", orders.start),
        Route("/orders", orders.upload, methods=["POST"]),
        Route("/orders/answers.xlsx", orders.export),
        Route("/orders/{key}", orders.preview),
        Route("/orders/{key}", orders.load, methods=["POST"]),
        Route("/orders/{key}/columns", orders.layout),
        Route("/orders/{key}/columns", orders.choose, methods=["POST"]),
        Route("/mine", pages.listing),
        Route("/open", pages.listing),
        Route("/waiting", pages.listing),
        Route("/points", points.points),
        Route("/points/spare", points.spare, methods=["POST"]),
        Route("/rankings", rankings.rankings),
        Route("/open/rankings/{code}", rankings.open_rankings),
        Route("/rates", rates.rates),
        Route("/rates/cases", rates.cases),
        Route("/open/rates/{code}", rates.open_rates),
        Route("/points/whatif", whatif.whatif),
        Route("/open/anchors", anchors.anchors),
        Route("/wall", wall.own),
        Route("/wall/photos", wall.own_photos),
        Route("/wall/{code}", wall.wall),
        Route("/wall/{code}/photos", wall.albums),
        Route("/wall/{code}/photos", wall.choose, methods=["POST"]),
        Route("/wall/{code}/photo/{media:id}", wall.photo),
        Route("/digests", digests.listing),
        Route("/digest/{digest:id}", digests.one),
        Route("/digest/{digest:id}.{form}", digests.file),
        Route("/desk", desk.desk),
        Route("/desk/act", desk_acts.ask),
        Route("/desk/act", desk_acts.act, methods=["POST"]),
        Route("/desk/handover", desk_handover.handover),
        Route("/case/{no}", pages.case),
        Route("/case/{no}/step/{step}", desk_steps.form),
        Route("/case/{no}/step/{step}", desk_steps.act, methods=["POST"]),
        Route("/photo/{media:id}", photos.photo),
        Route(inside_wecom.DOOR, inside_wecom.door),
        Route(inside_wecom.BACK, inside_wecom.back),
        Route(inside_telegram.PATH, inside_telegram.door),
        Route(inside_telegram.PATH, inside_telegram.enter, methods=["POST"]),
        Route(wecom_hook.PATH, wecom_hook.check),
        Route(wecom_hook.PATH, wecom_hook.hook, methods=["POST"]),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", health.metrics),
        Route("/find", find.find),
        Route("/away", installed.away),
        Route("/worker.js", installed.worker),
        Route("/manifest.webmanifest", installed.manifest),
        Route("/look", looks.look, methods=["POST"]),
        Route("/static/{version}/{name}", loading.load),
    ]
