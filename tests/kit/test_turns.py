"""Presses as text, and words made safe to keep."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.turns import Press
from handlers.kit.words import circled, clean, short

names = st.from_regex(r"[a-z]{1,8}\.[a-z_]{1,8}", fullmatch=True).filter(lambda name: name.strip("._"))
numbers = st.integers(0, 10**9)


@given(names, numbers, st.integers(0, 999), st.text(st.characters(codec="ascii", exclude_characters="\n"), max_size=20))
def test_presses_are_read_as_they_are_written(name: str, case: int, version: int, value: str) -> None:
    press = Press(name, case, version, value)
    assert Press.parse(str(press)) == press


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "cases.take",
        "cases.take|1|2",
        "cases.take|a|2|x",
        "cases.take|1||x",
        "|1|1|x",
        "cases take|1|1|x",
        "<b>|1|1|x",
        "cases.take|1|1|" + "长" * 20,
        "cases.take|1|1|\ud83d",
        "cases.take|1.5|1|x",
    ],
)
def test_what_was_never_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Press.parse(text)


@given(st.text())
def test_clean_text_has_no_hidden_marks(text: str) -> None:
    found = clean(text)
    assert not [c for c in found if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]
    assert not set(found) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u200e\u200f\ufeff\u200b")
    assert "\n\n\n" not in found
    assert clean(found) == found


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  想要轮椅 \r\n", "想要轮椅"),
        ("一\r\n\r\n\r\n\r\n二", "一\n\n二"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("❤️", "❤️"),
        ("轮\u202e椅", "轮椅"),
        ("一\r二", "一二"),
    ],
)
def test_clean_by_hand(text: str, kept: str) -> None:
    assert clean(text) == kept


@given(st.text(), st.integers(2, 40))
def test_short_is_one_short_line(text: str, most: int) -> None:
    assert len(short(text, most)) <= most
    assert "\n" not in short(text, most)


def test_circled() -> None:
    assert "".join(circled(n) for n in range(1, 7)) == "①②③④⑤⑥"
