"""Masking of personal data in names, numbers and free text, for eyes that need not see it."""

import re

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)

# Order matters: an identity number contains what looks like a phone number.
_WIDE = {0xFF10 + n: str(n) for n in range(10)}  # full-width digits are digits
_PATTERNS = (
    (re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)"), "（证件号已隐去）"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[ .·—\u2013-]?[3-9](?:[ .·—\u2013-]?\d){9}(?!\d)"), "（电话已隐去）"),
    (re.compile(r"[一二三四五六七八九零〇幺]{7,}"), "（号码已隐去）"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?(?!\d)"), "（电话已隐去）"),
    (re.compile(r"(?:微信|QQ|qq|Q Q|vx|VX)号?(?:是|为)?[：:]?\s*[A-Za-z0-9_-]{5,20}"), "（账号已隐去）"),
    (
        re.compile(
            r"[0-9零〇一二两三四五六七八九十百]+\s*(?:号楼|栋|幢|单元|号院)"
            r"(?:\s*[0-9零〇一二两三四五六七八九十百]+\s*(?:单元|层|楼|室|号|户|门)?)+"
        ),
        "（门牌已隐去）",
    ),
    (re.compile(r"(?<![\d-])\d{1,2}[-#]\d{1,2}[-#]\d{2,4}(?![\d-])\s*[室号]?"), "（门牌已隐去）"),
    (re.compile(r"(?<!\d)\d{1,2}\s*[楼#]\s*(?:\d-)?\d{2,4}(?!\d)\s*[室号]?"), "（门牌已隐去）"),
    (re.compile(r"(?<!\d)\d{3,4}\s*室"), "（门牌已隐去）"),
    (re.compile(r"(?<!\d)\d+\s*(?:座|排|弄)\s*\d+"), "（门牌已隐去）"),
    (re.compile(r"(我叫|名叫|姓名[：:]?)\s*[一-龥]{2,3}(?=[，,。.；;！!？?、\s]|$)"), r"\1某某"),
    (re.compile(rf"(我是)[{_SURNAMES}][一-龥]{{0,2}}(?<![生员人户长工师])(?=[，,。.；;！!？?、\s]|$)"), r"\1某某"),
    (re.compile(r"(?<!\d)\d{9,}(?!\d)"), "（号码已隐去）"),
)
# A building alone is no door, but with little else around it tells who is meant.
_BUILDING = re.compile(r"[0-9零〇一二两三四五六七八九十百]+\s*(?:号楼|栋|幢|单元|号院)")


def mask_text(text: str, *names: str, outdoors: bool = False) -> str:
    """Phone, identity and door numbers, accounts and self-introductions taken out of a free text.

    `names` are known ones (the register's), taken out wherever they stand. `outdoors`: the text is about a place that
    everybody passes, so the building may be read, the door never.
    """
    for name in sorted((name for name in names if len(name) > 1), key=len, reverse=True):
        text = text.replace(name, "某某")
    text = text.translate(_WIDE)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text if outdoors else _BUILDING.sub("（门牌已隐去）", text)
