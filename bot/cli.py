"""The `weiyuan` command."""

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from bot.settings import Settings
from handlers.kit.explained import Explained
from handlers.kit.speech import exact

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="微愿:街坊心愿,聊天里提,邻里来接,人人可查。",
)
console = Console()


@app.command()
def serve() -> None:
    """启动服务(聊天网页、送信、到时提醒)。"""
    from bot.serve import PortTaken
    from bot.serve import serve as run
    from bot.wiring import LockedElsewhere

    settings = Settings()
    try:
        run(settings)
    except PortTaken:
        _stop(f"端口 {settings.port} 已经有程序在用。换一个,例如:PORT={settings.port + 1} make run")
    except LockedElsewhere:
        _stop(f"数据目录 {settings.data} 正被另一个微愿用着。先停掉它,或换一个:DATA=另一个目录 make run")


@app.command()
def demo() -> None:
    """启动演示:没有数据时先装好演武社区,打印一个地址。"""
    from bot.demo.run import run

    run(Settings(demo=True), console, _stop)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件,如 花名册.xlsx")],
    pilot: Annotated[bool, typer.Option("--pilot", help="先填上长治、东港、九江、青白江、开平的镇街和村社")] = False,
) -> None:
    """写一个空的 Excel 花名册(单元、组织、户、人员、任职),照着填。"""
    from bot.census.command import write_template
    from bot.census.pilot import pilot_census
    from bot.census.template import write_workbook

    try:
        if pilot:
            write_workbook(file, pilot_census())
        else:
            write_template(file)
    except OSError as error:
        _stop(f"写不了 {file}:{error.strerror or error}")
    console.print(f"写好了:{file}。填好后运行:weiyuan import {file}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="填好的 Excel 花名册")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查,不写入")] = False,
) -> None:
    """读入花名册:全对才写入;重复读入不会变。"""
    with Progress(console=console) as progress:
        bar = progress.add_task("读入", total=None)

        def say(value: dict[str, Any]) -> None:
            progress.update(bar, completed=value["done"], total=value["total"])

        result = _done("import", {"file": str(file.resolve()), "dry_run": dry_run}, say)
        progress.update(bar, total=1, completed=1)
    for line in result["lines"]:
        console.print(line, markup=False, highlight=False)
    if not result["ok"]:
        raise typer.Exit(1)


@app.command()
def invite(name: Annotated[str, typer.Argument(help="花名册里的姓名或称呼")]) -> None:
    """给一个人写一个登录链接:只能用一次。"""
    result = _done("invite", {"name": name})
    if not result["ok"]:
        doors = "、".join(door for door in result["doors"] if door)
        _stop(f"花名册里有 {result['count']} 个“{name}”{':' + doors if doors else ''}。请写全名,或先导入花名册")
    console.print(f"{result['called']}的链接({result['hours']} 小时内有效,只能用一次):")
    console.print(result["link"], soft_wrap=True, markup=False, highlight=False)


@app.command()
def verify() -> None:
    """核对全部历史:哈希链、文字、每日的锚,有一处不符就说出来。"""
    from bot.commands.check import verify as check
    from bot.commands.reading import reading

    with reading(Settings()) as work:
        result = check(work)
    console.print(f"核对了 {result.cases} 件、{result.events} 步、{result.anchors} 个锚")
    for finding in result.findings:
        console.print(f"[bold red]不符[/] {finding.case}: {finding.what}")
    if result.findings:
        raise typer.Exit(1)
    console.print("全部相符。")


@app.command()
def failed(rerun: Annotated[bool, typer.Option("--rerun", help="重办一遍")] = False) -> None:
    """列出没办成的消息;--rerun 修好程序后重办。"""
    from bot.commands.reading import reading

    if rerun:
        for one in _done("rerun", {})["results"]:
            console.print(f"{one['reference']} {'办成了' if one['ok'] else '还是不行:' + one['why']}", markup=False)
        return
    with reading(Settings()) as work:
        waiting = work.messages.failed()
    for turn in waiting:
        console.print(f"{turn.reference} {exact(turn.received_at)} {turn.channel}")
    console.print(f"{len(waiting)} 条没办成。" if waiting else "没有没办成的。")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="备份到哪个文件")]) -> None:
    """备份数据库到一个文件,服务不用停。主密钥要另外备份。"""
    from bot.commands.backup import NotSqlite
    from bot.commands.backup import backup as copy

    settings = Settings()
    try:
        size = copy(settings, file)
    except NotSqlite:
        _stop("数据在 PostgreSQL 里,请用 pg_dump 备份,再另外备份主密钥")
    except FileExistsError:
        _stop(f"{file} 已经有了,换一个名字")
    except FileNotFoundError as error:
        _stop(f"没有 {error.filename or error}")
    except (OSError, sqlite3.Error) as error:
        _stop(f"没备份成:{error}")
    console.print(f"备份好了:{file}({size / 1e6:.1f} MB,已核对完整)")
    console.print(f"还要另外备份主密钥:{settings.key_file}。没有它,备份里的个人信息打不开。两样不要放在一处。")


@app.command()
def doctor() -> None:
    """看看哪里设得不对,怎么改。"""
    from bot.commands.doctor import examine

    marks = {True: "[green]好[/]", False: "[bold red]要改[/]", None: "[yellow]留意[/]"}
    checks = list(examine(Settings(), datetime.now().astimezone().date()))
    for check in checks:
        console.print(f"{marks[check.fine]} {check.what}{':' + check.advice if check.advice else ''}")
    if any(check.fine is False for check in checks):
        raise typer.Exit(1)


def _done(name: str, args: dict[str, Any], say: Any = lambda value: None) -> dict[str, Any]:
    from bot.commands.remote import CommandFailed, run

    try:
        return run(Settings(), name, args, say)
    except CommandFailed as error:
        _stop(str(error))
    raise AssertionError


def _stop(why: str) -> None:
    console.print(f"[bold red]{why}[/]")
    raise typer.Exit(1)


def main() -> None:
    from bot.logs import set_up

    set_up()
    try:
        app()
    except Explained as error:
        console.print(f"[bold red]{error}[/]")
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
