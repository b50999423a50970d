"""`weiyuan doctor`: look at everything that could be set wrong, and say what to do about it."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.kf import checking as kf
from bot.channels.robot import checking as groups
from bot.channels.telegram import checking as telegram
from bot.channels.wecom import checking as wecom
from bot.commands.checks import Check
from bot.commands.reading import reading
from bot.environment import BadSettings, strays
from bot.environment import settings as settings_now
from bot.house import open_house
from bot.opened import folder_fault, reached
from bot.ports import PortTaken, check_port
from bot.settings import Settings
from handlers.kit.explained import Explained
from handlers.kit.rulesets import RuleFileError
from storage.engines import is_sqlite, reader_engine
from storage.people import persons
from storage.schema import differences
from storage.vault import Vault, VaultError

LEAST_FREE = 1 << 30


def checks(today: date) -> Iterator[Check]:
    """All that there is to say; of settings that can't be any, only that."""
    try:
        found = settings_now()
    except BadSettings as error:
        yield from (Check(name, False, told) for name, told in error.wrong)
        yield Check("别的", None, "上面的改好了，再看一次")
        return
    yield from examine(found, today)


def examine(settings: Settings, today: date) -> Iterator[Check]:
    """Every check, in the order in which to mend them; before there is data, only those that make sense."""
    unfit = folder_fault(settings.data)
    if unfit:
        yield Check("数据目录 WEIYUAN_DATA", False, unfit)
    else:
        yield from _data(settings)
    yield from (Check(name, None, told) for name, told in strays())
    yield from _listens(settings)
    if not unfit:
        yield _rules(settings)
        yield from _calendars(settings, today)
    yield _address(settings)
    yield from telegram.examine(settings)
    yield from wecom.examine(settings)
    yield from kf.examine(settings)
    if not unfit:
        yield from _groups(settings)


def _data(settings: Settings) -> Iterator[Check]:
    if _fresh(settings):
        advice = "先看看样子就运行 make run；正式用先运行 weiyuan import 花名册.xlsx，再运行 weiyuan serve"
        yield Check(f"还没有数据（{settings.data.resolve()}）", None, advice)
    else:
        yield _folder(settings)
        yield from _database(settings)
        yield _key_mode(settings)


def _fresh(settings: Settings) -> bool:
    """Neither a database nor a key: nothing was ever kept here."""
    return is_sqlite(settings.url) and not settings.key_file.exists() and not (settings.data / "weiyuan.db").exists()


def _folder(settings: Settings) -> Check:
    if not settings.data.is_dir():
        return Check("数据目录 WEIYUAN_DATA", False, f"{settings.data} 还没有，先运行 weiyuan serve 或 make run")
    free = shutil.disk_usage(settings.data).free
    enough = free > LEAST_FREE
    return Check(f"磁盘剩 {free >> 20} MB", enough, "" if enough else "空间不到 1 GB，先清出地方")


def _database(settings: Settings) -> Iterator[Check]:
    if is_sqlite(settings.url) and not (settings.data / "weiyuan.db").exists():
        yield Check("数据库", False, "还没有数据库，先运行 weiyuan serve")
        return
    try:
        engine = reader_engine(settings.url) if is_sqlite(settings.url) else create_engine(settings.url)
        reached(engine)
        with engine.connect() as conn:
            changes = differences(conn)
            if is_sqlite(settings.url):
                found = conn.execute(text("PRAGMA quick_check")).scalar()
                yield Check("数据库文件完整", found == "ok", "" if found == "ok" else "用最近的备份恢复")
            yield Check("数据库结构", not changes, "重新启动服务，会自动更新" if changes else "")
            sealed = conn.execute(persons.select().where(persons.c.sealed.is_not(None)).limit(1)).first()
            if sealed is not None:
                yield _key_fits(settings, sealed.wrapped, sealed.sealed)
    except Explained as error:
        yield Check("数据库", False, str(error))
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


def _listens(settings: Settings) -> Iterator[Check]:
    """Nothing where it could, or where somebody, most likely the server itself, does already."""
    with suppress(PortTaken):
        try:
            check_port(settings)
        except BadSettings as error:
            yield from (Check(name, False, told) for name, told in error.wrong)


def _address(settings: Settings) -> Check:
    what = "对外地址 WEIYUAN_PUBLIC_URL"
    if not settings.public_url:
        return Check(
            what, None, "没有设，邀请链接只能在这台机器上用。设成别人打得开的地址，像 https://wish.example.org"
        )
    secure = settings.public_url.startswith("https://")
    advice = f"现在是 {settings.public_url}，要用 https:// 开头的，不然登录信息会被别人看到"
    return Check(f"{what} {settings.public_url}" if secure else what, secure, "" if secure else advice)


def _groups(settings: Settings) -> Iterator[Check]:
    """Nothing where the data can't be read: that was said before."""
    try:
        with reading(settings) as work:
            yield from groups.examine(work, settings)
    except (SQLAlchemyError, Explained, OSError):
        return
