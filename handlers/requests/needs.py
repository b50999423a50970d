"""What the steps of a request ask, in the words in which it is asked."""

from handlers.cases.records import Case
from handlers.kit.flows import Inputs, Need, NeedKind, Option
from handlers.routing.categories import CATEGORIES, category, passes_community
from handlers.routing.records import URGENCY_NAMES

SATISFACTION = (Option("good", "满意"), Option("fair", "基本满意"), Option("bad", "不满意"))
WHY_NOT = (
    Option("court", "在打官司"),
    Option("petition", "在走信访"),
    Option("secret", "涉密或隐私"),
    Option("elsewhere", "不归社区管"),
    Option("other", "别的原因"),
)
WHY_BACK = (
    Option("place", "不在我这片"),
    Option("duty", "不归我管"),
    Option("same", "跟别件重复"),
    Option("unclear", "说得不清楚"),
    Option("other", "别的原因"),
)


def is_public(case: Case) -> bool:
    """What everybody can see is shown when it is done; a family's matter is not photographed."""
    return category(str(case.facts.get("category", "other"))).shared


def _private(case: Case) -> bool:
    return not is_public(case)


def _said_yes(inputs: Inputs) -> bool:
    return inputs.get("granted") == "yes"


WHAT = Need("what", NeedKind.TEXT, "什么事？用一两句话写下来就行。", most=2000)
CATEGORY = Need(
    "category", NeedKind.CHOICE, "是哪一类？", tuple(Option(c.key, c.name) for c in CATEGORIES), name="类别"
)
URGENCY = Need(
    "urgency", NeedKind.CHOICE, "有多急？", tuple(Option(k, n) for k, n in URGENCY_NAMES.items()), name="急不急"
)
PHOTOS = Need("photos", NeedKind.PHOTO, "发一张照片。", optional=True)
VOICES = Need("voices", NeedKind.PHOTO, "说一段话。", optional=True)
MORE = Need("more", NeedKind.TEXT, "还想补充什么？", most=500)
REPLY = Need("reply", NeedKind.TEXT, "怎么答复？写给提出的人看。", most=500)
PAPERS = Need("papers", NeedKind.PHOTO, "有书面材料的话，拍一张。", optional=True)
WHY_DECLINED = Need("why", NeedKind.CHOICE, "为什么不受理？", WHY_NOT, name="原因")
ELSEWHERE = Need("reason", NeedKind.TEXT, "请写清楚原因，再写该去哪儿办，对方会看到。", most=300)
SEAT = Need("seat", NeedKind.SEAT, "派给谁？", name="派给")
OTHER_SEAT = Need("seat", NeedKind.SEAT, "转给谁？", name="转给")
REASON = Need("reason", NeedKind.TEXT, "为什么？写一句话，会记进经过。", most=300)
WHY_RETURNED = Need("why", NeedKind.CHOICE, "为什么退？", WHY_BACK, name="原因")
EVIDENCE = Need("evidence", NeedKind.PHOTO, "有证明的照片吗？没有就跳过。", optional=True)
UNTIL = Need("until", NeedKind.DATE, "延到哪一天？", name="延到")
PARKED_UNTIL = Need("until", NeedKind.DATE, "挂到哪一天？到那天接着办。", name="挂到")
INTO = Need("into", NeedKind.CASE, "并到哪一件？", name="并到")
NOTE = Need(
    "note",
    NeedKind.TEXT,
    "办到哪一步了？说一句，提出的人会看到。",
    most=300,
    quick=("到现场看过了", "约好了师傅", "等配件到货"),
)
BEFORE = Need("before", NeedKind.PHOTO, "拍一张现在的样子。请不要拍到脸和门牌。")
PROOF = (
    Need("proof", NeedKind.PHOTO, "发一张办好后的照片。请不要拍到脸和门牌。", only=is_public),
    Need("proof", NeedKind.PHOTO, "有凭证的照片吗？没有就跳过。", optional=True, only=_private),
)
HOW = Need(
    "how",
    NeedKind.TEXT,
    "怎么办好的？说一句，提出的人会看到。",
    most=2000,
    quick=("修好了，试过了", "清理干净了", "和对方说好了"),
)
ANSWER = (
    Need("granted", NeedKind.CHOICE, "这件事解决了吗？", (Option("yes", "解决了"), Option("no", "没解决"))),
    Need("satisfied", NeedKind.CHOICE, "办得满意吗？", SATISFACTION, when=_said_yes),
)
THANKS = Need(
    "thanks",
    NeedKind.TEXT,
    "想说句话吗？办事的人会看到。大家的事会贴上公开墙，不写名字。",
    most=200,
    quick=("谢谢，辛苦了！", "办得真快，谢谢！"),
)
MISSING = Need(
    "missing",
    NeedKind.TEXT,
    "哪里没解决？说一句，好让办的人知道。",
    most=200,
    quick=("没人来过", "过两天又坏了", "只办了一半"),
)
JOINERS = Need("joiners", NeedKind.PEOPLE, "还有谁在等？", optional=True)
WRITTEN = Need("what", NeedKind.TEXT, "语音里说的是什么？照原话写下来。", most=500)
COLLEAGUE = Need("seat", NeedKind.SEAT, "转给哪位同事？", name="转给")
LONGER = Need(
    "longer",
    NeedKind.TEXT,
    "为什么要延？写一句话，批的人会看到。",
    most=300,
    quick=("等配件到货", "等施工队排期", "家里没人，约了改天"),
)
TOLD = Need("reason", NeedKind.TEXT, "为什么眼下办不了？写一句话，提出的人会看到。", most=300)
ABOVE = Need(
    "category",
    NeedKind.CHOICE,
    "是哪一类？",
    tuple(Option(one.key, one.name) for one in CATEGORIES if passes_community(one.key)),
    name="类别",
)
SURE = Need("sure", NeedKind.CHOICE, "真的不用办了？撤回以后要重新提。", (Option("yes", "不用办了"),), name="想好了")
