"""Masking of personal data in names, numbers and free text, for eyes that need not see it."""

import re
from typing import Final

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
# Traditional forms in doors, and spaces that are none to a regular expression of plain ones.
_ALIKE: Final = {
    ord(a): ord(b) for a, b in zip("號樓單層戶棟\u00a0\u3000\u2002\u2003\u2009", "号楼单层户栋     ", strict=True)
}
# Full-width digits, letters, hyphens and hashes are what they look like.
_WIDE: Final = {code: code - 0xFEE0 for code in (0xFF03, 0xFF0D, *range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))} | {
    code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)
}
_N = "0-9零〇一二两三四五六七八九十百"
_DASH = r"[-—\u2013]"
# What is counted or measured is no door: 500 米, 105 平, 2 个灯; but 501天天 and 501平时 are.
_MEASURE = (
    r"(?!\s*(?:[元块米斤个秒次岁度克吨升亩千万亿瓦伏件条只根辆台倍余路厂线%\uff05]|天(?!天)|人(?!家)|名(?!叫)|年(?![纪轻])"
    r"|平(?![时常日])|多(?!次)|公斤|公里|毫|厘|小时|医院|中学))"
)
_COUNT = r"(?!\s*[元块米斤个天年月日点分秒次人名岁度本件条只盏根部辆张棵扇台处位家倍多几余])"
_ROOM = r"(?<![0-9.-])[1-9]\d{1,2}[1-9](?![0-9])|(?<![0-9.-])[1-9]\d?[1-9]0(?![0-9])"  # rooms don't end in 00
_SPOKEN = rf"(?<![{_N}])[一二三四五六七八九][零〇幺一二三四五六七八九]{{2,3}}(?![{_N}])"
_DOOR = rf"(?:{_ROOM}|{_SPOKEN})"
_SIDE = r"(?:[东西南北中左右]|东边|西边|中间)\s*(?:户|单元)"
_CALLED = "大爷|大妈|大叔|大哥|大姐|大嫂|阿姨|叔叔|奶奶|爷爷|老师|师傅|先生|女士|老太|叔|姨|姐|哥|嫂|婶"
_DWELLER = (
    "住户|邻居|租户|租客|房客|房东|业主|人家|那家|那户|两家|两户|老人|老头|老太|男的|女的|小孩|孩子|夫妻|两口|狗"
    "|住|家(?![店医企单商])|漏水|渗水|装修"
)
_COUNTED = "共有约计达近超余第区村市县镇了"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ACCOUNT = (
    r"(?:微信|威信|薇信|扣扣|支付宝|[Ww]e[Cc]hat|[Aa]lipay|[Vv]信|(?<![A-Za-z])(?:[Qq] ?[Qq]|[VvWw][Xx])"
    r"|加\s*[Vv]|(?<![A-Za-z])[Vv](?=\s*[：:]))"
)

_PHONE, _NUMBER, _DOORS = "（电话已隐去）", "（号码已隐去）", "（门牌已隐去）"
_LOCAL = r"[2-9]\d{2,3}[- ]?\d{4}(?!\d)"
# Order matters: an identity number contains what looks like a phone number.
_PATTERNS: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)", "（证件号已隐去）"),
        (r"(?<!\d)(?:\+?86[- ]?)?1[ .·—\u2013-]?[3-9](?:[ .·—\u2013_/,，、\n-]{0,2}\d){9}(?!\d)", _PHONE),
        (r"(?<!\d)\d{4}(?:[ -]{1,2}\d{4}){3}(?:[ -]{0,2}\d{1,3})?(?!\d)", _NUMBER),
        (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "（账号已隐去）"),
        (r"[一二三四五六七八九零〇幺]{7,}", _NUMBER),
        (rf"(?<!\d)[（(]?(?<!\d)0\d{{2,3}}[)）]?(?:{_DASH}| )?\d{{7,8}}(?:-\d{{1,5}})?(?!\d)", _PHONE),
        (
            rf"(打|拨|电话|座机|号码|联系|手机|固话)((?:一下|号码|方式|电话|[我他她它家里给到通是为号：:\s]){{0,4}}){_LOCAL}",
            rf"\1\2{_PHONE}",
        ),
        (rf"(?<!\d){_LOCAL}(?=\s*(?:找[我他她]|联系|打给|这个(?:号|电话)|是我))", _PHONE),
        (
            rf"[{_PROVINCE}]\s?[A-Za-z]\s?[·•.-]?\s?(?=[A-Za-z]{{0,3}}(?:\d[A-Za-z]{{0,2}}){{3}})"
            r"[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警](?![A-Za-z0-9])",
            "（车牌已隐去）",
        ),
        (
            r"(车牌号?(?:码|是|为)?[：:\s]*)[A-Za-z]?[·•-]?(?=[A-Za-z]*\d)[A-Za-z0-9]{5,6}(?![A-Za-z0-9])",
            r"\1（车牌已隐去）",
        ),
        (rf"{_ACCOUNT}\s*(?:号|手机|电话)?\s*(?:也?是?同号|号?同手机号?)", "（账号已隐去）"),
        (rf"{_ACCOUNT}\s*(?:号|账号|号码)?(?:是|为)?\s*[：:]?\s*[A-Za-z0-9_-]{{5,20}}", "（账号已隐去）"),
        (
            rf"[{_N}]+\s*(?:号楼|#楼|栋|幢|单元|号院)"
            rf"(?:[的\s-]{{0,2}}(?:{_SIDE}|{_DOOR}{_MEASURE}|[{_N}]+\s*(?:单元|层|楼|室|号|户|门|(?![{_N}]){_COUNT})))+",
            _DOORS,
        ),
        (rf"(?:[{_N}]+\s*[楼层]\s*)?{_SIDE}\s*{_DOOR}|[{_N}]+\s*[楼层]\s*(?:{_SIDE})", _DOORS),
        (rf"(?<![\d-])\d{{1,2}}(?:{_DASH}|#)\d{{1,2}}(?:{_DASH}|#)\d{{2,4}}(?![\d-])\s*[室号]?", _DOORS),
        (rf"(?<![\d.-])\d{{1,2}}{_DASH}(?:[1-9]\d{{1,2}}[1-9]|[1-9]\d?[1-9]0)(?![\d.-]){_MEASURE}\s*[室号户]?", _DOORS),
        (rf"(?<!\d)\d{{1,2}}\s*[楼#]\s*(?:\d-)?\d{{2,4}}(?!\d){_MEASURE}\s*[室号]?", _DOORS),
        (r"(?<!\d)\d{3,4}\s*(?:室|房(?![租价款子贷补产屋东]))", _DOORS),
        (r"(?<!\d)\d+\s*(?:座|排|弄)\s*\d+", _DOORS),
        (r"(?<=[院巷弄里家住])\s*\d{1,4}\s*号(?![楼线码店厅机])", _DOORS),
        (rf"{_DOOR}\s*的\s*[{_SURNAMES}](?:{_CALLED}|[一-龥]{{1,2}})", f"{_DOORS}的某某"),
        (rf"{_DOOR}\s*的?(?:老[{_SURNAMES}](?![人头太师])|[{_SURNAMES}](?:{_CALLED}))", f"{_DOORS}的某某"),
        (rf"(?<![{_COUNTED}]){_DOOR}\s*(?=(?:的|那)?(?:{_DWELLER}))", _DOORS),
        (rf"(?<![{_COUNTED}]){_DOOR}\s*户(?!居民|村民|口|籍|以|左右|多|农|数)", _DOORS),
        (rf"(住(?:在|的是|的|着|了)?|家|门牌号?|楼上|楼下|隔壁|对门|对面)(的?\s*){_DOOR}{_MEASURE}", rf"\1\2{_DOORS}"),
        (rf"(?<={_DOORS})[、，,和及跟与]\s*{_DOOR}{_MEASURE}|{_DOOR}[、，,和及跟与]\s*(?={_DOORS})", ""),
        (r"(我叫|名叫|姓名[：:]?)\s*[一-龥]{2,3}(?=[，,。.；;！!？?、\s]|$)", r"\1某某"),
        (rf"(我是)[{_SURNAMES}][一-龥]{{0,2}}(?<![生员人户长工师])(?=[，,。.；;！!？?、\s]|$)", r"\1某某"),
        (r"(?<!\d)\d{9,}(?!\d)", _NUMBER),
    )
)
# How neighbours call each other, by surname and what they are: 王大妈, 李师傅, 刘书记.
_ADDRESSED: Final = re.compile(rf"[{_SURNAMES}](?:{_CALLED}|书记|主任|医生|同志)")
# A building alone is no door, but with little else around it tells who is meant.
_BUILDING: Final = re.compile(rf"[{_N}]+\s*(?:号楼|栋|幢|单元|号院)")


def mask_text(text: str, *names: str, outdoors: bool = False) -> str:
    """Phone, identity, plate and door numbers, accounts and self-introductions taken out of a free text.

    `names` are known ones (the register's), taken out wherever they stand. `outdoors`: the text is about a place that
    everybody passes, so the building may be read, the door never.
    """
    for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
        if all(letter in text for letter in name):  # each name is a pattern of its own, and most stand nowhere
            text = re.sub(r"[ ·]?".join(map(re.escape, name)), "某某", text)
    text, before = text.translate(_WIDE | _ALIKE), ""
    while text != before:  # what one leaves may be what another looks for; each takes something away
        before, text = text, _once(text, outdoors=outdoors)
    return text


def mask_called(text: str) -> str:
    """How neighbours are called taken out as well, for walls that everybody walks past."""
    return _ADDRESSED.sub("某某", text)


def _once(text: str, *, outdoors: bool) -> str:
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text if outdoors else _BUILDING.sub(_DOORS, text)
