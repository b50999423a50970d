"""Settings from the environment (WEIYUAN_...); the make targets pass DATA and PORT."""

import hashlib
import tempfile
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MOST_SOCKET_PATH = 100
PREFIX: Final = "WEIYUAN_"
SESSION_DAYS, HOURS = 3650, 24 * 366  # the longest sign-in in days, the longest life of a link in hours


class Settings(BaseSettings):
    """`data` holds everything: the database, the master key, the operator's rule files.

    `database` overrides the SQLite file with a PostgreSQL address. `public_url` is how people reach the server;
    over https, cookies are sent encrypted only. Telegram is on where there is a token: by long polling, or, where
    `telegram_webhook` is the public address of this server, by what Telegram posts there; `sender`: what goes there is
    sent by a process of its own, where that helps. WeCom is on where
    `wecom_corp` is set: then all of them are needed but `wecom_api`, another server than the official one.
    Customer service is on where `kf` is, or where it has a secret of its own; else it goes by the app's.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, str_strip_whitespace=True, hide_input_in_errors=True, extra="ignore"
    )

    data: Path = Path("data")
    database: str = Field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=1, le=65535)
    public_url: str = ""
    demo: bool = False
    session_days: int = Field(default=90, ge=1, le=SESSION_DAYS)
    link_hours: int = Field(default=72, ge=1, le=HOURS)
    telegram_token: str = Field(default="", repr=False)
    telegram_api: str = ""
    telegram_webhook: str = ""
    telegram_secret: str = Field(default="", repr=False)
    sender: bool = True
    wecom_corp: str = ""
    wecom_agent: int = Field(default=0, ge=0)
    wecom_secret: str = Field(default="", repr=False)
    wecom_token: str = Field(default="", repr=False)
    wecom_key: str = Field(default="", repr=False)
    wecom_api: str = ""
    kf: bool = False
    kf_secret: str = Field(default="", repr=False)

    @field_validator("database")
    @classmethod
    def _is_postgres(cls, value: str) -> str:
        found = _split(value)
        if value and (found is None or found.scheme not in ("postgresql", "postgresql+psycopg")):
            raise ValueError("不是 PostgreSQL 的地址")
        return value

    @field_validator("public_url", "telegram_webhook")
    @classmethod
    def _is_a_site(cls, value: str) -> str:
        """Pages link to each other from the top, so there is nothing but a host in it."""
        found = _split(value)
        if value and (found is None or found.scheme not in ("http", "https") or not found.hostname):
            raise ValueError("前面少了 https://，或者不是一个网址")
        if found and (found.path.strip("/") or found.query or found.fragment):
            raise ValueError("后面多了路径")
        return value

    @property
    def url(self) -> str:
        """The database's address for SQLAlchemy."""
        if not self.database:
            return f"sqlite:///{self.data / 'weiyuan.db'}"
        return self.database.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def base(self) -> str:
        return self.public_url.rstrip("/") or self.here

    @property
    def chats(self) -> tuple[str, ...]:
        """The channels that are on beside the web, by their names, in the order in which people are told of them."""
        customers = self.wecom_corp and (self.kf or self.kf_secret)
        on = {"telegram": self.telegram_token, "wecom": self.wecom_corp, "kf": customers}
        return tuple(name for name, set_ in on.items() if set_)

    @property
    def here(self) -> str:
        """Where it is on this machine."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

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


def _split(value: str) -> SplitResult | None:
    """None for what is no address at all."""
    try:
        found = urlsplit(value)
        return found if found.port is None or found.port else None
    except ValueError:
        return None
