"""What is taken out of a text before eyes that need not see it, and what is left alone."""

import pytest

from handlers.kit.masking import mask_text

PERSONAL = {
    "mobile": ("打 13812345678 找我", "13812345678"),
    "mobile in groups": ("打138 1234 5678找我", "5678"),
    "mobile with dashes": ("138-1234-5678", "1234"),
    "mobile abroad": ("+86 13812345678", "13812345678"),
    "two at once": ("13812345678或13912345679", "13912345679"),
    "wide digits": ("电话13812345678", "13812345678"),
    "landline": ("座机0355-2012345", "2012345"),
    "landline in one": ("03552012345", "03552012345"),
    "identity": ("身份证14040319500101001X", "14040319500101001X"),
    "wechat": ("微信号:wang_nainai88", "wang_nainai88"),
    "qq": ("QQ 12345678", "12345678"),
    "door": ("我家在演武社区3号楼2单元501", "501"),
    "door with room": ("住3号楼2单元5楼501室", "501"),
    "door in words": ("住三号楼二单元五零一室", "三号楼"),
    "door in dashes": ("送到3-2-501", "3-2-501"),
    "room": ("在501室", "501"),
    "name": ("我叫王桂兰,想要轮椅", "王桂兰"),
    "name at the end": ("想要轮椅,我是王桂兰", "王桂兰"),
}
PLAIN = [
    "想要一双41码的鞋",
    "想要一个轮椅,带老伴出去走走",
    "大概300元",
    "2026年3月8日之前要",
    "每天下午3点到5点在家",
    "想要一台12寸的收音机",
    "想要一座钟",
    "想要一排挂钩",
    "坐在第三排看戏",
    "我是党员,想出份力",
    "我是老人,腿脚不好",
    "血压130-80",
    "2026-03-08",
    "买5-10斤米",
]


@pytest.mark.parametrize(("text", "secret"), PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_data_is_taken_out(text: str, secret: str) -> None:
    assert secret not in mask_text(text)


@pytest.mark.parametrize("text", PLAIN)
def test_the_rest_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize("text", [text for text, _ in PERSONAL.values()])
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)
