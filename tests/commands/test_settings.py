"""What is set wrong is told in a line each, in every command: which variable, what is wrong, how it should look."""

import re
import socket
from pathlib import Path

import pytest

from bot.channels import opening
from bot.channels.opening import HalfSet
from bot.channels.telegram.needed import TOKEN
from bot.environment import LOOKS, BadSettings, settings, strays
from bot.settings import PREFIX, Settings
from tests.commands.weiyuan import Operator

ROOT = Path(__file__).parents[2]
LONGEST = "9" * 30
BAD = [
    ("DATABASE", "mysql://ma:s3cret@db/x"),
    ("DATABASE", "postgresql://ma:s3cret@db:port/x"),
    ("PORT", "abc"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("PORT", LONGEST),
    ("PUBLIC_URL", "wish.example.org"),
    ("PUBLIC_URL", "ftp://wish.example.org"),
    ("PUBLIC_URL", "https://wish.example.org/weiyuan"),
    ("PUBLIC_URL", "https://[1"),
    ("PUBLIC_URL", "https://"),
    ("DEMO", "maybe"),
    ("SESSION_DAYS", "0"),
    ("SESSION_DAYS", LONGEST),
    ("LINK_HOURS", "-1"),
    ("LINK_HOURS", "1e9"),
    ("TELEGRAM_WEBHOOK", "wish.example.org"),
    ("TELEGRAM_SECRET", "\udcff"),
    ("WECOM_AGENT", "abc"),
    ("WECOM_AGENT", "-1"),
    ("KF", "maybe"),
]
COMMANDS = [("doctor",), ("serve",), ("demo",), ("invite", "王桂兰"), ("verify",), ("failed",), ("rules",)]


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path / "data")


def said(operator: Operator, command: tuple[str, ...], **given: str) -> tuple[int, list[str]]:
    operator.env |= {PREFIX + name: value for name, value in given.items()}
    code, told = operator.runs(*command)
    return code, told.splitlines()


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda one: ascii(one)[:30])
def test_what_can_not_be_is_one_line(operator: Operator, name: str, value: str) -> None:
    code, lines = said(operator, ("doctor",), **{name: value})
    named = [line for line in lines if PREFIX + name in line]
    assert (code, len(named)) == (1, 1), lines
    assert LOOKS[name.lower()] in named[0]
    assert re.search(r"：.+。应当是：", named[0]), "what is wrong comes before how it should look"
    assert "s3cret" not in "".join(lines)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_says_it_alike(operator: Operator, command: tuple[str, ...]) -> None:
    code, lines = said(operator, command, WECOM_AGENT="abc", PORT="x")
    assert code == 1
    told = [line for line in lines if "WEIYUAN_" in line]
    assert [re.search(r"WEIYUAN_[A-Z_]+", line)[0] for line in told] == ["WEIYUAN_PORT", "WEIYUAN_WECOM_AGENT"]  # type: ignore[index]
    assert "Traceback" not in "\n".join(lines)
    assert not operator.data.exists()


def test_every_setting_says_how_it_should_look() -> None:
    assert list(LOOKS) == [name for name in Settings.model_fields if name in LOOKS]
    assert set(LOOKS) == set(Settings.model_fields)


def test_what_is_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(PREFIX + name.upper(), "")
    assert settings() == Settings()
    monkeypatch.setenv("WEIYUAN_WECOM_SECRET", "  s3cret\n")
    assert settings().wecom_secret == "s3cret"  # noqa: S105


def test_a_secret_is_in_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIYUAN_DATABASE", "mysql://ma:s3cret@db/x")
    with pytest.raises(BadSettings) as found:
        settings()
    error: BaseException | None = found.value
    while error:
        assert "s3cret" not in repr(error) + str(error)
        error = error.__context__


def test_a_name_that_is_none_of_ours_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIYUAN_TELEGRM_TOKEN", "123:abc")
    monkeypatch.setenv("WEIYUAN_ZZZ", "1")
    told = dict(strays())
    assert "WEIYUAN_TELEGRAM_TOKEN" in told["WEIYUAN_TELEGRM_TOKEN"]
    assert told["WEIYUAN_ZZZ"] == "没有这个设置，不起作用"
    assert "WEIYUAN_DATA" not in told


@pytest.mark.parametrize("command", [("serve",), ("invite", "王桂兰"), ("doctor",)], ids=lambda command: command[0])
def test_a_folder_that_can_not_be_one(operator: Operator, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("")
    for place, why in (("file", "那里是一个文件"), ("file/below", "那里是一个文件"), ("长" * 200, "名字太长")):
        code, lines = said(operator, command, DATA=str(tmp_path / place), PORT=str(free()))
        assert code == 1, place
        assert any("WEIYUAN_DATA" in line and why in line for line in lines), (place, lines)


@pytest.mark.parametrize(
    "command", [("serve",), ("invite", "王桂兰"), ("verify",), ("doctor",)], ids=lambda one: one[0]
)
def test_a_database_that_nobody_answers_for(operator: Operator, command: tuple[str, ...]) -> None:
    where = f"postgresql://ma:s3cret@127.0.0.1:{free()}/wish"
    code, lines = said(operator, command, DATABASE=where, PORT=str(free()))
    assert code == 1
    assert any("WEIYUAN_DATABASE：连不上 127.0.0.1" in line for line in lines), lines
    assert "s3cret" not in "".join(lines)


def test_a_file_that_is_no_database(operator: Operator) -> None:
    operator.data.mkdir()
    (operator.data / "weiyuan.db").write_text("not a database, but long enough to be looked at" * 100)
    for command in (("verify",), ("invite", "王桂兰")):
        code, lines = said(operator, command)
        assert code == 1
        assert any("打不开" in line and "WEIYUAN_DATA" in line for line in lines), lines


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_an_address_that_is_not_ours(operator: Operator, command: str) -> None:
    code, lines = said(operator, (command,), HOST="192.0.2.7", PORT=str(free()))
    assert code == 1
    assert any(line.endswith(LOOKS["host"]) and "WEIYUAN_HOST" in line for line in lines), lines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_token", "123:abc"),
        ("telegram_token", "no token"),
        ("telegram_webhook", "http://wish.example.org"),
        ("telegram_secret", "with space"),
        ("telegram_api", "api.example.org"),
    ],
)
def test_what_telegram_can_not_take_keeps_the_server_from_starting(name: str, value: str) -> None:
    given = Settings(telegram_token=example()).model_copy(update={name: value})
    with pytest.raises(HalfSet, match=f"{PREFIX}{name.upper()}：.+。应当是："):
        opening.telegram(given)


def test_the_example_of_a_token_could_be_one() -> None:
    assert TOKEN.fullmatch(example())
    for page in ("docs/telegram.md", "docs/operate.md"):
        for found in re.findall(r"\b\d{3,}:[A-Za-z][A-Za-z0-9_-]+", (ROOT / page).read_text("utf-8")):
            assert TOKEN.fullmatch(found), found


def example() -> str:
    return LOOKS["telegram_token"].rpartition("像 ")[2]


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
