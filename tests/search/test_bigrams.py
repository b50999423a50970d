"""What a text is found by, and what a search asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.bigrams import tokens, wanted
from handlers.kit.masking import mask_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("路灯坏了", {"路灯", "灯坏", "坏了"}),
        ("修 路灯", {"修", "路灯"}),
        ("路灯，坏了", {"路灯", "坏了"}),
        ("演武-0412", {"演武", "412"}),
        ("２００８年 \uff37\uff29\uff26\uff29", {"2008", "年", "wifi"}),
        ("A4纸和84消毒液", {"a4", "纸和", "84", "消毒", "毒液"}),
        ("000", {"0"}),
        ("……！", set()),
    ],
)
def test_tokens(text: str, found: set[str]) -> None:
    assert tokens(text) == found


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("路灯", {"路灯"}),
        ("路灯坏", {"路灯", "灯坏"}),
        ("修 路灯", {"路灯"}),
        ("灯", {"灯"}),
        ("0412", {"412"}),
        ("演武-412", {"演武", "412"}),
        (" ？", set()),
    ],
)
def test_what_a_search_asks_for(query: str, asked: set[str]) -> None:
    assert wanted(query) == asked


def test_what_masking_writes_is_not_indexed() -> None:
    masked = mask_text("我叫王秀兰，电话13800001234，3号楼2单元501的灯坏了", "王秀兰")
    assert tokens(masked) == {"我叫", "电话", "的灯", "灯坏", "坏了"}


@given(st.text(alphabet="路灯坏了水管，a4 09", min_size=2, max_size=30), st.data())
def test_any_two_neighbours_find_their_text(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 2))
    pair = text[at : at + 2]
    if pair.isalpha() and not pair.isascii():
        assert wanted(pair) <= tokens(text) or len(pair.encode()) < 6
