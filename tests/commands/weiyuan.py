"""The `weiyuan` command as an operator runs it: a process of its own over a data folder."""

import os
import subprocess
import sys
from pathlib import Path


class Operator:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.env = {**os.environ, "WEIYUAN_DATA": str(data), "COLUMNS": "200"}

    def runs(self, *words: str, port: int = 0) -> tuple[int, str]:
        """(exit code, what it printed)."""
        env = {**self.env, "WEIYUAN_PORT": str(port)} if port else self.env
        done = subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "bot.cli", *words], env=env, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode, done.stdout + done.stderr
