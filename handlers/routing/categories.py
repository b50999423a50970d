"""The request tree: twelve groups, and under each the matters that a community office really gets."""

from collections.abc import Iterator

from handlers.kit.roles import Role
from handlers.routing.records import Category, Group, Urgency

OTHER = "other"

GROUPS = (
    Group("facility", "公共设施"),
    Group("clean", "环境卫生"),
    Group("utility", "水电气热"),
    Group("home", "住房物业"),
    Group("traffic", "交通出行"),
    Group("safety", "平安邻里"),
    Group("aid", "救助养老"),
    Group("work", "社保就业"),
    Group("health", "医疗生育"),
    Group("school", "教育文体"),
    Group("trade", "消费旅游"),
    Group("affairs", "村居政务"),
)

_GRID = (Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY)
_BRANCH = (Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY)
_OFFICE = (Role.COMMUNITY_SECRETARY, Role.STREET_OFFICE)
_STREET = (Role.STREET_OFFICE, Role.COMMUNITY_SECRETARY)
# A complaint about those who lead a village or community must not land on their own desk.
_ABOVE = (Role.STREET_OFFICE, Role.CITY_OFFICE)

_DAY, _WEEK, _HARD, _ORDINARY = Urgency.DAY, Urgency.WEEK, Urgency.HARD, Urgency.ORDINARY

# group: key, name, area of service, urgency where the text says nothing else, first seats, may neighbours join
_LEAVES: dict[str, tuple[tuple[str, str, int, Urgency, tuple[Role, ...], bool], ...]] = {
    "facility": (
        ("lamp", "路灯照明", 1, _WEEK, _GRID, True),
        ("hallway", "楼道门禁", 1, _WEEK, _GRID, True),
        ("lift", "电梯", 1, _WEEK, _GRID, True),
        ("drain", "下水排水", 1, _WEEK, _GRID, True),
        ("park", "公园公厕", 1, _WEEK, _GRID, True),
    ),
    "clean": (
        ("garbage", "垃圾清扫", 3, _WEEK, _GRID, True),
        ("green", "绿化树木", 3, _WEEK, _GRID, True),
        ("stall", "占道摆摊", 1, _WEEK, _GRID, True),
        ("noise", "噪音扰民", 3, _WEEK, _GRID, True),
        ("fume", "油烟异味", 3, _WEEK, _GRID, True),
        ("pollution", "污水废气", 3, _WEEK, _STREET, True),
    ),
    "utility": (
        ("water", "供水", 6, _DAY, _GRID, True),
        ("power", "供电", 6, _DAY, _GRID, True),
        ("gas", "燃气", 6, _DAY, _GRID, True),
        ("heat", "供暖", 6, _DAY, _GRID, True),
        ("net", "网络电视", 6, _WEEK, _GRID, True),
    ),
    "home": (
        ("property", "物业管理", 1, _WEEK, _GRID, True),
        ("illegal", "违建群租", 1, _WEEK, _GRID, False),
        ("repair", "房屋质量", 1, _HARD, _GRID, False),
        ("deed", "买房办证", 5, _HARD, _OFFICE, False),
        ("demolish", "拆迁规划", 1, _HARD, _STREET, False),
        ("housing", "住房保障", 5, _ORDINARY, _OFFICE, False),
    ),
    "traffic": (
        ("road", "道路桥梁", 1, _WEEK, _GRID, True),
        ("signal", "红绿灯堵车", 2, _WEEK, _STREET, True),
        ("parking", "停车充电", 1, _WEEK, _GRID, True),
        ("bus", "公交轨道", 6, _WEEK, _STREET, True),
        ("taxi", "客运出租", 6, _WEEK, _STREET, False),
        ("parcel", "快递邮政", 6, _WEEK, _GRID, False),
    ),
    "safety": (
        ("fire", "消防通道", 2, _WEEK, _GRID, True),
        ("danger", "安全隐患", 2, _WEEK, _GRID, True),
        ("crime", "治安诈骗", 2, _WEEK, _OFFICE, False),
        ("dispute", "邻里纠纷", 7, _WEEK, _GRID, False),
        ("family", "家庭矛盾", 7, _WEEK, _BRANCH, False),
        ("pet", "养狗养鸽", 3, _WEEK, _GRID, False),
    ),
    "aid": (
        ("poor", "低保救助", 5, _ORDINARY, _GRID, False),
        ("elder", "养老助老", 6, _ORDINARY, _GRID, False),
        ("disabled", "残疾帮扶", 6, _ORDINARY, _GRID, False),
        ("veteran", "退役优抚", 5, _ORDINARY, _OFFICE, False),
    ),
    "work": (
        ("pension", "养老退休", 5, _ORDINARY, _OFFICE, False),
        ("medins", "医保社保", 5, _ORDINARY, _OFFICE, False),
        ("wages", "工资劳动", 7, _ORDINARY, _OFFICE, False),
        ("job", "就业培训", 5, _ORDINARY, _GRID, False),
        ("staff", "编制职称", 5, _ORDINARY, _STREET, False),
    ),
    "health": (
        ("clinic", "看病就医", 6, _ORDINARY, _OFFICE, False),
        ("vaccine", "防疫接种", 6, _ORDINARY, _OFFICE, False),
        ("birth", "生育计生", 5, _ORDINARY, _OFFICE, False),
        ("food", "食品药品", 2, _WEEK, _STREET, False),
    ),
    "school": (
        ("enrol", "入学升学", 5, _ORDINARY, _OFFICE, False),
        ("fees", "学校收费", 5, _ORDINARY, _STREET, False),
        ("teaching", "教学管理", 5, _ORDINARY, _STREET, False),
        ("teacher", "教师待遇", 5, _ORDINARY, _STREET, False),
        ("culture", "文化体育", 4, _ORDINARY, _OFFICE, True),
    ),
    "trade": (
        ("shop", "消费维权", 6, _ORDINARY, _OFFICE, False),
        ("price", "物价收费", 6, _ORDINARY, _STREET, True),
        ("tour", "旅游景区", 8, _ORDINARY, _STREET, False),
        ("licence", "经营执照", 5, _ORDINARY, _STREET, False),
    ),
    "affairs": (
        ("land", "土地村务", 7, _HARD, _ABOVE, False),
        ("farm", "惠农水利", 8, _ORDINARY, _OFFICE, False),
        ("papers", "户口证件", 5, _ORDINARY, _GRID, False),
        ("conduct", "办事作风", 8, _HARD, _ABOVE, False),
        ("idea", "意见建议", 8, _ORDINARY, _OFFICE, True),
        (OTHER, "其他", 8, _ORDINARY, _GRID, False),
    ),
}


def _leaves() -> Iterator[Category]:
    for group, leaves in _LEAVES.items():
        for key, name, area, urgency, roles, shared in leaves:
            yield Category(key, name, group, area, urgency, roles, shared)


CATEGORIES = tuple(_leaves())
_BY_KEY = {one.key: one for one in CATEGORIES}


def category(key: str) -> Category:
    return _BY_KEY[key]


def in_group(group: str) -> tuple[Category, ...]:
    return tuple(one for one in CATEGORIES if one.group == group)


def passes_community(key: str) -> bool:
    """Whether a matter is about those who lead a community, and so goes past them to the office above."""
    return not {Role.GRID_MEMBER, Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY} & set(category(key).roles)
