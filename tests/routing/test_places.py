"""Which place a sentence is about, in the neighbourhood of the tests and in a bigger, invented one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routing.place_records import Found, Home, PlaceName
from handlers.routing.places import find
from handlers.units.records import Unit
from handlers.units.spoken import normal, plain
from tests.cast import BLOCK_1, BLOCK_2, BLOCK_3, EAST, EAST_GRID, GRID_2, PLACES, STREET, YANWU
from tests.routing.lake import ALIASES, IDS, LAKE, TREE, living, said

CAST_NAMES = tuple(PlaceName(u.id, u.path, u.community_id, u.level, u.name) for u in PLACES)


def home_of(unit_id: int) -> Home:
    unit: Unit = next(unit for unit in PLACES if unit.id == unit_id)
    return Home.at(unit.id, unit.path, unit.community_id)


def names_of(found: Found) -> tuple[str, ...]:
    by_id = {id_: name for name, id_ in IDS.items()}
    return (by_id[found.unit_id],) if found.unit_id else tuple(f"?{by_id[id_]}" for id_ in found.options)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("楼道灯坏了", BLOCK_1),
        ("我家水管漏了", BLOCK_1),
        ("3号楼的灯坏了", BLOCK_3),
        ("三号楼没水", BLOCK_3),
        ("３ 号楼没水", BLOCK_3),  # noqa: RUF001
        ("第三号楼没水", BLOCK_3),
        ("3栋没水", BLOCK_3),
        ("3幢没水", BLOCK_3),
        ("3#楼没水", BLOCK_3),
        ("3#没水", BLOCK_3),
        ("３＃楼没水", BLOCK_3),  # noqa: RUF001
        ("3号楼2单元301的王奶奶要轮椅", BLOCK_3),
        ("3栋2单元", BLOCK_3),
        ("3-2-501漏水", BLOCK_3),
        ("2单元301漏水", BLOCK_1),
        ("这个月30号停水吗", BLOCK_1),
        ("地铁3号线什么时候通", BLOCK_1),
        ("3号门锁了", BLOCK_1),
        ("3楼太吵", BLOCK_1),
        ("门口停了3辆车", BLOCK_1),
        ("二号网格的垃圾没人收", GRID_2),
        ("第二网格的垃圾没人收", GRID_2),
        ("2网格的垃圾没人收", GRID_2),
        ("演武社区没有食堂", YANWU),
        ("演武3号楼没水", BLOCK_3),
        ("演武小区2号楼没水", BLOCK_2),
        ("演武社区二号网格3号楼没水", BLOCK_3),
        ("英雄中路街道演武社区3号楼", BLOCK_3),
        ("英雄中路街道3号楼", BLOCK_3),
        ("英雄中路街道的路灯不亮", BLOCK_1),
        ("广场东社区的路灯不亮", EAST),
        ("广场东那边的路灯不亮", EAST),
        ("广场东网格的路灯不亮", EAST_GRID),
        ("长治市的公交太少", BLOCK_1),
    ],
)
def test_in_the_neighbourhood(text: str, unit: int) -> None:
    assert find(text, CAST_NAMES, home_of(BLOCK_1)).unit_id == unit


@pytest.mark.parametrize(
    ("text", "home", "unit"),
    [
        # numbers alone
        ("3号楼的灯坏了", "5号楼", "3号楼"),
        ("三栋2单元没水", "5号楼", "3号楼"),
        ("十一号楼没水", "5号楼", "11号楼"),
        ("11号楼没水", "1号楼", "11号楼"),
        ("红楼没水", "5号楼", "3号楼"),
        ("a座没水", "5号楼", "A座"),
        ("Ａ座1201没水", "5号楼", "A座"),  # noqa: RUF001
        ("1号楼没水", "1号楼", "1号楼"),
        ("12号楼没水", "新院12号楼", "新院12号楼"),
        ("我们小区12号楼没水", "5号楼", "12号楼"),
        # estates with numbers
        ("阳光家园3号楼没水", "老院", "3号楼"),
        ("阳光家园小区三号楼", "和平1栋", "3号楼"),
        ("阳光家园的12号楼", "新院12号楼", "12号楼"),
        ("阳光家园20号楼", "1号楼", "阳光家园小区"),
        ("东湖社区阳光家园小区A座", "和平1栋", "A座"),
        ("纺织厂家属院2栋漏水", "1号楼", "纺织厂家属院2号楼"),
        ("纺织厂家属院二号楼漏水", "1号楼", "纺织厂家属院2号楼"),
        ("纺织厂家属院2号楼漏水", "和平1栋", "纺织厂家属院2号楼"),
        ("和平小区30栋漏水", "1号楼", "和平30栋"),
        ("和平北区一栋漏水", "1号楼", "北区1栋"),
        ("北区1栋漏水", "1号楼", "北区1栋"),
        ("老院7号漏雨", "1号楼", "老院"),
        ("东湖社区第二网格老院", "5号楼", "老院"),
        ("第二网格新院12号楼没水", "5号楼", "新院12号楼"),
        ("阳光家园的电梯坏了，还有12号楼也是", "老院", "12号楼"),
        ("东湖社区九号网格", "和平1栋", "东湖社区居委会"),
        ("和平社区30栋", "1号楼", "和平30栋"),
        # estates alone
        ("阳光家园大门坏了", "老院", "阳光家园小区"),
        ("纺织厂家属院大门坏了", "1号楼", "第二网格"),
        ("老院的墙要倒了", "1号楼", "老院"),
        ("老院的墙要倒了", "南门大院", "南门大院"),
        ("老粮站门口堆了垃圾", "1号楼", "老院"),
        ("广场的灯坏了", "1号楼", "第二网格"),
        ("小广场的灯坏了", "1号楼", "第二网格"),
        ("我们小区没有路灯", "5号楼", "阳光家园小区"),
        ("我们社区没有食堂", "5号楼", "东湖社区居委会"),
        ("南门大院没有路灯", "5号楼", "南门大院"),
        ("三组的路不平", "敦根村委会", "第三村民小组"),
        ("敦根村第3村民小组的路不平", "1号楼", "第三村民小组"),
        ("敦根三组的路不平", "1号楼", "第三村民小组"),
        ("三组的照片", "1号楼", "1号楼"),
        ("敦根村的路不平", "1号楼", "敦根村委会"),
        ("孟家沟村的路不平", "1号楼", "孟家沟村村民委员会"),
        ("住孟家沟", "1号楼", "孟家沟村村民委员会"),
        ("五一街的路不平", "1号楼", "五一街社区居委会"),
        ("和平社区的路不平", "1号楼", "和平社区居委会"),
        # longer names, other words
        ("英雄路30号门口积水", "1号楼", "北区1栋"),
        ("养老院什么时候开", "1号楼", "1号楼"),
        ("人民广场太吵", "1号楼", "1号楼"),
        ("广场舞太吵", "1号楼", "1号楼"),
        ("希望和平解决", "1号楼", "1号楼"),
        ("和平里的路不平", "1号楼", "1号楼"),
        ("敦根先生您好", "1号楼", "1号楼"),
        ("这3栋楼都没有电梯", "1号楼", "1号楼"),
        ("院里有5栋楼", "1号楼", "1号楼"),
        ("我们一栋楼都没水", "2号楼", "2号楼"),
        ("前面是3栋危房", "1号楼", "1号楼"),
        ("河上2座桥", "1号楼", "1号楼"),
        ("2026年3月12号楼下停水", "1号楼", "1号楼"),
        ("电话13835512号", "1号楼", "1号楼"),
        # who speaks, what is denied
        ("我住3号楼，老院的灯坏了", "3号楼", "老院"),
        ("我是3号楼的，灯坏了", "5号楼", "3号楼"),
        ("我是敦根村的，来阳光家园3号楼办事", "敦根村委会", "3号楼"),
        ("不是3号楼，是5号楼", "1号楼", "5号楼"),
        ("阳光家园3号楼，阳光家园物业不管", "老院", "3号楼"),
    ],
)
def test_by_the_lake(text: str, home: str, unit: str) -> None:
    assert names_of(find(text, LAKE, living(home))) == (unit,)


@pytest.mark.parametrize(
    ("text", "home", "options"),
    [
        ("12号楼没水", "5号楼", ("12号楼", "新院12号楼")),
        ("12号楼没水", "老院", ("新院12号楼", "12号楼")),
        ("和平社区1栋没水", "1号楼", ("和平1栋", "北区1栋")),
        ("老院的墙要倒了", "和平1栋", ("老院", "南门大院")),
        ("英雄路不平", "1号楼", ("和平社区居委会", "五一街社区居委会")),
        ("英雄路不平", "南门大院", ("五一街社区居委会",)),
        ("3号楼和5号楼中间的灯坏了", "1号楼", ("3号楼", "5号楼")),
        ("3、5号楼没水", "1号楼", ("3号楼", "5号楼")),
        ("阳光家园小区三、五号楼没水", "老院", ("3号楼", "5号楼")),
        ("老院，3号楼都没水", "1号楼", ("老院", "3号楼")),
        ("77号楼没水", "1号楼", ("东湖社区居委会", "1号楼")),
        ("南门大院和老院都没水", "1号楼", ("南门大院", "老院")),
        ("1到3号楼停水", "1号楼", ("1号楼", "3号楼")),
        ("1号楼2号楼3号楼4号楼5号楼6号楼", "2号楼", ("1号楼", "纺织厂家属院1号楼", "2号楼", "3号楼", "4号楼")),
    ],
)
def test_where_it_may_be_several(text: str, home: str, options: tuple[str, ...]) -> None:
    found = find(text, LAKE, living(home))
    assert names_of(found) == (tuple(f"?{one}" for one in options) if len(options) > 1 else options)


def test_the_street_of_a_home() -> None:
    assert home_of(BLOCK_1).street_path == home_of(YANWU).street_path == home_of(STREET).street_path == f"/1/{STREET}/"
    assert Home.at(3, "/3/", 3).street_path == "/"


def test_a_number_where_no_building_is_known_means_home() -> None:
    assert find("5号楼没水", CAST_NAMES, home_of(EAST_GRID)) == Found(EAST_GRID)


def test_whoever_has_no_home_is_understood_by_names_only() -> None:
    assert find("水管坏了", LAKE, Home()) == Found()
    assert find("阳光家园3号楼", LAKE, Home()).unit_id == IDS["3号楼"]
    assert names_of(find("12号楼", LAKE, Home())) == ("?12号楼", "?新院12号楼")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("您好，阳光家园小区 三号楼2单元没水", "阳光家园小区 三号楼"),
        ("阳光家园的３栋没水", "阳光家园的３栋"),
        ("我家没水", "我家"),
        ("没水", ""),
        ("3-2-501漏水", "3-2"),
        ("77号楼没水", "77号楼"),
    ],
)
def test_what_was_said_is_shown_as_it_was_typed(text: str, piece: str) -> None:
    assert find(text, LAKE, living("1号楼")).said == piece


PIECES = st.sampled_from(
    [
        *TREE,
        *(name for _, name in ALIASES),
        "我家",
        "我们小区",
        "3",
        "十",
        "号",
        "楼",
        "栋",
        "#",
        "-",
        "、",
        "不是",
        "的",
    ]
)
SENTENCES = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=2)), max_size=8).map("".join))
FLATS = st.sampled_from(sorted(TREE))


@given(SENTENCES, FLATS)
def test_any_text_gives_known_units(text: str, home: str) -> None:
    found = find(text, LAKE, living(home))
    assert {found.unit_id, *found.options} <= {None, *IDS.values()}
    assert len(found.options) <= 5
    assert not (found.unit_id and found.options)
    assert found.said in text


@given(st.lists(st.builds(said, FLATS, st.text(max_size=6)), max_size=6), SENTENCES)
def test_any_names_will_do(names: list[PlaceName], text: str) -> None:
    found = find(text, names, Home())
    assert {found.unit_id, *found.options} <= {None, *(name.unit_id for name in names)}


@given(st.text())
def test_the_normal_form_stays_as_it_is(text: str) -> None:
    assert len(plain(text).places) == len(plain(text).text)
    assert not any(sign.isspace() for sign in normal(text))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("３号楼", "3号楼"),
        ("二十三号楼", "23号楼"),
        ("一百零三号楼", "103号楼"),
        ("一、二号楼", "1、2号楼"),
        ("十 号 院", "10号院"),
        ("第一社区", "第1社区"),
        ("五一街", "五一街"),
        ("十里铺", "十里铺"),
    ],
)
def test_normal_forms(name: str, form: str) -> None:
    assert normal(name) == form
