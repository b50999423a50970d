"""A small directory of 演武社区 to ask from."""

from handlers.directory.records import Draft
from tests.cast import YANWU
from tests.play import Play

CARD = Draft("办老年证要带什么", "带身份证和一张一寸照片，到居委会一楼。", ("老年证", "敬老卡"), "0355-2000002")
HOURS = Draft("居委会几点上班", "周一到周五，上午 8:30 到 12:00。", ("上班时间", "几点下班", "办公时间"))
POWER = Draft("停水停电报修电话", "停电打 95598，停水打下面的电话。", ("停水", "停电", "跳闸"), "0355-2000004")
RUBBISH = Draft("垃圾清运时间", "早上 6:30，晚上 8:00。", ("收垃圾", "倒垃圾"))
PERMIT = Draft("怎么办居住证", "带身份证和租房合同，到派出所。", ("居住证", "暂住证"))
DUTY = Draft("社区值班电话", "白天晚上都有人接。", ("居委会电话", "社区电话"), "0355-2000001")
ALL = (CARD, HOURS, POWER, RUBBISH, PERMIT, DUTY)


def filled(play: Play, *drafts: Draft, community: int = YANWU) -> list[int]:
    """The keys of entries that 刘书记 wrote."""
    by = play.ids["刘书记"]
    return play.do(lambda work: [work.directory.add(community, one, by, play.now) for one in drafts or ALL])
