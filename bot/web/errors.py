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


async def no_store(request: Request, error: Exception) -> Response:
    return said("现在存不了", "请过一会儿再试。您写的没有丢的话,还在输入框里。", 503)


async def not_so(request: Request, error: Exception) -> Response:
    return said("不能这样用", "请从页面上的按钮进。", 405)


async def gone(request: Request, error: Exception) -> Response:
    """The browser left while sending: there is nobody to answer."""
    return Response(status_code=400)
