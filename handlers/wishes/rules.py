"""What a wish says, whom it suits, whether it fits: pure functions."""

import re
from collections.abc import Sequence

from handlers.routing.wanting import PART, THING, TROUBLE
from handlers.wishes.records import Helper, WishKind

# Things that belong to everybody: a wish for them is a request to the community (B2: 公共设施转诉求).
_FACILITY = (
    "路灯|监控|探头|摄像头|天窗|楼道|楼梯间|电梯|井盖|下水道|路面|马路|停车位|充电桩|垃圾桶|垃圾站|健身器材|单元门|"
    "门禁|围墙|绿化|小区.{0,4}(?:安装|装|修)|公厕|消防|管网|排水|扶手栏杆"
)
_COMPANY = (
    "陪|配着?去|聊天|聊聊|说说话|看看我|庆生|过生日|诞辰|看望|谈心|唠嗑|一起过|逛逛|"
    "亲眼|去看看|走走|解闷|孤单|下棋|合影|带我去"
)
_SERVICE = (
    "修|维修|安装|装一下|换灯|灯管|灯泡|打扫|清洗|疏通|理发|剪头|辅导|补课|教我|帮忙|帮助|上门|代买|代办|跑腿|"
    "量血压|体检|搬|接送|照看|劳动力|农忙|通下水|擦玻璃|缝补|看病"
)
_THING = (
    "想要|需要|拥有|一台|一辆|一件|一套|一袋|一个|一本|一支|一盒|一双|轮椅|拐杖|棉|衣|鞋|米|油|面|书|手表|"
    "风扇|洗衣机|电饭|电水壶|收音机|血压仪|血糖仪|血压计|自行车|锅|被子|口罩"
)
# 想要一副拐杖,下楼陪老伴: what is asked for is the thing. 想要一个人陪 is not one.
_ASKS_THING = re.compile(
    r"(?:想要|想有|想买|需要|拥有|能有)(?:一|两|几)?(?:个|副|把|支|台|辆|件|双|本|套|盒|袋|床|口|顶|条|张|瓶|只|块)[^人陪]"
)
# Somebody is asked for, and then for what: 找人帮我换一下水龙头, 来个师傅把电视挂上.
_SOMEBODY = (
    r"(?:[找请求派叫来有]|麻烦|需要|想要)(?:一?[个位]|几个)?(?:人|谁|师傅|志愿者|小伙子?|年轻人|会[^,，。]{1,6}的)|"
    r"谁能|帮[我忙着他她]?|替我|劳驾"
)
_HANDLES = "修|拧|通|搬|抬|扛|挪|擦|洗|剪|扫|安|钉|拆|挂|刷|补|缝|磨|教|念|读|写|辅导|照看|理发|调|查|接|看看|瞧"
_HAND = re.compile(rf"(?:{_SOMEBODY})[^,，。]{{0,12}}?(?:{_HANDLES})")
# These may as well end in a new thing: 帮我换一副老花镜.
_CHANGES = re.compile(rf"(?:{_SOMEBODY})[^,，。]{{0,12}}?[换装弄]")
_HAVE = re.compile(r"(?:想要|需要|拥有|有)(?:个|一个|一台|一件|一双|一支|一辆|一把)?(?:轮椅|拐杖|书包|血压仪|手机)")
_MONEY = re.compile(r"(?<![\d.])(?<!\d[,，])(\d{1,6})(?:\.\d+)?\s*(?:元|块|圆)")
_SKILLS = {
    "水电": "水|电|灯|插座|开关|马桶|漏",
    "维修": "修|坏|安装|装",
    "理发": "理发|剪头|头发",
    "医护": "血压|血糖|看病|体检|护理|药|轮椅|拐杖",
    "辅导": "辅导|补课|作业|教|书|学习",
    "陪伴": "陪|聊|看望|生日|庆生|说话|唠",
    "跑腿": "买|取|送|代办|跑",
    "搬运": "搬|抬|米|面|洗衣机|家具",
    "做饭": "饭|汤|锅|吃",
    "缝补": "缝|衣|棉|被",
}


def guess_kind(text: str) -> WishKind:
    """A first guess that the asker sees and can change; a thing where nothing else is said."""
    if re.search(_FACILITY, text) and not _HAVE.search(text):
        return WishKind.FACILITY
    if re.search(_COMPANY, text) and not _ASKS_THING.search(text):
        return WishKind.COMPANY
    if _is_got(text):
        return WishKind.THING
    if _is_done(text) or (re.search(_SERVICE, text) and not _wants_thing(text)):
        return WishKind.SERVICE
    return WishKind.THING


def _is_done(text: str) -> bool:
    """A hand is asked for, or a part of the home is broken and no new one asked for."""
    if _HAND.search(text) or _CHANGES.search(text):
        return True
    return bool(PART.search(text) and TROUBLE.search(text)) and not _wants_thing(text)


def _is_got(text: str) -> bool:
    """帮我弄辆轮椅: the help is only to get a thing that one has or has not."""
    changes = _CHANGES.search(text) and not (_HAND.search(text) or PART.search(text) or TROUBLE.search(text))
    return bool(changes and THING.search(text))


def _wants_thing(text: str) -> bool:
    """想要一台洗衣机 is a thing though 洗 is a service; 上门帮忙修 is a service whatever it repairs."""
    asks = re.search(r"想要|想有|想买|拥有|能有|需要(?:一|个)", text)
    return bool(asks) and not re.search(r"修|帮忙|帮助|上门", text)


def guess_value(text: str) -> int | None:
    """The yuan somebody named, if any."""
    found = _MONEY.search(text)
    return int(found.group(1)) if found else None


def over(value: int | None, most: int) -> bool:
    """More than the usual limit: a hint, not a refusal. Source: [P] 实物一般不超过 300 元."""
    return value is not None and value > most


def suits(text: str, skills: Sequence[str]) -> bool:
    """Whether any skill fits a wish. People write skills freely: 修水管 counts as 水电 and 维修."""
    return any(re.search(pattern, text) for skill in skills for pattern in _patterns(skill))


def _patterns(skill: str) -> list[str]:
    return [pattern for name, pattern in _SKILLS.items() if name in skill or re.search(pattern, skill)]


def best(text: str, grid_path: str, helpers: Sequence[Helper], most: int) -> list[Helper]:
    """Who is told first: a fitting skill, then the same grid, then the smaller load; ties by person."""

    def order(helper: Helper) -> tuple[bool, bool, int, int]:
        near = bool(helper.unit_path) and (
            helper.unit_path.startswith(grid_path) or grid_path.startswith(helper.unit_path)
        )
        return (not suits(text, helper.skills), not near, helper.load, helper.person_id)

    return sorted(helpers, key=order)[:most]
