"""What the rules say of posts: days, seats, organisations, and who sits there already."""

from dataclasses import replace
from datetime import date

import pytest

from handlers.census.records import Census, PersonRow, PostRow
from handlers.kit.roles import Role
from handlers.people.records import Post
from tests.census.test_rules import OLD, POSTS, SOUND, looked_through, the_only


def with_post(*rows: PostRow) -> Census:
    return replace(SOUND, posts=(*POSTS, *rows))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (PostRow(3, "P9", "居民", "G1", "", "2026-01-01"), "「人员编号」写的 P9 在人员表里没有"),
        (PostRow(3, "P1", "居民", "", "", "2026-01-01"), "「单元编码」空着"),
        (PostRow(3, "P1", "居民", "G9", "", "2026-01-01"), "「单元编码」写的 G9 在单元表里没有"),
        (PostRow(3, "P1", "班长", "G1", "", "2026-01-01"), "「岗位」写的 班长 认不出来"),
        (PostRow(3, "P1", "居民", "G1", "", ""), "「开始日期」空着"),
        (PostRow(3, "P1", "居民", "G1", "", "2026-02-30"), "「开始日期」写的 2026-02-30 不是日期"),
        (PostRow(3, "P1", "居民", "G1", "", "2206-01-01"), "「开始日期」写的 2206-01-01 年份不对劲"),
        (PostRow(3, "P1", "居民", "G1", "", "2026-01-02", "2026/1/1"), "「结束日期」写的 2026-01-01 比开始日期"),
        (
            PostRow(3, "P1", "居民", "G1", "", "2026-01-01", "", "2026-02-02", "2026-02-01"),
            "「请假到」写的 2026-02-01 比请假从 2026-02-02 还早",
        ),
        (PostRow(3, "P1", "居民", "G1", "", "2026-01-01", "", "", "2026-02-01"), "「请假从」空着"),
        (PostRow(3, "P1", "居民", "G1", "", "2026-01-01", stand_in="P1"), "「代理人编号」写的就是本人"),
        (PostRow(3, "P1", "居民", "G1", "", "2026-01-01", stand_in="P9"), "「代理人编号」写的 P9 在人员表里没有"),
        (PostRow(3, "P1", "网格员", "G1", "B", "2026-01-01"), "「组织编码」写的 B 用不上"),
        (PostRow(3, "P1", "支部书记", "G2", "", "2026-01-01"), "「组织编码」空着，可是支部书记要写明"),
        (PostRow(3, "P1", "党员", "G2", "B", "2026-01-01"), "写的 B（第一支部）没有覆盖 G2（第二网格）"),
        (PostRow(3, "P1", "社区书记", "G1", "", "2026-01-01"), "社区书记要在村社任职"),
        (PostRow(3, "P2", "支部书记", "G1", "B", "2026-1-1"), "「人员编号」和第 2 行重复了"),
        (PostRow(3, "P1", "支部书记", "G1", "B", "2026-03-01"), "和第 2 行时间重叠了，同一个支部书记岗位"),
        (PostRow(3, "P2", "支部书记", "G1", "B", "2026-03-01"), "和第 2 行时间重叠了，同一个人"),
    ],
)
def test_faults_of_posts(row: PostRow, words: str) -> None:
    said = the_only(with_post(row))
    assert said.startswith("「任职」表第 3 行")
    assert words in said


def test_posts_that_are_fine() -> None:
    rows = (
        PostRow(3, "P1", "党员", "V", "D", "2026-01-01"),
        PostRow(4, "P2", "党员", "G2", "D", "2026年1月1日", "", "2026-02-01", "", "P1"),
        PostRow(5, "P1", "社区书记", "V", "D", "2025-01-01", "2025-12-31"),
        PostRow(6, "P2", "社区书记", "V", "D", "2026-01-01"),
        PostRow(7, "P1", "党员", "V", "B", "2026-01-01"),
    )
    sentences, plan = looked_through(with_post(*rows))
    assert sentences == []
    assert plan.posts.added[2].post.leave_from == date(2026, 2, 1)


def test_a_community_has_one_secretary_whatever_the_organisation() -> None:
    rows = (PostRow(3, "P1", "社区书记", "V", "", "2026-01-01"), PostRow(4, "P2", "社区书记", "V", "D", "2026-02-01"))
    assert "第 4 行「开始日期」和第 3 行时间重叠了" in the_only(with_post(*rows))


def test_a_secretary_already_seated_has_to_end_first() -> None:
    key = (Role.COMMUNITY_SECRETARY, 3, None)
    known = replace(OLD, seats={key: 7}, posts=[Post(7, 1, date(2025, 1, 1))], people=dict(OLD.people))
    newcomer = PersonRow(2, "P2", "李强", unit="V")
    post = PostRow(2, "P2", "社区书记", "V", "", "2026-01-01")
    said = the_only(Census(people=(newcomer,), posts=(post,)), known)
    assert "和系统里从 2025-01-01 起的任职时间重叠了" in said
    ended = PostRow(3, "P1", "社区书记", "V", "", "2025-01-01", "2025-12-31")
    sentences, plan = looked_through(Census(people=(newcomer,), posts=(post, ended)), known)
    assert sentences == []
    assert plan.posts.changed[0].post == Post(7, 1, date(2025, 1, 1), date(2025, 12, 31))
