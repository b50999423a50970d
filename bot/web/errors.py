"""A page that says one thing plainly."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page


def said(title: str, text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(page("said.html", title=title, text=text), status)


async def not_found(request: Request, error: Exception) -> Response:
    return said("没有这一页", "地址不对,或者已经搬走了。", 404)


async def fault(request: Request, error: Exception) -> Response:
    return said("出了点问题", "是我们的问题,请过一会儿再试。", 500)


async def bad_form(request: Request, error: Exception) -> Response:
    return said("没有发出去", "内容太多,或者照片太多。请分几次发。", 400)
