"""What makes the chat an app on a phone: its manifest, the worker that keeps its files, the page without a net."""

import hashlib
import json

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.assets import address, assets, version
from bot.texts import page

_KEPT = (
    "weiyuan.css",
    "chat.css",
    "icon.svg",
    "chat.js",
    "bubbles.js",
    "outbox.js",
    "line.js",
    "composer.js",
    "away.js",
)
_MANIFEST = {
    "name": "微愿",
    "short_name": "微愿",
    "description": "街坊的心愿和诉求，写一句话就有人管",
    "lang": "zh-CN",
    "start_url": "/chat",
    "scope": "/",
    "display": "standalone",
    "background_color": "#fbfaf7",
    "theme_color": "#fbfaf7",
}


async def manifest(request: Request) -> Response:
    sizes = ((192, "any"), (512, "any"), (512, "maskable"))
    icons = [
        {"src": address(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose in sizes
    ]
    text = json.dumps({**_MANIFEST, "icons": icons}, ensure_ascii=False)
    return Response(text, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


async def worker(request: Request) -> Response:
    """The worker with the list of what it keeps. It has to come from the top to look after every page."""
    kept = json.dumps(["/away", *(address(name) for name in _KEPT)])
    script = assets()["worker.js"].data.decode()
    # What is shown without a net is no file, but it changes too: then the worker must be another one.
    mark = hashlib.sha256(page("away.html").encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(f'{version()}-{mark}')};\nconst KEPT = {kept};\n"
    return Response(head + script, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def away(request: Request) -> Response:
    """Shown where there is no net: what is written here waits on the phone, and leaves when the net is back."""
    return HTMLResponse(page("away.html"), headers={"Cache-Control": "no-cache"})
