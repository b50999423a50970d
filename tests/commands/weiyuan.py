"""The `weiyuan` command as an operator runs it, over a data folder."""

import io
import os
import subprocess
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from bot import cli


class Operator:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.env = {**os.environ, "WEIYUAN_DATA": str(data), "COLUMNS": "200"}

    def runs(self, *words: str, port: int = 0) -> tuple[int, str]:
        """(exit code, what it printed). Here, for a process of its own takes two seconds to begin."""
        said = io.StringIO()
        with (
            patch.dict(os.environ, self._env(port)),
            patch.object(sys, "argv", ["weiyuan", *words]),
            patch.object(cli, "console", Console(file=said, width=200)),
            patch("bot.logs.set_up"),  # the log of this process is the tests'
            redirect_stdout(said),
            redirect_stderr(said),
        ):
            code = _ended()
        return code, said.getvalue()

    def begins(self, *words: str, port: int = 0) -> tuple[int, str]:
        """The same in a process of its own."""
        command = [sys.executable, "-m", "bot.cli", *words]
        done = subprocess.run(  # noqa: S603  # our own command
            command, env=self._env(port), capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def _env(self, port: int) -> dict[str, str]:
        return {**self.env, "WEIYUAN_PORT": str(port)} if port else self.env


def _ended() -> int:
    try:
        cli.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except Exception:
        traceback.print_exc()
        return 1
    return 0
