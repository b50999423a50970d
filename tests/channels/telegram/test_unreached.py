"""Whoever helps is told that the asker hears nothing any more: they blocked the bot, and have no other channel."""

from pathlib import Path

from tests.channels.telegram.live import Phones, behind_a_server


def test_who_blocked_the_bot_on_their_last_channel_is_named_as_not_reached(phones: Phones, tmp_path: Path) -> None:
    phones.script(
        ("王奶奶", "想要个轮椅，带老伴出去走走"),
        ("王奶奶", "[提交]"),
        ("刘书记", "[通过公示]"),
        ("李师傅", "[我来接]"),
    )
    assert not phones.desk.read_now(lambda work: work.deliveries.unreached(phones.case().id, phones.ids["王奶奶"]))
    phones.phones["王奶奶"].block()
    phones.script(("李师傅", "[已联系上]"))
    page = "case/演武-0001"
    with behind_a_server(phones, tmp_path) as site:
        helper = site.sign_in("李师傅")
        assert "未送达" in helper.http.get(page).text
        assert "未送达" in site.sign_in("刘书记").http.get(page).text
        assert "未送达" not in site.sign_in("张敏").http.get(page).text, "only whoever has to do with it"
        phones.phones["王奶奶"].unblock()
        phones.phones["王奶奶"].say("演武-0001")
        phones.eventually(lambda: "未送达" not in helper.http.get(page).text)
