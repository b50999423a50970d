"""企业微信 (WeCom): staff and grid workers on the app they already have. Cheap to import; its modules bring httpx.

`client` talks to the server API and `errors` says what it refuses. Cards out: `measures`, `texts` and `writing` give
them their form, `parcels` make messages of them, `allowance` keeps to what a member may be sent, `channel` sends and
edits them.
"""

from typing import Final

NAME: Final = "wecom"
