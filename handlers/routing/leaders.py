"""Complaints about those who lead or staff a community: pure. They must not land on the desks of whom they are about.

Somebody is complained of where words of complaint follow them, or where 举报, 投诉 stand right before them; who is
asked for help, greeted, praised or wronged is not.
"""

import re

from handlers.routing.patterns import any_of, finder

_FAMILY = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严金魏姜谢邹苏潘葛范彭马方任袁史唐薛雷贺倪罗毕郝安常于傅齐康"
    "余元顾孟黄穆萧尹姚邵汪毛米戴宋庞熊纪项祝董梁杜阮蓝季贾江郭梅林徐邱高夏蔡田樊胡霍万柯卢丁邓石崔龚程邢裴陆翁曲段"
    "侯武刘龙叶白赖乔牛尚温庄柴闫阎付]"
)
_OFFICE = any_of("社区 居委会? 村委会? 村里 村上 街道 便民(?:服务)?(?:中心|大厅) 办事大厅 服务(?:中心|大厅) 你们")
_ROLE = any_of(
    "书记(?!员) (?<![班导间室科])主任(?!医|护|药|科员) 网格[员长] 居委会?(?!门|旁|附|后|对|楼|院|前|那|大院) "
    "村委会?(?!门|旁|附|后|对|楼|院|前|那|大院) 社区干部 村干部 (?<![老休军])干部(?!局|院|家属) 村长 支书 村会计 "
    rf"楼长 {_OFFICE}的?(?:工作人员|办事员|社工|人) "
    "(?<![院店行司业局校所站场])(?<![院店行司业局校所站场]的)工作人员"
)
# An office as a whole: only of what nobody else does.
_BODY = any_of("社区 街道办?")
_SHIRKS = any_of("不作为 推诿 推三阻四 踢皮球 吃拿卡要 优亲厚友 刁难 以权谋私 不办事")
_WHO = re.compile(rf"{_ROLE}|{_BODY}(?=.{{0,4}}{_SHIRKS})")
_NICK = rf"(?:小{_FAMILY}(?![一-龥]?区)|老{_FAMILY}|{_FAMILY}(?:组长|主席|委员))"
_FROM = any_of("[我您你咱他她] 人家 大家 居民 村民 们 每家 每户 家家户户")
_TAKES = rf"[收拿要](?:了|过|取|受)?{_FROM}*的?.{{0,4}}(?:红包|好处费?|礼|烟|黑钱|(?<![水电气房])钱)"
_NICKED = re.compile(rf"{_NICK}.{{0,4}}?(?:{_TAKES}|吃拿卡要|优亲厚友|以权谋私|贪污|受贿)")

_DID = finder(
    rf"{_TAKES} 吃拿卡要 优亲厚友 以权谋私 假公济私 贪(?!玩|吃|睡) 受贿 回扣 挪用 私吞 克扣 冒领 侵占 截留 勾结 勒索 "
    "索要 公报私仇 打击报复 报复 恐吓(?!事件) 威胁 欺负 欺压 骂 打(?:人|我|了我|了人) 动手 推诿 推三阻四 推来推去 "
    "踢皮球 敷衍 糊弄 甩锅 "
    "(?:从来|根本|就是|都|也)?不(?:办事|作为|理人|上班|盖章|给盖章|给办) 不给.{0,4}(?:办|盖章|开证明) 刁难 为难 卡着 "
    "偏袒 偏心 包庇 独断 霸道 耍官 官僚 爱理不理 不理不睬 乱收费 送礼 公款 关系户 暗箱 渎职 滥用职权 作风 喝酒 "
    "态度(?!(?:非常|特别|很|真|也|都|挺|比较|最|一直|又|相当|真是)*(?:好|不错|热情|和蔼|认真|亲切|诚恳|端正|没的说))"
)
_DENIED = re.compile(r"(?:没|没有|未|不|从不|不会|不曾|不再|不能|从来没)$")
_ASKS = re.compile(r"是不是|有没有|会不会|能不能|该不该|是否")
_ACCUSES = re.compile(r"(?:举报|投诉|告发|控告|检举|状告|告一?下)[^，。！？；,.!?;]{0,6}$")
# Somebody else who may have done it.
_OTHERS = finder(
    "楼上 楼下 邻居 隔壁 对门 物业 业委会 老板 施工 司机 儿子 女儿 媳妇 车主 商户 商家 店 医院 学校 老师 医生 房东 "
    "中介 有人 他们家 那家 开发商 小贩 摊 城管 保安 快递 公司 老公 丈夫 孩子 狗 骗子 小偷"
)
_WITH = re.compile(r"(?:和|跟|与|同|帮|替|给|护着|偏|对|向|把|找|为)$")
# Who is asked for help, or told of something, is not complained of.
_ASKED = re.compile(
    r"(?:请|麻烦|求|希望|恳请|盼|让|叫|找|想找|问|告诉|跟|给|向|拜托|谢谢|感谢|联系|通知|尊敬的|等|劳烦|有劳)"
    rf"(?:一下|社区|村里|咱们?|我们|你们|的|{_FAMILY}|小|老)*$"
)
_STILL = re.compile(r"^[^，。！？；,.!?;]{0,4}(?:不要|别|少|改改|端正|管好)")
_GREETED = re.compile(r"^(?:们|好|您好|你好|同志)*[，,。！!：:、\s]|^(?:您|你)?好")
_FROM_FIRST = re.compile(rf"^(?:您好|你好|尊敬的|{_FAMILY}|小|老|社区|各位|，|,|！|!|\s)*$")
_HARMED = re.compile(r"被|挨|遭|受到")
_REACH = 14


def against_leaders(text: str) -> bool:
    """Whether a text complains of people who lead or staff the community."""
    said = _ASKS.sub("", text)
    return bool(_NICKED.search(said)) or any(_complained_of(said, found) for found in _WHO.finditer(said))


def half_against(text: str) -> bool:
    """Whether it may be such a complaint: somebody is named and not asked, or something is said that officials do."""
    named = any(not _is_spoken_to(text, found) for found in _WHO.finditer(text))
    return named or bool(_DID.search(text))


def _complained_of(text: str, who: re.Match[str]) -> bool:
    if _ACCUSES.search(text[: who.start()]) and not _OTHERS.search(_clause_before(text, who)):
        return not _is_place(text[who.end() :])
    if _is_spoken_to(text, who):
        return False
    return any(_is_theirs(text[who.end() : did.start()]) for did in _DID.finditer(text, who.end()))


def _is_theirs(between: str) -> bool:
    """Whether what was done was done by who stands before: near, not denied, and by nobody else."""
    if len(between) > _REACH or _DENIED.search(between) or _HARMED.search(between):
        return False
    return all(_WITH.search(between[: other.start()]) for other in _OTHERS.finditer(between))


def _is_spoken_to(text: str, who: re.Match[str]) -> bool:
    before, after = text[: who.start()], text[who.end() :]
    if _ASKED.search(before):
        return not _STILL.search(after)
    return bool(_FROM_FIRST.search(before) and _GREETED.search(after))


def _is_place(after: str) -> bool:
    return bool(re.match(r".{0,3}(?:门口|旁边|附近|后面|对面|楼下|院里|前面|那边|广场|电话|反映过)", after))


def _clause_before(text: str, who: re.Match[str]) -> str:
    return re.split(r"[，。！？；,.!?;\s]", text[: who.start()])[-1]
