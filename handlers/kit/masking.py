"""Masking of personal data in names, numbers and free text, for eyes that need not see it."""

import re

# Order matters: an identity number contains what looks like a phone number.
_PATTERNS = (
    (re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?!\d)"), "(证件号已隐去)"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "(电话已隐去)"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?(?!\d)"), "(电话已隐去)"),
    (re.compile(r"(?:微信|QQ|qq|Q Q|vx|VX)号?[::]?\s*[A-Za-z0-9_-]{5,20}"), "(账号已隐去)"),
    (
        re.compile(
            r"[0-9一二三四五六七八九十百]+\s*(?:号楼|栋|幢|座|单元|号院|排|弄)"
            r"(?:\s*[0-9一二三四五六七八九十百]+\s*(?:单元|层|楼|室|号|户|门)?)*"
        ),
        "(门牌已隐去)",
    ),
    (re.compile(r"(?<![\d-])\d{1,2}-\d{1,2}-\d{2,4}(?![\d-])"), "(门牌已隐去)"),
    (re.compile(r"(?<!\d)\d{3,4}\s*室"), "(门牌已隐去)"),
    (re.compile(r"(我叫|我是|名叫|姓名[::]?)\s*[一-龥]{2,3}(?=[,,。.;;!!\s]|$)"), r"\1某某"),
    (re.compile(r"(?<!\d)\d{9,}(?!\d)"), "(号码已隐去)"),
)


def mask_text(text: str) -> str:
    """Phone, identity and door numbers, accounts and self-introductions taken out of a free text."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def mask_name(name: str) -> str:
    """王桂兰 → 王**; an empty name stays empty."""
    return name[:1] + "*" * (len(name) - 1)


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)
