"""Each command explains itself, does its work, and says plainly what is wrong."""

import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.phones import demo
from tests.commands.weiyuan import Operator


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("pilot") / "pilot.xlsx"
    assert Operator(file.parent).runs("template", "--pilot", str(file))[0] == 0
    return file


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path / "data")


def test_help_names_every_command(operator: Operator) -> None:
    code, said = operator.begins("--help")
    assert code == 0
    for command in ("serve", "demo", "import", "template", "invite", "verify", "failed", "backup", "doctor"):
        assert command in said


def test_a_template_left_as_it_is_imports_as_nothing(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "花名册.xlsx"
    assert operator.runs("template", str(file))[0] == 0
    code, said = operator.runs("import", str(file))
    assert code == 0, said


def test_an_import_and_its_repeat(operator: Operator, pilot: Path) -> None:
    code, said = operator.runs("import", "--dry-run", str(pilot))
    assert code == 0, said
    assert "3478" in said.replace(",", "")
    assert not operator.data.exists(), "a trial leaves no folder"
    code, said = operator.runs("import", str(pilot))
    assert code == 0, said
    code, said = operator.runs("import", str(pilot))
    assert code == 0
    assert "不变 3478" in said.replace(",", "")


def test_a_missing_file_is_a_sentence(operator: Operator, tmp_path: Path) -> None:
    code, said = operator.runs("import", str(tmp_path / "nothing.xlsx"))
    assert code == 1
    assert "Traceback" not in said


def test_doctor_before_there_is_data(operator: Operator) -> None:
    code, said = operator.begins("doctor")
    assert code == 0, said
    assert "还没有数据" in said
    assert "make run" in said
    assert "要改" not in said


def test_serve_says_where(operator: Operator) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**operator.env, "WEIYUAN_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "bot.cli", "serve"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603  # our own
        assert server.stdout
        said = server.stdout.readline() + server.stdout.readline()
        server.terminate()
    assert f"http://127.0.0.1:{port}/" in said
    assert str(operator.data) in said


def test_beside_a_running_demo(tmp_path: Path) -> None:
    """Commands that write go through the server; those that read pass beside it."""
    operator = Operator(tmp_path / "data")
    with demo(operator.data) as base:
        code, said = operator.begins("invite", "王桂兰")
        assert code == 0, said
        assert "/enter/" in said
        code, said = operator.runs("invite", "没有这个人")
        assert code == 1
        assert "0 个" in said
        code, said = operator.begins("verify")
        assert code == 0, said
        assert "58 件" in said
        assert "全部相符" in said
        assert "没有没办成的" in operator.runs("failed")[1]
        assert "不用重办" in operator.runs("failed", "--rerun")[1]
        assert operator.runs("backup", str(tmp_path / "copy.db"))[0] == 0
        assert operator.runs("backup", str(tmp_path / "copy.db"))[0] == 1
        code, said = operator.runs("serve", port=int(base.rsplit(":", 1)[1]))
        assert code == 1
        assert "WEIYUAN_PORT=" in said
        assert "PORT=" in said
        code, said = operator.runs("serve", port=1 + int(base.rsplit(":", 1)[1]))
        assert code == 1
        assert "正被另一个微愿用着" in said
        code, said = operator.runs("doctor")
        assert "主密钥与数据库是一套" in said
        assert "要改" not in said
    _restored(tmp_path, operator)


def _restored(tmp_path: Path, operator: Operator) -> None:
    """The copy opens with its key, and not with another."""
    new = Operator(tmp_path / "new")
    new.data.mkdir()
    (tmp_path / "copy.db").rename(new.data / "weiyuan.db")
    code, said = new.runs("doctor")
    assert code == 1
    assert "主密钥文件" in said
    code, said = new.runs("verify")
    assert code == 1
    assert "把当初的放回来" in said
    assert not (new.data / "master.key").exists()
    (operator.data / "master.key").rename(new.data / "master.key")
    code, said = new.runs("verify")
    assert code == 0, said


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE case_events SET actor_id = 1 WHERE case_id = 3 AND seq = 2", "第 2 步的记录被改过"),
        ("DELETE FROM case_events WHERE case_id = 3 AND seq = 2", "第 3 步的记录被改过或缺了"),
        ("UPDATE cases SET state = 'open' WHERE id = 3", "与最后一步"),
        ("UPDATE cases SET needer_id = needer_id + 1 WHERE id = 3", "编号、人或地点"),
        ("UPDATE cases SET holder_id = holder_id + 1 WHERE id = 3", "承办人"),
        ("UPDATE cases SET facts = json_set(facts, '$.kind', 'thing') WHERE id = 3", "记下的数"),
        ("UPDATE cases SET opened_at = opened_at + 1 WHERE id = 3", "提出的时间"),
        ("DELETE FROM case_texts WHERE case_id = 3 AND seq = 1 AND key = 'what'", "不见了"),
        ("UPDATE case_texts SET sealed = zeroblob(80) WHERE case_id = 3 AND seq = 1", "打不开"),
        ("DELETE FROM media_blobs WHERE media_id IN (SELECT id FROM media WHERE case_id = 3)", "照片"),
        ("UPDATE case_texts SET key = 'note' WHERE case_id = 3 AND seq = 1 AND key = 'what'", "不符"),
    ],
)
def test_verify_names_what_was_tampered_with(demo_data: Operator, damage: str, found: str) -> None:
    with sqlite3.connect(demo_data.data / "weiyuan.db") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        assert database.execute(damage).rowcount == 1
    code, said = demo_data.runs("verify")
    assert code == 1
    assert "演武-0003" in said
    assert found in said


@pytest.fixture
def demo_data(tmp_path: Path, loaded: Path) -> Operator:
    operator = Operator(tmp_path / "data")
    operator.data.mkdir()
    for name in ("weiyuan.db", "master.key"):
        (operator.data / name).write_bytes((loaded / name).read_bytes())
    return operator


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "data"
    with demo(folder):
        assert Operator(folder).runs("backup", str(folder.parent / "copy.db"))[0] == 0
    (folder.parent / "copy.db").replace(folder / "weiyuan.db")
    for name in ("weiyuan.db-wal", "weiyuan.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return folder
