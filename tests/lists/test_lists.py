"""待办, 我的, 接单: what stands on the lists of the chat, in which order, for whom. Over both flows."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from handlers.cases.registry import room_of
from handlers.kit.flows import Rel
from handlers.kit.roles import Role
from handlers.lists import rules
from handlers.lists.headings import OVER, grouped, heading
from handlers.lists.rules import Wait
from handlers.people.records import Actor, Held, Post
from storage.people import posts
from storage.work import Work
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


def copied(work: Work, no: str, count: int) -> None:
    """More cases like one, with its clocks, in another community's numbers."""
    case = work.cases.by_no(no)
    assert case
    running = [clock for clock in work.clocks.of([case.id])[case.id] if clock.runs]
    for n in range(count):
        one = work.cases.add(replace(case, no=f"旧-{n:04}"))
        work.clocks.start([replace(clock, case_id=one.id) for clock in running])


def vacated(work: Work, person_id: int, day: date) -> None:
    gone = update(posts).where(posts.c.person_id == person_id).values(ends=day - timedelta(days=1))
    work.conn.execute(gone)


def city_office(work: Work, person_id: int) -> None:
    work.people.add_post(Post(work.people.seat(Role.CITY_OFFICE, CITY), person_id, date(2020, 1, 1)))


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
    assert numbers(play, "马主任", "待办") == ["英雄中路-0001"]
    assert numbers(play, "刘书记", "待办") == ["演武-0001"]


def test_two_hundred_ordinary_ones_hide_no_complaint(play: Play) -> None:
    no = reported(play, LAMP)
    play.do(lambda work: copied(work, no, 205))
    play.later(timedelta(minutes=5))
    reported(play, "社区书记态度差", "赵大妈", category="conduct")
    assert numbers(play, "马主任", "待办") == ["英雄中路-0001"]


def test_two_hundred_who_can_answer_hide_nobody_to_call(play: Play) -> None:
    no = finished(play)
    play.do(lambda work: copied(work, no, 205))
    play.later(timedelta(minutes=5))
    reported(play, LAMP, "孙大爷", typist="小赵")
    play.script(("刘书记", "[派小孟]"), ("小孟", "[已联系上]"), ("小孟", "[办好了]"), ("小孟", "📷"), ("小孟", "换了"))
    assert numbers(play, "刘书记", "待办") == ["演武-0002"]


def test_where_nobody_is_in_post_the_office_above_is_waited_for(play: Play) -> None:
    no = reported(play, "路灯不亮", "赵大妈")
    assert numbers(play, "马主任", "待办") == []
    play.do(lambda work: vacated(work, play.ids["刘书记"], play.now.date()))
    assert numbers(play, "马主任", "待办") == [no]
    reported(play, "楼道灯不亮", "王奶奶")  # where a branch secretary sits
    assert numbers(play, "马主任", "待办") == [no]
    assert numbers(play, "陈书记", "待办") == ["演武-0002"]


def test_what_the_street_looks_after_does_not_wait_for_the_city(play: Play) -> None:
    no = reported(play, "路灯不亮", "赵大妈")
    play.do(lambda work: city_office(work, play.ids["何叔"]))
    play.do(lambda work: vacated(work, play.ids["刘书记"], play.now.date()))
    assert numbers(play, "何叔", "待办") == []
    play.do(lambda work: vacated(work, play.ids["马主任"], play.now.date()))
    assert numbers(play, "何叔", "待办") == [no]


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
    request, wish = room_of("request"), room_of("wish")
    passing = ("land", "conduct")
    found = rules.by_place([request, wish], actor(Role.COMMUNITY_SECRETARY, "/1/2/3/"), {})
    assert Wait("request", "/1/2/3/", request.waits[Rel.REVIEWER], barred=passing) in found
    assert Wait("request", "/1/2/3/", request.waits[Rel.SECOND], barred=passing, unheard=True) in found
    assert Wait("wish", "/1/2/3/", wish.waits[Rel.REVIEWER]) in found
    assert not rules.by_place([request], actor(Role.PARTY_MEMBER, "/1/2/3/"), {})


def test_an_office_above_steps_in_where_nobody_nearer_does() -> None:
    room, one = room_of("request"), actor(Role.STREET_OFFICE, "/1/2/")
    assert rules.above([room, room_of("wish")], one).keys() == {"/1/2/"}
    assert not rules.above([room_of("wish")], one)
    there = [(Role.STREET_OFFICE, "/1/2/"), (Role.BRANCH_SECRETARY, "/1/2/3/5/"), (Role.COMMUNITY_SECRETARY, "/1/2/3/")]
    found = rules.by_place([room], one, {"/1/2/": there})
    states = room.waits[Rel.REVIEWER]
    assert Wait("request", "/1/2/", states, only=("land", "conduct")) in found
    assert Wait("request", "/1/2/", states, covered=("/1/2/3/",)) in found
    assert all(wait.only or wait.covered for wait in found)


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
