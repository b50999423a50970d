"""Small talk: how people greet, thank, give up, ask how it works and how far it is.

Texts come here without spaces and with narrow punctuation.
"""

import re

from handlers.routing.patterns import any_of, finder

NUMBER = re.compile(r"[\d.,、+#号第-]*\d[\d.,、+#号-]*(?:元|块|块钱)?")
PICTURES = re.compile(r"\[[一-鿿]{1,4}\]|[^\w\s。,.!?~、:;()\"'/+#-]+")  # emoji and other signs say nothing here
SAYS_SOMETHING = re.compile(r"[一-鿿㐀-䶿a-zA-Z]")
TESTING = re.compile(r"测试|test|[哈呵嘿嘻啊呃额哦噢ah]+[。.!~]*|[a-z]", re.IGNORECASE)

_WHO = any_of("书记 主任 师傅 网格员 社区 领导 同志 大家 各位 微愿 机器人 街坊 老师 亲")
_CALLED = f"(?:.?{_WHO}们?)?"
_GREETING = any_of(
    "您好 你好 大家好 各位好 早上好 上午好 中午好 下午好 晚上好 早安 晚安 [早喂嗨](?=[,。.!?啊呀]|$) 哈喽 哈啰 "
    "hello hi 在吗 在不在 在不 在么 在嘛 有人吗 有人在吗 有没有人 有人没 打扰了 打扰一下 新年好 过年好"
)
_STOPS = r"[,。.!?~、啊呀哦呢吗么:]*"
HELLO = re.compile(
    rf"^(?:(?:尊敬的)?(?:{_CALLED}{_STOPS}{_GREETING}{_CALLED}|.?{_WHO}好(?=[,!。:]|$)){_STOPS})+", re.IGNORECASE
)
# The greeting alone: 您好李师傅 leaves the name.
GREETS = re.compile(rf"^(?:{_GREETING}{_STOPS})+", re.IGNORECASE)

_YES = any_of("好 好的 好滴 好嘞 好吧 行 行吧 行的 可以 嗯+ 中 成 ok okay 没问题 不客气 再见 拜拜 满意 很满意")
THANKS = finder(
    "谢谢 多谢 感谢 谢了 谢啦 太谢 辛苦 麻烦(?:您|你|你们|大家)了 太好了 真好 点赞 给力 好人 收到 知道了 明白了 "
    "了解了 晓得了 "
    rf"^{_YES}[,。.!~的了啊呀哈]*$"
)
# 谢谢, but then comes what it is about.
MORE_TO_SAY = finder("一下 尽快 赶紧 赶快 早点")
GIVES_UP = finder(
    "算了(?!一|下|算) 不要了 不提了 不用了 不弄了 不想要了 不报了 不需要了 撤回 撤销 撤了 取消 不办了 作废 删掉 "
    "退出 不说了 改主意了 已经有了"
)
_HOW = any_of("怎么 咋 如何 怎样") + "(?:才能|能)?"
_USE = any_of(
    "提心愿 提诉求 提 用 填 报事 许愿 操作 写 发照片 发图 传照片 上传 评价 接单 认领 撤回 改 注册 绑定 登录 关掉"
)
HOWS = finder(
    "^我?(?:想|要|想要|得)?(?:投诉|举报|反映|反应|报修|提意见|说个?事|报个?事)"
    "(?:一下|个|点|些)?(?:问题|情况|事情?)?[啊呀呢吧]?$ "
    rf"^{_HOW}(?:催|撤|退|取消|改|删)(?:一下|掉|单|回)?[啊呀呢]?[?。]*$ "
    rf"{_HOW}{_USE} 在哪(?:里|儿)?(?:提|填|许愿|报事) 使用说明 功能 ^(?:这个?|这东西)(?:怎么|咋)(?:弄|用|整) "
    rf"^(?:帮助|菜单|说明|help|开始|start|/start|/help)$ "
    "不会(?:用|弄|操作)(?:这个)?$ 能帮我?(?:做|干)(?:什么|啥) "
    "^(?:你|您|这个?|这里|这东西)(?:是|都)?(?:谁|干什么|干啥|做什么|干嘛|能做|能干|会什么|会干|有什么用|有啥用)"
)
# Somebody wants a person and not a machine.
CALLS_SOMEBODY = finder(
    "^(?:我?要?(?:转|找|接)?人工(?:客服|服务)?|客服|值班电话|(?:我?(?:要|想|想要|得))?(?:找|见)(?:个)?(?:真)?人(?:说|问)?|"
    "有真人吗|有活人吗|打电话|电话)[啊呀呢吧吗]?[?。!]*$"
)
_MINE = any_of("上次 上回 之前 前几天 昨天 我的 我提 我报 我反映 反映的 报的 提的 说的")
_DONE = any_of("修 弄 解决 处理 批 办 审核 安排 来") + "(?:好|完|下来)?了?(?:没有|没|吗)[?。]*$"
_WHEN = any_of("什么时候 啥时候 几时 多久 几天") + "(?:才能|能|可以)?"
_COMES = any_of("来人 来修 办好 修好 弄好 送来 送到 送 解决 有人来 给我 有结果")
PROGRESSES = finder(
    rf"到哪(?:一)?步 走到哪 办[得的]?(?:怎么样|怎样|咋样|如何) (?:怎么样|咋样|怎样)了 进展 "
    rf"有(?:没有)?(?:消息|结果|回复|回音|下文) 处理[得的]?(?:怎|如何|好了|完了|到哪) {_DONE} 还要等?多久 "
    rf"等了(?:多久|好几天|好久|半天) {_WHEN}{_COMES} "
    "有人(?:接|认领)了?(?:没|吗) 查(?:一下|下|查)?(?:我的)?(?:进度|心愿|诉求|单) "
    "我的(?:心愿|诉求|单子?|件)(?:呢|怎|到|办|在|有) 进度 轮到我 到哪了 没人理我"
)
ABOUT_MINE = finder(_MINE)
# Impatient words alone: they are about what was told before.
NUDGES = finder(
    "^(?:帮我?|请|麻烦)?再?催(?:一下|一催|催|下|办)?[啊呀吧呗]?[。!]*$ "
    "^还没(?:好|修好|办好|来|弄好)(?:吗|呢|啊)?[?。!]*$ "
    "^(?:怎么|咋|为什么|为啥)还(?:没|不)(?:有?人)?(?:来|修|办|弄|管|回|送)(?:好|人|我|话|复)?[啊呀呢]?[?。!]*$ "
    "^(?:人|师傅)?(?:怎么|咋)还(?:没|不)来[啊呀呢]?[?。!]*$"
)
