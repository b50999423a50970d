"""A link is this house's own, unaltered, or it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.invitations.tokens import Named, Wrong, fingerprint, read, sign

KEY, OTHER = b"k" * 32, b"o" * 32
IDS = st.integers(min_value=0, max_value=2**40 - 1)


@given(IDS)
def test_a_link_names_its_invitation(invitation: int) -> None:
    assert read(KEY, sign(KEY, invitation)) == Named(invitation)


@given(IDS, st.integers(0, 39), st.characters(min_codepoint=1, max_codepoint=0x24F))
def test_one_changed_sign_anywhere_is_refused(invitation: int, at: int, sign_: str) -> None:
    good = sign(KEY, invitation)
    bad = good[:at] + sign_ + good[at + 1 :]
    if bad != good:
        assert isinstance(read(KEY, bad), Wrong)


@given(IDS, st.integers(0, 199))
def test_one_changed_bit_anywhere_is_refused(invitation: int, bit: int) -> None:
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    good = sign(KEY, invitation)
    at, mask = bit // 5, 1 << bit % 5
    bad = good[:at] + alphabet[alphabet.index(good[at]) ^ mask] + good[at + 1 :]
    assert isinstance(read(KEY, bad), Wrong)


@given(IDS)
def test_another_house_is_told_apart(invitation: int) -> None:
    assert read(KEY, sign(OTHER, invitation)) is Wrong.FOREIGN


def test_the_fingerprint_of_this_house_does_not_help_another() -> None:
    mine, theirs = sign(KEY, 7), sign(OTHER, 7)
    assert read(KEY, mine[:6] + theirs[6:]) in (Wrong.FORGED, Wrong.FOREIGN)
    assert len(fingerprint(KEY)) == 8
    assert fingerprint(KEY) != fingerprint(OTHER)


@pytest.mark.parametrize(
    "text", ["", "a", "a" * 40, "a" * 41, "A" * 40, "邀" * 40, sign(KEY, 1) + "a", sign(KEY, 1).upper()]
)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert isinstance(read(KEY, text), Wrong)
