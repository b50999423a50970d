"""Links that lead to a customer service chat: printed as codes, each carries the invitation it stands for."""

from typing import Final
from urllib.parse import quote

from bot.channels.wecom.client import WeCom

SCENE: Final = "weiyuan"
MOST_PARAM: Final = 128  # bytes of what a link may carry


class Ways:
    """Asks once for the account's link; what it carries is added here."""

    def __init__(self, client: WeCom) -> None:
        self._client, self._links = client, dict[str, str]()

    async def link(self, open_kfid: str, param: str) -> str:
        """Raises ValueError where `param` is too long, and what the client raises."""
        if len(quote(param, safe="").encode()) > MOST_PARAM:
            raise ValueError("too long for a link")
        url = await self.plain(open_kfid)
        return f"{url}{'&' if '?' in url else '?'}scene_param={quote(param, safe='')}"

    async def plain(self, open_kfid: str) -> str:
        """The link that carries nothing; raises what the client raises."""
        if open_kfid not in self._links:
            told = await self._client.call("kf/add_contact_way", {"open_kfid": open_kfid, "scene": SCENE})
            self._links[open_kfid] = str(told["url"])
        return self._links[open_kfid]
