"""`weiyuan doctor`: look at everything that could be set wrong, and say what to do about it."""

import shutil
import stat
from collections.abc import Iterator
from datetime import date

from sqlalchemy import create_engine, text

from bot.channels.telegram import checking as telegram
from bot.channels.wecom import checking as wecom
from bot.commands.checks import Check
from bot.house import open_house
from bot.settings import Settings
from handlers.kit.rulesets import RuleFileError
from storage.engines import is_sqlite, reader_engine
from storage.people import persons
from storage.schema import differences
from storage.vault import Vault, VaultError

LEAST_FREE = 1 << 30


def examine(settings: Settings, today: date) -> Iterator[Check]:
    """Every check, in the order in which to mend them; before there is data, only those that make sense."""
    if _fresh(settings):
        advice = "先看看样子就运行 make run；正式用先运行 weiyuan import 花名册.xlsx，再运行 weiyuan serve"
        yield Check(f"还没有数据（{settings.data.resolve()}）", None, advice)
    else:
        yield _folder(settings)
        yield from _database(settings)
        yield _key_mode(settings)
    yield _rules(settings)
    yield from _calendars(settings, today)
    yield _address(settings)
    yield from telegram.examine(settings)
    yield from wecom.examine(settings)


def _fresh(settings: Settings) -> bool:
    """Neither a database nor a key: nothing was ever kept here."""
    return is_sqlite(settings.url) and not settings.key_file.exists() and not (settings.data / "weiyuan.db").exists()


def _folder(settings: Settings) -> Check:
    if not settings.data.is_dir():
        return Check("数据目录", False, f"{settings.data} 还没有，先运行 weiyuan serve 或 make run")
    free = shutil.disk_usage(settings.data).free
    enough = free > LEAST_FREE
    return Check(f"磁盘剩 {free >> 20} MB", enough, "" if enough else "空间不到 1 GB，先清出地方")


def _database(settings: Settings) -> Iterator[Check]:
    if is_sqlite(settings.url) and not (settings.data / "weiyuan.db").exists():
        yield Check("数据库", False, "还没有数据库，先运行 weiyuan serve")
        return
    try:
        engine = reader_engine(settings.url) if is_sqlite(settings.url) else create_engine(settings.url)
        with engine.connect() as conn:
            changes = differences(conn)
            if is_sqlite(settings.url):
                found = conn.execute(text("PRAGMA quick_check")).scalar()
                yield Check("数据库文件完整", found == "ok", "" if found == "ok" else "用最近的备份恢复")
            yield Check("数据库结构", not changes, "重新启动服务，会自动更新" if changes else "")
            sealed = conn.execute(persons.select().where(persons.c.sealed.is_not(None)).limit(1)).first()
            if sealed is not None:
                yield _key_fits(settings, sealed.wrapped, sealed.sealed)
    except Exception as error:
        yield Check("数据库", False, f"打不开：{error}")


def _key_fits(settings: Settings, wrapped: bytes, sealed: bytes) -> Check:
    try:
        Vault.at(settings.key_file).open(wrapped, sealed, "person")
    except (VaultError, ValueError) as error:
        return Check("主密钥", False, f"{error}")
    return Check("主密钥与数据库是一套", True)


def _key_mode(settings: Settings) -> Check:
    if not settings.key_file.exists():
        return Check("主密钥文件", False, f"{settings.key_file} 不在。数据库的备份里没有它，要从另外的备份放回来")
    mode = stat.S_IMODE(settings.key_file.stat().st_mode)
    return Check("主密钥只有自己能读", mode & 0o077 == 0, f"运行 chmod 600 {settings.key_file}" if mode & 0o077 else "")


def _rules(settings: Settings) -> Check:
    try:
        house = open_house(settings.data / "rules")
    except RuleFileError as error:
        return Check("规则文件", False, str(error))
    return Check(f"规则文件 {len(house.rules.sets)} 套", True)


def _calendars(settings: Settings, today: date) -> Iterator[Check]:
    """Next year's make-up days are published in November: from then on their absence is worth a word."""
    try:
        known = open_house(settings.data / "rules").calendar.knows
    except RuleFileError:
        return  # said with the rules
    how = "更新程序，或者把放假安排存成 json 放进 rules/"
    if not known(today.year):
        yield Check(f"{today.year} 年放假安排", None, f"还没有，现在只按周末算工作日。请{how}")
    if today.month >= 11 and not known(today.year + 1):
        yield Check(f"{today.year + 1} 年放假安排", None, f"还没有。公布后请{how}，不然调休日会算错")


def _address(settings: Settings) -> Check:
    if not settings.public_url:
        return Check("对外地址", None, "没有设 WEIYUAN_PUBLIC_URL：邀请链接只能在这台机器上用")
    secure = settings.public_url.startswith("https://")
    return Check("对外地址", secure, "" if secure else "要用 https，不然登录信息会被别人看到")
