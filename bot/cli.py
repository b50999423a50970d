"""The `weiyuan` command."""

import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from bot.commands import group
from bot.environment import settings
from handlers.kit.explained import Explained
from handlers.kit.speech import exact

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="微愿：街坊心愿，聊天里提，邻里来接，人人可查。",
)
app.add_typer(group.app, name="group")
console = Console()


@app.command()
def serve() -> None:
    """启动服务（聊天网页、送信、到时提醒）。"""
    from bot.serve import RealData, held, where
    from bot.serve import serve as run
    from bot.wiring import LockedElsewhere

    found = settings()
    try:
        run(found, lambda: console.print("\n".join(where(found)), soft_wrap=True, highlight=False))
    except LockedElsewhere:
        _stop(held(found))
    except RealData:
        _stop("WEIYUAN_DEMO 开着，这个数据目录里却有真的登记。去掉 WEIYUAN_DEMO 再启动")


@app.command()
def demo() -> None:
    """启动演示：没有数据时先装好演武社区，打印一个地址。"""
    from bot.demo.run import run

    run(settings(demo=True), console, _stop)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件，如 花名册.xlsx")],
    pilot: Annotated[bool, typer.Option("--pilot", help="先填上长治、东港、九江、青白江、开平的镇街和村社")] = False,
) -> None:
    """写一个空的 Excel 花名册（单元、组织、户、人员、任职），照着填。"""
    from bot.census.command import write_template
    from bot.census.pilot import pilot_census
    from bot.census.template import write_workbook

    try:
        if pilot:
            write_workbook(file, pilot_census())
        else:
            write_template(file)
    except OSError as error:
        _stop(f"写不了 {file}：{error.strerror or error}")
    console.print(f"写好了：{file}。填好后运行：weiyuan import {file}", soft_wrap=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="填好的 Excel 花名册")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
) -> None:
    """读入花名册：全对才写入；重复读入不会变。"""
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
def orders(
    file: Annotated[Path, typer.Argument(help="转来的工单，Excel 文件")],
    by: Annotated[str, typer.Option("--by", help="谁导入：社区书记或街道的一位，写姓名")],
    source: Annotated[str, typer.Option("--source", help="从哪里转来")] = "12345",
    past: Annotated[bool, typer.Option("--past", help="补录以前的：按表里的日期记，不发消息")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
) -> None:
    """导入外面转来的工单；导过的不会重来。"""
    from bot.orders.asking import NobodyToAsk, ask_columns

    args = {"file": str(file.resolve()), "by": by, "source": source, "past": past, "dry_run": dry_run}
    result = _done("orders", args)
    if "ask" in result:
        try:
            result = _done("orders", {**args, "columns": ask_columns(result["ask"], console)})
        except NobodyToAsk as error:
            _stop(f"认不出哪一列是{error}。请在终端里运行一次，选好以后就记得")
    _told(result)


@app.command()
def answers(
    file: Annotated[Path, typer.Argument(help="写到哪个文件，如 答复.xlsx")],
    source: Annotated[str, typer.Option("--source", help="哪里转来的")] = "12345",
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="从哪天起转来的")] = None,
) -> None:
    """导出工单的办理结果：一件一行，按原来的工单编号。"""
    day = since.date().isoformat() if since else ""
    _told(_done("answers", {"file": str(file.resolve()), "source": source, "since": day}))


@app.command()
def invite(name: Annotated[str, typer.Argument(help="花名册里的姓名或称呼")]) -> None:
    """给一个人写一个登录链接：只能用一次。"""
    result = _done("invite", {"name": name})
    if not result["ok"]:
        doors = "、".join(door for door in result["doors"] if door)
        _stop(f"花名册里有 {result['count']} 个“{name}”{'：' + doors if doors else ''}。请写全名，或先导入花名册")
    console.print(f"{result['called']}的链接（{result['hours']} 小时内有效，只能用一次）：")
    console.print(result["link"], soft_wrap=True, markup=False, highlight=False)


@app.command()
def verify() -> None:
    """核对全部历史和积分流水：哈希链、文字、每日的锚，有一处不符就说出来。"""
    from bot.commands.check import verify as check
    from bot.commands.reading import reading

    with reading(settings()) as work:
        result = check(work)
    ledger = f"{result.balances} 个账户、{result.entries} 笔积分和时长" if result.balances else "没有积分"
    console.print(f"核对了 {result.cases} 件、{result.events} 步、{result.anchors} 个锚，{ledger}")
    for finding in result.findings:
        console.print(f"[bold red]不符[/] {finding.case}：{finding.what}")
    if result.findings:
        raise typer.Exit(1)
    console.print("全部相符。")


@app.command()
def failed(rerun: Annotated[bool, typer.Option("--rerun", help="重办一遍")] = False) -> None:
    """列出没办成的消息；--rerun 修好程序后重办。"""
    from bot.commands.reading import reading

    if rerun:
        results = _done("rerun", {})["results"]
        for one in results:
            console.print(f"{one['reference']} {'办成了' if one['ok'] else '还是不行：' + one['why']}", markup=False)
        if not results:
            console.print("没有没办成的，不用重办。")
        return
    with reading(settings()) as work:
        waiting = work.messages.failed()
    for turn in waiting:
        console.print(f"{turn.reference} {exact(turn.received_at)} {turn.channel}")
    console.print(f"{len(waiting)} 条没办成。" if waiting else "没有没办成的。")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="备份到哪个文件")]) -> None:
    """备份数据库到一个文件，服务不用停。主密钥要另外备份。"""
    from bot.commands.backup import NotSqlite
    from bot.commands.backup import backup as copy

    found = settings()
    try:
        size = copy(found, file)
    except NotSqlite:
        _stop("数据在 PostgreSQL 里，请用 pg_dump 备份，再另外备份主密钥")
    except FileExistsError:
        _stop(f"{file} 已经有了，换一个名字")
    except FileNotFoundError as error:
        _stop(f"没有 {error.filename or error}")
    except (OSError, sqlite3.Error) as error:
        _stop(f"没备份成：{error}")
    console.print(f"备份好了：{file}（{size / 1e6:.1f} MB，已核对完整）")
    console.print(f"还要另外备份主密钥：{found.key_file}。没有它，备份里的个人信息打不开。两样不要放在一处。")


@app.command()
def doctor() -> None:
    """看看哪里设得不对，怎么改。"""
    from bot.commands.doctor import checks as looked

    marks = {True: "[green]好[/]", False: "[bold red]要改[/]", None: "[yellow]留意[/]"}
    checks = list(looked(datetime.now().astimezone().date()))
    for check in checks:
        console.print(f"{marks[check.fine]} {escape(check.line)}", soft_wrap=True, highlight=False)
    if any(check.fine is False for check in checks):
        raise typer.Exit(1)


@app.command()
def rules(
    code: Annotated[str, typer.Argument(help="选用哪一套，如 shandong；不写就列出来")] = "",
    at: Annotated[list[str] | None, typer.Option("--at", help="只用于这个单元和下面，写编码；可以写几个")] = None,
    start: Annotated[str, typer.Option("--from", help="从哪天起，如 2027-01-01；不写就从今天")] = "",
) -> None:
    """列出各地的办法（时限、退单、延期、积分），或选用一套。"""
    from bot.commands.rules import NoSample, adopt, book, listed

    found = settings()
    if not code:
        for head, lines in listed(found):
            console.print(f"[bold]{head[0]}[/]  {head[1]}")
            for line in lines:
                console.print(f"    {line}", markup=False, highlight=False)
        return
    try:
        day = date.fromisoformat(start) if start else datetime.now().astimezone().date()
        file = adopt(found, code, tuple(at or ()), day)
        book(found)
    except NoSample:
        _stop(f"没有 {code} 这一套。不带参数运行 weiyuan rules，看看有哪些")
    except FileExistsError as error:
        _stop(f"{error.filename} 已经有了。要改就直接改它")
    except ValueError:
        _stop(f"{start} 不是日期，要像 2027-01-01 这样写")
    console.print(f"写好了：{file}。重新启动服务后生效；里面的数可以接着改。")


@app.command()
def whatif(
    code: Annotated[str, typer.Option("--set", help="换成哪一套积分规则，如 huaning；weiyuan rules 列得出来")],
    unit: Annotated[str, typer.Option("--unit", help="哪个单元，写编码")],
    year: Annotated[int | None, typer.Option("--year", help="哪一年的周期；不写就是现在这个")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="另存成 Excel，如 试算.xlsx")] = None,
) -> None:
    """换一套积分规则试算：谁的分、星级、名次会变，一条条为什么。只看，不改。"""
    from bot.commands.reading import reading
    from bot.commands.whatif import paper, summary, table, trial
    from bot.papers.workbook import workbook

    today = datetime.now().astimezone().date()
    with reading(settings()) as work:
        found = trial(work, code, unit, year, today)
    console.print(table(found))
    for line in summary(found):
        console.print(line, markup=False, highlight=False)
    console.print(f"要用它，把下面几行存进数据目录的 rules/，从 {found.starts} 起算：\n")
    console.print(found.adopt, markup=False, highlight=False)
    if file:
        try:
            file.write_bytes(workbook(paper(found, today)))
        except OSError as error:
            _stop(f"写不了 {file}：{error.strerror or error}")
        console.print(f"写好了：{file}")


def _done(name: str, args: dict[str, Any], say: Any = lambda value: None) -> dict[str, Any]:
    from bot.commands.remote import CommandFailed, run

    try:
        return run(settings(), name, args, say)
    except CommandFailed as error:
        _stop(str(error))
    raise AssertionError


def _told(result: dict[str, Any]) -> None:
    for line in result["lines"]:
        console.print(line, markup=False, highlight=False)
    if not result["ok"]:
        raise typer.Exit(1)


def _stop(why: str) -> None:
    _told_why(why)
    raise typer.Exit(1)


def _told_why(why: str) -> None:
    console.print(f"[bold red]{escape(why)}[/]", soft_wrap=True, highlight=False)


def main() -> None:
    from bot.logs import set_up

    set_up()
    try:
        app()
    except Explained as error:
        _told_why(str(error))
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
