"""Settings from the environment (WEIYUAN_...); the make targets pass DATA and PORT."""

import hashlib
import tempfile
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

MOST_SOCKET_PATH = 100


class Settings(BaseSettings):
    """`data` holds everything: the database, the master key, the operator's rule files.

    `database` overrides the SQLite file with a PostgreSQL address. `public_url` is how people reach the server;
    over https, cookies are sent encrypted only. Telegram is on where there is a token: by long polling, or, where
    `telegram_webhook` is the public address of this server, by what Telegram posts there. WeCom is on where
    `wecom_corp` is set: then all of them are needed but `wecom_api`, another server than the official one.
    """

    model_config = SettingsConfigDict(env_prefix="WEIYUAN_", extra="ignore")

    data: Path = Path("data")
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8765
    public_url: str = ""
    demo: bool = False
    session_days: int = 90
    link_hours: int = 72
    telegram_token: str = Field(default="", repr=False)
    telegram_api: str = ""
    telegram_webhook: str = ""
    telegram_secret: str = Field(default="", repr=False)
    wecom_corp: str = ""
    wecom_agent: int = 0
    wecom_secret: str = Field(default="", repr=False)
    wecom_token: str = Field(default="", repr=False)
    wecom_key: str = Field(default="", repr=False)
    wecom_api: str = ""

    @property
    def url(self) -> str:
        """The database's address for SQLAlchemy."""
        if not self.database:
            return f"sqlite:///{self.data / 'weiyuan.db'}"
        return self.database.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def base(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def key_file(self) -> Path:
        return self.data / "master.key"

    @property
    def lock_file(self) -> Path:
        return self.data / "weiyuan.lock"

    @property
    def socket_file(self) -> Path:
        """Beside the data; where that path is too long for a socket (108 bytes), in the temporary folder."""
        near = self.data / "weiyuan.sock"
        if len(str(near).encode()) < MOST_SOCKET_PATH:
            return near
        name = hashlib.sha256(str(self.data.resolve()).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"weiyuan-{name}.sock"
