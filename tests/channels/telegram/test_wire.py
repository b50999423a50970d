"""What comes over the wire: twice, forged, unreadable, in pieces; and who is asked to come again."""

import logging
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from bot.channels.telegram import NAME
from bot.channels.telegram.hook import secret_of
from bot.settings import Settings
from handlers.kit.turns import Press
from storage.accounts import accounts
from storage.albums import albums
from storage.media import media
from storage.messages import inbox
from storage.work import Work
from tests.channels.afar import picture, waiting
from tests.channels.telegram.live import NUMBERS, Phones, settings_for
from tests.emulators.telegram import BotApi, Faults
from tests.web.recordings import ogg
from tests.web.server import Running


def received(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).select_from(inbox)).scalar_one())


def kept(work: Work) -> tuple[int, int]:
    """(photos and voices, pictures that still wait for their album)."""
    counted = [work.conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (media, albums)]
    return int(counted[0]), int(counted[1])


def test_a_repeated_update_is_one_message(phones: Phones) -> None:
    sent = phones.phones["王奶奶"].say("想要个轮椅,带老伴出去走走")
    phones.api.handled()
    for _ in range(3):
        phones.api.repeat(sent.update_id)
    phones.api.handled()
    assert len(phones.shows("王奶奶")) == 1
    assert phones.desk.read_now(received) == 1


def test_what_nobody_can_read_holds_up_nobody(phones: Phones) -> None:
    phones.api.deliver({"message": {"message_id": "no number", "chat": None}})
    phones.api.deliver({"message": {"nothing": "at all"}})
    phones.phones["王奶奶"].say("你好")
    phones.api.handled()
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text


@pytest.mark.parametrize("data", ["", "rubbish", "cases.take|1|1", "x" * 65, "cases.take|-1|0|claim", "😀|1|1|"])
def test_a_forged_press_does_nothing_but_is_answered(phones: Phones, data: str) -> None:
    phones.say("王奶奶", "你好")
    before = phones.desk.read_now(received)
    press = phones.phones["王奶奶"].press(phones.shows("王奶奶")[-1].message_id, data=data or " ")
    phones.eventually(lambda: press.answer is not None)
    assert phones.desk.read_now(received) == before


def test_a_press_has_only_the_power_of_who_presses(phones: Phones) -> None:
    """The button of the secretary, pressed by a resident: the policy decides, not the button."""
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"))
    approve = phones.button("刘书记", "通过公示")
    for who in ("王奶奶", "张敏", "周平", "冯书记"):
        phones.say(who, "你好")
        phones.push(who, approve)
        assert phones.case().state == "review", who
    phones.push("刘书记", Press(approve.name, approve.case, approve.version, approve.value))
    assert phones.case().state == "open"


def test_an_album_is_one_message(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phone.album([picture("red"), picture("blue"), picture("green")], "3号楼楼道的灯不亮了")
    phones.api.handled()
    phones.eventually(lambda: phones.desk.read_now(kept) == (3, 0))
    assert len(phones.shows("王奶奶")) == 1, "one album, one answer"


def test_what_follows_an_album_comes_after_it(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phone.album([picture("red"), picture("blue")], "3号楼楼道的灯不亮了")
    phone.say("我的")
    phones.api.handled()
    assert phones.desk.read_now(kept) == (2, 0)
    assert len(phones.shows("王奶奶")) == 2


def test_a_late_piece_of_an_album_is_not_lost_and_no_piece_counts_twice(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    sent = [
        phone.photo(picture(colour), "3号楼楼道的灯不亮了" * (n == 0), "77") for n, colour in enumerate(("red", "blue"))
    ]
    phones.eventually(lambda: phones.desk.read_now(kept) == (2, 0))
    phone.photo(picture("green"), "", "77")
    phones.api.repeat(sent[1].update_id)
    phones.eventually(lambda: phones.desk.read_now(kept) == (3, 0))


def test_a_voice_is_kept_and_a_broken_picture_is_refused(phones: Phones) -> None:
    phones.phones["王奶奶"].voice(ogg(12), 12)
    phones.api.handled()
    assert phones.desk.read_now(kept) == (1, 0)
    phone = phones.phones["王奶奶"]
    broken = phone.world.files.add(b"\xff\xd8 not a picture", "document", "jpg").json()
    phone.post({"document": broken | {"mime_type": "image/jpeg"}})
    phones.api.handled()
    assert phones.desk.read_now(kept) == (1, 0)
    assert len(phones.shows("王奶奶")) == 2


def test_a_voice_and_a_photo_both_reach_who_looks_at_the_wish(phones: Phones) -> None:
    phones.say("王奶奶", "想要个轮椅,带老伴出去走走")
    phones.phones["王奶奶"].photo(picture(), "")
    phones.api.handled()
    phones.phones["王奶奶"].voice(ogg(5), 5)
    phones.api.handled()
    phones.press("王奶奶", "提交")
    *_, voice, card = phones.shows("刘书记")
    here = str(phones.phones["刘书记"].id)
    assert [one.method for one in phones.api.log if one.chat == here] == ["sendvoice", "sendphoto"]
    assert card.photos
    assert "新的心愿" in card.text
    assert not voice.text
    assert "通过公示" in card.labels
    phones.press("刘书记", "通过公示")
    (again,) = [one for one in phones.shows("刘书记") if one.message_id == card.message_id]
    assert "通过公示" not in again.labels


def test_a_case_shown_again_is_short_where_it_was_shown_before(phones: Phones) -> None:
    phones.script(
        ("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("王奶奶", "演武-0001"), ("王奶奶", "演武-0001")
    )
    full = [one for one in phones.shows("王奶奶") if "撤回" in one.labels]
    assert [one.message_id for one in full] == [phones.shows("王奶奶")[-1].message_id]


def test_nobody_is_sent_to_a_key_that_is_not_there(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    phones.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"))
    asked = phones.shows("李师傅")[-1].text
    assert "照片" in asked
    assert "下面的“照片”" not in asked


def test_a_stranger_is_told_whom_to_ask(phones: Phones) -> None:
    stranger = phones.api.user(7777, "<b>👩‍👩‍👧 & \u202e")
    stranger.start()
    phones.api.handled()
    phones.eventually(lambda: len(stranger.chat) == 2)
    assert "还不认识您" in stranger.chat[-1].text


def test_a_link_with_a_payload_only_opens_the_chat(phones: Phones) -> None:
    phones.phones["王奶奶"].start("whatever_it-carried")
    phones.api.handled()
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text


def test_any_words_come_back_as_they_were(phones: Phones) -> None:
    odd = "想要<b>轮椅</b> & “大”的 \U0001d518\U0001d52b 👩‍👩‍👧 &lt;script&gt;"
    phones.say("王奶奶", odd)
    assert odd in phones.shows("王奶奶")[-1].text


def test_who_blocks_the_bot_is_reached_elsewhere_and_is_back_when_they_come_back(phones: Phones) -> None:
    person = phones.ids["王奶奶"]
    phones.do(lambda work: work.accounts.open(person, "web", "p1", phones.now))
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"))
    phones.phones["王奶奶"].block()
    phones.api.handled()
    phones.press("刘书记", "通过公示")
    phones.courier()
    reached = [one.channel for one in phones.desk.read_now(lambda work: work.accounts.of_person(person))]
    assert reached == ["web"]
    phones.phones["王奶奶"].unblock()
    phones.phones["王奶奶"].start()
    phones.api.handled()
    reached = [one.channel for one in phones.desk.read_now(lambda work: work.accounts.of_person(person))]
    assert sorted(reached) == [NAME, "web"]


def test_a_lost_answer_shows_a_card_twice_at_most(phones: Phones) -> None:
    phones.api.fail(Faults(lost_after=1.0, only=frozenset({"sendmessage"})))
    phones.phones["王奶奶"].say("你好")
    phones.eventually(lambda: len(phones.phones["王奶奶"].chat) == 2)

    def repeated() -> bool:
        phones.later(timedelta(seconds=1))
        return len(phones.phones["王奶奶"].chat) >= 3

    phones.eventually(repeated)
    phones.api.fail(Faults())

    def said() -> bool:
        phones.later(timedelta(seconds=1))
        return not phones.desk.read_now(waiting)

    phones.eventually(said)
    phones.say("王奶奶", "我的")
    told = [one.text for one in phones.shows("王奶奶")]
    assert sum("你好" in text or "您好" in text for text in told) == 2
    doubts = [n for n, text in enumerate(told) if "可能没有送到" in text]
    assert doubts == list(range(2, len(told) - 1)), "what is said in its place stands before what comes after"


def test_the_token_is_in_no_log(phones: Phones, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    phones.api.fail(Faults(lost_before=0.3, server_error=0.2, bad_gateway=0.2))
    phones.phones["王奶奶"].photo(picture(), "3号楼楼道的灯不亮了")
    phones.phones["王奶奶"].say("你好")
    phones.eventually(lambda: phones.desk.read_now(received) == 2)
    logging.getLogger().setLevel(logging.WARNING)
    written = capfd.readouterr()
    assert phones.api.token not in written.out + written.err
    assert phones.api.token not in repr(settings_for(phones.api))


def test_a_webhook_is_answered_after_the_commit_and_only_with_its_secret(phones: Phones, tmp_path: Path) -> None:
    api = BotApi(seed=2)
    with api:
        running = Running(phones.desk, settings_for(api, data=tmp_path))
        try:
            url = f"{running.base}/telegram/hook"
            grandma = NUMBERS["王奶奶"]
            update = {
                "update_id": 5,
                "message": {
                    "message_id": 9,
                    "date": 1,
                    "chat": {"id": grandma, "type": "private", "first_name": "王"},
                    "from": {"id": grandma, "is_bot": False, "first_name": "王"},
                    "text": "你好",
                },
            }
            header = "X-Telegram-Bot-Api-Secret-Token"
            for wrong in (b"", b"no", "暗号".encode(), b"\xff\xfe"):
                assert httpx.post(url, json=update, headers={header.encode(): wrong}).status_code == 403
            assert phones.desk.read_now(received) == 0
            secret = {header: secret_for(phones)}
            assert httpx.post(url, content=b"[1", headers=secret).status_code == 400
            assert httpx.post(url, content=b"x" * (2 << 20), headers=secret).status_code == 400
            assert httpx.post(url, json={"update_id": 4, "message": {}}, headers=secret).status_code == 200
            for _ in range(2):
                assert httpx.post(url, json=update, headers=secret).status_code == 200
                assert phones.desk.read_now(received) == 1
        finally:
            running.close()


def secret_for(phones: Phones) -> str:
    return secret_of(phones.desk, "")


def test_the_library_is_not_touched_where_the_channel_is_off() -> None:
    code = "import sys, bot.cli, bot.web.app, bot.commands.doctor; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
    assert Settings().telegram_token == ""


def test_nothing_is_sent_to_an_account_that_was_moved(phones: Phones) -> None:
    def addresses(work: Work) -> list[str]:
        return sorted(work.conn.execute(select(accounts.c.address).where(accounts.c.channel == NAME)).scalars())

    account = phones.caller("王奶奶").account_id
    assert phones.do(lambda work: work.accounts.move(account, "4242"))
    assert not phones.do(lambda work: work.accounts.move(account, str(NUMBERS["张敏"])))
    assert "4242" in phones.desk.read_now(addresses)
