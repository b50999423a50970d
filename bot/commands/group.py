"""`weiyuan group`: the operator's way to tie a robot to a unit, to see what is tied, and to untie it."""

from typing import Annotated, Any, Final, NoReturn

import typer

from bot.environment import settings

app: Final = typer.Typer(no_args_is_help=True, help="群：连一个企业微信群机器人，看连着哪些，断开。")


@app.command()
def add(
    unit: Annotated[str, typer.Argument(help="哪个单元，写编码")],
    address: Annotated[str, typer.Option("--address", help="机器人的 Webhook 地址；不写就问，问的时候不显示")] = "",
) -> None:
    """把一个群机器人连到一个单元。"""
    _told({"do": "add", "unit": unit, "address": address or typer.prompt("Webhook 地址", hide_input=True)})


@app.command("list")
def list_() -> None:
    """列出连着的群；地址是钥匙，不列。"""
    _told({"do": "list"})


@app.command()
def remove(number: Annotated[int, typer.Argument(help="群的号，list 列得出来")]) -> None:
    """断开一个群。"""
    _told({"do": "remove", "number": number})


def _told(args: dict[str, Any]) -> None:
    from bot.commands.remote import CommandFailed, run

    try:
        result = run(settings(), "group", args, lambda _: None)
    except CommandFailed as error:
        _stop(str(error))
    for line in result["lines"]:
        typer.echo(line)
    if not result["ok"]:
        raise typer.Exit(1)


def _stop(why: str) -> NoReturn:
    typer.echo(why)
    raise typer.Exit(1)
