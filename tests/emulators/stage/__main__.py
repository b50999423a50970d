"""`python -m tests.emulators.stage [PORT]`: until it is stopped."""

import signal
import sys
import threading

from bot.logs import set_up
from bot.ports import PortTaken
from tests.emulators.stage.town import town


def main() -> None:
    set_up()
    stopped = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopped.set())
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8765
    try:
        with town(port) as found:
            sys.stdout.write(
                f"\n打开这个地址：{found.stage}\n王奶奶、李师傅用 Telegram，刘书记用企业微信，张敏用网页；"
            )
            sys.stdout.write("两家的服务器都在本机演。停下来按 Ctrl+C，什么都不留。\n")
            sys.stdout.flush()
            stopped.wait()
    except PortTaken:
        sys.exit(f"端口 {port} 已经有程序在用。换一个：make phones PORT=另一个")


if __name__ == "__main__":
    main()
