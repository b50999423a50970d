"""待办, 我的, 接单: what stands on the lists of the chat, in which order, for whom. Over both flows."""

from datetime import timedelta

from handlers.cases.registry import room_of
from handlers.kit.flows import Rel
from handlers.kit.roles import Role
from handlers.lists import rules
from handlers.lists.headings import OVER, grouped, heading
from handlers.people.records import Actor, Held
from tests.cast import BLOCK_1, CITY
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, finished, reported, working
from tests.scenes import claimed, opened


def numbers(play: Play, who: str, word: str) -> list[str]:
    """The numbers of the cases on a list, in its order."""
    (card,) = play.say(who, word)
    ids = [b.press.case for b in card.buttons if b.press and str(b.press.name) == "cases.show"]
    found = play.desk.read_now(lambda work: work.cases.get([i for i in ids if i]))
    return [found[i].no for i in ids if i]


def test_both_flows_on_one_list(play: Play) -> None:
    opened(play)
    reported(play, LAMP, "赵大妈")
    play.script(("刘书记", "[大家来接]"))
    assert numbers(play, "李师傅", "接单") == ["演武-0001", "演武-0002"]
    card = play.last("李师傅")
    assert card.title == "等人接的（2）"
    assert "想要个轮椅" in card.body
    assert "路灯坏了" in card.body


def test_what_was_given_back_comes_first(play: Play) -> None:
    for who, text in (("王奶奶", LAMP), ("赵大妈", "垃圾没人收")):
        no = reported(play, text, who)
        play.script(("刘书记", no), ("刘书记", "[大家来接]"))
    play.script(("李师傅", "演武-0002"), ("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "没空"))
    assert numbers(play, "张敏", "接单") == ["演武-0001"]
    play.script(("刘书记", "演武-0002"), ("刘书记", "[大家来接]"))
    assert numbers(play, "张敏", "接单") == ["演武-0002", "演武-0001"]


def test_the_nearest_deadline_first(play: Play) -> None:
    dispatched(play, LAMP)
    play.later(timedelta(minutes=20))
    dispatched(play, "家里停水了，水管爆了", "陈书记")
    assert numbers(play, "小吴", "待办")[:2] == ["演武-0002", "演武-0001"]
    assert "等你办的（2）" in play.last("小吴").title


def test_what_is_late_says_so(play: Play) -> None:
    dispatched(play)
    play.later(timedelta(days=3))
    (card,) = play.say("小吴", "待办")
    assert "过期" in card.body


def test_a_list_names_nobody_to_the_pool(play: Play) -> None:
    reported(play, "路灯坏了，我叫王桂兰，电话13835500001")
    play.script(("刘书记", "[大家来接]"))
    (card,) = play.say("李师傅", "接单")
    assert "王桂兰" not in text_of(card)
    assert "13835500001" not in text_of(card)


def test_of_other_communities_there_is_nothing(play: Play) -> None:
    reported(play)
    play.script(("刘书记", "[大家来接]"))
    assert numbers(play, "周平", "接单") == []
    assert numbers(play, "冯书记", "待办") == []


def test_mine_is_what_i_hold_then_what_i_asked(play: Play) -> None:
    reported(play, "楼道的灯坏了", "李师傅")
    claimed(play, "李师傅")
    assert numbers(play, "李师傅", "我的") == ["演武-0002", "演武-0001"]
    assert numbers(play, "王奶奶", "我的") == ["演武-0002"]


def test_an_empty_list_says_what_to_do(play: Play) -> None:
    (card,) = play.say("钱阿姨", "我的")
    assert "写一句话，就能提一件" in text_of(card)
    assert [button.text for button in card.buttons] == ["说件事"]
    assert "都办完了" in text_of(play.say("刘书记", "待办")[0])


def test_more_than_five_lead_to_a_page(play: Play) -> None:
    for n in range(7):
        reported(play, f"{n + 1}号井盖响", ("王奶奶", "赵大妈")[n % 2])
    (card,) = play.say("刘书记", "待办")
    assert [button.text for button in card.buttons] == ["①", "②", "③", "④", "⑤", "全部"]
    assert card.title == "等你办的（7）"


def test_what_waits_for_a_call_waits_for_a_second_person(play: Play) -> None:
    """Settled for somebody without a phone: on the list of who may call, not of who typed or settled it."""
    reported(play, LAMP, "孙大爷", typist="小赵")
    play.script(("刘书记", "[派小孟]"), ("小孟", "[已联系上]"), ("小孟", "[办好了]"), ("小孟", "📷"), ("小孟", "换了"))
    assert numbers(play, "刘书记", "待办") == ["演武-0001"]
    assert numbers(play, "小赵", "待办") == numbers(play, "小孟", "待办") == []


def test_who_can_rate_is_not_called(play: Play) -> None:
    finished(play)
    assert numbers(play, "刘书记", "待办") == []


def test_the_office_above_finds_only_what_passes_the_community_by(play: Play) -> None:
    reported(play)
    reported(play, "社区书记态度差", "赵大妈", category="conduct")
    assert numbers(play, "马主任", "待办") == ["演武-0002"]
    assert numbers(play, "刘书记", "待办") == ["演武-0001"]


def test_what_was_settled_leaves_the_list(play: Play) -> None:
    working(play)
    assert numbers(play, "小吴", "待办") == ["演武-0001"]
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了"))
    assert numbers(play, "小吴", "待办") == []


# the pure part


def actor(role: Role, path: str) -> Actor:
    return Actor(1, 1, CITY, "某人", BLOCK_1, "/1/2/3/4/6/", 3, None, (Held(9, role, 3, path),))


def test_claimable_states_come_from_the_flows() -> None:
    found = rules.claimable([room_of("wish"), room_of("request")])
    assert set(found["request"]) == {"pool"}
    assert set(found["wish"]) == {"open"}


def test_places_come_from_seats() -> None:
    found = rules.by_place([room_of("request")], actor(Role.COMMUNITY_SECRETARY, "/1/2/3/"))
    assert ("request", "/1/2/3/", room_of("request").waits[Rel.REVIEWER]) in found
    assert not rules.by_place([room_of("request")], actor(Role.PARTY_MEMBER, "/1/2/3/"))


def test_the_home_community_of_a_seat() -> None:
    one = actor(Role.PARTY_MEMBER, "/1/2/3/4/")
    assert rules.community_path("/1/2/3/4/", one) == "/1/2/3/"
    assert rules.community_path("/1/2/9/10/", one) == "/1/2/9/10/"


def test_headings_say_what_is_to_be_done() -> None:
    row = {"state": "assigned", "holder": True, "mine": False, "ended": False}
    assert heading("waiting", row) == "等你签收"
    assert heading("mine", {**row, "holder": False, "mine": True, "state": "finished"}) == "等您说办得怎么样"
    over = {**row, "ended": True, "state": "closed"}
    assert [name for name, _ in grouped("mine", [over, row])] == ["等你签收", OVER]
