"""The anchor of a day covers the balances that grew, and everybody may read and keep it."""

import hashlib
import html
from datetime import timedelta

import httpx

from bot.commands.check import verify
from handlers.cases.anchors import anchor as anchor_day
from handlers.cases.chain import anchor
from storage.work import Work
from tests.cast import CAST
from tests.databases import HouseDb
from tests.ledger.people import entered, founded, held, later
from tests.scenes import opened
from tests.wall.looking import CODE
from tests.web.server import Site


def test_an_anchor_without_balances_is_what_it_was() -> None:
    """Those that are written already stay true."""
    heads = [(1, 3, "a"), (2, 1, "b")]
    assert anchor("before", heads) == hashlib.sha256(b"before\n1 3 a\n2 1 b").hexdigest()
    assert anchor("before", heads, ()) == anchor("before", heads)


def test_a_balance_is_no_case() -> None:
    heads = [(1, 3, "a")]
    found = {anchor("", heads), anchor("", (), heads), anchor("", heads, heads), anchor("", heads, [(1, 4, "a")])}
    assert len(found) == 4


def test_each_anchor_covers_what_grew(house_db: HouseDb) -> None:
    with house_db.work() as work:
        one, other, idle = founded(work, 3)
        entered(work, one, "case:1")
        entered(work, other, "case:1")
        held(work, idle)
        assert covered(work, 1) == {one: 1, other: 1}
        entered(work, other, "case:2")
        assert not anchor_day(work, later(1)), "that day has its anchor"
        assert covered(work, 2) == {other: 2}
        assert covered(work, 3) == {}
        assert verify(work).findings == ()


def covered(work: Work, day: int) -> dict[int, int]:
    """person → number of the last entry, of the anchor written on a day."""
    assert anchor_day(work, later(day))
    newest = work.anchors.all()[-1]
    people = {balance.id: balance.person_id for balance, _ in work.ledger.all()}
    return {people[id_]: seq for id_, seq, _ in newest.balances}


def text(site: Site, path: str = "/open/anchors") -> str:
    """As somebody reads it who never signed in."""
    answer = httpx.get(f"{site.base}{path}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_everybody_may_copy_the_anchors(site: Site) -> None:
    play = site.play
    opened(play)  # the server has anchored the day before this one when it began
    play.do(lambda work: entered(work, play.ids["李师傅"], "case:1"))
    play.later(timedelta(days=1))
    play.do(lambda work: anchor_day(work, play.now))
    (day, hash_), _ = play.desk.read_now(lambda work: work.anchors.published(5))
    page = text(site)
    assert f"{day.year}年{day.month}月{day.day}日" in page
    assert hash_ in page
    assert "更早的" not in page
    assert 'href="/open/anchors"' in text(site, f"/wall/{CODE}")
    assert not [one for name, who in CAST.items() for one in (name, who.name, who.phone) if one and one in page]


def test_older_anchors_are_a_page_further(site: Site) -> None:
    def many(work: Work) -> None:
        for day in range(1, 131):
            assert anchor_day(work, site.play.now + timedelta(days=day))

    site.play.do(many)
    days = [day for day, _ in site.play.desk.read_now(lambda work: work.anchors.published(200))]
    first = text(site)
    assert first.count("<dt>") == 100
    assert f"/open/anchors?before={days[99]}" in first
    # The server may have written the day before its start itself, if it was quicker than this.
    assert text(site, f"/open/anchors?before={days[99]}").count("<dt>") == len(days) - 100 >= 30
    for forged in ("x", "0001-01-01", "9999-12-31", "2026-02-30", "%00"):
        assert text(site, f"/open/anchors?before={forged}").count("<dt>") in (0, 100)
