"""What the steps of a wish ask, in the words in which it is asked."""

from handlers.kit.flows import Inputs, Need, NeedKind, Option
from handlers.wishes.records import KIND_NAMES

SATISFACTION = (Option("good", "满意"), Option("fair", "基本满意"), Option("bad", "不满意"))


def _said_yes(inputs: Inputs) -> bool:
    return inputs.get("granted") == "yes"


WHAT = Need("what", NeedKind.TEXT, "想要什么？用一两句话写下来就行。")
KIND = Need("kind", NeedKind.CHOICE, "这是哪一类？", tuple(Option(k, n) for k, n in KIND_NAMES.items()), name="类别")
VALUE = Need("value", NeedKind.MONEY, "大概要多少钱？写个数就行。", optional=True)
PHOTOS = Need("photos", NeedKind.PHOTO, "发一张照片。", optional=True)
VOICES = Need("voices", NeedKind.PHOTO, "说一段话。", optional=True)
REASON = Need("reason", NeedKind.TEXT, "为什么？写一句话，对方会看到。", most=200)
ANSWER = (
    Need("granted", NeedKind.CHOICE, "这个心愿实现了吗？", (Option("yes", "已实现"), Option("no", "没有"))),
    Need("satisfied", NeedKind.CHOICE, "满意吗？", SATISFACTION, when=_said_yes),
)
PROOF = Need("proof", NeedKind.PHOTO, "发一张圆梦的照片吧。请不要拍到脸和门牌。")
NOTE = Need("note", NeedKind.TEXT, "想说一句经过吗？", most=200, quick=("送到了，对方很高兴", "修好了，一起试过了"))
THANKS = Need(
    "thanks",
    NeedKind.TEXT,
    "想对帮忙的人说句话吗？会贴上公开墙，不写名字。",
    most=200,
    quick=("谢谢，辛苦了！", "办得真好，谢谢你！"),
)
MISSING = Need(
    "missing",
    NeedKind.TEXT,
    "还差什么？说一句，好让帮忙的人知道。",
    most=200,
    quick=("人还没来过", "东西不合适", "只办了一半"),
)
WRITTEN = Need("what", NeedKind.TEXT, "语音里说的是什么？照原话写下来。", most=500)
