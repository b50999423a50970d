"""Whether the data folder and the database that are set can be used at all, and what to say where they can't."""

import errno
import os
from pathlib import Path
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from handlers.kit.explained import Explained
from storage.engines import is_sqlite

_WHY: Final = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "那里是一个文件，不是目录",
    errno.ENOTDIR: "那里是一个文件，不是目录",
    errno.ENOENT: "那里建不了目录",
    errno.EROFS: "那里只能读",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "名字太长",
}


class Unfit(Explained):
    """The folder or the database can't be used; says by which setting it was chosen."""


def made(folder: Path) -> None:
    """Make the data folder where there is none. Raises Unfit."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Unfit(f"数据目录 WEIYUAN_DATA：{_told(folder, error)}") from None
    fault = folder_fault(folder)
    if fault:
        raise Unfit(f"数据目录 WEIYUAN_DATA：{fault}")


def folder_fault(folder: Path) -> str:
    """Why a folder can't hold the data, or can't be made; empty where it can."""
    try:
        near = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    except OSError as error:
        return _told(folder, error)
    if not near.is_dir():
        return _told(folder, NotADirectoryError(errno.ENOTDIR, ""))
    fine = os.access(near, os.R_OK | os.W_OK | os.X_OK) or near != folder
    return "" if fine else _told(folder, PermissionError(errno.EACCES, ""))


def reached(engine: Engine) -> None:
    """Raises Unfit where nobody answers, or what answers is no database of ours."""
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA schema_version" if is_sqlite(str(engine.url)) else "SELECT 1")
    except DBAPIError as error:
        raise Unfit(_unreached(engine, error)) from None  # its text may hold the address with the password


def _unreached(engine: Engine, error: DBAPIError) -> str:
    url = engine.url
    if is_sqlite(str(url)):
        return f"数据库文件 {url.database} 打不开（{error.orig}）。看看 WEIYUAN_DATA 对不对；坏了就用最近的备份恢复"
    where = f"{url.host or '本机'}{f':{url.port}' if url.port else ''} 的 {url.database or url.username}"
    said = str(error.orig).strip().partition("\n")[0][:200]
    return f"WEIYUAN_DATABASE：连不上 {where}。看看地址、用户和口令对不对，PostgreSQL 在不在跑（{said}）"


def _told(folder: Path, error: OSError) -> str:
    return f"{folder} 用不了，{_WHY.get(error.errno or 0, error.strerror)}。应当是一个能写的目录，像 /var/lib/weiyuan"
