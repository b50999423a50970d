"""Where a test begins: the wheelchair wish of 王奶奶, brought as far as its name says."""

from tests.play import Play

WISH = "想要个轮椅,带老伴出去走走"


def submitted(play: Play, who: str = "王奶奶", text: str = WISH) -> None:
    play.say(who, text)
    play.press(who, "提交")
    play.courier()


def opened(play: Play, who: str = "王奶奶", text: str = WISH) -> None:
    submitted(play, who, text)
    play.press("刘书记", "通过公示")
    play.courier()


def claimed(play: Play, helper: str = "李师傅") -> None:
    opened(play)
    play.press(helper, "我来接")
    play.courier()


def connected(play: Play, helper: str = "李师傅") -> None:
    claimed(play, helper)
    play.press(helper, "已联系上")
    play.courier()


def fulfilled(play: Play, helper: str = "李师傅") -> None:
    connected(play, helper)
    play.press(helper, "圆梦了")
    play.photo(helper)
    play.press(helper, "先不")
    play.courier()
