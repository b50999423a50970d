"""What a text is about and how much it hurries, on sentences as residents type them."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.routing.categories import CATEGORIES, OTHER, category
from handlers.routing.lexicon import words_in
from handlers.routing.records import URGENCY_NAMES, Urgency
from handlers.routing.subjects import first_call, guess_category, guess_urgency

SAID = (
    ("lamp", "小区门口的路灯不亮，晚上摸黑走"),
    ("lamp", "楼道灯不亮了"),
    ("hallway", "单元门门禁刷不开"),
    ("hallway", "楼梯扶手松了"),
    ("lift", "电梯又停了，老人下不来"),
    ("drain", "下水道堵了，污水倒灌"),
    ("drain", "井盖没了"),
    ("park", "广场的健身器材断了"),
    ("park", "公厕没水冲"),
    ("garbage", "垃圾桶满了三天没人清"),
    ("green", "大树挡光，树枝该修剪了"),
    ("stall", "早市摆摊把人行道都占了"),
    ("noise", "楼下广场舞声音太大"),
    ("noise", "工地夜里施工吵得睡不着"),
    ("noise", "楼上半夜蹦跳吵得睡不着"),
    ("fume", "楼下饭店油烟往家里灌"),
    ("pollution", "河里有人偷排污水"),
    ("water", "我家停水了"),
    ("water", "水压低，六楼上不来水"),
    ("power", "整栋楼没电了"),
    ("power", "空调一开就跳闸"),
    ("gas", "家里没气了，做不了饭"),
    ("gas", "闻到煤气味"),
    ("heat", "暖气不热，屋里才十四度"),
    ("net", "宽带老断网"),
    ("property", "物业收了物业费不管事"),
    ("illegal", "一楼私搭乱建，占了公共院子"),
    ("repair", "屋顶漏雨，墙都裂缝了"),
    ("deed", "房子住了五年还没房产证"),
    ("demolish", "我们这片什么时候拆迁"),
    ("housing", "想申请公租房"),
    ("road", "村口路面坑坑洼洼"),
    ("signal", "学校门口没有红绿灯，过马路危险"),
    ("parking", "消防通道外面车乱停，没有车位"),
    ("parking", "小区没有充电桩"),
    ("bus", "12路公交车等半小时不来"),
    ("taxi", "出租车拒载不打表"),
    ("parcel", "快递都放驿站不送上门"),
    ("fire", "楼道里给电动车充电，怕着火"),
    ("fire", "消防通道被堵了"),
    ("danger", "围墙快倒了，有安全隐患"),
    ("danger", "有人高空抛物"),
    ("crime", "我被骗了两千块"),
    ("crime", "电瓶车被偷了"),
    ("dispute", "邻居在公共走道放鞋柜，吵了几次"),
    ("family", "老公喝了酒就打我"),
    ("family", "儿子不管我，不给赡养费"),
    ("pet", "有人遛狗不牵绳"),
    ("pet", "狗屎没人管"),
    ("poor", "家里困难，想申请低保"),
    ("elder", "高龄补贴怎么领"),
    ("elder", "办老年证要带什么"),
    ("disabled", "残疾证怎么办"),
    ("veteran", "退伍军人优待证去哪办"),
    ("pension", "养老金这个月没到账"),
    ("pension", "退休认证怎么弄"),
    ("medins", "医保断了怎么补缴"),
    ("medins", "外地住院能报销吗"),
    ("wages", "老板拖欠工资三个月"),
    ("job", "下岗了想找工作"),
    ("staff", "事业单位招聘报名的职称要求"),
    ("clinic", "医院多收了检查费"),
    ("clinic", "村医不给看病"),
    ("vaccine", "孩子在哪打疫苗"),
    ("birth", "二孩准生证怎么办"),
    ("food", "小卖部卖过期食品"),
    ("enrol", "孩子上小学学区怎么划"),
    ("enrol", "孩子没学上"),
    ("fees", "学校乱收费，要交资料费"),
    ("teaching", "老师在外面有偿补课"),
    ("teaching", "孩子作业太多"),
    ("teacher", "代课教师待遇低"),
    ("culture", "农家书屋老关门"),
    ("culture", "想办个唱戏的文化活动"),
    ("shop", "健身房跑路了，会员卡不退钱"),
    ("price", "菜价太贵，乱涨价"),
    ("tour", "景区门票强制购物"),
    ("licence", "开个小店办营业执照要什么"),
    ("land", "宅基地被邻村占了"),
    ("land", "村里账目不公开，分红不清"),
    ("farm", "水渠断了，庄稼没法灌溉"),
    ("papers", "户口本丢了怎么补"),
    ("papers", "居住证在哪办"),
    ("conduct", "办事大厅工作人员态度恶劣"),
    ("idea", "提个建议，社区多搞点活动"),
)
URGENT = (
    "我家着火了",
    "楼道冒烟了，快来人",
    "有人被困在电梯里",
    "闻到煤气味",
    "电线漏电打人了",
    "孩子掉进井里了",
    "围墙塌了，压到人了",
    "老人晕倒在楼下",
    "楼上有人要跳楼",
    "电梯里关了人",
    "楼下动手打起来了",
    "救命啊",
    "不想活了",
    "孩子溺水了",
    "房子塌了",
)
NOT_URGENT = (
    "楼道里给电动车充电，怕着火",
    "线路老化，容易引起火灾",
    "小区有火灾隐患",
    "去年着火烧坏的墙还没修",
    "想要一个防走失的手表",
    "床塌了",
    "自行车胎漏气",
    "想要个火灾报警器",
    "老伴在楼下晕倒过，心里慌",
    "消防演练什么时候办",
    "路灯不亮",
    "救命钱被骗了",
    "喝了药好多了",
    "下雨就淹",
)
CALLS = (
    ("119", "楼道冒烟了"),
    ("119", "电梯里关着三个人"),
    ("119", "闻到煤气味"),
    ("120", "老人晕倒了"),
    ("120", "有人触电"),
    ("110", "楼下动手打人了"),
    ("110", "不想活了"),
    ("", "路灯不亮"),
)
LEVELS = (
    (Urgency.DAY, "停水两天了"),
    (Urgency.DAY, "家里没暖气"),
    (Urgency.DAY, "电梯坏了，老人下不来"),
    (Urgency.DAY, "下水道返水，流到屋里了"),
    (Urgency.WEEK, "天然气什么时候开通"),
    (Urgency.WEEK, "电费太贵"),
    (Urgency.WEEK, "路灯不亮"),
    (Urgency.HARD, "拆迁补偿款一直没给"),
    (Urgency.ORDINARY, "办老年证要带什么"),
)


def urgency_of(text: str) -> Urgency:
    return guess_urgency(text, guess_category(text).best)


@pytest.mark.parametrize(("key", "text"), SAID)
def test_category(key: str, text: str) -> None:
    assert guess_category(text).best == key


def test_every_category_has_a_sentence() -> None:
    assert {key for key, _ in SAID} == {one.key for one in CATEGORIES} - {OTHER}


def test_most_plain_sentences_are_sure() -> None:
    assert sum(guess_category(text).sure for _, text in SAID) >= 0.9 * len(SAID)


@pytest.mark.parametrize("text", ["", "  ", "心里不痛快", "我有件事", "300", "😂"])
def test_nothing_said_is_not_sure(text: str) -> None:
    guess = guess_category(text)
    assert not guess.sure
    assert guess.best == OTHER


def test_two_matters_are_asked_about() -> None:
    guess = guess_category("楼道里堆满垃圾，电梯也坏了")
    assert not guess.sure
    assert {"garbage", "lift"} <= set(guess.keys)


@pytest.mark.parametrize("text", ["路", "车", "灯光"])
def test_a_faint_word_alone_is_not_sure(text: str) -> None:
    assert not guess_category(text).sure


def test_where_only_the_group_is_named_its_leaves_are_asked_about() -> None:
    guess = guess_category("学校的事")
    assert not guess.sure
    assert {category(key).group for key in guess.keys} == {"school"}


def test_what_is_said_first_weighs_more() -> None:
    assert guess_category("路灯坏了。垃圾桶也满了，" + "走路都看不清，" * 8).best == "lamp"
    tail = "我们住在这里很多年了，邻里都很和气，一直没有麻烦过大家，这次实在没有办法。"
    assert guess_category("公交车半小时不来。" + tail + "路灯也坏了").best == "bus"


def test_the_longest_word_counts() -> None:
    assert list(words_in("公交车站")) == ["公交车"]
    assert guess_category("ktv太吵").best == guess_category("KTV太吵").best == "noise"


@pytest.mark.parametrize("text", URGENT)
def test_danger_is_urgent(text: str) -> None:
    assert urgency_of(text) is Urgency.URGENT


@pytest.mark.parametrize(("number", "text"), CALLS)
def test_whom_to_call_first(number: str, text: str) -> None:
    assert first_call(text) == number


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("water", "帮隔壁陈大爷说一声，他没手机，家里水管漏了"),
        ("lamp", "替楼上老人反映一下，路灯不亮"),
        ("lamp", "等不亮"),
        ("drain", "下水到堵了"),
        ("repair", "楼顶漏谁"),
    ],
)
def test_a_neighbour_who_needs_it_and_a_slip_of_the_finger(key: str, text: str) -> None:
    assert guess_category(text).best == key


@pytest.mark.parametrize("text", NOT_URGENT)
def test_fear_and_memory_are_not(text: str) -> None:
    assert urgency_of(text) is not Urgency.URGENT


@pytest.mark.parametrize(("level", "text"), LEVELS)
def test_urgency(level: Urgency, text: str) -> None:
    assert urgency_of(text) is level


@given(st.text())
def test_any_text_gets_a_guess(text: str) -> None:
    guess = guess_category(text)
    assert guess == guess_category(text)
    assert 1 <= len(guess.keys) <= 5
    assert len(set(guess.keys)) == len(guess.keys)
    for key in guess.keys:
        assert guess_urgency(text, key) in URGENCY_NAMES


@given(st.lists(st.sampled_from([text for _, text in SAID]), min_size=1, max_size=40))
def test_any_mixture_gets_a_guess(texts: list[str]) -> None:
    assert category(guess_category("。".join(texts)).best) in CATEGORIES


def test_a_message_takes_less_than_a_millisecond() -> None:
    text = "。".join(text for _, text in SAID)[:400]
    began = perf_counter()
    for _ in range(50):
        guess_category(text)
    assert (perf_counter() - began) / 50 < 0.005  # a busy machine is given some room
