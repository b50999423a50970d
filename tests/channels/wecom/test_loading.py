"""What is not switched on costs nothing: its libraries are not even loaded."""

import subprocess
import sys


def test_nothing_of_it_is_loaded_where_it_is_off() -> None:
    told = "'httpx' in sys.modules or 'bot.channels.wecom.running' in sys.modules"
    code = f"import sys, bot.cli, bot.web.app, bot.commands.doctor; sys.exit({told})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_a_server_without_channels_never_loads_it() -> None:
    """Robots of groups can't be switched off: they load it when the first of them has something to say."""
    code = "import asyncio, sys, tempfile; from pathlib import Path; from bot.settings import Settings; "
    code += "from bot.web.app import make_app; from bot.wiring import opened\n"
    code += "async def lived(app):\n    async with app._inner.router.lifespan_context(app._inner): pass\n"
    code += "found = Settings(data=Path(tempfile.mkdtemp()))\n"
    code += "with opened(found) as desk: asyncio.run(lived(make_app(found, desk)))\n"
    code += "sys.exit(sum(2**n for n, name in enumerate(('httpx', 'aiogram', 'aiohttp')) if name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
