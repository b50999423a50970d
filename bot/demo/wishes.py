"""Forty wishes in every state, played through the same flow as everybody's, with their own dates and no messages."""

from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.demo.tales import Teller
from handlers.cases.records import Case
from handlers.front import react
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted
from handlers.wishes.rules import guess_kind, guess_value
from storage.work import Work

REVIEWER, SECOND = "刘书记", "小赵"


@dataclass(frozen=True, slots=True)
class Told:
    """A wish: who needs it, how many days ago it was told, who helped, and where it stands now."""

    what: str
    needer: str
    days: int
    end: str
    helper: str = ""
    words: str = ""
    typist: str = ""


TOLD: Final = (
    Told("厨房的水龙头一直滴水，想请人看看", "周阿姨", 118, "closed", "李师傅", "修好了，不滴了，谢谢李师傅！"),
    Told("想要一副老花镜，300度的", "钱大妈", 116, "closed", "张敏", "戴上看报清楚多了"),
    Told("想有人陪我去医院拿一次药", "孙大爷", 112, "closed", "何军", "小何推着我去的，一路说话", "小赵"),
    Told("孩子数学跟不上，想请人每周辅导一次", "小雨妈妈", 110, "closed", "张敏", "小雨说张老师讲得明白"),
    Told("想要一床厚被子", "何师傅", 105, "closed", "何军", "暖和，谢谢"),
    Told("阳台的灯不亮了，够不着", "王奶奶", 103, "closed", "李师傅", "小李爬上爬下的，辛苦了"),
    Told("想把旧沙发搬下楼", "郑叔", 98, "closed", "何军", "两个小伙子一会儿就搬完了"),
    Told("想学会用手机看孙子的视频", "钱大妈", 95, "closed", "张敏", "会了会了，天天看"),
    Told("想要一个能测血压的", "孙大爷", 90, "closed", "李师傅", "每天量，心里有数", "小赵"),
    Told("门锁拧不动，怕关在外头", "周阿姨", 88, "closed", "李师傅"),
    Told("想要一本菜谱，给孙子做饭", "王奶奶", 84, "closed", "张敏", "照着做了红烧肉"),
    Told("小雨过生日，想有小朋友一起吹蜡烛", "小雨妈妈", 80, "closed", "张敏", "小雨高兴了一整天"),
    Told("想理个发，腿脚不便下不了楼", "孙大爷", 76, "unanswered", "张敏", typist="小赵"),
    Told("窗户关不严，冬天漏风", "何师傅", 74, "closed", "李师傅", "不漏风了"),
    Told("想要一个收音机听戏", "郑叔", 70, "closed", "何军", "天天听上党梆子"),
    Told("想要一辆二手自行车送孩子上学", "小雨妈妈", 66, "withdrawn"),
    Told("想请人帮着把棉衣的拉链换了", "钱大妈", 63, "closed", "张敏", "跟新的一样"),
    Told("楼道里的灯坏了，晚上看不见", "周阿姨", 60, "set_aside", "小赵", "换了灯泡"),
    Told("想要一个洗澡用的防滑垫", "王奶奶", 57, "closed", "李师傅", "站得稳了"),
    Told("想找人下下棋", "郑叔", 53, "closed", "何军", "小何让着我呢"),
    Told("想要一口小锅，一个人吃饭够用", "何师傅", 50, "closed", "张敏", "正好"),
    Told("米吃完了，想请人捎一袋上来", "孙大爷", 47, "closed", "何军", "送到厨房里，谢谢", "陈书记"),
    Told("想给老伴照张像样的合影", "王奶奶", 44, "closed", "张敏", "挂在墙上了"),
    Told("插座松了，一插就冒火花", "钱大妈", 41, "closed", "李师傅", "当天就来了"),
    Told("想要几本小学生看的故事书", "小雨妈妈", 38, "closed", "张敏", "小雨已经看完一本"),
    Told("小区门口想装个监控", "郑叔", 36, "set_aside", "小孟", "跟派出所装了一个，照着大门"),
    Told("想有人教教智能电视怎么开", "周阿姨", 33, "closed", "张敏", "会开了"),
    Told("晾衣杆掉下来了，想请人装上", "何师傅", 30, "closed", "李师傅"),
    Told("想要一双防滑的棉鞋，40码", "孙大爷", 27, "closed", "李师傅", "合脚", "小赵"),
    Told("想有人陪着说说话", "钱大妈", 25, "unanswered", "张敏"),
    Told("马桶漏水，一晚上都有声音", "王奶奶", 22, "closed", "李师傅", "安静了，睡得着了"),
    Told("想要一个暖手宝", "周阿姨", 19, "withdrawn"),
    Told("想请人帮着搬一下衣柜", "何师傅", 12, "connected", "何军"),
    Told("想要一个电饭锅，小的就行", "孙大爷", 5, "fulfilled", "李师傅", typist="小赵"),
    Told("灯管一闪一闪的，眼睛受不了", "周阿姨", 4, "fulfilled", "李师傅"),
    Told("想有人周末教小雨打羽毛球", "小雨妈妈", 5, "claimed", "张敏"),
    Told("想去看看新修的漳泽湖湿地，走不远", "郑叔", 3, "open"),
    Told("想要一个带灯的放大镜，缝衣服用", "钱大妈", 2, "open"),
    Told("家里的水管想请人检查一遍，电话 13900000008", "何军", 1, "returned"),
    Told("想借一套搬家用的小推车用两天", "张敏", 3, "review"),
)


class Tales(Teller):
    """Plays each wish with the dates it is told with, in working hours."""

    def play(self, work: Work, told: Told) -> Case:
        at = self.morning(work.house.calendar, told.days)
        typist = self.actor(work, told.typist or told.needer)
        wanted = Wanted(told.what, guess_kind(told.what), guess_value(told.what), self.person(told.needer))
        case = submit(work, typist, wanted, self.now, at=at).case
        for step, who, inputs, hours in _course(told):
            at = self.after(at, hours)
            case = self.step(work, case, step, who or told.needer, dict(inputs), at)
        react(work)
        return case


Course: TypeAlias = list[tuple[str, str, dict[str, str], int]]


def _course(told: Told) -> Course:
    """(step, who, inputs, hours after the step before) to the wish's end; who empty: the needer."""
    review: Course = [("approve", REVIEWER, {}, 3)]
    claimed = [*review, ("claim", told.helper, {}, 5)]
    connected = [*claimed, ("connect", told.helper, {}, 20)]
    fulfilled = [*connected, ("fulfil", told.helper, {}, 40)]
    answer = {"granted": "yes", "satisfied": "good" if told.words else "fair"}
    rate = ("note_answer", SECOND if told.typist != SECOND else "陈书记") if told.typist else ("rate", "")
    thanks: Course = [("thank", rate[1], {"thanks": told.words}, 0)] if told.words else []
    courses: dict[str, Course] = {
        "review": [],
        "set_aside": [],
        "returned": [("send_back", REVIEWER, {"reason": "电话不用写在心愿里。请写清楚是漏水还是堵了，好请对人。"}, 3)],
        "open": review,
        "withdrawn": [*review, ("withdraw", "", {}, 30)],
        "claimed": claimed,
        "connected": connected,
        "fulfilled": fulfilled,
        "closed": [*fulfilled, (*rate, answer, 6), *thanks],
        "unanswered": [*fulfilled, ("ask_again", "clock", {}, 80), ("close_unanswered", "clock", {}, 100)],
    }
    return courses[told.end]
