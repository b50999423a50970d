"""Money as people write and say it."""

import pytest

from handlers.intake.money import yuan


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("300", 300),
        ("300元", 300),
        ("大概280块吧", 280),
        ("1,200元", 1200),
        ("三百块", 300),
        ("三百五", 350),
        ("二百三十", 230),
        ("一千二", 1200),
        ("一千零五十", 1050),
        ("三百零五块", 305),
        ("两百来块", 200),
        ("百十块", 110),
        ("十五", 15),
        ("八块", 8),
        ("3百块", 300),
        ("一万二", 12000),
        ("99.5元", 99),
    ],
)
def test_what_it_comes_to(said: str, value: int) -> None:
    assert yuan(said, bare=True) == value


@pytest.mark.parametrize("said", ["", "不知道", "随便", "13835500001", "零", "元", "三五", "1234567"])
def test_what_is_no_money(said: str) -> None:
    assert yuan(said, bare=True) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("想要一台301元的电饭锅", 301),
        ("想要个三百块的收音机", 300),
        ("想要两双布鞋", None),
        ("3号楼2单元的路灯坏了", None),
        ("2个灯泡,大约三十块钱", 30),
    ],
)
def test_in_a_sentence_only_what_is_called_money(text: str, value: int | None) -> None:
    assert yuan(text) == value
