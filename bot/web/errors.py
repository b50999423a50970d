"""A page that says one thing plainly, and where to go from here."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page

AGAIN = "请找您的网格员要一个新的邀请链接，点一下就进来。"
AGAIN_DEMO = "这是演示，回首页挑一个人就能再进来。"


def said(
    title: str, text: str, status: int = 200, chat: bool = True, desk: bool = False, code: bool = False
) -> HTMLResponse:
    """`chat` offers the way back to it: not to those who are outside. `desk`: it was the desk that led here. `code`
    offers the page for eight digits."""
    return HTMLResponse(page("said.html", title=title, text=text, chat=chat, desk=desk, code=code), status)


def outside(request: Request) -> HTMLResponse:
    """For whoever has left, or whose session has run out: a link works once, so the old one does not help."""
    settings = request.app.state.site.settings
    again, code = AGAIN_DEMO if settings.demo else AGAIN, bool(settings.telegram_token or settings.wecom_corp)
    text = f"您退出了，或者很久没来了。您的心愿都在，照样有人办。{again}"
    return said("您现在没有登录", text, 401, chat=False, code=code)


async def not_found(request: Request, error: Exception) -> Response:
    return said("没有这一页", "地址不对，或者已经搬走了。您回聊天里找找看。", 404)


async def fault(request: Request, error: Exception) -> Response:
    return said("出了点问题", "是我们的问题，不怪您。请过一会儿再试，您说过的话都在。", 500)


async def bad_form(request: Request, error: Exception) -> Response:
    return said("没有发出去", "您写的内容太多，或者照片太多。请分几次发。", 400)


async def no_store(request: Request, error: Exception) -> Response:
    return said("现在存不了", "请过一会儿再试。您写的没有丢，还在输入框里。", 503)


async def not_so(request: Request, error: Exception) -> Response:
    return said("不能这样用", "请您按页面上的按钮来。", 405)


async def gone(request: Request, error: Exception) -> Response:
    """The browser left while sending: there is nobody to answer."""
    return Response(status_code=400)
