"""The files that pages load, kept by browsers for as long as they like: a changed file has another address."""

from starlette.requests import Request
from starlette.responses import Response

from bot.assets import assets, version

_FOR_EVER = "public, max-age=31536000, immutable"


async def load(request: Request) -> Response:
    """A file under its version. Under another one it is sent as it is now, and not kept."""
    asset = assets().get(request.path_params["name"])
    if asset is None:
        return Response(status_code=404)
    current = request.path_params["version"] == version()
    headers = {"Cache-Control": _FOR_EVER if current else "no-cache", "Vary": "Accept-Encoding"}
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.packed, media_type=asset.kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.data, media_type=asset.kind, headers=headers)
