"""What the other bots say: the same three cards that ours draws, as texts ready to send."""

from collections.abc import Sequence

WISH_KINDS = (("轮椅", "物品"), ("修", "服务"), ("陪", "陪伴"))
SUBMIT, EDIT, DROP, TAKE_BACK = "提交", "改", "不提了", "撤回"
MINE = "我的"

Rows = Sequence[Sequence[tuple[str, str]]]
DRAFT_ROWS: Rows = (((SUBMIT, "submit"),), ((EDIT, "edit"), (DROP, "drop")))


def kind(text: str) -> str:
    return next((kind for word, kind in WISH_KINDS if word in text), "其他")


def draft(text: str) -> str:
    return f"<b>您的心愿，这样写对吗？</b>\n还没提交\n给谁：我自己\n类别：{kind(text)}\n\n{text}"


def taken(number: int, text: str) -> str:
    head = f"<b>演武-{number:04} {kind(text)}心愿</b>\n待审核"
    return f"{head}\n\n收到了，社区最晚 明天 18:00 前看。看过就请人来接，有消息马上告诉您。\n\n{text}"


def taken_rows(number: int) -> Rows:
    return (((TAKE_BACK, f"back:{number}"),),)


def listed(wishes: Sequence[str]) -> str:
    lines = [f"{n} {text} · 待审核" for n, text in enumerate(wishes, 1)]
    return "\n".join([f"<b>我的（{len(wishes)}）</b>", "", *lines])
