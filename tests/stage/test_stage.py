"""The stage: four chats without signing in, one line for all, time that moves in order."""

from collections.abc import Iterator
from itertools import takewhile

import pytest

from handlers.kit.worktime import SHANGHAI
from tests.stage.stage import Stage
from tests.web.server import Browser


def test_each_phone_is_the_chat_of_its_person(stage: Stage) -> None:
    page = stage.jump("wish")
    for called, (person, _) in stage.frames(page).items():
        with stage.phone(person) as phone:
            chat = phone.http.get("chat").text
        assert f"{called} · 微愿" in chat
        assert f'action="/as/{person}/chat/send"' in chat
        assert f'action="/as/{person}/chat/press"' in chat
        assert 'href="/chat' not in chat, "every link stays on its own phone"
        assert 'src="/static/' in chat


def test_a_phone_offers_what_one_could_write_until_something_is_written(stage: Stage) -> None:
    person, path = stage.frames(stage.jump("wish"))["王奶奶"]
    assert 'value="想要个轮椅，带老伴出去走走"' in stage.http.get(path).text
    with stage.phone(person) as phone:
        answer = phone.send("想要个轮椅，带老伴出去走走")
    assert "这样写对吗" in answer.text
    assert "井盖" not in answer.text


def test_the_whole_loop_by_presses_alone(stage: Stage) -> None:
    """No word and no photo of one's own is needed: a newcomer only presses what is lit."""
    frames = stage.frames(stage.jump("race"))
    wang, li = stage.phone(frames["王奶奶"][0]), stage.phone(frames["李师傅"][0])
    for label in ("我来接", "已联系上", "圆梦了"):
        answer = _press(stage, li, "李师傅", label)
    assert 'name="sample"' in answer
    answer = li.http.post("chat/send", data={"csrf": li.csrf, "sample": "1"}, headers={"x-live": "1"}).text
    assert "辛苦了" in answer
    for label in ("已实现", "满意"):
        answer = _press(stage, wang, "王奶奶", label)
    assert 'value="谢谢，辛苦了！"' in answer
    assert "已转告" in wang.send("谢谢，辛苦了！").text
    assert stage.newest().state == "closed"


def test_one_line_brings_the_news_of_all_phones_and_what_happened(stage: Stage) -> None:
    frames = stage.frames(stage.jump("race"))
    after = ",".join(f"{person}:1" for person, _ in frames.values())
    li, asker = stage.phone(frames["李师傅"][0]), f"/as/{frames['王奶奶'][0]}/chat"
    with stage.line(after) as events:
        _press(stage, li, "李师傅", "我来接")
        told, marks, seen = "", "", False
        for name, mark, data in events:
            marks = mark or marks
            if name == "told":
                told = str(data["text"])
            html = str(data.get("html", ""))
            if name == "phone" and data["phone"] == asker and "接了您的心愿" in html:
                assert f'action="/as/{frames["王奶奶"][0]}/' in html
                seen = True
            if seen and told:
                break
    assert told == "李师傅 · 认领：“想要个轮椅，带老伴出去走走”"
    heard = {f"/as/{person}/chat": int(number) for person, number in (one.split(":") for one in marks.split(","))}
    with stage.line(after, resume=marks) as events:
        _press(stage, li, "李师傅", "已联系上")
        brought = ((str(data["phone"]), int(str(data["number"]))) for data in _messages(events))
        again = list(takewhile(lambda one: one != (asker, heard[asker] + 1), brought))
    assert all(number > heard[phone] for phone, number in again), "nothing is brought twice"


def _messages(events: Iterator[tuple[str, str, dict[str, object]]]) -> Iterator[dict[str, object]]:
    return (data for name, _, data in events if name == "phone" and data["name"] == "message")


@pytest.mark.parametrize(("by", "moved"), [("hour", "10:30"), ("day", "2026-03-03 09:30")])
def test_time_moves_and_what_is_due_rings_in_its_order(stage: Stage, by: str, moved: str) -> None:
    answer = stage.http.post("/stage/move", data={"by": by}, headers={"x-live": "1"}).json()
    now = stage.desk.now().astimezone(SHANGHAI)
    assert moved in f"{now:%Y-%m-%d %H:%M}"
    assert answer["now"].endswith(f"{now:%H:%M}")
    assert answer["text"].startswith("过了 1")


def test_many_working_days_end_what_nobody_answers(stage: Stage) -> None:
    stage.jump("race")
    for _ in range(12):
        stage.http.post("/stage/move", data={"by": "day"})
    rung = [card for card in stage.cards("李师傅") if "未回应" in card.body or "没有对接" in card.body]
    assert rung, "the demo's own deadlines have rung"


def test_only_known_people_have_phones(stage: Stage) -> None:
    for person in (0, 999_999):
        assert Browser(f"{stage.base}/as/{person}/").http.get("chat").status_code == 401


def _press(stage: Stage, phone: Browser, called: str, label: str) -> str:
    button = next(b for card in reversed(stage.cards(called)) for b in card.buttons if b.text == label and b.press)
    assert button.press
    answer = phone.press(button.press)
    answer.raise_for_status()
    return answer.text
