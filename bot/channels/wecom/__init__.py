"""企业微信 (WeCom): staff and grid workers on the app they already have. Cheap to import; its modules bring httpx.

Callbacks in: `hook` is the page, `envelope` and `crypto` open what comes, `postbox` stores it before it is thanked for,
`reading` says what it means, `fetching` brings files, `running` puts it together; `needed` and `checking` tell the
operator what is missing. `client` talks to the server API and `errors` says what it refuses. Cards out: `measures`,
`texts` and `writing` give them their form, `parcels` make messages of them, `allowance` keeps to what a member may be
sent, `channel` sends and edits them; `menu` is what stands below the chat.
"""

from typing import Final

NAME: Final = "wecom"
