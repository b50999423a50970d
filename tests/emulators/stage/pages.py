"""The pages of these phones: the stage with all of them, and each by itself."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, select_autoescape
from PIL import Image, ImageOps
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.emulators.stage.phones import Phone

PREFIX: Final = "/phones"
HERE: Final = Path(__file__).parent
_drawn = Environment(loader=FileSystemLoader(HERE), autoescape=select_autoescape())

Frames = Mapping[str, str]
"""What stands above a phone on the stage, and the address of its page."""


def pages(phones: Mapping[str, Phone], frames: Frames) -> Starlette:
    """`phones` by the name in their address."""

    async def stage(_: Request) -> Response:
        return _page("stage.html", frames=frames)

    async def phone(request: Request) -> Response:
        return _page("phone.html", phone=_of(request), key=request.path_params["key"])

    async def log(request: Request) -> Response:
        return _page("log.html", phone=_of(request))

    async def act(request: Request) -> Response:
        async with request.form() as form:
            try:
                await _act(_of(request), form)
            except LookupError:
                return Response("按不了了", status_code=409)
        return await log(request)

    def _of(request: Request) -> Phone:
        return phones[request.path_params["key"]]

    one = f"{PREFIX}/{{key:str}}"
    routes = [Route(PREFIX, stage), Mount(f"{PREFIX}/look", StaticFiles(directory=HERE / "look"))]
    routes += [Route(one, phone), Route(f"{one}/log", log), Route(f"{one}/act", act, methods=["POST"])]
    return Starlette(routes=routes, exception_handlers={KeyError: _nowhere})


async def _act(phone: Phone, form: Mapping[str, Any]) -> None:
    """A form says one thing: words, a label from below, a picture, or a key of a bubble."""
    match dict(form):
        case {"photo": UploadFile(size=size) as photo} if size:
            phone.photo(_jpeg(await photo.read()))
        case {"label": str(label)}:
            phone.choose(label)
        case {"bubble": str(number), "key": str(key), **more}:
            phone.press(number, key, str(more.get("pick", "")))
    if text := str(form.get("text", "")).strip():
        phone.say(text)


def _jpeg(data: bytes) -> bytes:
    """As a phone would send it, whatever the picture was."""
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        ImageOps.exif_transpose(image).convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue()


def _page(name: str, **facts: object) -> Response:
    return HTMLResponse(_drawn.get_template(name).render(prefix=PREFIX, **facts), headers={"Cache-Control": "no-store"})


async def _nowhere(_: Request, __: Exception) -> Response:
    return Response("没有这部手机", status_code=404)
