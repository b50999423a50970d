"""The words in the template: the guide on its first page, a note on each heading, one example a sheet."""

from collections.abc import Mapping

from handlers.census.records import Sheet

VERSION = 1
VERSION_LABEL = "模板版本"
EXAMPLE_MARK = "示例："

GUIDE: tuple[tuple[str, str], ...] = (
    ("怎么填", "一行写一个。标题带 * 的那一列必须填，别的可以空着。鼠标停在标题上，能看到这一列怎么写。"),
    ("示例", "每张表第 2 行是示例，第一格写着「示例」的行不会导入。可以删掉，也可以直接改成自己的。"),
    ("顺序", "先填「单元」，再填「组织」「户」「人员」，最后填「任职」。后面的表用编码指前面的表。"),
    ("编码", "编码自己定，不重复就行，定了以后不要再改。系统靠它认出是同一个。"),
    ("单元", "从大到小是：市、县区、镇街、村社、网格、楼栋。中间可以跳级，但网格和楼栋一定在村社下面。"),
    ("户", "每一户只写在一个最小的单元里。村社下面分了网格，户就写网格；网格下面分了楼栋，就写楼栋。"),
    ("日期", "写成 2026-01-31、2026/1/31 或 2026年1月31日都可以。"),
    ("多个", "一格里写几个时，用顿号或逗号隔开。"),
    ("公式", "不要写公式。从别的表粘过来时，选「只粘贴值」。"),
    ("再导一次", "改了再导一次就行：新的行会加上，改过的行会更新，没改的不动。空着的格子不会抹掉原来的内容。"),
    ("不会删除", "从表里去掉一行，系统里的不会跟着删。有人离任，就填「结束日期」。"),
    ("有错的话", "只要有一处不对，整份都不导入，并且把每一处都列出来，改完再导。可以先「只检查」一遍。"),
    ("保密", "这份文件里有姓名和电话。导完以后收好或删掉，不要发到群里。"),
)

HEADING_NOTES: Mapping[tuple[Sheet, str], str] = {
    (Sheet.UNITS, "code"): "自己定，不重复。行政区划有国家编码的，就用国家的。",
    (Sheet.UNITS, "name"): "大家平时叫的全名，例如 演武社区。",
    (Sheet.UNITS, "level"): "从下拉名单里选。",
    (Sheet.UNITS, "parent"): "上一级单元的编码。最上面的那个空着。",
    (Sheet.UNITS, "aliases"): "大家还怎么叫它，例如 老院、纺织厂家属院，也可以写门口的路名。有几个就用顿号隔开。",
    (Sheet.UNITS, "point"): (
        "在地图上点一下，照着抄：经度在前，纬度在后，例如 113.12,36.19。"
        "天地图上抄的直接写；高德、腾讯地图上抄的，前面写上「高德」，例如 高德 113.12,36.19。百度地图的不能用。"
    ),
    (Sheet.ORGS, "code"): "自己定，不重复。",
    (Sheet.ORGS, "name"): "组织的全名，例如 演武社区第一支部。",
    (Sheet.ORGS, "level"): "从下拉名单里选。",
    (Sheet.ORGS, "parent"): "上一级组织的编码。最上面的那个空着。",
    (Sheet.ORGS, "covers"): "管哪些单元，写单元编码。有几个就用顿号隔开。",
    (Sheet.HOUSEHOLDS, "code"): "自己定，不重复。",
    (Sheet.HOUSEHOLDS, "unit"): "这一户所在的最小单元的编码。",
    (Sheet.HOUSEHOLDS, "door"): "在单元里怎么找到这一家，例如 3 号楼 2 单元 501。会加密保存。",
    (Sheet.PEOPLE, "code"): "自己定，不重复。不要用身份证号。",
    (Sheet.PEOPLE, "name"): "真实姓名。会加密保存，只给办事的人看。",
    (Sheet.PEOPLE, "called"): "邻居看到的叫法，例如 王奶奶。不填就叫「王邻居」。",
    (Sheet.PEOPLE, "phone"): "11 位手机号，或带区号的座机，例如 0355-2012345。会加密保存。",
    (Sheet.PEOPLE, "household"): "住哪一户，写户号。",
    (Sheet.PEOPLE, "unit"): "不写就是那一户所在的单元。没有户号的人要写。",
    (Sheet.PEOPLE, "skills"): "能帮什么忙，例如 修水管、理发。有几样就用顿号隔开。",
    (Sheet.PEOPLE, "hours"): "什么时候有空，例如 周末上午。",
    (Sheet.POSTS, "person"): "「人员」表里的编号。",
    (Sheet.POSTS, "role"): "从下拉名单里选。",
    (Sheet.POSTS, "unit"): "在哪里任职，写单元编码。",
    (Sheet.POSTS, "org"): "支部书记一定要写，党员和社区书记可以写。别的岗位空着。",
    (Sheet.POSTS, "starts"): "从哪天起。",
    (Sheet.POSTS, "ends"): "做到哪天，那天还算。还在任就空着。",
    (Sheet.POSTS, "leave_from"): "请假第一天。没有请假就空着。",
    (Sheet.POSTS, "leave_to"): "请假最后一天。不知道哪天回来就空着。",
    (Sheet.POSTS, "stand_in"): "请假时谁来顶，写「人员」表里的编号。",
}

EXAMPLES: Mapping[Sheet, tuple[str, ...]] = {
    Sheet.UNITS: ("YW-01", "演武社区第一网格", "网格", "YW", "老院、纺织厂家属院", "113.12,36.19"),
    Sheet.ORGS: ("YW-D1", "演武社区第一支部", "支部", "YW-DW", "YW-01、YW-02"),
    Sheet.HOUSEHOLDS: ("YW-01-0501", "YW-01", "3 号楼 2 单元 501"),
    Sheet.PEOPLE: ("P001", "王桂兰", "王奶奶", "13800000000", "YW-01-0501", "", "包饺子、理发", "周末上午"),
    Sheet.POSTS: ("P001", "网格员", "YW-01", "", "2026-01-01", "", "", "", ""),
}
