"""The tree of categories: whole, short enough for buttons, and sent to the right people."""

import pytest

from handlers.kit.roles import Role
from handlers.routing.categories import CATEGORIES, GROUPS, category, in_group
from handlers.routing.records import AREAS
from handlers.routing.words import ALL


def test_the_tree_is_whole() -> None:
    keys = [one.key for one in CATEGORIES]
    assert len(set(keys)) == len(keys)
    assert len({one.name for one in CATEGORIES}) == len(keys)
    assert {one.group for one in CATEGORIES} == {group.key for group in GROUPS}
    assert not {group.key for group in GROUPS} & set(keys)
    assert all(in_group(group.key) for group in GROUPS)
    assert {one.area for one in CATEGORIES} == set(AREAS)


@pytest.mark.parametrize("one", CATEGORIES, ids=lambda one: one.key)
def test_a_leaf_fits_a_button(one: object) -> None:
    leaf = category(getattr(one, "key", ""))
    assert leaf.key.isascii()
    assert len(leaf.key) <= 12
    assert len(leaf.name) <= 6
    assert leaf.roles
    assert len(in_group(leaf.group)) <= 7


@pytest.mark.parametrize("key", ["poor", "clinic", "family", "dispute", "disabled", "crime", "conduct"])
def test_private_matters_are_not_shared(key: str) -> None:
    assert not category(key).shared


@pytest.mark.parametrize("key", ["lamp", "lift", "garbage", "noise", "water", "road"])
def test_common_matters_are(key: str) -> None:
    assert category(key).shared


@pytest.mark.parametrize("key", ["conduct", "land"])
def test_complaints_about_leaders_go_above_them(key: str) -> None:
    assert not {Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY, Role.GRID_MEMBER} & set(category(key).roles)


def test_words_belong_to_the_tree() -> None:
    known = {one.key for one in CATEGORIES} | {group.key for group in GROUPS}
    for words in ALL:
        assert set(words) <= known
        assert {strength for strengths in words.values() for strength in strengths} <= {1, 2, 3}
