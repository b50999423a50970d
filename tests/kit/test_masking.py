"""What is taken out of a text before eyes that need not see it, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.masking import mask_text


def wide(text: str) -> str:
    """As a phone's keyboard writes it where it is set to full-width."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


PERSONAL = {
    "mobile": ("打 13812345678 找我", "13812345678"),
    "mobile in groups": ("打138 1234 5678找我", "5678"),
    "mobile with dashes": ("138-1234-5678", "1234"),
    "mobile abroad": ("+86 13812345678", "13812345678"),
    "two at once": ("13812345678或13912345679", "13912345679"),
    "wide digits": ("电话" + wide("13812345678"), wide("13812345678")),
    "wide digits as narrow ones": ("电话" + wide("13812345678"), "13812345678"),
    "landline": ("座机0355-2012345", "2012345"),
    "landline in one": ("03552012345", "03552012345"),
    "landline in brackets": ("电话（0355）2012345", "2012345"),
    "local number to ring": ("打6612345找我", "6612345"),
    "local number of eight": ("电话：66123456", "66123456"),
    "local number at home": ("座机是6612345", "6612345"),
    "local number in halves": ("家里电话661-2345", "2345"),
    "local number, contact": ("有事联系我6612345", "6612345"),
    "local number, number": ("号码为 6612345", "6612345"),
    "local number before its word": ("6612345找我老伴", "6612345"),
    "identity": ("身份证14040319500101001X", "14040319500101001X"),
    "wechat": ("微信号:wang_nainai88", "wang_nainai88"),
    "wechat, short": ("wx：abc123", "abc123"),
    "wechat, capitals": ("WX:abc123", "abc123"),
    "wechat, wide": (wide("wx:abc123"), "abc123"),
    "wechat, added": ("加v abc12345", "abc12345"),
    "wechat is the number": ("66123456，微信同号", "微信同号"),
    "qq": ("QQ 12345678", "12345678"),
    "plate": ("车牌晋D12345挡了路", "12345"),
    "plate with dot": ("晋D·12345", "12345"),
    "plate, new energy": ("晋DD12345停在通道上", "12345"),
    "plate, new energy with dot": ("晋D·F12345", "12345"),
    "plate, small letters": ("那辆晋d88a66天天堵门", "88a66"),
    "plate without province": ("车牌号：D88A66", "D88A66"),
    "door": ("我家在演武社区3号楼2单元501", "501"),
    "door with room": ("住3号楼2单元5楼501室", "501"),
    "door in words": ("住三号楼二单元五零一室", "三号楼"),
    "door in dashes": ("送到3-2-501", "3-2-501"),
    "door in one dash": ("5-501天天漏水", "501"),
    "door in one dash, unit": ("我家2-501", "501"),
    "door in one long dash": ("我家2—501", "501"),
    "door at a side": ("3号楼东户501", "501"),
    "door before a person": ("5-501张桂花家天天吵", "501"),
    "door before a habit": ("楼上1203平时没人", "1203"),
    "door, building with hash": ("3#楼501", "501"),
    "two doors": ("5号楼301、302都漏", "302"),
    "two doors of two": ("501、502两家吵架", "501"),
    "door of my home": ("我家501漏水", "501"),
    "door with an uncle": ("502张大爷半夜敲墙", "张大爷"),
    "door with an old neighbour": ("502老张半夜敲墙", "502"),
    "floor and side": ("6楼东户张大妈", "东户"),
    "side of a building": ("5号楼东户太吵", "东户"),
    "side of a unit": ("2单元西户", "西户"),
    "door of a building": ("3号楼的501", "501"),
    "room": ("在501室", "501"),
    "room of somebody": ("501的张桂花半夜打麻将", "501"),
    "name of a room": ("501的张桂花半夜打麻将", "桂花"),
    "room of an aunt": ("1202的王阿姨", "1202"),
    "room of neighbours": ("501的邻居", "501"),
    "room of a household": ("501户天天放音乐", "501"),
    "room lived in": ("我住501", "501"),
    "room lived in, longer": ("他住在1502", "1502"),
    "room in words": ("住五零一", "五零一"),
    "room upstairs": ("楼上501漏水", "501"),
    "name": ("我叫王桂兰，想要轮椅", "王桂兰"),
    "name at the end": ("想要轮椅，我是王桂兰", "王桂兰"),
}
PLAIN = [
    "想要一双41码的鞋",
    "想要一个轮椅，带老伴出去走走",
    "大概300元",
    "要花2-300元",
    "2018年修的路",
    "住2018年建的楼",
    "往前500米",
    "楼下150米有个坑",
    "等了3-5天",
    "3-2停的水",
    "2026-3-2停的水",
    "按第301条",
    "打12345热线",
    "打了12345没人管",
    "打119，再打110，又打120",
    "7月15日停水",
    "公交501路不来",
    "早上6点",
    "房子105平，住了3口人",
    "住了120天",
    "小区有356户没水",
    "全村共1205户",
    "全小区501户没水",
    "501户居民都停水",
    "住在301医院",
    "1-100号",
    "下水道堵了20多天，物业推来推去",
    "加班到6点",
    "2026年3月8日之前要",
    "每天下午3点到5点在家",
    "想要一台12寸的收音机",
    "想要一座钟",
    "想要一排挂钩",
    "坐在第三排看戏",
    "我是党员，想出份力",
    "我是老人，腿脚不好",
    "血压130-80",
    "楼下501路公交站没有灯",
    "2026-03-08",
    "买5-10斤米",
    "新GPS导航",
    "东门的灯坏了",
    "花了1501元的人工",
]
OUTDOORS = ["3号楼门口的路灯坏了", "3号楼东边的路灯坏了", "3号楼东门的灯坏了", "3号楼2个路灯坏了", "三号楼两盏灯不亮"]
INDOORS = {
    "3号楼2单元501门口的灯": "501",
    "3号楼东户501门口的灯": "501",
    "3号楼501漏水": "501",
    "5号楼东户门前": "东户",
    "3号楼门口，2-501的水漫出来": "501",
}
PIECES = st.sampled_from(
    [
        *"0123456789〇一五十的住户室楼#-·，：: 张桂晋dDF我是叫打东",
        "号楼",
        "单元",
        "微信",
        "wx",
        "同号",
        "电话",
        "501",
        "6612345",
    ]
)


@pytest.mark.parametrize(("text", "secret"), PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_data_is_taken_out(text: str, secret: str) -> None:
    assert secret not in mask_text(text)


@pytest.mark.parametrize("text", PLAIN)
def test_the_rest_is_left_alone(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize("text", OUTDOORS)
def test_where_everybody_passes_a_building_may_be_read(text: str) -> None:
    assert mask_text(text, outdoors=True) == text
    assert "3号楼" not in mask_text(text)


@pytest.mark.parametrize(("text", "secret"), INDOORS.items())
def test_a_door_never(text: str, secret: str) -> None:
    assert secret not in mask_text(text, outdoors=True)


@given(st.lists(PIECES, max_size=24).map("".join), st.booleans())
def test_masking_twice_changes_nothing_more(text: str, outdoors: bool) -> None:
    once = mask_text(text, "张桂花", outdoors=outdoors)
    assert mask_text(once, "张桂花", outdoors=outdoors) == once


@given(st.text())
def test_anything_can_be_masked(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("电话138\u30000013\u30008000", "8000"),
        ("打138/0013/8000", "8000"),
        ("打138\n0013\n8000", "8000"),
        ("卡号6222 0212 3456 7890 123", "7890"),
        ("银行卡6222-0212-3456-7890", "7890"),
        ("写到wang@qq.com", "wang"),
        ("wechat abc12345", "abc12345"),
        ("支付宝laohe8888", "laohe"),
        ("扣扣12345678", "12345678"),
        ("我家在老院11号", "11"),
        ("住3號樓2單元501", "501"),
    ],
)
def test_what_is_written_so_that_no_machine_sees_it(text: str, secret: str) -> None:
    assert secret not in mask_text(text)


def test_a_known_name_with_gaps_is_that_name() -> None:
    assert mask_text("孙 小 海说了，孙·小海也来", "孙小海") == "某某说了，某某也来"


@pytest.mark.parametrize("text", ["想要一双鞋，40码", "坐11号线去", "每月5号发工资", "12号早上停水"])
def test_other_numbers_stay(text: str) -> None:
    assert mask_text(text) == text
