"""微信客服 (KF): residents on ordinary WeChat. Cheap to import; its modules bring httpx.

`pulling` fetches what customers wrote and `reading` says what it means; `writing` gives cards their form, `results`
names those that the last message is kept for, `parcels` and `channel` send as many as WeChat lets through; `ways` makes
the links behind the codes on paper, `running` holds it all together.
"""

from typing import Final

NAME: Final = "kf"
