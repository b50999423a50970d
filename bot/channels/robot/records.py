"""Where robots of groups are, and what of their answers means that one is no more."""

from typing import Final

OFFICIAL: Final = "https://qyapi.weixin.qq.com"
PATH: Final = "/cgi-bin/webhook/send"
GONE: Final = (93000, 93004, 93008)  # the robot was taken out, stopped, or is another group's
